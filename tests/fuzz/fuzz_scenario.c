/*
 * fuzz_scenario -- any bytes as a scenario file
 *
 * Good files are written as JSON, bad ones have their errors printed; nothing may crash, and good
 * means no errors.
 */
#include "scenario/json.h"
#include "support/scenario_rows.h"

#include "base/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct parsed parsed;
    struct buffer text;
    parsed_open_bytes(&parsed, (struct bytes){data, size});
    buffer_init(&text, &parsed.arena);
    REQUIRE(parsed.is_good == (parsed.errors.count == 0));
    if (parsed.is_good) {
        scenario_to_json(&parsed.scenario, &text);
    } else {
        scenario_print_errors(&text, "fuzz.scn", &parsed.errors);
    }
    parsed_release(&parsed);
    return 0;
}

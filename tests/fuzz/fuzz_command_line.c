/* Any command line and any parameter file end IMPORT and EXPORT with a code, or their help; nothing
 * stays open, and a bad one changes nothing. The first byte chooses the program, a line of the rest
 * is the command line, what follows it the parameter file. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "support/po_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CODE_MAX = 5, BAD_PARAMETERS = 2 };
    struct arena arena = {0};
    if (size == 0) {
        return 0;
    }
    struct memory_port *memory = fixture_create(&arena);
    struct os_port *port = memory_port_os(memory);
    const uint8_t *feed = memchr(data, '\n', size);
    const size_t line = feed != NULL ? (size_t)(feed - data) : size;
    const char *arguments = arena_text_n(&arena, (const char *)data + 1, line > 0 ? line - 1 : 0);
    if (feed != NULL) {
        const struct bytes file = {feed + 1, size - line - 1};
        memory_port_put(memory, FIXTURE_STORE "\\FUZZ.INI", file);
    }
    REQUIRE(fixture_send(port, &arena, "Smith, J", "Brady, Sally", "kept") == ST_OK);
    const struct fixture_run run =
        fixture_run(port, &arena, data[0] % 2 == 0 ? "IMPORT" : "EXPORT", arguments, NULL);
    REQUIRE(run.result >= 0 && run.result <= CODE_MAX);
    REQUIRE(memory_port_open_count(memory) == 0);
    REQUIRE(text_starts(run.console, data[0] % 2 == 0 ? "IMPORT " : "EXPORT "));
    if (run.result == BAD_PARAMETERS) {
        REQUIRE(strstr(run.console, "Bad Parameters on the command line") != NULL);
        REQUIRE(fixture_count(port, &arena, "SITE1", "kept") == 1);
    }
    memory_port_release(memory);
    arena_release(&arena);
    return 0;
}

#include "cli/sweep.h"

#include "base/text.h"

bool sweep_status(const char *name, enum status *status_out)
{
    for (int i = 1; i < STATUS_COUNT; i++) {
        if (text_equal(status_name((enum status)i), name)) {
            *status_out = (enum status)i;
            return true;
        }
    }
    return false;
}

void sweep_case(const struct options *options, const struct catalog_entry *entry,
                const struct scenario_case *the_case, struct arena *arena,
                struct run_result *result_out)
{
    enum status status = ST_IO_ERROR;
    REQUIRE(sweep_status(options->sweep, &status));
    uint32_t struck = 0;
    for (uint64_t call = 1;; call++) {
        const struct run_options run = {.schedule_seed = options->schedule,
                                        .until_us = options->until,
                                        .letters = &entry->letters,
                                        .inject_call = call,
                                        .inject_status = status};
        const enum run_exit exit = run_case(the_case, &run, arena, result_out);
        if (exit != RUN_OK && exit != RUN_FAILED) {
            result_out->error =
                arena_format(arena, "call %llu answered %s: %s", (unsigned long long)call,
                             status_name(status), result_out->error);
            break;
        }
        result_out->exit = RUN_OK; /* the story is another one when a call fails */
        result_out->failure_count = 0;
        if (result_out->port_calls < call) {
            break; /* that call was never made */
        }
        struck++;
    }
    result_out->expectation_count = struck;
}

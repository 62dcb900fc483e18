#include "cli/sweep.h"

#include "scenario/reporter.h"
#include "scenario/words/wear_memory.h"
#include "world/strikes.h"

void sweep_case(const struct options *options, const struct catalog_entry *entry,
                const struct scenario_case *the_case, struct arena *arena,
                struct run_result *result_out)
{
    enum status status = ST_IO_ERROR;
    REQUIRE(status_find(options->sweep, &status));
    uint32_t struck = 0;
    struct arena kinds = {0};
    struct wear_memory wear = {0};
    struct strikes *strikes = options->kinds ? strikes_create(&kinds) : NULL;
    for (uint64_t call = 1;; call++) {
        const struct run_options run = {.schedule_seed = options->schedule,
                                        .until_us = options->until,
                                        .letters = &entry->letters,
                                        .inject_call = call,
                                        .inject_status = status,
                                        .strikes = strikes,
                                        .wear = &wear};
        const enum run_exit exit = run_case(the_case, &run, arena, result_out);
        call = result_out->struck_call;
        /* The story is another one when a call fails: what a person wanted to do may not be there
         * to be done. */
        const bool is_another_story = exit == RUN_ERROR && result_out->port_calls >= call;
        if (exit != RUN_OK && exit != RUN_FAILED && !is_another_story) {
            struct buffer text;
            buffer_init(&text, arena);
            buffer_format(&text, "call %llu answered %s: %s\n        ", (unsigned long long)call,
                          status_name(status), result_out->error);
            report_replay(&text, entry->scenario.path, the_case);
            buffer_format(&text, " --sweep %s --call %llu --trace", status_name(status),
                          (unsigned long long)call);
            result_out->error = buffer_string(&text);
            break;
        }
        result_out->exit = RUN_OK;
        result_out->failure_count = 0;
        if (result_out->port_calls < call) {
            break; /* that call was never made */
        }
        struck++;
    }
    wear_memory_release(&wear);
    arena_release(&kinds);
    result_out->expectation_count = struck;
}

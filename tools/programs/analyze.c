/*
 * analyze -- ANALYZE: reads a whole post office, shared, and says what is wrong and what to run
 *
 * It repairs nothing. "Fragmented" is the test of EXPORT: a message of more extents than its table
 * holds (assumption EXTENT_TABLE).
 */
#include "programs/program_kinds.h"
#include "programs/utility.h"

static void analyze_begin(void *state, const struct program_start *start)
{
    utility_begin(state, start, "ANALYZE");
}

static int analyze_work(struct utility *utility, struct arena *scratch)
{
    struct po_report report;
    const enum status st = utility_report(utility, scratch, &report);
    if (st != ST_OK) {
        return session_failure(&utility->session, st, RC_FAILED);
    }
    return report.errors + report.wear == 0 ? RC_DONE : RC_FAILED;
}

static struct program_step analyze_step(void *state, struct arena *scratch, uint64_t now_us)
{
    struct utility *utility = state;
    int result = RC_DONE;
    if (utility->phase == UTILITY_START) {
        result = utility_arguments(utility, 1);
        utility->phase = UTILITY_OPEN;
    }
    if (result == RC_DONE) {
        switch (utility_open(utility, false, now_us, &result)) {
        case SESSION_OPENED:
            result = analyze_work(utility, scratch);
            break;
        case SESSION_WAITS:
            return (struct program_step){.state = PROGRAM_AGAIN,
                                         .wake_us = utility->session.wake_us};
        case SESSION_ENDS:
            break;
        }
    }
    return session_end(&utility->session, result == RC_HELPED ? RC_DONE : result);
}

static const char *analyze_console(void *state)
{
    struct utility *utility = state;
    return session_console(&utility->session);
}

const struct program_kind program_analyze = {.name = "ANALYZE",
                                             .state_size = sizeof(struct utility),
                                             .begin = analyze_begin,
                                             .step = analyze_step,
                                             .console = analyze_console};

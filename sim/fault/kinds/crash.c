/* The caller's process ends by itself, just before the call. */
#include "fault/inject.h"

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    (void)fault;
    strike->acts = false;
    strike->end = FAULT_END_CRASH;
    strike->answer = ST_PROCESS_GONE;
}

const struct fault_kind fault_kind_crash = {
    .word = "crash",
    .ops = FAULT_OP_OPEN | FAULT_OP_READ | FAULT_OP_WRITE | FAULT_OP_CREATE | FAULT_OP_DELETE |
           FAULT_OP_RENAME | FAULT_OP_LIST | FAULT_OP_LOCK,
    .strike = strike,
};

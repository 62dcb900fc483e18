/* The caller waits for somebody to answer a question that nobody sees (KB Q164695, Q181186). */
#include "fault/inject.h"

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    (void)fault;
    strike->acts = false;
    strike->end = FAULT_END_HANG;
    strike->answer = ST_PROCESS_GONE;
}

const struct fault_kind fault_kind_hang = {
    .word = "hang",
    .ops = FAULT_OP_OPEN | FAULT_OP_READ | FAULT_OP_WRITE | FAULT_OP_CREATE | FAULT_OP_DELETE |
           FAULT_OP_RENAME | FAULT_OP_LIST | FAULT_OP_LOCK,
    .strike = strike,
};

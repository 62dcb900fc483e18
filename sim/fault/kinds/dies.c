/* The caller's process ends when the call has been made: what it has done stays, and it never
 * knows. */
#include "fault/inject.h"

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    (void)fault;
    strike->kills_after = true;
}

const struct fault_kind fault_kind_dies = {
    .word = "dies",
    .ops = FAULT_OP_OPEN | FAULT_OP_READ | FAULT_OP_WRITE | FAULT_OP_CREATE | FAULT_OP_DELETE |
           FAULT_OP_RENAME | FAULT_OP_LIST | FAULT_OP_LOCK,
    .strike = strike,
};

/* The call says that it is done, and nothing was done. */
#include "fault/inject.h"

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    (void)fault;
    strike->acts = false;
    strike->answer = ST_OK;
}

const struct fault_kind fault_kind_pretend = {
    .word = "pretend",
    .ops = FAULT_OP_WRITE | FAULT_OP_DELETE | FAULT_OP_RENAME | FAULT_OP_LOCK,
    .strike = strike,
};

/* The call is not made and answers an error. */
#include "fault/inject.h"

static const char *take(struct fault *fault, const char *text, uint64_t number)
{
    (void)number;
    const enum status status = fault_refusal(text);
    fault->value = status;
    return status != ST_OK ? NULL : "no such error";
}

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    strike->acts = false;
    strike->answer = (enum status)fault->value;
}

const struct fault_kind fault_kind_refuse = {
    .word = "refuse",
    .ops = FAULT_OP_OPEN | FAULT_OP_READ | FAULT_OP_WRITE | FAULT_OP_CREATE | FAULT_OP_DELETE |
           FAULT_OP_RENAME | FAULT_OP_LIST | FAULT_OP_LOCK | FAULT_OP_CONNECT | FAULT_OP_START |
           FAULT_OP_LOGON,
    .take = take,
    .strike = strike,
};

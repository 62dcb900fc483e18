/* The answer takes its time. */
#include "fault/inject.h"

static const char *take(struct fault *fault, const char *text, uint64_t number)
{
    (void)text;
    fault->value = number;
    return number > 0 ? NULL : "late by nothing";
}

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    strike->late_us = fault->value;
}

const struct fault_kind fault_kind_late = {
    .word = "late",
    .ops = FAULT_OP_OPEN | FAULT_OP_READ | FAULT_OP_WRITE | FAULT_OP_CREATE | FAULT_OP_DELETE |
           FAULT_OP_RENAME | FAULT_OP_LIST | FAULT_OP_LOCK | FAULT_OP_CONNECT | FAULT_OP_START |
           FAULT_OP_LOGON | FAULT_OP_LOGOFF,
    .take = take,
    .strike = strike,
};

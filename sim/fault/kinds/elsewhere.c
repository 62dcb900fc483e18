/*
 * Another server answers than the one named, as NT before 4.0 SP4 sent lock requests to the
 * preferred server (KB Q185137). A call on a path finds what has that path there. A connection
 * leads there until it ends. A lock is one of that server, where it stands in nobody's way.
 */
#include "fault/inject.h"

static const char *take(struct fault *fault, const char *text, uint64_t number)
{
    (void)number;
    fault->text = text;
    return NULL;
}

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    strike->elsewhere = fault->text;
}

const struct fault_kind fault_kind_elsewhere = {
    .word = "elsewhere",
    .ops = FAULT_OP_OPEN | FAULT_OP_CREATE | FAULT_OP_DELETE | FAULT_OP_RENAME | FAULT_OP_LIST |
           FAULT_OP_LOCK | FAULT_OP_CONNECT | FAULT_OP_LOGON,
    .needs_server = true,
    .take = take,
    .strike = strike,
};

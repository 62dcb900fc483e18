/* The server does not hear that it is over: an open file, a lock, a connection stay with it as long
 * as the session lasts, until somebody clears it or the client boots (KB Q150097, Q174676). */
#include "fault/inject.h"

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    (void)fault;
    strike->keeps = true;
}

const struct fault_kind fault_kind_keep = {
    .word = "keep",
    .ops = FAULT_OP_OPEN | FAULT_OP_CREATE | FAULT_OP_LOCK | FAULT_OP_LOGOFF,
    .needs_server = true,
    .strike = strike,
};

/* An open that asked to share is made exclusive on its way, as NT's NetWare redirector did with
 * compatibility-mode opens (KB Q152987). */
#include "fault/inject.h"

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    (void)fault;
    strike->denies_all = true;
}

const struct fault_kind fault_kind_widen = {
    .word = "widen", .ops = FAULT_OP_OPEN | FAULT_OP_CREATE, .strike = strike};

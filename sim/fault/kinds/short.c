/* Half of it: a read says so by its count; a write answers as NetWare does when it could not write
 * all (completion code 1, no space), because it has no count to say it with. */
#include "fault/inject.h"

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    strike->size /= 2;
    strike->answer = (fault->which.op & FAULT_OP_WRITE) != 0 ? ST_DISK_FULL : ST_OK;
}

const struct fault_kind fault_kind_short = {
    .word = "short", .ops = FAULT_OP_READ | FAULT_OP_WRITE, .strike = strike};

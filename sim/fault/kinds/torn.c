/* The connection breaks in the middle of a write: whole sectors of the first half are there. */
#include "fault/inject.h"

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    enum { SECTOR = 512 };
    (void)fault;
    strike->size = strike->size / 2 / SECTOR * SECTOR;
    strike->answer = ST_CONNECTION_LOST;
}

const struct fault_kind fault_kind_torn = {.word = "torn", .ops = FAULT_OP_WRITE, .strike = strike};

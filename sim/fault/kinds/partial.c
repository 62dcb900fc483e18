/*
 * Only a part comes, and nothing says so: a listing that ends early, a read that ends before the
 * end of the file. A read has no right to do so twice at the same place, so programs that read on
 * get the rest.
 */
#include "fault/inject.h"

static const char *take(struct fault *fault, const char *text, uint64_t number)
{
    (void)text;
    fault->value = number;
    return NULL;
}

static void strike(const struct fault *fault, struct fault_strike *strike)
{
    if (strike->size > fault->value) {
        strike->size = fault->value;
    }
}

const struct fault_kind fault_kind_partial = {
    .word = "partial", .ops = FAULT_OP_READ | FAULT_OP_LIST, .take = take, .strike = strike};

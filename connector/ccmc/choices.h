/*
 * choices -- what the connector can be told to do otherwise, where nobody knows what it did (rows:
 * choices.def)
 *
 * A set is a bit mask, asked where the workers do it.
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef CONNECTOR_CCMC_CHOICES_H
#define CONNECTOR_CCMC_CHOICES_H

#include <stdbool.h>
#include <stdint.h>

enum choice {
#define CHOICE(name, assumption, value, what) CHOICE_##name,
#include "ccmc/choices.def"
#undef CHOICE
    CHOICE_COUNT
};

static inline uint32_t choices_bit(enum choice choice)
{
    _Static_assert(CHOICE_COUNT <= 32, "a set is 32 bits");
    return UINT32_C(1) << choice;
}

static inline bool choices_have(uint32_t choices, enum choice choice)
{
    return (choices & choices_bit(choice)) != 0;
}

#endif

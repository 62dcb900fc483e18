/* The tables of nouns, steps and expectations, and how a word finds its row. */
#include "scenario/rows.h"

#include <stddef.h>

#include "base/require.h"
#include "base/text.h"

/* clang-format off */
static const struct noun *const nouns[] = {
#define NOUN(name) &noun_##name,
#include "scenario/nouns.def"
#undef NOUN
};
static const struct step_kind *const steps[] = {
#define STEP(name) &step_##name,
#include "scenario/steps.def"
#undef STEP
};
static const struct expect_kind *const expects[] = {
#define EXPECT(name) &expect_##name,
#include "scenario/expects.def"
#undef EXPECT
};
/* clang-format on */

const struct noun *noun_at(uint32_t n)
{
    return n < ARRAY_COUNT(nouns) ? nouns[n] : NULL;
}

const struct step_kind *step_at(uint32_t n)
{
    return n < ARRAY_COUNT(steps) ? steps[n] : NULL;
}

const struct expect_kind *expect_at(uint32_t n)
{
    return n < ARRAY_COUNT(expects) ? expects[n] : NULL;
}

const struct noun *noun_find(const char *word)
{
    for (size_t i = 0; i < ARRAY_COUNT(nouns); i++) {
        if (text_equal(nouns[i]->shape.word, word)) {
            return nouns[i];
        }
    }
    return NULL;
}

const struct step_kind *step_find(const char *word)
{
    for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
        if (text_equal(steps[i]->shape.word, word)) {
            return steps[i];
        }
    }
    return NULL;
}

const struct expect_kind *expect_find(const char *word)
{
    for (size_t i = 0; i < ARRAY_COUNT(expects); i++) {
        if (text_equal(expects[i]->shape.word, word)) {
            return expects[i];
        }
    }
    return NULL;
}

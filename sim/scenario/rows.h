/*
 * rows -- declares each row of nouns.def, steps.def and expects.def; plugin.h says what they are
 */
#ifndef SIM_SCENARIO_ROWS_H
#define SIM_SCENARIO_ROWS_H

#include "scenario/plugin.h"

/* clang-format off */
#define NOUN(name) extern const struct noun noun_##name;
#include "scenario/nouns.def"
#undef NOUN
#define STEP(name) extern const struct step_kind step_##name;
#include "scenario/steps.def"
#undef STEP
#define EXPECT(name) extern const struct expect_kind expect_##name;
#include "scenario/expects.def"
#undef EXPECT
/* clang-format on */

#endif

/*
 * language_words -- languages of post offices as scenarios write them: English, de-DE, 850
 *
 * The words are rows of ccmc/language.def, by name or locale, and numbers of code pages.
 */
#ifndef SIM_SCENARIO_WORDS_LANGUAGE_WORDS_H
#define SIM_SCENARIO_WORDS_LANGUAGE_WORDS_H

#include "ccmc/language.h"
#include "scenario/run.h"

/* NULL, or why there is no such language, and which there are. */
const char *language_word(struct run *run, const char *name, struct language *language_out);

#endif

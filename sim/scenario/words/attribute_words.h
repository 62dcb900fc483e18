/*
 * attribute_words -- attributes of files as scenarios write them: Ro H Sy ..., -Di takes one out
 *
 * The words are rows of fs/attributes.def, read from left to right; `none` clears all.
 */
#ifndef SIM_SCENARIO_WORDS_ATTRIBUTE_WORDS_H
#define SIM_SCENARIO_WORDS_ATTRIBUTE_WORDS_H

#include <stdint.h>

#include "scenario/fact.h"

#define ATTRIBUTE_WORDS "none|Ro|H|Sy|X|A|Sh|T|I|Ra|Wa|P|Ri|Di|Ci|-Ri|-Di"

uint32_t attribute_words(const struct fact_attribute *attribute);

#endif

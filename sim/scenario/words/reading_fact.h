/*
 * reading_fact -- steps that speak of a letter that has come: `read`, `forward`, `reply`
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_READING_FACT_H
#define SIM_SCENARIO_WORDS_READING_FACT_H

#include "scenario/run.h"
#include "world/reading.h"

enum { READING_SLOTS = 1 };
extern const struct slot reading_slots[READING_SLOTS];

/* Fills in the mail, `by` and `gives`, and does it. */
const char *reading_act_on(struct run *run, const struct fact *fact, struct reading reading);

/* Attributes of all of them. */
#define READING_BY                                                                                 \
    {                                                                                              \
        "by", {{"NAME", VALUE_NAME, NULL, 0}}, 1, 0, "its first recipient", NULL, "whose mailbox"  \
    }
#define READING_GIVES                                                                              \
    {                                                                                              \
        "gives", {{"NAME", VALUE_NAME, NULL, 0}}, 1, 0, "none", NULL,                              \
            "what expectations call the mail that comes of it"                                     \
    }

#endif

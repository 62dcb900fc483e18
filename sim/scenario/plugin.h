/*
 * plugin -- nouns, steps and expectations: one row in a .def and one file each
 *
 * nouns.def   NOUN(trustee)    nouns/trustee.c    const struct noun noun_trustee
 * steps.def   STEP(start)      steps/start.c      const struct step_kind step_start
 * expects.def EXPECT(event)    expects/event.c    const struct expect_kind expect_event
 *
 * apply functions change world facts through world/world.h; they answer NULL, or a text (on the run
 * arena) that says why the world cannot be as written (no such server ...): a scenario error at the
 * fact's line.
 *
 * Owns    nothing: rows are constant.
 */
#ifndef SIM_SCENARIO_PLUGIN_H
#define SIM_SCENARIO_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/fact.h"
#include "scenario/scenario.h"
#include "world/observation.h"

struct run;
struct world;

struct noun {
    struct shape shape;
    uint32_t order; /* declarations are applied by rising order (machines before shares before post
                       offices), then file order */
    bool is_of_finished_world; /* declared and edited when all else is made and the letters of @0s
                                  wait: what is free is left over by them */
    /* A declaration, or an edit later in the run: attributes not written keep their value. */
    const char *(*apply)(struct run *run, const struct fact *fact);
    const char *(*remove)(struct run *run, const struct fact *fact); /* NULL: cannot be removed */
};

struct step_kind {
    struct shape shape;
    const char *(*act)(struct run *run, const struct step *step);
};

enum expect_sort { EXPECT_STATE, EXPECT_OCCURRENCE };

struct verdict {
    bool holds;
    bool is_unknown; /* it speaks of what is not in this world: neither so nor not so */
    const char *got; /* "event 59 count 3"; on the run arena */
    const char *because;
};

struct expect_kind {
    struct shape shape;
    enum expect_sort sort;
    bool (*matches)(struct run *run, const struct fact *fact,
                    const struct observation *seen); /* occurrence */
    void (*check)(struct run *run, const struct fact *fact,
                  struct verdict *verdict_out); /* state */
    /* Occurrence: why it can never occur, whatever happens (no such program); may be NULL. */
    const char *(*cannot)(struct run *run, const struct fact *fact);
    const char *count_attribute; /* occurrence: attribute that bounds the count ("count"); NULL: at
                                    least one */
};

const struct noun *noun_find(const char *word);
const struct step_kind *step_find(const char *word);
const struct expect_kind *expect_find(const char *word);
/* n = 0, 1, ... in table order; NULL at the end. */
const struct noun *noun_at(uint32_t n);
const struct step_kind *step_at(uint32_t n);
const struct expect_kind *expect_at(uint32_t n);

#endif

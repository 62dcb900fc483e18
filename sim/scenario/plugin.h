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
 */
#ifndef SIM_SCENARIO_PLUGIN_H
#define SIM_SCENARIO_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/fact.h"
#include "scenario/scenario.h"

struct run;
struct world;

struct noun {
    struct shape shape;
    uint32_t order; /* declarations are applied by rising order (machines before shares before post offices), then file order */
    /* A declaration, or an edit later in the run: attributes not written keep their value. */
    const char *(*apply)(struct run *run, const struct fact *fact);
    const char *(*remove)(struct run *run, const struct fact *fact); /* NULL: cannot be removed */
};

struct step_kind {
    struct shape shape;
    const char *(*act)(struct run *run, const struct step *step);
};

enum expect_sort { EXPECT_STATE, EXPECT_OCCURRENCE };

/* What the world tells while it runs; expectations of occurrences count them as they come. */
enum observation_kind { OBSERVE_EVENT, OBSERVE_DENIED, OBSERVE_RESULT };

struct observation {
    enum observation_kind kind;
    uint64_t time_us;
    /* event */
    uint32_t event_id;
    const char *source;
    const char *text;
    /* denied, result: program name "IMPORT" ("" for a service or person) and account "NW1\svc-ccmc" */
    const char *program;
    const char *account;
    const char *operation; /* open read write create delete rename list */
    const char *path;      /* "SYS:CCDATA\CLANDATA", "NT1 CCPO\..." as the server names it */
    const char *machine;
    const char *lacks;     /* "C", "write" */
    int result_code;
    const char *console;
};

struct verdict {
    bool holds;
    const char *got; /* "event 59 count 3"; on the run arena */
    const char *because;
};

struct expect_kind {
    struct shape shape;
    enum expect_sort sort;
    bool (*matches)(struct run *run, const struct fact *fact, const struct observation *seen); /* occurrence */
    void (*check)(struct run *run, const struct fact *fact, struct verdict *verdict_out);       /* state */
    const char *count_attribute; /* occurrence: attribute that bounds the count ("count"); NULL: at least one */
};

const struct noun *noun_find(const char *word);
const struct step_kind *step_find(const char *word);
const struct expect_kind *expect_find(const char *word);
/* n = 0, 1, ... in table order; NULL at the end. */
const struct noun *noun_at(uint32_t n);
const struct step_kind *step_at(uint32_t n);
const struct expect_kind *expect_at(uint32_t n);

#endif

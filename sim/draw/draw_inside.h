/*
 * draw_inside -- what the rows of draw.def share: a world as far as it is drawn
 *
 * A row is a function that adds lines of the world and steps, and answers whether it did: what it
 * needs may not have been drawn. Times are seconds. Trouble lies between DRAW_TROUBLE and
 * DRAW_CURED; by then whoever breaks something has mended it. Faults that wait for a call may
 * strike later, so somebody looks after the services until DRAW_END.
 *
 * Owns    nothing; texts lie on draw->arena.
 */
#ifndef SIM_DRAW_DRAW_INSIDE_H
#define SIM_DRAW_DRAW_INSIDE_H

#include "base/arena.h"
#include "base/format.h"
#include "base/require.h"
#include "core/prng.h"
#include "draw/draw.h"

enum {
    DRAW_TROUBLE = 20, /* from here on something may break */
    DRAW_TROUBLE_TO = 1200,
    DRAW_CURED = 1500,   /* all that was broken is mended, but for one fault */
    DRAW_LIFTED = 2100,  /* and that, too */
    DRAW_READING = 3600, /* people read what came, and answer */
    DRAW_END = 10800,
    DRAW_NAMES_MAX = 8,
    DRAW_STEPS_MAX = 400,
    DRAW_LETTERS_MAX = 24
};

/* How the connector gets at the post office. */
enum draw_way { DRAW_NT, DRAW_FPNW, DRAW_LOCAL, DRAW_NETWARE, DRAW_GATEWAY, DRAW_WAYS };

struct draw_names {
    const char *names[DRAW_NAMES_MAX];
    uint32_t count;
};

struct draw_step {
    uint64_t time_s;
    const char *text; /* from the verb on */
};

struct draw_letter {
    const char *name;
    bool is_out;
    bool is_readable; /* by somebody who is at home where it goes */
};

struct draw {
    struct prng prng;
    struct arena *arena;
    struct buffer world;
    struct draw_step steps[DRAW_STEPS_MAX];
    uint32_t step_count;
    enum draw_way way;
    const char *server; /* that has the post office */
    const char *place;  /* of the post office at it */
    const char *path;   /* as the connector's page has it */
    bool is_db8;
    const char *programs; /* as the page has them */
    bool has_ade;         /* automatic directory exchange */
    uint32_t connectors;
    uint32_t intensity;        /* percent of the usual chances of steps */
    struct draw_names users;   /* at the connected post office */
    struct draw_names locals;  /* those of them who have a mailbox of the usual kind */
    struct draw_names targets; /* lists, aliases and boards there */
    struct draw_names people;  /* at the site */
    struct draw_names far;     /* "Gray, Tom", at PO2 */
    struct draw_names groups;  /* lists of the site, as cc:Mail writes them */
    struct draw_letter letters[DRAW_LETTERS_MAX];
    uint32_t letter_count;
    bool has_outside;
    bool has_opener;   /* files of the post office may be held at any time */
    bool hangs;        /* what waits for a person, until he boots its machine */
    bool keeps;        /* the server keeps what nobody holds any more, until it boots */
    bool has_damage;   /* of the post office: it may not be mended */
    bool has_runs;     /* people run EXPORT */
    const char *moved; /* who is at PO2 by now; NULL: nobody */
    bool has_admin;    /* EXCH\admin may work at the post office */
    bool may_stay;     /* letters may lie at a place where nobody takes them on */
    uint32_t labels;
};

uint64_t draw_below(struct draw *draw, uint64_t bound);
uint64_t draw_between(struct draw *draw, uint64_t first, uint64_t last); /* both included */
bool draw_chance(struct draw *draw, uint32_t percent);
#define DRAW_PICK(draw, array) ((array)[draw_below(draw, ARRAY_COUNT(array))])
const char *draw_name(struct draw *draw, const struct draw_names *names); /* there is one */
void draw_names_add(struct draw_names *names, const char *name);

const char *draw_text(struct draw *draw, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void draw_line(struct draw *draw, const char *noun, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void draw_at(struct draw *draw, uint64_t time_s, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Broken at a time, and mended a while later: verbs and facts. */
void draw_trouble(struct draw *draw, const char *broken, const char *mended);
/* The services stop, all others leave, and the administrator runs this. */
void draw_maintenance(struct draw *draw, uint64_t time_s, const char *run);
uint64_t draw_time(struct draw *draw);         /* of trouble */
const char *draw_connector(struct draw *draw); /* C1 */

/* Attributes of a letter that nobody has sent yet: `out from "Brady, Sally" to ...`. */
const char *draw_letter_text(struct draw *draw, bool is_out, struct draw_letter *letter_out);

#define DRAW(name, chance, what) bool draws_##name(struct draw *draw);
#include "draw/draw.def"
#undef DRAW

#endif

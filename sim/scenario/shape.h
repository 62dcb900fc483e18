/*
 * shape -- what a noun, step or expectation looks like in a scenario: rows that drive parsing,
 * checking and help
 *
 * A shape is a first word, then positional slots, then attributes in any order. Each attribute is a
 * word followed by its slots. The parser knows nothing else about any word; `ccbench help`,
 * completion and the JSON form come from the same rows.
 */
#ifndef SIM_SCENARIO_SHAPE_H
#define SIM_SCENARIO_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_type {
    VALUE_NONE,
    VALUE_WORD,   /* one of slot.words */
    VALUE_NAME,   /* bare or quoted: C1, NW1\svc-ccmc, SYS:CCDATA, "Brady, Sally" */
    VALUE_STRING, /* quoted only */
    VALUE_INT,
    VALUE_SIZE,   /* 12, 3K, 5G: bytes */
    VALUE_TIME,   /* 1m30s: microseconds */
    VALUE_RIGHTS, /* NetWare letters SRWCEMFA, "" when quoted empty, or `none` */
    VALUE_COUNT,  /* 4, >= 1, 1..3 */
    VALUE_RANGE,  /* 12K..36K */
    VALUE_LEVELS, /* 5.5.2400..5.5.2503, ..2503, 4.0sp3: builds or levels, ends included */
    VALUE_REST    /* everything to the end of the line (ask, quirk) */
};

enum slot_flag {
    SLOT_OPTIONAL = 1,
    SLOT_MANY = 2, /* last slot only: one or more */
    SLOT_SOLE =
        4 /* first slot only: may be left out where the world has one such thing (soles.h) */
};

struct slot {
    const char *name; /* in help: NAME, PATH, N */
    enum value_type type;
    const char
        *words; /* VALUE_WORD: "in|out"; VALUE_NAME: words also allowed as bare choice, or NULL */
    uint32_t flags;
};

enum { SHAPE_SLOTS_MAX = 4 };

enum attribute_flag { ATTRIBUTE_REQUIRED = 1, ATTRIBUTE_REPEATS = 2 };

struct attribute {
    const char *name;
    struct slot
        slots[SHAPE_SLOTS_MAX]; /* none: the word alone is the value (`disabled`, `interactive`) */
    uint32_t slot_count;
    uint32_t flags;
    const char *fallback; /* default as people read it in help; NULL none */
    const char *counts; /* when an edit counts: "at once", "next logon", "service start", ...; NULL
                           for steps */
    const char *help;   /* one line */
};

struct shape {
    const char *word;
    const struct slot *slots;
    uint32_t slot_count;
    const struct attribute *attributes;
    uint32_t attribute_count;
    const char *help;
    const char *example;
    const char *survives; /* what becomes of it by a restart of services or a boot; NULL: of a noun
                             nothing, of a step nobody asks */
    bool is_made_once; /* a noun: an edit of a variant becomes part of the line that declares it */
};

#endif

/*
 * fact -- one parsed line: a shape with its values
 *
 * All texts lie on the arena of the parsed file. Lines and columns start at 1.
 *
 * Errors  none: what is not there is NULL or 0.
 * Owns    nothing.
 */
#ifndef SIM_SCENARIO_FACT_H
#define SIM_SCENARIO_FACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "scenario/shape.h"

enum comparison {
    COMPARE_EQUAL,
    COMPARE_AT_LEAST,
    COMPARE_AT_MOST,
    COMPARE_MORE,
    COMPARE_LESS,
    COMPARE_RANGE
};

/* A line of the scenario file. */
struct fact_source {
    uint32_t line;
    const char *text;
};

struct value {
    enum value_type type; /* VALUE_NONE: the slot is empty */
    bool quoted;
    enum comparison comparison; /* VALUE_COUNT */
    const char *text;           /* as written, without quotes */
    uint64_t number;            /* int, size in bytes, time in us; first of a range */
    uint64_t last;              /* of a range */
    uint32_t column;
    const struct fact_source *source; /* NULL: on the line of its fact; else a matrix, a variant */
};

struct fact_attribute {
    const struct attribute *row;
    const struct value *values; /* as many as row->slot_count at least; empty optional ones are
                                   VALUE_NONE; SLOT_MANY may add */
    uint32_t value_count;
    uint32_t column;
};

struct fact {
    const struct shape *shape;
    const struct value
        *values; /* positional: as many as shape->slot_count at least; SLOT_MANY may add */
    uint32_t value_count;
    const struct fact_attribute *attributes; /* in the order written */
    uint32_t attribute_count;
    const char *label; /* `as label`; NULL */
    const char *path;  /* scenario file */
    uint32_t line;
    uint32_t column;
    const char *source_line; /* the text of the line, for messages */
};

struct fact_place {
    uint32_t line;
    uint32_t column;
    const char *source_line;
};

/* Where the value stands that a message about the fact names, the longest one; else where the fact
 * begins. */
struct fact_place fact_blame(const struct fact *fact, const char *message);
/* NULL when it was not written; the n-th of a repeated one with fact_attribute_n. */
const struct fact_attribute *fact_attribute(const struct fact *fact, const char *name);
const struct fact_attribute *fact_attribute_n(const struct fact *fact, const char *name,
                                              uint32_t n);
/* First value's text or number, or the fallback. */
const char *fact_text(const struct fact *fact, const char *name, const char *fallback);
uint64_t fact_number(const struct fact *fact, const char *name, uint64_t fallback);
bool fact_has(const struct fact *fact, const char *name);
/* Positional values. */
const char *fact_name(const struct fact *fact, uint32_t slot, const char *fallback);
/* `files "Import\*.ccm" count 5`, blanks folded, without a comment. */
const char *fact_as_written(const struct fact *fact, struct arena *arena);
bool value_matches_count(const struct value *value, uint64_t count);
/* "0", ">= 1", "1..3". */
bool value_text(const struct value *value, char *target, size_t capacity);

#endif

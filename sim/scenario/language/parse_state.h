/*
 * parse_state -- a file as written, between the parser (parse*.c) and the cases (expand.c)
 *
 * Facts with unknown words keep their place with shape NULL, so that their labels are known and one
 * slip is one error.
 */
#ifndef SIM_SCENARIO_PARSE_STATE_H
#define SIM_SCENARIO_PARSE_STATE_H

#include "scenario/language/lex.h"
#include "scenario/language/parse_fact.h"
#include "scenario/parse.h"

struct parsed_step {
    struct step step;
    bool from_edit; /* `by` above any exact instant of its variant: counts from the first edit */
};

enum edit_kind { EDIT_DROP, EDIT_REPLACE, EDIT_SHIFT, EDIT_SWAP, EDIT_WORLD };

struct parsed_edit {
    enum edit_kind kind;
    const char *labels[2];
    struct place places[2]; /* of the labels; [0] of the word for EDIT_WORLD */
    uint64_t shift_us;
    struct step replacement;
    struct world_line world;
};

struct parsed_block {
    const char *name; /* "" for the phases */
    struct place place;
    struct parsed_edit *edits;
    uint32_t edit_count;
    uint32_t edit_capacity;
    struct parsed_step *steps;
    uint32_t step_count;
    uint32_t step_capacity;
    bool has_bad_edit; /* cases of this variant are not worth checking */
};

struct parsed_matrix {
    struct line line;
    const char *label;
    const char *attribute; /* as written */
    uint32_t values;       /* first token of the values */
};

/* Steps of a block are read with what stands above them. */
struct timing {
    bool has_above;
    bool is_after_interval;
    bool is_bad; /* the time above could not be read */
    uint64_t above_us;
    bool has_exact;
    uint64_t exact_us;
};

enum block_kind {
    BLOCK_NONE,
    BLOCK_HEADER,
    BLOCK_WORLD,
    BLOCK_PHASE,
    BLOCK_VARIANT,
    BLOCK_ALWAYS,
    BLOCK_ASK,
    BLOCK_UNKNOWN
};

struct parsed_ask {
    struct line line;
};

struct parse {
    struct arena *arena;
    const struct scenario_rows *rows;
    const char *path;
    struct error_list errors;

    enum block_kind block;
    const char *phase; /* name of the phase or variant being read */
    bool has_world;
    struct place first_line; /* of the header, for errors about the whole file */
    struct timing base_timing;
    struct timing timing;
    uint32_t order;

    bool has_title, has_source, has_seed, has_until;
    struct place until_place;
    const char *title, *source;
    uint64_t seed, until_us;
    const char **kb;
    uint32_t kb_count, kb_capacity;
    const char **tags;
    uint32_t tag_count, tag_capacity;
    struct assumption_setting *assumptions;
    uint32_t assumption_count, assumption_capacity;
    struct parsed_matrix *matrices;
    uint32_t matrix_count, matrix_capacity;
    struct world_line *world;
    uint32_t world_count, world_capacity;
    struct parsed_block base; /* the steps of all phases */
    struct parsed_block *variants;
    uint32_t variant_count, variant_capacity;
    struct parsed_step *always;
    uint32_t always_count, always_capacity;
    struct parsed_ask *asks;
    uint32_t ask_count, ask_capacity;
};

/* parse_header.c: true when the line's first word is of the header (it was read). */
bool header_read(struct parse *parse, const struct line *line);
void header_words(struct words *words);
void header_check(struct parse *parse); /* what only the whole file shows */

/* parse_step.c */
void step_parse(struct parse *parse, const struct line *line, struct timing *timing,
                struct parsed_step *step_out);
/* `span` begins at the verb; sets verb, fact, takes and label. false: errors were added. */
bool action_read(struct parse *parse, struct span span, struct step *step_out);
bool is_verb(const char *word);
void step_words(struct words *words); /* by @TIME and the verbs */
void always_read(struct parse *parse, const struct line *line);

/* parse_world.c: a noun from `span` on, with its label. */
bool world_read(struct parse *parse, struct span span, enum fact_use use,
                struct world_line *line_out);
/* `as LABEL` at the end of the span is cut off; NULL: none. */
const char *label_read(struct parse *parse, struct span *span);
void label_check(struct parse *parse, struct place place, const char *label);

/* parse_variant.c: true when the line is an edit (it was read). */
bool edit_read(struct parse *parse, const struct line *line, struct parsed_block *variant);

/* parse_ask.c */
void ask_read(struct parse *parse, const struct line *line);
void asks_check(struct parse *parse);

/* Errors at a token. */
void unexpected(struct parse *parse, const struct line *line, uint32_t token, const char *hint);

/* expand.c, matrix.c, check.c: errors are on the list. */
void expand(struct parse *parse, struct scenario *scenario_out);
void matrix_expand(struct parse *parse, struct scenario *scenario);
/* The line or step of that label; both NULL when there is none. */
struct world_line *label_world(struct parse *parse, const char *label);
struct parsed_step *label_step(struct parse *parse, const char *label);
void label_unknown(struct parse *parse, struct place place, const char *label);
/* What is lifted has its label somewhere in the file. */
void lifts_check(struct parse *parse);
/* `place` is where the case begins. */
void case_check(struct parse *parse, const struct scenario_case *the_case, struct place place);

#endif

/*
 * judge_row -- a line of vectors as the models of `ccbench rights judge` read it
 *
 * Objects are read by tables of fields: known ones in any order, each once; unknown ones are
 * skipped (verdicts of others, notes), yet must be JSON. Names and SIDs become ids, 1 for the first
 * name of the line and so on.
 *
 * Owns    all on the arena of the line.
 * Limits  a list of NT is at most 65,535 bytes long, as in a security descriptor.
 */
#ifndef SIM_CLI_JUDGE_ROW_H
#define SIM_CLI_JUDGE_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/json_line.h"
#include "fs/rights/acl.h"

struct judge_name {
    struct bytes text;
    uint64_t hash;
};

struct judge_names {
    struct judge_name *names; /* [id - 1] */
    uint32_t count;
    uint32_t capacity;
    uint32_t *slots; /* ids by hash, 0 free; twice the capacity */
};

struct judge_line {
    struct json_line json;
    struct arena *arena;
    struct judge_names names;
};

struct judge_field {
    const char *key;
    bool (*read)(struct judge_line *line, void *row);
    bool is_needed;
};

void judge_line_init(struct judge_line *line, struct bytes bytes, struct arena *arena);
/* An object with these fields. */
bool judge_read(struct judge_line *line, const struct judge_field *fields, size_t count, void *row);
/* Its own error, with the text that was found. */
bool judge_refuse(struct judge_line *line, const char *format, struct bytes found);

uint32_t judge_id(struct judge_line *line, struct bytes name);
struct bytes judge_name_of(const struct judge_line *line, uint32_t id);
bool judge_read_sid(struct judge_line *line, uint32_t *id_out);

/* `items` with room for one more behind `count`: itself, or a larger copy. */
void *judge_room(struct judge_line *line, void *items, uint32_t count, uint32_t *capacity,
                 size_t item_size);

struct judge_ids {
    uint32_t *ids;
    uint32_t count;
    uint32_t capacity;
};

void judge_ids_add(struct judge_line *line, struct judge_ids *ids, uint32_t id);
bool judge_read_sids(struct judge_line *line, struct judge_ids *ids);
/* null, or a list of [A|D, flags, mask, SID] in the order that counts; is_mapped: generic rights of
 * it become those of files. */
bool judge_read_acl(struct judge_line *line, bool is_mapped, struct acl *acl);
/* A number or a text, as it stands in the line. */
bool judge_read_mark(struct judge_line *line, struct bytes *mark_out);

void judge_put_mark(struct buffer *target, struct bytes mark); /* {"id":7 */
void judge_put_u32(struct buffer *target, uint32_t number);
void judge_put_text(struct buffer *target, struct bytes text); /* quoted and escaped */

#endif

/*
 * support/vectors -- rows of the .jsonl files in tests/vectors
 *
 * A row is a JSON object on a line. SIDs become ids: well-known ones those of identity.h, others in
 * the order in which one vectors_ids meets them.
 *
 * Owns    the rows belong to the caller (json_decref); a vectors_ids borrows the texts of its row.
 */
#ifndef TESTS_SUPPORT_VECTORS_H
#define TESTS_SUPPORT_VECTORS_H

#include <check.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "fs/rights/acl.h"
#include "identity/identity.h"

enum { VECTOR_IDS_MAX = 64, VECTOR_ACES_MAX = 64 };

/* An array of all rows of SOURCE_DIR/tests/vectors/<name>. */
static inline json_t *vectors_load(const char *source_dir, const char *name)
{
    char path[512];
    static char line[16384];
    (void)snprintf(path, sizeof(path), "%s/tests/vectors/%s", source_dir, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    json_t *rows = json_array();
    while (fgets(line, sizeof(line), file) != NULL) {
        json_error_t error;
        json_t *row = json_loads(line, 0, &error);
        ck_assert_msg(row != NULL, "%s: row %zu: %s", name, json_array_size(rows) + 1, error.text);
        ck_assert_int_eq(json_array_append_new(rows, row), 0);
    }
    (void)fclose(file);
    ck_assert_uint_gt(json_array_size(rows), 0);
    return rows;
}

static inline const char *vector_text(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    ck_assert_msg(text != NULL, "no text %s", key);
    return text;
}

static inline uint32_t vector_number(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    ck_assert_msg(json_is_integer(value), "no number %s", key);
    return (uint32_t)json_integer_value(value);
}

struct vectors_ids {
    const char *sids[VECTOR_IDS_MAX];
    uint32_t count;
};

static inline uint32_t vectors_id(struct vectors_ids *ids, const char *sid)
{
    static const struct {
        const char *sid;
        uint32_t id;
    } known[] = {
        {"S-1-1-0", IDENTITY_EVERYONE},
        {"S-1-3-0", IDENTITY_CREATOR_OWNER},
        {"S-1-3-1", IDENTITY_CREATOR_GROUP},
    };
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        if (strcmp(known[i].sid, sid) == 0) {
            return known[i].id;
        }
    }
    uint32_t i = 0;
    while (i < ids->count && strcmp(ids->sids[i], sid) != 0) {
        i++;
    }
    if (i == ids->count) {
        ck_assert_uint_lt(i, VECTOR_IDS_MAX);
        ids->sids[ids->count++] = sid;
    }
    return IDENTITY_FIRST_FREE + i;
}

/* A list of [type, flags, mask, sid]; answers how many. */
static inline uint32_t vector_entries(const json_t *list, struct vectors_ids *ids,
                                      struct acl_entry *entries_out)
{
    const size_t count = json_array_size(list);
    ck_assert_uint_le(count, VECTOR_ACES_MAX);
    for (size_t i = 0; i < count; i++) {
        const json_t *ace = json_array_get(list, i);
        const char *type = json_string_value(json_array_get(ace, 0));
        const char *sid = json_string_value(json_array_get(ace, 3));
        ck_assert(type != NULL);
        ck_assert(sid != NULL);
        entries_out[i] = (struct acl_entry){
            .kind = type[0] == 'D' ? ACL_DENY : ACL_ALLOW,
            .flags = (uint32_t)json_integer_value(json_array_get(ace, 1)),
            .mask = (nt_mask)json_integer_value(json_array_get(ace, 2)),
            .id = vectors_id(ids, sid),
        };
    }
    return (uint32_t)count;
}

/* A list of SIDs (at most VECTOR_IDS_MAX); answers how many. */
static inline uint32_t vector_token(const json_t *list, struct vectors_ids *ids, uint32_t *ids_out)
{
    const size_t count = json_array_size(list);
    ck_assert_uint_le(count, VECTOR_IDS_MAX);
    for (size_t i = 0; i < count; i++) {
        const char *sid = json_string_value(json_array_get(list, i));
        ck_assert(sid != NULL);
        ids_out[i] = vectors_id(ids, sid);
    }
    return (uint32_t)count;
}

#endif

/* Access checks, inheritance and error codes of NT, by the engine of its models. */
#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "cli/judge_models.h"
#include "fs/nt_status.h"

/* --- nt-access --- */

struct access_row {
    struct bytes mark;
    struct acl acl;
    struct judge_ids sids;
    bool may_security;
    bool may_take_ownership;
    nt_mask desired;
    bool has_desired;
};

static bool access_mark(struct judge_line *line, void *row)
{
    return judge_read_mark(line, &((struct access_row *)row)->mark);
}

static bool access_owner(struct judge_line *line, void *row)
{
    return judge_read_sid(line, &((struct access_row *)row)->acl.owner);
}

static bool access_group(struct judge_line *line, void *row)
{
    return judge_read_sid(line, &((struct access_row *)row)->acl.group);
}

static bool access_dacl(struct judge_line *line, void *row)
{
    return judge_read_acl(line, true, &((struct access_row *)row)->acl);
}

static bool token_sids(struct judge_line *line, void *row)
{
    return judge_read_sids(line, &((struct access_row *)row)->sids);
}

/* Privileges of NT 4; two of them count here. */
static bool is_privilege(struct bytes name)
{
    static const char *const names[] = {
        "SeAssignPrimaryTokenPrivilege",
        "SeAuditPrivilege",
        "SeBackupPrivilege",
        "SeChangeNotifyPrivilege",
        "SeCreatePagefilePrivilege",
        "SeCreatePermanentPrivilege",
        "SeCreateTokenPrivilege",
        "SeDebugPrivilege",
        "SeIncreaseBasePriorityPrivilege",
        "SeIncreaseQuotaPrivilege",
        "SeLoadDriverPrivilege",
        "SeLockMemoryPrivilege",
        "SeMachineAccountPrivilege",
        "SeProfileSingleProcessPrivilege",
        "SeRemoteShutdownPrivilege",
        "SeRestorePrivilege",
        "SeSecurityPrivilege",
        "SeShutdownPrivilege",
        "SeSystemEnvironmentPrivilege",
        "SeSystemProfilePrivilege",
        "SeSystemtimePrivilege",
        "SeTakeOwnershipPrivilege",
        "SeTcbPrivilege",
        "SeUnsolicitedInputPrivilege",
    };
    size_t i = 0;
    while (i < ARRAY_COUNT(names) && !bytes_are(name, names[i])) {
        i++;
    }
    return i < ARRAY_COUNT(names);
}

static bool token_privileges(struct judge_line *line, void *row)
{
    struct access_row *self = row;
    if (!json_line_open(&line->json, '[')) {
        return false;
    }
    while (json_line_item(&line->json)) {
        struct bytes name;
        if (!json_line_text(&line->json, &name)) {
            return false;
        }
        if (!is_privilege(name)) {
            return judge_refuse(line, "'%s' is no privilege of NT (SeBackupPrivilege)", name);
        }
        self->may_security = self->may_security || bytes_are(name, "SeSecurityPrivilege");
        self->may_take_ownership =
            self->may_take_ownership || bytes_are(name, "SeTakeOwnershipPrivilege");
    }
    return line->json.error == NULL;
}

static bool access_token(struct judge_line *line, void *row)
{
    static const struct judge_field fields[] = {{"sids", token_sids, true},
                                                {"priv", token_privileges, false}};
    return judge_read(line, fields, ARRAY_COUNT(fields), row);
}

static bool access_desired(struct judge_line *line, void *row)
{
    struct access_row *self = row;
    self->has_desired = true;
    return json_line_u32(&line->json, &self->desired);
}

/* Only where there is no mapped one. */
static bool access_raw_desired(struct judge_line *line, void *row)
{
    struct access_row *self = row;
    uint32_t raw = 0;
    if (!json_line_u32(&line->json, &raw)) {
        return false;
    }
    self->desired = self->has_desired ? self->desired : raw;
    return true;
}

static bool access_accepts(struct judge_line *line, void *row)
{
    struct access_row *self = row;
    self->desired = acl_map_generic(self->desired);
    return self->desired != 0 ||
           json_line_refuse(&line->json, "no right is asked for: \"desired\"");
}

static void access_answer(struct judge_bench *bench, struct judge_line *line, const void *row,
                          struct buffer *target)
{
    (void)bench; /* this row brings its list */
    (void)line;
    static const uint32_t statuses[] = {[ACL_GRANTED] = 0,
                                        [ACL_DENIED] = NT_STATUS_ACCESS_DENIED,
                                        [ACL_NO_PRIVILEGE] = NT_STATUS_PRIVILEGE_NOT_HELD};
    const struct access_row *self = row;
    const struct nt_token token = {.ids = self->sids.ids,
                                   .id_count = self->sids.count,
                                   .may_security = self->may_security,
                                   .may_take_ownership = self->may_take_ownership};
    nt_mask granted = 0;
    const enum acl_verdict verdict = acl_check(&self->acl, &token, self->desired, &granted, NULL);
    judge_put_mark(target, self->mark);
    buffer_text(target, verdict == ACL_GRANTED ? ",\"ok\":true,\"granted\":"
                                               : ",\"ok\":false,\"granted\":");
    judge_put_u32(target, verdict == ACL_GRANTED ? granted : 0);
    buffer_text(target, ",\"status\":");
    judge_put_u32(target, statuses[verdict]);
    buffer_text(target, "}");
}

static const struct judge_field access_fields[] = {
    {"id", access_mark, true},
    {"owner", access_owner, true},
    {"group", access_group, false},
    {"dacl", access_dacl, true},
    {"token", access_token, true},
    {"desired", access_desired, false},
    {"raw_desired", access_raw_desired, false},
};

const struct judge_model judge_nt_access = {.name = "nt-access",
                                            .fields = access_fields,
                                            .field_count = ARRAY_COUNT(access_fields),
                                            .row_size = sizeof(struct access_row),
                                            .accepts = access_accepts,
                                            .answer = access_answer};

/* --- nt-inherit --- */

struct inherit_row {
    struct bytes mark;
    struct acl parent;
    uint32_t creator;
    uint32_t group;
};

static bool inherit_mark(struct judge_line *line, void *row)
{
    return judge_read_mark(line, &((struct inherit_row *)row)->mark);
}

static bool inherit_creator(struct judge_line *line, void *row)
{
    return judge_read_sid(line, &((struct inherit_row *)row)->creator);
}

static bool inherit_group(struct judge_line *line, void *row)
{
    return judge_read_sid(line, &((struct inherit_row *)row)->group);
}

static bool inherit_parent(struct judge_line *line, void *row)
{
    return json_line_peek(&line->json) == '['
               ? judge_read_acl(line, false, &((struct inherit_row *)row)->parent)
               : json_line_refuse(&line->json, "a list of entries is wanted here");
}

static void put_entries(struct judge_line *line, const struct acl_entry *entries, uint32_t count,
                        struct buffer *target)
{
    for (uint32_t i = 0; i < count; i++) {
        buffer_text(target, i > 0 ? "," : "");
        buffer_text(target, entries[i].kind == ACL_DENY ? "[\"D\"," : "[\"A\",");
        judge_put_u32(target, entries[i].flags);
        buffer_text(target, ",");
        judge_put_u32(target, entries[i].mask);
        buffer_text(target, ",");
        judge_put_text(target, judge_name_of(line, entries[i].id));
        buffer_text(target, "]");
    }
}

static uint32_t id_of(struct judge_line *line, const char *sid)
{
    return judge_id(line, bytes_of_text(sid));
}

static void put_child(struct judge_line *line, const struct inherit_row *row, bool is_directory,
                      struct buffer *target)
{
    const struct acl_creator creator = {.owner = row->creator,
                                        .group = row->group,
                                        .creator_owner_id = id_of(line, "S-1-3-0"),
                                        .creator_group_id = id_of(line, "S-1-3-1")};
    struct acl_entry *entries = arena_array(line->arena, struct acl_entry,
                                            2 * (size_t)row->parent.count + ACL_DEFAULT_ENTRIES);
    uint32_t count = acl_inherit(&row->parent, is_directory, &creator, entries);
    if (count == 0) {
        acl_default(row->creator, id_of(line, "S-1-5-18"), entries);
        count = ACL_DEFAULT_ENTRIES;
    }
    put_entries(line, entries, count, target);
}

static void inherit_answer(struct judge_bench *bench, struct judge_line *line, const void *row,
                           struct buffer *target)
{
    (void)bench; /* this row brings its list */
    const struct inherit_row *self = row;
    judge_put_mark(target, self->mark);
    buffer_text(target, ",\"file\":[");
    put_child(line, self, false, target);
    buffer_text(target, "],\"dir\":[");
    put_child(line, self, true, target);
    buffer_text(target, "]}");
}

static const struct judge_field inherit_fields[] = {
    {"id", inherit_mark, true},
    {"creator", inherit_creator, true},
    {"creator_group", inherit_group, true},
    {"parent", inherit_parent, true},
};

const struct judge_model judge_nt_inherit = {.name = "nt-inherit",
                                             .fields = inherit_fields,
                                             .field_count = ARRAY_COUNT(inherit_fields),
                                             .row_size = sizeof(struct inherit_row),
                                             .answer = inherit_answer};

/* --- nt-status --- */

struct status_row {
    uint32_t status;
    bool is_new_file;
};

static bool status_code(struct judge_line *line, void *row)
{
    struct nt_answer answer;
    uint32_t *status = &((struct status_row *)row)->status;
    return json_line_u32(&line->json, status) &&
           (nt_status_find(*status, false, &answer) ||
            json_line_refuse(&line->json, "a status of NT that the table does not know"));
}

/* What was done: it tells whether the name was for a new file. */
static bool status_event(struct judge_line *line, void *row)
{
    static const char begins[] = "create new";
    const size_t length = sizeof(begins) - 1;
    struct bytes event;
    if (!json_line_text(&line->json, &event)) {
        return false;
    }
    ((struct status_row *)row)->is_new_file =
        event.size >= length && memcmp(event.data, begins, length) == 0;
    return true;
}

static void status_answer(struct judge_bench *bench, struct judge_line *line, const void *row,
                          struct buffer *target)
{
    (void)bench; /* a table alone */
    (void)line;
    const struct status_row *self = row;
    struct nt_answer answer = {0};
    const bool is_known = nt_status_find(self->status, self->is_new_file, &answer);
    REQUIRE(is_known); /* or the row was refused */
    buffer_text(target, "{\"status\":");
    judge_put_u32(target, answer.status);
    buffer_text(target, ",\"win32\":");
    judge_put_u32(target, answer.win32);
    buffer_text(target, ",\"dos\":");
    judge_put_u32(target, answer.dos);
    buffer_text(target, "}");
}

static const struct judge_field status_fields[] = {
    {"event", status_event, false},
    {"status", status_code, true},
};

const struct judge_model judge_nt_status = {.name = "nt-status",
                                            .fields = status_fields,
                                            .field_count = ARRAY_COUNT(status_fields),
                                            .row_size = sizeof(struct status_row),
                                            .answer = status_answer};

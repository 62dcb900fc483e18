/* Two opens of one file, and what a user of a share may do, by the engine of NT shares. */
#include "base/require.h"
#include "base/text.h"
#include "cli/judge_models.h"
#include "fs/fs.h"
#include "fs/nt_file.h"
#include "fs/nt_status.h"

struct judge_bench {
    struct volume *volume;
    volume_node directory;
    volume_node file;
    struct sharing *sharing;
};

struct judge_bench *judge_bench_create(struct arena *arena)
{
    struct judge_bench *bench = arena_new(arena, struct judge_bench);
    const struct volume_spec spec = {.label = "judge", .capacity_bytes = 1 << 20};
    bench->volume = volume_create(arena, &spec);
    bench->sharing = sharing_create(arena);
    enum status st = volume_make(bench->volume, VOLUME_ROOT, "d", true, &bench->directory);
    REQUIRE(st == ST_OK); /* a volume of its own */
    st = volume_make(bench->volume, bench->directory, "f", false, &bench->file);
    REQUIRE(st == ST_OK);
    return bench;
}

/* --- nt-sharemode --- */

struct sharemode_row {
    nt_mask access[2];
    uint32_t share[2];
};

static bool read_access(struct judge_line *line, uint32_t *access_out)
{
    return json_line_u32(&line->json, access_out);
}

static bool read_share(struct judge_line *line, uint32_t *share_out)
{
    const uint32_t all = SHARING_READ | SHARING_WRITE | SHARING_DELETE;
    return json_line_u32(&line->json, share_out) &&
           (*share_out <= all ||
            json_line_refuse(&line->json, "a share mode is a sum of 1 read, 2 write, 4 delete"));
}

static bool first_access(struct judge_line *line, void *row)
{
    return read_access(line, &((struct sharemode_row *)row)->access[0]);
}

static bool second_access(struct judge_line *line, void *row)
{
    return read_access(line, &((struct sharemode_row *)row)->access[1]);
}

static bool first_share(struct judge_line *line, void *row)
{
    return read_share(line, &((struct sharemode_row *)row)->share[0]);
}

static bool second_share(struct judge_line *line, void *row)
{
    return read_share(line, &((struct sharemode_row *)row)->share[1]);
}

static void sharemode_answer(struct judge_bench *bench, struct judge_line *line, const void *row,
                             struct buffer *target)
{
    (void)line;
    const struct sharemode_row *self = row;
    struct sharing_open opens[2] = {0};
    enum status st[2];
    for (size_t i = 0; i < 2; i++) {
        opens[i].file = bench->file;
        opens[i].access = nt_file_sharing_access(self->access[i]);
        opens[i].share = self->share[i];
        st[i] = sharing_enter(bench->sharing, &opens[i]);
    }
    REQUIRE(st[0] == ST_OK); /* nobody else is there */
    if (st[1] == ST_OK) {
        sharing_leave(bench->sharing, &opens[1]);
    }
    sharing_leave(bench->sharing, &opens[0]);
    buffer_text(target, "{\"status\":");
    judge_put_u32(target, st[1] == ST_OK ? 0 : NT_STATUS_SHARING_VIOLATION);
    buffer_text(target, "}");
}

static const struct judge_field sharemode_fields[] = {
    {"access1", first_access, true},
    {"share1", first_share, true},
    {"access2", second_access, true},
    {"share2", second_share, true},
};

const struct judge_model judge_nt_sharemode = {.name = "nt-sharemode",
                                               .fields = sharemode_fields,
                                               .field_count = ARRAY_COUNT(sharemode_fields),
                                               .row_size = sizeof(struct sharemode_row),
                                               .answer = sharemode_answer};

/* --- nt-fileop --- */

struct fileop_row {
    struct bytes mark;
    nt_mask share;
    struct judge_ids token;
    struct acl directory;
    struct acl file;
};

static bool fileop_mark(struct judge_line *line, void *row)
{
    return judge_read_mark(line, &((struct fileop_row *)row)->mark);
}

static bool fileop_share(struct judge_line *line, void *row)
{
    nt_mask *share = &((struct fileop_row *)row)->share;
    const bool is_read = json_line_u32(&line->json, share);
    *share = acl_map_generic(*share);
    return is_read;
}

static bool fileop_token(struct judge_line *line, void *row)
{
    struct judge_ids *ids = &((struct fileop_row *)row)->token;
    return judge_read_sids(line, ids) &&
           (ids->count != 0 || json_line_refuse(&line->json, "a token begins with its user"));
}

static bool directory_owner(struct judge_line *line, void *row)
{
    return judge_read_sid(line, &((struct fileop_row *)row)->directory.owner);
}

static bool directory_dacl(struct judge_line *line, void *row)
{
    return judge_read_acl(line, true, &((struct fileop_row *)row)->directory);
}

static bool file_owner(struct judge_line *line, void *row)
{
    return judge_read_sid(line, &((struct fileop_row *)row)->file.owner);
}

static bool file_dacl(struct judge_line *line, void *row)
{
    return judge_read_acl(line, true, &((struct fileop_row *)row)->file);
}

enum subject { ON_FILE, ON_DIRECTORY, IN_DIRECTORY };

static const struct {
    const char *name;
    enum fs_operation operation;
    enum subject subject;
} operations[] = {
    {"open_read", FS_READ_FILE, ON_FILE},
    {"open_write", FS_WRITE_FILE, ON_FILE},
    {"open_rw", FS_READ_WRITE_FILE, ON_FILE},
    {"open_append", FS_APPEND_FILE, ON_FILE},
    {"open_delete", FS_OPEN_DELETE, ON_FILE},
    {"read_attr", FS_SEARCH_ENTRY, ON_FILE},
    {"set_attr", FS_SET_ATTRIBUTES, ON_FILE},
    {"read_sd", FS_READ_PERMISSIONS, ON_FILE},
    {"write_dac", FS_CHANGE_PERMISSIONS, ON_FILE},
    {"write_owner", FS_TAKE_OWNERSHIP, ON_FILE},
    {"execute", FS_EXECUTE, ON_FILE},
    {"list", FS_LIST, ON_DIRECTORY},
    {"create_file", FS_CREATE_FILE, IN_DIRECTORY},
    {"create_dir", FS_CREATE_DIRECTORY, IN_DIRECTORY},
    {"overwrite", FS_OVERWRITE, ON_FILE},
    {"rename", FS_RENAME_SOURCE, ON_FILE}, /* then FS_RENAME_TARGET, in the same directory */
    {"delete", FS_DELETE_FILE, ON_FILE},
};

static bool grants(const struct judge_bench *bench, const struct fs_way *way,
                   enum fs_operation operation, enum subject subject)
{
    const struct fs_question question = {
        .way = way,
        .operation = operation,
        .node = subject == ON_FILE        ? bench->file
                : subject == ON_DIRECTORY ? bench->directory
                                          : 0,
        .parent = subject == ON_DIRECTORY ? VOLUME_ROOT : bench->directory,
    };
    struct fs_refusal refusal = {0};
    return way->model->judge(&question, &refusal);
}

static void fileop_answer(struct judge_bench *bench, struct judge_line *line, const void *row,
                          struct buffer *target)
{
    (void)line;
    const struct fileop_row *self = row;
    const struct identity_token token = {.ids = self->token.ids, .count = self->token.count};
    const struct fs_way way = {.model = fs_model_of(FS_MODEL_nt_share),
                               .volume = bench->volume,
                               .root = VOLUME_ROOT,
                               .token = &token,
                               .share_mask = self->share};
    fs_lend_acl(bench->volume, bench->directory, &self->directory);
    fs_lend_acl(bench->volume, bench->file, &self->file);
    judge_put_mark(target, self->mark);
    buffer_text(target, ",\"results\":{");
    for (size_t i = 0; i < ARRAY_COUNT(operations); i++) {
        const enum fs_operation operation = operations[i].operation;
        const bool is_granted =
            grants(bench, &way, operation, operations[i].subject) &&
            (operation != FS_RENAME_SOURCE || grants(bench, &way, FS_RENAME_TARGET, ON_FILE));
        buffer_text(target, i > 0 ? ",\"" : "\"");
        buffer_text(target, operations[i].name);
        buffer_text(target, "\":");
        judge_put_u32(target, is_granted ? 0 : NT_STATUS_ACCESS_DENIED);
    }
    buffer_text(target, "}}");
}

static const struct judge_field fileop_fields[] = {
    {"id", fileop_mark, true},          {"share_mask", fileop_share, true},
    {"token", fileop_token, true},      {"dir_owner", directory_owner, true},
    {"dir_dacl", directory_dacl, true}, {"file_owner", file_owner, true},
    {"file_dacl", file_dacl, true},
};

const struct judge_model judge_nt_fileop = {.name = "nt-fileop",
                                            .fields = fileop_fields,
                                            .field_count = ARRAY_COUNT(fileop_fields),
                                            .row_size = sizeof(struct fileop_row),
                                            .answer = fileop_answer};

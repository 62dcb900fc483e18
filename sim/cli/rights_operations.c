/* What the account may do at the path: each operation is performed, and its answer written down. */
#include "base/text.h"
#include "cli/rights_inside.h"

enum { LINE_ROOM = 200 };

/* The path of a call, its directory, and a name there that nobody has. */
struct places {
    const char *path;
    const char *directory;
    const char *fresh;
    const char *file; /* to be opened: the path, or `fresh` in it, made by the world */
    bool is_directory;
};

static void put_answer(struct explaining *x, const char *operation, enum status status,
                       const struct fs_refusal *refusal)
{
    buffer_format(x->target, "  %-11s ", operation);
    if (status == ST_OK) {
        buffer_text(x->target, "allowed\n");
        return;
    }
    buffer_format(x->target, "error %u, %s", (unsigned)status_win32(status), status_text(status));
    if (refusal->ncp != 0) {
        buffer_format(x->target, ", NetWare code 0x%02X", (unsigned)refusal->ncp);
    }
    if (status == ST_ACCESS_DENIED && refusal->lacks != 0) {
        char lacks[LINE_ROOM];
        x->reach.way.model->lacks_text(refusal->lacks, lacks, sizeof(lacks));
        buffer_format(x->target, ", lacks %s", lacks);
    } else if (status == ST_ACCESS_DENIED) {
        buffer_text(x->target, x->node == x->reach.way.root
                                   ? ": the root of a share or volume stays"
                                   : ": an attribute forbids it");
    }
    buffer_text(x->target, "\n");
}

static struct fs_call call_of(const struct explaining *x, const char *path)
{
    return (struct fs_call){.fs = x->world->fs,
                            .way = &x->reach.way,
                            .path = path,
                            .now_ms = x->world->epoch_ms + x->world->sched.now_us / 1000};
}

static const char *joined(struct explaining *x, const char *directory, const char *name)
{
    return directory[0] == '\0' ? name : arena_format(x->arena, "%s\\%s", directory, name);
}

static struct places find_places(struct explaining *x)
{
    struct volume *volume = x->reach.way.volume;
    struct places places = {.path = x->reach.rest, .directory = x->reach.rest, .file = ""};
    places.is_directory = volume_is_directory(volume, x->node);
    if (!places.is_directory) {
        const char *name = text_base_name(places.path);
        size_t length = (size_t)(name - places.path);
        length -= length > 0 ? 1 : 0;
        places.directory = arena_text_n(x->arena, places.path, length);
    }
    const volume_node directory = places.is_directory ? x->node : x->parent;
    const char *name = "CCBENCH.TMP";
    for (unsigned n = 1; volume_find(volume, directory, name) != 0; n++) {
        name = arena_format(x->arena, "CCBENCH.%03u", n % 1000);
    }
    places.fresh = joined(x, places.directory, name);
    places.file = places.is_directory ? places.fresh : places.path;
    return places;
}

/* A file in the directory as somebody else would have made it; to be removed again. */
static void with_file(struct explaining *x, const struct places *places, bool is_made)
{
    struct fs_way way = x->reach.way;
    struct fs_call call = call_of(x, places->fresh);
    struct fs_handle *handle = NULL;
    const struct os_open_mode mode = {.access = OS_WRITE, .disposition = OS_CREATE_ALWAYS};
    way.token = NULL; /* the world itself */
    call.way = &way;
    if (!is_made) {
        DISCARD(fs_remove(&call), "there was room for one in vain");
    } else if (fs_open(&call, mode, &handle) == ST_OK) {
        fs_close(x->world->fs, handle);
    }
}

static enum status opened(struct explaining *x, const char *path, struct os_open_mode mode,
                          struct fs_refusal *refusal_out)
{
    struct fs_call call = call_of(x, path);
    struct fs_handle *handle = NULL;
    const enum status status = fs_open(&call, mode, &handle);
    *refusal_out = call.refusal;
    if (status == ST_OK) {
        fs_close(x->world->fs, handle);
    }
    return status;
}

static void try_open(struct explaining *x, const struct places *places)
{
    const struct os_open_mode read = {.access = OS_READ, .disposition = OS_OPEN_EXISTING};
    const struct os_open_mode write = {.access = OS_WRITE, .disposition = OS_OPEN_EXISTING};
    struct fs_refusal refusal;
    if (places->is_directory) {
        with_file(x, places, true);
    }
    enum status status = opened(x, places->file, read, &refusal);
    put_answer(x, "open read", status, &refusal);
    status = opened(x, places->file, write, &refusal);
    put_answer(x, "open write", status, &refusal);
    if (places->is_directory) {
        with_file(x, places, false);
    }
}

static void try_create(struct explaining *x, const struct places *places)
{
    const struct os_open_mode mode = {.access = OS_WRITE, .disposition = OS_CREATE_NEW};
    struct fs_refusal refusal;
    const enum status status = opened(x, places->fresh, mode, &refusal);
    put_answer(x, "create", status, &refusal);
    if (status == ST_OK) {
        with_file(x, places, false);
    }
}

/* Away and back. */
static void try_rename(struct explaining *x, const struct places *places)
{
    struct fs_way way = x->reach.way;
    const char *name = text_base_name(places->fresh);
    const size_t at = (size_t)(text_base_name(places->path) - places->path);
    const size_t length = at > 0 ? at - 1 : 0;
    const char *other = joined(x, arena_text_n(x->arena, places->path, length), name);
    struct fs_call call = call_of(x, places->path);
    const enum status status = fs_rename(&call, other);
    put_answer(x, "rename", status, &call.refusal);
    if (status == ST_OK) {
        struct fs_call back = call_of(x, other);
        way.token = NULL;
        back.way = &way;
        DISCARD(fs_rename(&back, places->path), "it was there before");
    }
}

static void try_delete(struct explaining *x, const struct places *places)
{
    struct fs_call call = call_of(x, places->path);
    const enum status status = fs_remove(&call);
    put_answer(x, "delete", status, &call.refusal);
}

static void try_list(struct explaining *x, const struct places *places)
{
    struct os_names names;
    struct fs_call call = call_of(x, places->directory);
    const char *pattern = places->is_directory ? "*" : text_base_name(places->path);
    const enum status status = fs_list(&call, pattern, x->arena, &names);
    const size_t there =
        places->is_directory ? volume_child_count(x->reach.way.volume, x->node) : 1;
    if (status != ST_OK || names.count == there) {
        put_answer(x, "list", status, &call.refusal);
        return;
    }
    buffer_format(x->target, "  %-11s allowed, but shows %zu of %zu: lacks F on the others\n",
                  "list", names.count, there);
}

void rights_explain_operations(struct explaining *x)
{
    const struct places places = find_places(x);
    buffer_format(x->target, "operations%s\n",
                  places.is_directory ? " (reading and writing: a file in it)" : "");
    try_list(x, &places);
    try_open(x, &places);
    try_create(x, &places);
    try_rename(x, &places);
    try_delete(x, &places);
}

void rights_explain_unreached(struct explaining *x, enum status status)
{
    static const char *const operations[] = {"list",   "open read", "open write",
                                             "create", "rename",    "delete"};
    const struct fs_refusal none = {0};
    buffer_text(x->target, "operations\n");
    for (size_t i = 0; i < ARRAY_COUNT(operations); i++) {
        if (status == ST_ACCESS_DENIED) { /* at the door, by no attribute */
            buffer_format(x->target, "  %-11s error 5, access denied\n", operations[i]);
        } else {
            put_answer(x, operations[i], status, &none);
        }
    }
}

#include "fs/fs_inside.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "fs/node_rights.h"

enum { NODE_BITS = 20 };

struct fs *fs_create(struct arena *arena)
{
    struct fs *fs = arena_new(arena, struct fs);
    fs->arena = arena;
    fs->sharing = sharing_create(arena);
    return fs;
}

static bool is_held(void *context, const struct sharing_open *open)
{
    const struct fs *fs = context;
    const struct fs_handle *handle =
        (const void *)((const char *)open - offsetof(struct fs_handle, open));
    return fs->is_connected(fs->context, &handle->way);
}

void fs_ask_connected(struct fs *fs, void *context,
                      bool (*is_connected)(void *context, const struct fs_way *way))
{
    fs->context = context;
    fs->is_connected = is_connected;
    sharing_ask_held(fs->sharing, fs, is_held);
}

void fs_ask_granted(struct fs *fs, void *context,
                    void (*granted)(void *context, const struct fs_question *question))
{
    fs->granted_context = context;
    fs->granted = granted;
}

struct sharing *fs_sharing(struct fs *fs)
{
    return fs->sharing;
}

/* --- helpers of all operations --- */

static uint32_t sharing_key(const struct fs_way *way, volume_node node)
{
    REQUIRE(node < 1u << NODE_BITS);
    REQUIRE(way->volume_number < 1u << (32 - NODE_BITS));
    return (uint32_t)way->volume_number << NODE_BITS | node;
}

/* Something is other afterwards: a file's bytes, a name. */
static bool is_change(enum fs_operation operation)
{
    static const bool changes[FS_OPERATION_COUNT] = {
        [FS_WRITE_FILE] = true,    [FS_READ_WRITE_FILE] = true,  [FS_OVERWRITE] = true,
        [FS_CREATE_FILE] = true,   [FS_CREATE_DIRECTORY] = true, [FS_DELETE_FILE] = true,
        [FS_RENAME_SOURCE] = true, [FS_DELETE_DIRECTORY] = true, [FS_RENAME_TARGET] = true,
    };
    return changes[operation];
}

static bool may(struct fs_call *call, enum fs_operation operation, volume_node node,
                volume_node parent)
{
    call->refusal.operation = operation;
    if (call->way->token == NULL) {
        return true; /* the world itself: nobody asks it */
    }
    const struct fs_question question = {
        .way = call->way, .operation = operation, .node = node, .parent = parent};
    if (!call->way->model->judge(&question, &call->refusal)) {
        return false;
    }
    if (call->fs->granted != NULL && is_change(operation)) {
        call->fs->granted(call->fs->granted_context, &question);
    }
    return true;
}

static enum status find(const struct fs_call *call, struct volume_place *place_out)
{
    const struct bytes path = {(const uint8_t *)call->path, call->length};
    const struct volume *volume = call->way->volume;
    const enum status st = volume_walk_again(call->hint, volume, call->way->root, path, place_out);
    return call->way->token != NULL && volume_is_broken(volume, place_out->parent) ? ST_FILE_CORRUPT
                                                                                   : st;
}

enum status fs_find(struct fs_call *call)
{
    call->found = find(call, &call->place);
    call->is_found = true;
    return call->found;
}

/* The same for the operation itself: walked at most once. */
static enum status take_found(struct fs_call *call, struct volume_place *place_out)
{
    if (!call->is_found) {
        return find(call, place_out);
    }
    call->is_found = false;
    *place_out = call->place;
    return call->found;
}

/* --- handles --- */

struct fs_handle *fs_handle_take(struct fs *fs)
{
    struct fs_handle *handle = fs->free_handles;
    if (handle == NULL) {
        return arena_new(fs->arena, struct fs_handle);
    }
    fs->free_handles = handle->next_free;
    return handle;
}

static void handle_give(struct fs *fs, struct fs_handle *handle)
{
    handle->next_free = fs->free_handles;
    fs->free_handles = handle;
}

static enum status handle_open(const struct fs_call *call, struct os_open_mode mode,
                               volume_node node, struct fs_handle **handle_out)
{
    struct fs *fs = call->fs;
    struct fs_handle *handle = fs_handle_take(fs);
    const bool cuts = mode.disposition == OS_CREATE_ALWAYS;
    uint32_t share = SHARING_READ | SHARING_WRITE; /* no DOS mode lets others delete */
    share &= (mode.deny & OS_DENY_READ) != 0 ? ~(uint32_t)SHARING_READ : share;
    share &= (mode.deny & OS_DENY_WRITE) != 0 ? ~(uint32_t)SHARING_WRITE : share;
    handle->open.file = sharing_key(call->way, node);
    handle->open.access = ((mode.access & OS_READ) != 0 ? (uint32_t)SHARING_READ : 0) |
                          ((mode.access & OS_WRITE) != 0 || cuts ? (uint32_t)SHARING_WRITE : 0);
    handle->open.share = share;
    handle->open.party = call->party;
    if (call->looks_on) {
        handle->open.access = 0;
    }
    const enum status st = sharing_enter(fs->sharing, &handle->open);
    if (st != ST_OK) {
        handle_give(fs, handle);
        return st;
    }
    handle->way = *call->way;
    handle->node = node;
    handle->access = mode.access;
    handle->created_here = false;
    handle->read_refusal = (struct fs_refusal){0};
    handle->next_free = NULL;
    volume_hold(call->way->volume, node);
    *handle_out = handle;
    return ST_OK;
}

static enum status open_there(struct fs_call *call, struct os_open_mode mode,
                              const struct volume_place *place, struct fs_handle **handle_out)
{
    static const enum fs_operation by_access[] = {
        [OS_READ] = FS_READ_FILE, [OS_WRITE] = FS_WRITE_FILE, [OS_READ_WRITE] = FS_READ_WRITE_FILE};
    struct volume *volume = call->way->volume;
    if (mode.disposition == OS_CREATE_NEW) {
        return ST_EXISTS;
    }
    if (volume_is_directory(volume, place->node)) {
        return ST_ACCESS_DENIED;
    }
    const bool cuts = mode.disposition == OS_CREATE_ALWAYS;
    if (cuts && !may(call, FS_OVERWRITE, place->node, place->parent)) {
        return call->refusal.hides ? ST_NOT_FOUND : ST_ACCESS_DENIED;
    }
    if ((!cuts || (mode.access & OS_READ) != 0) &&
        !may(call, by_access[mode.access], place->node, place->parent)) {
        return call->refusal.hides ? ST_NOT_FOUND : ST_ACCESS_DENIED;
    }
    enum status st = handle_open(call, mode, place->node, handle_out);
    if (st == ST_OK && cuts) {
        st = volume_set_size(volume, place->node, 0);
        REQUIRE(st == ST_OK); /* smaller always fits */
        volume_touch(volume, place->node, call->now_ms);
    }
    return st;
}

static enum status open_new(struct fs_call *call, struct os_open_mode mode,
                            const struct volume_place *place, struct fs_handle **handle_out)
{
    const struct fs_way *way = call->way;
    struct volume_name name;
    enum status st = volume_check_name(way->volume, place->name, &name);
    if (st != ST_OK) {
        return st;
    }
    if (!may(call, FS_CREATE_FILE, 0, place->parent)) {
        return ST_ACCESS_DENIED;
    }
    struct fs_refusal read_refusal = {0};
    bool reads = (mode.access & OS_READ) != 0;
    if (reads && !may(call, FS_CREATE_READ_FILE, 0, place->parent)) {
        read_refusal =
            call->refusal; /* made all the same; the first read is refused (SDK NWCreateFile) */
        call->refusal = (struct fs_refusal){0};
        reads = false;
    }
    const volume_node node = volume_add(way->volume, place->parent, &name, false);
    way->model->created(way, node, place->parent);
    volume_touch(way->volume, node, call->now_ms);
    st = handle_open(call, mode, node, handle_out);
    REQUIRE(st == ST_OK); /* nobody else has a new file open */
    (*handle_out)->created_here = true;
    (*handle_out)->read_refusal = read_refusal;
    if (!reads) {
        (*handle_out)->access = (enum os_access)(mode.access & OS_WRITE);
    }
    return ST_OK;
}

enum status fs_open(struct fs_call *call, struct os_open_mode mode, struct fs_handle **handle_out)
{
    struct volume_place place;
    REQUIRE(mode.access >= OS_READ);
    REQUIRE(mode.access <= OS_READ_WRITE);
    call->refusal = (struct fs_refusal){0};
    const enum status st = find(call, &place);
    if (st == ST_OK) {
        return open_there(call, mode, &place, handle_out);
    }
    if (st == ST_NOT_FOUND && mode.disposition != OS_OPEN_EXISTING) {
        return open_new(call, mode, &place, handle_out);
    }
    return st;
}

enum status fs_read(struct fs *fs, struct fs_handle *handle, uint64_t offset, void *data,
                    size_t size, size_t *read_out)
{
    *read_out = 0;
    if ((handle->access & OS_READ) == 0) {
        return ST_ACCESS_DENIED;
    }
    const enum status st = sharing_check_io(fs->sharing, &handle->open, offset, size);
    if (st == ST_OK) {
        *read_out = volume_read(handle->way.volume, handle->node, offset, data, size);
    }
    return st;
}

enum status fs_write(struct fs *fs, struct fs_handle *handle, uint64_t offset, const void *data,
                     size_t size, uint64_t now_ms)
{
    if ((handle->access & OS_WRITE) == 0) {
        return ST_ACCESS_DENIED;
    }
    enum status st = sharing_check_io(fs->sharing, &handle->open, offset, size);
    if (st != ST_OK) {
        return st;
    }
    st = volume_write(handle->way.volume, handle->node, offset, data, size);
    if (st == ST_OK) {
        volume_touch(handle->way.volume, handle->node, now_ms);
    }
    return st;
}

enum status fs_set_size(struct fs *fs, struct fs_handle *handle, uint64_t size_bytes,
                        uint64_t now_ms)
{
    if ((handle->access & OS_WRITE) == 0) {
        return ST_ACCESS_DENIED;
    }
    uint64_t had = 0;
    (void)volume_contents(handle->way.volume, handle->node, &had); /* for the size */
    const uint64_t from = had < size_bytes ? had : size_bytes;
    const uint64_t end = had < size_bytes ? size_bytes : had;
    enum status st = sharing_check_io(fs->sharing, &handle->open, from, end - from);
    if (st != ST_OK) {
        return st;
    }
    st = volume_set_size(handle->way.volume, handle->node, size_bytes);
    if (st == ST_OK) {
        volume_touch(handle->way.volume, handle->node, now_ms);
    }
    return st;
}

enum status fs_lock(struct fs *fs, struct fs_handle *handle, uint64_t offset, uint64_t size)
{
    return sharing_lock_range(fs->sharing, &handle->open, offset, size);
}

enum status fs_unlock(struct fs *fs, struct fs_handle *handle, uint64_t offset, uint64_t size)
{
    return sharing_unlock_range(fs->sharing, &handle->open, offset, size);
}

void fs_close(struct fs *fs, struct fs_handle *handle)
{
    sharing_leave(fs->sharing, &handle->open);
    volume_drop(handle->way.volume, handle->node);
    handle_give(fs, handle);
}

/* --- names --- */

enum status fs_stat(struct fs_call *call, struct os_info *info_out)
{
    struct volume_place place;
    call->refusal = (struct fs_refusal){0};
    const enum status st = find(call, &place);
    if (st != ST_OK) {
        return st;
    }
    if (!may(call, FS_SEARCH_ENTRY, place.node, place.parent)) {
        if (!call->way->model->lists_by_right) {
            return ST_ACCESS_DENIED;
        }
        call->refusal = (struct fs_refusal){0}; /* a search that shows nothing is no refusal */
        return ST_NOT_FOUND;
    }
    const struct volume_info info = volume_info(call->way->volume, place.node);
    info_out->size_bytes = info.size_bytes;
    info_out->modified_ms = info.modified_ms;
    info_out->is_directory = info.is_directory;
    if (!text_copy(info_out->short_name, sizeof(info_out->short_name), info.short_name)) {
        info_out->short_name[0] = '\0'; /* a volume without short names */
    }
    return ST_OK;
}

static bool is_listed(struct fs_call *call, const struct volume_info *info, volume_node node,
                      volume_node directory, const char *pattern)
{
    if (!text_match(pattern, info->name) &&
        (info->short_name == info->name || !text_match(pattern, info->short_name))) {
        return false;
    }
    if (call->skips_hidden &&
        (fs_attributes(call->way->volume, node) & (FS_HIDDEN | FS_SYSTEM)) != 0) {
        return false;
    }
    return !call->way->model->lists_by_right || may(call, FS_SEARCH_ENTRY, node, directory);
}

enum status fs_list(struct fs_call *call, const char *pattern, struct arena *arena,
                    struct os_names *names_out)
{
    const struct volume *volume = call->way->volume;
    struct volume_place place;
    call->refusal = (struct fs_refusal){0};
    *names_out = (struct os_names){0};
    const enum status st = find(call, &place);
    if (st == ST_NOT_FOUND || (st == ST_OK && !volume_is_directory(volume, place.node))) {
        return ST_PATH_NOT_FOUND;
    }
    if (st != ST_OK) {
        return st;
    }
    if (!may(call, FS_LIST, place.node, place.parent)) {
        return ST_ACCESS_DENIED;
    }
    if (call->way->token != NULL && volume_is_broken(volume, place.node)) {
        return ST_FILE_CORRUPT;
    }
    const size_t children = volume_child_count(volume, place.node);
    if (children == 0) {
        return ST_OK;
    }
    struct os_entry *entries = arena_room(arena, children * sizeof(*entries));
    size_t count = 0;
    pattern = strcmp(pattern, "*.*") == 0 ? "*" : pattern; /* as DOS means it */
    volume_node node = volume_first(volume, place.node);
    for (; node != 0; node = volume_next(volume, node)) {
        const struct volume_info info = volume_info(volume, node);
        if (is_listed(call, &info, node, place.node, pattern)) {
            entries[count++] = (struct os_entry){.name = arena_text(arena, info.name),
                                                 .size_bytes = info.size_bytes,
                                                 .is_directory = info.is_directory};
        }
    }
    call->refusal = (struct fs_refusal){0}; /* what is hidden is not refused */
    *names_out = (struct os_names){.entries = entries, .count = count};
    return ST_OK;
}

enum status fs_make_dir(struct fs_call *call)
{
    const struct fs_way *way = call->way;
    struct volume_place place;
    struct volume_name name;
    call->refusal = (struct fs_refusal){0};
    enum status st = find(call, &place);
    if (st != ST_NOT_FOUND) {
        return st == ST_OK ? ST_EXISTS : st;
    }
    st = volume_check_name(way->volume, place.name, &name);
    if (st != ST_OK) {
        return st;
    }
    if (!may(call, FS_CREATE_DIRECTORY, 0, place.parent)) {
        return ST_ACCESS_DENIED;
    }
    const volume_node node = volume_add(way->volume, place.parent, &name, true);
    way->model->created(way, node, place.parent);
    volume_touch(way->volume, node, call->now_ms);
    return ST_OK;
}

enum status fs_remove(struct fs_call *call)
{
    struct volume *volume = call->way->volume;
    struct volume_place place;
    call->refusal = (struct fs_refusal){0};
    enum status st = take_found(call, &place);
    if (st != ST_OK) {
        return st;
    }
    const bool is_directory = volume_is_directory(volume, place.node);
    const enum fs_operation operation = is_directory ? FS_DELETE_DIRECTORY : FS_DELETE_FILE;
    if (place.node == call->way->root || !may(call, operation, place.node, place.parent)) {
        return ST_ACCESS_DENIED;
    }
    st = sharing_probe(call->fs->sharing, sharing_key(call->way, place.node), SHARING_DELETE);
    if (st != ST_OK) {
        return st;
    }
    struct node_rights *rights = volume_rights(volume, place.node);
    st = volume_remove(volume, place.node);
    if (st == ST_OK) {
        node_rights_forget(volume, rights);
        node_rights_gone(volume, place.node);
    }
    return st;
}

enum status fs_rename(struct fs_call *call, const char *target_path)
{
    struct volume *volume = call->way->volume;
    struct volume_place source;
    struct volume_place target;
    call->refusal = (struct fs_refusal){0};
    enum status st = take_found(call, &source);
    if (st != ST_OK) {
        return st;
    }
    if (source.node == call->way->root ||
        !may(call, FS_RENAME_SOURCE, source.node, source.parent)) {
        return ST_ACCESS_DENIED;
    }
    const struct bytes path = {(const uint8_t *)target_path, call->target_length};
    st = volume_walk_again(call->target_hint, volume, call->way->root, path, &target);
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return st;
    }
    if (target.node == call->way->root) {
        return ST_EXISTS;
    }
    if (!may(call, FS_RENAME_TARGET, source.node, target.parent)) {
        return ST_ACCESS_DENIED;
    }
    if (call->way->token != NULL && volume_is_broken(volume, target.parent)) {
        return ST_FILE_CORRUPT;
    }
    st = sharing_probe(call->fs->sharing, sharing_key(call->way, source.node), SHARING_DELETE);
    if (st != ST_OK) {
        return st;
    }
    st = volume_rename(volume, source.node, target.parent, target.name);
    if (st == ST_OK && source.parent != target.parent) {
        node_rights_moved(volume, source.node);
    }
    return st;
}

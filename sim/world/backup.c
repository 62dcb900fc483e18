#include "world/backup.h"

#include "base/text.h"
#include "identity/accounts_copy.h"
#include "world/office.h"
#include "world/process.h"
#include "world/world.h"

struct backup_entry {
    const char *rest; /* below the directory */
    const uint8_t *data;
    uint64_t size_bytes;
    uint32_t attributes;
    bool is_directory;
    struct backup_entry *next;
};

struct backup {
    const char *label;
    const char *source;
    struct backup_entry *entries; /* directories before what is in them */
    const struct accounts_copy *accounts;
    struct backup *next;
};

static struct backup *find(const struct world *world, const char *source, const char *label)
{
    struct backup *backup = world->backups;
    while (backup != NULL &&
           !(text_equal(backup->source, source) && text_equal(backup->label, label))) {
        backup = backup->next;
    }
    return backup;
}

static const char *path_of(const struct backup_source *source)
{
    return source->office != NULL ? source->office->path : source->path;
}

/* --- taking --- */

static const char *below(struct world *world, const char *directory, const char *name)
{
    return directory[0] == '\0' ? arena_text(world->arena, name)
                                : arena_format(world->arena, "%s\\%s", directory, name);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as directories lie within each other */
static void copy_below(struct world *world, const struct volume *volume, volume_node from,
                       const char *rest, struct backup_entry ***end)
{
    for (volume_node node = volume_first(volume, from); node != 0;
         node = volume_next(volume, node)) {
        const struct volume_info info = volume_info(volume, node);
        struct backup_entry *entry = arena_new(world->arena, struct backup_entry);
        entry->rest = below(world, rest, info.name);
        entry->is_directory = info.is_directory;
        entry->attributes = fs_attributes(volume, node);
        const uint8_t *data =
            info.is_directory ? NULL : volume_contents(volume, node, &entry->size_bytes);
        entry->data = entry->size_bytes > 0
                          ? arena_copy(world->arena, data, (size_t)entry->size_bytes)
                          : NULL;
        **end = entry;
        *end = &entry->next;
        if (info.is_directory) {
            copy_below(world, volume, node, entry->rest, end);
        }
    }
}

const char *backup_take(struct world *world, const struct backup_source *source, const char *label)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    if (source->authority == NULL) {
        const char *why = world_place(world, NULL, path_of(source), &volume, &node, false);
        if (why != NULL || !volume_is_directory(volume->volume, node)) {
            return why != NULL ? why
                               : arena_format(world->arena, "'%s' is no directory", source->name);
        }
    }
    struct backup *backup = find(world, source->name, label);
    if (backup == NULL) {
        backup = arena_new(world->arena, struct backup);
        backup->next = world->backups;
        world->backups = backup;
    }
    backup->label = arena_text(world->arena, label);
    backup->source = arena_text(world->arena, source->name);
    backup->entries = NULL;
    if (source->authority != NULL) {
        backup->accounts = accounts_copy_take(world->identities, source->authority, world->arena);
        return NULL;
    }
    struct backup_entry **end = &backup->entries;
    copy_below(world, volume->volume, node, "", &end);
    return NULL;
}

/* --- restoring --- */

struct restore {
    struct world *world;
    struct process *person;
    const struct backup *backup;
    const char *root;
    struct volume *volume;
};

static const char *path_in(const struct restore *restore, const char *rest)
{
    return arena_format(&restore->person->scratch, "%s\\%s", restore->root, rest);
}

static const struct backup_entry *entry_of(const struct backup *backup, const char *rest)
{
    const struct backup_entry *entry = backup->entries;
    while (entry != NULL && !text_equal(entry->rest, rest)) {
        entry = entry->next;
    }
    return entry;
}

static enum status has_to_himself(const struct restore *restore, const char *rest)
{
    static const struct os_open_mode mode = {
        .access = OS_READ, .deny = OS_DENY_ALL, .disposition = OS_OPEN_EXISTING};
    struct os_port *port = &restore->person->port;
    struct os_file file = {0};
    const enum status st = os_open(port, path_in(restore, rest), mode, &file);
    return st == ST_OK ? os_close(port, file) : st;
}

/* A first walk looks whether any file is open; a second takes away what the backup does not have.
 * Deepest first. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as directories lie within each other */
static enum status clear_below(const struct restore *restore, volume_node from, const char *rest,
                               bool only_looks)
{
    enum status st = ST_OK;
    volume_node next = 0;
    for (volume_node node = volume_first(restore->volume, from); node != 0 && st == ST_OK;
         node = next) {
        next = volume_next(restore->volume, node);
        const struct volume_info info = volume_info(restore->volume, node);
        const char *path = below(restore->world, rest, info.name);
        if (info.is_directory) {
            st = clear_below(restore, node, path, only_looks);
        } else if (only_looks) {
            st = has_to_himself(restore, path);
        }
        if (st != ST_OK || only_looks) {
            continue;
        }
        fs_set_attributes(restore->volume, node, 0); /* those of the backup follow */
        if (entry_of(restore->backup, path) == NULL) {
            st = os_remove(&restore->person->port, path_in(restore, path));
        }
    }
    return st;
}

static enum status write_all(const struct restore *restore)
{
    struct os_port *port = &restore->person->port;
    for (const struct backup_entry *e = restore->backup->entries; e != NULL; e = e->next) {
        const char *path = path_in(restore, e->rest);
        struct machine_volume *volume = NULL;
        volume_node node = 0;
        enum status st = e->is_directory
                             ? os_make_dir(port, path)
                             : os_write_file(port, path, e->data, (size_t)e->size_bytes);
        if (st != ST_OK && !(e->is_directory && st == ST_EXISTS)) {
            return st;
        }
        if (world_place(restore->world, NULL, path, &volume, &node, false) == NULL) {
            fs_set_attributes(volume->volume, node, e->attributes);
        }
    }
    return ST_OK;
}

static const char *files_restore(struct world *world, const struct backup *backup,
                                 const struct backup_source *source)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    const char *why = world_place(world, NULL, path_of(source), &volume, &node, true);
    if (why != NULL) {
        return why;
    }
    if (source->office != NULL) {
        office_reopen(world, source->office);
    }
    struct restore restore = {
        .world = world, .backup = backup, .root = path_of(source), .volume = volume->volume};
    restore.person =
        process_new(world, PROCESS_PERSON, "administrator", host_need(world, NULL), NULL);
    enum status st = clear_below(&restore, node, "", true);
    if (st == ST_OK) {
        st = clear_below(&restore, node, "", false);
        st = st == ST_OK ? write_all(&restore) : st;
        world->person_changes++;
        if (source->office != NULL) {
            truth_office_restored(world, source->office);
        }
    }
    process_release(restore.person);
    if (st != ST_OK) {
        world_refuse(world, arena_format(world->arena, "restoring %s is refused: %s", source->name,
                                         status_text(st)));
    }
    return NULL;
}

const char *backup_restore(struct world *world, const struct backup_source *source,
                           const char *label)
{
    const struct backup *backup = find(world, source->name, label);
    if (backup == NULL) {
        return arena_format(world->arena, "%s has no backup %s", source->name, label);
    }
    if (backup->accounts != NULL) {
        accounts_copy_restore(world->identities, backup->accounts);
        return NULL;
    }
    return files_restore(world, backup, source);
}

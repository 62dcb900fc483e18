/* The people of a post office whom a scenario knows: in the order of their declaration, and by
 * name.
 */
#include "base/text.h"
#include "fs/volume_power.h"
#include "po_folder.h"
#include "po_text.h"
#include "world/office.h"
#include "world/world.h"

enum { BUCKETS_AT_FIRST = 16 };

static void put(struct office_users *users, struct office_user *user)
{
    struct office_user **bucket = &users->buckets[user->hash & (users->bucket_count - 1)];
    user->next_in_bucket = *bucket;
    *bucket = user;
}

/* Twice as many buckets as people. */
static void grow(struct world *world, struct office *office)
{
    struct office_users *by_name = &office->by_name;
    by_name->bucket_count =
        by_name->bucket_count == 0 ? BUCKETS_AT_FIRST : by_name->bucket_count * 2;
    by_name->buckets = arena_array(world->arena, struct office_user *, by_name->bucket_count);
    for (struct office_user *user = office->users; user != NULL; user = user->next) {
        put(by_name, user);
    }
}

bool office_has_user(const struct office *office, const char *name)
{
    const struct office_users *by_name = &office->by_name;
    const uint64_t hash = text_hash(name);
    if (by_name->bucket_count == 0) {
        return false;
    }
    const struct office_user *user = by_name->buckets[hash & (by_name->bucket_count - 1)];
    while (user != NULL && !(user->hash == hash && text_equal(user->name, name))) {
        user = user->next_in_bucket;
    }
    return user != NULL;
}

const char *office_add_user(struct world *world, struct office *office, const char *name)
{
    struct office_user *user = arena_new(world->arena, struct office_user);
    user->name = arena_text(world->arena, name);
    user->hash = text_hash(name);
    if (2 * office->by_name.count >= office->by_name.bucket_count) {
        grow(world, office);
    }
    put(&office->by_name, user);
    office->by_name.count++;
    *office->users_end = user;
    office->users_end = &user->next;
    const struct office_entry entry = {.name = name, .kind = "local"};
    return office_add_entry(world, office, &entry);
}

enum status office_flush(struct world *world, struct office *office, struct postoffice *po)
{
    if (!volume_power_is_armed(office->volume->volume)) {
        return ST_OK;
    }
    (void)world_assumption(world, ASSUME_CLIENT_FLUSHES);
    return po_flush(po);
}

/* ---- somebody moves to another post office ---- */

/* His letters, folders and all, oldest first. */
static enum status letters_copy(struct world *world, struct postoffice *from, uint32_t usr,
                                struct office *to, uint32_t new_usr)
{
    struct po_message message = {0};
    struct po_folders folders = {0};
    enum status st = po_folder_list(from, usr, &world->scratch, &folders);
    while (st == ST_OK) {
        struct bytes content;
        uint64_t id = 0;
        uint32_t folder = 0;
        st = po_queue_next(from, usr, message.id, &message);
        if (st == ST_OK) {
            st = po_message_read(from, &message, &world->scratch, &content, NULL);
        }
        if (st != ST_OK) {
            break;
        }
        const struct po_message_in in = {.content = content, .usrs = &new_usr, .usr_count = 1};
        const char *name = po_folder_name(&folders, message.folder);
        st = po_send(to->writer, &in, &world->scratch, &id);
        if (st == ST_OK) {
            truth_passed_on(world, to, new_usr, id);
            st = po_lock(to->writer);
        }
        if (st == ST_OK) {
            st = po_folder_make(to->writer, new_usr, name, &world->scratch, &folder);
            st = st == ST_OK ? po_folder_move(to->writer, new_usr, id, folder) : st;
            st = st == ST_OK ? po_mark(to->writer, new_usr, id, message.marks) : st;
            po_unlock(to->writer);
        }
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

static enum status letters_drop(struct postoffice *po, uint32_t usr)
{
    struct po_message message = {0};
    enum status st = ST_OK;
    while (st == ST_OK) {
        st = po_queue_next(po, usr, 0, &message);
        st = st == ST_OK ? po_delete(po, usr, message.id) : st;
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

/* A mailbox there, with what the directory said of him here; an entry that sent him mail here goes.
 */
static enum status mailbox_make(struct postoffice *po, struct po_entry *user)
{
    struct po_entry there;
    enum status st = po_entry_find(po, user->name, &there);
    if (st == ST_OK && there.kind == PO_USER) {
        return ST_EXISTS;
    }
    if (st == ST_OK) {
        st = po_entry_remove(po, user->name);
    }
    user->marker = PO_MARKER_NONE;
    return st == ST_OK || st == ST_NOT_FOUND ? po_entry_add(po, user) : st;
}

/* The entry that is left here says where he is. */
static enum status forward_to(struct postoffice *po, const struct po_entry *user, const char *place)
{
    struct po_entry entry = *user;
    entry.kind = PO_USER_ELSEWHERE;
    (void)text_copy(entry.address, sizeof(entry.address), place); /* a name that was found */
    const enum status st = po_entry_remove(po, user->name);
    return st == ST_OK ? po_entry_add(po, &entry) : st;
}

const char *office_move_user(struct world *world, struct office *from, struct office *to,
                             const char *name)
{
    struct postoffice *po = NULL;
    struct postoffice *target = NULL;
    struct po_entry user;
    struct po_entry place;
    const char *why = office_reader(world, from, &po);
    why = why != NULL ? why : office_reader(world, to, &target);
    if (why != NULL) {
        return why;
    }
    const char *own = text_from_utf8(&world->scratch, po_text_page(po), name, NULL);
    if (po_entry_find(po, own, &user) != ST_OK || user.kind != PO_USER) {
        return arena_format(world->arena, "\"%s\" has no mailbox at %s", name, from->name);
    }
    if (po_entry_find(po, to->name, &place) != ST_OK ||
        (place.kind != PO_POSTOFFICE && place.kind != PO_POSTOFFICE_VIA)) {
        return arena_format(world->arena, "%s does not know post office %s", from->name, to->name);
    }
    struct po_entry moved = user;
    enum status st = mailbox_make(target, &moved);
    if (st == ST_OK) {
        st = letters_copy(world, po, user.usr, to, moved.usr);
    }
    st = st == ST_OK ? office_flush(world, to, target) : st;
    if (st == ST_OK) {
        st = letters_drop(po, user.usr);
    }
    if (st == ST_OK) {
        st = forward_to(po, &user, to->name);
    }
    st = st == ST_OK ? office_flush(world, from, po) : st;
    if (st == ST_EXISTS) {
        return arena_format(world->arena,
                            "\"%s\" cannot be moved: %s has somebody of that name already (one "
                            "that no line gives a user has \"Smith, J\")",
                            name, to->name);
    }
    return st == ST_OK
               ? NULL
               : arena_format(world->arena, "\"%s\" cannot be moved: %s", name, status_text(st));
}

#include "scenario/words/access.h"

#include <string.h>

#include "base/text.h"
#include "scenario/words/accounts.h"
#include "scenario/words/places.h"

/* What a line speaks about: a share, or a node of a volume. */
struct target {
    struct share *share;
    struct volume *volume;
    volume_node node;
};

static const char *find_target(struct run *run, struct machine *machine, const char *place,
                               struct target *target_out)
{
    *target_out = (struct target){.share = machine_find_share(machine, place)};
    if (target_out->share != NULL) {
        return NULL;
    }
    if (strchr(place, ':') == NULL || machine->kind != MACHINE_NT) {
        return arena_format(run->arena, "%s has no share %s", machine->name, place);
    }
    /* A drive of a server: its letter, then the way down. */
    const char *colon = strchr(place, ':');
    char drive[16];
    if ((size_t)(colon - place) >= sizeof(drive)) {
        return arena_format(run->arena, "%s has no drive %s", machine->name, place);
    }
    memcpy(drive, place, (size_t)(colon - place));
    drive[colon - place] = '\0';
    struct machine_volume *volume = machine_find_volume(machine, drive);
    if (volume == NULL) {
        return arena_format(run->arena, "%s has no drive %s:", machine->name, drive);
    }
    const char *rest = colon + 1;
    while (*rest == '\\' || *rest == '/') {
        rest++;
    }
    volume_node parent = 0;
    const char *name = NULL;
    const enum status status =
        volume_walk(volume->volume, VOLUME_ROOT, rest, &target_out->node, &parent, &name);
    if (status != ST_OK) {
        return arena_format(run->arena, "%s on %s: %s", place, machine->name, status_text(status));
    }
    target_out->volume = volume->volume;
    return NULL;
}

/* Everyone, everything: what the system makes of a share. */
static bool is_default(const struct acl *acl)
{
    return acl->count == 1 && acl->entries[0].kind == ACL_ALLOW &&
           acl->entries[0].id == IDENTITY_EVERYONE && acl->entries[0].mask == NT_FULL;
}

static struct acl_mark *mark_of(struct run *run, const struct target *target)
{
    struct acl_mark *mark = run->acl_marks;
    while (mark != NULL && !(mark->share == target->share && mark->volume == target->volume &&
                             mark->node == target->node)) {
        mark = mark->next;
    }
    if (mark == NULL) {
        mark = arena_new(run->arena, struct acl_mark);
        mark->share = target->share;
        mark->volume = target->volume;
        mark->node = target->node;
        mark->acl = (struct acl){
            .is_present = true, .owner = IDENTITY_ADMINISTRATORS, .group = IDENTITY_ADMINISTRATORS};
        const struct acl *known =
            target->share != NULL ? &target->share->acl : fs_acl(target->volume, target->node);
        if (known != NULL && known->is_present && !is_default(known)) {
            mark->acl.entries = known->entries;
            mark->acl.count = known->count;
        }
        mark->next = run->acl_marks;
        run->acl_marks = mark;
    }
    return mark;
}

static void put_acl(const struct target *target, const struct acl *acl)
{
    if (target->share != NULL) {
        share_set_acl(target->share, acl);
        return;
    }
    fs_set_acl(target->volume, target->node, acl);
    if (volume_info(target->volume, target->node).is_directory) {
        fs_set_acl_below(target->volume, target->node, acl);
    }
}

/* The list without the entries of `id`; *at_out: where the first of them stood (the end when there
 * was none). */
static uint32_t copy_without(const struct acl *acl, identity_id id, struct acl_entry *entries,
                             uint32_t *at_out)
{
    uint32_t count = 0;
    *at_out = acl->count;
    for (uint32_t i = 0; i < acl->count; i++) {
        if (acl->entries[i].id == id) {
            *at_out = *at_out == acl->count ? count : *at_out;
        } else {
            entries[count++] = acl->entries[i];
        }
    }
    *at_out = *at_out > count ? count : *at_out;
    return count;
}

/* `none` is what NT calls No Access: all is denied, before anything else. */
static const char *make_entry(struct run *run, const struct target *target,
                              const struct access_entry *entry, struct acl_entry *made_out)
{
    const bool is_directory =
        target->share == NULL && volume_info(target->volume, target->node).is_directory;
    *made_out =
        (struct acl_entry){.kind = entry->kind,
                           .flags = is_directory ? ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT : 0u};
    if (!acl_level_parse(entry->level, &made_out->mask)) {
        return arena_format(run->arena, "'%s' is no level of access", entry->level);
    }
    if (made_out->mask == 0) {
        made_out->kind = ACL_DENY;
        made_out->mask = NT_FULL;
    }
    if (made_out->kind == ACL_DENY && made_out->mask != NT_FULL) {
        made_out->mask &= ~(NT_READ_CONTROL | NT_SYNCHRONIZE); /* reading needs these, too */
    }
    return account_id(run, entry->who, &made_out->id);
}

/* Behind the last entry of `id`. */
static uint32_t behind(const struct acl *acl, identity_id id)
{
    uint32_t at = acl->count;
    while (at > 0 && acl->entries[at - 1].id != id) {
        at--;
    }
    return at;
}

const char *access_edit(struct run *run, struct machine *machine, const char *place,
                        const struct access_entry *entry)
{
    struct target target;
    struct acl_entry made;
    const char *error = find_target(run, machine, place, &target);
    if (error == NULL) {
        error = make_entry(run, &target, entry, &made);
    }
    if (error != NULL) {
        return error;
    }
    struct acl_mark *mark = mark_of(run, &target);
    if (mark->acl.count == FS_ACL_ENTRIES_MAX) {
        return arena_format(run->arena, "%s has %d entries already: a list of NT holds no more",
                            place, FS_ACL_ENTRIES_MAX);
    }
    struct acl_entry *entries = arena_array(run->arena, struct acl_entry, mark->acl.count + 1);
    const bool is_behind = entry->is_second && !run->is_declaring;
    uint32_t at = 0;
    /* Nobody has the id none, so while the world is made all entries stay. */
    const uint32_t count = copy_without(
        &mark->acl, run->is_declaring || is_behind ? IDENTITY_NONE : made.id, entries, &at);
    const bool is_refusal =
        text_equal(entry->level, "none") || (made.kind == ACL_DENY && !run->is_declaring);
    at = is_behind ? behind(&mark->acl, made.id) : is_refusal ? 0 : at;
    memmove(&entries[at + 1], &entries[at], (count - at) * sizeof(*entries));
    entries[at] = made;
    mark->acl.entries = entries;
    mark->acl.count = count + 1;
    put_acl(&target, &mark->acl);
    return NULL;
}

const char *access_remove(struct run *run, struct machine *machine, const char *place,
                          const char *who)
{
    struct target target;
    identity_id id = IDENTITY_NONE;
    const char *error = find_target(run, machine, place, &target);
    if (error == NULL) {
        error = account_id(run, who, &id);
    }
    if (error != NULL) {
        return error;
    }
    struct acl_mark *mark = mark_of(run, &target);
    struct acl_entry *entries = arena_array(run->arena, struct acl_entry, mark->acl.count + 1);
    uint32_t at = 0;
    mark->acl.count = copy_without(&mark->acl, id, entries, &at);
    mark->acl.entries = entries;
    put_acl(&target, &mark->acl);
    return NULL;
}

const char *access_remove_list(struct run *run, struct machine *machine, const char *place)
{
    static const struct acl_entry everyone = {
        .kind = ACL_ALLOW, .mask = NT_FULL, .id = IDENTITY_EVERYONE};
    struct target target;
    const char *error = find_target(run, machine, place, &target);
    if (error != NULL) {
        return error;
    }
    struct acl_mark *mark = mark_of(run, &target);
    struct acl_entry *entries = arena_copy(run->arena, &everyone, sizeof(everyone));
    if (target.share == NULL && volume_info(target.volume, target.node).is_directory) {
        entries[0].flags = ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT;
    }
    struct acl given = mark->acl;
    given.entries = entries;
    given.count = 1;
    put_acl(&target, &given);
    mark->acl.entries = NULL; /* the next line about it begins a list again */
    mark->acl.count = 0;
    return NULL;
}

#include "ccmc/dirsync_address.h"

#include <string.h>

#include "base/name_form.h"
#include "base/text.h"
#include "ccmc/address.h"

enum { NAME_SIZE = 128 };

static bool is_called(const struct dirsync_called *called, const char *name)
{
    return name_index_has(called->entries, name) || name_index_has(called->groups, name) ||
           name_index_has(called->wanted, name);
}

const char *dirsync_turned(struct arena *arena, const struct dirsync_called *called,
                           const char *name)
{
    char turned[NAME_SIZE];
    char back[NAME_SIZE];
    if (!name_turned(name, turned, sizeof(turned)) || is_called(called, turned)) {
        return NULL;
    }
    for (unsigned i = 0; name_turned_back(turned, i, back, sizeof(back)); i++) {
        if (!text_equal(back, name) && is_called(called, back)) {
            return NULL;
        }
    }
    return arena_text(arena, turned);
}

static bool find_at(const struct name_index *by_address, struct arena *arena, const char *user,
                    const char *place, size_t *row_out)
{
    const char *full = arena_format(arena, "%s%s", user, place);
    return name_index_find(by_address, address_ccmail(arena, full), row_out);
}

bool dirsync_find_address(const struct name_index *by_address, struct arena *arena,
                          const struct exchange_entry *entry, size_t *row_out)
{
    char turned[NAME_SIZE];
    if (name_index_find(by_address, entry->ccmail_address, row_out)) {
        return true;
    }
    const struct exchange_address address = {.display = entry->display,
                                             .address = entry->ccmail_address};
    const char *full = address_of_recipient(arena, &address);
    if (full == NULL) {
        return false;
    }
    const char *user = address_user(arena, full);
    const char *place = full + strlen(user);
    if (name_turned(user, turned, sizeof(turned))) {
        return find_at(by_address, arena, turned, place, row_out);
    }
    bool is_found = false;
    for (unsigned i = 0; !is_found && name_turned_back(user, i, turned, sizeof(turned)); i++) {
        is_found = find_at(by_address, arena, turned, place, row_out);
    }
    return is_found;
}

static size_t count_of(const char *const *others)
{
    size_t count = 0;
    while (others != NULL && others[count] != NULL) {
        count++;
    }
    return count;
}

static bool has_other(const char *const *others, size_t count, const char *address)
{
    size_t i = 0;
    while (i < count && !text_equal(others[i], address)) {
        i++;
    }
    return i < count;
}

bool dirsync_has_addresses(const struct exchange_entry *entry, const struct exchange_entry *wanted)
{
    const size_t count = count_of(entry->ccmail_others);
    bool has_all = text_equal(entry->ccmail_address, wanted->ccmail_address);
    const char *const *other = wanted->ccmail_others;
    for (; has_all && other != NULL && *other != NULL; other++) {
        has_all = has_other(entry->ccmail_others, count, *other);
    }
    return has_all;
}

void dirsync_keep_others(struct arena *arena, const struct exchange_entry *entry,
                         struct exchange_entry *wanted)
{
    const size_t had = count_of(entry->ccmail_others);
    size_t count = count_of(wanted->ccmail_others);
    if (had == 0) {
        return;
    }
    const char **others = arena_array(arena, const char *, count + had + 1);
    for (size_t i = 0; i < count; i++) {
        others[i] = wanted->ccmail_others[i];
    }
    for (size_t i = 0; i < had; i++) {
        const char *other = entry->ccmail_others[i];
        if (!text_equal(other, wanted->ccmail_address) && !has_other(others, count, other)) {
            others[count++] = other;
        }
    }
    others[count] = NULL;
    wanted->ccmail_others = others;
}

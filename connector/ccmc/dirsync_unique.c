#include "ccmc/dirsync_unique.h"

#include "base/text.h"
#include "ccmc/address.h"
#include "ccmc/name_index.h"

struct name_index dirsync_leaving(struct arena *arena, const struct dirsync_plan *plan)
{
    struct name_index leaving = name_index_begin(arena, plan->leaver_count - plan->replaced_count);
    for (size_t i = plan->replaced_count; i < plan->leaver_count; i++) {
        name_index_add(&leaving, plan->leavers[i]->display, i);
    }
    name_index_sort(&leaving, arena);
    return leaving;
}

void dirsync_part_names(struct arena *arena, struct dirsync_additions *additions)
{
    struct name_index by_display = name_index_begin(arena, additions->count);
    for (size_t i = 0; i < additions->count; i++) {
        name_index_add(&by_display, additions->items[i].entry.display, i);
    }
    name_index_sort(&by_display, arena);
    for (size_t i = 1; i < by_display.count; i++) {
        if (text_equal(by_display.rows[i].key, by_display.rows[i - 1].key)) {
            struct dirsync_addition *later = &additions->items[by_display.rows[i].row];
            later->entry.display = later->full_name;
        }
    }
}

void dirsync_number_aliases(struct arena *arena, const struct exchange_entries *imported,
                            const struct name_index *leaving, struct dirsync_additions *additions)
{
    struct name_index taken = name_index_begin(arena, imported->count);
    struct name_index wanted = name_index_begin(arena, additions->count);
    unsigned number = 2;
    for (size_t i = 0; i < imported->count; i++) {
        if (!name_index_has(leaving, imported->entries[i].display)) {
            name_index_add(&taken, imported->entries[i].alias, i);
        }
    }
    for (size_t i = 0; i < additions->count; i++) {
        name_index_add(&wanted, additions->items[i].entry.alias, i);
    }
    name_index_sort(&taken, arena);
    name_index_sort(&wanted, arena);
    for (size_t i = 0; i < wanted.count; i++) {
        struct dirsync_addition *addition = &additions->items[wanted.rows[i].row];
        const char *alias = wanted.rows[i].key;
        const bool is_first = i == 0 || !text_equal(wanted.rows[i - 1].key, alias);
        number = is_first ? 2 : number;
        if (addition->is_again || (is_first && !name_index_has(&taken, alias))) {
            continue;
        }
        const char *numbered = NULL;
        do {
            numbered = arena_format(arena, "%s%u", alias, number++);
        } while (name_index_has(&taken, numbered) || name_index_has(&wanted, numbered));
        addition->entry.alias = numbered;
    }
}

/* One addition, and what it is asked of. */
struct settling {
    struct exchange_port *exchange;
    struct arena *arena;
    const struct name_index *leaving;
    struct dirsync_addition *addition;
};

/* Is it an address of somebody else's who stays? One who is made anew has his own still. */
static enum status look_up(const struct settling *settling, const char *address, bool *is_taken_out)
{
    const struct dirsync_addition *addition = settling->addition;
    struct exchange_address found;
    const enum status st = exchange_resolve(settling->exchange, address, settling->arena, &found);
    *is_taken_out = st == ST_OK && !name_index_has(settling->leaving, found.display) &&
                    !(addition->is_again && text_equal(found.display, addition->entry.display));
    return st == ST_NOT_FOUND ? ST_OK : st;
}

static const char *name_of(struct arena *arena, const char *display, const char *ccmail_address)
{
    const struct exchange_address address = {.display = display, .address = ccmail_address};
    const char *name = address_of_recipient(arena, &address);
    return name != NULL ? name : ccmail_address;
}

static enum status settle_others(const struct settling *settling, struct dirsync_settled *settled)
{
    struct arena *arena = settling->arena;
    struct exchange_entry *entry = &settling->addition->entry;
    size_t room = 0;
    size_t count = 0;
    while (entry->ccmail_others != NULL && entry->ccmail_others[room] != NULL) {
        room++;
    }
    if (room == 0) {
        return ST_OK;
    }
    const char **kept = arena_array(arena, const char *, room + 1);
    settled->doubled = arena_array(arena, const char *, room);
    for (size_t i = 0; i < room; i++) {
        const char *other = entry->ccmail_others[i];
        bool is_taken = false;
        const enum status st = look_up(settling, other, &is_taken);
        if (st != ST_OK) {
            return st;
        }
        if (is_taken) {
            settled->doubled[settled->doubled_count++] = name_of(arena, entry->display, other);
        } else {
            kept[count++] = other;
        }
    }
    kept[count] = NULL;
    entry->ccmail_others = kept;
    return ST_OK;
}

enum status dirsync_settle(struct exchange_port *exchange, struct arena *arena,
                           const struct name_index *leaving, struct dirsync_addition *addition,
                           struct dirsync_settled *settled_out)
{
    const struct settling settling = {exchange, arena, leaving, addition};
    struct exchange_entry *entry = &addition->entry;
    *settled_out = (struct dirsync_settled){0};
    enum status st = ST_OK;
    if (!addition->has_address) {
        st = look_up(&settling, entry->ccmail_address, &settled_out->is_taken_out);
    }
    if (st == ST_OK && settled_out->is_taken_out) {
        settled_out->doubled = arena_array(arena, const char *, 1);
        settled_out->doubled[0] = name_of(arena, entry->display, entry->ccmail_address);
        settled_out->doubled_count = 1;
        return ST_OK;
    }
    if (st == ST_OK) {
        st = settle_others(&settling, settled_out);
    }
    bool is_taken = false;
    if (st == ST_OK && !addition->is_again) {
        st = look_up(&settling, entry->display, &is_taken);
    }
    if (is_taken) {
        entry->display = addition->full_name;
    }
    return st;
}

#include <string.h>

#include "base/text.h"
#include "port/posix_state.h"

/* The link that points to the value, or the end of the list. */
static struct posix_value **find(struct posix_port *posix, const char *section, const char *name)
{
    struct posix_value **link = &posix->values;
    while (*link != NULL &&
           !(text_equal((*link)->section, section) && text_equal((*link)->name, name))) {
        link = &(*link)->next;
    }
    return link;
}

void posix_setting_put(struct posix_port *posix, const char *section, const char *name,
                       const char *value)
{
    struct arena *arena = posix->config.arena;
    struct posix_value **link = find(posix, section, name);
    struct posix_value *entry = *link;
    if (entry == NULL) {
        entry = arena_new(arena, struct posix_value);
        entry->section = arena_text(arena, section);
        entry->name = arena_text(arena, name);
        *link = entry;
    }
    const size_t size = strlen(value) + 1;
    if (size > entry->capacity) {
        entry->capacity = size * 2; /* a value that is written again and again stays in place */
        entry->value = arena_alloc(arena, entry->capacity);
    }
    memmove(entry->value, value, size);
}

enum status posix_setting_get(struct os_port *port, const char *section, const char *name,
                              struct arena *arena, const char **value_out)
{
    const struct posix_value *entry = *find(posix_port_of(port), section, name);
    if (entry == NULL) {
        return ST_NO_DATA;
    }
    *value_out = arena_text(arena, entry->value);
    return ST_OK;
}

enum status posix_setting_set(struct os_port *port, const char *section, const char *name,
                              const char *value)
{
    struct posix_port *posix = posix_port_of(port);
    if (posix->config.setting_changed != NULL) {
        const enum status st =
            posix->config.setting_changed(posix->config.context, section, name, value);
        if (st != ST_OK) {
            return st;
        }
    }
    posix_setting_put(posix, section, name, value);
    return ST_OK;
}

enum status posix_setting_list(struct os_port *port, const char *section, struct arena *arena,
                               struct os_names *names_out)
{
    const struct posix_port *posix = posix_port_of(port);
    size_t count = 0;
    for (const struct posix_value *entry = posix->values; entry != NULL; entry = entry->next) {
        count += text_equal(entry->section, section) ? 1 : 0;
    }
    struct os_entry *entries = arena_array(arena, struct os_entry, count);
    size_t at = 0;
    for (const struct posix_value *entry = posix->values; entry != NULL; entry = entry->next) {
        if (text_equal(entry->section, section)) {
            entries[at++] = (struct os_entry){
                .name = arena_text(arena, entry->name),
                .size_bytes = strlen(entry->value),
                .is_directory = false,
            };
        }
    }
    *names_out = (struct os_names){entries, count};
    return ST_OK;
}

#include "ccmc/address.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

static const char at_word[] = " at ";

/* The last " at " of a name; NULL when it has none. */
static const char *last_at(const char *name)
{
    const char *found = NULL;
    for (const char *c = name; *c != '\0'; c++) {
        if (*c == at_word[0] && text_starts(c, at_word)) {
            found = c;
        }
    }
    return found;
}

bool address_is_at(const char *name, const char *site)
{
    const char *at = last_at(name);
    return at != NULL && text_equal(at + strlen(at_word), site);
}

const char *address_ccmail(struct arena *arena, const char *name)
{
    return arena_format(arena, "CCMAIL:%s", exchange_escaped(arena, name));
}

/* The value behind "CCMAIL:", escapes gone; NULL for another type. A one-off stands in brackets. */
static const char *ccmail_value(struct arena *arena, const char *address)
{
    static const char type[] = "CCMAIL:";
    const size_t length = strlen(address);
    if (length > 2 && address[0] == '[' && address[length - 1] == ']') {
        address = arena_text_n(arena, address + 1, length - 2);
    }
    return text_starts(address, type)
               ? exchange_unescaped(arena, arena_text(arena, address + strlen(type)))
               : NULL;
}

const char *address_of_recipient(struct arena *arena, const struct exchange_address *address)
{
    const char *name = ccmail_value(arena, address->address);
    return name == NULL || *name == '\0' ? NULL : name;
}

const char *address_user(struct arena *arena, const char *name)
{
    const char *at = last_at(name);
    return at == NULL || at == name ? name : arena_text_n(arena, name, (size_t)(at - name));
}

/* A foreign display name: no comma, so that it is not taken for "Last, First". */
static const char *foreign_display(struct arena *arena, const char *display)
{
    if (strchr(display, ',') == NULL) {
        return display;
    }
    char *changed = arena_format(arena, "\"%s\"", display);
    for (char *c = changed; *c != '\0'; c++) {
        if (*c == ',') {
            *c = ';';
        }
    }
    return changed;
}

const char *address_of_sender(struct arena *arena, const struct exchange_address *address,
                              const char *site)
{
    const char *name = ccmail_value(arena, address->address);
    if (name != NULL && *name != '\0') {
        return name;
    }
    const char *colon = strchr(address->address, ':');
    const char *value = colon != NULL ? colon + 1 : address->address;
    const char *display = *address->display != '\0' ? address->display : value;
    if (colon == NULL || text_starts(address->address, "EX:") || name != NULL) {
        return arena_format(arena, "%s at %s", display, site);
    }
    return arena_format(arena, "%s [%s] at %s", foreign_display(arena, display), address->address,
                        site);
}

/* "SMTP:": a word of capitals and digits. */
static bool begins_with_type(const char *text)
{
    const size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    return length > 0 && text[length] == ':';
}

/* "User [TYPE:value]" without its "at", or with the round brackets of a mended connector: the part
 * in brackets; NULL when it has none. */
static const char *encapsulated(struct arena *arena, const char *user, const char **display_out)
{
    const size_t length = strlen(user);
    const char last = length > 0 ? user[length - 1] : '\0';
    const char *open = last == ']' ? strrchr(user, '[') : last == ')' ? strrchr(user, '(') : NULL;
    if (open == NULL || (last == ']' && strchr(open, ':') == NULL) ||
        (last == ')' && !begins_with_type(open + 1))) {
        return NULL;
    }
    const char *display = open;
    while (display > user && display[-1] == ' ') {
        display--;
    }
    *display_out = arena_text_n(arena, user, (size_t)(display - user));
    return arena_text_n(arena, open + 1, length - (size_t)(open - user) - 2);
}

static bool is_internet(const char *user)
{
    const char *sign = strchr(user, '@');
    return sign != NULL && sign != user && strchr(sign, '.') != NULL && strchr(user, ' ') == NULL;
}

struct exchange_address address_from_ccmail(struct arena *arena, const char *name, const char *site)
{
    const char *at = last_at(name);
    const size_t length = at != NULL ? (size_t)(at - name) : strlen(name);
    const char *user = arena_text_n(arena, name, length);
    const char *display = user;
    const char *inner = encapsulated(arena, user, &display);
    if (inner != NULL) {
        return (struct exchange_address){.display = display, .address = inner};
    }
    if (is_internet(user) && (at == NULL || site == NULL || address_is_at(name, site))) {
        return (struct exchange_address){.display = user,
                                         .address = arena_format(arena, "SMTP:%s", user)};
    }
    return (struct exchange_address){.display = user, .address = address_ccmail(arena, name)};
}

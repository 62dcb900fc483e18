#include "ccmc/dirsync_names.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

/* Views of a name. */
struct part {
    const char *text;
    size_t length;
};

struct parts {
    struct part first;
    struct part last;
    struct part initial;
};

static struct part trimmed(const char *text, size_t length)
{
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    return (struct part){text, length};
}

/* "Last, First I."; false when there is no comma or a side is empty. */
static bool split(const char *name, struct parts *parts_out)
{
    const char *comma = strchr(name, ',');
    if (comma == NULL) {
        return false;
    }
    *parts_out = (struct parts){.last = trimmed(name, (size_t)(comma - name)),
                                .first = trimmed(comma + 1, strlen(comma + 1))};
    struct part *first = &parts_out->first;
    const size_t dot = first->length > 0 && first->text[first->length - 1] == '.' ? 1 : 0;
    if (first->length > 2 + dot && first->text[first->length - 2 - dot] == ' ') {
        parts_out->initial = (struct part){first->text + first->length - 1 - dot, 1 + dot};
        *first = trimmed(first->text, first->length - 1 - dot);
    }
    return parts_out->last.length > 0 && first->length > 0;
}

/* The first `count` bytes, less what would cut a character. */
static void add_part(struct buffer *target, struct part part, size_t count)
{
    size_t length = count < part.length ? count : part.length;
    while (length > 0 && length < part.length &&
           ((unsigned char)part.text[length] & 0xC0U) == 0x80U) {
        length--;
    }
    buffer_add(target, part.text, length);
}

/* "%2L": moves *rule behind it; false: it is text. */
static bool add_token(struct buffer *target, const char **rule, const struct parts *parts)
{
    const char *at = *rule + 1;
    size_t count = 0;
    for (; *at >= '0' && *at <= '9' && count < 1000; at++) {
        count = count * 10 + (size_t)(*at - '0');
    }
    const struct part *part = *at == 'F'   ? &parts->first
                              : *at == 'L' ? &parts->last
                              : *at == 'I' ? &parts->initial
                                           : NULL;
    if (part == NULL) {
        return false;
    }
    add_part(target, *part, count != 0 ? count : part->length);
    *rule = at + 1;
    return true;
}

static const char *by_rule(struct arena *arena, const char *rule, const char *name)
{
    struct parts parts;
    if (!split(name, &parts)) {
        return arena_text(arena, name);
    }
    struct buffer text;
    buffer_init(&text, arena);
    while (*rule != '\0') {
        if (*rule != '%' || !add_token(&text, &rule, &parts)) {
            buffer_add(&text, rule, 1);
            rule++;
        }
    }
    const struct part result = trimmed(buffer_string(&text), text.size);
    return result.length > 0 ? arena_text_n(arena, result.text, result.length)
                             : arena_text(arena, name);
}

const char *dirsync_display_name(struct arena *arena, const char *rule, const char *name)
{
    return by_rule(arena, *rule != '\0' ? rule : "%F %L", name);
}

const char *dirsync_alias_name(struct arena *arena, const char *rule, const char *name)
{
    char *alias = arena_text(arena, by_rule(arena, *rule != '\0' ? rule : "%F%1L", name));
    char *to = alias;
    for (const char *from = alias; *from != '\0'; from++) {
        if (*from != ' ') {
            *to++ = *from;
        }
    }
    *to = '\0';
    return alias;
}

struct dirsync_parts dirsync_parts(struct arena *arena, const char *name)
{
    struct parts parts;
    if (!split(name, &parts)) {
        return (struct dirsync_parts){"", "", ""};
    }
    return (struct dirsync_parts){
        .first = arena_text_n(arena, parts.first.text, parts.first.length),
        .initials = parts.initial.length > 0
                        ? arena_text_n(arena, parts.initial.text, parts.initial.length)
                        : "",
        .last = arena_text_n(arena, parts.last.text, parts.last.length)};
}

const char *dirsync_name_without_period(struct arena *arena, const char *name)
{
    struct parts parts;
    const struct part whole = trimmed(name, strlen(name));
    const bool has_period = split(name, &parts) && parts.initial.length == 2;
    return has_period ? arena_text_n(arena, whole.text, whole.length - 1) : name;
}

bool dirsync_passes_filter(struct arena *arena, const char *filter, const char *full_name)
{
    const char *at = filter;
    while (*at != '\0') {
        const size_t length = strcspn(at, ";");
        if (length > 0 && text_match(arena_text_n(arena, at, length), full_name)) {
            return true;
        }
        at += length + (at[length] != '\0' ? 1 : 0);
    }
    return filter[0] == '\0';
}

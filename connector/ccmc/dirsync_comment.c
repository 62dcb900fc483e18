#include "ccmc/dirsync_comment.h"

#include <string.h>

static const char letters[EXCHANGE_DETAIL_COUNT + 1] = "adopc"; /* as enum exchange_detail */

/* The next letter of the rule; NULL: there is none. */
static const char *find_token(const char *rule, size_t *detail_out)
{
    for (; *rule != '\0'; rule++) {
        const char *letter = rule[0] == '%' && rule[1] != '\0' ? strchr(letters, rule[1]) : NULL;
        if (letter != NULL) {
            *detail_out = (size_t)(letter - letters);
            return rule;
        }
    }
    return NULL;
}

static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    return arena_text_n(arena, text, length);
}

bool dirsync_comment_map(struct arena *arena, const char *rule, const char *comment,
                         const char *details_out[EXCHANGE_DETAIL_COUNT])
{
    size_t detail = 0;
    const char *token = find_token(rule, &detail);
    if (token == NULL) {
        return false;
    }
    for (size_t i = 0; i < EXCHANGE_DETAIL_COUNT; i++) {
        details_out[i] = "";
    }
    const size_t prefix = (size_t)(token - rule);
    const bool has_prefix = strncmp(comment, rule, prefix) == 0;
    const char *at = has_prefix ? comment + prefix : "";
    while (token != NULL && *at != '\0') {
        const char *delimiter = token + 2;
        size_t next = 0;
        const char *following = find_token(delimiter, &next);
        const size_t length =
            following != NULL ? (size_t)(following - delimiter) : strlen(delimiter);
        const char *text = arena_text_n(arena, delimiter, length);
        const char *end = length > 0 ? strstr(at, text) : NULL;
        const size_t size = end != NULL ? (size_t)(end - at) : strlen(at);
        details_out[detail] = trimmed(arena, at, size);
        at = end != NULL ? end + length : at + size;
        token = following;
        detail = next;
    }
    return true;
}

#include "programs/router_arguments.h"

#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "programs/arguments.h"

/* A whole word without a value. */
static bool take_option(struct router_arguments *arguments, const char *word)
{
    if (text_equal(word, "ADE")) {
        arguments->passes_marks = true;
    } else if (text_equal(word, "?")) {
        arguments->wants_help = true;
    } else if (!text_equal(word, "BATCH")) {
        return false;
    }
    return true;
}

/* A value directly behind its letters. */
static bool take_value(struct router_arguments *arguments, const char *word)
{
    struct router_end *own = &arguments->ends[0];
    struct router_end *other = &arguments->ends[1];
    const struct {
        const char *letters;
        const char **value;
    } values[] = {
        {"RN", &other->name},      {"RP", &other->password}, {"RD", &other->directory},
        {"AS", &arguments->known}, {"N", &own->name},        {"P", &own->password},
        {"D", &own->directory},
    };
    for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
        const size_t length = strlen(values[i].letters);
        if (text_equal_n(word, values[i].letters, length) && word[length] != '\0') {
            if (*values[i].value == NULL) { /* the first of two counts */
                *values[i].value = word + length;
            }
            return true;
        }
    }
    return false;
}

void router_arguments_parse(struct router_arguments *arguments, const char *line,
                            struct arena *arena)
{
    char *to = arena_text(arena, line);
    const char *word = NULL;
    *arguments = (struct router_arguments){0};
    while ((word = arguments_cut(&line, &to)) != NULL) {
        const bool is_known =
            word[0] == '/' && (take_option(arguments, word + 1) || take_value(arguments, word + 1));
        if (!is_known && arguments->bad == NULL) {
            arguments->bad = word;
        }
    }
    if (arguments->bad == NULL && arguments->ends[0].directory == NULL) {
        arguments->bad = "/Dpath is missing";
    }
    if (arguments->bad == NULL && arguments->ends[1].directory == NULL) {
        arguments->bad = "/RDpath is missing";
    }
}

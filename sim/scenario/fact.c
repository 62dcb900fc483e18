#include "scenario/fact.h"

#include <string.h>

#include "base/buffer.h"
#include "base/require.h"
#include "base/text.h"

const struct fact_attribute *fact_attribute_n(const struct fact *fact, const char *name, uint32_t n)
{
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        if (strcmp(fact->attributes[i].row->name, name) == 0 && n-- == 0) {
            return &fact->attributes[i];
        }
    }
    return NULL;
}

const struct fact_attribute *fact_attribute(const struct fact *fact, const char *name)
{
    return fact_attribute_n(fact, name, 0);
}

/* First value of the attribute; NULL when it was not written, or has none. */
static const struct value *first_value(const struct fact *fact, const char *name)
{
    const struct fact_attribute *attribute = fact_attribute(fact, name);
    if (attribute == NULL || attribute->value_count == 0 ||
        attribute->values[0].type == VALUE_NONE) {
        return NULL;
    }
    return attribute->values;
}

const char *fact_text(const struct fact *fact, const char *name, const char *fallback)
{
    const struct value *value = first_value(fact, name);
    return value != NULL ? value->text : fallback;
}

uint64_t fact_number(const struct fact *fact, const char *name, uint64_t fallback)
{
    const struct value *value = first_value(fact, name);
    return value != NULL ? value->number : fallback;
}

bool fact_has(const struct fact *fact, const char *name)
{
    return fact_attribute(fact, name) != NULL;
}

const char *fact_name(const struct fact *fact, uint32_t slot, const char *fallback)
{
    if (slot >= fact->value_count || fact->values[slot].type == VALUE_NONE) {
        return fallback;
    }
    return fact->values[slot].text;
}

bool value_matches_count(const struct value *value, uint64_t count)
{
    switch (value->comparison) {
    case COMPARE_EQUAL:
        return count == value->number;
    case COMPARE_AT_LEAST:
        return count >= value->number;
    case COMPARE_AT_MOST:
        return count <= value->number;
    case COMPARE_MORE:
        return count > value->number;
    case COMPARE_LESS:
        return count < value->number;
    case COMPARE_RANGE:
        return count >= value->number && count <= value->last;
    }
    return false;
}

bool value_text(const struct value *value, char *target, size_t capacity)
{
    static const char *const signs[] = {
        [COMPARE_EQUAL] = "",  [COMPARE_AT_LEAST] = ">= ", [COMPARE_AT_MOST] = "<= ",
        [COMPARE_MORE] = "> ", [COMPARE_LESS] = "< ",      [COMPARE_RANGE] = "",
    };
    if (value->type != VALUE_COUNT) {
        return text_copy(target, capacity, value->text != NULL ? value->text : "");
    }
    if (value->comparison == COMPARE_RANGE) {
        return text_format(target, capacity, "%llu..%llu", (unsigned long long)value->number,
                           (unsigned long long)value->last);
    }
    return text_format(target, capacity, "%s%llu", signs[value->comparison],
                       (unsigned long long)value->number);
}

const char *fact_as_written(const struct fact *fact, struct arena *arena)
{
    struct buffer text;
    buffer_init(&text, arena);
    const char *line = fact->source_line != NULL ? fact->source_line : "";
    const char *begin = strstr(line, fact->shape->word);
    bool is_quoted = false;
    for (const char *at = begin != NULL ? begin : line; *at != '\0'; at++) {
        if (*at == '"') {
            is_quoted = !is_quoted;
        }
        const bool is_blank = !is_quoted && *at == ' ';
        if (!is_quoted && *at == '#' && at > line && at[-1] == ' ') {
            break;
        }
        if (!is_blank || (text.size > 0 && text.data[text.size - 1] != ' ')) {
            buffer_add(&text, at, 1);
        }
    }
    char *result = arena_text(arena, buffer_string(&text));
    for (size_t end = strlen(result); end > 0 && result[end - 1] == ' '; end--) {
        result[end - 1] = '\0';
    }
    return result;
}

static void blame(const struct value *values, uint32_t count, const char *message,
                  const struct value **worst)
{
    for (uint32_t i = 0; i < count; i++) {
        const char *text = values[i].type != VALUE_NONE ? values[i].text : NULL;
        if (text != NULL && text[0] != '\0' && strstr(message, text) != NULL &&
            (*worst == NULL || strlen(text) > strlen((*worst)->text))) {
            *worst = &values[i];
        }
    }
}

struct fact_place fact_blame(const struct fact *fact, const char *message)
{
    const struct value *worst = NULL;
    blame(fact->values, fact->value_count, message, &worst);
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        blame(fact->attributes[i].values, fact->attributes[i].value_count, message, &worst);
    }
    struct fact_place place = {fact->line, fact->column, fact->source_line};
    if (worst != NULL && worst->column != 0) {
        place.column = worst->column;
    }
    if (worst != NULL && worst->source != NULL) {
        place.line = worst->source->line;
        place.source_line = worst->source->text;
    }
    return place;
}

#include "scenario/language/world_edit.h"

#include "base/text.h"

struct world_line *world_edit_find(struct world_line *lines, uint32_t count,
                                   const struct fact *fact)
{
    const char *name = fact_name(fact, 0, NULL);
    for (uint32_t i = 0; i < count; i++) {
        const struct fact *other = &lines[i].fact;
        const char *other_name = fact_name(other, 0, NULL);
        if (other->shape != fact->shape) {
            continue;
        }
        if (name == NULL || other_name == NULL || text_equal(name, other_name)) {
            return &lines[i];
        }
    }
    return NULL;
}

/* The attribute of a line that becomes part of another one: its values know where they stand. */
static struct fact_attribute moved(struct arena *arena, const struct fact *edit,
                                   const struct fact_attribute *attribute)
{
    struct fact_source *source = arena_new(arena, struct fact_source);
    *source = (struct fact_source){edit->line, edit->source_line};
    struct fact_attribute result = *attribute;
    struct value *values =
        arena_copy(arena, attribute->values, attribute->value_count * sizeof *values);
    for (uint32_t i = 0; i < attribute->value_count; i++) {
        values[i].source = source;
    }
    result.values = values;
    return result;
}

void world_edit_merge(struct arena *arena, struct world_line *line, const struct fact *edit)
{
    const struct fact *base = &line->fact;
    struct fact_attribute *merged = arena_array(
        arena, struct fact_attribute, (size_t)base->attribute_count + edit->attribute_count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < base->attribute_count; i++) {
        const struct attribute *row = base->attributes[i].row;
        if ((row->flags & ATTRIBUTE_REPEATS) != 0 || !fact_has(edit, row->name)) {
            merged[count++] = base->attributes[i];
        }
    }
    for (uint32_t i = 0; i < edit->attribute_count; i++) {
        merged[count++] = moved(arena, edit, &edit->attributes[i]);
    }
    line->fact.attributes = merged;
    line->fact.attribute_count = count;
}

void world_edit_check(struct error_list *errors, const struct fact *fact)
{
    for (uint32_t i = 0; i < fact->shape->attribute_count; i++) {
        const struct attribute *row = &fact->shape->attributes[i];
        if ((row->flags & ATTRIBUTE_REQUIRED) != 0 && !fact_has(fact, row->name)) {
            const struct place place = {fact->line, fact->column, fact->source_line};
            error_add(errors, place, "the world has none of that name, so this line declares one",
                      "`%s` needs `%s`", fact->shape->word, row->name);
        }
    }
}

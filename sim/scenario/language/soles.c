#include "scenario/language/soles.h"

#include <string.h>

#include "base/text.h"

/* What a slot of that name is called when it is left out. */
static const struct sole {
    const char *word; /* of the shape; NULL: of any other */
    const char *slot;
    const char *nouns; /* whose lines declare one */
    const char *usual; /* as it is called where no line does; NULL: there is none */
} rows[] = {
    {"postoffice", "NAME", "", "PO1"},
    {"acl", "MACHINE", "ntserver|host", NULL},
    {"boot", "MACHINE", "host", "EX1"},
    {NULL, "POSTOFFICE", "postoffice", "PO1"},
    {NULL, "POSTOFFICE|DIRECTORY|AUTHORITY", "postoffice", "PO1"},
    {NULL, "CONNECTOR", "connector", "C1"},
    {NULL, "CONNECTOR|HOST", "connector", "C1"},
    {NULL, "SITE", "site", "SITE1"},
    {NULL, "SITE|POSTOFFICE", "site", "SITE1"},
};

static const struct sole *row_of(const struct shape *shape)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if ((rows[i].word == NULL || strcmp(rows[i].word, shape->word) == 0) &&
            strcmp(rows[i].slot, shape->slots[0].name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

/* Names of the lines that declare one; a line without a name has the usual one. */
static void add_declared(const struct parse *parse, const struct sole *row, struct words *names)
{
    for (uint32_t i = 0; i < parse->world_count; i++) {
        const struct fact *fact = &parse->world[i].fact;
        const char *name = fact->shape != NULL && choice_has(row->nouns, fact->shape->word)
                               ? fact_name(fact, 0, row->usual)
                               : NULL;
        bool is_known = name == NULL;
        for (uint32_t n = 0; n < names->count && !is_known; n++) {
            is_known = text_equal(names->items[n], name);
        }
        if (!is_known) {
            words_add(names, name);
        }
    }
}

static void fill(struct parse *parse, struct fact *fact)
{
    const struct shape *shape = fact->shape;
    if (shape == NULL || shape->slot_count == 0 || (shape->slots[0].flags & SLOT_SOLE) == 0 ||
        fact->value_count == 0 || fact->values[0].type != VALUE_NONE) {
        return;
    }
    const struct sole *row = row_of(shape);
    REQUIRE(row != NULL);
    struct words names = {.arena = parse->arena};
    add_declared(parse, row, &names);
    const char *name = names.count == 0 ? row->usual : names.items[0];
    if (names.count > 1 || name == NULL) {
        const struct place place = {fact->line, fact->column, fact->source_line};
        error_add(&parse->errors, place,
                  names.count > 1 ? words_hint(&names, "") : "the world has none", "`%s` needs %s",
                  shape->word, shape->slots[0].name);
        return;
    }
    struct value *values =
        arena_copy(parse->arena, fact->values, fact->value_count * sizeof *values);
    values[0] = (struct value){.type = VALUE_NAME, .text = name, .column = fact->column};
    fact->values = values;
}

static void fill_block(struct parse *parse, struct parsed_block *block)
{
    for (uint32_t i = 0; i < block->step_count; i++) {
        fill(parse, &block->steps[i].step.fact);
    }
    for (uint32_t i = 0; i < block->edit_count; i++) {
        fill(parse, &block->edits[i].replacement.fact);
        fill(parse, &block->edits[i].world.fact);
    }
}

void soles_fill(struct parse *parse)
{
    for (uint32_t i = 0; i < parse->world_count; i++) {
        fill(parse, &parse->world[i].fact);
    }
    fill_block(parse, &parse->base);
    for (uint32_t i = 0; i < parse->variant_count; i++) {
        fill_block(parse, &parse->variants[i]);
    }
    for (uint32_t i = 0; i < parse->always_count; i++) {
        fill(parse, &parse->always[i].step.fact);
    }
}

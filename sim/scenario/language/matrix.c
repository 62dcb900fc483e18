/*
 * matrix -- cases multiplied by the values of attributes of labelled world lines
 *
 * Several matrices multiply, the last one fastest. Steps are shared between the cases of one
 * variant; a world line whose label a variant dropped stays dropped. A value of several words (`acl
 * EXCH\svc-ccmc change`) is written with all of them, or with the one that changes, where it is a
 * word that only one of them can be: `matrix share.acl in read change full`.
 */
#include "scenario/language/parse_state.h"

#include <string.h>

#include "base/text.h"

enum { MATRIX_MAX = 64 };

struct matrix_value {
    uint32_t slot; /* the first one that it fills */
    struct value *values;
    uint32_t count;
    const char *text;
};

struct matrix {
    const struct parsed_matrix *parsed;
    const struct attribute *row; /* NULL: a value before the attributes, number `slot` */
    uint32_t slot;
    struct matrix_value *values;
    uint32_t count;
    uint32_t capacity;
};

static struct place place_behind_dot(const struct parsed_matrix *parsed)
{
    struct place place = token_place(&parsed->line, 1);
    place.column += (uint32_t)strlen(parsed->label) + 1;
    return place;
}

/* Attribute or positional value that the matrix names; NULL: an error was added. */
static const struct slot *find_slot(struct parse *parse, const struct fact *fact,
                                    struct matrix *matrix)
{
    const struct shape *shape = fact->shape;
    const char *name = matrix->parsed->attribute;
    struct words words = {.arena = parse->arena};
    matrix->row = shape_attribute(shape, name);
    if (matrix->row != NULL && matrix->row->slot_count == 0) {
        error_add(&parse->errors, place_behind_dot(matrix->parsed), "",
                  "`%s` of `%s` has no value that could change", name, shape->word);
        return NULL;
    }
    if (matrix->row != NULL) {
        return &matrix->row->slots[0];
    }
    for (uint32_t i = 0; i < shape->slot_count; i++) {
        if (text_equal(shape->slots[i].name, name)) {
            matrix->slot = i;
            return &shape->slots[i];
        }
    }
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        words_add(&words, shape->attributes[i].name);
    }
    error_add(&parse->errors, place_behind_dot(matrix->parsed), words_hint(&words, name),
              "unknown attribute '%s' of `%s`", name, shape->word);
    return NULL;
}

/* Slot behind the first whose words have the token; 0: it can be the first one's. */
static uint32_t slot_of_word(const struct slot *slots, uint32_t count, const struct token *token)
{
    uint32_t slot = 0;
    for (uint32_t i = count - 1; i > 0 && !token->quoted; i--) {
        slot = slots[i].type == VALUE_WORD && choice_has(slots[i].words, token->text) ? i : slot;
    }
    return slot;
}

/* One value from span.at on. How many tokens; 0: an error was added. */
static uint32_t read_value(struct parse *parse, const struct slot *slots, uint32_t count,
                           struct span span, struct matrix_value *value_out)
{
    const uint32_t begin = span.at;
    const uint32_t first = slot_of_word(slots, count, &span.line->tokens[begin]);
    const uint32_t end = first > 0 ? first + 1 : count;
    struct buffer text;
    buffer_init(&text, parse->arena);
    *value_out = (struct matrix_value){.slot = first,
                                       .values = arena_array(parse->arena, struct value, count)};
    for (uint32_t i = first; i < end; i++) {
        struct value *value = &value_out->values[value_out->count++];
        const uint32_t used =
            span.at < span.end ? value_read(parse->arena, &slots[i], span, value) : 0;
        if (used != 0) {
            buffer_format(&text, "%s%s", text.size > 0 ? " " : "", value->text);
        } else if ((slots[i].flags & SLOT_OPTIONAL) == 0 && span.at < span.end) {
            value_complain(&parse->errors, &slots[i], span.line, span.at);
            return 0;
        } else if ((slots[i].flags & SLOT_OPTIONAL) == 0) {
            unexpected(parse, span.line, span.at, slot_text(&slots[i]));
            return 0;
        } else {
            *value = (struct value){.type = VALUE_NONE};
        }
        span.at += used;
    }
    value_out->text = buffer_string(&text);
    return span.at - begin;
}

static void read_values(struct parse *parse, struct matrix *matrix, const struct slot *slots,
                        uint32_t slot_count)
{
    const struct line *line = &matrix->parsed->line;
    struct span span = {line, matrix->parsed->values, line->token_count};
    struct fact_source *source = arena_new(parse->arena, struct fact_source);
    *source = (struct fact_source){line->number, line->text};
    while (span.at < span.end) {
        struct matrix_value value;
        const uint32_t used = read_value(parse, slots, slot_count, span, &value);
        if (used == 0) {
            span.at++;
            continue;
        }
        for (uint32_t i = 0; i < matrix->count; i++) {
            if (strcmp(matrix->values[i].text, value.text) == 0) {
                error_add(&parse->errors, token_place(line, span.at), "once is enough",
                          "value '%s' is written twice", value.text);
            }
        }
        for (uint32_t i = 0; i < value.count; i++) {
            value.values[i].source = source;
        }
        matrix->values = array_room(parse->arena, matrix->values, matrix->count, &matrix->capacity,
                                    sizeof *matrix->values);
        matrix->values[matrix->count++] = value;
        span.at += used;
    }
}

/* `acl` of a line that has none: whose would `read` be? */
static void check_written(struct parse *parse, const struct matrix *matrix, const struct fact *fact)
{
    for (uint32_t i = 0; i < matrix->count; i++) {
        if (matrix->row != NULL && matrix->values[i].slot > 0 &&
            !fact_has(fact, matrix->row->name)) {
            error_add(&parse->errors, place_behind_dot(matrix->parsed),
                      "write it there, or each value with all its words",
                      "line %u has no `%s` whose %s could change", fact->line, matrix->row->name,
                      slot_text(&matrix->row->slots[matrix->values[i].slot]));
            return;
        }
    }
}

static void read_matrix(struct parse *parse, const struct parsed_matrix *parsed,
                        struct matrix *matrix)
{
    *matrix = (struct matrix){.parsed = parsed};
    const struct world_line *world = label_world(parse, parsed->label);
    if (world == NULL && label_step(parse, parsed->label) != NULL) {
        error_add(&parse->errors, token_place(&parsed->line, 1),
                  "a matrix changes an attribute of a world line", "label '%s' is that of a step",
                  parsed->label);
    } else if (world == NULL) {
        label_unknown(parse, token_place(&parsed->line, 1), parsed->label);
    } else if (world->fact.shape != NULL) {
        const struct slot *slots = find_slot(parse, &world->fact, matrix);
        if (slots != NULL) {
            read_values(parse, matrix, slots, matrix->row != NULL ? matrix->row->slot_count : 1);
            check_written(parse, matrix, &world->fact);
        }
    }
}

/* The attribute with that value: of a list, in the place of the whole list. */
static void change_attribute(struct arena *arena, const struct matrix_value *value,
                             struct fact_attribute *attribute)
{
    const struct attribute *row = attribute->row;
    struct value *values = arena_array(arena, struct value, row->slot_count);
    for (uint32_t i = 0; i < row->slot_count && i < attribute->value_count; i++) {
        values[i] = attribute->values[i];
    }
    memcpy(values + value->slot, value->values, value->count * sizeof *values);
    attribute->values = values;
    attribute->value_count = row->slot_count;
}

/* The fact with one value changed, or added. */
static struct fact changed_fact(struct arena *arena, const struct fact *fact,
                                const struct matrix *matrix, const struct matrix_value *value)
{
    struct fact changed = *fact;
    if (matrix->row == NULL) {
        struct value *values = arena_copy(arena, fact->values, fact->value_count * sizeof *values);
        values[matrix->slot] = value->values[0];
        changed.values = values;
        return changed;
    }
    const uint32_t count = fact->attribute_count;
    struct fact_attribute *attributes = arena_array(arena, struct fact_attribute, count + 1);
    uint32_t at = 0;
    for (uint32_t i = count; i > 0; i--) {
        attributes[i - 1] = fact->attributes[i - 1];
        at = attributes[i - 1].row == matrix->row ? i : at;
    }
    if (at == 0) { /* it was not written */
        attributes[count] =
            (struct fact_attribute){.row = matrix->row, .column = value->values[0].column};
        changed.attribute_count = at = count + 1;
    }
    change_attribute(arena, value, &attributes[at - 1]);
    changed.attributes = attributes;
    return changed;
}

/* Gives the case the `combination`-th values. */
static void apply_combination(struct parse *parse, const struct matrix *matrices,
                              uint32_t combination, struct scenario_case *the_case)
{
    struct world_line *world =
        arena_copy(parse->arena, the_case->world, the_case->world_count * sizeof *world);
    uint32_t rest = combination;
    uint32_t index[MATRIX_MAX];
    for (uint32_t m = parse->matrix_count; m > 0; m--) {
        REQUIRE(matrices[m - 1].count > 0);
        index[m - 1] = rest % matrices[m - 1].count;
        rest /= matrices[m - 1].count;
    }
    for (uint32_t m = 0; m < parse->matrix_count; m++) {
        const struct parsed_matrix *parsed = matrices[m].parsed;
        const struct matrix_value *value = &matrices[m].values[index[m]];
        for (uint32_t i = 0; i < the_case->world_count; i++) {
            const char *label = world[i].fact.label;
            if (label != NULL && strcmp(label, parsed->label) == 0) {
                world[i].fact = changed_fact(parse->arena, &world[i].fact, &matrices[m], value);
            }
        }
        the_case->name = arena_format(parse->arena, "%s%s%s.%s=%s", the_case->name,
                                      the_case->name[0] != '\0' ? ", " : "", parsed->label,
                                      parsed->attribute, value->text);
    }
    the_case->world = world;
}

static void check_twice(struct parse *parse)
{
    for (uint32_t m = 0; m < parse->matrix_count; m++) {
        const struct parsed_matrix *matrix = &parse->matrices[m];
        for (uint32_t other = 0; other < m; other++) {
            if (strcmp(parse->matrices[other].line.tokens[1].text, matrix->line.tokens[1].text) ==
                0) {
                error_add(&parse->errors, token_place(&matrix->line, 1),
                          "write all its values on one line", "a second matrix for %s",
                          matrix->line.tokens[1].text);
                break;
            }
        }
    }
}

void matrix_expand(struct parse *parse, struct scenario *scenario)
{
    struct matrix *matrices = arena_array(parse->arena, struct matrix, parse->matrix_count + 1);
    uint32_t combinations = 1;
    check_twice(parse);
    for (uint32_t m = 0; m < parse->matrix_count; m++) {
        read_matrix(parse, &parse->matrices[m], &matrices[m]);
        const uint64_t more =
            (uint64_t)combinations * (matrices[m].count + (matrices[m].count == 0));
        if (m >= MATRIX_MAX || more * scenario->case_count > SCENARIO_CASES_MAX) {
            error_add(&parse->errors, token_place(&parse->matrices[m].line, 0),
                      "fewer values, or fewer matrices", "more than %d cases", SCENARIO_CASES_MAX);
            return;
        }
        combinations = (uint32_t)more;
    }
    if (parse->matrix_count == 0 || parse->errors.count != 0) {
        return;
    }
    const uint32_t count = scenario->case_count * combinations;
    struct scenario_case *cases = arena_array(parse->arena, struct scenario_case, count);
    for (uint32_t i = 0; i < count; i++) {
        cases[i] = scenario->cases[i / combinations];
        apply_combination(parse, matrices, i % combinations, &cases[i]);
    }
    scenario->cases = cases;
    scenario->case_count = count;
}

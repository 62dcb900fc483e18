#include "scenario/json.h"

#include <jansson.h>
#include <string.h>

#include "base/require.h"
#include "scenario/language/parse_value.h"

enum { VALUE_TEXT_SIZE = 64 };

static void put(json_t *object, const char *key, json_t *value)
{
    REQUIRE(json_object_set_new(object, key, value) == 0);
}

static void put_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL) {
        put(object, key, json_string(text));
    }
}

static void put_number(json_t *object, const char *key, uint64_t number)
{
    put(object, key, json_integer((json_int_t)(number & INT64_MAX)));
}

static void append(json_t *array, json_t *value)
{
    REQUIRE(json_array_append_new(array, value) == 0);
}

static json_t *texts_json(const char *const *texts, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++) {
        append(array, json_string(texts[i]));
    }
    return array;
}

static json_t *value_json(const struct value *value)
{
    char text[VALUE_TEXT_SIZE];
    switch (value->type) {
    case VALUE_INT:
    case VALUE_SIZE:
    case VALUE_TIME:
        return json_integer((json_int_t)(value->number & INT64_MAX));
    case VALUE_COUNT:
        REQUIRE(value_text(value, text, sizeof text));
        return json_string(text);
    case VALUE_NONE:
    case VALUE_WORD:
    case VALUE_NAME:
    case VALUE_STRING:
    case VALUE_RIGHTS:
    case VALUE_RANGE:
    case VALUE_LEVELS:
    case VALUE_REST:
        break;
    }
    return json_string(value->text);
}

/* Values by the names of their slots; the last slot of many is an array. */
static json_t *values_json(const struct slot *slots, uint32_t slot_count,
                           const struct value *values, uint32_t count)
{
    json_t *object = json_object();
    for (uint32_t i = 0; i < slot_count && i < count; i++) {
        if (values[i].type == VALUE_NONE) {
            continue;
        }
        if ((slots[i].flags & SLOT_MANY) == 0) {
            put(object, slots[i].name, value_json(&values[i]));
            continue;
        }
        json_t *many = json_array();
        for (uint32_t k = i; k < count; k++) {
            append(many, value_json(&values[k]));
        }
        put(object, slots[i].name, many);
    }
    return object;
}

static json_t *fact_json(const struct fact *fact)
{
    const struct shape *shape = fact->shape;
    json_t *object = json_object();
    json_t *attributes = json_array();
    put_text(object, "word", shape->word);
    put_number(object, "line", fact->line);
    put_text(object, "label", fact->label);
    put(object, "values",
        values_json(shape->slots, shape->slot_count, fact->values, fact->value_count));
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        json_t *item = json_object();
        put_text(item, "name", attribute->row->name);
        put(item, "values",
            values_json(attribute->row->slots, attribute->row->slot_count, attribute->values,
                        attribute->value_count));
        append(attributes, item);
    }
    put(object, "attributes", attributes);
    return object;
}

static json_t *step_json(const struct step *step)
{
    static const char *const whens[] = {
        [WHEN_AT] = "at", [WHEN_BY] = "by", [WHEN_WITHIN] = "within"};
    json_t *object = json_object();
    put_text(object, "verb", verb_text(step->verb));
    put_text(object, "when", whens[step->when]);
    put_number(object, "from_us", step->from_us);
    put_number(object, "until_us", step->until_us);
    put_text(object, "phase", step->phase);
    put_text(object, "kind", step->is_remove ? "remove" : step->is_edit ? "edit" : NULL);
    if (step->takes_us != 0) {
        put_number(object, "takes_us", step->takes_us);
    }
    put(object, "fact", fact_json(&step->fact));
    return object;
}

static json_t *case_json(const struct scenario_case *the_case)
{
    json_t *object = json_object();
    json_t *world = json_array();
    json_t *steps = json_array();
    put_text(object, "name", the_case->name);
    for (uint32_t i = 0; i < the_case->world_count; i++) {
        const struct world_line *line = &the_case->world[i];
        json_t *item = fact_json(&line->fact);
        put_text(item, "kind", line->is_remove ? "remove" : line->is_edit ? "edit" : NULL);
        append(world, item);
    }
    for (uint32_t i = 0; i < the_case->step_count; i++) {
        append(steps, step_json(&the_case->steps[i]));
    }
    put(object, "world", world);
    put(object, "steps", steps);
    return object;
}

static int add_bytes(const char *data, size_t size, void *target)
{
    buffer_add(target, data, size);
    return 0;
}

static void dump(json_t *root, struct buffer *target)
{
    REQUIRE(json_dump_callback(root, add_bytes, target, JSON_COMPACT) == 0);
    buffer_text(target, "\n");
    json_decref(root);
}

static json_t *assumptions_json(const struct scenario *scenario)
{
    json_t *object = json_object();
    for (uint32_t i = 0; scenario->case_count > 0 && i < scenario->cases[0].assumption_count; i++) {
        put_text(object, scenario->cases[0].assumptions[i].name,
                 scenario->cases[0].assumptions[i].value);
    }
    return object;
}

void scenario_to_json(const struct scenario *scenario, struct buffer *target)
{
    json_t *root = json_object();
    json_t *asks = json_array();
    json_t *cases = json_array();
    put_text(root, "path", scenario->path);
    put_text(root, "title", scenario->title);
    put(root, "kb", texts_json(scenario->kb, scenario->kb_count));
    put(root, "tags", texts_json(scenario->tags, scenario->tag_count));
    put_text(root, "source", scenario->source);
    put_number(root, "seed", scenario->seed);
    put_number(root, "until_us", scenario->until_us);
    put(root, "assumptions", assumptions_json(scenario));
    for (uint32_t i = 0; i < scenario->ask_count; i++) {
        append(asks, json_string(scenario->asks[i].text));
    }
    put(root, "asks", asks);
    for (uint32_t i = 0; i < scenario->case_count; i++) {
        append(cases, case_json(&scenario->cases[i]));
    }
    put(root, "cases", cases);
    dump(root, target);
}

static const char *type_word(enum value_type type)
{
    static const char *const words[] = {
        [VALUE_NONE] = "none",   [VALUE_WORD] = "word",     [VALUE_NAME] = "name",
        [VALUE_STRING] = "text", [VALUE_INT] = "int",       [VALUE_SIZE] = "size",
        [VALUE_TIME] = "time",   [VALUE_RIGHTS] = "rights", [VALUE_COUNT] = "count",
        [VALUE_RANGE] = "range", [VALUE_LEVELS] = "builds", [VALUE_REST] = "rest",
    };
    return words[type];
}

static json_t *slots_json(const struct slot *slots, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++) {
        json_t *slot = json_object();
        put_text(slot, "name", slots[i].name);
        put_text(slot, "type", type_word(slots[i].type));
        put_text(slot, "words", slots[i].words);
        put(slot, "optional", json_boolean((slots[i].flags & (SLOT_OPTIONAL | SLOT_SOLE)) != 0));
        put(slot, "many", json_boolean((slots[i].flags & SLOT_MANY) != 0));
        append(array, slot);
    }
    return array;
}

static json_t *shape_json(const struct shape *shape)
{
    json_t *object = json_object();
    json_t *attributes = json_array();
    put_text(object, "word", shape->word);
    put_text(object, "help", shape->help);
    put_text(object, "example", shape->example);
    put_text(object, "survives", shape->survives);
    put(object, "slots", slots_json(shape->slots, shape->slot_count));
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        const struct attribute *row = &shape->attributes[i];
        json_t *item = json_object();
        put_text(item, "name", row->name);
        put(item, "slots", slots_json(row->slots, row->slot_count));
        put(item, "required", json_boolean((row->flags & ATTRIBUTE_REQUIRED) != 0));
        put(item, "repeats", json_boolean((row->flags & ATTRIBUTE_REPEATS) != 0));
        put_text(item, "default", row->fallback);
        put_text(item, "counts", row->counts);
        put_text(item, "help", row->help);
        append(attributes, item);
    }
    put(object, "attributes", attributes);
    return object;
}

void rows_to_json(const struct scenario_rows *rows, struct buffer *target)
{
    json_t *root = json_object();
    json_t *nouns = json_array();
    json_t *steps = json_array();
    json_t *expects = json_array();
    for (uint32_t n = 0; rows->noun_at(n) != NULL; n++) {
        json_t *noun = shape_json(&rows->noun_at(n)->shape);
        put(noun, "removable", json_boolean(rows->noun_at(n)->remove != NULL));
        append(nouns, noun);
    }
    for (uint32_t n = 0; rows->step_at(n) != NULL; n++) {
        append(steps, shape_json(&rows->step_at(n)->shape));
    }
    for (uint32_t n = 0; rows->expect_at(n) != NULL; n++) {
        json_t *expect = shape_json(&rows->expect_at(n)->shape);
        put_text(expect, "sort", rows->expect_at(n)->sort == EXPECT_STATE ? "state" : "occurrence");
        append(expects, expect);
    }
    put(root, "nouns", nouns);
    put(root, "steps", steps);
    put(root, "expects", expects);
    dump(root, target);
}

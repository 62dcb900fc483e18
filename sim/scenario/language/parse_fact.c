#include "scenario/language/parse_fact.h"

#include <string.h>

enum { OPTIONAL_MAX = 10 };

struct reader {
    struct error_list *errors;
    const struct fact_request *request;
    struct fact *fact;
    struct value *values; /* positional, being filled */
    struct fact_attribute *attributes;
    uint32_t attribute_capacity;
    uint32_t at;
    uint32_t end;
};

/* A list of slots to be filled from reader.at on. */
struct slots {
    const char *word; /* of the shape or the attribute */
    const char *help; /* of the attribute; NULL */
    const struct slot *items;
    uint32_t count;
    bool all_optional;
    bool is_attribute;
};

/* One way to leave optional slots out, and where it led. */
struct attempt {
    bool fits;
    uint32_t at; /* first token not taken */
    const struct slot
        *wants; /* required slot that is missing or does not fit; NULL: a token is left over */
    const struct slot *might; /* optional slot left out right before the token */
    bool is_void;             /* an optional slot was to be filled and did not fit */
    struct value *values;
    uint32_t value_count;
    uint32_t value_capacity;
};

const struct attribute *shape_attribute(const struct shape *shape, const char *word)
{
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        if (strcmp(shape->attributes[i].name, word) == 0) {
            return &shape->attributes[i];
        }
    }
    return NULL;
}

static const struct token *token_at(const struct reader *reader, uint32_t at)
{
    return &reader->request->span.line->tokens[at];
}

static bool is_attribute_word(const struct reader *reader, uint32_t at)
{
    return at < reader->end && !token_at(reader, at)->quoted &&
           shape_attribute(reader->request->shape, token_at(reader, at)->text) != NULL;
}

static bool has_sole(const struct slots *slots)
{
    return slots->count > 0 && (slots->items[0].flags & SLOT_SOLE) != 0;
}

/* `dirsync completed`, `expect entry "Brady, Sally" absent`: where a name may be left out, a word
 * of a slot behind it is none. */
static bool is_word_of_later(const struct slots *slots, uint32_t slot, const struct token *token)
{
    for (uint32_t i = slot + 1; has_sole(slots) && !token->quoted && i < slots->count; i++) {
        if (choice_has(slots->items[i].words, token->text)) {
            return true;
        }
    }
    return false;
}

static uint32_t read_slot(const struct reader *reader, const struct slot *slot, uint32_t at,
                          struct value *value_out)
{
    const struct span span = {reader->request->span.line, at, reader->end};
    *value_out = (struct value){.type = VALUE_NONE};
    if (is_attribute_word(reader, at) && !choice_has(slot->words, token_at(reader, at)->text)) {
        return 0;
    }
    return value_read(reader->errors->arena, slot, span, value_out);
}

static bool fits_late(const struct slot *slot, const struct token *token)
{
    return token->quoted ? slot->type == VALUE_STRING || slot->type == VALUE_NAME
                         : choice_has(slot->words, token->text);
}

/* Empty positional slot that the token at `at` fits, a quoted text or one of the slot's words:
 * `link EX1 NW1 speed 64k down`; slot_count: none. */
static uint32_t late_slot(const struct reader *reader, uint32_t at)
{
    const struct shape *shape = reader->request->shape;
    uint32_t i = shape->slot_count;
    if (at < reader->end && reader->values != NULL) {
        for (i = 0; i < shape->slot_count; i++) {
            if (reader->values[i].type == VALUE_NONE &&
                fits_late(&shape->slots[i], token_at(reader, at))) {
                break;
            }
        }
    }
    return i;
}

static void attempt_add(const struct reader *reader, struct attempt *attempt, struct value value)
{
    attempt->values = array_room(reader->errors->arena, attempt->values, attempt->value_count,
                                 &attempt->value_capacity, sizeof *attempt->values);
    attempt->values[attempt->value_count++] = value;
}

/* Takes further values for the last slot. */
static void attempt_many(const struct reader *reader, struct attempt *attempt,
                         const struct slot *slot)
{
    struct value value;
    uint32_t used = 0;
    while ((used = read_slot(reader, slot, attempt->at, &value)) != 0) {
        attempt_add(reader, attempt, value);
        attempt->at += used;
    }
}

static bool may_be_empty(const struct slots *slots, uint32_t slot)
{
    return (slots->items[slot].flags & (SLOT_OPTIONAL | SLOT_SOLE)) != 0 ||
           (slots->all_optional && !has_sole(slots));
}

/* Bits of `taken`, highest first, say which optional slots are to be filled; the lowest one is that
 * of a name that may be left out: it is the first to be. */
static struct attempt attempt_slots(const struct reader *reader, const struct slots *slots,
                                    uint32_t taken, uint32_t optional_count)
{
    struct attempt attempt = {.at = reader->at};
    uint32_t optional = 0;
    for (uint32_t i = 0; i < slots->count; i++) {
        const struct slot *slot = &slots->items[i];
        const bool is_optional = may_be_empty(slots, i);
        const bool is_sole = i == 0 && has_sole(slots);
        optional += is_optional && !is_sole;
        REQUIRE(optional <= optional_count);
        const uint32_t bit = is_sole ? 0 : optional_count - optional;
        struct value value = {.type = VALUE_NONE};
        if (is_optional && (taken & (UINT32_C(1) << bit)) == 0) {
            attempt_add(reader, &attempt, value);
            attempt.might = slot;
            continue;
        }
        const bool is_other =
            attempt.at < reader->end && is_word_of_later(slots, i, token_at(reader, attempt.at));
        const uint32_t used = is_other ? 0 : read_slot(reader, slot, attempt.at, &value);
        if (used == 0) {
            attempt.wants = slot;
            attempt.is_void = is_optional;
            return attempt;
        }
        attempt_add(reader, &attempt, value);
        attempt.at += used;
        attempt.might = NULL;
        if ((slot->flags & SLOT_MANY) != 0) {
            attempt_many(reader, &attempt, slot);
        }
    }
    attempt.fits =
        attempt.at == reader->end || is_attribute_word(reader, attempt.at) ||
        (slots->is_attribute && late_slot(reader, attempt.at) < reader->request->shape->slot_count);
    return attempt;
}

static void add_attribute_words(const struct reader *reader, struct words *words)
{
    const struct shape *shape = reader->request->shape;
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        words_add(words, shape->attributes[i].name);
    }
}

static bool is_slip(const struct reader *reader, uint32_t at)
{
    const struct shape *shape = reader->request->shape;
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        if (at < reader->end && !token_at(reader, at)->quoted &&
            word_is_near(shape->attributes[i].name, token_at(reader, at)->text)) {
            return true;
        }
    }
    return false;
}

/* Which of two failures tells the writer more. */
static bool is_better_failure(const struct reader *reader, const struct attempt *a,
                              const struct attempt *b)
{
    if (a->is_void != b->is_void) {
        return b->is_void;
    }
    const bool a_slip = is_slip(reader, a->at);
    const bool b_slip = is_slip(reader, b->at);
    return a_slip != b_slip ? a_slip : a->at > b->at;
}

static struct attempt match_slots(const struct reader *reader, const struct slots *slots)
{
    uint32_t optional_count = 0;
    for (uint32_t i = 0; i < slots->count; i++) {
        optional_count += may_be_empty(slots, i);
    }
    REQUIRE(optional_count <= OPTIONAL_MAX);
    uint32_t taken = (UINT32_C(1) << optional_count) - 1;
    struct attempt best = attempt_slots(reader, slots, taken, optional_count);
    while (!best.fits && taken > 0) {
        const struct attempt attempt = attempt_slots(reader, slots, --taken, optional_count);
        if (attempt.fits || is_better_failure(reader, &attempt, &best)) {
            best = attempt;
        }
    }
    return best;
}

/* Is the slot's type one that shows in the token's form? */
static bool has_form(const struct slot *slot)
{
    return slot != NULL && slot->type != VALUE_NAME && slot->type != VALUE_WORD;
}

/* A token that nothing takes; `might` is an optional slot that could stand there. */
static void complain_of_token(const struct reader *reader, uint32_t at, const struct slot *might)
{
    const struct place place = token_place(reader->request->span.line, at);
    const struct token *token = token_at(reader, at);
    const char *word = reader->request->shape->word;
    struct words words = {.arena = reader->errors->arena};
    if (!token->quoted && strcmp(token->text, "as") == 0) {
        error_add(reader->errors, place, "`as LABEL` ends a world line or a step",
                  "a label is not allowed here");
        return;
    }
    words_add_choices(&words, might != NULL ? might->words : NULL);
    add_attribute_words(reader, &words);
    const char *hint = words_hint(&words, token->quoted ? "" : token->text);
    if (might != NULL && might->type != VALUE_WORD) {
        hint = arena_format(reader->errors->arena, "%s is %s%s%s", might->name,
                            value_type_text(might->type), words.count > 0 ? "; or " : "", hint);
    } else if (words.count == 0) {
        hint = "nothing more is allowed here";
    }
    if (has_form(might) && !token->quoted && !is_slip(reader, at)) {
        error_add(reader->errors, place, hint, "'%s' is not %s", token->text,
                  value_type_text(might->type));
    } else if (token->quoted) {
        error_add(reader->errors, place, hint, "unexpected \"%s\" in `%s`", token->text, word);
    } else {
        error_add(reader->errors, place, hint, "unknown word '%s' in `%s`", token->text, word);
    }
}

static void complain(const struct reader *reader, const struct slots *slots,
                     const struct attempt *attempt)
{
    const struct line *line = reader->request->span.line;
    const struct slot *slot = attempt->wants;
    if (slot == NULL) {
        complain_of_token(reader, attempt->at, attempt->might);
    } else if (attempt->at < reader->end && !is_attribute_word(reader, attempt->at)) {
        value_complain(reader->errors, slot, line, attempt->at);
    } else {
        struct words words = {.arena = reader->errors->arena};
        words_add_choices(&words, slot->words);
        const char *hint =
            slot->type == VALUE_WORD
                ? words_hint(&words, "")
                : arena_format(reader->errors->arena, "%s is %s%s%s", slot->name,
                               value_type_text(slot->type), slots->help != NULL ? ": " : "",
                               slots->help != NULL ? slots->help : "");
        error_add(reader->errors, token_place(line, attempt->at), hint, "`%s` needs %s",
                  slots->word, slot_text(slot));
    }
}

/* Behind an error: on to the next attribute. */
static void recover(struct reader *reader, uint32_t at)
{
    while (at < reader->end && !is_attribute_word(reader, at)) {
        at++;
    }
    reader->at = at;
}

static bool read_values(struct reader *reader, const struct slots *slots,
                        struct attempt *attempt_out)
{
    *attempt_out = match_slots(reader, slots);
    if (!attempt_out->fits) {
        complain(reader, slots, attempt_out);
        recover(reader, attempt_out->at);
        while (attempt_out->value_count < slots->count) {
            attempt_add(reader, attempt_out, (struct value){.type = VALUE_NONE});
        }
        return false;
    }
    reader->at = attempt_out->at;
    return true;
}

static void read_attribute(struct reader *reader)
{
    const struct line *line = reader->request->span.line;
    const uint32_t word = reader->at++;
    const struct attribute *row =
        shape_attribute(reader->request->shape, token_at(reader, word)->text);
    for (uint32_t i = 0; i < reader->fact->attribute_count; i++) {
        if (reader->attributes[i].row == row && (row->flags & ATTRIBUTE_REPEATS) == 0) {
            error_add(reader->errors, token_place(line, word), "once is enough",
                      "`%s` is written twice", row->name);
            break;
        }
    }
    const struct slots slots = {.word = row->name,
                                .help = row->help,
                                .items = row->slots,
                                .count = row->slot_count,
                                .is_attribute = true};
    struct attempt attempt;
    (void)read_values(reader, &slots, &attempt); /* an error is on the list */
    reader->attributes =
        array_room(reader->errors->arena, reader->attributes, reader->fact->attribute_count,
                   &reader->attribute_capacity, sizeof *reader->attributes);
    reader->attributes[reader->fact->attribute_count++] =
        (struct fact_attribute){.row = row,
                                .values = attempt.values,
                                .value_count = attempt.value_count,
                                .column = token_at(reader, word)->column};
}

static void read_attributes(struct reader *reader)
{
    const struct shape *shape = reader->request->shape;
    while (reader->at < reader->end) {
        const uint32_t late = late_slot(reader, reader->at);
        if (is_attribute_word(reader, reader->at)) {
            read_attribute(reader);
        } else if (late < shape->slot_count) {
            REQUIRE(reader->values != NULL); /* else late_slot finds none */
            reader->at += read_slot(reader, &shape->slots[late], reader->at, &reader->values[late]);
        } else {
            complain_of_token(reader, reader->at, NULL);
            recover(reader, reader->at);
        }
    }
}

static void check_required(const struct reader *reader)
{
    const struct shape *shape = reader->request->shape;
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        const struct attribute *row = &shape->attributes[i];
        if ((row->flags & ATTRIBUTE_REQUIRED) == 0 || fact_has(reader->fact, row->name)) {
            continue;
        }
        const struct place place = {reader->fact->line, reader->fact->column,
                                    reader->fact->source_line};
        error_add(reader->errors, place, row->help != NULL ? row->help : "", "`%s` needs `%s`%s%s",
                  shape->word, row->name, row->slot_count > 0 ? " " : "",
                  row->slot_count > 0 ? slot_text(&row->slots[0]) : "");
    }
}

bool fact_read(struct error_list *errors, const struct fact_request *request, struct fact *fact_out)
{
    REQUIRE(request->span.end <= request->span.line->token_count);
    const uint32_t errors_before = errors->count;
    const struct place place =
        token_place(request->span.line, request->span.at > 0 ? request->span.at - 1 : 0);
    *fact_out = (struct fact){.shape = request->shape,
                              .line = place.line,
                              .column = place.column,
                              .source_line = place.source_line};
    struct reader reader = {.errors = errors,
                            .request = request,
                            .fact = fact_out,
                            .at = request->span.at,
                            .end = request->span.end};
    const struct slots slots = {.word = request->shape->word,
                                .items = request->shape->slots,
                                .count = request->shape->slot_count,
                                .all_optional = request->use == FACT_REMOVE};
    struct attempt attempt;
    (void)read_values(&reader, &slots, &attempt); /* an error is on the list */
    reader.values = attempt.values;
    fact_out->values = attempt.values;
    fact_out->value_count = attempt.value_count;
    read_attributes(&reader);
    fact_out->attributes = reader.attributes;
    if (request->use == FACT_DECLARE && errors->count == errors_before) {
        check_required(&reader);
    }
    return errors->count == errors_before;
}

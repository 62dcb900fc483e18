#include "scenario/language/parse_value.h"

#include <string.h>

#include "base/text.h"
#include "scenario/virtual_time.h"

static const char rights_letters[] = "SRWCMEFA";

/* Where the word stands among the choices; NULL. */
static const char *choice_find(const char *choices, const char *word, bool folds)
{
    const size_t length = strlen(word);
    while (choices != NULL && *choices != '\0') {
        const size_t choice = strcspn(choices, "|");
        if (choice == length &&
            (folds ? text_equal_n(choices, word, length) : strncmp(choices, word, length) == 0)) {
            return choices;
        }
        choices += choice + (choices[choice] == '|');
    }
    return NULL;
}

bool choice_has(const char *choices, const char *word)
{
    return choice_find(choices, word, false) != NULL;
}

static bool parse_size(const char *text, uint64_t *size_out)
{
    enum { DIGITS_SIZE = 24 };
    char digits[DIGITS_SIZE];
    size_t length = strlen(text);
    unsigned shift = 0;
    if (length > 0) {
        const char unit = text_upper_char(text[length - 1]);
        shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
        length -= shift != 0;
    }
    if (length >= sizeof digits) {
        return false;
    }
    memcpy(digits, text, length);
    digits[length] = '\0';
    if (!text_to_u64(digits, size_out) || *size_out > UINT64_MAX >> 1 >> shift) {
        return false;
    }
    *size_out <<= shift;
    return true;
}

/* "12K..36K", or one size. */
static bool parse_range(struct arena *arena, const char *text, struct value *value)
{
    const char *dots = strstr(text, "..");
    if (dots == NULL) {
        if (!parse_size(text, &value->number)) {
            return false;
        }
        value->last = value->number;
        return true;
    }
    const char *first = arena_text_n(arena, text, (size_t)(dots - text));
    return parse_size(first, &value->number) && parse_size(dots + 2, &value->last) &&
           value->number <= value->last;
}

/* "5.5.2503", "4.0sp3": the length of that much; 0: it is none. */
static size_t level_size(const char *text)
{
    size_t size = 0;
    for (;;) {
        const size_t digits = strspn(text + size, "0123456789");
        size += digits;
        if (digits == 0 || digits > 9) {
            return 0;
        }
        const bool is_pack = strncmp(text + size, "sp", 2) == 0;
        if (!is_pack && (text[size] != '.' || text[size + 1] == '.')) {
            return size;
        }
        size += is_pack ? 2 : 1;
    }
}

static uint32_t read_levels(const struct token *token)
{
    const size_t first = level_size(token->text);
    const char *rest = token->text + first;
    size_t last = 0;
    if (strncmp(rest, "..", 2) == 0) {
        last = level_size(rest + 2);
        rest += 2 + last;
    }
    return !token->quoted && *rest == '\0' && first + last > 0 ? 1 : 0;
}

static bool parse_rights(const struct token *token)
{
    if (strcmp(token->text, "none") == 0) {
        return true;
    }
    for (const char *letter = token->text; *letter != '\0'; letter++) {
        if (strchr(rights_letters, *letter) == NULL || strchr(letter + 1, *letter) != NULL) {
            return false;
        }
    }
    return token->text[0] != '\0' || token->quoted;
}

static const struct {
    const char *sign;
    enum comparison comparison;
} comparisons[] = {
    {">=", COMPARE_AT_LEAST}, {"<=", COMPARE_AT_MOST}, {">", COMPARE_MORE}, {"<", COMPARE_LESS}};

/* "4", ">= 1" (two tokens), ">=1", "1..3". */
static uint32_t read_count(struct arena *arena, struct span span, struct value *value)
{
    const char *text = span.line->tokens[span.at].text;
    for (size_t i = 0; i < ARRAY_COUNT(comparisons); i++) {
        const size_t length = strlen(comparisons[i].sign);
        if (strncmp(text, comparisons[i].sign, length) != 0) {
            continue;
        }
        uint32_t used = 1;
        const char *number = text + length;
        if (*number == '\0' && span.at + 1 < span.end && !span.line->tokens[span.at + 1].quoted) {
            number = span.line->tokens[span.at + 1].text;
            used = 2;
        }
        value->comparison = comparisons[i].comparison;
        value->text = arena_format(arena, "%s %s", comparisons[i].sign, number);
        return text_to_u64(number, &value->number) ? used : 0;
    }
    const char *dots = strstr(text, "..");
    if (dots == NULL) {
        value->last = 0;
        return text_to_u64(text, &value->number) ? 1 : 0;
    }
    value->comparison = COMPARE_RANGE;
    return text_to_u64(arena_text_n(arena, text, (size_t)(dots - text)), &value->number) &&
                   text_to_u64(dots + 2, &value->last) && value->number <= value->last
               ? 1
               : 0;
}

static uint32_t read_rest(struct arena *arena, struct span span, struct value *value)
{
    const struct token *first = &span.line->tokens[span.at];
    const struct token *last = &span.line->tokens[span.end - 1];
    value->text = arena_text_n(arena, span.line->text + first->start, last->end - first->start);
    return span.end - span.at;
}

/* Tokens that a value of the slot's type takes. */
static uint32_t read_typed(struct arena *arena, enum value_type type, struct span span,
                           struct value *value)
{
    const struct token *token = &span.line->tokens[span.at];
    switch (type) {
    case VALUE_NONE:
    case VALUE_WORD:
        return 0;
    case VALUE_NAME:
        return 1;
    case VALUE_STRING:
        return token->quoted ? 1 : 0;
    case VALUE_INT:
        return !token->quoted && text_to_u64(token->text, &value->number) ? 1 : 0;
    case VALUE_SIZE:
        return !token->quoted && parse_size(token->text, &value->number) ? 1 : 0;
    case VALUE_TIME:
        return !token->quoted && virtual_time_parse(token->text, &value->number) ? 1 : 0;
    case VALUE_RIGHTS:
        return parse_rights(token) ? 1 : 0;
    case VALUE_COUNT:
        return token->quoted ? 0 : read_count(arena, span, value);
    case VALUE_RANGE:
        return !token->quoted && parse_range(arena, token->text, value) ? 1 : 0;
    case VALUE_LEVELS:
        return read_levels(token);
    case VALUE_REST:
        return read_rest(arena, span, value);
    }
    return 0;
}

uint32_t value_read(struct arena *arena, const struct slot *slot, struct span span,
                    struct value *value_out)
{
    *value_out = (struct value){.type = VALUE_NONE};
    if (span.at >= span.end) {
        return 0;
    }
    const struct token *token = &span.line->tokens[span.at];
    struct value value = {
        .type = slot->type, .quoted = token->quoted, .text = token->text, .column = token->column};
    uint32_t used = 0;
    const bool folds = slot->type == VALUE_WORD; /* `Maximum` is as good as `maximum` */
    const char *choice = token->quoted ? NULL : choice_find(slot->words, token->text, folds);
    if (choice != NULL) {
        used = 1;
        value.type = slot->type == VALUE_NAME ? VALUE_NAME : VALUE_WORD;
        value.text = folds ? arena_text_n(arena, choice, strlen(token->text)) : token->text;
    } else {
        used = read_typed(arena, slot->type, span, &value);
    }
    if (used != 0) {
        *value_out = value;
    }
    return used;
}

const char *value_type_text(enum value_type type)
{
    switch (type) {
    case VALUE_NONE:
        return "nothing";
    case VALUE_WORD:
        return "a word";
    case VALUE_NAME:
        return "a name";
    case VALUE_STRING:
        return "a text in quotes";
    case VALUE_INT:
        return "a number";
    case VALUE_SIZE:
        return "a size (12, 3K, 5M, 1G)";
    case VALUE_TIME:
        return "a time (90s, 1m30s, 2h, 500ms)";
    case VALUE_RIGHTS:
        return "NetWare rights (S R W C E M F A, or none)";
    case VALUE_COUNT:
        return "a count (4, >= 1, 1..3)";
    case VALUE_RANGE:
        return "a range (12K..36K)";
    case VALUE_LEVELS:
        return "a range of builds (5.5.2400..5.5.2503, ..2503, 5.5.., 4.0sp3)";
    case VALUE_REST:
        return "the rest of the line";
    }
    return "";
}

const char *slot_text(const struct slot *slot)
{
    return slot->type == VALUE_WORD && slot->words != NULL ? slot->words : slot->name;
}

static void complain_of_rights(struct error_list *errors, const struct line *line, uint32_t token)
{
    struct place place = token_place(line, token);
    const char *text = line->tokens[token].text;
    place.column += line->tokens[token].quoted;
    for (const char *letter = text; *letter != '\0'; letter++) {
        const char *again = strchr(letter + 1, *letter);
        const bool is_right = strchr(rights_letters, *letter) != NULL;
        if (!is_right && ((uint8_t)*letter & 0x80) != 0) {
            break; /* no ASCII letter: the whole is meant */
        }
        if (!is_right) {
            error_add(errors, place, "NetWare rights are S R W C E M F A",
                      "unknown right '%c' in '%s'", *letter, text);
            return;
        }
        if (again != NULL) {
            error_add(errors, place, "name each right once", "right '%c' is twice in '%s'", *letter,
                      text);
            return;
        }
        place.column++;
    }
    error_add(errors, token_place(line, token), "NetWare rights are S R W C E M F A, or none",
              "'%s' are no rights", text);
}

void value_complain(struct error_list *errors, const struct slot *slot, const struct line *line,
                    uint32_t token)
{
    const char *text = line->tokens[token].text;
    struct words words = {.arena = errors->arena};
    words_add_choices(&words, slot->words);
    if (slot->type == VALUE_RIGHTS) {
        complain_of_rights(errors, line, token);
    } else if (slot->type == VALUE_WORD) {
        error_add(errors, token_place(line, token), words_hint(&words, text),
                  "unknown word '%s' for %s", text, slot->name);
    } else {
        const char *hint =
            arena_format(errors->arena, "%s is %s", slot->name, value_type_text(slot->type));
        if (words.count > 0) {
            hint = arena_format(errors->arena, "%s; or %s", hint, words_hint(&words, text));
        }
        error_add(errors, token_place(line, token), hint, "'%s' is not %s", text,
                  value_type_text(slot->type));
    }
}

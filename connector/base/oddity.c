#include "base/oddity.h"

#include <string.h>

#include "base/require.h"
#include "base/text.h"

static const struct {
    const char *word;
    bool is_amount;
} fields[ODDITY_FIELD_COUNT] = {
#define ODDITY_TEXT(name, word, help) {(word), false},
#define ODDITY_AMOUNT(name, word, help) {(word), true},
#include "base/oddity_fields.def"
#undef ODDITY_AMOUNT
#undef ODDITY_TEXT
};

static const char *const actions[] = {
    "",
#define ODDITY_ACTION(name, word, help) (word),
#include "base/oddity_actions.def"
#undef ODDITY_ACTION
};

static const char *const damages[] = {
    [ODDITY_DAMAGE_TEXT] = "text",       [ODDITY_DAMAGE_FILE] = "file",
    [ODDITY_DAMAGE_KEYWORD] = "keyword", [ODDITY_DAMAGE_SIZE] = "size",
    [ODDITY_DAMAGE_CUT] = "cut",
};

bool oddity_find_field(const char *word, enum oddity_field *field_out)
{
    for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
        if (strcmp(fields[i].word, word) == 0) {
            *field_out = (enum oddity_field)i;
            return true;
        }
    }
    return false;
}

bool oddity_find_action(const char *word, enum oddity_action *action_out)
{
    for (size_t i = 1; i < ARRAY_COUNT(actions); i++) {
        if (strcmp(actions[i], word) == 0) {
            *action_out = (enum oddity_action)i;
            return true;
        }
    }
    return false;
}

bool oddity_find_damage(const char *word, enum oddity_damage *damage_out)
{
    for (size_t i = 0; i < ARRAY_COUNT(damages); i++) {
        if (strcmp(damages[i], word) == 0) {
            *damage_out = (enum oddity_damage)i;
            return true;
        }
    }
    return false;
}

bool oddity_is_amount(enum oddity_field field)
{
    REQUIRE(field < ODDITY_FIELD_COUNT);
    return fields[field].is_amount;
}

static struct bytes whole(const char *text)
{
    return text != NULL ? bytes_of_text(text) : (struct bytes){0};
}

/* All of `text`; * and ?, case folded. */
static bool matches(const char *pattern, struct bytes text)
{
    const char *star = NULL;
    size_t behind = 0; /* in text, where what the last star took ends */
    size_t at = 0;
    while (at < text.size) {
        const char is = (char)text.data[at];
        if (*pattern == '*') {
            star = pattern++;
            behind = at;
        } else if (*pattern != '\0' &&
                   (*pattern == '?' || text_upper_char(*pattern) == text_upper_char(is))) {
            pattern++;
            at++;
        } else if (star != NULL) {
            pattern = star + 1;
            at = ++behind;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

static bool is_number_end(struct bytes text, size_t *size)
{
    size_t at = *size;
    while (at > 0 && text.data[at - 1] != ' ') {
        at--;
    }
    if (at == 0 || at == *size || (uint8_t)(text.data[at] - '0') > 9) {
        return false;
    }
    *size = at - 1;
    return true;
}

/* "ABC.PCX 6/2/98 8:39AM": the name alone. */
static struct bytes without_date(struct bytes title)
{
    size_t size = title.size;
    uint32_t numbers = 0;
    while (numbers < 2 && is_number_end(title, &size)) {
        numbers++;
    }
    return (struct bytes){title.data, numbers == 2 ? size : title.size};
}

static bool fits_amount(const struct oddity_condition *condition, uint64_t amount)
{
    return amount >= condition->least && amount <= condition->most;
}

static bool fits(const struct oddity_condition *condition, struct bytes text)
{
    return matches(condition->pattern, text);
}

static bool fits_any_address(const struct oddity_condition *condition,
                             const struct ccm_message *message, enum ccm_address_kind kind)
{
    for (uint32_t i = 0; i < message->address_count; i++) {
        const struct ccm_address *address = &message->addresses[i];
        if (address->kind == kind && fits(condition, whole(address->name))) {
            return true;
        }
    }
    return false;
}

/* What of the item that field is; data NULL: it is of another kind. */
static struct bytes field_of_item(const struct ccm_item *item, enum oddity_field field)
{
    if ((item->kind == CCM_FILE) != (field == ODDITY_FIELD_FILE)) {
        return (struct bytes){0};
    }
    return field == ODDITY_FIELD_TEXT ? item->content : whole(item->title);
}

static bool fits_any_item(const struct oddity_condition *condition,
                          const struct ccm_message *message)
{
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct ccm_item *item = &message->items[i];
        const struct bytes text = field_of_item(item, condition->field);
        if (text.data != NULL && (fits(condition, text) || fits(condition, without_date(text)))) {
            return true;
        }
    }
    return false;
}

static bool fits_any_size(const struct oddity_condition *condition,
                          const struct ccm_message *message, enum ccm_item_kind kind)
{
    for (uint32_t i = 0; i < message->item_count; i++) {
        if (message->items[i].kind == kind &&
            fits_amount(condition, message->items[i].content.size)) {
            return true;
        }
    }
    return false;
}

static bool fits_size(const struct oddity_condition *condition, const struct ccm_message *message)
{
    uint64_t size = 0;
    for (uint32_t i = 0; i < message->item_count; i++) {
        size += message->items[i].content.size;
    }
    return fits_amount(condition, size);
}

static uint64_t files_of(const struct ccm_message *message)
{
    uint64_t files = 0;
    for (uint32_t i = 0; i < message->item_count; i++) {
        files += message->items[i].kind == CCM_FILE ? 1 : 0;
    }
    return files;
}

static bool holds(const struct oddity_condition *condition, const struct oddity_letter *letter)
{
    const struct ccm_message *message = letter->message;
    switch (condition->field) {
    case ODDITY_FIELD_WAY:
        return fits(condition, whole(letter->is_outbound ? "out" : "in"));
    case ODDITY_FIELD_KIND:
        return fits(condition, whole(letter->is_report ? "report" : "note"));
    case ODDITY_FIELD_FROM:
        return fits(condition, whole(message->from));
    case ODDITY_FIELD_SUBJECT:
        return fits(condition, whole(message->subject));
    case ODDITY_FIELD_DATE:
        return fits(condition, whole(message->date));
    case ODDITY_FIELD_TO:
        return fits_any_address(condition, message, CCM_TO);
    case ODDITY_FIELD_CC:
        return fits_any_address(condition, message, CCM_CC);
    case ODDITY_FIELD_BCC:
        return fits_any_address(condition, message, CCM_BCC);
    case ODDITY_FIELD_TEXT:
    case ODDITY_FIELD_TITLE:
    case ODDITY_FIELD_FILE:
        return fits_any_item(condition, message);
    case ODDITY_FIELD_SIZE:
        return fits_size(condition, message);
    case ODDITY_FIELD_TEXT_SIZE:
        return fits_any_size(condition, message, CCM_TEXT);
    case ODDITY_FIELD_FILE_SIZE:
        return fits_any_size(condition, message, CCM_FILE);
    case ODDITY_FIELD_ITEMS:
        return fits_amount(condition, message->item_count);
    case ODDITY_FIELD_FILES:
        return fits_amount(condition, files_of(message));
    case ODDITY_FIELD_RECIPIENTS:
        return fits_amount(condition, message->address_count);
    case ODDITY_FIELD_ENTRY:
    case ODDITY_FIELD_AT:
    case ODDITY_FIELD_COMMENT:
    case ODDITY_FIELD_COUNT:
        break;
    }
    return false;
}

static bool applies(const struct oddity *oddity, const struct oddity_letter *letter)
{
    for (uint32_t i = 0; i < oddity->condition_count; i++) {
        if (!holds(&oddity->conditions[i], letter)) {
            return false;
        }
    }
    return true;
}

/* The pattern that the rule asks this field with; NULL: none. */
static const char *pattern_of(const struct oddity *oddity, enum oddity_field field)
{
    for (uint32_t i = 0; i < oddity->condition_count; i++) {
        if (oddity->conditions[i].field == field) {
            return oddity->conditions[i].pattern;
        }
    }
    return NULL;
}

/* What the pattern's first star stands for in `old`: the shortest text; all of it where there is no
 * star or no match. */
static struct bytes star_of(const char *pattern, struct bytes old)
{
    const size_t before = pattern != NULL ? strcspn(pattern, "*") : 0;
    if (pattern == NULL || pattern[before] != '*' || before > old.size) {
        return old;
    }
    for (size_t end = before; end <= old.size; end++) {
        if (matches(pattern + before + 1, (struct bytes){old.data + end, old.size - end})) {
            return (struct bytes){old.data + before, end - before};
        }
    }
    return old;
}

static struct bytes rewritten(const struct oddity *oddity, struct bytes old, struct arena *arena)
{
    const struct bytes star = star_of(pattern_of(oddity, oddity->field), old);
    struct buffer text;
    buffer_init(&text, arena);
    for (const char *c = oddity->text; *c != '\0'; c++) {
        if (*c == '*') {
            buffer_add(&text, star.data, star.size);
        } else {
            buffer_add(&text, c, 1);
        }
    }
    return bytes_of_text(buffer_string(&text));
}

static const char *rewritten_text(const struct oddity *oddity, const char *old, struct arena *arena)
{
    return (const char *)rewritten(oddity, whole(old), arena).data;
}

/* Its own copy of the items. */
static struct ccm_item *items_of(struct ccm_message *message, struct arena *arena)
{
    struct ccm_item *items = arena_array(arena, struct ccm_item, (size_t)message->item_count + 1);
    if (message->item_count > 0) {
        memcpy(items, message->items, message->item_count * sizeof(*items));
    }
    message->items = items;
    return items;
}

/* Every item of that kind which the pattern, if there is one, fits. */
static void rewrite_items(const struct oddity *oddity, struct arena *arena,
                          struct ccm_message *message)
{
    const char *pattern = pattern_of(oddity, oddity->field);
    struct ccm_item *items = items_of(message, arena);
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct bytes old = field_of_item(&items[i], oddity->field);
        const struct bytes name = without_date(old);
        const struct bytes used = pattern == NULL || matches(pattern, old) ? old : name;
        if (old.data == NULL || (pattern != NULL && !matches(pattern, used))) {
            continue;
        }
        if (oddity->field == ODDITY_FIELD_TEXT) {
            items[i].content = rewritten(oddity, used, arena);
        } else {
            struct buffer title; /* a reader takes one date off: there is one more */
            buffer_init(&title, arena);
            const struct bytes value = rewritten(oddity, used, arena);
            buffer_add(&title, value.data, value.size);
            const struct bytes date = used.size < old.size ? old : value;
            const size_t name_size = used.size < old.size ? used.size : without_date(value).size;
            buffer_add(&title, date.data + name_size, date.size - name_size);
            items[i].title = buffer_string(&title);
        }
    }
}

static void rewrite(const struct oddity *oddity, struct arena *arena, struct ccm_message *message)
{
    if (oddity->field == ODDITY_FIELD_FROM) {
        message->from = rewritten_text(oddity, message->from, arena);
    } else if (oddity->field == ODDITY_FIELD_SUBJECT) {
        message->subject = rewritten_text(oddity, message->subject, arena);
    } else if (oddity->field == ODDITY_FIELD_DATE) {
        message->date = rewritten_text(oddity, message->date, arena);
    } else {
        rewrite_items(oddity, arena, message);
    }
}

/* Every seventh byte of the first item of that kind is another one. */
static void damage(const struct oddity *oddity, struct arena *arena, struct ccm_message *message)
{
    enum { STEP = 7, OTHER = 0x15 };
    const enum ccm_item_kind kind = oddity->damage == ODDITY_DAMAGE_FILE ? CCM_FILE : CCM_TEXT;
    struct ccm_item *items = items_of(message, arena);
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct bytes old = items[i].content;
        if (items[i].kind != kind || old.size == 0) {
            continue;
        }
        uint8_t *data = arena_array(arena, uint8_t, old.size);
        memcpy(data, old.data, old.size);
        for (size_t at = 0; at < old.size; at += STEP) {
            data[at] ^= OTHER;
        }
        items[i].content = (struct bytes){data, old.size};
        return;
    }
}

static bool is_in_file(const struct oddity *oddity)
{
    return oddity->damage != ODDITY_DAMAGE_TEXT && oddity->damage != ODDITY_DAMAGE_FILE;
}

const struct oddity *oddity_meet(const struct oddities *oddities,
                                 const struct oddity_letter *letter, struct arena *arena,
                                 struct ccm_message *message)
{
    for (uint32_t i = 0; oddities != NULL && i < oddities->count; i++) {
        const struct oddity *oddity = &oddities->items[i];
        if ((oddities->holds != NULL && !oddities->holds(oddities->context, oddity)) ||
            !applies(oddity, letter)) {
            continue;
        }
        struct ccm_message now = *message;
        const bool changes_fields = oddity->action == ODDITY_REWRITE ||
                                    (oddity->action == ODDITY_DAMAGE && !is_in_file(oddity));
        if (oddity->action == ODDITY_REWRITE) {
            rewrite(oddity, arena, &now);
        } else if (changes_fields) {
            damage(oddity, arena, &now);
        }
        if (oddities->told != NULL) {
            oddities->told(oddities->context, oddity, letter, changes_fields ? &now : NULL);
        }
        *message = now;
        return oddity;
    }
    return NULL;
}

static bool is_entry_field(enum oddity_field field)
{
    return field == ODDITY_FIELD_ENTRY || field == ODDITY_FIELD_AT || field == ODDITY_FIELD_COMMENT;
}

bool oddity_is_of_entry(const struct oddity *oddity)
{
    bool is_one = false;
    for (uint32_t i = 0; i < oddity->condition_count; i++) {
        is_one = is_one || is_entry_field(oddity->conditions[i].field);
    }
    return is_one;
}

static const char *entry_text(const struct directory_record *entry, enum oddity_field field)
{
    return field == ODDITY_FIELD_ENTRY ? entry->name
           : field == ODDITY_FIELD_AT  ? entry->address
                                       : entry->comment;
}

static bool applies_to_entry(const struct oddity *oddity, const struct directory_record *entry)
{
    for (uint32_t i = 0; i < oddity->condition_count; i++) {
        const struct oddity_condition *condition = &oddity->conditions[i];
        if (!is_entry_field(condition->field) ||
            !fits(condition, whole(entry_text(entry, condition->field)))) {
            return false;
        }
    }
    return oddity->condition_count > 0;
}

const struct oddity *oddity_meet_entry(const struct oddities *oddities, struct arena *arena,
                                       struct directory_record *entry)
{
    for (uint32_t i = 0; oddities != NULL && i < oddities->count; i++) {
        const struct oddity *oddity = &oddities->items[i];
        if ((oddities->holds != NULL && !oddities->holds(oddities->context, oddity)) ||
            !applies_to_entry(oddity, entry)) {
            continue;
        }
        if (oddities->told != NULL) {
            oddities->told(oddities->context, oddity, NULL, NULL);
        }
        if (oddity->action == ODDITY_REWRITE && oddity->field == ODDITY_FIELD_ENTRY) {
            entry->name = rewritten_text(oddity, entry->name, arena);
        } else if (oddity->action == ODDITY_REWRITE) {
            entry->comment = rewritten_text(oddity, entry->comment, arena);
        }
        return oddity;
    }
    return NULL;
}

/* Where `part` begins in the message; the file's end when it is not in it. */
static size_t find(const struct buffer *file, size_t start, const char *part)
{
    const size_t length = strlen(part);
    for (size_t at = start; at + length <= file->size; at++) {
        if (memcmp(file->data + at, part, length) == 0) {
            return at;
        }
    }
    return file->size;
}

void oddity_damage_file(const struct oddity *oddity, struct buffer *file, size_t start)
{
    enum { WIDTH = 10, IN_KEYWORD = 3 };
    static const char first[] = "Message:\r\n";
    if (oddity == NULL || oddity->action != ODDITY_DAMAGE || !is_in_file(oddity)) {
        return;
    }
    if (oddity->damage == ODDITY_DAMAGE_CUT) { /* behind its header, which says whose it was */
        const size_t contents = find(file, start, "Contents:");
        file->size -= (file->size - (contents < file->size ? contents : start)) / 2;
        return;
    }
    const bool is_size = oddity->damage == ODDITY_DAMAGE_SIZE;
    const size_t at = is_size ? find(file, start, first) + sizeof(first) - 1
                              : find(file, start, "Contents:") + IN_KEYWORD;
    const size_t count = is_size ? WIDTH : 1;
    if (at + count <= file->size) {
        memset(file->data + at, is_size ? '9' : '#', count);
    }
}

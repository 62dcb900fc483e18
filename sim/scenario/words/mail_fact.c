#include "scenario/words/mail_fact.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/date.h"
#include "scenario/words/places.h"

const struct slot mail_fact_slots[MAIL_FACT_SLOTS] = {{"NAME", VALUE_NAME, NULL, SLOT_OPTIONAL}};

const struct attribute mail_fact_attributes[MAIL_FACT_ATTRIBUTES] = {
    {"in",
     {{"N", VALUE_INT, NULL, SLOT_OPTIONAL}},
     1,
     0,
     "1",
     "at @0s, or when a step sends it",
     "from cc:Mail to Exchange; how many letters"},
    {"out",
     {{"N", VALUE_INT, NULL, SLOT_OPTIONAL}},
     1,
     0,
     "1",
     "at @0s, or when a step sends it",
     "from Exchange to cc:Mail; how many letters"},
    {"from",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     ATTRIBUTE_REPEATS,
     "the first user",
     NULL,
     "sender, post office (its first local user), or a letter: \"letters/x.eml\""},
    {"sender",
     {{"TEXT", VALUE_STRING, NULL, 0}},
     1,
     0,
     "who it is from",
     NULL,
     "sender as the header has it: in, what stands behind From:; out, \"User, Test "
     "[SMTP:user@far.example]\""},
    {"kind",
     {{"KIND", VALUE_WORD, "note|report|receipt", 0}},
     1,
     0,
     "note",
     NULL,
     "what it is: at Exchange reports and receipts get no report; in, a receipt is marked so, and "
     "a "
     "report is from Administrator, \"Message not deliverable\""},
    {"codepage",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "the post office's",
     NULL,
     "437 850 932 949: that of its writer's program (CLIENT_PAGE)"},
    {"to",
     {{"NAME", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     0,
     "the first user",
     NULL,
     "recipients: \"Smith, J at PO1\", or a post office (its first local user)"},
    {"cc", {{"NAME", VALUE_NAME, NULL, SLOT_MANY}}, 1, 0, NULL, NULL, "copies to"},
    {"bcc", {{"NAME", VALUE_NAME, NULL, SLOT_MANY}}, 1, 0, NULL, NULL, "blind copies to"},
    {"subject",
     {{"TEXT", VALUE_STRING, NULL, 0}},
     1,
     0,
     "Letter N",
     NULL,
     "subject; of several letters: with their number"},
    {"text",
     {{"SIZE|TEXT", VALUE_NAME, NULL, 0}},
     1,
     ATTRIBUTE_REPEATS,
     "one line",
     NULL,
     "a text item: so many bytes, or this text in quotes"},
    {"file",
     {{"NAME", VALUE_STRING, NULL, 0}, {"SIZE", VALUE_SIZE, NULL, SLOT_OPTIONAL}},
     2,
     ATTRIBUTE_REPEATS,
     NULL,
     NULL,
     "a file item and its size"},
    {"date",
     {{"DATE", VALUE_STRING, NULL, 0}},
     1,
     0,
     "when it is sent",
     NULL,
     "year, month, day and time as its sender's clock has them (UTC): \"1998-02-25 12:00\", "
     "or \"2/25/98 12:00PM\" as articles have it"},
    {"receipt", {{0}}, 0, 0, NULL, NULL, "who reads it sends a receipt"},
    {"at",
     {{"POSTOFFICE", VALUE_NAME, NULL, 0}},
     1,
     0,
     "from `to` or `from`",
     NULL,
     "the post office it goes to or comes from"},
};

enum { TEXT_DEFAULT_SIZE = 1024, LINE = 64 };

bool mail_fact_is_name(const struct fact *fact)
{
    return fact_name(fact, 0, NULL) != NULL && fact->attribute_count == 0;
}

/* A post office named without quotes. */
static struct office *office_named(struct run *run, const struct value *value)
{
    return value->quoted ? NULL : office_find(run->world, value->text);
}

/* "Smith, J at PO1": the post office after the last ` at `; NULL. */
static struct office *office_in(struct run *run, const char *address)
{
    const char *at = NULL;
    for (const char *next = strstr(address, " at "); next != NULL;
         next = strstr(next + 1, " at ")) {
        at = next + 4;
    }
    return at != NULL ? office_find(run->world, at) : NULL;
}

static void add_recipient(struct run *run, struct mail *mail, enum exchange_recipient_kind kind,
                          const char *name)
{
    struct mail_recipient *all =
        arena_array(run->arena, struct mail_recipient, mail->recipient_count + 1);
    if (mail->recipient_count > 0) {
        memcpy(all, mail->recipients, mail->recipient_count * sizeof(*all));
    }
    all[mail->recipient_count++] = (struct mail_recipient){.kind = kind, .name = name};
    mail->recipients = all;
}

static void add_item(struct run *run, struct mail *mail, struct mail_item item)
{
    struct mail_item *all = arena_array(run->arena, struct mail_item, mail->item_count + 1);
    if (mail->item_count > 0) {
        memcpy(all, mail->items, mail->item_count * sizeof(*all));
    }
    all[mail->item_count++] = item;
    mail->items = all;
}

/* What a letter of the project's own files says; its addresses count where the line names nobody.
 */
static const char *read_letter(struct run *run, const struct fact *fact, struct mail *mail,
                               const char *name)
{
    const struct exchange_message *message =
        run->options->letters != NULL ? letters_find(run->options->letters, name) : NULL;
    if (message == NULL) {
        return arena_format(run->arena, "the letter %s was not read", name);
    }
    mail->from = message->sender.display;
    mail->subject = message->subject;
    mail->date_ms = message->date_ms;
    mail->item_count = 0;
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct exchange_item *item = &message->items[i];
        add_item(
            run, mail,
            (struct mail_item){.kind = item->kind, .name = item->name, .content = item->content});
    }
    if (fact_has(fact, "to")) {
        return NULL;
    }
    static const char type[] = "CCMAIL:";
    mail->recipient_count = 0;
    for (uint32_t i = 0; i < message->recipient_count; i++) {
        const char *address = message->recipients[i].address.address;
        if (text_starts(address, type)) {
            add_recipient(run, mail, message->recipients[i].kind, address + sizeof(type) - 1);
        }
    }
    return NULL;
}

static const char *read_from(struct run *run, const struct fact *fact, struct mail *mail)
{
    const struct fact_attribute *from = NULL;
    for (uint32_t n = 0; (from = fact_attribute_n(fact, "from", n)) != NULL; n++) {
        const struct value *value = &from->values[0];
        struct office *office = office_named(run, value);
        if (letters_is_name(value->text)) {
            const char *error = read_letter(run, fact, mail, value->text);
            if (error != NULL) {
                return error;
            }
        } else if (office != NULL) {
            mail->office = office;
        } else {
            office = mail->direction == MAIL_IN ? office_in(run, value->text) : NULL;
            mail->office = office != NULL ? office : mail->office;
            const size_t length = office != NULL
                                      ? (size_t)(strstr(value->text, " at ") - value->text)
                                      : strlen(value->text);
            mail->from = arena_text_n(run->arena, value->text, length);
        }
    }
    return NULL;
}

static const char *read_recipients(struct run *run, const struct fact *fact, struct mail *mail)
{
    static const struct {
        const char *name;
        enum exchange_recipient_kind kind;
    } kinds[] = {{"to", EXCHANGE_TO}, {"cc", EXCHANGE_CC}, {"bcc", EXCHANGE_BCC}};
    if (fact_has(fact, "to")) {
        mail->recipient_count = 0;
    }
    for (size_t k = 0; k < ARRAY_COUNT(kinds); k++) {
        const struct fact_attribute *names = fact_attribute(fact, kinds[k].name);
        for (uint32_t i = 0; names != NULL && i < names->value_count; i++) {
            struct office *office =
                mail->direction == MAIL_OUT ? office_named(run, &names->values[i]) : NULL;
            if (office != NULL && names->value_count == 1) {
                mail->office = office;
                continue;
            }
            add_recipient(run, mail, kinds[k].kind, arena_text(run->arena, names->values[i].text));
            office = mail->direction == MAIL_OUT ? office_in(run, names->values[i].text) : NULL;
            mail->office = mail->office == NULL ? office : mail->office;
        }
    }
    return NULL;
}

#define ITEM_SIZE_MAX ((uint64_t)64 << 20) /* as a real letter (letters.c) */

/* 20481, 3K; false: no size, or more than an item may have. */
static bool parse_size(const char *text, uint64_t *size_out)
{
    char digits[24];
    const size_t length = strlen(text);
    const char unit = length > 0 ? text_upper_char(text[length - 1]) : '\0';
    const unsigned shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
    if (length == 0 || length >= sizeof(digits)) {
        return false;
    }
    memcpy(digits, text, length);
    digits[shift != 0 ? length - 1 : length] = '\0';
    if (!text_to_u64(digits, size_out) || *size_out > ITEM_SIZE_MAX >> shift) {
        return false;
    }
    *size_out <<= shift;
    return true;
}

/* Lines of 64 characters with CR LF; every line begins with the letter behind the one before. */
static struct bytes lines_of(struct run *run, uint64_t size)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
                                  "abcdefghijklmnopqrstuvwxyzabcdefghi";
    enum { LETTERS = 26 };
    _Static_assert(sizeof(letters) == LETTERS + LINE - 2, "from the last letter on, a whole line");
    uint8_t *text = arena_room(run->arena, size + LINE);
    for (uint64_t line = 0; line * LINE < size; line++) { /* the last one may be too long */
        memcpy(text + line * LINE, letters + line % LETTERS, LINE - 2);
        text[line * LINE + LINE - 2] = '\r';
        text[line * LINE + LINE - 1] = '\n';
    }
    return (struct bytes){.data = text, .size = size};
}

/* Bytes of every value in no simple order. */
static struct bytes bytes_of(struct run *run, uint64_t size)
{
    /* state = state * multiplier + increment, four steps at once */
    enum { LANES = 4 };
    static const uint32_t multiplier = 1664525u;
    static const uint32_t increment = 1013904223u;
    uint32_t states[LANES];
    uint32_t step = 1;
    uint32_t add = 0;
    uint8_t *data = arena_room(run->arena, size + LANES);
    for (uint32_t lane = 0, state = 1; lane < LANES; lane++) {
        state = state * multiplier + increment;
        states[lane] = state;
        step *= multiplier;
        add = add * multiplier + increment;
    }
    for (uint64_t i = 0; i < size; i += LANES) {
        for (uint32_t lane = 0; lane < LANES; lane++) {
            data[i + lane] = (uint8_t)(states[lane] >> 24);
            states[lane] = states[lane] * step + add;
        }
    }
    return (struct bytes){.data = data, .size = size};
}

static const char *read_text(struct run *run, const struct value *value, struct mail *mail)
{
    uint64_t size = 0;
    if (!value->quoted && !parse_size(value->text, &size)) {
        return arena_format(run->arena, "text is a size, at most 64M, or in quotes, not %s",
                            value->text);
    }
    const struct bytes content =
        value->quoted ? bytes_of_text(arena_text(run->arena, value->text)) : lines_of(run, size);
    add_item(run, mail, (struct mail_item){.kind = EXCHANGE_TEXT, .name = "", .content = content});
    return NULL;
}

static const char *read_items(struct run *run, const struct fact *fact, struct mail *mail)
{
    if (fact_has(fact, "text") || fact_has(fact, "file")) {
        mail->item_count = 0;
    }
    if (fact_has(fact, "file") && !fact_has(fact, "text")) {
        add_item(run, mail,
                 (struct mail_item){
                     .kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text("Attached.\r\n")});
    }
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        const struct value *value = attribute->values;
        if (text_equal(attribute->row->name, "text")) {
            const char *error = read_text(run, value, mail);
            if (error != NULL) {
                return error;
            }
        } else if (text_equal(attribute->row->name, "file")) {
            const uint64_t size = attribute->values[1].type != VALUE_NONE
                                      ? attribute->values[1].number
                                      : TEXT_DEFAULT_SIZE;
            if (size > ITEM_SIZE_MAX) {
                return "a file has at most 64M";
            }
            add_item(run, mail,
                     (struct mail_item){.kind = EXCHANGE_FILE,
                                        .name = value->text,
                                        .content = bytes_of(run, size)});
        }
    }
    return NULL;
}

static const char *read_count(struct run *run, const struct fact *fact, struct mail *mail)
{
    static const char *const words[] = {[MAIL_OUT] = "out", [MAIL_IN] = "in"};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (fact_has(fact, words[i])) {
            mail->direction = (enum mail_direction)i;
            mail->count = 1;
            const char *error = place_count(run, fact, words[i], &mail->count);
            if (error == NULL && mail->count == 0) {
                error = "no letter is no mail: a count of 0 sends nothing";
            }
            if (error != NULL) {
                return error;
            }
        }
    }
    return NULL;
}

/* Who stands in its header, what it is, and in which code page it was written. */
static const char *read_header(struct run *run, const struct fact *fact, struct mail *mail)
{
    static const struct {
        const char *word;
        enum mail_kind kind;
    } kinds[] = {{"note", MAIL_NOTE}, {"report", MAIL_REPORT}, {"receipt", MAIL_RECEIPT}};
    const char *sender = fact_text(fact, "sender", NULL);
    const char *kind = fact_text(fact, "kind", "");
    const uint64_t page = fact_number(fact, "codepage", mail->code_page);
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        mail->kind = text_equal(kind, kinds[i].word) ? kinds[i].kind : mail->kind;
    }
    mail->sender = sender != NULL ? arena_text(run->arena, sender) : mail->sender;
    if (fact_has(fact, "codepage") && text_page_of(page, CODE_PAGE_437) != page) {
        return arena_format(run->arena, "code page %llu is not known: 437 850 932 949",
                            (unsigned long long)page);
    }
    mail->code_page = (uint32_t)page;
    return NULL;
}

/* They all are in memory, and on the volumes of their world. */
static const char *check_together(struct run *run, const struct mail *mail)
{
    static const uint64_t together_max = (uint64_t)1 << 30;
    uint64_t size = 0;
    for (uint32_t i = 0; i < mail->item_count; i++) {
        size += mail->items[i].content.size;
    }
    return size <= together_max / (mail->count != 0 ? mail->count : 1)
               ? NULL
               : arena_format(run->arena, "%u letters of %llu bytes are more than 1G together",
                              (unsigned)mail->count, (unsigned long long)size);
}

const char *mail_fact_read(struct run *run, const struct fact *fact, struct mail *mail)
{
    const char *error = read_count(run, fact, mail);
    const char *at = fact_text(fact, "at", NULL);
    if (error == NULL && at != NULL) {
        error = place_office(run, at, &mail->office);
    }
    error = error != NULL ? error : read_from(run, fact, mail);
    error = error != NULL ? error : read_recipients(run, fact, mail);
    error = error != NULL ? error : read_items(run, fact, mail);
    error = error != NULL ? error : check_together(run, mail);
    error = error != NULL ? error : read_header(run, fact, mail);
    if (fact_has(fact, "subject")) {
        mail->subject = fact_text(fact, "subject", NULL);
    }
    mail->wants_receipt = mail->wants_receipt || fact_has(fact, "receipt");
    const char *date = fact_text(fact, "date", NULL);
    const struct date_form form = {.order = date != NULL && strchr(date, '/') != NULL
                                                ? DATE_MONTH_FIRST /* as articles have it */
                                                : DATE_YEAR_FIRST};
    if (error == NULL && date != NULL && !date_read(&form, date, &mail->date_ms)) {
        error = arena_format(run->arena,
                             "'%s' is no date: \"1998-02-25 12:00\", \"2/25/98 12:00PM\"", date);
    }
    return error;
}

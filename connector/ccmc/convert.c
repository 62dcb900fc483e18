#include "ccmc/convert.h"

#include <string.h>

#include "base/buffer.h"
#include "base/ccm_marks.h"
#include "base/require.h"
#include "ccmc/address.h"
#include "ccmc/convert_quirks.h"

static const char header_full[] = "Header Buffer Full";           /* Q166499 */
static const char too_many_items[] = "Too many items in message"; /* text assumed */
static const char not_accepted[] =
    "The connector does not accept messages from this sender";                 /* text assumed */
static const char no_address[] = "The address is not a Lotus cc:Mail address"; /* text assumed */

/* One conversion in progress. */
struct work {
    const struct convert_rules *rules;
    struct arena *arena;
    struct convert_result *result;
    struct convert_refusal *refusals;
    size_t header_size;
};

/* ---- Exchange to cc:Mail ---- */

static const char *to_page(struct work *work, const char *utf8)
{
    size_t lost = 0;
    const char *text = text_from_utf8(work->arena, work->rules->code_page, utf8, &lost);
    work->result->lost_characters += lost;
    return text;
}

static void refuse(struct work *work, const struct exchange_recipient *recipient,
                   const char *reason, enum exchange_kind form)
{
    work->refusals[work->result->refusal_count++] =
        (struct convert_refusal){.recipient = recipient, .reason = reason, .form = form};
}

static enum ccm_address_kind ccm_kind_of(enum exchange_recipient_kind kind)
{
    switch (kind) {
    case EXCHANGE_TO:
        return CCM_TO;
    case EXCHANGE_CC:
        return CCM_CC;
    case EXCHANGE_BCC:
        return CCM_BCC;
    }
    return CCM_BCC; /* shown to nobody */
}

/* Bytes of a header line: "Keyword: value", CR LF. */
static size_t line_size(const char *keyword, const char *value)
{
    return strlen(keyword) + 1 + strlen(value) + 2;
}

static size_t address_line_size(const struct ccm_address *address)
{
    static const char *const keywords[] = {[CCM_TO] = "To:", [CCM_CC] = "Cc:", [CCM_BCC] = "Bcc:"};
    return line_size(keywords[address->kind], address->name);
}

static void add_recipients(struct work *work, const struct exchange_message *message)
{
    struct ccm_address *addresses =
        arena_array(work->arena, struct ccm_address, message->recipient_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < message->recipient_count; i++) {
        const struct exchange_recipient *recipient = &message->recipients[i];
        if (!recipient->is_responsible) {
            continue;
        }
        const char *name = address_of_recipient(work->arena, &recipient->address);
        if (name == NULL) {
            refuse(work, recipient, no_address, EXCHANGE_REPORT);
            continue;
        }
        if (work->rules->omits_post_offices) {
            name = address_user(work->arena, name);
        }
        const struct ccm_address address = {.kind = ccm_kind_of(recipient->kind),
                                            .name = to_page(work, name)};
        const size_t size = address_line_size(&address);
        if (work->header_size + size > work->rules->header_max) {
            refuse(work, recipient, header_full, EXCHANGE_REPORT_NOTE);
            continue;
        }
        work->header_size += size;
        addresses[count++] = address;
    }
    work->result->message.addresses = addresses;
    work->result->message.address_count = count;
}

/* Text of the post office: its code page, lines ended by CR LF. */
static struct bytes to_page_text(struct work *work, struct bytes utf8)
{
    size_t lost = 0;
    const struct bytes text =
        text_bytes_from_utf8(work->arena, work->rules->code_page, utf8, &lost);
    work->result->lost_characters += lost;
    size_t bare = 0;
    for (size_t i = 0; i < text.size; i++) {
        bare += text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r');
    }
    if (bare == 0) {
        return text;
    }
    uint8_t *lines = arena_alloc(work->arena, text.size + bare + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r')) {
            lines[size++] = '\r';
        }
        lines[size++] = text.data[i];
    }
    return (struct bytes){.data = lines, .size = size};
}

/* The title of a file item for the file `name`; `number` counts files of the message with the
 * same 8.3 stem, from 1. */
static const char *numbered_title(const struct convert_rules *rules, struct arena *arena,
                                  const char *name, int64_t date_ms, unsigned number)
{
    char short_name[TEXT_SHORT_NAME_SIZE];
    const char *title = name;
    if (!rules->uses_long_names && !text_is_short_name(name)) {
        text_make_short_name(name, number, short_name);
        title = short_name;
    }
    if (rules->omits_file_dates) {
        return arena_text(arena, title);
    }
    char date[DATE_TEXT_SIZE];
    date_write_title(&rules->date_form, date_ms, date);
    return arena_format(arena, "%s %s", title, date);
}

/* The title of the next file item; no two files of a message get the same short name. */
static const char *file_title(struct work *work, const struct ccm_item *items, uint32_t count,
                              const char *name, int64_t date_ms)
{
    for (unsigned number = 1;; number++) {
        const char *title = numbered_title(work->rules, work->arena, name, date_ms, number);
        bool is_taken = false;
        for (uint32_t i = 0; i < count; i++) {
            is_taken |= items[i].kind == CCM_FILE && text_equal(items[i].title, title);
        }
        if (!is_taken || work->rules->uses_long_names || text_is_short_name(name) ||
            number > CCM_ITEMS_MAX) {
            return title;
        }
    }
}

static void add_items(struct work *work, const struct exchange_message *message, int64_t date_ms)
{
    struct ccm_item *items = arena_array(work->arena, struct ccm_item, message->item_count + 1);
    uint32_t count = 0;
    for (; count < message->item_count; count++) {
        const struct exchange_item *item = &message->items[count];
        if (item->kind == EXCHANGE_FILE) {
            items[count].kind = CCM_FILE;
            items[count].content = item->content;
            items[count].title = file_title(work, items, count, to_page(work, item->name), date_ms);
            continue;
        }
        items[count].content =
            to_page_text(work, convert_quirk_report(work->rules, message, item->content));
        items[count].kind = CCM_TEXT;
        items[count].title = to_page(work, item->name);
        if (items[count].content.size > CCM_TEXT_ITEM_MAX && !work->rules->leaves_long_text) {
            items[count].kind = CCM_FILE;
            items[count].title =
                numbered_title(work->rules, work->arena, "Unnamed.txt", date_ms, 1);
        }
    }
    if (count == 0) {
        items[count++] =
            (struct ccm_item){.kind = CCM_TEXT, .title = "", .content = bytes_of_text("")};
    }
    work->result->message.items = items;
    work->result->message.item_count = count;
}

static void refuse_all(struct work *work, const struct exchange_message *message,
                       const char *reason)
{
    for (uint32_t i = 0; i < message->recipient_count; i++) {
        if (message->recipients[i].is_responsible) {
            refuse(work, &message->recipients[i], reason, EXCHANGE_REPORT);
        }
    }
}

/* Is the sender in a list of names that are separated by ; ? */
static bool is_listed(const char *list, const struct exchange_address *sender)
{
    while (*list != '\0') {
        const size_t length = strcspn(list, ";");
        if (length != 0 && length == strlen(sender->display) &&
            text_equal_n(list, sender->display, length)) {
            return true;
        }
        list += length + (list[length] == ';' ? 1 : 0);
    }
    return false;
}

/* Delivery restrictions: all but the rejected, or of the accepted only (Q156063 2.6.11). Reports
 * are no letters of a sender (assumption UNDELIVERABLE_REPORTS). */
static bool is_admitted(const struct convert_rules *rules, const struct exchange_address *sender)
{
    if (rules->rejects != NULL && is_listed(rules->rejects, sender)) {
        return false;
    }
    return rules->accepts == NULL || rules->accepts[0] == '\0' || is_listed(rules->accepts, sender);
}

/* Priority and the wish for a receipt, as header lines; nothing for a plain message. */
static const char *marks_of(struct arena *arena, const struct exchange_message *message,
                            const char *from)
{
    const char *extra = "";
    if (message->priority != EXCHANGE_NORMAL) {
        const enum ccm_priority priority =
            message->priority == EXCHANGE_URGENT ? CCM_URGENT : CCM_LOW;
        extra = ccm_marks_add(arena, extra, CCM_MARK_PRIORITY, ccm_priority_word(priority));
    }
    return message->wants_read_receipt ? ccm_marks_add(arena, extra, CCM_MARK_RECEIPT, from)
                                       : extra;
}

static char *with_round_brackets(struct arena *arena, const char *text)
{
    char *round = arena_text(arena, text);
    for (char *at = round; *at != '\0'; at++) {
        *at = *at == '[' ? '(' : *at == ']' ? ')' : *at;
    }
    return round;
}

/* IMPORT 8.x cannot take square ones in an address. */
static const char *sender_of(const struct convert_rules *rules, struct arena *arena,
                             const struct exchange_message *message)
{
    const char *from = convert_quirk_sender(rules, arena, &message->sender);
    from = from != NULL ? from : address_of_sender(arena, &message->sender, rules->site);
    return rules->rounds_brackets ? with_round_brackets(arena, from) : from;
}

/* IMPORT 8.3 cannot take a subject with both; one alone does no harm. */
static const char *subject_of(const struct convert_rules *rules, struct arena *arena,
                              const char *subject)
{
    const bool has_both = strchr(subject, '[') != NULL && strchr(subject, ']') != NULL;
    return rules->rounds_subject && has_both ? with_round_brackets(arena, subject) : subject;
}

void convert_to_ccm(const struct convert_rules *rules, struct arena *arena,
                    const struct exchange_message *message, struct convert_result *result_out)
{
    REQUIRE(rules->site != NULL);
    *result_out = (struct convert_result){0};
    struct work work = {.rules = rules, .arena = arena, .result = result_out};
    work.refusals = arena_array(arena, struct convert_refusal, message->recipient_count);
    result_out->refusals = work.refusals;
    if (!exchange_is_report(message) && !is_admitted(rules, &message->sender)) {
        refuse_all(&work, message, not_accepted);
        return;
    }
    if (message->item_count > CCM_ITEMS_MAX) {
        refuse_all(&work, message, too_many_items);
        return;
    }
    const int64_t date_ms = message->date_ms == INT64_MIN ? rules->now_ms : message->date_ms;
    char date[DATE_TEXT_SIZE];
    date_write(&rules->date_form, date_ms, date);
    struct ccm_message *target = &result_out->message;
    target->from = to_page(&work, sender_of(rules, arena, message));
    target->date = arena_text(arena, date);
    target->subject = to_page(&work, subject_of(rules, arena, message->subject));
    target->extra = marks_of(arena, message, target->from);
    work.header_size = line_size("From:", target->from) + line_size("Date:", target->date) +
                       line_size("Subject:", target->subject) + strlen(target->extra);
    add_recipients(&work, message);
    add_items(&work, message, date_ms);
    result_out->has_message = target->address_count > 0;
}

/* ---- cc:Mail to Exchange ---- */

/* Where names of the Internet are addresses of it; NULL: at every post office. */
static const char *internet_site(const struct convert_rules *rules)
{
    return rules->makes_internet ? NULL : rules->site;
}

static const char *from_page(const struct convert_rules *rules, struct arena *arena,
                             const char *text)
{
    return text_to_utf8(arena, rules->code_page, text != NULL ? text : "");
}

static enum exchange_recipient_kind exchange_kind_of(enum ccm_address_kind kind)
{
    switch (kind) {
    case CCM_TO:
        return EXCHANGE_TO;
    case CCM_CC:
        return EXCHANGE_CC;
    case CCM_BCC:
        return EXCHANGE_BCC;
    }
    return EXCHANGE_BCC;
}

static bool has_post_office(const char *name)
{
    for (; *name != '\0'; name++) {
        if (text_starts(name, " at ")) {
            return true;
        }
    }
    return false;
}

/* The recipients; answers how many the mail is to be delivered to. `takes_bare`: names without " at
 * PO" are ours. */
static uint32_t read_recipients(const struct convert_rules *rules, struct arena *arena,
                                const struct ccm_message *message, bool takes_bare,
                                struct exchange_message *message_out)
{
    struct exchange_recipient *recipients =
        arena_array(arena, struct exchange_recipient, message->address_count);
    uint32_t count = 0;
    uint32_t responsible = 0;
    for (uint32_t i = 0; i < message->address_count; i++) {
        const struct ccm_address *address = &message->addresses[i];
        const char *name = from_page(rules, arena, address->name);
        const bool is_ours = takes_bare ? !has_post_office(name) : address_is_at(name, rules->site);
        if (address->kind == CCM_BCC && !is_ours) {
            continue;
        }
        recipients[count++] = (struct exchange_recipient){
            .kind = exchange_kind_of(address->kind),
            .is_responsible = is_ours,
            .address = address_from_ccmail(arena, name, internet_site(rules)),
        };
        responsible += is_ours;
    }
    message_out->recipients = recipients;
    message_out->recipient_count = count;
    return responsible;
}

/* The part of a subject behind "Re:" or "Re[n]:"; NULL when it begins otherwise. */
static const char *behind_reply_prefix(const char *subject)
{
    if (!text_starts(subject, "RE")) {
        return NULL;
    }
    const char *at = subject + 2;
    if (*at == '[') {
        at++;
        while (*at >= '0' && *at <= '9') {
            at++;
        }
        if (*at != ']') {
            return NULL;
        }
        at++;
    }
    return *at == ':' ? at + 1 : NULL;
}

/* Of the first word with a dot: "ABC.WK4 5/6/97 3:10PM". */
static bool has_digit_in_extension(const char *title)
{
    const char *dot = strchr(title, '.');
    const char *end = dot != NULL ? dot + strcspn(dot, " ") : NULL;
    return dot != NULL && dot + strcspn(dot, "0123456789") < end;
}

const char *convert_file_name(const struct convert_rules *rules, struct arena *arena,
                              const char *title)
{
    const char *last = strrchr(title, ' ');
    if (last == NULL || last == title ||
        (rules->keeps_digit_dates && has_digit_in_extension(title))) {
        return title;
    }
    int64_t date_ms = 0;
    const char *before = last;
    while (before > title && before[-1] != ' ') {
        before--;
    }
    if (before > title && date_read(&rules->date_form, before, &date_ms)) {
        last = before - 1;
    } else if (!date_read(&rules->date_form, arena_format(arena, "%s 0:00", last), &date_ms)) {
        return title;
    }
    while (last > title && last[-1] == ' ') {
        last--;
    }
    return last == title ? title : arena_text_n(arena, title, (size_t)(last - title));
}

static void read_items(const struct convert_rules *rules, struct arena *arena,
                       const struct ccm_message *message, struct exchange_message *message_out)
{
    struct exchange_item *items = arena_array(arena, struct exchange_item, message->item_count);
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct ccm_item *item = &message->items[i];
        const char *title = from_page(rules, arena, item->title);
        if (item->kind == CCM_FILE) {
            items[i].kind = EXCHANGE_FILE;
            items[i].name = convert_file_name(rules, arena, title);
            items[i].content = item->content;
        } else {
            items[i].kind = EXCHANGE_TEXT;
            items[i].name = title;
            items[i].content = text_bytes_to_utf8(arena, rules->code_page, item->content);
        }
    }
    message_out->items = items;
    message_out->item_count = message->item_count;
}

const char convert_history_title[] = "Forwarding history";

/* Who had it before, as a text of its own behind what was sent. */
static void add_history(const struct convert_rules *rules, struct arena *arena,
                        const struct ccm_marks *marks, struct exchange_message *message_out)
{
    struct buffer text;
    const uint32_t count = message_out->item_count;
    struct exchange_item *items = arena_array(arena, struct exchange_item, (size_t)count + 1);
    buffer_init(&text, arena);
    for (uint32_t i = 0; i < marks->forward_count; i++) {
        buffer_format(&text, "Forwarded: %s\r\n", from_page(rules, arena, marks->forwards[i]));
    }
    if (count != 0) {
        memcpy(items, message_out->items, count * sizeof(*items));
    }
    items[count] = (struct exchange_item){
        .kind = EXCHANGE_TEXT, .name = convert_history_title, .content = buffer_bytes(&text)};
    message_out->items = items;
    message_out->item_count = count + 1;
}

enum status convert_from_ccm(const struct convert_rules *rules, struct arena *arena,
                             const struct ccm_message *message,
                             struct exchange_message *message_out)
{
    REQUIRE(rules->site != NULL);
    *message_out = (struct exchange_message){0};
    const char *from = from_page(rules, arena, message->from);
    if (*from == '\0') {
        return ST_FILE_CORRUPT;
    }
    if (read_recipients(rules, arena, message, false, message_out) == 0 &&
        read_recipients(rules, arena, message, true, message_out) == 0) {
        return ST_FILE_CORRUPT;
    }
    message_out->sender = address_from_ccmail(arena, from, internet_site(rules));
    message_out->subject = from_page(rules, arena, message->subject);
    const char *behind = behind_reply_prefix(message_out->subject);
    if (behind != NULL) {
        message_out->subject = arena_format(arena, "%s:%s", rules->reply_prefix, behind);
    }
    message_out->date_written =
        convert_quirk_date(rules, arena, from_page(rules, arena, message->date));
    if (!date_read(&rules->date_form, message_out->date_written, &message_out->date_ms)) {
        message_out->date_ms = INT64_MIN;
    }
    struct ccm_marks marks;
    ccm_marks_read(message->extra, arena, &marks);
    message_out->priority = marks.priority == CCM_URGENT ? EXCHANGE_URGENT
                            : marks.priority == CCM_LOW  ? EXCHANGE_LOW
                                                         : EXCHANGE_NORMAL;
    message_out->wants_read_receipt = marks.receipt_to[0] != '\0';
    message_out->kind = EXCHANGE_NOTE;
    read_items(rules, arena, message, message_out);
    convert_quirk_texts(rules, arena, &marks, message_out);
    if (rules->keeps_history && marks.forward_count != 0) {
        add_history(rules, arena, &marks, message_out);
    }
    return ST_OK;
}

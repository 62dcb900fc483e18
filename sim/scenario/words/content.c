#include "scenario/words/content.h"

#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "po_text.h"
#include "scenario/words/places.h"
#include "world/client.h"

/* The next letter or digit; conversion leaves these as they are. */
static char next_plain(const char **text)
{
    for (; **text != '\0'; (*text)++) {
        const char c = text_upper_char(**text);
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            (*text)++;
            return c;
        }
    }
    return '\0';
}

/* The same but for what a code page has no place for, or what was cut off behind a good part. */
static bool is_like(const char *sent, const char *seen)
{
    enum { ENOUGH = 20 };
    for (size_t length = 0;; length++) {
        const char a = next_plain(&sent);
        const char b = next_plain(&seen);
        if (a != b) {
            return b == '\0' && length >= ENOUGH;
        }
        if (a == '\0') {
            return true;
        }
    }
}

/* Several letters of one record have their number behind the subject. */
static bool is_of(struct run *run, const struct mail *mail, const char *subject)
{
    if (mail->subject == NULL) { /* "Letter 3": the ledger knows whose it is */
        return truth_is_of(run->world, mail, subject);
    }
    return is_like(mail->subject, subject) ||
           (mail->count > 1 && text_starts(subject, mail->subject)) ||
           truth_is_of(run->world, mail, subject); /* by a rewritten one */
}

struct maker {
    struct arena *arena;
    struct content *content;
    struct mail_recipient *recipients;
    struct content_file *files;
    struct buffer text;
};

static void begin(struct maker *maker, struct run *run, struct content *content,
                  uint32_t recipient_count, uint32_t item_count)
{
    maker->arena = run->scratch;
    maker->content = content;
    maker->recipients = arena_array(run->scratch, struct mail_recipient, recipient_count + 1);
    maker->files = arena_array(run->scratch, struct content_file, item_count + 1);
    buffer_init(&maker->text, run->scratch);
}

static void end(struct maker *maker)
{
    maker->content->recipients = maker->recipients;
    maker->content->files = maker->files;
    maker->content->text = buffer_string(&maker->text);
}

static enum text_code_page code_page(struct run *run, struct office *office)
{
    struct postoffice *po = NULL;
    return office_reader(run->world, office, &po) == NULL ? po_text_page(po) : CODE_PAGE_437;
}

/* A blind copy is shown to him whose it is. */
static bool is_shown(enum exchange_recipient_kind kind, const char *name, const char *reader)
{
    const size_t length = strlen(reader);
    return kind != EXCHANGE_BCC || (text_starts(name, reader) &&
                                    (name[length] == '\0' || text_starts(name + length, " at ")));
}

static void add_recipient(struct maker *maker, enum exchange_recipient_kind kind, const char *name,
                          const char *reader)
{
    if (is_shown(kind, name, reader)) {
        maker->recipients[maker->content->recipient_count++] =
            (struct mail_recipient){.kind = kind, .name = name};
    }
}

static void add_file(struct maker *maker, const char *name, struct bytes content)
{
    maker->files[maker->content->file_count++] =
        (struct content_file){.name = name, .content = content};
}

static void of_ccm(struct run *run, const struct ccm_message *message, const char *reader,
                   const struct client *client, struct content *content_out)
{
    const enum text_code_page page = content_out->page;
    static const enum exchange_recipient_kind kinds[] = {
        [CCM_TO] = EXCHANGE_TO, [CCM_CC] = EXCHANGE_CC, [CCM_BCC] = EXCHANGE_BCC};
    struct maker maker;
    begin(&maker, run, content_out, message->address_count, message->item_count);
    content_out->from = text_to_utf8(run->scratch, page, message->from);
    content_out->subject = text_to_utf8(run->scratch, page, message->subject);
    content_out->date = message->date;
    content_out->has_titles = true;
    for (uint32_t i = 0; i < message->address_count; i++) {
        add_recipient(&maker, kinds[message->addresses[i].kind],
                      text_to_utf8(run->scratch, page, message->addresses[i].name), reader);
    }
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct ccm_item *item = &message->items[i];
        if (item->kind == CCM_TEXT) {
            const struct bytes text = text_bytes_to_utf8(run->scratch, page, item->content);
            buffer_add(&maker.text, text.data, text.size);
        } else {
            const char *title = client_shows(run->world, client, item->title);
            add_file(&maker, text_to_utf8(run->scratch, page, title), item->content);
        }
    }
    end(&maker);
}

static void of_exchange(struct run *run, const struct exchange_message *message, const char *reader,
                        struct content *content_out)
{
    struct maker maker;
    begin(&maker, run, content_out, message->recipient_count, message->item_count);
    content_out->from = message->sender.display;
    content_out->subject = message->subject;
    content_out->date = message->date_written;
    content_out->is_report = message->kind == EXCHANGE_REPORT;
    content_out->tells_of_failure = exchange_is_report(message);
    for (uint32_t i = 0; i < message->recipient_count; i++) {
        add_recipient(&maker, message->recipients[i].kind, message->recipients[i].address.display,
                      reader);
    }
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct exchange_item *item = &message->items[i];
        if (item->kind == EXCHANGE_TEXT) {
            buffer_add(&maker.text, item->content.data, item->content.size);
        } else {
            add_file(&maker, item->name, item->content);
        }
    }
    end(&maker);
}

static const char *find_at_office(struct run *run, const struct mail *mail, const char *reader,
                                  struct office *office, struct content *content_out)
{
    const enum text_code_page page = code_page(run, office);
    content_out->page = page;
    struct office_mailbox mailbox;
    struct ccm_message message;
    uint32_t n = 0;
    const struct client *client = client_find(run->world, office, reader);
    const uint32_t most = client_letters(run->world, client);
    uint32_t before = truth_alike_before(run->world, mail, reader);
    const bool is_open = office_mailbox_open(run->world, office, reader, &mailbox);
    for (; is_open && n < most && office_mailbox_next(&mailbox, run->scratch, &message); n++) {
        if (is_of(run, mail, text_to_utf8(run->scratch, page, message.subject)) && before-- == 0) {
            of_ccm(run, &message, reader, client, content_out);
            return NULL;
        }
    }
    return arena_format(run->arena, "it is not among the %u messages of \"%s\" at %s", n, reader,
                        office->name);
}

static const char *find_at_site(struct run *run, const struct mail *mail, const char *reader,
                                struct content *content_out)
{
    for (struct site *site = run->world->sites; site != NULL; site = site->next) {
        const struct site_recipient *recipient = site_recipient_find(run->world, site, reader);
        const struct site_message *message = recipient != NULL ? recipient->mailbox : NULL;
        uint32_t before = truth_alike_before(run->world, mail, reader);
        for (; message != NULL; message = message->next) {
            if (is_of(run, mail, message->message->subject) && before-- == 0) {
                of_exchange(run, message->message, reader, content_out);
                return NULL;
            }
        }
    }
    return arena_format(run->arena, "it is not in the mailbox of \"%s\"", reader);
}

/* Where it was sent to; then, where Routers carry mail on, at the post offices behind. */
static const char *find_at_offices(struct run *run, const struct mail *mail, const char *reader,
                                   struct content *content_out)
{
    struct office *office = mail->office != NULL ? mail->office : run->world->offices;
    const char *why = find_at_office(run, mail, reader, office, content_out);
    const bool goes_on = run->world->routes != NULL;
    for (struct office *o = run->world->offices; goes_on && why != NULL && o != NULL; o = o->next) {
        if (find_at_office(run, mail, reader, o, content_out) == NULL) {
            return NULL;
        }
    }
    return why;
}

const char *content_find(struct run *run, const struct mail *mail, const char *reader,
                         struct content *content_out)
{
    if (mail->direction == MAIL_OUT) { /* by a list it may get to somebody here, too */
        const char *why = find_at_offices(run, mail, reader, content_out);
        return why != NULL && run->world->lists != NULL &&
                       find_at_site(run, mail, reader, content_out) == NULL
                   ? NULL
                   : why;
    }
    const char *why = find_at_site(run, mail, reader, content_out);
    return why != NULL && run->world->routes != NULL &&
                   find_at_offices(run, mail, reader, content_out) == NULL
               ? NULL
               : why;
}

bool content_has_mailbox(struct run *run, const char *reader)
{
    struct office_mailbox mailbox;
    bool is_found = false;
    for (struct site *site = run->world->sites; site != NULL && !is_found; site = site->next) {
        is_found = site_recipient_find(run->world, site, reader) != NULL;
    }
    for (struct office *o = run->world->offices; o != NULL && !is_found; o = o->next) {
        is_found = office_mailbox_open(run->world, o, reader, &mailbox);
    }
    return is_found;
}

const char *content_names(struct run *run, const struct content *content,
                          enum exchange_recipient_kind kind, const char *word)
{
    struct buffer text;
    buffer_init(&text, run->arena);
    buffer_text(&text, word);
    bool has_any = false;
    for (uint32_t i = 0; i < content->recipient_count; i++) {
        if (content->recipients[i].kind == kind) {
            buffer_format(&text, " \"%s\"", content->recipients[i].name);
            has_any = true;
        }
    }
    buffer_text(&text, has_any ? "" : " none");
    return buffer_string(&text);
}

const struct mail_item *content_sent_file(const struct mail *mail, uint32_t n)
{
    for (uint32_t i = 0; i < mail->item_count; i++) {
        if (mail->items[i].kind == EXCHANGE_FILE && n-- == 0) {
            return &mail->items[i];
        }
    }
    return NULL;
}

/* A name as it stands in a text, whatever its case. */
static bool says(const char *text, const char *name)
{
    const size_t length = strlen(name);
    for (; length > 0 && *text != '\0'; text++) {
        if (text_equal_n(text, name, length)) {
            return true;
        }
    }
    return false;
}

/* Of a report that was sent as a mail of its own: a person has sent this. */
static bool is_letter(struct run *run, const char *subject)
{
    return truth_mail_of(run->world, MAIL_OUT, subject) != NULL ||
           truth_mail_of(run->world, MAIL_IN, subject) != NULL;
}

/* Any: what speaks of failure by its class, in either form, or what nobody has written: the letter
 * of a post office behind. */
static bool is_of_kind(struct run *run, const struct content *content, const char *kind)
{
    if (text_equal(kind, "any")) {
        return content->tells_of_failure || !is_letter(run, content->subject);
    }
    return content->is_report == text_equal(kind, "report");
}

/* Does the text name these, and no other recipient of the letter? `none` is a bare word. */
static bool names_those(const struct fact_attribute *names, const struct mail *mail,
                        const char *text)
{
    const bool is_none = names->value_count == 1 && !names->values[0].quoted &&
                         text_equal(names->values[0].text, "none");
    for (uint32_t i = 0; i < mail->recipient_count; i++) {
        bool is_wanted = !says(text, mail->recipients[i].name);
        for (uint32_t w = 0; !is_none && w < names->value_count; w++) {
            is_wanted = is_wanted || text_match(names->values[w].text, mail->recipients[i].name);
        }
        if (!is_wanted) {
            return false;
        }
    }
    for (uint32_t w = 0; !is_none && w < names->value_count; w++) {
        const char *wanted = names->values[w].text;
        bool is_named = says(text, wanted); /* member of a list: it is no recipient of the letter */
        for (uint32_t i = 0; i < mail->recipient_count; i++) {
            is_named = is_named || (text_match(wanted, mail->recipients[i].name) &&
                                    says(text, mail->recipients[i].name));
        }
        if (!is_named) {
            return false;
        }
    }
    return true;
}

/* One question: what is wanted of a report about this mail. */
struct question {
    struct run *run;
    const struct mail *mail;
    const struct content_wanted *wanted;
    const char *reader;
};

static bool is_answer(const struct question *question, const struct content *content)
{
    const struct content_wanted *wanted = question->wanted;
    return text_match(wanted->text, content->text) &&
           text_match(wanted->subject, content->subject) &&
           (wanted->from == NULL || text_match(wanted->from, content->from)) &&
           (wanted->names == NULL || names_those(wanted->names, question->mail, content->text));
}

static bool has_report_at_site(const struct question *question)
{
    struct run *run = question->run;
    for (struct site *site = run->world->sites; site != NULL; site = site->next) {
        const struct site_recipient *recipient =
            site_recipient_find(run->world, site, question->reader);
        const struct site_message *message = recipient != NULL ? recipient->mailbox : NULL;
        for (; message != NULL; message = message->next) {
            struct content content = {0};
            of_exchange(run, message->message, question->reader, &content);
            if (is_of_kind(run, &content, question->wanted->kind) &&
                is_answer(question, &content)) {
                return true;
            }
        }
    }
    return false;
}

static bool has_report_at_office(const struct question *question)
{
    struct run *run = question->run;
    const struct mail *mail = question->mail;
    struct office *office = mail->office != NULL ? mail->office : run->world->offices;
    struct office_mailbox mailbox;
    struct ccm_message message;
    const bool is_open =
        office != NULL && office_mailbox_open(run->world, office, question->reader, &mailbox);
    while (is_open && office_mailbox_next(&mailbox, run->scratch, &message)) {
        struct content content = {.page = code_page(run, office)};
        of_ccm(run, &message, question->reader, NULL, &content);
        if (!is_letter(run, content.subject) && is_answer(question, &content)) {
            return true;
        }
    }
    return false;
}

bool content_has_report(struct run *run, const struct mail *mail,
                        const struct content_wanted *wanted)
{
    const struct question question = {.run = run,
                                      .mail = mail,
                                      .wanted = wanted,
                                      .reader = wanted->to != NULL ? wanted->to : mail->from};
    const bool is_elsewhere = wanted->to != NULL;
    return ((is_elsewhere || mail->direction == MAIL_OUT) && has_report_at_site(&question)) ||
           ((is_elsewhere || mail->direction == MAIL_IN) && has_report_at_office(&question));
}

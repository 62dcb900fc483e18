#include "ccmc/report.h"

#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "ccmc/address.h"
#include "ccmc/undelivered.h"

/* Q180641 */
static const char frame[] = "Your message was not delivered to all recipients\r\n"
                            "The cause of the failure(s) is listed below\r\n\r\n";

/* One report. */
struct notice {
    enum exchange_kind kind;
    struct exchange_address target;
    const char *subject; /* of what could not be delivered */
    const char *details; /* behind the frame */
};

/* Who hears about a report that cannot be delivered; false: nobody. */
static bool find_administrator(const struct connector *connector,
                               struct exchange_address *address_out)
{
    const char *name = connector->settings.administrator;
    *address_out = (struct exchange_address){.display = name, .address = name};
    return *name != '\0';
}

static enum status send(const struct connector *connector, const struct buffer *identity,
                        const struct notice *notice)
{
    const struct exchange_key key = {.value = hash128(identity->data, identity->size)};
    const struct exchange_recipient recipient = {
        .kind = EXCHANGE_TO, .is_responsible = true, .address = notice->target};
    const struct exchange_item text = {
        .kind = EXCHANGE_TEXT,
        .name = "",
        .content = bytes_of_text(arena_format(connector->scratch, "%s%s", frame, notice->details)),
    };
    const struct exchange_message report = {
        .sender = connector_address(connector),
        .recipients = &recipient,
        .recipient_count = 1,
        .subject = arena_format(connector->scratch, "Undeliverable: %s", notice->subject),
        .date_ms = (int64_t)os_utc_ms(connector->os),
        .date_written = "",
        .kind = notice->kind,
        .items = &text,
        .item_count = 1,
    };
    const enum status st = exchange_queue_put(connector->exchange, EXCHANGE_MTS_IN, key, &report);
    return st == ST_EXISTS ? ST_OK : st;
}

/* As the sender knows it: the cc:Mail name, else the address. */
static const char *recipient_name(const struct connector *connector,
                                  const struct exchange_address *address)
{
    const char *name = address_of_recipient(connector->scratch, address);
    return name != NULL ? name : address->address;
}

struct bytes report_refusal_text(const struct connector *connector,
                                 const struct convert_result *result, enum exchange_kind form)
{
    struct buffer text;
    buffer_init(&text, connector->scratch);
    for (uint32_t i = 0; i < result->refusal_count; i++) {
        const struct convert_refusal *refusal = &result->refusals[i];
        if (refusal->form != form) {
            continue;
        }
        buffer_text(&text, recipient_name(connector, &refusal->recipient->address));
        buffer_text(&text, "\r\n***  ");
        buffer_text(&text, refusal->reason);
        buffer_text(&text, "  ***\r\n");
    }
    return buffer_bytes(&text);
}

/* In one form; each has a key of its own. */
static enum status send_refusals(const struct connector *connector,
                                 const struct exchange_queued *queued, enum exchange_kind form,
                                 struct bytes details)
{
    const struct exchange_message *message = queued->message;
    struct notice notice = {
        .kind = form,
        .target = message->sender,
        .subject = message->subject,
        .details = arena_text_n(connector->scratch, (const char *)details.data, details.size)};
    if (details.size == 0) {
        return ST_OK;
    }
    if (exchange_is_report(message)) {
        (void)find_administrator(connector, &notice.target);
    }
    struct buffer identity;
    buffer_init(&identity, connector->scratch);
    buffer_text(&identity, form == EXCHANGE_REPORT ? "refused" : "refused by note");
    connector_add_u64(&identity, queued->id);
    return send(connector, &identity, &notice);
}

/* A report that nobody takes, as far as cc:Mail can have it. One that is there is from a turn that
 * was cut off. */
static enum status bury(struct connector *connector, const struct exchange_queued *queued)
{
    char name[STORE_FILE_NAME_SIZE];
    struct convert_rules rules = connector_rules(connector);
    struct exchange_message message = *queued->message;
    struct convert_result result;
    struct buffer content;
    rules.header_max = UINT32_MAX;
    message.item_count = message.item_count < CCM_ITEMS_MAX ? message.item_count : CCM_ITEMS_MAX;
    convert_to_ccm(&rules, connector->scratch, &message, &result);
    buffer_init(&content, connector->scratch);
    ccm_write(&content, &result.message);
    if (!store_queue_name(queued->id, true, name)) {
        return ST_NOT_SUPPORTED;
    }
    const enum status st = store_write(&connector->store, STORE_BAD, name, buffer_bytes(&content));
    if (st == ST_OK) {
        connector_report(connector, event_row(EVENT_CONVERSION_FAILED), NULL, 0);
    }
    return st == ST_EXISTS ? ST_OK : st;
}

enum status report_refusals(struct connector *connector, const struct exchange_queued *queued,
                            const struct refusal_note *refusal)
{
    struct exchange_address administrator;
    const bool is_refused = refusal->report.size + refusal->note.size != 0;
    if (is_refused && exchange_is_report(queued->message) &&
        !find_administrator(connector, &administrator)) {
        return bury(connector, queued);
    }
    const enum status st = send_refusals(connector, queued, EXCHANGE_REPORT, refusal->report);
    return st == ST_OK ? send_refusals(connector, queued, EXCHANGE_REPORT_NOTE, refusal->note) : st;
}

/* A file as part of a key: name, time and contents. */
static void identify(struct buffer *identity, const char *name, uint64_t modified_ms,
                     struct bytes content)
{
    const struct hash128 hash = hash128(content.data, content.size);
    buffer_text(identity, name);
    connector_add_u64(identity, modified_ms);
    connector_add_u64(identity, hash.low);
    connector_add_u64(identity, hash.high);
}

/* One file of Import, with what makes its key. */
struct import_file {
    const char *name;
    struct bytes content;
    uint64_t modified_ms;
};

static enum status load(struct connector *connector, struct import_file *file)
{
    const enum status st =
        store_read(&connector->store, STORE_IMPORT, file->name, connector->scratch, &file->content);
    return st != ST_OK
               ? st
               : store_modified(&connector->store, STORE_IMPORT, file->name, &file->modified_ms);
}

/* A file that nobody can be told about. */
static enum status set_aside(struct connector *connector, const char *name)
{
    const enum status st = store_quarantine(&connector->store, STORE_IMPORT, name);
    if (st == ST_OK) {
        connector_report(connector, event_row(EVENT_CONVERSION_FAILED), NULL, 0);
    }
    return st;
}

/* The sender of a message file as an Exchange address, or the administrator; false: nobody is to be
 * told. */
static bool find_target(const struct connector *connector, const char *file_name, const char *from,
                        struct exchange_address *target_out)
{
    if (store_is_report(file_name)) {
        return find_administrator(connector, target_out);
    }
    const struct convert_rules rules = connector_rules(connector);
    *target_out = address_from_ccmail(connector->scratch,
                                      text_to_utf8(connector->scratch, rules.code_page, from),
                                      rules.makes_internet ? NULL : rules.site);
    return true;
}

/* One notice of a .und file; `start` is where it begins. ST_FILE_CORRUPT: it names no sender.
 * ST_NO_DATA: nobody is to be told. */
static enum status send_undelivered(const struct connector *connector,
                                    const struct import_file *file, size_t start,
                                    const struct undelivered *undelivered)
{
    struct notice notice = {.kind = EXCHANGE_REPORT_NOTE,
                            .subject = undelivered->subject,
                            .details = undelivered->details};
    struct buffer identity;
    if (*undelivered->from == '\0' || undelivered->refusal_count == 0) {
        return ST_FILE_CORRUPT;
    }
    if (!find_target(connector, file->name, undelivered->from, &notice.target)) {
        return ST_NO_DATA;
    }
    const struct convert_rules rules = connector_rules(connector);
    notice.subject = text_to_utf8(connector->scratch, rules.code_page, notice.subject);
    notice.details = text_to_utf8(connector->scratch, rules.code_page, notice.details);
    buffer_init(&identity, connector->scratch);
    identify(&identity, file->name, file->modified_ms, file->content);
    connector_add_u64(&identity, start);
    return send(connector, &identity, &notice);
}

/* IMPORT did not understand a date: from now on dates are written as in the US, unless somebody
 * chose a form, which may have been since the service started (Q180641). */
static enum status learn_date_format(struct connector *connector,
                                     const struct undelivered *undelivered)
{
    if (connector->settings.locale_date_format != 0 ||
        !text_contains_event(undelivered->details, "Unknown Date Format")) {
        return ST_OK;
    }
    struct settings now;
    enum status st = settings_read(connector->os, connector->scratch, &now);
    if (st == ST_OK && now.locale_date_format != 0) {
        return ST_OK; /* theirs, from the next start on */
    }
    if (st == ST_OK) {
        st = os_setting_set(connector->os, settings_section(), "Locale Date Format", "1");
    }
    if (st == ST_OK) {
        connector->settings.locale_date_format = 1;
    }
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

/* Sends every notice; *is_bad_out: something in the file is none, or for nobody. */
static enum status send_notices(struct connector *connector, const struct import_file *file,
                                bool *is_bad_out)
{
    *is_bad_out = false;
    for (size_t offset = 0;;) {
        struct undelivered undelivered;
        const size_t start = offset;
        enum status st = undelivered_read(file->content, &offset, connector->scratch, &undelivered);
        if (st == ST_NO_MORE) {
            return ST_OK;
        }
        if (st != ST_OK) {
            *is_bad_out = true;
            return ST_OK;
        }
        st = learn_date_format(connector, &undelivered);
        if (st != ST_OK) {
            return st;
        }
        st = send_undelivered(connector, file, start, &undelivered);
        if (st == ST_FILE_CORRUPT || st == ST_NO_DATA) {
            *is_bad_out = true;
        } else if (st != ST_OK) {
            return st;
        }
    }
}

enum status report_undelivered(struct connector *connector, const char *und_name)
{
    struct import_file und = {.name = und_name};
    bool is_bad = false;
    enum status st = load(connector, &und);
    if (st == ST_OK) {
        st = send_notices(connector, &und, &is_bad);
    }
    if (st != ST_OK) {
        return st == ST_NOT_FOUND ? ST_OK : st;
    }
    return is_bad ? set_aside(connector, und_name)
                  : store_remove(&connector->store, STORE_IMPORT, und_name);
}

/* The value of the next line "<key> value" at *at, or behind it, of a damaged message file; NULL
 * when there is none. */
static const char *next_value(struct arena *arena, const char **at, const char *key)
{
    while (**at != '\0') {
        const char *line = *at;
        const size_t length = strcspn(line, "\r\n");
        *at += length;
        *at += strspn(*at, "\r\n");
        if (!text_starts(line, key)) {
            continue;
        }
        const size_t skipped = strlen(key) + strspn(line + strlen(key), " ");
        if (skipped < length) {
            return arena_text_n(arena, line + skipped, length - skipped);
        }
    }
    return NULL;
}

/* All addressees that a damaged message file still names. */
static void add_addressees(const struct connector *connector, const char *text, const char *reason,
                           struct buffer *details)
{
    static const char *const keys[] = {"To:", "Cc:", "Bcc:"};
    const struct convert_rules rules = connector_rules(connector);
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        const char *at = text;
        const char *name = next_value(connector->scratch, &at, keys[i]);
        for (; name != NULL; name = next_value(connector->scratch, &at, keys[i])) {
            buffer_text(details, text_to_utf8(connector->scratch, rules.code_page, name));
            buffer_text(details, "\r\n***  ");
            buffer_text(details, reason);
            buffer_text(details, "  ***\r\n");
        }
    }
}

/* True when a notice says that IMPORT could not read the file. */
static bool is_unreadable(const struct connector *connector, struct bytes content,
                          struct undelivered *undelivered_out)
{
    size_t offset = 0;
    while (undelivered_read(content, &offset, connector->scratch, undelivered_out) == ST_OK) {
        if (undelivered_out->refusal_count == 0) {
            return true;
        }
    }
    return false;
}

/* The damaged message comes back to whom its From line names. ST_NO_DATA: it names nobody, or is a
 * report that nobody is to be told of. */
static enum status send_back(const struct connector *connector, const struct import_file *ccm,
                             const char *reason)
{
    struct arena *scratch = connector->scratch;
    const struct convert_rules rules = connector_rules(connector);
    const char *text = arena_text_n(scratch, (const char *)ccm->content.data, ccm->content.size);
    const char *at = text;
    const char *from = next_value(scratch, &at, "From:");
    at = text;
    const char *subject = next_value(scratch, &at, "Subject:");
    struct notice notice = {.kind = EXCHANGE_REPORT_NOTE,
                            .subject = subject != NULL ? subject : ""};
    if (from == NULL) {
        return ST_NO_DATA;
    }
    if (!find_target(connector, ccm->name, from, &notice.target)) {
        return ST_NO_DATA;
    }
    struct buffer details;
    buffer_init(&details, scratch);
    add_addressees(connector, text, reason, &details);
    if (details.size == 0) {
        buffer_format(&details, "***  %s  ***\r\n", reason);
    }
    notice.details = buffer_string(&details);
    notice.subject = text_to_utf8(scratch, rules.code_page, notice.subject);
    struct buffer identity;
    buffer_init(&identity, scratch);
    identify(&identity, ccm->name, ccm->modified_ms, ccm->content);
    return send(connector, &identity, &notice);
}

/* What IMPORT says of a file that it could not read. */
static enum status find_reason(struct connector *connector, const char *und_name,
                               const char **reason_out)
{
    struct import_file und = {.name = und_name};
    struct undelivered undelivered;
    *reason_out = "Unreadable message file"; /* text assumed */
    const enum status st = und_name != NULL ? load(connector, &und) : ST_NOT_FOUND;
    if (st == ST_OK && is_unreadable(connector, und.content, &undelivered)) {
        *reason_out = undelivered.reason;
    }
    return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status report_withdrawn(struct connector *connector, const char *und_name,
                             const char *ndr_name)
{
    struct store *store = &connector->store;
    struct import_file message = {.name = ndr_name};
    const char *reason = NULL;
    enum status st = find_reason(connector, und_name, &reason);
    if (st == ST_OK) {
        st = load(connector, &message);
    }
    if (st != ST_OK) {
        return st;
    }
    const enum status sent = send_back(connector, &message, reason);
    if (sent != ST_OK && sent != ST_NO_DATA) {
        return sent;
    }
    st = und_name != NULL ? store_remove(store, STORE_IMPORT, und_name) : ST_OK;
    if (st != ST_OK) {
        return st;
    }
    return sent == ST_OK ? store_remove(store, STORE_IMPORT, ndr_name)
                         : set_aside(connector, ndr_name);
}

static bool names_sender(const struct connector *connector, struct bytes content)
{
    const char *at = arena_text_n(connector->scratch, (const char *)content.data, content.size);
    return next_value(connector->scratch, &at, "From:") != NULL;
}

enum status report_unreadable(struct connector *connector, const char *und_name,
                              const char *ccm_name, bool *is_gone_out)
{
    struct store *store = &connector->store;
    struct import_file und = {.name = und_name};
    struct import_file ccm = {.name = ccm_name};
    struct undelivered undelivered;
    *is_gone_out = false;
    enum status st = load(connector, &und);
    if (st != ST_OK || !is_unreadable(connector, und.content, &undelivered)) {
        return st;
    }
    st = load(connector, &ccm);
    if (st != ST_OK) {
        return st;
    }
    if (names_sender(connector, ccm.content)) {
        const char *ndr_name =
            arena_format(connector->scratch, "%.*s.ndr", (int)strcspn(ccm_name, "."), ccm_name);
        st = store_rename(store, STORE_IMPORT, ccm_name, ndr_name);
        *is_gone_out = st == ST_OK;
        return st == ST_OK ? report_withdrawn(connector, und_name, ndr_name) : st;
    }
    /* The notice goes first: should we end here, IMPORT writes it again. */
    st = store_remove(store, STORE_IMPORT, und_name);
    if (st == ST_OK) {
        st = set_aside(connector, ccm_name);
    }
    *is_gone_out = st == ST_OK;
    return st;
}

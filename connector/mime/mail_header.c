#include "mime/mail_header.h"

#include <string.h>

#include <gmime/gmime.h>

#include "base/buffer.h"
#include "base/require.h"
#include "base/text.h"
#include "mime/charset.h"
#include "mime/mime.h"

struct header {
    GMimeMessage *message;
    struct arena *arena;
    size_t *replaced;
    struct buffer recipients; /* struct exchange_recipient */
};

static const char *clean_line(struct header *header, const char *text)
{
    return charset_line(header->arena, text, header->replaced);
}

static const char *header_value(struct header *header, const char *name)
{
    return clean_line(header, g_mime_object_get_header((GMimeObject *)header->message, name));
}

static struct exchange_address mailbox_address(struct header *header, InternetAddress *mailbox)
{
    const char *name = clean_line(header, internet_address_get_name(mailbox));
    const char *address =
        clean_line(header, internet_address_mailbox_get_addr((InternetAddressMailbox *)mailbox));
    const char *at = strrchr(address, '@');
    if (*name != '\0' && at != NULL && text_equal(at + 1, MIME_CCMAIL_DOMAIN)) {
        return (struct exchange_address){name, arena_format(header->arena, "CCMAIL:%s", name)};
    }
    return (struct exchange_address){
        *name != '\0' ? name : address,
        *address != '\0' ? arena_format(header->arena, "SMTP:%s", address) : ""};
}

static void add_recipient(struct header *header, enum exchange_recipient_kind kind,
                          struct exchange_address address)
{
    const struct exchange_recipient recipient = {
        .kind = kind, .is_responsible = true, .address = address};
    buffer_add(&header->recipients, &recipient, sizeof(recipient));
}

/* NOLINTNEXTLINE(misc-no-recursion): groups in groups, at most MIME_DEPTH_MAX */
static void read_list(struct header *header, enum exchange_recipient_kind kind,
                      InternetAddressList *list, unsigned depth)
{
    const int count = list != NULL ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
            add_recipient(header, kind, mailbox_address(header, address));
        } else if (INTERNET_ADDRESS_IS_GROUP(address) && depth < MIME_DEPTH_MAX) {
            read_list(header, kind,
                      internet_address_group_get_members((InternetAddressGroup *)address),
                      depth + 1);
        }
    }
}

static void read_recipients(struct header *header)
{
    static const struct {
        enum exchange_recipient_kind kind;
        GMimeAddressType type;
        const char *name;
    } rows[] = {
        {EXCHANGE_TO, GMIME_ADDRESS_TYPE_TO, "To"},
        {EXCHANGE_CC, GMIME_ADDRESS_TYPE_CC, "Cc"},
        {EXCHANGE_BCC, GMIME_ADDRESS_TYPE_BCC, "Bcc"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        InternetAddressList *list = g_mime_message_get_addresses(header->message, rows[i].type);
        const char *written = header_value(header, rows[i].name);
        read_list(header, rows[i].kind, list, 0);
        if (*written != '\0' && (list == NULL || internet_address_list_length(list) == 0)) {
            add_recipient(header, rows[i].kind, (struct exchange_address){written, ""});
        }
    }
}

static struct exchange_address read_sender(struct header *header)
{
    InternetAddressList *lists[] = {g_mime_message_get_from(header->message),
                                    g_mime_message_get_sender(header->message)};
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        const int count = lists[i] != NULL ? internet_address_list_length(lists[i]) : 0;
        for (int at = 0; at < count; at++) {
            InternetAddress *address = internet_address_list_get_address(lists[i], at);
            if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
                return mailbox_address(header, address);
            }
        }
    }
    return (struct exchange_address){header_value(header, "From"), ""};
}

static enum exchange_priority read_priority(struct header *header)
{
    static const char *const names[] = {"Importance", "Priority", "X-MSMail-Priority",
                                        "X-Priority"};
    static const struct {
        const char *value;
        enum exchange_priority priority;
    } rows[] = {
        {"high", EXCHANGE_URGENT}, {"urgent", EXCHANGE_URGENT}, {"1", EXCHANGE_URGENT},
        {"2", EXCHANGE_URGENT},    {"low", EXCHANGE_LOW},       {"non-urgent", EXCHANGE_LOW},
        {"4", EXCHANGE_LOW},       {"5", EXCHANGE_LOW},         {"normal", EXCHANGE_NORMAL},
        {"3", EXCHANGE_NORMAL},
    };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        const char *value = header_value(header, names[i]);
        for (size_t row = 0; row < ARRAY_COUNT(rows); row++) {
            if (text_starts(value, rows[row].value)) { /* "1 (Highest)" */
                return rows[row].priority;
            }
        }
    }
    return EXCHANGE_NORMAL;
}

/* Obsolete dates hold comments and blanks around the colons (RFC 5322 4.3), which GMime misreads.
 */
static int64_t read_date(struct header *header)
{
    const char *written = header_value(header, "Date");
    char *plain = arena_alloc(header->arena, strlen(written) + 1);
    size_t length = 0;
    unsigned comments = 0;
    for (const char *c = written; *c != '\0'; c++) {
        if (*c == '(') {
            comments++;
        } else if (*c == ')' && comments > 0) {
            comments--;
        } else if (comments == 0) {
            while (*c == ':' && length > 0 && plain[length - 1] == ' ') {
                length--;
            }
            if (*c != ' ' || length == 0 || plain[length - 1] != ':') {
                plain[length++] = *c;
            }
        }
    }
    GDateTime *date = g_mime_utils_header_decode_date(plain);
    if (date == NULL) {
        return INT64_MIN;
    }
    const int64_t date_ms = (int64_t)g_date_time_to_unix(date) * 1000;
    g_date_time_unref(date);
    return date_ms;
}

void mail_header_read(GMimeMessage *message, struct arena *arena, size_t *replaced,
                      struct exchange_message *message_out)
{
    struct header header = {.message = message, .arena = arena};
    GMimeObject *body = g_mime_message_get_mime_part(message);
    header.replaced = replaced;
    buffer_init(&header.recipients, arena);
    read_recipients(&header);
    message_out->sender = read_sender(&header);
    message_out->recipients = (const void *)header.recipients.data;
    message_out->recipient_count =
        (uint32_t)(header.recipients.size / sizeof(struct exchange_recipient));
    message_out->subject = clean_line(&header, g_mime_message_get_subject(message));
    message_out->date_ms = read_date(&header);
    message_out->date_written = "";
    message_out->priority = read_priority(&header);
    message_out->wants_read_receipt = *header_value(&header, "Disposition-Notification-To") != '\0';
    message_out->wants_delivery_report = *header_value(&header, "Return-Receipt-To") != '\0';
    const bool is_report =
        (body != NULL && g_mime_content_type_is_type(g_mime_object_get_content_type(body),
                                                     "multipart", "report")) ||
        text_equal(header_value(&header, "Return-Path"), "<>");
    message_out->kind = is_report ? EXCHANGE_REPORT : EXCHANGE_NOTE;
}

/*
 * exchange_message -- a message as Exchange holds it: structured, each field as written
 *
 * All text is UTF-8. An address is "Type:value" as Exchange proxies are written ("CCMAIL:Smith, J
 * at PO1", "SMTP:a@b.example", "EX:Brady, Sally"); the display name stands beside it.
 *
 * Owns    nothing: everything lies on the arena of who made it.
 */
#ifndef CONNECTOR_PORT_EXCHANGE_MESSAGE_H
#define CONNECTOR_PORT_EXCHANGE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

enum exchange_recipient_kind { EXCHANGE_TO, EXCHANGE_CC, EXCHANGE_BCC };
enum exchange_priority { EXCHANGE_NORMAL, EXCHANGE_LOW, EXCHANGE_URGENT };
enum exchange_item_kind { EXCHANGE_TEXT, EXCHANGE_FILE };
/* A report has a form of its own (REPORT) or is a note of text like any other (REPORT_NOTE): what
 * the cc:Mail side refuses comes back as such a note (Q184993). Neither ever causes a report. */
enum exchange_kind { EXCHANGE_NOTE, EXCHANGE_REPORT, EXCHANGE_REPORT_NOTE };

struct exchange_address {
    const char *display; /* "Brady, Sally" */
    const char *address; /* "CCMAIL:Brady, Sally at SITE1" */
};

struct exchange_recipient {
    enum exchange_recipient_kind kind;
    bool
        is_responsible; /* this copy in the queue is to be delivered to it; others are shown only */
    struct exchange_address address;
};

struct exchange_item {
    enum exchange_item_kind kind;
    const char *name;     /* file name as written; text: title, may be empty */
    struct bytes content; /* text: UTF-8 with CR LF or LF as written */
};

struct exchange_message {
    struct exchange_address sender;
    const struct exchange_recipient *recipients;
    uint32_t recipient_count;
    const char *subject;
    int64_t date_ms;          /* utc; INT64_MIN when there is none */
    const char *date_written; /* inbound: as the post office wrote it; else "" */
    enum exchange_priority priority;
    enum exchange_kind kind;
    bool wants_delivery_report;
    bool wants_read_receipt;
    const struct exchange_item *items;
    uint32_t item_count;
};

/* Names in the value of a CCMAIL address, where / is the escape character (Q166556): "R/D at SITE1"
 * is "CCMAIL:R//D at SITE1". Each answers its argument itself where there is nothing to change. */
const char *exchange_escaped(struct arena *arena, const char *name);
const char *exchange_unescaped(struct arena *arena, const char *value);

/* In whichever form. */
static inline bool exchange_is_report(const struct exchange_message *message)
{
    return message->kind != EXCHANGE_NOTE;
}

/* Everything that the message points to is copied too; NULL text becomes "". */
const struct exchange_message *exchange_message_copy(struct arena *arena,
                                                     const struct exchange_message *message);

#endif

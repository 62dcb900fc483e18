/*
 * mime -- Internet mail (RFC 5322, MIME) to an Exchange message
 *
 * mime_read makes a message of any bytes that begin with header lines, however damaged the rest
 * is; no part is dropped silently. All text comes out as UTF-8.
 *
 * Addresses   "SMTP:<address>", members of a group one by one. A mailbox of MIME_CCMAIL_DOMAIN
 *             with a display name stands for a cc:Mail user: "CCMAIL:<display name>". Sender:
 *             From, else Sender. Where a line can't be read as addresses its text is the display
 *             name and the address is "". Every recipient is responsible.
 *
 * Date        of the Date line; INT64_MIN when there is none or it cannot be read.
 *
 * Priority    Importance, Priority, X-MSMail-Priority, X-Priority: the first that says something.
 *
 * Receipts    Disposition-Notification-To: read; Return-Receipt-To: delivery.
 *
 * Kind        a report when it is multipart/report or its Return-Path is <>.
 *
 * Text items  text/plain without a name that is not marked as an attachment, in UTF-8; no title.
 *             A multipart that has no part: its bytes. A mail without any of these whose HTML
 *             became body.htm begins with a text item that says so.
 *
 * File items  everything else, decoded and as written, in the order of the mail. message/rfc822:
 *             the raw bytes, named after its subject. multipart/alternative: one alternative with
 *             plain text is read as above, the others become files. Names are last components of
 *             paths, at most MIME_NAME_MAX bytes; without one it is "Unnamed.txt", "Unnamed.pdf"
 *             and so on by type, and "body.htm" for HTML in the place of text.
 *
 * Errors      ST_FILE_CORRUPT: no header line, or parts nested deeper than MIME_DEPTH_MAX. Broken
 *             or unknown character sets are no error (charset.h): ST_OK, and the diagnostic's
 *             text counts what was replaced. That text is "" when nothing was.
 *
 * Owns        nothing; the result lies on the arena. The first call initialises GMime.
 */
#ifndef CONNECTOR_MIME_MIME_H
#define CONNECTOR_MIME_MIME_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/require.h"
#include "base/status.h"
#include "port/exchange_message.h"

enum { MIME_DEPTH_MAX = 50, MIME_NAME_MAX = 200 };

#define MIME_CCMAIL_DOMAIN "ccmail.example"

enum status MUST_CHECK mime_read(struct bytes mail, struct arena *arena,
                                 struct exchange_message *message_out,
                                 struct diagnostic *diagnostic_out);

#endif

/*
 * ccm -- the text format of cc:Mail messages that IMPORT reads and EXPORT writes
 *
 * A file holds one message after another:
 *
 *     Message:
 *            179                 size of the rest of the message, with /ITEMSIZE
 *     From: Grewal, Jeff at Hub
 *     Date: 6/2/98 8:39
 *     To: Admin at HUBPO2        one line an addressee; likewise Cc: and Bcc:
 *     Subject: Another message
 *     Contents:                  mandatory (Q234745)
 *             58                 size of all items
 *     Text item: title
 *             32
 *     ...bytes...
 *     File item: ABC.WK4 6/2/98 8:39AM
 *           3072
 *     ...bytes...
 *
 * Lines end in CR LF. Counts are decimal, right-aligned in ten columns, followed by CR LF; each
 * block (message, contents, item) ends with CR LF that its count includes.
 *
 * The reader takes any width, skips blanks, and does not demand CR LF between blocks (Q184391). A
 * count that is blank, or 0 for a message or its contents, is unknown, and the reader
 * resynchronises on keywords (Q287056); a count that leads out of the block around it is damage.
 * Keywords are not case-sensitive. Unknown header lines (`RRT:`, Q262989) and second From, Date and
 * Subject lines are kept in `extra`, never an error. Without a count behind `Message:` there is
 * none anywhere (/ITEMSIZE was not given); a line there that begins with a digit and is no count
 * is damage.
 *
 * What was written is read back equal, but for outer blanks of From, Date, addresses and file
 * names, and for line ends in any header value: they are blanks. Subjects and titles of text keep
 * theirs. Source: (Q184052, Q184391, Q287056, Q234745).
 *
 * Units   all text is in the post office's code page, not UTF-8. Sizes are bytes.
 * Errors  ST_NO_MORE at the end of the bytes; ST_FILE_CORRUPT with line, column, offset and text in
 *         the diagnostic (may be NULL); *offset then stays where it was.
 * Owns    nothing; views into the input or the arena.
 * Limits  CCM_TEXT_ITEM_MAX is the 20 KB of RN50 2.6.15 (the reader takes more).
 */
#ifndef CONNECTOR_BASE_CCM_H
#define CONNECTOR_BASE_CCM_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/require.h"
#include "base/status.h"

enum { CCM_TEXT_ITEM_MAX = 20480, CCM_ITEMS_MAX = 20 };

enum ccm_address_kind { CCM_TO, CCM_CC, CCM_BCC };

struct ccm_address {
    enum ccm_address_kind kind;
    const char *name; /* "Last, First at PO" as written */
};

enum ccm_item_kind { CCM_TEXT, CCM_FILE };

struct ccm_item {
    enum ccm_item_kind kind;
    const char *title; /* text: may be empty; file: name, or name and date as written */
    struct bytes content;
};

struct ccm_message {
    const char *from;
    const char *date; /* as written */
    const char *subject;
    const struct ccm_address *addresses; /* in the order written */
    uint32_t address_count;
    const struct ccm_item *items;
    uint32_t item_count;
    const char *extra; /* other header lines, each ended by CR LF; "" when none */
};

/* Appends one message. */
void ccm_write(struct buffer *target, const struct ccm_message *message);
/* The same without counts (/ITEMSIZE not given). Then keywords alone part the items: no line of an
 * item may begin like one of Message:, Text item:, File item:, and the end of an item may hold no
 * line end that is not CR LF. */
void ccm_write_plain(struct buffer *target, const struct ccm_message *message);

/* The same, but a file item with the count 0 goes to the next keyword (/FILES/SIZE0). */
enum status MUST_CHECK ccm_read_sizeless(struct bytes file, size_t *offset, struct arena *arena,
                                         struct ccm_message *message_out,
                                         struct diagnostic *diagnostic_out);

/* With counts, but no CR LF ends any block: the next message follows its last byte (Q184391). */
void ccm_write_run_on(struct buffer *target, const struct ccm_message *message);

/* Reads the message at *offset and moves *offset behind it. Texts are copied to the arena, item
 * contents point into `file`. */
enum status MUST_CHECK ccm_read(struct bytes file, size_t *offset, struct arena *arena,
                                struct ccm_message *message_out, struct diagnostic *diagnostic_out);

#endif

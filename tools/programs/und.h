/*
 * und -- the .UND file: what IMPORT could not deliver, beside the .CCM file it came from
 *
 * One report for each message with refused recipients. Lines end in CR LF; texts are as they were
 * in the .CCM file.
 *
 *     Your message was not delivered to all recipients     exactly these two lines (Q180641)
 *     The cause of the failure(s) is listed below
 *     ***  Recipient unknown  ***     the first reason
 *     File: MSG1.CCM 211 0123...      whose message it is: name, bytes, hash in hexadecimal
 *     Message-Number: 0               of the message in the file, from 0
 *     From: Grewal, Jeff at Hub       the four lines are always there, perhaps empty
 *     Date: 6/2/98 8:39
 *     Subject: Another message
 *     Recipient: Admin at HUBPO2      one pair for each refused recipient; none at all when the
 *     Reason: Recipient unknown       file could not be read (then it is kept, code 1)
 *     Text:
 *             26                      bytes that follow, right-aligned in ten columns
 *     ...bytes of the first text item...
 *     End-Of-Report                   CR LF before it and behind it
 *
 * The file is whole or absent: IMPORT writes a .TMP file and renames it before it commits any
 * message of that .CCM, and replaces it in a later run of the same file; reports of other files of
 * that stem stay. Two files that are alike to the byte are one file here: who is refused by both
 * stands there once. A file that ends without End-Of-Report is not ours; a report without a File
 * line is of an unknown file.
 *
 * Errors  ST_NO_MORE at the end; ST_FILE_CORRUPT.
 * Owns    nothing; texts lie on the arena given.
 */
#ifndef TOOLS_PROGRAMS_UND_H
#define TOOLS_PROGRAMS_UND_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/require.h"
#include "base/status.h"

struct und_refusal {
    const char *recipient;
    const char *reason;
};

struct und_report {
    const char *file; /* "": not known */
    uint32_t ordinal;
    const char *from;
    const char *date;
    const char *subject;
    const char *reason; /* the first one */
    const struct und_refusal *refusals;
    size_t refusal_count;
    struct bytes text;
};

void und_write(struct buffer *target, const struct und_report *report);
/* Reads the report at *offset and moves *offset behind it. ST_NO_MORE at the end; ST_FILE_CORRUPT.
 */
enum status MUST_CHECK und_read(struct bytes file, size_t *offset, struct arena *arena,
                                struct und_report *report_out);

#endif

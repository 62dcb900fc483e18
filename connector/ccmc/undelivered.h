/*
 * undelivered -- what IMPORT writes into a .und file
 *
 * One notice for each message with refused addressees, lines ended by CR LF:
 *
 *     Your message was not delivered to all recipients        (Q180641)
 *     The cause of the failure(s) is listed below
 *     ***  Recipient unknown  ***                             the first reason
 *     From: Grewal, Jeff at Hub                               of the refused message
 *     Subject: Another message
 *     Recipient: Admin at HUBPO2                              one pair an addressee
 *     Reason: Recipient unknown
 *     Text:
 *             26                                              bytes that follow
 *     ...bytes...
 *     End-Of-Report
 *
 * No addressee at all: IMPORT could not read the message file. Other "Key: value" lines are
 * skipped.
 *
 * Units   texts are in the post office's code page.
 * Errors  ST_NO_MORE at the end; ST_FILE_CORRUPT.
 * Owns    nothing; results lie on the arena.
 */
#ifndef CONNECTOR_CCMC_UNDELIVERED_H
#define CONNECTOR_CCMC_UNDELIVERED_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/require.h"
#include "base/status.h"

struct undelivered {
    const char *from;    /* "" when not known */
    const char *subject; /* "" when not known */
    const char *reason;
    const char
        *details; /* "recipient CR LF ***  reason  *** CR LF" for each; "" when there is none */
    uint32_t refusal_count;
};

enum status MUST_CHECK undelivered_read(struct bytes file, size_t *offset, struct arena *arena,
                                        struct undelivered *undelivered_out);

#endif

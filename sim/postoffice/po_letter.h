/*
 * po_letter -- what the reader of a letter does with it: reads it, passes it on
 *
 * Reading marks it, and sends a receipt when its writer asked for one (connector/base/ccm_marks.h).
 * The receipt is there before the mark, so one that is cut off in between is sent again, never
 * lost. Passing on makes a new letter with the same items, whose header says from whom it came.
 * Both take the commit lock.
 *
 * Errors  ST_NOT_FOUND: no such letter, or nobody of that name. ST_FILE_CORRUPT: it cannot be read.
 *         ST_TOO_LONG: the header would be over 4 KB (DB6) or 160 KB (DB8).
 * Owns    nothing; results lie on the arena.
 */
#ifndef SIM_POSTOFFICE_PO_LETTER_H
#define SIM_POSTOFFICE_PO_LETTER_H

#include "base/ccm.h"
#include "postoffice.h"

enum { PO_HEADER_MAX_DB6 = 4096, PO_HEADER_MAX_DB8 = 163840 };

/* Whose hand is on which letter, and when. */
struct po_reader {
    const struct po_entry *entry; /* its mailbox, list or board */
    const char *date;             /* as it is written in headers */
};

/* Letter `id` of mailbox `usr`, as it is stored. */
enum status MUST_CHECK po_letter_load(struct postoffice *po, uint32_t usr, uint64_t id,
                                      struct arena *arena, struct ccm_message *letter_out);
/* *receipt_out: the id of the receipt; 0: none was asked for, or it was read before. */
enum status MUST_CHECK po_letter_read(struct postoffice *po, const struct po_reader *reader,
                                      uint64_t id, struct arena *arena, uint64_t *receipt_out);
enum status MUST_CHECK po_letter_forward(struct postoffice *po, const struct po_reader *reader,
                                         uint64_t id, const char *to, struct arena *arena);

/* A report of cc:Mail's own has this subject whatever the letter's, and why in its forwarding
 * history, too (Q184624, Q228743). A line of its text begins with po_report_about and goes on with
 * the letter's subject. It comes from po_administrator and the name of the post office that refused
 * it. */
extern const char po_receipt[]; /* in front of the subject of a receipt */
extern const char po_report_subject[];
extern const char po_administrator[];
extern const char po_report_about[];

#endif

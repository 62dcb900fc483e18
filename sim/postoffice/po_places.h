/*
 * po_places -- folders, marks and notes of a mailbox: what is wrong with them, and mending it
 *
 * For ANALYZE and CHKSTAT DIAGNOSTICS/R. None of it can lose a letter: one whose place does not
 * check, or whose folder has no name, lies in the Inbox afterwards.
 *
 * Errors  those of the post office; ST_FILE_CORRUPT of one mailbox is passed over.
 * Owns    nothing.
 */
#ifndef SIM_POSTOFFICE_PO_PLACES_H
#define SIM_POSTOFFICE_PO_PLACES_H

#include "postoffice.h"

/* Adds to stray_bytes: pointers before the first live one of the loaded mailbox that do not check.
 */
enum status MUST_CHECK po_places_left(struct postoffice *po, struct po_report *report);
/* Adds torn_places, old_notes and nameless_folders of mailbox `usr`. */
enum status MUST_CHECK po_places_check(struct postoffice *po, uint32_t usr, struct arena *arena,
                                       struct po_report *report);
/* Needs the lock. All mailboxes; *mended_out counts places and notes. */
enum status MUST_CHECK po_places_mend(struct postoffice *po, struct arena *scratch,
                                      uint32_t *mended_out);

#endif

/*
 * po_remake -- what an administrator makes of a post office that is there: another name, more room
 *
 * Name    in the code page of the post office; it stands in CLANDATA's header only. Addresses that
 *         others have written elsewhere stay as they are.
 * Room    MLANDATA grows by blocks that no message has, as after letters that were deleted: what
 *         comes next is written into them first, and only RECLAIM gives them back.
 *
 * Both take the lock. Errors ST_LOCK_VIOLATION, ST_TOO_LONG, ST_BAD_NAME (no name, or a text of
 * several lines), and the port's answers; after one of these of po_grow the post office may have
 * lost blocks until RECLAIM.
 */
#ifndef SIM_POSTOFFICE_PO_REMAKE_H
#define SIM_POSTOFFICE_PO_REMAKE_H

#include "postoffice.h"

enum status MUST_CHECK po_rename(struct postoffice *po, const char *name);
/* Until MLANDATA has that many bytes; ST_OK when it has them already. */
enum status MUST_CHECK po_grow(struct postoffice *po, uint64_t size_bytes, struct arena *scratch);

#endif

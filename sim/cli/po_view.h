/*
 * po_view -- what is in a post office, for people
 *
 * Memory  on the arena given. Texts of the post office come out in UTF-8.
 */
#ifndef SIM_CLI_PO_VIEW_H
#define SIM_CLI_PO_VIEW_H

#include "base/buffer.h"
#include "postoffice.h"

/* Counts, files, wear, and how many messages have how many extents. `word` is not used. */
enum status MUST_CHECK po_view_stat(struct postoffice *po, const char *word, struct arena *arena,
                                    struct buffer *target);
/* Entries, messages by mailbox, runs of blocks. `word` is not used. */
enum status MUST_CHECK po_view_dump(struct postoffice *po, const char *word, struct arena *arena,
                                    struct buffer *target);
/* One row of the curve of fragmentation. */
void po_view_curve_head(struct buffer *target);
enum status MUST_CHECK po_view_curve(struct postoffice *po, uint32_t turnover, struct arena *arena,
                                     struct buffer *target);

#endif

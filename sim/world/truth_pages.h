/*
 * truth_pages -- letters whose bytes the connector takes for another code page than the post
 * office's
 *
 * The ledger compares what no conversion changes, letters and digits of ASCII. Where one of the two
 * pages has characters of two bytes, a trail byte taken for a character of its own, or one that is
 * swallowed, changes even these (Q247018). That is no loss: what the letter will say then is noted
 * beside what was sent. Pages are those of the moment it is sent: the one that the running service
 * began with, and the one that it will have when it is started anew.
 *
 * Errors  none.
 * Owns    nothing; texts lie on the arena given.
 */
#ifndef SIM_WORLD_TRUTH_PAGES_H
#define SIM_WORLD_TRUTH_PAGES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "world/mail.h"

struct connector;
struct truth_letter;
struct world;

struct truth_paged {
    struct office *office;
    struct connector *connector; /* NULL: nothing is noted */
    bool is_outbound;
    const char *subject;
    const struct mail_item *items;
    uint32_t item_count;
};
/* What the settings of the connector and its machine make it take the post office's page for. */
enum text_code_page truth_pages_of(struct world *world, struct connector *connector);
/* Text of a post office as the ledger compares it: where a trail byte could be taken for a letter,
 * its characters. */
struct bytes truth_pages_text(struct arena *arena, enum text_code_page page, struct bytes content);
void truth_pages_note(struct world *world, const struct truth_paged *paged,
                      struct truth_letter *letter);

#endif

/*
 * answer -- somebody at Exchange answers a letter of a cc:Mail user
 *
 * He finds it in his mailbox and writes a new one to the address that it shows as its sender's, as
 * `Re:` in Exchange's own form. That is mail like any other: to cc:Mail by the connector; to the
 * Internet by the way there, or it has no route (Q168356).
 *
 * Errors  NULL, or a text on the world's arena: he has no mailbox. A letter that he does not find
 *         is recorded and changes nothing.
 */
#ifndef SIM_WORLD_ANSWER_H
#define SIM_WORLD_ANSWER_H

#include "world/reading.h"

/* READING_REPLY to an incoming mail. */
const char *answer_at_site(struct world *world, const struct reading *reading);

#endif

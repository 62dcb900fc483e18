/*
 * router_hand -- who has the letters of a queue in hand: EXPORT and ROUTER say it to each other
 *
 * Both empty queues, and either may be cut off between its commit and the queue. So ROUTER reads
 * what EXPORT has noted at the post office (bookmark.h): what was exported is only taken out, and
 * what may be in a file that is not seen from here is left alone. And before it does anything with
 * a letter, it notes there, in the same place, that it has it; the next EXPORT then ends with 4.
 * The note needs not be taken back: it says nothing once the letter is gone from the queue.
 *
 * Errors  those of the port; ST_LOCK_VIOLATION: somebody else has letters in hand.
 */
#ifndef TOOLS_PROGRAMS_ROUTER_HAND_H
#define TOOLS_PROGRAMS_ROUTER_HAND_H

#include "programs/router_way.h"

/* Reads the note of this way's queue. */
enum status MUST_CHECK router_hand_read(struct router_state *router, struct arena *scratch);
/* ROUTER has the letter in hand. */
enum status MUST_CHECK router_hand_take(struct router_state *router);
/* It stays where it is, and nothing was done with it: it is anybody's. ST_PROCESS_GONE or ST_OK;
 * what is not noted keeps EXPORT away until ROUTER comes again. */
enum status MUST_CHECK router_hand_let_go(struct router_state *router);

#endif

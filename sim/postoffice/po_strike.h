/*
 * po_strike -- damage to one place of a post office: a message, or the directory
 *
 * Bytes change behind the checksums' back: one of each block or entry becomes another, or foreign
 * bytes stand where the place begins. What is found, by whom and what mends it follows from the
 * bytes. Kinds of damage that came about in some way are rows of po_damage.def.
 *
 * Needs the lock. Errors ST_NOT_FOUND: there is nothing to damage; ST_TOO_LONG: the foreign bytes
 * are more than the place has.
 */
#ifndef SIM_POSTOFFICE_PO_STRIKE_H
#define SIM_POSTOFFICE_PO_STRIKE_H

#include "base/buffer.h"
#include "postoffice.h"

/* foreign.size 0: no foreign bytes. */
enum status MUST_CHECK po_strike_message(struct postoffice *po, const struct po_message *message,
                                         struct bytes foreign);
enum status MUST_CHECK po_strike_directory(struct postoffice *po, struct bytes foreign);

#endif

/*
 * reading -- what people do with a letter that has come: read it, pass it on, answer it, file it
 *
 * A cc:Mail user opens the post office as his mail program does (office_reader), finds the letter
 * in his mailbox by what the ledger knows of it, and does with it what po_letter.h says. What goes
 * to the site because of that - a receipt, the letter passed on, an answer - is mail like any
 * other: the ledger owes it, and it may be declared by a name. A lock of somebody else makes him
 * try again later (assumption CLIENT_TRIES).
 *
 * Errors  NULL, or a text on the world's arena: there is no such reader or post office. A letter
 *         that he does not find and an address that nobody has are recorded and change nothing.
 */
#ifndef SIM_WORLD_READING_H
#define SIM_WORLD_READING_H

#include "world/mail.h"

enum reading_act { READING_READ, READING_FORWARD, READING_REPLY, READING_FILE };

struct reading {
    enum reading_act act;
    const struct mail *mail; /* an outgoing one: it lies in a mailbox of the post office */
    const char *by;          /* whose mailbox; NULL: its first recipient */
    const char *to;    /* READING_FORWARD; READING_FILE: a folder, made when it is not there */
    bool to_all;       /* READING_REPLY: also to the other recipients */
    const char *gives; /* what the mail that comes of it is called; "" */
};

/* Copies it; its texts stay. */
const char *reading_do(struct world *world, const struct reading *reading);

#endif

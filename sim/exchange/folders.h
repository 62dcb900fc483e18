/*
 * folders -- public folders of an Exchange site that are crossed with bulletin boards
 *
 * A folder is a recipient of the site: cc:Mail knows it as "#Name at SITE". Its rule sends all that
 * comes there on to the board's address, whoever posted it: nothing says where a post has been, so
 * a folder and a board that pass on to each other go round for ever (Q156063 2.6.8, assumption
 * BOARD_COPIES).
 *
 * Owns    nothing; all lies on the world's arena.
 */
#ifndef SIM_EXCHANGE_FOLDERS_H
#define SIM_EXCHANGE_FOLDERS_H

#include "exchange/site.h"

struct mail;
struct office;

/* A bulletin board, and the folder that it is crossed with. */
struct board {
    const char *name;
    struct office *home;
    struct site_recipient *folder; /* NULL: none */
    const char *copy;              /* "#Social at SITE1": how the folder is written to */
    bool comes_in;                 /* from the board into the folder */
    struct board *next;
};

struct board *board_find(const struct world *world, const struct office *home, const char *name);
/* Made where it is missing. */
struct board *board_need(struct world *world, struct office *home, const char *name);
/* The folder of this name ("Public\Social"); NULL. */
struct site_recipient *folder_find(struct world *world, const char *name);
/* Somebody has posted: the folder has it, and its rule sends it on. `mail` is what a scenario calls
 * it; NULL. */
void folder_post(struct world *world, struct connector *connector, struct site_recipient *folder,
                 const struct exchange_message *message, const struct mail *mail);

#endif

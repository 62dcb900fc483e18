/*
 * outside -- the world beyond an Exchange site, as far as letters of cc:Mail users go there
 *
 * By a way (the Internet Mail Service) what is addressed to SMTP leaves the site: the world beyond
 * takes it, takes it and answers, or returns it. Without a way it has no route and is returned as
 * unknown (Q168356).
 *
 * Owns    nothing; all lies on the world's arena.
 */
#ifndef SIM_EXCHANGE_OUTSIDE_H
#define SIM_EXCHANGE_OUTSIDE_H

#include <stdbool.h>

#include "port/exchange_message.h"

struct connector;
struct world;

enum outside_does { OUTSIDE_ACCEPTS, OUTSIDE_ANSWERS, OUTSIDE_RETURNS };

struct outside {
    const char *name; /* "INTERNET" */
    bool has_way;
    enum outside_does does;
    struct outside *next;
};

struct outside *outside_find(const struct world *world, const char *name);
struct outside *outside_need(struct world *world, const char *name); /* made where it is missing */
void outside_forget(struct world *world, const char *name);
/* Does a letter to this address ("SMTP:pat@far.example") get there, and stay? */
bool outside_takes(const struct world *world, const char *address);
/* One that was taken is answered, where they answer. */
void outside_answer(struct world *world, struct connector *connector,
                    const struct exchange_message *message,
                    const struct exchange_address *recipient);

#endif

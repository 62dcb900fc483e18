/*
 * address -- names on both sides of the connector
 *
 * cc:Mail side: "user at postoffice", blanks around "at" significant (Q184994); the last
 * " at " counts. Exchange side: a proxy "CCMAIL:user at postoffice" in which / is the escape
 * character: "/x" is x itself (Q166556).
 *
 * Outbound: a recipient must be a CCMAIL proxy, or a one-off
 * "[ccmail:user@domain at internet]"; anything else has no place in a post office. A sender
 * of another type is encapsulated, "User [SMTP:user@domain] at SITE"; a comma in such a name
 * becomes a semicolon and the name stands in quotes (Q179677). An EX sender is his display
 * name at SITE.
 *
 * Inbound: "... [TYPE:value] at PO" is TYPE:value again, and "user@domain.domain at SITE" is
 * SMTP. At another post office, a gateway of cc:Mail's own, it is a name like any other, so that
 * an answer goes back the same way; 5.0 before SP1 made SMTP of that, too (Q168356).
 *
 * Units   UTF-8 on both sides; code pages are convert's work.
 * Owns    nothing; results lie on the arena or are views of the arguments.
 * Source  Q184994, Q188680, Q179677, Q168356.
 */
#ifndef CONNECTOR_CCMC_ADDRESS_H
#define CONNECTOR_CCMC_ADDRESS_H

#include <stdbool.h>

#include "base/arena.h"
#include "port/exchange_message.h"

/* The cc:Mail name of a recipient; NULL when it has none. */
const char *address_of_recipient(struct arena *arena, const struct exchange_address *address);
/* Its part in front of the last " at ", which the post office looks for in its own directory
 * (Q184052); all of it when there is none, or nothing in front of it. */
const char *address_user(struct arena *arena, const char *name);
/* The cc:Mail name of a sender; never NULL. */
const char *address_of_sender(struct arena *arena, const struct exchange_address *address,
                              const char *site);
/* The Exchange address of a cc:Mail name. site NULL: names of the Internet are SMTP wherever they
 * are. */
struct exchange_address address_from_ccmail(struct arena *arena, const char *name,
                                            const char *site);
/* A cc:Mail name as a proxy: "CCMAIL:" and the name with its escapes. */
const char *address_ccmail(struct arena *arena, const char *name);
/* True when the name ends in " at <site>". */
bool address_is_at(const char *name, const char *site);

#endif

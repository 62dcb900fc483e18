/*
 * defaults -- what a scenario does not say: the default world
 *
 * Host EX1, domain EXCH, site SITE1 with one Exchange user, one cc:Mail user in each post office
 * that names none, the programs that the tab names on the search path, directory synchronization
 * completed unless said otherwise; then the letters that wait at @0s.
 *
 * Errors  a text for the author of the scenario.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_DEFAULTS_H
#define SIM_WORLD_DEFAULTS_H

struct world;

extern const char default_exchange_user[]; /* "Brady, Sally" */
extern const char default_ccmail_user[];   /* "Smith, J" */

const char *
defaults_apply(struct world *world); /* NULL, or a text for the author of the scenario */

#endif

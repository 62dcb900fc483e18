/*
 * accounts -- accounts as scenarios name them: AUTHORITY\name
 *
 * An authority that is a declared NetWare server holds NetWare accounts; any other one is an NT
 * domain or machine.
 *
 * Errors  NULL, or a text on the run arena.
 * Owns    nothing.
 */
#ifndef SIM_SCENARIO_WORDS_ACCOUNTS_H
#define SIM_SCENARIO_WORDS_ACCOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/run.h"

struct machine *account_netware(const struct run *run,
                                const char *authority); /* NULL: an NT authority */
/* Finds it, or makes it with the default password. */
const char *account_need(struct run *run, const char *full_name, enum identity_kind kind,
                         struct identity **who_out);
/* Where in the tree it is: sets it, and makes the containers around it. "" lifts it. */
const char *account_place(struct run *run, struct identity *who, const char *context);
/* Containers of a context at a NetWare server, which trustees can be, with [Root] and [Public]. */
const char *account_containers(struct run *run, const char *server, const char *context);
/* Must be there. */
const char *account_get(struct run *run, const char *full_name, struct identity **who_out);
/* For an access control list: an account (made when it is a new NT one), or Everyone,
 * Administrators, SYSTEM. */
const char *account_id(struct run *run, const char *name, identity_id *id_out);
/* The NT account that has the same name as a NetWare one: first that of a connector; NULL. */
struct identity *account_nt_twin(const struct run *run, const char *name,
                                 const char **password_out);

#endif

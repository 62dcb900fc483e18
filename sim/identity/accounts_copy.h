/*
 * accounts_copy -- a data base of accounts as a backup holds it: a bindery, a directory, a domain
 *
 * Everything that the server keeps of its accounts and groups: passwords, restrictions, counters,
 * members, equivalences. Ids stay, so what was assigned to an account is its again. Sessions are no
 * part of it: who is logged on stays so, with the identity that he was given.
 *
 * Owns    the copy, on the arena given.
 */
#ifndef SIM_IDENTITY_ACCOUNTS_COPY_H
#define SIM_IDENTITY_ACCOUNTS_COPY_H

#include "identity/identity.h"

struct accounts_copy;

/* Is there any account of that authority? */
bool accounts_any(const struct identities *all, const char *authority);
const struct accounts_copy *accounts_copy_take(struct identities *all, const char *authority,
                                               struct arena *arena);
/* Accounts that came later go, those that were removed are back. */
void accounts_copy_restore(struct identities *all, const struct accounts_copy *copy);

#endif

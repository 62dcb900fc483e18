/*
 * token -- the ids that an account has at a logon
 *
 * The user, then all that has him as a member. NT: groups, groups that hold those (a global group
 * in a local one), Everyone, Authenticated Users, and the kind of logon. NetWare: groups and users
 * that he is security equivalent to, both direct only, EVERYONE among them; of a 4.x tree also
 * every container in his full name, [Root] and [Public] (assumption PUBLIC_RIGHTS).
 *
 * Errors  ST_TOO_MANY_IDS: more than IDENTITY_TOKEN_MAX; nothing is left out in silence.
 * Owns    the lists, on the arena of the identities: one for all equal tokens.
 */
#ifndef SIM_IDENTITY_TOKEN_H
#define SIM_IDENTITY_TOKEN_H

#include "identity/identity.h"

enum { TOKEN_BUCKETS = 32 };

struct token_set;

struct token_sets {
    struct arena *arena;
    struct token_set *buckets[TOKEN_BUCKETS];
    uint32_t count;
};

struct token_sets *identity_tokens(struct identities *all);

enum status MUST_CHECK token_take(struct identities *all, const struct identity *who,
                                  enum identity_logon_kind kind, struct identity_token *token_out);

#endif

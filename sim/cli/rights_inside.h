/*
 * rights_inside -- what the files of `rights explain` share; nobody else includes it
 */
#ifndef SIM_CLI_RIGHTS_INSIDE_H
#define SIM_CLI_RIGHTS_INSIDE_H

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "world/world.h"

enum { RIGHTS_NAME_SIZE = 2 * IDENTITY_NAME_SIZE };

struct explaining {
    struct world *world;
    struct arena *arena; /* of the explanation */
    struct buffer *target;
    struct diagnostic *diagnostic; /* of the user's mistake */
    const char *account_name;
    const char *path;
    struct identity *account;
    struct logon *logon;
    struct network_reach reach;
    volume_node node;
    volume_node parent;
};

/* "EXCH\svc-ccmc" of an id. */
const char *rights_name(const struct explaining *x, identity_id id);
/* "SYS:CCDATA" or "D:\ccdata" of a node on the way's volume. */
const char *rights_place(const struct explaining *x, volume_node node);

/* rights_lists.c: what gave the rights, line by line, and the sum. */
void rights_explain_share(struct explaining *x, const struct share *share,
                          const struct identity_token *token);
void rights_explain_lists(struct explaining *x);
void rights_explain_trustees(struct explaining *x);

/* rights_operations.c: each operation with its answer. */
void rights_explain_operations(struct explaining *x);
/* None of them was reached. */
void rights_explain_unreached(struct explaining *x, enum status status);

#endif

/*
 * node_rights -- what a volume keeps with an entry for the models: trustees and mask, attributes,
 * ACL
 *
 * An entry without anything of it has no record. Equal ACLs of one volume are one object, so
 * creating and deleting files for a year makes no memory grow; records of removed entries are used
 * again.
 *
 * What a token was granted on an entry is kept, under the token's number (tokens without one are
 * judged each time), until somebody edits rights of the volume or the entry moves or goes.
 *
 * Owns    records and ACLs, on the volume's arena; reached from the root's record.
 */
#ifndef SIM_FS_NODE_RIGHTS_H
#define SIM_FS_NODE_RIGHTS_H

#include "fs/fs.h"

struct node_rights {
    struct nw_node netware;
    uint32_t attributes;
    const struct acl *acl; /* NULL: no DACL */
    /* What a new file [0] and directory [1] in here got last, and whose they were; forgotten when
     * the ACL changes. */
    const struct acl *inherited[2];
    identity_id inherited_owner[2];
    struct node_rights *next_free;
};

static inline const struct node_rights *node_rights_of(const struct volume *volume,
                                                       volume_node node)
{
    return volume_rights(volume, node);
}

/* `rights` were those of an entry that is removed now; NULL is fine. */
void node_rights_forget(struct volume *volume, struct node_rights *rights);
/* The entry got another directory. */
void node_rights_moved(struct volume *volume, volume_node node);
/* The entry was removed; another one may get its number. */
void node_rights_gone(struct volume *volume, volume_node node);
/* A new entry inherits from its directory as NT 4 does it. */
void node_rights_inherit(struct volume *volume, volume_node node, volume_node parent,
                         identity_id owner);
/* Has the token a NetWare assignment somewhere below? It makes the path down to there visible. */
bool node_rights_leads_to(const struct volume *volume, volume_node directory,
                          const struct identity_token *token);

#endif

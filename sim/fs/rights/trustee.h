/*
 * rights/trustee -- NetWare effective rights
 *
 * Walks from the volume root to the entry, each id on its own; the results are OR-ed. A trustee
 * assignment replaces what that id inherited; without one, the Inherited Rights Mask filters it.
 * Supervisor, once held on the way, cannot be masked or taken back lower down. The mask applies to
 * files too and never filters an assignment at the same node.
 *
 * Units   NetWare bits. Errors none; no rights is 0.
 * Owns    nothing; pure functions.
 * Source  Novell HPS 3-12, HPC 1-47, 1-68, 1-174; judged by 1,000 vectors
 *         (tests/unit/check_trustee.c).
 */
#ifndef SIM_FS_RIGHTS_TRUSTEE_H
#define SIM_FS_RIGHTS_TRUSTEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t nw_rights;

#define NW_READ 0x001u
#define NW_WRITE 0x002u
#define NW_CREATE 0x008u
#define NW_ERASE 0x010u
#define NW_ACCESS_CONTROL 0x020u
#define NW_FILE_SCAN 0x040u
#define NW_MODIFY 0x080u
#define NW_SUPERVISOR 0x100u
#define NW_ALL 0x1FBu

enum { NW_RIGHTS_TEXT_SIZE = 9 };

struct nw_trustee {
    uint32_t id; /* identity id */
    nw_rights rights;
};

/* What a NetWare volume keeps with an entry. A zeroed struct: no trustees, mask of all rights. */
struct nw_node {
    const struct nw_trustee *trustees;
    uint32_t trustee_count;
    bool has_mask;
    nw_rights mask;
};

/* Whose rights: ids fixed at login, and whether the connection is supervisor or equivalent. */
struct nw_who {
    const uint32_t *ids;
    uint32_t id_count;
    bool is_supervisor;
};

nw_rights nw_effective_rights(const struct nw_node *const *root_to_leaf, size_t depth,
                              const struct nw_who *who);
/* "RWCEMF" in the order S R W C E M F A; "" for none. */
void nw_rights_text(nw_rights rights, char text_out[NW_RIGHTS_TEXT_SIZE]);
/* Letters in any order and case, "" = none; false at a letter that is no right, with its index. `S`
 * alone is Supervisor. */
bool nw_rights_parse(const char *text, nw_rights *rights_out, size_t *bad_index_out);

#endif

/*
 * rights/acl -- the access check of Windows NT
 *
 * First entry in DACL order that speaks about a bit decides it; a missing DACL grants all; an empty
 * one leaves the owner READ_CONTROL and WRITE_DAC.
 *
 * Units   NT access masks.
 * Owns    nothing; pure functions.
 * Errors  ACL_DENIED (5); a missing privilege is ACL_NO_PRIVILEGE (1314).
 * Source  MS-DTYP 2.5.3.2, KB Q231903; judged by Samba vectors (tests/unit/check_acl.c).
 */
#ifndef SIM_FS_RIGHTS_ACL_H
#define SIM_FS_RIGHTS_ACL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t nt_mask;

#define NT_READ_DATA 0x1u
#define NT_WRITE_DATA 0x2u  /* on a directory: add file */
#define NT_APPEND_DATA 0x4u /* on a directory: add subdirectory */
#define NT_READ_EA 0x8u
#define NT_WRITE_EA 0x10u
#define NT_EXECUTE 0x20u
#define NT_DELETE_CHILD 0x40u
#define NT_READ_ATTRIBUTES 0x80u
#define NT_WRITE_ATTRIBUTES 0x100u
#define NT_DELETE 0x10000u
#define NT_READ_CONTROL 0x20000u
#define NT_WRITE_DAC 0x40000u
#define NT_WRITE_OWNER 0x80000u
#define NT_SYNCHRONIZE 0x100000u
#define NT_ACCESS_SYSTEM_SECURITY 0x1000000u
#define NT_MAXIMUM_ALLOWED 0x2000000u
#define NT_GENERIC_READ 0x120089u
#define NT_GENERIC_WRITE 0x120116u
#define NT_GENERIC_EXECUTE 0x1200A0u
/* As programs ask for them, before mapping. */
#define NT_ANY_READ 0x80000000u
#define NT_ANY_WRITE 0x40000000u
#define NT_ANY_EXECUTE 0x20000000u
#define NT_ANY_ALL 0x10000000u
#define NT_FULL 0x1F01FFu
#define NT_CHANGE 0x1301BFu
#define NT_READ 0x1200A9u

enum acl_kind { ACL_ALLOW, ACL_DENY };
enum acl_flags {
    ACL_OBJECT_INHERIT = 1,
    ACL_CONTAINER_INHERIT = 2,
    ACL_NO_PROPAGATE = 4,
    ACL_INHERIT_ONLY = 8
};

struct acl_entry {
    enum acl_kind kind;
    uint32_t flags;
    nt_mask mask;
    uint32_t id; /* identity id in the place of a SID */
};

struct acl {
    bool is_present; /* false: no DACL (everything granted) */
    const struct acl_entry *entries;
    uint32_t count;
    uint32_t owner;
    uint32_t group;
};

struct nt_token {
    const uint32_t *ids; /* user first, then groups */
    uint32_t id_count;
    bool may_security;       /* SeSecurityPrivilege */
    bool may_take_ownership; /* SeTakeOwnershipPrivilege */
};

/* Generic bits become those of files; others stay. */
nt_mask acl_map_generic(nt_mask mask);

enum acl_verdict { ACL_GRANTED, ACL_DENIED, ACL_NO_PRIVILEGE };

/* `want` is generic-mapped already. *granted_out: the bits granted (for MAXIMUM_ALLOWED too).
 * *missing_out: bits of `want` that were not. Both may be NULL. */
enum acl_verdict acl_check(const struct acl *acl, const struct nt_token *token, nt_mask want,
                           nt_mask *granted_out, nt_mask *missing_out);
/* Inheritance at creation as NT 4 does it (no later propagation): fills entries_out (capacity 2 *
 * parent->count) with what a new child gets; answers how many. creator ids replace CREATOR
 * OWNER/GROUP (their ids are given). */
struct acl_creator {
    uint32_t owner;
    uint32_t group;
    uint32_t creator_owner_id; /* well-known id of CREATOR OWNER */
    uint32_t creator_group_id;
};
uint32_t acl_inherit(const struct acl *parent, bool child_is_directory,
                     const struct acl_creator *creator, struct acl_entry *entries_out);
/* What a new child gets where nothing is inherited: the default list of its creator's token, owner
 * and SYSTEM with everything. */
enum { ACL_DEFAULT_ENTRIES = 2 };
void acl_default(uint32_t owner, uint32_t system,
                 struct acl_entry entries_out[ACL_DEFAULT_ENTRIES]);
/* "read", "change", "full", "none" and the like; masks to words for listings. false: no such word.
 */
bool acl_level_parse(const char *word, nt_mask *mask_out);

#endif

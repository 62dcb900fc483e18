/*
 * nt_file -- which NT rights an operation needs, and on what
 *
 * Shared by the models of NT: the local disk, the share, and the share ACL of a gateway.
 *
 * Source  MS-DTYP 2.5.3.2; the table of operations is what 300 x 17 operations of a real
 * server fit.
 */
#ifndef SIM_FS_NT_FILE_H
#define SIM_FS_NT_FILE_H

#include "fs/fs.h"

/* Share ACL (way->share_mask), then the DACLs of the volume. */
bool nt_file_judge(const struct fs_question *question, struct fs_refusal *refusal_out);
/* Share ACL alone: answers the bits that it does not leave to the caller. */
nt_mask nt_file_share_lacks(const struct fs_question *question);
/* Owner and inherited entries of what was just made. */
void nt_file_created(const struct fs_way *way, volume_node node, volume_node parent);
/* What an open with these rights does to others, in the bits of struct sharing_open. */
uint32_t nt_file_sharing_access(nt_mask access);
/* "read, delete" */
void nt_file_lacks_text(uint32_t lacks, char *target, size_t capacity);

#endif

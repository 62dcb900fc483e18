/*
 * netware_file -- which NetWare rights an operation needs, and what the server answers without them
 *
 * Shared by the models that end at a NetWare volume: the plain client and the gateway.
 *
 * Source  Novell SDK pages (NWOpenFile, NWDeleteNSEntry ...), HPC 1-9 to 1-11 (attributes).
 */
#ifndef SIM_FS_NETWARE_FILE_H
#define SIM_FS_NETWARE_FILE_H

#include "fs/fs.h"

/* Attributes, then effective rights of way->token. */
bool netware_file_judge(const struct fs_question *question, struct fs_refusal *refusal_out);
/* Who made it is its owner, whose space it takes; no trustees, a full mask. */
void netware_file_created(const struct fs_way *way, volume_node node, volume_node parent);
/* "WC" */
void netware_file_lacks_text(uint32_t lacks, char *target, size_t capacity);

#endif

/*
 * fs_inside -- what the files of the file calls share; nobody else includes it
 *
 * Errors  none.
 * Owns    its handles, which go back to the free list.
 */
#ifndef SIM_FS_FS_INSIDE_H
#define SIM_FS_FS_INSIDE_H

#include "fs/fs.h"

struct fs {
    struct arena *arena;
    struct sharing *sharing;
    struct fs_handle *free_handles;
    struct fs_handle *kept; /* closed by those who opened them */
    void *context;          /* of is_connected */
    bool (*is_connected)(void *context, const struct fs_way *way);
    void *granted_context;
    void (*granted)(void *context, const struct fs_question *question);
};

struct fs_handle *fs_handle_take(struct fs *fs);

#endif

/* Open files and locks that a server keeps when their owner is done with them. */
#include "fs/fs_inside.h"

void fs_keep(struct fs *fs, struct fs_handle *handle, bool only_locks)
{
    for (struct fs_handle **link = &fs->kept; *link != NULL;) {
        struct fs_handle *kept = *link;
        if (fs->is_connected != NULL && !fs->is_connected(fs->context, &kept->way)) {
            *link = kept->next_free;
            fs_close(fs, kept);
        } else {
            link = &kept->next_free;
        }
    }
    handle->open.access = only_locks ? 0 : handle->open.access;
    handle->way.token = NULL; /* the session's, which may go */
    handle->next_free = fs->kept;
    fs->kept = handle;
}

struct fs_handle *fs_leave_lock(struct fs *fs, struct fs_handle *handle, uint64_t offset,
                                uint64_t size)
{
    if (sharing_unlock_range(fs->sharing, &handle->open, offset, size) != ST_OK) {
        return NULL;
    }
    struct fs_handle *left = fs_handle_take(fs);
    *left = *handle;
    left->way.token = NULL; /* the session's, which may go */
    left->next_free = NULL;
    left->open.access = 0; /* its lock only is in others' way */
    left->open.share = UINT32_MAX;
    const enum status entered = sharing_enter(fs->sharing, &left->open);
    const enum status locked = sharing_lock_range(fs->sharing, &left->open, offset, size);
    REQUIRE(entered == ST_OK);
    REQUIRE(locked == ST_OK);
    volume_hold(left->way.volume, left->node);
    return left;
}

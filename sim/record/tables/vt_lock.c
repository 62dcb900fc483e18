/* Who has which file open, and which ranges are locked. */
#include "record/table.h"
#include "record/tables/volumes.h"

static void one(struct table_rows *rows, const struct process *process,
                const struct fs_handle *handle, const struct sharing_lock *lock)
{
    char path[2 * OS_PATH_SIZE];
    const bool fits = volume_path(handle->way.volume, handle->node, path, sizeof(path));
    const uint32_t share = handle->open.share;
    const struct machine *machine = NULL;
    const struct machine_volume *on =
        volumes_numbered(process->world->network, handle->way.volume_number, &machine);
    REQUIRE(on != NULL);
    table_text(rows, process->name);
    table_integer(rows, process->slot);
    table_text(rows, machine->name);
    table_text(rows, on->name);
    table_text(rows, fits ? path : NULL);
    table_integer(rows, (handle->access & OS_READ) != 0 ? 1 : 0);
    table_integer(rows, (handle->access & OS_WRITE) != 0 ? 1 : 0);
    table_integer(rows, (share & SHARING_READ) == 0 ? 1 : 0);
    table_integer(rows, (share & SHARING_WRITE) == 0 ? 1 : 0);
    table_integer(rows, handle->way.session);
    if (lock != NULL) {
        table_integer(rows, (int64_t)lock->offset);
        table_integer(rows, (int64_t)lock->size);
    } else {
        table_null(rows);
        table_null(rows);
    }
    table_row(rows);
}

static void all_of(struct table_rows *rows, const struct process *process)
{
    for (uint32_t i = 0; i < PROCESS_HANDLES_MAX; i++) {
        const struct fs_handle *handle = process->handles[i].file;
        if (handle == NULL) {
            continue;
        }
        if (handle->open.locks == NULL) {
            one(rows, process, handle, NULL);
        }
        for (const struct sharing_lock *l = handle->open.locks; l != NULL; l = l->next) {
            one(rows, process, handle, l);
        }
    }
}

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    for (const struct process *p = process_first(context->world); p != NULL; p = p->next) {
        if (p->kind != PROCESS_WORLD) {
            all_of(rows, p);
        }
    }
    return NULL;
}

const struct table table_vt_lock = {
    .name = "vt_lock",
    .help = "open files: by whom, what they deny to others, and locked ranges (null: none)",
    .columns = "process TEXT, actor INTEGER, machine TEXT, volume TEXT, path TEXT, "
               "reads INTEGER, writes INTEGER, denies_read INTEGER, denies_write INTEGER, "
               "session INTEGER, lock_offset INTEGER, lock_size INTEGER",
    .fill = fill,
};

/* Files and directories of all machines, as they are now. */
#include "base/text.h"
#include "record/table.h"
#include "record/tables/volumes.h"

static void one(struct table_rows *rows, const struct machine *machine,
                const struct machine_volume *on, volume_node node)
{
    char path[2 * OS_PATH_SIZE];
    const struct volume_info info = volume_info(on->volume, node);
    if (!volume_path(on->volume, node, path, sizeof(path))) {
        DISCARD(text_copy(path, sizeof(path), info.name), "a name always fits");
    }
    table_text(rows, machine->name);
    table_text(rows, on->name);
    table_text(rows, path);
    table_text(rows, info.name);
    table_text(rows, info.short_name);
    table_integer(rows, info.is_directory ? 1 : 0);
    table_integer(rows, (int64_t)info.size_bytes);
    table_integer(rows, (int64_t)info.modified_ms);
    table_integer(rows, fs_attributes(on->volume, node));
    table_row(rows);
}

/* Depth first, directories before what is in them. */
static void all_below(struct table_rows *rows, const struct machine *machine,
                      const struct machine_volume *on)
{
    volume_node at = volume_first(on->volume, VOLUME_ROOT);
    while (at != 0) {
        one(rows, machine, on, at);
        volume_node next = volume_is_directory(on->volume, at) ? volume_first(on->volume, at) : 0;
        while (next == 0 && at != 0 && at != VOLUME_ROOT) {
            next = volume_next(on->volume, at);
            at = next == 0 ? volume_parent(on->volume, at) : at;
        }
        at = next;
    }
}

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    const struct network *network = context->world->network;
    const struct machine *machine = NULL;
    const struct machine_volume *on = NULL;
    for (uint16_t n = 1; (on = volumes_numbered(network, n, &machine)) != NULL; n++) {
        all_below(rows, machine, on);
    }
    return NULL;
}

const struct table table_vt_file = {
    .name = "vt_file",
    .help = "files and directories of all machines; modified_ms is utc, attributes as DOS numbers "
            "them",
    .columns = "machine TEXT, volume TEXT, path TEXT, name TEXT, short_name TEXT, "
               "is_directory INTEGER, size_bytes INTEGER, modified_ms INTEGER, "
               "attributes INTEGER",
    .fill = fill,
};

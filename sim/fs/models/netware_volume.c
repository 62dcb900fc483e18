/* A NetWare volume reached with the caller's own NetWare account. New entries start without
 * trustees, with a full mask. */
#include "fs/netware_file.h"

static void created(const struct fs_way *way, volume_node node, volume_node parent)
{
    (void)way;
    (void)node;
    (void)parent;
}

const struct fs_model fs_model_netware_volume = {
    .name = "NetWare volume",
    .id = FS_MODEL_netware_volume,
    .lists_by_right = true,
    .judge = netware_file_judge,
    .created = created,
    .lacks_text = netware_file_lacks_text,
};

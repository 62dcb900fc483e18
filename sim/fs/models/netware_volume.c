/* A NetWare volume reached with the caller's own NetWare account. */
#include "fs/netware_file.h"

const struct fs_model fs_model_netware_volume = {
    .name = "NetWare volume",
    .id = FS_MODEL_netware_volume,
    .lists_by_right = true,
    .judge = netware_file_judge,
    .created = netware_file_created,
    .lacks_text = netware_file_lacks_text,
};

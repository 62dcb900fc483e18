/* A directory of an NT machine over the network: what the share ACL leaves, and of that what the
 * DACLs grant. */
#include "fs/nt_file.h"

const struct fs_model fs_model_nt_share = {
    .name = "NT share",
    .id = FS_MODEL_nt_share,
    .judge = nt_file_judge,
    .created = nt_file_created,
    .lacks_text = nt_file_lacks_text,
};

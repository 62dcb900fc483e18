/* A disk of the machine the program runs on: DACLs only; the way's share mask is full. */
#include "fs/nt_file.h"

const struct fs_model fs_model_nt_local = {
    .name = "local disk",
    .id = FS_MODEL_nt_local,
    .judge = nt_file_judge,
    .created = nt_file_created,
    .lacks_text = nt_file_lacks_text,
};

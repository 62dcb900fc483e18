/* The rows of models.def. */
#include <stddef.h>

#include "base/require.h"
#include "fs/fs.h"

const struct fs_model *fs_model_of(enum fs_model_id id)
{
    static const struct fs_model *const models[] = {
        NULL,
#define FS_MODEL(name, listed_name) &fs_model_##name,
#include "fs/models.def"
#undef FS_MODEL
    };
    REQUIRE((unsigned)id < FS_MODEL_COUNT);
    return models[id];
}

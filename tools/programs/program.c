#include "programs/program.h"

#include <string.h>

#include "base/text.h"
#include "postoffice.h"
#include "programs/program_kinds.h"

static const struct program_kind *const kinds[] = {
/* clang-format off */
#define PROGRAM(name) &program_##name,
#include "programs.def"
#undef PROGRAM
    /* clang-format on */
};

struct program_traits program_default_traits(void)
{
    return (struct program_traits){.version = "5.15",
                                   .export_read_only = EXPORT_RO_BOOKMARK,
                                   .import_remembers = true,
                                   .extent_table = 32,
                                   .folder_messages = PO_FOLDER_MESSAGES,
                                   .lock_wait_ms = 15000,
                                   .import_max = 0,
                                   .export_max = 0};
}

const struct program_kind *program_find(const char *file_name)
{
    const char *base = text_base_name(file_name);
    const size_t all = strcspn(base, ".");
    const size_t length = all > 2 && strncmp(base + all - 2, "32", 2) == 0 ? all - 2
                          : all > 1 && base[all - 1] == '2'                ? all - 1
                                                                           : all;
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (strlen(kinds[i]->name) == length && text_equal_n(kinds[i]->name, base, length)) {
            return kinds[i];
        }
    }
    return NULL;
}

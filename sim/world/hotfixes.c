#include "world/hotfixes.h"

#include "ccmc/quirks.h"
#include "host/host_fixes.h"

bool hotfixes_add(struct host_fixes *fixes, const char *name)
{
    bool is_known = host_fixes_add(fixes, name);
    for (uint32_t i = 0; i < QUIRK_COUNT; i++) {
        if (host_fixes_are(quirk_row((enum quirk)i)->fixes, name)) {
            fixes->connector_mended |= UINT32_C(1) << i;
            is_known = true;
        }
    }
    return is_known;
}

const char *hotfixes_names(struct arena *arena)
{
    struct buffer text;
    buffer_init(&text, arena);
    host_fixes_names(&text);
    for (uint32_t i = 0; i < QUIRK_COUNT; i++) {
        const char *fixes = quirk_row((enum quirk)i)->fixes;
        if (fixes[0] != '\0') {
            buffer_format(&text, " %s", fixes);
        }
    }
    return buffer_string(&text);
}

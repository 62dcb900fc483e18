#include "host/host_fixes.h"

#include <string.h>

#include "base/text.h"

static const struct {
    const char *version;
    uint32_t service_pack;
    const char *fixes;
    const char *bringer;
} rows[] = {
#define PLATFORM_QUIRK(name, version, service_pack, fixes, bringer, step, mail)                    \
    {(version), (service_pack), (fixes), (bringer)},
#include "platform_quirks.def"
#undef PLATFORM_QUIRK
};

_Static_assert(PLATFORM_QUIRK_COUNT <= 32, "a set is 32 bits");

bool host_has_quirk(const struct host *host, enum platform_quirk quirk)
{
    REQUIRE(quirk < PLATFORM_QUIRK_COUNT);
    const uint32_t bit = UINT32_C(1) << quirk;
    const int order = strcmp(host->version, rows[quirk].version); /* one digit each side */
    const bool is_of_level =
        order < 0 || (order == 0 && host->service_pack <= rows[quirk].service_pack);
    const bool is_there =
        rows[quirk].bringer[0] != '\0' ? (host->fixes.brought & bit) != 0 : host->is_level_known;
    return is_there && is_of_level && (host->fixes.mended & bit) == 0;
}

bool host_fixes_are(const char *names, const char *name)
{
    const size_t length = strlen(name);
    while (length != 0 && *names != '\0') {
        const size_t word = strcspn(names, " ");
        if (word == length && text_equal_n(names, name, length)) {
            return true;
        }
        names += word + (names[word] == ' ' ? 1 : 0);
    }
    return false;
}

bool host_fixes_add(struct host_fixes *fixes, const char *name)
{
    bool is_known = false;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const uint32_t bit = UINT32_C(1) << i;
        const bool mends = host_fixes_are(rows[i].fixes, name);
        const bool brings = host_fixes_are(rows[i].bringer, name);
        fixes->mended |= mends ? bit : 0;
        fixes->brought |= brings ? bit : 0;
        is_known = is_known || mends || brings;
    }
    return is_known;
}

static void add_names(struct buffer *target, const char *names)
{
    if (names[0] != '\0') {
        buffer_format(target, "%s%s", target->size != 0 ? " " : "", names);
    }
}

void host_fixes_names(struct buffer *target)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        add_names(target, rows[i].fixes);
        add_names(target, rows[i].bringer);
    }
}

#include "ccmc/quirks.h"

#include <string.h>

#include "base/require.h"
#include "base/text.h"

static const struct quirk_row rows[QUIRK_COUNT] = {
#define QUIRK(name, first, last, release, fixes, step, mail)                                       \
    {#name, (first), (last), (release), (fixes), (step), (mail)},
#include "ccmc/quirks.def"
#undef QUIRK
};

const struct quirk_row *quirk_row(enum quirk quirk)
{
    REQUIRE(quirk < QUIRK_COUNT);
    return &rows[quirk];
}

static uint32_t of_build(uint32_t build)
{
    _Static_assert(QUIRK_COUNT <= 32, "a set is 32 bits");
    uint32_t quirks = 0;
    for (uint32_t i = 0; i < QUIRK_COUNT; i++) {
        if (build >= rows[i].first_build && build <= rows[i].last_build) {
            quirks |= UINT32_C(1) << i;
        }
    }
    return quirks;
}

static uint32_t of_release(const char *version)
{
    uint32_t quirks = 0;
    const bool is_known = version != NULL && version[0] != '\0';
    for (uint32_t i = 0; is_known && i < QUIRK_COUNT; i++) {
        if (strcmp(version, rows[i].release) == 0) {
            quirks |= UINT32_C(1) << i;
        }
    }
    return quirks;
}

uint32_t quirks_of(const char *version, uint32_t build)
{
    return build != 0 ? of_build(build) : of_release(version);
}

bool quirks_have(uint32_t quirks, enum quirk quirk)
{
    return (quirks >> quirk & 1) != 0;
}

bool quirk_find(const char *name, enum quirk *quirk_out)
{
    for (size_t i = 0; i < QUIRK_COUNT; i++) {
        if (text_equal(rows[i].name, name)) {
            *quirk_out = (enum quirk)i;
            return true;
        }
    }
    return false;
}

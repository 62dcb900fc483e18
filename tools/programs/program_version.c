#include "programs/program_version.h"

#include "base/require.h"
#include "base/text.h"

static const struct program_version versions[] = {
#define PROGRAM_VERSION(first, last, database, resource, libraries, header, addresses, years)      \
    {(first), (last), (database), (resource), (libraries), (header), (addresses), (years)},
#include "versions.def"
#undef PROGRAM_VERSION
};

static const struct program_quirk_row quirks[PROGRAM_QUIRK_COUNT] = {
#define PROGRAM_QUIRK(name, program, first, last, bits, step, mail)                                \
    {#name, #program, (first), (last), (bits), (step), (mail)},
#include "versions.def"
#undef PROGRAM_QUIRK
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

uint32_t program_version_number(const char *version)
{
    uint32_t major = 0;
    for (; is_digit(*version) && major < 10; version++) {
        major = major * 10 + (uint32_t)(*version - '0');
    }
    if (*version != '.' || !is_digit(version[1]) || major > 9) {
        return major > 9 ? 0 : major * 100;
    }
    const uint32_t tens = (uint32_t)(version[1] - '0');
    return major * 100 + tens * 10 + (is_digit(version[2]) ? (uint32_t)(version[2] - '0') : 0);
}

const struct program_version *program_version_find(const char *version)
{
    const uint32_t number = program_version_number(version);
    size_t i = 0;
    while (number > versions[i].last) {
        i++; /* the last row takes all that is left */
        REQUIRE(i < ARRAY_COUNT(versions));
    }
    return &versions[i];
}

const struct program_quirk_row *program_quirk_row(enum program_quirk quirk)
{
    REQUIRE(quirk < PROGRAM_QUIRK_COUNT);
    return &quirks[quirk];
}

uint32_t program_quirks(const char *program, const char *version, uint32_t bits)
{
    _Static_assert(PROGRAM_QUIRK_COUNT <= 32, "a set is 32 bits");
    const uint32_t number = program_version_number(version);
    uint32_t set = 0;
    for (uint32_t i = 0; i < PROGRAM_QUIRK_COUNT; i++) {
        const struct program_quirk_row *row = &quirks[i];
        if (number >= row->first && number <= row->last && (row->bits == 0 || row->bits == bits) &&
            text_equal(row->program, program)) {
            set |= UINT32_C(1) << i;
        }
    }
    return set;
}

uint32_t program_quirks_of(const char *program)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < PROGRAM_QUIRK_COUNT; i++) {
        set |= text_equal(quirks[i].program, program) ? UINT32_C(1) << i : 0;
    }
    return set;
}

bool program_quirk_find(const char *name, enum program_quirk *quirk_out)
{
    for (size_t i = 0; i < PROGRAM_QUIRK_COUNT; i++) {
        if (text_equal(quirks[i].name, name)) {
            *quirk_out = (enum program_quirk)i;
            return true;
        }
    }
    return false;
}

bool program_has_quirk(uint32_t quirks_set, enum program_quirk quirk)
{
    return (quirks_set >> quirk & 1) != 0;
}

/*
 * quirks -- what old builds of the connector had wrong (rows: quirks.def)
 *
 * A set is a bit mask, asked at the named step of each row. Build 0 is not known and has none, but
 * for what its release is known for.
 *
 * Errors  false: there is no such row.
 * Owns    nothing; the table is constant.
 */
#ifndef CONNECTOR_CCMC_QUIRKS_H
#define CONNECTOR_CCMC_QUIRKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NO_BUILD UINT32_MAX

enum quirk {
#define QUIRK(name, first, last, release, fixes, step, mail) QUIRK_##name,
#include "ccmc/quirks.def"
#undef QUIRK
    QUIRK_COUNT
};

struct quirk_row {
    const char *name;
    uint32_t first_build;
    uint32_t last_build;
    const char *release; /* that is known for it, whatever the build; "" none */
    const char *fixes;   /* articles whose hotfix mends it, parted by blanks; "" none */
    const char *step;    /* where it acts, and what it does there */
    const char *mail;    /* what it may do to mail */
};

const struct quirk_row *quirk_row(enum quirk quirk);
/* Of the build; where it is not known (0), of the release; NULL: nor is that. */
uint32_t quirks_of(const char *version, uint32_t build);
bool quirks_have(uint32_t quirks, enum quirk quirk);
/* By name, case folded. */
bool quirk_find(const char *name, enum quirk *quirk_out);

#endif

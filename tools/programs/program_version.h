/*
 * program_version -- what the versions of IMPORT and EXPORT need and do wrong (rows: versions.def)
 *
 * A version is written as programs print it: "5.15", "6.0", "8.50.00.14". Its number is major * 100
 * + minor, where one digit of minor counts tens: 515, 600, 830, 850.
 *
 * Errors  none; what is no version has number 0 and is the oldest row.
 * Owns    nothing; rows are constant.
 */
#ifndef TOOLS_PROGRAMS_PROGRAM_VERSION_H
#define TOOLS_PROGRAMS_PROGRAM_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct program_version {
    uint32_t first;
    uint32_t last;
    uint32_t database;      /* 6, 8: DB6, DB8 */
    const char *resource;   /* "" none */
    const char *libraries;  /* parted by blanks; "" none */
    uint32_t header_max;    /* bytes of a message's header */
    uint32_t addresses_max; /* in it */
    const char *years;      /* of the copyright */
};

enum program_quirk {
#define PROGRAM_QUIRK(name, program, first, last, bits, step, mail) PROGRAM_QUIRK_##name,
#include "versions.def"
#undef PROGRAM_QUIRK
    PROGRAM_QUIRK_COUNT
};

struct program_quirk_row {
    const char *name;
    const char *program;
    uint32_t first;
    uint32_t last;
    uint32_t bits;
    const char *step;
    const char *mail;
};

uint32_t program_version_number(const char *version);
const struct program_version *program_version_find(const char *version);
const struct program_quirk_row *program_quirk_row(enum program_quirk quirk);
/* The set of what this version of IMPORT or EXPORT does wrong, a bit for each quirk. */
uint32_t program_quirks(const char *program, const char *version, uint32_t bits);
/* All rows of a program, whatever its version. */
uint32_t program_quirks_of(const char *program);
/* By name, case folded. */
bool program_quirk_find(const char *name, enum program_quirk *quirk_out);
bool program_has_quirk(uint32_t quirks_set, enum program_quirk quirk);

#endif

#include "base/status.h"

#include <stddef.h>

#include "base/require.h"
#include "base/text.h"

struct status_row {
    const char *name;
    const char *text;
    uint32_t win32;
    uint32_t ncp;
    uint32_t dos;
};

static const struct status_row rows[] = {
#define STATUS(name, win32, ncp, dos, text) {#name, text, win32, ncp, dos},
#include "base/status.def"
#undef STATUS
};
_Static_assert(ARRAY_COUNT(rows) == STATUS_COUNT, "one row for each status");

static const struct status_row *status_row(enum status status)
{
    static const struct status_row unknown = {"UNKNOWN", "unknown status", 0, 0, 0};
    return (size_t)status < ARRAY_COUNT(rows) ? &rows[status] : &unknown;
}

const char *status_name(enum status status)
{
    return status_row(status)->name;
}

bool status_is_denied(enum status status)
{
    return status == ST_ACCESS_DENIED || status == ST_WRITE_PROTECTED;
}

bool status_find(const char *name, enum status *status_out)
{
    for (int i = 1; i < STATUS_COUNT; i++) {
        if (text_equal(status_name((enum status)i), name)) {
            *status_out = (enum status)i;
            return true;
        }
    }
    return false;
}

const char *status_text(enum status status)
{
    return status_row(status)->text;
}

uint32_t status_win32(enum status status)
{
    return status_row(status)->win32;
}

uint32_t status_ncp(enum status status)
{
    return status_row(status)->ncp;
}

uint32_t status_dos(enum status status)
{
    return status_row(status)->dos;
}

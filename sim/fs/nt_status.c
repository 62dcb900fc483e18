#include "fs/nt_status.h"

#include <stddef.h>

#include "base/require.h"

static const struct nt_answer rows[] = {
#define NT_STATUS(status, win32, dos, name) {status, win32, dos, name},
#include "fs/nt_status.def"
#undef NT_STATUS
};

bool nt_status_find(uint32_t status, bool is_new_file, struct nt_answer *answer_out)
{
    size_t row = 0;
    while (row < ARRAY_COUNT(rows) && rows[row].status != status) {
        row++;
    }
    if (row == ARRAY_COUNT(rows)) {
        return false;
    }
    *answer_out = rows[row];
    if (status == NT_STATUS_NAME_COLLISION && !is_new_file) {
        answer_out->win32 = WIN32_ALREADY_EXISTS;
        answer_out->dos = 5;
    }
    return true;
}

bool nt_status_of(enum status status, struct nt_answer *answer_out)
{
    const uint32_t win32 = status_win32(status);
    size_t row = 0;
    while (row < ARRAY_COUNT(rows) && rows[row].win32 != win32) {
        row++;
    }
    if (row == ARRAY_COUNT(rows) || (row == 0 && status != ST_OK)) {
        return false;
    }
    *answer_out = rows[row];
    return true;
}

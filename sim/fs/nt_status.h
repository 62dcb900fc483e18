/*
 * nt_status -- answers of NT servers: NTSTATUS to Win32 to DOS
 *
 * A table (nt_status.def). Several statuses of NT are one error of Win32; the other way there is
 * the first of its rows.
 *
 * Errors  false: a code that the table does not know.
 */
#ifndef SIM_FS_NT_STATUS_H
#define SIM_FS_NT_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

#define NT_STATUS_ACCESS_DENIED 0xC0000022u
#define NT_STATUS_NAME_COLLISION 0xC0000035u
#define NT_STATUS_SHARING_VIOLATION 0xC0000043u
#define NT_STATUS_PRIVILEGE_NOT_HELD 0xC0000061u

enum { WIN32_FILE_EXISTS = 80, WIN32_ALREADY_EXISTS = 183 };

struct nt_answer {
    uint32_t status;
    uint32_t win32;
    uint32_t dos;
    const char *name; /* "ACCESS_DENIED" */
};

/* A name that is there already is another error for a file that was to be new (80) than for a
 * directory or a new name (183). */
bool nt_status_find(uint32_t status, bool is_new_file, struct nt_answer *answer_out);
/* What a server of NT said where the port says `status`; false: no server of NT says it. */
bool nt_status_of(enum status status, struct nt_answer *answer_out);

#endif

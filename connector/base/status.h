/*
 * status -- what the world answered
 *
 * One enum for every port call; rows, texts and the codes of three worlds (Win32, NetWare, DOS) are
 * in status.def. ST_PROCESS_GONE may come from any call: the caller returns at once and touches
 * nothing.
 *
 * Errors  status_name and status_text accept any value and answer "UNKNOWN" outside the table.
 */
#ifndef CONNECTOR_BASE_STATUS_H
#define CONNECTOR_BASE_STATUS_H

#include <stdbool.h>
#include <stdint.h>

enum status {
#define STATUS(name, win32, ncp, dos, text) ST_##name,
#include "base/status.def"
#undef STATUS
    STATUS_COUNT
};

const char *status_name(enum status status); /* "ACCESS_DENIED" */
/* By that name, in any case; false: there is no such failure (OK is none). */
bool status_find(const char *name, enum status *status_out);
bool status_is_denied(enum status status);   /* whoever asked may not: denied, write protected */
const char *status_text(enum status status); /* "access denied" */
uint32_t status_win32(enum status status);
uint32_t status_ncp(enum status status);
uint32_t status_dos(enum status status);

#endif

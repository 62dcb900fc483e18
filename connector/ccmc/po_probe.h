/*
 * po_probe -- the files of the post office that the service touches itself
 *
 * At its start CCVER.TB, NFTCHECK, CCPODD.00, CCINTL.TB and CCVER.TB again, at its stop CCPOMS
 * (Q170011: most are only queried, some are read). What it finds, or that it may not look, changes
 * nothing (assumption PO_PROBES): mail and directory are the programs' work, and so are the
 * connections that they work over.
 *
 * Errors  ST_PROCESS_GONE; ST_OK otherwise.
 */
#ifndef CONNECTOR_CCMC_PO_PROBE_H
#define CONNECTOR_CCMC_PO_PROBE_H

#include "base/require.h"
#include "base/status.h"
#include "port/os_port.h"

/* `path`: of the post office; "" when nobody has told. */
enum status MUST_CHECK po_probe_start(struct os_port *os, const char *path);
enum status MUST_CHECK po_probe_stop(struct os_port *os, const char *path);

#endif

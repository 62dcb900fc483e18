/*
 * po_page -- what the Post Office page of the Administrator program checks
 *
 * When the path is entered, the page connects and looks for CCPOMBOX.* there, as whoever is logged
 * on at the console; name and password it takes as they are typed. So what it accepts says nothing
 * about the service account.
 *
 * Errors  ST_NOT_FOUND: the place is there, and no such file is seen; else what the path answers.
 * Owns    nothing; scratch is the caller's.
 * Source  Q170011.
 */
#ifndef CONNECTOR_CCMC_PO_PAGE_H
#define CONNECTOR_CCMC_PO_PAGE_H

#include "base/arena.h"
#include "base/status.h"
#include "port/os_port.h"

enum status MUST_CHECK po_page_check(struct os_port *os, const char *path, struct arena *scratch);

#endif

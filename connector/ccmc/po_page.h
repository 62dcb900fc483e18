/*
 * po_page -- what the Post Office page of the Administrator program checks
 *
 * When the path is entered, the page connects and looks for CCPOMBOX.* there, as whoever is logged
 * on at the console; name and password it takes as they are typed, if they fit their fields (256
 * and 10 characters). So what it accepts says nothing about the service account.
 *
 * Errors  ST_NOT_FOUND: the place is there, and no such file is seen; else what the path answers.
 * Owns    nothing; scratch is the caller's.
 * Source  Q170011; sizes: the product's help, page xog08007.
 */
#ifndef CONNECTOR_CCMC_PO_PAGE_H
#define CONNECTOR_CCMC_PO_PAGE_H

#include "base/arena.h"
#include "base/status.h"
#include "port/os_port.h"

/* Name and password as typed; NULL: left as it is. ST_TOO_LONG: more than the field takes. */
enum status MUST_CHECK po_page_fields(const char *name, const char *password);
enum status MUST_CHECK po_page_check(struct os_port *os, const char *path, struct arena *scratch);

#endif

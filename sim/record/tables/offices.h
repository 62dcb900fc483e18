/*
 * offices -- the post offices that po_* tables read: those of the world, or one real directory
 *
 * Each is opened for reading only, looked at, and closed. An office that cannot be opened ends the
 * query with the reason.
 */
#ifndef SIM_RECORD_TABLES_OFFICES_H
#define SIM_RECORD_TABLES_OFFICES_H

#include "postoffice.h"
#include "record/table.h"

struct office_visit {
    struct os_port *port;
    const char *directory;
    struct postoffice *po;
    struct table_rows *rows;
    const char *name;
};

/* NULL, or why one cannot be read. */
const char *offices_visit(const struct table_context *context, struct table_rows *rows,
                          enum status (*visit)(const struct office_visit *visit));

#endif

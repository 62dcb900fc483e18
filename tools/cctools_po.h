/*
 * cctools_po -- `cctools po`: post offices on real directories, made and looked at by hand
 *
 * Prints on stdout, complaints on stderr. Exit codes: 0 done, 1 refused or errors found, 2 usage.
 */
#ifndef TOOLS_CCTOOLS_PO_H
#define TOOLS_CCTOOLS_PO_H

#include "base/arena.h"
#include "port/os_port.h"

/* argv[0] is the command behind `po`; argc counts from there. `directory`: where relative paths
 * start. */
struct cctools_po {
    struct os_port *port;
    struct arena *arena;
    const char *directory;
    int argc;
    char **argv;
};

int cctools_po(const struct cctools_po *call);
const char *cctools_po_help(void);

#endif

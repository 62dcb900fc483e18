/*
 * install -- programs as a person puts them on a machine: the file, and beside it what its version
 * needs (versions.def of tools): resource file, libraries
 *
 * Errors  NULL, or a text.
 */
#ifndef SIM_WORLD_INSTALL_H
#define SIM_WORLD_INSTALL_H

#include "host/host.h"

struct world;

struct install_spec {
    const char *program; /* "IMPORT" */
    const char *version; /* "5.15" */
    const char *suffix;  /* "" a DOS program, "32", "OS/2" */
    const char *directory;
};

const char *install_program(struct world *world, struct host *host,
                            const struct install_spec *spec);
/* What the connector's page calls the versions: it knows two generations of post offices only
 * (Q255627). */
const char *install_selection(const char *import_version);

#endif

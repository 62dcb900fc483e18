/*
 * host_config -- the file that stands for the registry on a real host
 *
 * JSON. All members are optional, an unknown one is refused:
 *
 *     {
 *       "settings": {
 *         "MSExchangeCCMC": {
 *           "Connector Store Path": "/var/ccmc",
 *           "Second to wait before IMPORT": 15
 *         }
 *       },
 *       "search path": ["/opt/ccmail"],
 *       "names": {"\\\\NW1\\SYS\\CCDATA": "/srv/ccdata"},
 *       "locale": {
 *         "date order": "M/D/Y", "date separator": "/", "time separator": ":",
 *         "code page": 437, "zone minutes": -300
 *       }
 *     }
 *
 * A setting is text, a whole number, true (1) or false (0); it is kept as text. Which sections and
 * values exist is not known here. `names` are posix_port_config.names.
 *
 * Errors  ST_NOT_FOUND, ST_ACCESS_DENIED, ST_IO_ERROR: the file; ST_INVALID: what stands in it.
 *         *diagnostic says what and, for bad JSON, where.
 *
 * Owns    nothing; texts lie on the arena given.
 */
#ifndef CONNECTOR_PORT_HOST_CONFIG_H
#define CONNECTOR_PORT_HOST_CONFIG_H

#include <stddef.h>

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/require.h"
#include "base/status.h"
#include "port/posix_port.h"

struct host_config {
    const char *path;        /* of the file */
    const char *search_path; /* joined with ';' */
    struct os_locale locale;
    struct posix_port_name *names;
    size_t name_count;
    struct posix_port_setting *settings;
    size_t setting_count;
};

enum status MUST_CHECK host_config_read(struct arena *arena, const char *path,
                                        struct host_config *config_out,
                                        struct diagnostic *diagnostic);

/* Changes one setting in the file: written beside it, flushed, put in its place in one step. The
 * rest keeps its meaning and order, not its layout. A number or switch that stays one is written as
 * such. */
enum status MUST_CHECK host_config_write(const char *path, const char *section, const char *name,
                                         const char *value, struct diagnostic *diagnostic);

/* For posix_port_create: the fields of a port that works by this file; setting_set writes to it.
 * `config` is borrowed. */
struct posix_port_config host_config_port(struct host_config *config, struct arena *arena);

#endif

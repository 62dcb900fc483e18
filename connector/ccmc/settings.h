/*
 * settings -- the values that an administrator can set
 *
 * The rows are settings.def: a value of section "MSExchangeCCMC" each. settings_read reads them
 * all, at the start of the service; settings_read_run reads those that count anew before every run
 * of a program (assumption SETTINGS_BITE).
 *
 * Units   as the names say; switches are numbers, 0 is off.
 * Errors  ST_PROCESS_GONE, or what the port answered other than ST_NO_DATA.
 * Owns    nothing; texts lie on the arena given.
 * Source  settings.def names an article at each row.
 */
#ifndef CONNECTOR_CCMC_SETTINGS_H
#define CONNECTOR_CCMC_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/require.h"
#include "base/status.h"
#include "ccmc/events.h"
#include "port/os_port.h"

struct settings {
#define SETTING_NUMBER(field, name, value, bites) uint32_t field;
#define SETTING_TEXT(field, name, value, bites) const char *field;
#define SETTING_LEVEL(field, name, value, bites) enum event_level field;
#include "ccmc/settings.def"
#undef SETTING_NUMBER
#undef SETTING_TEXT
#undef SETTING_LEVEL
};

enum setting_type { SETTING_TYPE_NUMBER, SETTING_TYPE_TEXT, SETTING_TYPE_LEVEL };
enum setting_bite { SETTING_BITES_START, SETTING_BITES_RUN, SETTING_BITES_DIRSYNC };

/* One row, for lists, checks and help. */
struct setting {
    const char *name; /* value name */
    enum setting_type type;
    const char *default_text;
    enum setting_bite bites;
};

const char *settings_section(void); /* "MSExchangeCCMC" */
size_t setting_count(void);
const struct setting *setting_at(size_t index);

enum status MUST_CHECK settings_read(struct os_port *port, struct arena *arena,
                                     struct settings *settings_out);

/* The rows that bite before a run; the others of *settings stay. */
enum status MUST_CHECK settings_read_run(struct os_port *port, struct arena *arena,
                                         struct settings *settings);

/* The rows that bite with the next directory synchronization; the others of *settings stay. */
enum status MUST_CHECK settings_read_dirsync(struct os_port *port, struct arena *arena,
                                             struct settings *settings);

/* The level of logging of a category. */
enum event_level settings_level(const struct settings *settings, enum event_category category);

#endif

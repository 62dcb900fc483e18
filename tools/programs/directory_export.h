/*
 * directory_export -- EXPORT /DIRECTORY: the directory of a post office as a text file
 *
 * Whole each time, never what changed (Q295753). The entries stand in the order of PROPADD: direct
 * post offices, indirect ones, users, aliases, each group by name (Import/Export 5.1 readme); the
 * options LISTS and BOARDS write public mailing lists and bulletin boards instead. Where nobody
 * names a post office, as for a local user, Addr is this one.
 *
 * The file is written beside and then takes its name: what stands there is an old one or a whole
 * new one. A directory in which an entry does not check is damaged and gives no file: who reads it
 * concludes from what is not there.
 */
#ifndef TOOLS_PROGRAMS_DIRECTORY_EXPORT_H
#define TOOLS_PROGRAMS_DIRECTORY_EXPORT_H

#include "programs/session.h"

/* The result code. */
int MUST_CHECK directory_export(struct session *session, const char *target, struct arena *scratch);

#endif

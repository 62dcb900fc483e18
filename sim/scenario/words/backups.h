/*
 * backups -- what people back up, as scenarios name it: a post office, a directory, or the accounts
 * of a NetWare server or NT domain
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_BACKUPS_H
#define SIM_SCENARIO_WORDS_BACKUPS_H

#include "scenario/run.h"
#include "world/backup.h"

const char *backup_source_read(struct run *run, const struct fact *fact,
                               struct backup_source *source_out);

#endif

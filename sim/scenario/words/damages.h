/*
 * damages -- bytes that change behind everybody's back: of files, and of a post office
 *
 * Either one byte of each piece becomes another (of a file: the first of each sector), or foreign
 * bytes stand where it begins.
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_DAMAGES_H
#define SIM_SCENARIO_WORDS_DAMAGES_H

#include "base/buffer.h"
#include "scenario/words/places.h"

/* All files that match; foreign.size 0: no foreign bytes. */
const char *damage_files(struct run *run, const struct place_directory *directory,
                         struct bytes foreign);
/* A file of the post office by its name or pattern, all of its directory, the letter of a mail. */
const char *damage_office_file(struct run *run, struct office *office, const char *name,
                               struct bytes foreign);
const char *damage_directory(struct run *run, struct office *office, struct bytes foreign);
const char *damage_message(struct run *run, struct office *office, const struct mail *mail,
                           struct bytes foreign);

#endif

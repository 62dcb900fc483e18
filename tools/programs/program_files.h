/*
 * program_files -- what programs do with files outside the post office
 *
 * Paths on a command line are relative to the working directory unless they begin with a drive, a \
 * or / or a volume.
 *
 * Errors  what the port answered; ST_TOO_LONG: a path does not fit.
 * Owns    nothing; contents lie on the arena given.
 */
#ifndef TOOLS_PROGRAMS_PROGRAM_FILES_H
#define TOOLS_PROGRAMS_PROGRAM_FILES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/require.h"
#include "port/os_port.h"

/* ST_TOO_LONG. */
enum status MUST_CHECK files_path(const char *directory, const char *path,
                                  char path_out[OS_PATH_SIZE]);
/* The same path with another extension: ".UND" for "D:\X\MSG1.CCM" gives "D:\X\MSG1.UND".
 * ST_TOO_LONG. */
enum status MUST_CHECK files_with_extension(const char *path, const char *extension,
                                            char path_out[OS_PATH_SIZE]);
/* The whole file; size_hint spares a question. Others may read it at the same time, not write. */
enum status MUST_CHECK files_read(struct os_port *port, const char *path, uint64_t size_hint,
                                  struct arena *arena, struct bytes *content_out);
/* A file with this content in place of what is there, with the system before this returns. */
enum status MUST_CHECK files_write(struct os_port *port, const char *path, struct bytes content);
/* Beside `path`, the name that a file has until it is whole: XXXXXXXX.TMP, by a hash of that name
 * and of what `whose` is drawn from. So two who write files of one stem (LETTERS.CCM, LETTERS.UND;
 * two queues to one file) never write over what the other has in hand. ST_TOO_LONG. */
enum status MUST_CHECK files_temporary(const char *path, uint64_t whose,
                                       char path_out[OS_PATH_SIZE]);
/* Whole or not at all: writes files_temporary, then takes its name. An old file of that name goes
 * first. */
enum status MUST_CHECK files_replace(struct os_port *port, const char *path, struct bytes content);

#endif

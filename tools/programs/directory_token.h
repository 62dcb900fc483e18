/*
 * directory_token -- a directory knows itself
 *
 * Two machines may call different directories the same: every connector has its files in
 * D:\EXCHSRVR\CCMCDATA\IMPORT. Whoever notes at a post office what he has done with a file there
 * must tell them apart. So a file in the directory, IMPORT.ID, has a number of 64 bits that was
 * drawn once, and a line for people.
 *
 * Errors  those of the port; ST_TOO_LONG. Who cannot read or make it does nothing with the files: a
 *         run that could would not know of him.
 * Owns    nothing.
 */
#ifndef TOOLS_PROGRAMS_DIRECTORY_TOKEN_H
#define TOOLS_PROGRAMS_DIRECTORY_TOKEN_H

#include "base/arena.h"
#include "port/os_port.h"

/* `directory` ends with its separator. The number is on the disk when this returns. */
enum status MUST_CHECK directory_token(struct os_port *port, const char *directory,
                                       struct arena *scratch, uint64_t *token_out);

#endif

/*
 * directory_file -- the text format of directories that EXPORT writes and IMPORT reads
 *
 * A file holds one record after another:
 *
 *     Name: Brady, Sally
 *     Locn: l                    location code: L l R r P p A a; also M list, B board (ours)
 *     Addr: SITE1                post office, or what an alias stands for; often empty
 *     FAN: Brady, Sally at SITE1
 *     Memb: Smith, J             of a list, a line for each (ours)
 *     Cmts: Building 4           closes the record
 *     Note: ...                  before Cmts, in files of refused records only (ours)
 *
 * Name, Addr and Cmts in this order are documented (address book converters, the readme of
 * Import/Export 5.1); the keywords of location code and foreign alias name were never published,
 * ours may stand in any order between Name and Cmts and may be absent.
 *
 * Lines end in CR LF; the reader also takes LF, blank lines between records, any number of blanks
 * behind the colon, keywords in any case, keywords that it does not know, and Ctrl-Z as the end; a
 * carriage return within a value is a blank. It refuses what would make two readings possible: a
 * line without keyword, a record that does not begin with Name or is not closed by Cmts (a file
 * that was cut off must not look like a directory with fewer people), a field that comes twice, a
 * location code that is none, a NUL byte, a value over DIRECTORY_VALUE_MAX bytes.
 *
 * What was written is read back equal, but for outer blanks, and for line ends in a value: they are
 * blanks.
 *
 * Units   text is in the post office's code page.
 * Errors  ST_NO_MORE at the end; ST_FILE_CORRUPT with line, byte and text in the diagnostic (may be
 *         NULL); *offset then stays where it was.
 * Owns    nothing; texts are copied to the arena.
 */
#ifndef CONNECTOR_BASE_DIRECTORY_FILE_H
#define CONNECTOR_BASE_DIRECTORY_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/require.h"
#include "base/status.h"

enum { DIRECTORY_VALUE_MAX = 255 };

/* Texts are never NULL in what is read; NULL counts as "" in what is written. */
struct directory_record {
    char location; /* 0: not said */
    const char *name;
    const char *address;
    const char *fan;
    const char *comment;
    const char *note;
    const char *const *members; /* of a list */
    uint32_t member_count;
};

/* One of those at Locn:? */
bool directory_is_location(char code);

/* Appends one record. */
void directory_write(struct buffer *target, const struct directory_record *record);

/* Reads the record at *offset and moves *offset behind it. */
enum status MUST_CHECK directory_read(struct bytes file, size_t *offset, struct arena *arena,
                                      struct directory_record *record_out,
                                      struct diagnostic *diagnostic_out);

#endif

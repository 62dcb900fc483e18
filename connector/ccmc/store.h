/*
 * store -- the connector's directory tree (Ccmcdata)
 *
 *     Submit        converted messages, <queue id>.ccm, waiting for a place in Import; what was
 *                   decided of refusals: *.ndr (refusal_note.h)
 *     Import        the batch IMPORT is to read; what it leaves: *.und; what it cannot read: *.ndr
 *     Export        msgXXXX.ccm as EXPORT wrote them
 *     Bad           what could not be converted
 *     Import.bak    copies, when asked for
 *     Export.bak
 *
 * store_prepare makes what is missing, once a service: a directory that goes later stays
 * away (Q202178).
 * File ids: 4 hexadecimal digits, starting after the highest in Export, Bad and Export.bak,
 * 0000 after FFFF (assumption FILE_ID).
 *
 * Errors  what the port answered; ST_TOO_LONG when a path does not fit.
 * Owns    nothing; the port is borrowed. Names lie on the arena given.
 * Source  Q202178, Q295812, Q192516, Q166045.
 */
#ifndef CONNECTOR_CCMC_STORE_H
#define CONNECTOR_CCMC_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/require.h"
#include "base/status.h"
#include "port/os_port.h"

enum store_place {
    STORE_ROOT,
    STORE_SUBMIT,
    STORE_IMPORT,
    STORE_EXPORT,
    STORE_BAD,
    STORE_IMPORT_BAK,
    STORE_EXPORT_BAK,
    STORE_PLACE_COUNT
};

enum { STORE_FILE_NAME_SIZE = 24 };

struct store {
    struct os_port *port;
    char places[STORE_PLACE_COUNT][OS_PATH_SIZE];
    char short_root[OS_PATH_SIZE]; /* 8.3 form, for programs */
    uint32_t next_file_id;
    bool is_ready; /* store_prepare has succeeded */
};

/* Names of files, without directories. */
struct store_files {
    const char **names;
    size_t count;
    size_t capacity;
};

/* ST_TOO_LONG only; nothing is touched yet. */
enum status MUST_CHECK store_open(struct store *store, struct os_port *port, const char *root);
/* Makes what is missing and finds the first free id and the 8.3 form; until all of that has worked
 * once, each call tries again. ST_OK or ST_PROCESS_GONE: a directory that cannot be used shows when
 * it is used. */
enum status MUST_CHECK store_prepare(struct store *store, struct arena *scratch);

/* Files of a place that match the pattern; directories are left out. */
enum status MUST_CHECK store_list(struct store *store, enum store_place place, const char *pattern,
                                  struct arena *arena, struct store_files *files_out);
bool store_files_have(const struct store_files *files, const char *name);
void store_files_add(struct store_files *files, struct arena *arena, const char *name);
/* Index of the first by name; REQUIREs count > 0. */
size_t store_files_first(const struct store_files *files);
/* Index of the first by file id: the oldest, whatever wrapped; other names come last. */
size_t store_files_oldest(const struct store_files *files);
/* Keeps no order. */
void store_files_remove(struct store_files *files, size_t index);

enum status MUST_CHECK store_read(struct store *store, enum store_place place, const char *name,
                                  struct arena *arena, struct bytes *content_out);
/* Written beside as <stem>.tmp, flushed, renamed: the file is whole or not there. ST_EXISTS: it was
 * there. */
enum status MUST_CHECK store_write(struct store *store, enum store_place place, const char *name,
                                   struct bytes content);
/* Replaces; neither flushed nor atomic: for copies and parameter files. */
enum status MUST_CHECK store_write_plain(struct store *store, enum store_place place,
                                         const char *name, struct bytes content);
/* ST_OK also when it is not there any more. */
enum status MUST_CHECK store_remove(struct store *store, enum store_place place, const char *name);
enum status MUST_CHECK store_move(struct store *store, enum store_place source,
                                  enum store_place target, const char *name);
/* Within a place; ST_EXISTS: the new name is taken. */
enum status MUST_CHECK store_rename(struct store *store, enum store_place place, const char *name,
                                    const char *new_name);
/* Moves a file to Bad, under another id when its name is taken there. */
enum status MUST_CHECK store_quarantine(struct store *store, enum store_place source,
                                        const char *name);
enum status MUST_CHECK store_modified(struct store *store, enum store_place place, const char *name,
                                      uint64_t *modified_ms_out);

/* "msg0001.ccm"; each call gives the next one. */
void store_new_file_name(struct store *store, char name_out[STORE_FILE_NAME_SIZE]);
/* The id in "msg" + hexadecimal digits + ".ccm"; false for other names. */
bool store_file_id(const char *name, uint32_t *id_out);
/* The name in Submit of a queue id: "000001F0.ccm", a report "000001F1.ccm"; false when it has too
 * many digits. */
bool store_queue_name(uint64_t queue_id, bool is_report, char name_out[STORE_FILE_NAME_SIZE]);
bool store_queue_id(const char *name, uint64_t *queue_id_out);
/* True for the name of a report, whatever its extension. */
bool store_is_report(const char *name);
/* True when two names differ in their extensions only. */
bool store_same_stem(const char *name, const char *other);
/* "IMPORT\*.CCM": as DOS programs get it, relative to the store; upper case where case does not
 * matter. */
void store_dos_name(const struct store *store, enum store_place place, const char *name,
                    char *target, size_t capacity);

#endif

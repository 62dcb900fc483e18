/*
 * arguments -- what a command line and a parameter file say to IMPORT and EXPORT
 *
 *     IMPORT postoffice password path file OPTIONS        positional form (PMDF, Q294947, Q212759,
 *                                                         Q194869)
 *     IMPORT /Nname /Ppassword /Dpath /@file /OPTIONS     switch form; values may be in quotes
 *     IMPORT /OPTIONS C:\STORE\IMPORT.INI                 parameter file: its lines are /N /P /D /@
 *                                                         (INI_LAYOUT)
 *
 * An argument ends at a blank outside quotes, so a path with a blank is two arguments
 * (SPACE_IN_PATH). Options work with or without the slash behind positional arguments, and chain:
 * /FORMAT/FAN. An option word wins over a switch that begins alike: /PARTIAL is not the password
 * "ARTIAL".
 *
 * Errors  none; `bad` is the first word that was not understood.
 * Owns    nothing; texts are on the arena.
 */
#ifndef TOOLS_PROGRAMS_ARGUMENTS_H
#define TOOLS_PROGRAMS_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

enum arguments_part { ARGUMENTS_ENTRIES, ARGUMENTS_LISTS, ARGUMENTS_BOARDS };

struct program_arguments {
    const char *parameter_file; /* as written; NULL = none */
    const char *name;           /* /N of the parameter file, or the positional one; NULL = none */
    const char *line_name;      /* /N of the command line; NULL = none */
    const char *password;       /* NULL = none */
    const char *directory;      /* data directory of the post office; NULL = none */
    const char *file;           /* /@; NULL = none */
    bool is_partial;            /* /PARTIAL */
    bool has_item_size;         /* /ITEMSIZE: counts are written; both forms are read */
    bool lists_numbers;         /* /MSG# */
    bool is_directory;          /* /DIRECTORY */
    bool sorts_for_adding;      /* /PROPADD: who must be there before others comes before them */
    bool propagates;            /* /PROP, /PROPADD: also to post offices behind this one */
    bool deletes_entries; /* /DIRECTORY/DELETE: what the file names goes (DIRECTORY_OPTIONS) */
    enum arguments_part directory_part; /* /DIRECTORY/LISTS, /DIRECTORY/BOARDS */
    uint32_t page;                      /* /PAGE: code page of the post office; 0 = not said */
    bool has_fan;                       /* /FORMAT/FAN: directories with foreign alias names */
    uint32_t database; /* /FORMAT/DB6, /FORMAT/DB8: what the caller takes the post office for; 0 =
                          not said (SELECTION_OPTION) */
    bool keeps_macintosh; /* /FILES/MACBIN2: files with resources whole; else their data only */
    bool files_are_hex;   /* /FILES/HEX: file items in hexadecimal lines */
    bool wants_help;      /* /? */
    bool uses_folders; /* /FOLDER: EXPORT takes all folders and names them; IMPORT puts into them */
    bool keeps_hilite; /* /HILITE: highlight codes of texts are kept */
    bool takes_all;    /* /MSGS/ALL: of a person's mailbox, also what was read */
    bool zero_is_unknown;   /* /FILES/SIZE0: a file item of size 0 goes to the next keyword */
    uint32_t date_form;     /* /DATE/n: order of dates in the file; 0 = as written */
    uint64_t delete_number; /* /DELETE/n; 0 = none */
    uint32_t messages_max;  /* /MSGS/n; 0 = not said, or /MSGS/ALL */
    const char *bad;
};

/* The next argument of *line, without its quotes, into *target (as large as the line); both move
 * on. NULL: no more. */
const char *arguments_cut(const char **line, char **target);
void arguments_parse(struct program_arguments *arguments, const char *line, struct arena *arena);
/* Adds what the parameter file says: one switch or option a line; a value goes to the end of the
 * line. The command line wins, but its /N stays in line_name. */
void arguments_add_file(struct program_arguments *arguments, struct bytes content,
                        struct arena *arena);

#endif

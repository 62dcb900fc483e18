/*
 * program -- a program that touches a post office, as a task
 *
 * IMPORT, EXPORT and the utilities are state machines over the port: `step` makes one transition
 * and says when to be woken. In a simulated world the scheduler runs them as a process under an
 * account; on a host cctools.c loops and sleeps. A program yields (returns PROGRAM_AGAIN with wake
 * = now) after taking a lock and after each message, so that others can come between.
 *
 * Memory  `arena` has the process lifetime and holds the state and the console text; `step` may use
 *         `scratch`, which is reset after each step by the caller.
 * Errors  a program never fails to start for what it finds in the world: it prints and ends with a
 *         result code. When a port call answers ST_PROCESS_GONE the program returns at once (any
 *         value).
 */
#ifndef TOOLS_PROGRAMS_PROGRAM_H
#define TOOLS_PROGRAMS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/oddity.h"
#include "port/os_port.h"
#include "programs/program_version.h"

/* What differs between versions and machines; filled by who starts it (assumptions of the same
 * names). */
enum program_export_read_only { EXPORT_RO_BOOKMARK, EXPORT_RO_REPEAT, EXPORT_RO_FAIL3 };

struct program_traits {
    const char *version; /* "5.15", "6.0": in the banner; chooses a row of versions.def */
    uint32_t quirks;     /* what it does wrong: program_quirks */
    const struct oddities *oddities; /* and what it was handed, base/oddity.h; NULL */
    bool is_os2;       /* a program for OS/2: the DOS machine cannot run it (Q183590) */
    bool lacks_memory; /* it cannot be loaded: its machine has no memory or resources left */
    enum program_export_read_only export_read_only;
    bool import_remembers;    /* IMPORT_REMEMBERS */
    uint32_t extent_table;    /* EXTENT_TABLE: extents of a message EXPORT can map; default 32 */
    uint32_t folder_messages; /* FOLDER_MESSAGES: letters that a folder takes; 0 = 32767 */
    bool waits_not_found;     /* SPACE_IN_PATH hang: asks for a parameter file that is not there */
    bool waits_no_path;       /* LONG_IN_PATH hang: asks for one whose directory is not there */
    uint32_t lock_wait_ms;    /* LOCK_WAIT: default 15000 */
    uint32_t import_max; /* most messages handled in one run: the connector's files bound it; 0 = no
                            limit */
    uint32_t export_max; /* /MSGS limit; the option of the command line wins */
};

/* The defaults of the assumption table. */
struct program_traits program_default_traits(void);

struct arguments_memory;
struct program_start {
    struct os_port *port;
    struct arena *arena;             /* process lifetime */
    const char *arguments;           /* command tail */
    const char *directory;           /* working directory */
    const char *own_directory;       /* of the program file; NULL: it needs no others */
    const char *system_directory;    /* of Windows: where it looks last */
    struct arguments_memory *memory; /* lent by who starts programs (arguments_memory.h); NULL */
    struct program_traits traits;
};

/* PROGRAM_CRASHED: it ended by a fault of its own, with all that it had open; who runs it knows
 * what becomes of that. */
enum program_state { PROGRAM_AGAIN, PROGRAM_ENDED, PROGRAM_CRASHED };

struct program_step {
    enum program_state state;
    int result_code;  /* PROGRAM_ENDED */
    uint64_t wake_us; /* PROGRAM_AGAIN: monotonic time of the next step; now = as soon as others had
                         a turn */
};

struct program_kind {
    const char *name; /* upper case, "IMPORT" */
    size_t state_size;
    /* state is zeroed, on start->arena; *start outlives the run. */
    void (*begin)(void *state, const struct program_start *start);
    struct program_step (*step)(void *state, struct arena *scratch, uint64_t now_us);
    /* All that was printed so far, lines ended by CR LF. */
    const char *(*console)(void *state);
};

/* From programs.def; name without extension, case folded ("Import.exe" finds import, and so do
 * "Import32.exe" and "Import2.exe", the programs of Windows and OS/2). NULL when there is none. */
const struct program_kind *program_find(const char *file_name);

#endif

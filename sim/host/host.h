/*
 * host -- an NT machine that runs programs: search path, programs, registry, locale, people logged
 * on
 *
 * Programs are files: a program is found on the machine's search path as a file that holds its name
 * and version, so deleting or replacing the file has the effect it had. The registry is a list of
 * (section, name, value).
 *
 * Errors  NULL or false where something is not known; a text for the author of the scenario.
 * Owns    nothing: hosts lie on the run arena.
 */
#ifndef SIM_HOST_HOST_H
#define SIM_HOST_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/sched.h"
#include "net/network.h"
#include "port/os_port.h"

struct world;

struct registry_value {
    uint64_t hash; /* of the name, folded */
    char *section;
    char *name;
    char *value;
    size_t capacity; /* of value, with its NUL */
    struct registry_value *next;
};

/* A program file that was found: where, and what its contents say it is. */
struct host_program {
    char path[OS_PATH_SIZE];
    char name[16];             /* "IMPORT" */
    char version[16];          /* "5.15" */
    uint32_t bits;             /* 16: a DOS program; 32 */
    bool is_os2;               /* of OS/2: an NT machine cannot run it as it should */
    struct fs_way way;         /* to the file, as the world itself goes, ... */
    struct volume_place place; /* ... and where it is there; no name */
    size_t rest_at;            /* in `path`: behind its drive or share */
};
/* A path that was looked at for a program, and what was there. */
enum { HOST_SEEN_PROGRAMS = 4, HOST_PROGRAM_TEXT_SIZE = 64 };
struct host_seen_program {
    struct host_program program; /* its path is what was looked at */
    struct volume_hint walk;
    char text[HOST_PROGRAM_TEXT_SIZE]; /* with which the file began */
    size_t text_size;
    bool is_program;
};

/* What the hotfixes of a machine do, host_fixes.h: rows as bits. */
struct host_fixes {
    uint32_t mended;           /* platform_quirks.def: gone, whatever the level */
    uint32_t brought;          /* there, up to the level named */
    uint32_t connector_mended; /* connector/ccmc/quirks.def */
};

struct host {
    struct machine *machine;
    char search_path[512];   /* "C:\WINNT\system32;C:\WINNT" */
    const char *locale_name; /* "de-DE" */
    struct os_locale locale; /* but for the pages that are missing: they stay with the machine */
    uint32_t missing_pages[2];
    uint32_t dos_runs;     /* of 16-bit programs since the boot; counted where that matters */
    bool is_low_on_memory; /* it loads no program */
    char version[16];      /* "4.0" */
    uint32_t service_pack;
    bool is_level_known; /* a line named the service pack: platform_quirks.def counts */
    struct host_fixes fixes;
    struct registry_value *registry;
    struct host_service *services; /* services.h; NULL: nobody has spoken of any, all run */
    struct sched_task services_task;
    struct world *world;                                /* set with the first service */
    struct host_seen_program *seen[HOST_SEEN_PROGRAMS]; /* NULL: none yet */
    uint32_t next_seen;
    struct host *next;
};

enum platform_quirk {
#define PLATFORM_QUIRK(name, version, service_pack, fixes, bringer, step, mail) PLATFORM_##name,
#include "platform_quirks.def"
#undef PLATFORM_QUIRK
    PLATFORM_QUIRK_COUNT
};

/* Does this machine's level have it? */
bool host_has_quirk(const struct host *host, enum platform_quirk quirk);

/* Makes it (with drives C and D, unless named already) or finds it. NULL name: the first, made as
 * EX1 when there is none. */
struct host *host_find(struct world *world, const char *name);
struct host *host_need(struct world *world, const char *name);
/* The drive that a declared path begins with, E:\ccmcdata: C to Z; other paths need none. */
void host_need_drive(struct world *world, struct host *host, const char *path);
void host_set_setting(struct world *world, struct host *host, const char *section, const char *name,
                      const char *value);
/* false: there is none. */
bool host_remove_setting(struct host *host, const char *section, const char *name);
const char *host_setting(const struct host *host, const char *section, const char *name); /* NULL */
const char *host_locales(void); /* names of locales, for people */
/* "de-DE"; false: not known. */
bool host_locale_find(const char *name, struct os_locale *locale_out);
bool host_set_locale(struct host *host, const char *name);
/* Puts a program file at `directory` (made if needed). NULL or a text. */
const char *host_install_program(struct world *world, struct host *host, const char *program,
                                 const char *version, const char *directory);
/* What process_start and find_program use: a path, or a name (with or without .EXE) on the search
 * path. The loader reads as the system. ST_NOT_FOUND; ST_FILE_CORRUPT: a file that is no program.
 */
enum status MUST_CHECK host_find_program(struct world *world, struct host *host,
                                         const char *program, struct host_program *found_out);

#endif

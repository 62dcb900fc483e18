/*
 * odd_builds -- what builds did otherwise, as a scenario declared it (noun `quirk`, second form)
 *
 * Beside the rows of quirks.def, versions.def and platform_quirks.def a scenario may say itself
 * what a range of builds of the connector, versions of a program or levels of NT did otherwise.
 * What concerns letters is handed to the connector and to programs as rules (base/oddity.h) when
 * they start; they do it with their own code and never learn where the rules come from. Each time
 * one acts there is a row in the trace, and the ledger hears what it may do to mail: drop and twice
 * are excused for that letter alone, a rewritten one is known again.
 *
 * Ranges  A build or level that no line names has only what has no last one: then everything is as
 *         in the newest.
 * Owns    everything on the run arena.
 */
#ifndef SIM_WORLD_ODD_BUILDS_H
#define SIM_WORLD_ODD_BUILDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/oddity.h"
#include "base/status.h"

struct world;
struct process;
struct host;
struct connector;

enum odd_subject { ODD_CONNECTOR, ODD_PROGRAM, ODD_HOST };

/* 5.5.2503.28 of a connector, 4.0sp3 of NT: parts that are compared in order. */
enum { ODD_PARTS = 4 };
struct odd_level {
    uint32_t parts[ODD_PARTS];
    bool is_open;       /* no bound */
    bool is_build_only; /* 2503: whatever the release */
};

/* What holds around a service or program whenever it meets a letter. */
enum odd_around {
    ODD_SETTING, /* of the connector; one that is not there is "" */
    ODD_OFFICE,  /* name of the connector's post office */
    ODD_FORMAT,  /* of it: DB6, DB8 */
    ODD_MEMORY,  /* "low", "enough": of the machine */
    ODD_LOCALE,  /* of the machine: de-DE */
    ODD_EXISTS,  /* "yes": there is this file or directory; relative ones are under the store */
};
struct odd_condition {
    enum odd_around around;
    const char *name;    /* of the setting or file */
    const char *pattern; /* * and ?, case folded */
};

struct odd_build {
    const char *label; /* `as LABEL`; NULL */
    const char *text;  /* as written, for verdicts and traces */
    uint32_t line;
    const void *fact; /* of the scenario that declares it */
    enum odd_subject subject;
    struct odd_level ends[2];    /* first and last; ODD_PROGRAM: not asked */
    const char *program;         /* ODD_PROGRAM: "IMPORT" */
    const char *const *versions; /* patterns, any of them; none: all */
    uint32_t version_count;
    struct oddity rule;                     /* all but ODD_HOST */
    const struct odd_condition *conditions; /* all hold */
    uint32_t condition_count;
    bool has_machine; /* not ODD_HOST: on machines of that level only, */
    struct odd_level machine[2];
    uint64_t leak_after; /* leak: with that many letters since the boot no memory is left */
    uint64_t leaked;
    const struct host *leaks_at; /* NULL: it has not yet */
    uint32_t bits;               /* ODD_HOST: 16, 32; 0 any */
    uint64_t after;              /* ODD_HOST: that many starts since the boot go well */
    uint64_t starts;
    enum status refusal; /* ODD_HOST, refuse: ST_OK: it is not loaded for want of memory */
    bool is_off;
    uint64_t struck; /* times */
    struct odd_build *next;
};

/* "5.5.2503", "2503", "5.5", "4.0sp3"; NULL or a text. is_last: parts that are not written are the
 * highest. */
const char *odd_level_read(struct world *world, const char *text, bool is_last,
                           struct odd_level *level_out);
void odd_build_add(struct world *world, const struct odd_build *build);
/* Of that label; false: there is none. */
bool odd_build_switch(struct world *world, const char *label, bool is_on);

/* For a service or program that starts; NULL: nothing. */
const struct oddities *odd_builds_of_connector(const struct connector *c);
const struct oddities *odd_builds_of_program(struct process *program);

/* A program of so many bits is about to be loaded. */
struct odd_start {
    enum oddity_action action; /* ODDITY_NONE: it starts; REFUSE, HANG, CRASH */
    enum status refusal;       /* REFUSE; ST_OK: it is loaded, and has no memory */
};
struct odd_start odd_builds_of_start(struct world *world, struct host *host, bool is_16_bit);

#endif

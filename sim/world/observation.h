/*
 * observation -- what the world tells while it runs: events, refused accesses, results of programs,
 * letters that moved, what people could not do
 *
 * Expectations of occurrences count them as they come.
 *
 * Units   virtual microseconds.
 * Owns    nothing; texts are good during the call that tells.
 */
#ifndef SIM_WORLD_OBSERVATION_H
#define SIM_WORLD_OBSERVATION_H

#include <stdint.h>

enum observation_kind {
    OBSERVE_EVENT,
    OBSERVE_DENIED,
    OBSERVE_RESULT,
    OBSERVE_MAIL,
    OBSERVE_REFUSED, /* what somebody meant to do and could not: text */
    OBSERVE_CALL     /* of a file by its name; only where a scenario asks for such (call_watch.h) */
};

struct truth_letter;

struct observation {
    enum observation_kind kind;
    uint64_t time_us;
    /* event */
    uint32_t event_id;
    const char *source;
    const char *text; /* refused, too */
    /* denied, result, call */
    const char *program;   /* "IMPORT"; "" for a service or person; a call: "CCMC", too */
    const char *account;   /* "NW1\svc-ccmc" */
    const char *operation; /* open read write create delete rename list */
    const char *path; /* "SYS:CCDATA\CLANDATA", "NT1 CCPO\..." as the server names it; a call: as it
                         was named */
    const char *machine;
    int64_t clock_ms;  /* event: how much ahead of true time the clock of its machine is */
    const char *lacks; /* "C", "write" */
    int result_code;
    const char *console;
    /* mail, only when world_spec.tells_mail: a letter whose places or ends changed in this step */
    const struct truth_letter *letter;
};

#endif

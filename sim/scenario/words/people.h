/*
 * people -- who is logged on at a machine: one session an account and machine
 *
 * A session lasts until people_log_off; what its owner runs interactively runs in it, with its
 * drives and its connections.
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_PEOPLE_H
#define SIM_SCENARIO_WORDS_PEOPLE_H

#include "scenario/run.h"

struct run_logon {
    struct logon logon;
    uint64_t ready_us; /* a call fault made his logon last until then */
    struct run_logon *next;
};

/* The session that is there, or a new one with the account's own password; NULL: he was refused, by
 * a call fault too. Of whom the world is declared with a refusal is an error. */
const char *people_log_on(struct run *run, const struct host *host, const char *account,
                          struct logon **logon_out);
/* From when on programs of this session can run. */
uint64_t people_ready_us(const struct run *run, const struct logon *logon);
const char *people_log_off(struct run *run, const char *account);

#endif

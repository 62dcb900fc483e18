/*
 * quiet -- mail that waits though nothing goes wrong any more
 *
 * Who strikes calls of a replay wants to know whether all is well again when it is over. Where mail
 * waits at its end that programs are to take, an administrator sees to what runs and what does not
 * (world_attend), ends programs that hang and clears the sessions of servers; then the world goes
 * on until that mail is gone or no call has been struck for so long that everything came round that
 * ever does. What waits then is stuck, unless a post office is damaged or fragmented, which is for
 * its utilities, or a connector does not run.
 *
 * Errors  false: what always holds broke meanwhile, and the world says so.
 * Owns    nothing; texts lie on the arena of the run.
 */
#ifndef SIM_SCENARIO_QUIET_H
#define SIM_SCENARIO_QUIET_H

#include "scenario/run.h"

/* For options->quiet_us; 0: nobody wants to know. Fills result->waits and is_stuck. */
bool quiet_wait(struct run *run, struct run_result *result);

#endif

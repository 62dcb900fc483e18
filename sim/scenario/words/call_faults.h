/*
 * call_faults -- call faults as scenarios arm and lift them
 *
 * A fault that never struck has proved nothing: it fails the run like an expectation that was not
 * met.
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_CALL_FAULTS_H
#define SIM_SCENARIO_WORDS_CALL_FAULTS_H

#include "fault/inject.h"
#include "scenario/run.h"

/* Where a fault strikes, as people name it: relative names are under the connector's store,
 * patterns with a directory as place_pattern.h says. */
const char *call_fault_place(struct run *run, const char *place, const char **place_out);
/* Armed now; the step is its owner, its label the fault's. */
const char *call_fault_arm(struct run *run, const struct step *step, struct fault *fault);
/* False: none of that label is armed. */
bool call_fault_lift(struct run *run, const char *label);
/* The whole run is over. */
void call_faults_decide(struct run *run, struct run_result *result);

#endif

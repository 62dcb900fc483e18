/*
 * services -- which service a step or expectation means: "connector", "connector C2", or its own
 * name "C2"
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_SERVICES_H
#define SIM_SCENARIO_WORDS_SERVICES_H

#include "scenario/run.h"

enum { SERVICE_SLOTS = 2 };
extern const struct slot service_slots[SERVICE_SLOTS];

const char *service_find(struct run *run, const struct fact *fact,
                         struct connector **connector_out);
/* What setup and dirsync tell each connector: the address of its site, which is its mailbox at the
 * post office. */
void service_name_site(struct run *run);

#endif

/*
 * services -- which service a step or expectation means: "connector", "connector C2", or its own
 * name "C2"
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_SERVICES_H
#define SIM_SCENARIO_WORDS_SERVICES_H

#include "host/services.h"
#include "scenario/run.h"

enum { SERVICE_SLOTS = 2 };
extern const struct slot service_slots[SERVICE_SLOTS];

/* Another service of a machine: "GSNW", "GSNW EX2" (the first machine unless named); false: it is
 * none that anybody has spoken of or that others depend on. */
bool service_of_host(struct run *run, const struct fact *fact, struct host **host_out,
                     struct host_service **service_out);
/* By its noun, `connector`, or as the list of services has it: MSExchangeCCMC. */
bool service_is_connector(const char *name);
const char *service_find(struct run *run, const struct fact *fact,
                         struct connector **connector_out);
/* What setup and dirsync tell each connector: the address of its site, which is its mailbox at the
 * post office. */
void service_name_site(struct run *run);

#endif

/*
 * connector_choices -- what a scenario's `assume` lines ask of the connector
 *
 * An assumption is marked as one that the run rested on only where it was set to what is asked for.
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_CONNECTOR_CHOICES_H
#define SIM_WORLD_CONNECTOR_CHOICES_H

#include <stdbool.h>
#include <stdint.h>

struct connector;
struct world;

/* For ccmc_config: a set of connector/ccmc/choices.def. */
uint32_t connector_choices(struct world *world);
/* Rows of connector/ccmc/quirks.def that an assumption switches on. */
uint32_t connector_assumed_quirks(struct world *world);
/* What the build of the connector has wrong, by its rows, the scenario's lines and hotfixes. */
uint32_t connector_quirks(const struct world *world, const struct connector *connector);
/* Would the store of its server lose now what is for MTS-OUT (quirk STORE_LOSES)? */
bool connector_store_loses(const struct world *world, const struct connector *connector);
/* How long a program may run; 0: as usual. */
uint64_t connector_hung_us(struct world *world);
/* Free bytes below which it ends; 0: it is a build that does not look (quirk FREE_SPACE_32). */
uint64_t connector_low_space(struct world *world, const struct connector *connector);

#endif

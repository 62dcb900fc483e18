/*
 * flaps -- links that are down or slow for a while, once or again and again
 *
 * Units   virtual microseconds.
 * Owns    its tasks, on the run arena.
 */
#ifndef SIM_WORLD_FLAPS_H
#define SIM_WORLD_FLAPS_H

#include <stdbool.h>
#include <stdint.h>

struct link;
struct world;

struct flap_times {
    uint64_t for_us;   /* that it lasts */
    uint64_t every_us; /* from one beginning to the next; 0: once */
};
/* From now on; ends what was there before. */
void flap_begin(struct world *world, struct link *link, bool is_slow, struct flap_times times);
/* The link stays as it is. */
void flap_end(struct world *world, const struct link *link);

#endif

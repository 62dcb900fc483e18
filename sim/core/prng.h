/*
 * prng -- one seed, named streams
 *
 * Philox 4x32-10 (Random123), counter based: the n-th value of a stream depends on seed, stream
 * name and n alone, so a new consumer never shifts the values of another.
 *
 * Source  Random123 (Salmon et al., SC11); known-answer vectors in tests/unit/check_prng.c.
 */
#ifndef SIM_CORE_PRNG_H
#define SIM_CORE_PRNG_H

#include <stdint.h>

struct prng {
    uint64_t seed;
    uint64_t stream; /* hash of the name */
    uint64_t next;   /* counter of the next value */
};

void prng_init(struct prng *prng, uint64_t seed, const char *stream_name);
uint64_t prng_next(struct prng *prng);
uint64_t prng_below(struct prng *prng, uint64_t bound); /* 0 .. bound-1, unbiased; bound > 0 */

#endif

#include "core/prng.h"

#include <string.h>

#include "base/hash.h"
#include "base/require.h"

enum { PHILOX_ROUNDS = 10 };

void prng_init(struct prng *prng, uint64_t seed, const char *stream_name)
{
    *prng = (struct prng){.seed = seed, .stream = hash64(stream_name, strlen(stream_name))};
}

/* One block of Philox 4x32-10 for the counter (next, stream) and the key seed; its first two words
 * are the value. */
uint64_t prng_next(struct prng *prng)
{
    uint32_t c0 = (uint32_t)prng->next;
    uint32_t c1 = (uint32_t)(prng->next >> 32);
    uint32_t c2 = (uint32_t)prng->stream;
    uint32_t c3 = (uint32_t)(prng->stream >> 32);
    uint32_t k0 = (uint32_t)prng->seed;
    uint32_t k1 = (uint32_t)(prng->seed >> 32);
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        const uint64_t product0 = (uint64_t)c0 * 0xD2511F53u;
        const uint64_t product1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(product1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(product0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)product1;
        c3 = (uint32_t)product0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    prng->next++;
    return (uint64_t)c1 << 32 | c0;
}

uint64_t prng_below(struct prng *prng, uint64_t bound)
{
    REQUIRE(bound > 0);
    const uint64_t uneven = (UINT64_MAX - bound + 1) % bound; /* 2^64 mod bound values too many */
    uint64_t value = prng_next(prng);
    while (value < uneven) {
        value = prng_next(prng);
    }
    return value % bound;
}

uint64_t prng_between(struct prng *prng, uint64_t first, uint64_t last)
{
    REQUIRE(first <= last);
    const uint64_t span = last - first;
    return span == UINT64_MAX ? prng_next(prng) : first + prng_below(prng, span + 1);
}

#include "core/prng.h"

#include <Random123/philox.h>
#include <string.h>

#include "base/hash.h"
#include "base/require.h"

void prng_init(struct prng *prng, uint64_t seed, const char *stream_name)
{
    *prng = (struct prng){.seed = seed, .stream = hash64(stream_name, strlen(stream_name))};
}

/* One block of Philox 4x32-10 for the counter (next, stream) and the key seed; its first two words
 * are the value. */
uint64_t prng_next(struct prng *prng)
{
    const philox4x32_ctr_t counter = {{(uint32_t)prng->next, (uint32_t)(prng->next >> 32),
                                       (uint32_t)prng->stream, (uint32_t)(prng->stream >> 32)}};
    const philox4x32_key_t key = {{(uint32_t)prng->seed, (uint32_t)(prng->seed >> 32)}};
    const philox4x32_ctr_t block = philox4x32(counter, key);
    prng->next++;
    return (uint64_t)block.v[1] << 32 | block.v[0];
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

#include "base/hash.h"

#include "base/hash_wide.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Shorter ones are not taken by stripes. */
enum { WIDE_FROM = 241 };

static bool goes_wide(size_t size)
{
#ifdef __x86_64__
    return size >= WIDE_FROM && __builtin_cpu_supports("avx2");
#else
    (void)size;
    return false;
#endif
}

uint64_t hash64(const void *data, size_t size)
{
    return hash64_seeded(data, size, 0);
}

uint64_t hash64_seeded(const void *data, size_t size, uint64_t seed)
{
    return goes_wide(size) ? hash64_wide(data, size, seed) : XXH3_64bits_withSeed(data, size, seed);
}

struct hash128 hash128(const void *data, size_t size)
{
    if (goes_wide(size)) {
        return hash128_wide(data, size);
    }
    const XXH128_hash_t hash = XXH3_128bits(data, size);
    return (struct hash128){.low = hash.low64, .high = hash.high64};
}

bool hash128_equal(struct hash128 a, struct hash128 b)
{
    return a.low == b.low && a.high == b.high;
}

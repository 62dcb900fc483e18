/*
 * hash -- XXH3, the one hash of the project
 *
 * Wraps xxHash so that no other module of connector_core includes it. Values are the same on every
 * machine (canonical little-endian reading of bytes).
 */
#ifndef CONNECTOR_BASE_HASH_H
#define CONNECTOR_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash128 {
    uint64_t low;
    uint64_t high;
};

uint64_t hash64(const void *data, size_t size);
uint64_t hash64_seeded(const void *data, size_t size, uint64_t seed);
struct hash128 hash128(const void *data, size_t size);
bool hash128_equal(struct hash128 a, struct hash128 b);

#endif

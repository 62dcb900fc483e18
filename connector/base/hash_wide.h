/*
 * hash_wide -- the hashes of hash.h in registers of 32 bytes, for hash.c only
 *
 * The same values: XXH3 does not depend on how many bytes are taken at once. Compiled for AVX2
 * where the machine is an x86-64 (CMakeLists.txt); whoever calls them has asked the processor.
 */
#ifndef CONNECTOR_BASE_HASH_WIDE_H
#define CONNECTOR_BASE_HASH_WIDE_H

#include "base/hash.h"

uint64_t hash64_wide(const void *data, size_t size, uint64_t seed);
struct hash128 hash128_wide(const void *data, size_t size);

#endif

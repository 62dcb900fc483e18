/*
 * little_endian -- numbers in the bytes of files, lowest byte first, whatever the machine's order
 *
 * Each is one load or one store: single bytes, even if a compiler sees that they are one number,
 * stay single stores in long functions, and who reads them as words then waits for all of them.
 */
#ifndef CONNECTOR_BASE_LITTLE_ENDIAN_H
#define CONNECTOR_BASE_LITTLE_ENDIAN_H

#include <stdint.h>
#include <string.h>

/* The machine's order to the files', and back. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LITTLE32(value) __builtin_bswap32(value)
#define LITTLE64(value) __builtin_bswap64(value)
#else
#define LITTLE32(value) (value)
#define LITTLE64(value) (value)
#endif

static inline void put32(uint8_t *at, uint32_t value)
{
    value = LITTLE32(value);
    memcpy(at, &value, sizeof(value));
}

static inline void put64(uint8_t *at, uint64_t value)
{
    value = LITTLE64(value);
    memcpy(at, &value, sizeof(value));
}

static inline uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof(value));
    return LITTLE32(value);
}

static inline uint64_t get64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof(value));
    return LITTLE64(value);
}

#undef LITTLE32
#undef LITTLE64

#endif

/*
 * po_payload -- the key stream, and the checksum of a block's payload
 *
 * Four words of 64 bits at a time, so that veiling and checking a block are one pass of a few
 * instructions for each of them. FORMAT.md says what comes out.
 */
#include <string.h>

#include "po_format.h"

/* A vector of four words is one instruction where the machine has AVX2, and two elsewhere. */
typedef uint64_t po_words __attribute__((vector_size(32)));
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) &&                            \
    !defined(__SANITIZE_ADDRESS__)
#define FOR_EACH_MACHINE __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_MACHINE
#endif

enum { STEP = sizeof(po_words) };

static uint64_t mixed(uint64_t value)
{
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

/* Little-endian words to the machine's and back. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LITTLE(words)                                                                              \
    ((po_words){__builtin_bswap64((words)[0]), __builtin_bswap64((words)[1]),                      \
                __builtin_bswap64((words)[2]), __builtin_bswap64((words)[3])})
#else
#define LITTLE(words) (words)
#endif

/* Words go by address: how a vector is handed over depends on the machine. */
static inline void words_read(const uint8_t *source, po_words *words_out)
{
    memcpy(words_out, source, sizeof(*words_out));
}

/* The last bytes, with zeros behind them. */
static inline void tail_read(const uint8_t *source, size_t size, po_words *words_out)
{
    uint8_t bytes[STEP] = {0};
    memcpy(bytes, source, size);
    words_read(bytes, words_out);
}

/* Zeros behind so many bytes. */
static inline void tail_cut(po_words *words, size_t size)
{
    static const uint8_t ones[2 * STEP] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                           0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                           0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                           0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    po_words mask;
    words_read(ones + STEP - size, &mask);
    *words &= mask;
}

struct stream {
    po_words states; /* of the next four words */
};

static const uint64_t increment = 0x9E3779B97F4A7C15u;

static inline void stream_begin(struct stream *stream, uint64_t key)
{
    const uint64_t state = mixed(key + 0x632BE59BD9B4E019u);
    stream->states = (po_words){state + increment, state + 2 * increment, state + 3 * increment,
                                state + 4 * increment};
}

/* XOR with the next STEP bytes of the stream. */
static inline void stream_veil(struct stream *stream, po_words *words)
{
    const po_words veil = stream->states ^ stream->states >> 29;
    *words ^= LITTLE(veil);
    stream->states += 4 * increment;
}

/* Sums of the words of each of four lanes, and sums of these sums. */
struct sums {
    po_words lanes;
    po_words sums;
};

static inline void sums_add(struct sums *sums, const po_words *words)
{
    sums->lanes += LITTLE(*words);
    sums->sums += sums->lanes;
}

/* The products wait for nothing but their lane. A sum is turned, so that what a changed word adds
 * to its lane never takes away what it adds to the sum. */
static inline uint32_t sums_end(const struct sums *sums, size_t size)
{
    static const uint64_t lane_factors[] = {0x9FB21C651E98DF25u, 0xC2B2AE3D27D4EB4Fu,
                                            0x165667B19E3779F9u, 0x85EBCA77C2B2AE63u};
    static const uint64_t sum_factors[] = {0x27D4EB2F165667C5u, 0x9E3779B185EBCA87u,
                                           0xD6E8FEB86659FD93u, 0xA0761D6478BD642Fu};
    uint64_t hash = size;
    for (size_t i = 0; i < 4; i++) {
        const uint64_t sum = sums->sums[i] * sum_factors[i];
        hash += sums->lanes[i] * lane_factors[i] + (sum << 32 | sum >> 32);
    }
    hash = (hash ^ hash >> 32) * 0x9FB21C651E98DF25u;
    return (uint32_t)(hash >> 32);
}

static inline void veil_step(struct stream *stream, const uint8_t *source, uint8_t *target)
{
    po_words words;
    words_read(source, &words);
    stream_veil(stream, &words);
    memcpy(target, &words, sizeof(words));
}

FOR_EACH_MACHINE void po_veil(uint64_t key, const uint8_t *source, uint8_t *target, size_t size)
{
    struct stream stream;
    stream_begin(&stream, key);
    size_t at = 0;
    for (; at + STEP <= size; at += STEP) {
        veil_step(&stream, source + at, target + at);
    }
    if (at < size) {
        po_words words;
        tail_read(source + at, size - at, &words);
        stream_veil(&stream, &words);
        memcpy(target + at, &words, size - at);
    }
}

/* Both at once, so that what was veiled is not read again. */
static inline void seal_step(struct stream *stream, struct sums *sums, const uint8_t *source,
                             uint8_t *target)
{
    po_words words;
    words_read(source, &words);
    stream_veil(stream, &words);
    memcpy(target, &words, sizeof(words));
    sums_add(sums, &words);
}

/* Some steps in a row, so that counting them costs little. */
enum { BLOCK = 4 * STEP };

FOR_EACH_MACHINE uint32_t po_seal(uint64_t key, const uint8_t *source, uint8_t *target, size_t size)
{
    struct stream stream;
    stream_begin(&stream, key);
    struct sums sums = {0};
    size_t at = 0;
    for (; at + BLOCK <= size; at += BLOCK) {
        for (size_t i = 0; i < BLOCK; i += STEP) {
            seal_step(&stream, &sums, source + at + i, target + at + i);
        }
    }
    for (; at + STEP <= size; at += STEP) {
        seal_step(&stream, &sums, source + at, target + at);
    }
    if (at < size) {
        po_words words;
        tail_read(source + at, size - at, &words);
        stream_veil(&stream, &words);
        memcpy(target + at, &words, size - at);
        tail_cut(&words, size - at);
        sums_add(&sums, &words);
    }
    return sums_end(&sums, size);
}

static inline void unseal_step(struct stream *stream, struct sums *sums, const uint8_t *source,
                               uint8_t *target)
{
    po_words words;
    words_read(source, &words);
    sums_add(sums, &words);
    stream_veil(stream, &words);
    memcpy(target, &words, sizeof(words));
}

FOR_EACH_MACHINE uint32_t po_unseal(uint64_t key, const uint8_t *source, uint8_t *target,
                                    size_t size)
{
    struct stream stream;
    stream_begin(&stream, key);
    struct sums sums = {0};
    size_t at = 0;
    for (; at + BLOCK <= size; at += BLOCK) {
        for (size_t i = 0; i < BLOCK; i += STEP) {
            unseal_step(&stream, &sums, source + at + i, target + at + i);
        }
    }
    for (; at + STEP <= size; at += STEP) {
        unseal_step(&stream, &sums, source + at, target + at);
    }
    if (at < size) {
        po_words words;
        tail_read(source + at, size - at, &words);
        sums_add(&sums, &words);
        stream_veil(&stream, &words);
        memcpy(target + at, &words, size - at);
    }
    return sums_end(&sums, size);
}

FOR_EACH_MACHINE uint32_t po_payload_checksum(const uint8_t *payload, size_t size)
{
    struct sums sums = {0};
    po_words words;
    size_t at = 0;
    for (; at + STEP <= size; at += STEP) {
        words_read(payload + at, &words);
        sums_add(&sums, &words);
    }
    if (at < size) {
        tail_read(payload + at, size - at, &words);
        sums_add(&sums, &words);
    }
    return sums_end(&sums, size);
}

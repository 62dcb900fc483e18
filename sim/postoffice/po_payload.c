/*
 * po_payload -- the key stream, and the checksum of a block's payload
 *
 * Four words of 64 bits at a time, so that veiling and checking a block are one pass of a few
 * instructions for each of them. FORMAT.md says what comes out.
 */
#include <string.h>

#include "po_format.h"

typedef uint64_t po_words __attribute__((vector_size(16)));

enum { STEP = 2 * sizeof(po_words) };

static uint64_t mixed(uint64_t value)
{
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

/* Little-endian words to the machine's and back. */
static inline po_words little(po_words words)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (po_words){__builtin_bswap64(words[0]), __builtin_bswap64(words[1])};
#else
    return words;
#endif
}

static inline po_words words_at(const uint8_t *bytes)
{
    po_words words;
    memcpy(&words, bytes, sizeof(words));
    return little(words);
}

static inline void words_put(uint8_t *bytes, po_words words)
{
    words = little(words);
    memcpy(bytes, &words, sizeof(words));
}

struct stream {
    po_words low; /* the states of the next four words */
    po_words high;
};

static const uint64_t increment = 0x9E3779B97F4A7C15u;

static struct stream stream_begin(uint64_t key)
{
    const uint64_t state = mixed(key + 0x632BE59BD9B4E019u);
    return (struct stream){.low = {state + increment, state + 2 * increment},
                           .high = {state + 3 * increment, state + 4 * increment}};
}

/* source XOR the next STEP bytes of the stream. */
static inline void stream_veil(struct stream *stream, const uint8_t *source, uint8_t *target)
{
    const po_words four = {4 * increment, 4 * increment};
    const po_words low = words_at(source) ^ stream->low ^ stream->low >> 29;
    const po_words high = words_at(source + sizeof(po_words)) ^ stream->high ^ stream->high >> 29;
    words_put(target, low);
    words_put(target + sizeof(po_words), high);
    stream->low += four;
    stream->high += four;
}

/* Sums of the words of each of four lanes, and sums of these sums. */
struct sums {
    po_words low;
    po_words high;
    po_words low_sums;
    po_words high_sums;
};

static inline void sums_add(struct sums *sums, const uint8_t *bytes)
{
    sums->low += words_at(bytes);
    sums->high += words_at(bytes + sizeof(po_words));
    sums->low_sums += sums->low;
    sums->high_sums += sums->high;
}

static uint32_t sums_end(const struct sums *sums, size_t size)
{
    const uint64_t values[] = {sums->low[0],       sums->low[1],      sums->high[0],
                               sums->high[1],      sums->low_sums[0], sums->low_sums[1],
                               sums->high_sums[0], sums->high_sums[1]};
    uint64_t hash = size;
    for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
        hash = (hash ^ values[i]) * 0x9FB21C651E98DF25u;
        hash ^= hash >> 35;
    }
    return (uint32_t)hash;
}

void po_veil(uint64_t key, const uint8_t *source, uint8_t *target, size_t size)
{
    struct stream stream = stream_begin(key);
    size_t at = 0;
    for (; at + STEP <= size; at += STEP) {
        stream_veil(&stream, source + at, target + at);
    }
    if (at < size) {
        uint8_t last[STEP] = {0};
        memcpy(last, source + at, size - at);
        stream_veil(&stream, last, last);
        memcpy(target + at, last, size - at);
    }
}

uint32_t po_seal(uint64_t key, const uint8_t *source, uint8_t *target, size_t size)
{
    struct stream stream = stream_begin(key);
    struct sums sums = {0};
    size_t at = 0;
    for (; at + STEP <= size; at += STEP) {
        stream_veil(&stream, source + at, target + at);
        sums_add(&sums, target + at);
    }
    if (at < size) {
        uint8_t last[STEP] = {0};
        memcpy(last, source + at, size - at);
        stream_veil(&stream, last, last);
        memset(last + (size - at), 0, sizeof(last) - (size - at));
        memcpy(target + at, last, size - at);
        sums_add(&sums, last);
    }
    return sums_end(&sums, size);
}

uint32_t po_unseal(uint64_t key, const uint8_t *source, uint8_t *target, size_t size)
{
    struct stream stream = stream_begin(key);
    struct sums sums = {0};
    size_t at = 0;
    for (; at + STEP <= size; at += STEP) {
        sums_add(&sums, source + at);
        stream_veil(&stream, source + at, target + at);
    }
    if (at < size) {
        uint8_t last[STEP] = {0};
        memcpy(last, source + at, size - at);
        sums_add(&sums, last);
        stream_veil(&stream, last, last);
        memcpy(target + at, last, size - at);
    }
    return sums_end(&sums, size);
}

uint32_t po_payload_checksum(const uint8_t *payload, size_t size)
{
    struct sums sums = {0};
    size_t at = 0;
    for (; at + STEP <= size; at += STEP) {
        sums_add(&sums, payload + at);
    }
    if (at < size) {
        uint8_t last[STEP] = {0};
        memcpy(last, payload + at, size - at);
        sums_add(&sums, last);
    }
    return sums_end(&sums, size);
}

/*
 * wear_memory -- what churn made of a post office, for the next case that churns it alike
 *
 * The variants of a scenario mostly wear the same post office down in the same way before they
 * part. What comes out depends on the bytes of the post office, on what churn was told, on its
 * random numbers and on the space of the volume, and on nothing else; so a case that has all of
 * them equal gets the bytes that came out before, written through the port. Nobody can tell: a case
 * played alone has the same trace (check_wear_memory).
 *
 * Owns    its images, on an arena of its own; wear_memory_release.
 * Limits  a few images, the first ones, and those of moderate size only.
 */
#ifndef SIM_SCENARIO_WORDS_WEAR_MEMORY_H
#define SIM_SCENARIO_WORDS_WEAR_MEMORY_H

#include "base/arena.h"
#include "base/hash.h"
#include "po_image.h"

enum { WEAR_IMAGES_MAX = 4, WEAR_IMAGE_BYTES_MAX = 64 << 20 };

/* A zeroed struct is empty. */
struct wear_memory {
    struct arena arena;
    struct hash128 keys[WEAR_IMAGES_MAX];
    struct po_image images[WEAR_IMAGES_MAX];
    uint32_t count;
    uint32_t recalls; /* how often one was used */
};

/* `told`: all of the above but the bytes of the post office. */
enum status MUST_CHECK wear_memory_key(struct postoffice *po, const char *told,
                                       struct arena *scratch, struct hash128 *key_out);
/* NULL: nothing is known. */
const struct po_image *wear_memory_find(struct wear_memory *memory, struct hash128 key);
/* The post office as it is now is what comes out. One that cannot be read is not kept. */
void wear_memory_keep(struct wear_memory *memory, struct hash128 key, struct postoffice *po);
void wear_memory_release(struct wear_memory *memory);

#endif

/*
 * arena -- memory with a lifetime instead of a free()
 *
 * Four lifetimes exist: run (the world), session (one connector), process (one program run), step
 * (scratch). Each is an arena; who opened the lifetime resets or releases it at one place.
 *
 * A zeroed struct is an empty arena. arena_alloc succeeds or ends the process, so no caller has a
 * branch for failed allocation; memory is zeroed and aligned to 16 bytes. arena_reset forgets
 * everything but keeps the blocks for the next round (a replay allocates nothing the second time);
 * arena_release gives them back. Under the address sanitizer a use of what was forgotten is found.
 *
 * An arena made by arena_within takes its blocks from another one: they last as long as that one's
 * memory does, and arena_release gives nothing back.
 *
 * Marks nest: arena_rewind(arena, mark) forgets what was allocated after arena_mark. A copy of a
 * mark must not be used after a reset.
 *
 * Owns    its blocks. The only malloc and free of connector_core are in arena.c.
 */
#ifndef CONNECTOR_BASE_ARENA_H
#define CONNECTOR_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena {
    struct arena_block *first;   /* owned; blocks in use and kept, oldest first */
    struct arena_block *current; /* block allocated from */
    size_t used;                 /* bytes used in `current` */
    struct arena *source;        /* borrowed; where blocks come from; NULL: malloc */
};

struct arena_mark {
    struct arena_block *block;
    size_t used;
};

struct arena arena_within(struct arena *source);
void *arena_alloc(struct arena *arena, size_t size);
void *arena_room(struct arena *arena, size_t size); /* of any value: the caller fills it */
void *arena_copy(struct arena *arena, const void *data, size_t size);
char *arena_text(struct arena *arena, const char *text);
char *arena_text_n(struct arena *arena, const char *text, size_t length); /* adds the NUL */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
void arena_reset(struct arena *arena);
void arena_release(struct arena *arena);
size_t arena_bytes(const struct arena *arena); /* held from the system, for tests of flat memory */

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
void *arena_alloc_array(struct arena *arena, size_t count, size_t size); /* REQUIREs no overflow */

#endif

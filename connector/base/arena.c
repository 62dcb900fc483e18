/* madvise. NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
#define _DEFAULT_SOURCE 1
#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "base/format.h"
#include "base/require.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#if defined(ARENA_POISON)
#include <sanitizer/asan_interface.h>
#define POISON(data, size) __asan_poison_memory_region((data), (size))
#define UNPOISON(data, size) __asan_unpoison_memory_region((data), (size))
#elif defined(CCBENCH_MEMCHECK) /* a use of what nobody has written is reported, too */
#define ARENA_POISON 1
#include <valgrind/memcheck.h>
#define POISON(data, size) (void)VALGRIND_MAKE_MEM_NOACCESS((data), (size))
#define UNPOISON(data, size) (void)VALGRIND_MAKE_MEM_UNDEFINED((data), (size))
#else
#define POISON(data, size) ((void)(data), (void)(size))
#define UNPOISON(data, size) ((void)(data), (void)(size))
#endif

enum { ARENA_ALIGNMENT = 16, BLOCK_SIZE_FIRST = 4096 - 64, BLOCK_SIZE_MAX = 1024 * 1024 };
enum { HUGE_PAGE = 2 * 1024 * 1024 };

/* Blocks behind arena.current are free; their order is the order of their last use. */
struct arena_block {
    struct arena_block *next; /* owned */
    size_t capacity;          /* bytes in `data` */
    _Alignas(ARENA_ALIGNMENT) uint8_t data[];
};
_Static_assert(_Alignof(max_align_t) >= ARENA_ALIGNMENT, "malloc aligns blocks well enough");

/* NOLINTBEGIN(misc-no-recursion): as deep as arenas lie within each other */
/* A fault for each 4 KB of a large block would cost more than what is done with them. */
static void *memory_new(size_t size)
{
#ifdef MADV_HUGEPAGE
    if (size >= HUGE_PAGE) {
        const size_t rounded = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
        void *memory = aligned_alloc(HUGE_PAGE, rounded);
        if (memory != NULL) {
            (void)madvise(memory, rounded, MADV_HUGEPAGE); /* refused: it is as it was */
        }
        return memory;
    }
#endif
    return malloc(size);
}

static struct arena_block *block_new(struct arena *source, size_t least, size_t wanted)
{
    const size_t capacity = least > wanted ? least : wanted;
    REQUIRE(capacity <= SIZE_MAX - sizeof(struct arena_block));
    const size_t size = sizeof(struct arena_block) + capacity;
    struct arena_block *block = source != NULL ? arena_room(source, size) : memory_new(size);
    REQUIRE(block != NULL); /* out of memory ends the process: no caller has a branch for it */
    block->next = NULL;
    block->capacity = capacity;
    POISON(block->data, capacity);
    return block;
}

/* Makes a block with room for `size` the current one: a kept block when one is large enough. */
static void arena_grow(struct arena *arena, size_t size)
{
    struct arena_block *current = arena->current;
    struct arena_block **link = current != NULL ? &current->next : &arena->first;
    struct arena_block **kept = link;
    while (*kept != NULL && (*kept)->capacity < size) {
        kept = &(*kept)->next;
    }
    struct arena_block *block = *kept;
    if (block != NULL) {
        *kept = block->next;
    } else {
        size_t wanted = BLOCK_SIZE_FIRST;
        if (current != NULL) {
            wanted =
                current->capacity < BLOCK_SIZE_MAX / 2 ? current->capacity * 2 : BLOCK_SIZE_MAX;
        }
        block = block_new(arena->source, size, wanted);
    }
    block->next = *link;
    *link = block;
    arena->current = block;
    arena->used = 0;
}

/* Sizes as they are taken: whole units, nothing takes one too. */
static size_t round_up(size_t size)
{
    const size_t unit = ARENA_ALIGNMENT;
    return (size + (size == 0) + unit - 1) & ~(unit - 1);
}

/* Where there is no block yet, or the current one is full. */
static __attribute__((noinline)) void *room_in_next(struct arena *arena, size_t size)
{
    REQUIRE(size <= SIZE_MAX / 2);
    arena_grow(arena, round_up(size));
    arena->used = round_up(size);
    UNPOISON(arena->current->data, size);
    return arena->current->data;
}

void *arena_room(struct arena *arena, size_t size)
{
    const size_t rounded = round_up(size);
    struct arena_block *block = arena->current;
    if (block == NULL || rounded > block->capacity - arena->used || rounded < size) {
        return room_in_next(arena, size);
    }
    uint8_t *data = block->data + arena->used;
    arena->used += rounded;
    UNPOISON(data, size);
    return data;
}
/* NOLINTEND(misc-no-recursion) */

struct arena arena_within(struct arena *source)
{
    return (struct arena){.source = source};
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_room(arena, size), 0, size);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    REQUIRE(size == 0 || count <= SIZE_MAX / size);
    return arena_alloc(arena, count * size);
}

void *arena_copy(struct arena *arena, const void *data, size_t size)
{
    void *copy = arena_room(arena, size);
    if (size != 0) {
        memcpy(copy, data, size);
    }
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return arena_text_n(arena, text, strlen(text));
}

char *arena_text_n(struct arena *arena, const char *text, size_t length)
{
    REQUIRE(length < SIZE_MAX);
    char *copy = arena_room(arena, length + 1);
    if (length != 0) {
        memcpy(copy, text, length);
    }
    copy[length] = '\0';
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    char small[256];
    va_list values;
    va_start(values, format);
    const size_t length = format_text(small, sizeof(small), format, values);
    va_end(values);
    if (length < sizeof(small)) {
        return arena_text_n(arena, small, length);
    }
    char *text = arena_alloc(arena, length + 1);
    va_start(values, format);
    (void)format_text(text, length + 1, format, values); /* same values: same length */
    va_end(values);
    return text;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->current, arena->used};
}

/* Everything from (block, used) on is free; with the address sanitizer, or below valgrind, a use of
 * it is reported. */
static void forget_from(struct arena_block *block, size_t used)
{
#ifdef ARENA_POISON
    while (block != NULL) {
        POISON(block->data + used, block->capacity - used);
        used = 0;
        block = block->next;
    }
#else
    (void)block;
    (void)used;
#endif
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    if (mark.block == NULL) { /* taken when nothing was allocated */
        arena_reset(arena);
        return;
    }
    REQUIRE(mark.used <= mark.block->capacity);
    forget_from(mark.block, mark.used);
    arena->current = mark.block;
    arena->used = mark.used;
}

void arena_reset(struct arena *arena)
{
    forget_from(arena->first, 0);
    arena->current = arena->first;
    arena->used = 0;
}

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->source == NULL ? arena->first : NULL;
    while (block != NULL) {
        struct arena_block *next = block->next;
        UNPOISON(block->data, block->capacity);
        free(block);
        block = next;
    }
    *arena = (struct arena){.source = arena->source};
}

size_t arena_bytes(const struct arena *arena)
{
    size_t total = 0;
    for (const struct arena_block *block = arena->first; block != NULL; block = block->next) {
        total += sizeof(*block) + block->capacity;
    }
    return total;
}

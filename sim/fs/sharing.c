#include "fs/sharing.h"

enum { BUCKETS = 64 };

struct sharing {
    struct arena *arena;
    struct sharing_lock *free_locks;
    void *context; /* of is_held */
    bool (*is_held)(void *context, const struct sharing_open *open);
    struct sharing_open *buckets[BUCKETS]; /* opens of several files may meet in one chain */
    uint32_t lock_counts[BUCKETS];         /* ranges that they have locked */
};

struct sharing *sharing_create(struct arena *arena)
{
    struct sharing *sharing = arena_new(arena, struct sharing);
    sharing->arena = arena;
    return sharing;
}

void sharing_ask_held(struct sharing *sharing, void *context,
                      bool (*is_held)(void *context, const struct sharing_open *open))
{
    sharing->context = context;
    sharing->is_held = is_held;
}

static bool counts(const struct sharing *sharing, const struct sharing_open *open)
{
    return sharing->is_held == NULL || sharing->is_held(sharing->context, open);
}

static unsigned bucket_of(uint32_t file)
{
    return (file ^ file >> 20) % BUCKETS;
}

/* Opens that touch neither contents nor name never clash, nor do those of one party. */
static bool clashes(const struct sharing_open *asker, const struct sharing_open *holder)
{
    return asker->access != 0 && holder->access != 0 &&
           ((asker->access & ~holder->share) != 0 || (holder->access & ~asker->share) != 0) &&
           (asker->party == 0 || asker->party != holder->party);
}

static bool clashes_with_any(const struct sharing *sharing, const struct sharing_open *asker)
{
    const struct sharing_open *open = sharing->buckets[bucket_of(asker->file)];
    while (open != NULL &&
           (open->file != asker->file || !clashes(asker, open) || !counts(sharing, open))) {
        open = open->next;
    }
    return open != NULL;
}

enum status sharing_enter(struct sharing *sharing, struct sharing_open *open)
{
    if (clashes_with_any(sharing, open)) {
        return ST_SHARING_VIOLATION;
    }
    struct sharing_open **bucket = &sharing->buckets[bucket_of(open->file)];
    open->locks = NULL;
    open->lock_count = 0;
    open->next = *bucket;
    *bucket = open;
    return ST_OK;
}

void sharing_leave(struct sharing *sharing, struct sharing_open *open)
{
    struct sharing_open **link = &sharing->buckets[bucket_of(open->file)];
    while (*link != open) {
        REQUIRE(*link != NULL);
        link = &(*link)->next;
    }
    *link = open->next;
    sharing->lock_counts[bucket_of(open->file)] -= open->lock_count;
    while (open->locks != NULL) {
        struct sharing_lock *lock = open->locks;
        open->locks = lock->next;
        lock->next = sharing->free_locks;
        sharing->free_locks = lock;
    }
}

bool sharing_is_open(const struct sharing *sharing, uint32_t file)
{
    const struct sharing_open *open = sharing->buckets[bucket_of(file)];
    while (open != NULL && (open->file != file || !counts(sharing, open))) {
        open = open->next;
    }
    return open != NULL;
}

enum status sharing_probe(const struct sharing *sharing, uint32_t file, uint32_t access)
{
    const struct sharing_open asker = {.file = file, .access = access, .share = UINT32_MAX};
    return clashes_with_any(sharing, &asker) ? ST_SHARING_VIOLATION : ST_OK;
}

/* Ends that would lie behind the largest offset are the largest offset. */
static uint64_t end_of(uint64_t offset, uint64_t size)
{
    return size > UINT64_MAX - offset ? UINT64_MAX : offset + size;
}

static bool overlaps_any(const struct sharing_open *open, uint64_t offset, uint64_t size)
{
    const uint64_t end = end_of(offset, size);
    for (const struct sharing_lock *lock = open->locks; lock != NULL; lock = lock->next) {
        const uint64_t lock_end = end_of(lock->offset, lock->size);
        const uint64_t first = offset > lock->offset ? offset : lock->offset;
        if (first < (end < lock_end ? end : lock_end)) {
            return true;
        }
    }
    return false;
}

static enum status check_range(const struct sharing *sharing, const struct sharing_open *asker,
                               uint64_t offset, uint64_t size)
{
    const struct sharing_open *open = sharing->buckets[bucket_of(asker->file)];
    for (; open != NULL; open = open->next) {
        if (open->locks != NULL && open != asker && open->file == asker->file &&
            overlaps_any(open, offset, size) && counts(sharing, open)) {
            return ST_LOCK_VIOLATION;
        }
    }
    return ST_OK;
}

enum status sharing_lock_range(struct sharing *sharing, struct sharing_open *open, uint64_t offset,
                               uint64_t size)
{
    /* NT and DOS refuse a second lock of a range to its owner too. */
    if (overlaps_any(open, offset, size)) {
        return ST_LOCK_VIOLATION;
    }
    const enum status st = check_range(sharing, open, offset, size);
    if (st != ST_OK) {
        return st;
    }
    struct sharing_lock *lock = sharing->free_locks;
    if (lock != NULL) {
        sharing->free_locks = lock->next;
    } else {
        lock = arena_new(sharing->arena, struct sharing_lock);
    }
    *lock = (struct sharing_lock){.next = open->locks, .offset = offset, .size = size};
    open->locks = lock;
    open->lock_count++;
    sharing->lock_counts[bucket_of(open->file)]++;
    return ST_OK;
}

enum status sharing_unlock_range(struct sharing *sharing, struct sharing_open *open,
                                 uint64_t offset, uint64_t size)
{
    struct sharing_lock **link = &open->locks;
    while (*link != NULL && ((*link)->offset != offset || (*link)->size != size)) {
        link = &(*link)->next;
    }
    struct sharing_lock *lock = *link;
    if (lock == NULL) {
        return ST_INVALID;
    }
    *link = lock->next;
    lock->next = sharing->free_locks;
    sharing->free_locks = lock;
    open->lock_count--;
    sharing->lock_counts[bucket_of(open->file)]--;
    return ST_OK;
}

enum status sharing_check_io(const struct sharing *sharing, const struct sharing_open *open,
                             uint64_t offset, uint64_t size)
{
    const bool has_others = sharing->lock_counts[bucket_of(open->file)] != open->lock_count;
    return has_others ? check_range(sharing, open, offset, size) : ST_OK;
}

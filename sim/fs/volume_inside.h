/*
 * volume_inside -- what the files of the volume share; nobody else includes it
 *
 * Entries live in pages of fixed size that never move. Memory for names and contents comes in
 * chunks of a power of two with one free list per size; a chunk goes back to its list when a file
 * shrinks, moves or goes.
 *
 * Invariant  bytes of a content chunk behind the size of the file have any value; growth fills them
 * with zeros.
 */
#ifndef SIM_FS_VOLUME_INSIDE_H
#define SIM_FS_VOLUME_INSIDE_H

#include "fs/volume.h"

enum {
    ENTRIES_PER_PAGE = 32,
    PAGES_FIRST = 8,
    BUCKETS_FIRST = 64,
    CHUNK_CLASS_FIRST = 4, /* 16 bytes */
    CHUNK_CLASSES = 40,
    LABEL_SIZE = 32,
    WALKED_BITS = 3,
    WALKED_DIRECTORIES = 1 << WALKED_BITS,
    WALKED_TEXT_SIZE = 80
};

/* A directory that paths led through, by its text. Text that differs in case only is walked anew.
 * It counts as long as no directory was renamed or removed since. */
struct walked {
    uint64_t tree;
    volume_node from;
    volume_node directory; /* 0: none */
    uint32_t length;
    char text[WALKED_TEXT_SIZE];
};

/* A reference in a bucket's chain is node * 2, + 1 for the chain of short names. */
struct entry {
    uint64_t size_bytes;
    uint64_t modified_ms;
    uint8_t *data; /* chunk of data_class, NULL while empty */
    void *rights;
    char *name;       /* chunk of name_class */
    char *short_name; /* chunk, or NULL: no name but `name` */
    uint32_t hashes[2];
    uint32_t next_in_bucket[2];
    volume_node parent; /* of a free entry: the next free one */
    volume_node next;
    volume_node previous;
    volume_node first;
    volume_node last;
    uint32_t holds;
    uint32_t children;
    uint8_t lengths[2]; /* of both names */
    uint8_t name_class;
    uint8_t data_class;
    bool is_directory;
    bool is_linked;  /* false: free, or removed and still held */
    bool is_broken;  /* a directory whose entries cannot be read */
    uint32_t owner;  /* identity that made it; 0: nobody */
    uint64_t naming; /* which naming of the volume gave it its name; 0: it has none */
};

struct chunk {
    struct chunk *next;
};

struct volume {
    struct arena *arena;
    struct entry **pages;
    uint32_t page_capacity;
    uint32_t used;          /* entries ever used, the unused number 0 included */
    volume_node free_entry; /* chain over `parent` */
    uint32_t *buckets;
    uint32_t bucket_mask;
    uint32_t names; /* in the buckets */
    uint64_t block_bytes;
    uint64_t free_blocks;
    int64_t clock_ms; /* how much ahead its machine's clock is */
    bool short_names_only;
    bool makes_short_names;
    bool is_fpnw;
    char label[LABEL_SIZE];
    struct walked *walked;       /* WALKED_DIRECTORIES of them */
    uint64_t namings;            /* so far */
    uint64_t tree;               /* counts the directories that were renamed or removed */
    struct volume_power *power;  /* NULL until armed (volume_power.h) */
    struct volume_limit *limits; /* NULL: none, which is usual */
    struct chunk *chunks[CHUNK_CLASSES];
};

static inline struct entry *entry_of(const struct volume *volume, volume_node node)
{
    REQUIRE(node != 0);
    REQUIRE(node < volume->used);
    return &volume->pages[node / ENTRIES_PER_PAGE][node % ENTRIES_PER_PAGE];
}

/* Smallest class whose chunks hold `size` bytes. */
unsigned chunk_class(uint64_t size);
void *chunk_take(struct volume *volume, unsigned class_number); /* bytes of any value */
void chunk_give(struct volume *volume, void *chunk, unsigned class_number);

/* The entry of a directory with this name, long or short; 0: none. */
volume_node entry_find(const struct volume *volume, volume_node parent, const char *name,
                       size_t length);
/* Stores a name, finds a free short name when there is to be one, and enters both where they are
 * found. */
void entry_name(struct volume *volume, volume_node node, const struct volume_name *name);
void entry_unname(struct volume *volume, volume_node node); /* out of the table; the text stays */
void entry_free_names(struct volume *volume, const struct entry *entry);

/* Both only while armed: the file is about to change; it is no more. */
void power_before_change(struct volume *volume, volume_node file);
void power_forget(struct volume *volume, volume_node file);
/* volume_limits.c; asked only where volume->limits is not NULL. */
bool limits_take(struct volume *volume, const struct entry *entry, uint64_t from, uint64_t to);
void limits_leave(struct volume *volume, const struct entry *entry); /* its blocks are free */
void limits_enter(struct volume *volume, const struct entry *entry);

/* Gives contents and their blocks back. */
void contents_free(struct volume *volume, struct entry *file);

#endif

/*
 * memory_inside -- what the files of the memory port share; nobody else includes it
 */
#ifndef TESTS_SUPPORT_MEMORY_INSIDE_H
#define TESTS_SUPPORT_MEMORY_INSIDE_H

#include "support/memory_port.h"

enum { FILES_MAX = 256, HANDLES_MAX = 64, DIRECTORIES_MAX = 16 };

struct memory_file {
    char path[OS_PATH_SIZE]; /* with \ only */
    bool exists;
    uint8_t *data;
    size_t size;
    size_t capacity;
    const uint8_t *flushed; /* as of its last flush, when that is kept */
    size_t flushed_size;
};

struct memory_handle {
    struct memory_file *file; /* NULL = free */
    enum os_access access;
    enum os_deny deny;
    uint64_t lock_at;
    uint64_t lock_size; /* 0 = no lock; one range is enough here */
};

struct memory_port {
    struct os_port port; /* first */
    struct arena data;   /* its own: callers rewind theirs */
    struct memory_file *files[FILES_MAX];
    size_t file_count;
    struct memory_handle handles[HANDLES_MAX];
    char directories[DIRECTORIES_MAX][OS_PATH_SIZE];
    size_t directory_count;
    char protected_directory[OS_PATH_SIZE];
    uint64_t free_bytes;
    uint64_t now_us;
    struct os_locale locale;
    uint64_t random_count;
    uint64_t calls;
    bool keeps_flushed;
};

extern const struct os_port_ops memory_port_ops; /* memory_calls.c */

void memory_normalize(char out[OS_PATH_SIZE], const char *path);
struct memory_file *memory_find(const struct memory_port *memory, const char *path);
bool memory_has_directory(const struct memory_port *memory, const char *path);
bool memory_parent_exists(const struct memory_port *memory, const char *path);
bool memory_is_protected(const struct memory_port *memory, const char *path);
struct memory_file *memory_create(struct memory_port *memory, const char *path);
/* What it holds is on the disk. */
void memory_flush(struct memory_port *memory, struct memory_file *file);
enum status memory_set_size(struct memory_port *memory, struct memory_file *file, uint64_t size);

#endif

#define _POSIX_C_SOURCE 200809L
#include "cli/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"
#include "base/text.h"
#include "draw/draw.h"
#include "scenario/reporter.h"

enum { PATHS_MAX = 100000, NAMES_MAX = 200000, DEPTH_MAX = 32, FILE_MAX = 16 << 20 };

struct found {
    struct arena *arena;
    const char **paths;
    uint32_t count;
    uint32_t names; /* that were looked at in folders */
    bool is_full;   /* no more is looked for */
    struct buffer *errors;
    uint32_t error_count;
};

static void found_error(struct found *found, const char *path, const char *why)
{
    buffer_format(found->errors, "%s: %s\n", path, why);
    found->error_count++;
}

/* It is told once. */
static void found_too_much(struct found *found, const char *path, const char *why)
{
    if (!found->is_full) {
        found_error(found, path, why);
    }
    found->is_full = true;
}

static void found_add(struct found *found, const char *path)
{
    if (found->count < PATHS_MAX) {
        found->paths[found->count++] = arena_text(found->arena, path);
    } else {
        found_too_much(found, path, "more than 100000 scenarios");
    }
}

static int by_name(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

/* A folder, and those it lies in. */
struct folder {
    const struct folder *up;
    int depth;
    dev_t device;
    ino_t inode;
};

/* A link back to where it lies leads to nothing new. */
static bool is_loop(const struct folder *folder)
{
    const struct folder *up = folder->up;
    while (up != NULL && (up->device != folder->device || up->inode != folder->inode)) {
        up = up->up;
    }
    return up != NULL;
}

static void find_below(struct found *found, const char *folder, const struct folder *here);

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it */
static void find_in(struct found *found, const char *path, const struct stat *info,
                    const struct folder *up)
{
    const struct folder below = {.up = up,
                                 .depth = up != NULL ? up->depth + 1 : 0,
                                 .device = info->st_dev,
                                 .inode = info->st_ino};
    if (below.depth > DEPTH_MAX) {
        found_error(found, path, "more than 32 folders deep");
    } else if (!is_loop(&below)) {
        find_below(found, path, &below);
    }
}

struct names {
    const char **names;
    size_t count;
    size_t capacity;
};

static void names_add(struct names *names, const char *name, struct arena *arena)
{
    if (names->count == names->capacity) {
        names->capacity = names->capacity == 0 ? 64 : 2 * names->capacity;
        const char **more = arena_array(arena, const char *, names->capacity);
        for (size_t i = 0; i < names->count; i++) {
            more[i] = names->names[i];
        }
        names->names = more;
    }
    names->names[names->count++] = arena_text(arena, name);
}

/* What is not called a scenario is none, also a link that leads nowhere. */
/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it */
static void find_one(struct found *found, const char *path, const struct folder *here)
{
    const bool is_named = text_match("*.scn", text_base_name(path));
    struct stat info;
    if (stat(path, &info) != 0) {
        if (is_named) {
            found_error(found, path, strerror(errno));
        }
    } else if (S_ISDIR(info.st_mode)) {
        find_in(found, path, &info, here);
    } else if (is_named) {
        found_add(found, path);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it */
static void find_below(struct found *found, const char *folder, const struct folder *here)
{
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        found_error(found, folder, strerror(errno));
        return;
    }
    struct arena scratch = {0};
    struct names names = {0};
    for (const struct dirent *entry = readdir(directory); entry != NULL && !found->is_full;
         entry = readdir(directory)) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (found->names == NAMES_MAX) {
            found_too_much(found, folder,
                           "more than 200000 files: name the folder that has the scenarios");
        } else {
            found->names++;
            names_add(&names, entry->d_name, &scratch);
        }
    }
    (void)closedir(directory);
    if (names.count > 0) {
        qsort(names.names, names.count, sizeof(*names.names), by_name);
    }
    const bool is_root = strcmp(folder, "/") == 0;
    for (size_t i = 0; i < names.count && !found->is_full; i++) {
        find_one(found, arena_format(&scratch, "%s/%s", is_root ? "" : folder, names.names[i]),
                 here);
    }
    arena_release(&scratch);
}

/* The first bytes of a pipe, if there are any yet. Who waits where nobody writes waits for ever. */
static const char *begin_pipe(int file, struct buffer *buffer)
{
    char block[512];
    const ssize_t size = read(file, block, sizeof(block));
    if (size == 0) {
        return "nobody writes to this pipe";
    }
    if (size > 0) {
        buffer_add(buffer, block, (size_t)size);
    } else if (errno != EAGAIN) {
        return strerror(errno);
    }
    return fcntl(file, F_SETFL, 0) == 0 ? NULL : strerror(errno); /* it waits from here on */
}

/* NULL, or why not. */
static const char *read_opened(int file, struct buffer *buffer)
{
    struct stat info;
    const char *why = NULL;
    char block[16384];
    if (fstat(file, &info) != 0) {
        return strerror(errno);
    }
    if (S_ISFIFO(info.st_mode)) {
        why = begin_pipe(file, buffer);
    } else if (!S_ISREG(info.st_mode)) {
        why = "neither a file nor a folder";
    } else if (info.st_size > FILE_MAX) {
        why = strerror(EFBIG);
    }
    for (ssize_t size = 1; why == NULL && size > 0;) {
        size = read(file, block, sizeof(block));
        if (size < 0) {
            why = strerror(errno);
        } else {
            buffer_add(buffer, block, (size_t)size);
            why = buffer->size > FILE_MAX ? strerror(EFBIG) : NULL;
        }
    }
    return why;
}

/* NULL, or why not. */
static const char *read_file(struct arena *arena, const char *path, struct bytes *bytes_out)
{
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        return strerror(errno);
    }
    struct buffer buffer;
    buffer_init(&buffer, arena);
    const char *why = read_opened(file, &buffer);
    (void)close(file);
    *bytes_out = buffer_bytes(&buffer);
    return why;
}

static bool lists_word(const char *const *words, uint32_t count, const char *wanted)
{
    for (uint32_t i = 0; i < count; i++) {
        if (text_equal(words[i], wanted)) {
            return true;
        }
    }
    return false;
}

static bool is_selected(const struct options *options, const struct scenario *scenario)
{
    const bool is_named = options->name == NULL || text_match(options->name, scenario->title) ||
                          text_match(options->name, text_base_name(scenario->path));
    return is_named &&
           (options->tag == NULL ||
            lists_word(scenario->tags, scenario->tag_count, options->tag)) &&
           (options->kb == NULL || lists_word(scenario->kb, scenario->kb_count, options->kb));
}

bool catalog_wants_case(const struct options *options, const struct scenario_case *the_case)
{
    return options->the_case == NULL || text_equal(options->the_case, report_case_name(the_case));
}

/* false: it has errors, which are told. What is read lies on the arena. */
static bool load_text(struct found *found, struct arena *arena, const char *path, struct bytes text,
                      struct catalog_entry *entry)
{
    struct scenario_errors errors = {0};
    *entry = (struct catalog_entry){0};
    if (!scenario_parse(arena, path, text, &entry->scenario, &errors)) {
        scenario_print_errors(found->errors, path, &errors);
        found->error_count += errors.count;
        return false;
    }
    struct scenario_error error = {0};
    if (!letters_load(&entry->scenario, arena, &entry->letters, &error)) {
        errors = (struct scenario_errors){.errors = &error, .count = 1};
        scenario_print_errors(found->errors, path, &errors);
        found->error_count++;
        return false;
    }
    return true;
}

/* false: the file has errors, which are told. */
static bool load_file(struct found *found, const char *path, struct catalog_entry *entry)
{
    struct bytes text = {0};
    const char *why = read_file(found->arena, path, &text);
    if (why != NULL) {
        found_error(found, path, why);
    }
    return why == NULL && load_text(found, found->arena, path, text, entry);
}

/* Its place in messages is the option that draws it. */
static bool load_world(struct found *found, struct arena *arena, uint64_t seed,
                       struct catalog_entry *entry)
{
    struct buffer text;
    buffer_init(&text, arena);
    draw_world(seed, &text, NULL);
    const char *path = arena_format(arena, "--world=%llu", (unsigned long long)seed);
    const bool is_loaded = load_text(found, arena, path, buffer_bytes(&text), entry);
    entry->world = seed;
    return is_loaded;
}

struct catalog_entry catalog_take(const struct catalog_entry *entry, struct arena *arena)
{
    struct catalog_entry taken = *entry;
    struct found found = {.arena = arena};
    if (entry->world != 0) {
        REQUIRE(load_world(&found, arena, entry->world, &taken)); /* as it was when it was listed */
        taken.first_number = entry->first_number;
        taken.case_count = entry->case_count;
    }
    return taken;
}

/* The entry behind those that are there stays, if it is selected. */
static void keep_one(const struct options *options, struct catalog *catalog)
{
    struct catalog_entry *entry = &catalog->entries[catalog->count];
    if (!is_selected(options, &entry->scenario)) {
        return;
    }
    for (uint32_t c = 0; c < entry->scenario.case_count; c++) {
        entry->case_count += catalog_wants_case(options, &entry->scenario.cases[c]) ? 1 : 0;
    }
    entry->first_number = catalog->case_count + 1;
    catalog->case_count += entry->case_count;
    catalog->count += entry->case_count > 0 ? 1 : 0;
}

static void load_worlds(const struct options *options, struct found *found, struct catalog *catalog)
{
    const uint64_t wanted = options->worlds != 0 ? options->worlds : 1;
    if (wanted > PATHS_MAX) {
        found_too_much(found, "--worlds", "more than 100000 scenarios");
        return;
    }
    struct arena drawn = {0};
    catalog->entries = arena_array(found->arena, struct catalog_entry, wanted);
    for (uint64_t i = 0; i < wanted; i++) {
        struct catalog_entry *entry = &catalog->entries[catalog->count];
        if (load_world(found, &drawn, options->world + i, entry)) {
            keep_one(options, catalog);
            entry->scenario =
                (struct scenario){.path = arena_text(found->arena, entry->scenario.path)};
        }
        arena_reset(&drawn);
    }
    arena_release(&drawn);
}

static void load_files(const struct options *options, struct found *found, struct catalog *catalog)
{
    found->paths = arena_array(found->arena, const char *, PATHS_MAX);
    const char *const usual = "scenarios";
    const char *const *roots = options->path_count > 0 ? options->paths : &usual;
    const uint32_t root_count = options->path_count > 0 ? options->path_count : 1;
    for (uint32_t i = 0; i < root_count; i++) {
        struct stat info;
        if (stat(roots[i], &info) != 0) {
            found_error(found, roots[i], strerror(errno));
        } else if (S_ISDIR(info.st_mode)) {
            find_in(found, roots[i], &info, NULL);
        } else {
            found_add(found, roots[i]);
        }
    }
    found->count = found->is_full ? 0 : found->count;
    catalog->entries = arena_array(found->arena, struct catalog_entry, found->count + 1);
    for (uint32_t i = 0; i < found->count; i++) {
        if (load_file(found, found->paths[i], &catalog->entries[catalog->count])) {
            keep_one(options, catalog);
        }
    }
}

void catalog_load(const struct options *options, struct arena *arena, struct buffer *errors,
                  struct catalog *catalog_out)
{
    struct found found = {.arena = arena, .errors = errors};
    *catalog_out = (struct catalog){0};
    if (options->world != 0) {
        load_worlds(options, &found, catalog_out);
    } else {
        load_files(options, &found, catalog_out);
    }
    catalog_out->error_count = found.error_count;
}

#define _POSIX_C_SOURCE 200809L
#include "cli/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "scenario/reporter.h"

enum { PATHS_MAX = 100000, DEPTH_MAX = 32, FILE_MAX = 16 << 20 };

struct found {
    struct arena *arena;
    const char **paths;
    uint32_t count;
    struct buffer *errors;
    uint32_t error_count;
};

static void found_error(struct found *found, const char *path, const char *why)
{
    buffer_format(found->errors, "%s: %s\n", path, why);
    found->error_count++;
}

static void found_add(struct found *found, const char *path)
{
    if (found->count < PATHS_MAX) {
        found->paths[found->count++] = arena_text(found->arena, path);
    } else if (found->error_count == 0) {
        found_error(found, path, "more than 100000 scenarios");
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

/* NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX bounds it */
static void find_below(struct found *found, const char *folder, const struct folder *here)
{
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        found_error(found, folder, strerror(errno));
        return;
    }
    struct arena scratch = {0};
    const char **names = NULL;
    size_t count = 0;
    size_t capacity = 0;
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (count == capacity) {
            capacity = capacity == 0 ? 64 : 2 * capacity;
            const char **more = arena_array(&scratch, const char *, capacity);
            for (size_t i = 0; i < count; i++) {
                more[i] = names[i];
            }
            names = more;
        }
        names[count++] = arena_text(&scratch, entry->d_name);
    }
    (void)closedir(directory);
    if (count > 0) {
        qsort(names, count, sizeof(*names), by_name);
    }
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_format(&scratch, "%s/%s", folder, names[i]);
        struct stat info;
        if (stat(path, &info) != 0) {
            found_error(found, path, strerror(errno));
        } else if (S_ISDIR(info.st_mode)) {
            find_in(found, path, &info, here);
        } else if (S_ISREG(info.st_mode) && text_match("*.scn", names[i])) {
            found_add(found, path);
        }
    }
    arena_release(&scratch);
}

static bool read_file(struct arena *arena, const char *path, struct bytes *bytes_out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    struct buffer buffer;
    buffer_init(&buffer, arena);
    char block[16384];
    size_t size = 0;
    while (buffer.size <= FILE_MAX && (size = fread(block, 1, sizeof(block), file)) > 0) {
        buffer_add(&buffer, block, size);
    }
    const bool is_read = ferror(file) == 0 && buffer.size <= FILE_MAX;
    const int why = buffer.size > FILE_MAX ? EFBIG : errno;
    (void)fclose(file);
    errno = why;
    *bytes_out = buffer_bytes(&buffer);
    return is_read;
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

/* false: the file has errors, which are told. */
static bool load_one(struct found *found, const char *path, struct catalog_entry *entry)
{
    struct bytes text;
    if (!read_file(found->arena, path, &text)) {
        found_error(found, path, strerror(errno));
        return false;
    }
    struct scenario_errors errors = {0};
    if (!scenario_parse(found->arena, path, text, &entry->scenario, &errors)) {
        scenario_print_errors(found->errors, path, &errors);
        found->error_count += errors.count;
        return false;
    }
    struct scenario_error error = {0};
    if (!letters_load(&entry->scenario, found->arena, &entry->letters, &error)) {
        errors = (struct scenario_errors){.errors = &error, .count = 1};
        scenario_print_errors(found->errors, path, &errors);
        found->error_count++;
        return false;
    }
    return true;
}

void catalog_load(const struct options *options, struct arena *arena, struct buffer *errors,
                  struct catalog *catalog_out)
{
    struct found found = {.arena = arena, .errors = errors};
    found.paths = arena_array(arena, const char *, PATHS_MAX);
    const char *const usual = "scenarios";
    const char *const *roots = options->path_count > 0 ? options->paths : &usual;
    const uint32_t root_count = options->path_count > 0 ? options->path_count : 1;
    for (uint32_t i = 0; i < root_count; i++) {
        struct stat info;
        if (stat(roots[i], &info) != 0) {
            found_error(&found, roots[i], strerror(errno));
        } else if (S_ISDIR(info.st_mode)) {
            find_in(&found, roots[i], &info, NULL);
        } else {
            found_add(&found, roots[i]);
        }
    }
    *catalog_out = (struct catalog){0};
    catalog_out->entries = arena_array(arena, struct catalog_entry, found.count + 1);
    for (uint32_t i = 0; i < found.count; i++) {
        struct catalog_entry *entry = &catalog_out->entries[catalog_out->count];
        *entry = (struct catalog_entry){0};
        if (!load_one(&found, found.paths[i], entry) || !is_selected(options, &entry->scenario)) {
            continue;
        }
        for (uint32_t c = 0; c < entry->scenario.case_count; c++) {
            entry->case_count += catalog_wants_case(options, &entry->scenario.cases[c]) ? 1 : 0;
        }
        entry->first_number = catalog_out->case_count + 1;
        catalog_out->case_count += entry->case_count;
        catalog_out->count += entry->case_count > 0 ? 1 : 0;
    }
    catalog_out->error_count = found.error_count;
}

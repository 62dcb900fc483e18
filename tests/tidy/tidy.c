#define _POSIX_C_SOURCE 200809L

#include "tidy.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const folders[] = {"connector", "sim", "tools", "tests", "scenarios"};

static const char *const endings[] = {".c", ".h", ".def", ".scn", ".golden"};

bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool ends_with(const char *text, const char *end)
{
    const size_t text_length = strlen(text);
    const size_t end_length = strlen(end);
    return text_length >= end_length && strcmp(text + text_length - end_length, end) == 0;
}

bool is_c(const struct tidy_file *file)
{
    return ends_with(file->path, ".c") || ends_with(file->path, ".h") ||
           ends_with(file->path, ".def");
}

bool is_word_character(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
}

const char *line_end(const char *line)
{
    const char *end = strchr(line, '\n');
    return end != NULL ? end : line + strlen(line);
}

static void *must_allocate(void *memory, size_t size)
{
    void *result = realloc(memory, size);
    if (result == NULL) {
        (void)fprintf(stderr, "tidy: out of memory\n");
        abort();
    }
    return result;
}

static char *copy_text(const char *text, size_t size)
{
    char *copy = must_allocate(NULL, size + 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

/* Blanks one comment, string or character constant that starts at `code`; returns its end. */
static char *blank_one(char *code)
{
    const char opener = code[0];
    const bool is_block = opener == '/' && code[1] == '*';
    const bool is_line = opener == '/' && code[1] == '/';
    char *at = code;
    *at++ = ' ';
    while (*at != '\0') {
        if (is_block && at[0] == '*' && at[1] == '/') {
            at[0] = ' ';
            at[1] = ' ';
            return at + 2;
        }
        if (*at == '\n') {
            if (is_line) {
                return at;
            }
            at++;
            continue;
        }
        if (!is_block && !is_line && *at == opener) {
            *at = ' ';
            return at + 1;
        }
        if (!is_block && !is_line && at[0] == '\\' && at[1] != '\0' && at[1] != '\n') {
            *at++ = ' ';
        }
        *at++ = ' ';
    }
    return at;
}

void blank_comments_and_strings(char *code)
{
    char *at = code;
    while (*at != '\0') {
        const bool is_digit_separator = *at == '\'' && at > code && is_word_character(at[-1]);
        if (*at == '"' || (*at == '\'' && !is_digit_separator) ||
            (at[0] == '/' && (at[1] == '*' || at[1] == '/'))) {
            at = blank_one(at);
        } else {
            at++;
        }
    }
}

enum { PATH_MAX_BYTES = 4096 };

static void join(char joined[PATH_MAX_BYTES], const char *folder, const char *name)
{
    const int length = snprintf(joined, PATH_MAX_BYTES, "%s/%s", folder, name);
    if (length < 0 || length >= PATH_MAX_BYTES) {
        (void)fprintf(stderr, "tidy: the path of %s is too long\n", name);
        abort();
    }
}

static bool file_read(struct tree *tree, const char *root, const char *path)
{
    char full[PATH_MAX_BYTES];
    join(full, root, path);
    FILE *stream = fopen(full, "rb");
    if (stream == NULL) {
        perror(full);
        return false;
    }
    char *text = NULL;
    size_t size = 0;
    size_t got = 0;
    do {
        text = must_allocate(text, size + 65536 + 1);
        got = fread(text + size, 1, 65536, stream);
        size += got;
    } while (got > 0);
    text[size] = '\0';
    (void)fclose(stream);
    if (tree->count == tree->capacity) {
        tree->capacity = tree->capacity * 2 + 64;
        tree->files = must_allocate(tree->files, tree->capacity * sizeof tree->files[0]);
    }
    struct tidy_file *file = &tree->files[tree->count++];
    *file = (struct tidy_file){.path = copy_text(path, strlen(path)), .text = text, .size = size};
    file->code = copy_text(text, size);
    if (is_c(file)) {
        blank_comments_and_strings(file->code);
    }
    return true;
}

static bool is_wanted(const char *name)
{
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (ends_with(name, endings[i])) {
            return true;
        }
    }
    return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the folders are */
static bool folder_read(struct tree *tree, const char *root, const char *folder)
{
    char full[PATH_MAX_BYTES];
    join(full, root, folder);
    DIR *directory = opendir(full);
    if (directory == NULL) {
        return true; /* a tree without scenarios or tests is still a tree */
    }
    bool is_read = true;
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        char path[PATH_MAX_BYTES];
        struct stat status;
        if (entry->d_name[0] == '.') {
            continue;
        }
        join(path, folder, entry->d_name);
        join(full, root, path);
        if (stat(full, &status) != 0) {
            continue; /* an editor's temporary file went away */
        }
        if (S_ISDIR(status.st_mode)) {
            is_read = folder_read(tree, root, path) && is_read;
        } else if (is_wanted(path)) {
            is_read = file_read(tree, root, path) && is_read;
        }
    }
    (void)closedir(directory);
    return is_read;
}

static int compare_paths(const void *left, const void *right)
{
    const struct tidy_file *a = left;
    const struct tidy_file *b = right;
    return strcmp(a->path, b->path);
}

bool tree_read(struct tree *tree, const char *root)
{
    bool is_read = true;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        is_read = folder_read(tree, root, folders[i]) && is_read;
    }
    if (tree->count == 0) {
        (void)fprintf(stderr, "tidy: %s: nothing to check\n", root);
        return false;
    }
    qsort(tree->files, tree->count, sizeof tree->files[0], compare_paths);
    return is_read;
}

void tree_release(struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        free(tree->files[i].path);
        free(tree->files[i].text);
        free(tree->files[i].code);
    }
    free(tree->files);
    *tree = (struct tree){0};
}

bool tree_has(const struct tree *tree, const char *path)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->files[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

void tree_finding(struct tree *tree, const char *path, size_t line, const char *format, ...)
{
    va_list arguments;
    (void)printf("%s:%zu: ", path, line);
    va_start(arguments, format);
    (void)vprintf(format, arguments);
    va_end(arguments);
    (void)putchar('\n');
    tree->findings++;
}

int main(int count, char **arguments)
{
    if (count != 2) {
        (void)fprintf(stderr, "usage: tidy ROOT\n");
        return 2;
    }
    struct tree tree = {0};
    if (!tree_read(&tree, arguments[1])) {
        tree_release(&tree);
        return 2;
    }
    for (size_t i = 0; i < tree.count; i++) {
        const struct tidy_file *file = &tree.files[i];
        if (is_c(file)) {
            check_includes(&tree, file);
            check_calls(&tree, file);
            check_lines(&tree, file);
            check_lengths(&tree, file);
            check_event_numbers(&tree, file);
        }
        check_scenario(&tree, file);
        check_golden(&tree, file);
    }
    const int findings = tree.findings;
    (void)printf("tidy: %zu files, %d findings\n", tree.count, findings);
    tree_release(&tree);
    return findings == 0 ? 0 : 1;
}

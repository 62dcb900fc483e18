/*
 * tidy -- checks of the project's own text: who includes whom, banned calls, lengths, sources of
 * facts
 *
 * tidy ROOT reads the folders connector, sim, tools, tests and scenarios below ROOT, prints one
 * line `path:line: message` for each finding on stdout and ends with 1 if there was one, with 2 if
 * a file could not be read. Nothing is changed.
 *
 * Units   lines count from 1; paths are from ROOT with `/`.
 * Owns    struct tree owns its files until tree_release.
 * Limits  reads C by tokens, not by grammar: a function body is what stands between `{` and `}` in
 * the first column, as .clang-format puts them.
 */
#ifndef TIDY_TIDY_H
#define TIDY_TIDY_H

#include <stdbool.h>
#include <stddef.h>

struct tidy_file {
    char *path; /* owned; from the root */
    char *text; /* owned; as read, NUL-terminated */
    char *code; /* owned; the same length: comments, strings and characters blanked, lines kept */
    size_t size;
};

struct tree {
    struct tidy_file *files; /* owned; sorted by path */
    size_t count;
    size_t capacity;
    int findings;
};

bool tree_read(struct tree *tree,
               const char *root); /* false: said on stderr what could not be read */
void tree_release(struct tree *tree);
bool tree_has(const struct tree *tree, const char *path);
void tree_finding(struct tree *tree, const char *path, size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Text helpers. */
bool starts_with(const char *text, const char *start);
bool ends_with(const char *text, const char *end);
bool is_c(const struct tidy_file *file);     /* .c, .h or .def */
void blank_comments_and_strings(char *code); /* in place */
bool is_word_character(char character);      /* letter, digit or _ */
const char *line_end(const char *line);      /* the newline or the NUL */

/* The checks. */
void check_includes(struct tree *tree, const struct tidy_file *file);
void check_calls(struct tree *tree, const struct tidy_file *file);
void check_lines(struct tree *tree, const struct tidy_file *file);
void check_lengths(struct tree *tree, const struct tidy_file *file);
void check_event_numbers(struct tree *tree, const struct tidy_file *file);
void check_scenario(struct tree *tree, const struct tidy_file *file);
void check_golden(struct tree *tree, const struct tidy_file *file);

#endif

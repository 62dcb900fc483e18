/* Lines, lengths, and what scenarios and golden files owe. */
#include "tidy.h"

#include <stdio.h>
#include <string.h>

enum {
    LINE_LENGTH_MAX = 100,
    FUNCTION_LINES_MAX = 70,
    FILE_LINES_MAX = 500,
};

/* Files that may be longer than FILE_LINES_MAX, each with the reason. */
static const struct {
    const char *path;
    const char *reason;
} long_files[] = {
    {"tests/", "a test file belongs to one module, however many rows its tables have"},
};

static bool may_be_long(const char *path)
{
    for (size_t i = 0; i < sizeof long_files / sizeof long_files[0]; i++) {
        if (starts_with(path, long_files[i].path)) {
            return true;
        }
    }
    return false;
}

/* Columns as an editor counts them: bytes that continue a UTF-8 character count nothing. */
static size_t columns(const char *line, const char *end)
{
    size_t count = 0;
    for (; line < end; line++) {
        count += ((unsigned char)*line & 0xC0U) != 0x80U;
    }
    return count;
}

/* A TODO says where it is followed up: TODO(#12). */
static void check_todo(struct tree *tree, const struct tidy_file *file, const char *at, size_t line)
{
    static const char *const marks[] = {"TODO", "FIXME", "XXX"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const size_t length = strlen(marks[i]);
        const char *end = line_end(at);
        for (const char *word = at; word + length <= end; word++) {
            if (strncmp(word, marks[i], length) != 0 || is_word_character(word[length]) ||
                (word > file->text && is_word_character(word[-1]))) {
                continue;
            }
            const bool has_issue = i == 0 && starts_with(word + length, "(#") &&
                                   strspn(word + length + 2, "0123456789") > 0;
            const bool is_text = starts_with(file->path, "tests/tidy/");
            if (!has_issue && !is_text) {
                tree_finding(tree, file->path, line, "%s needs an issue: TODO(#12)", marks[i]);
            }
        }
    }
}

void check_lines(struct tree *tree, const struct tidy_file *file)
{
    size_t line = 1;
    for (const char *at = file->text; *at != '\0'; line++) {
        const char *end = line_end(at);
        const size_t length = (size_t)(end - at);
        if (memchr(at, '\t', length) != NULL) {
            tree_finding(tree, file->path, line, "tab");
        }
        if (memchr(at, '\r', length) != NULL) {
            tree_finding(tree, file->path, line, "carriage return");
        }
        if (length > 0 && end[-1] == ' ') {
            tree_finding(tree, file->path, line, "blank at the end of the line");
        }
        if (columns(at, end) > LINE_LENGTH_MAX && !ends_with(file->path, ".def")) {
            tree_finding(tree, file->path, line, "%zu columns, more than %d", columns(at, end),
                         LINE_LENGTH_MAX);
        }
        check_todo(tree, file, at, line);
        if (*end == '\0') {
            tree_finding(tree, file->path, line, "no newline at the end of the file");
        }
        at = end + (*end == '\n');
    }
}

void check_lengths(struct tree *tree, const struct tidy_file *file)
{
    size_t line = 1;
    size_t body = 0; /* line of the `{` of the function we are in */
    for (const char *at = file->code; *at != '\0'; line++) {
        if (at[0] == '{' && body == 0) {
            body = line;
        } else if (at[0] == '}') {
            if (body != 0 && line - body - 1 > FUNCTION_LINES_MAX) {
                tree_finding(tree, file->path, body, "function of %zu lines, more than %d",
                             line - body - 1, FUNCTION_LINES_MAX);
            }
            body = 0;
        }
        at = line_end(at);
        at += *at == '\n';
    }
    if (line - 1 > FILE_LINES_MAX && !may_be_long(file->path)) {
        tree_finding(tree, file->path, FILE_LINES_MAX, "%zu lines, more than %d: split by noun",
                     line - 1, FILE_LINES_MAX);
    }
}

static bool has_header(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = text; *at != '\0';) {
        if (strncmp(at, word, length) == 0 && at[length] == ' ') {
            return true;
        }
        at = line_end(at);
        at += *at == '\n';
    }
    return false;
}

void check_scenario(struct tree *tree, const struct tidy_file *file)
{
    if (ends_with(file->path, ".scn") && starts_with(file->path, "scenarios/") &&
        !has_header(file->text, "kb") && !has_header(file->text, "source")) {
        tree_finding(tree, file->path, 1,
                     "says neither kb nor source: where does its truth come from?");
    }
}

/* tests/golden/<x>.golden is the output of scenarios/<x>.scn, any folder below scenarios/. */
void check_golden(struct tree *tree, const struct tidy_file *file)
{
    char wanted[600];
    const char *name = file->path + strlen("tests/golden/");
    if (!starts_with(file->path, "tests/golden/") || !ends_with(file->path, ".golden")) {
        return;
    }
    const size_t stem = strcspn(name, "."); /* <x>.events.golden is of <x> too */
    (void)snprintf(wanted, sizeof wanted, "scenarios/%.*s.scn", (int)stem, name);
    if (!tree_has(tree, wanted)) {
        tree_finding(tree, file->path, 1, "there is no %s", wanted);
    }
}

/* Who may include whom: the matrix of ARCHITECTURE.md. */
#include "tidy.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES_MAX = 300 };

#define WORLD "core/ fs/ net/ identity/ host/ fault/ exchange/ people/ world/ "

/* Words of `may`: `x/` is the folder x; `.` is a name without a folder (the post office's own
 * include root, or a table beside the includer). The first row that matches the includer's path
 * counts. */
static const struct {
    const char *includer;
    const char *may;
} matrix[] = {
    /* clang-format off */
    {"connector/base/",  "base/"},
    {"connector/port/",  "base/ port/"},
    {"connector/ccmc/",  "base/ port/ ccmc/"},
    {"connector/mime/",  "base/ port/ mime/"},
    {"connector/",       "base/ port/ ccmc/ mime/"},
    {"sim/postoffice/",  "base/ port/ ."},
    {"tools/",           "base/ port/ . programs/"},
    {"sim/core/",        "base/ port/ core/"},
    {"sim/identity/",    "base/ port/ core/ identity/"},
    {"sim/fs/",          "base/ port/ core/ identity/ fs/"},
    {"sim/net/",         "base/ port/ core/ identity/ fs/ net/"},
    {"sim/host/",        "base/ port/ core/ identity/ fs/ net/ host/"},
    {"sim/fault/",       "base/ port/ core/ identity/ fs/ net/ host/ fault/"},
    {"sim/exchange/",    "base/ port/ core/ identity/ fs/ net/ host/ exchange/"},
    {"sim/people/",      "base/ port/ core/ identity/ fs/ net/ host/ people/"},
    {"sim/draw/",        "base/ core/ draw/"},
    {"sim/world/",       "base/ port/ ccmc/ . programs/ " WORLD},
    {"sim/scenario/",    "base/ port/ ccmc/ mime/ . programs/ " WORLD "scenario/"},
    {"sim/record/",      "base/ port/ ccmc/ . programs/ " WORLD "record/"},
    {"sim/",
     "base/ port/ ccmc/ mime/ . programs/ " WORLD "scenario/ record/ draw/ cli/"},
    /* clang-format on */
};

/* Parts that use nothing of a system but this. */
static const char *const freestanding[] = {
    "connector/base/", "connector/port/os_", "connector/port/exchange_",
    "connector/ccmc/", "sim/postoffice/",    "tools/programs/",
};

static const char freestanding_headers[] =
    " float.h inttypes.h iso646.h limits.h stdalign.h stdarg.h stdbool.h "
    "stddef.h stdint.h stdnoreturn.h string.h stdio.h ";

static const struct {
    const char *path;
    const char *header;
    const char *reason;
} freestanding_exceptions[] = {
    {"connector/base/require.c", "stdlib.h", "abort"},
    {"connector/base/arena.c", "stdlib.h", "the only malloc"},
    {"connector/base/arena.c", "sys/mman.h", "large blocks in large pages"},
    {"connector/base/arena.c", "sanitizer/asan_interface.h", "poison in sanitizer builds"},
    {"connector/base/arena.c", "valgrind/memcheck.h", "the same below valgrind"},
    {"connector/base/hash.c", "xxhash.h", "the only hash"},
    {"connector/base/hash_wide.c", "xxhash.h", "the same in wider registers"},
    {"connector/base/", "uthash.h", "hash tables are wrapped in base"},
};

/* These stand below the world and hang on it: what they do needs the world's object, what they
 * offer does not. So their .c files may include the world's headers, their own headers may not. */
static const char *const modules_of_the_world[] = {"sim/host/", "sim/exchange/", "sim/people/",
                                                   "sim/fault/"};

/* Headers by which the time of day, the locale, an address or another thread would enter a run. */
static const char unrepeatable_headers[] = " complex.h fenv.h locale.h math.h pthread.h setjmp.h "
                                           "signal.h threads.h time.h sys/time.h wchar.h ";

static const struct {
    const char *path;
    const char *header;
    const char *reason;
} unrepeatable_exceptions[] = {
    {"connector/port/posix", "", "the host port is where the system comes in"},
    {"connector/main.c", "", "the host's loop"},
    {"tools/cctools.c", "", "a host program"},
    {"sim/ccbench.c", "signal.h", "an interrupt ends the command line"},
    {"sim/cli/", "signal.h", "an interrupt ends the command line"},
    {"sim/cli/bench.c", "time.h", "measures real time"},
    {"tests/", "", "tests use the system that they test on"},
};

/* Is `word` one of the words of `list`, which blanks separate? */
static bool list_has(const char *list, const char *word)
{
    const size_t length = strlen(word);
    const char *at = list + strspn(list, " ");
    while (*at != '\0') {
        const size_t here = strcspn(at, " ");
        if (here == length && strncmp(at, word, length) == 0) {
            return true;
        }
        at += here;
        at += strspn(at, " ");
    }
    return false;
}

static bool may_include(const char *may, const char *name)
{
    const char *slash = strchr(name, '/');
    char folder[NAME_BYTES_MAX];
    if (slash == NULL) {
        return list_has(may, ".");
    }
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - name) + 1, name);
    return list_has(may, folder);
}

static bool is_module_of_the_world(const struct tidy_file *file)
{
    for (size_t i = 0; i < sizeof modules_of_the_world / sizeof modules_of_the_world[0]; i++) {
        if (starts_with(file->path, modules_of_the_world[i]) && ends_with(file->path, ".c")) {
            return true;
        }
    }
    return false;
}

static void check_matrix(struct tree *tree, const struct tidy_file *file, size_t line,
                         const char *name)
{
    for (size_t i = 0; i < sizeof matrix / sizeof matrix[0]; i++) {
        if (!starts_with(file->path, matrix[i].includer)) {
            continue;
        }
        const bool is_own_table =
            starts_with(file->path, "sim/") && ends_with(name, ".def") && strchr(name, '/') == NULL;
        const bool hangs_on_world = starts_with(name, "world/") && is_module_of_the_world(file);
        if (!may_include(matrix[i].may, name) && !is_own_table && !hangs_on_world) {
            tree_finding(tree, file->path, line,
                         "%s may not include \"%s\"; it may include from %s", matrix[i].includer,
                         name, matrix[i].may);
        }
        return;
    }
}

static void check_system(struct tree *tree, const struct tidy_file *file, size_t line,
                         const char *name)
{
    bool is_freestanding = false;
    for (size_t i = 0; i < sizeof freestanding / sizeof freestanding[0]; i++) {
        is_freestanding = is_freestanding || starts_with(file->path, freestanding[i]);
    }
    if (is_freestanding && !list_has(freestanding_headers, name)) {
        for (size_t i = 0; i < sizeof freestanding_exceptions / sizeof freestanding_exceptions[0];
             i++) {
            if (starts_with(file->path, freestanding_exceptions[i].path) &&
                strcmp(name, freestanding_exceptions[i].header) == 0) {
                return;
            }
        }
        tree_finding(tree, file->path, line,
                     "<%s> is not for this part: go through the port or base", name);
    }
    if (list_has(unrepeatable_headers, name)) {
        for (size_t i = 0; i < sizeof unrepeatable_exceptions / sizeof unrepeatable_exceptions[0];
             i++) {
            const char *wanted = unrepeatable_exceptions[i].header;
            if (starts_with(file->path, unrepeatable_exceptions[i].path) &&
                (wanted[0] == '\0' || strcmp(wanted, name) == 0)) {
                return;
            }
        }
        tree_finding(tree, file->path, line, "<%s> makes runs differ: go through the port", name);
    }
}

static void check_include(struct tree *tree, const struct tidy_file *file, size_t line,
                          const char *include)
{
    char name[NAME_BYTES_MAX];
    const char close = include[0] == '<' ? '>' : '"';
    const char *end = strchr(include + 1, close);
    const char *stop = line_end(include);
    if (end == NULL || end > stop) {
        tree_finding(tree, file->path, line, "an #include names its file in quotes or brackets");
        return;
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)(end - include) - 1, include + 1);
    if (strstr(name, "..") != NULL) {
        tree_finding(tree, file->path, line, "\"%s\": no `..`; include from a root", name);
    } else if (close == '>') {
        check_system(tree, file, line, name);
    } else {
        check_matrix(tree, file, line, name);
    }
}

void check_includes(struct tree *tree, const struct tidy_file *file)
{
    size_t line = 1;
    for (const char *at = file->text; *at != '\0'; line++) {
        const char *word = at;
        while (*word == ' ') {
            word++;
        }
        if (*word == '#' && file->code[word - file->text] == '#') {
            word++;
            while (*word == ' ') {
                word++;
            }
            if (starts_with(word, "include")) {
                word += strlen("include");
                while (*word == ' ') {
                    word++;
                }
                check_include(tree, file, line, word);
            }
        }
        at = line_end(at);
        at += *at == '\n';
    }
}

/* Banned calls, each with what to use, and event numbers outside their table. */
#include "tidy.h"

#include <stdlib.h>
#include <string.h>

enum scope {
    EVERYWHERE,  /* tests too */
    NOT_IN_TESTS /* tests use the system that they test on */
};

static const struct {
    const char *name;
    enum scope scope;
    const char *instead;
} banned[] = {
    {"strcpy", EVERYWHERE, "text_copy"},
    {"strcat", EVERYWHERE, "buffer_* or text_copy"},
    {"strncpy", EVERYWHERE, "text_copy"},
    {"strncat", EVERYWHERE, "buffer_* or text_copy"},
    {"sprintf", EVERYWHERE, "snprintf"},
    {"vsprintf", EVERYWHERE, "vsnprintf"},
    {"gets", EVERYWHERE, "os_read"},
    {"strtok", EVERYWHERE, "a loop over the text"},
    {"atoi", EVERYWHERE, "a parser that reports errors"},
    {"atol", EVERYWHERE, "a parser that reports errors"},
    {"atof", EVERYWHERE, "a parser that reports errors"},
    {"alloca", EVERYWHERE, "arena_alloc"},
    {"setjmp", EVERYWHERE, "a status"},
    {"longjmp", EVERYWHERE, "a status"},
    {"rand", EVERYWHERE, "a named random stream"},
    {"srand", EVERYWHERE, "a named random stream"},
    {"assert", EVERYWHERE, "REQUIRE, or ck_assert in tests"},
    {"malloc", NOT_IN_TESTS, "arena_alloc"},
    {"calloc", NOT_IN_TESTS, "arena_alloc"},
    {"realloc", NOT_IN_TESTS, "arena_alloc"},
    {"free", NOT_IN_TESTS, "an arena"},
    {"strdup", NOT_IN_TESTS, "arena_text"},
    {"time", NOT_IN_TESTS, "os_monotonic_us or os_utc_ms"},
    {"clock_gettime", NOT_IN_TESTS, "os_monotonic_us or os_utc_ms"},
    {"gettimeofday", NOT_IN_TESTS, "os_utc_ms"},
    {"clock", NOT_IN_TESTS, "os_monotonic_us"},
    {"localtime", NOT_IN_TESTS, "the machine's locale of the port"},
    {"localtime_r", NOT_IN_TESTS, "the machine's locale of the port"},
    {"gmtime", NOT_IN_TESTS, "arithmetic on os_utc_ms"},
    {"strftime", NOT_IN_TESTS, "the machine's locale of the port"},
    {"getenv", NOT_IN_TESTS, "a setting of the port"},
    {"setlocale", NOT_IN_TESTS, "the machine's locale of the port"},
    {"sleep", NOT_IN_TESTS, "a wake time"},
    {"usleep", NOT_IN_TESTS, "a wake time"},
    {"nanosleep", NOT_IN_TESTS, "a wake time"},
    {"system", NOT_IN_TESTS, "os_process_start"},
    {"popen", NOT_IN_TESTS, "os_process_start"},
    {"strerror", NOT_IN_TESTS, "status_text"},
    {"qsort", NOT_IN_TESTS, "a sort of base whose order is the same everywhere"},
};

/* A call that is not to the C library (`port->time(...)`) is not meant. */
static const struct {
    const char *path;
    const char *name; /* empty: every call */
    const char *reason;
} exceptions[] = {
    {"connector/base/arena.c", "malloc", "the arena"},
    {"connector/base/arena.c", "free", "the arena"},
    {"connector/port/posix", "", "the host port is where the system comes in"},
    {"sim/ccbench.c", "getenv", "NO_COLOR and CI are wishes about output, not about runs"},
    {"sim/cli/", "getenv", "NO_COLOR and CI are wishes about output, not about runs"},
    {"sim/cli/", "strerror", "what the user's system says about the user's file"},
    {"sim/cli/catalog.c", "qsort", "paths, which are all different"},
    {"sim/cli/bench.c", "", "measures real time, on memory of its own"},
    {"sim/scenario/reporters/json.c", "free", "what jansson made"},
};

static bool is_excepted(const char *path, const char *name)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++) {
        if (starts_with(path, exceptions[i].path) &&
            (exceptions[i].name[0] == '\0' || strcmp(name, exceptions[i].name) == 0)) {
            return true;
        }
    }
    return false;
}

/* Is the word at `word` the name of a call of the C library? */
static bool is_call(const char *code, const char *word, size_t length)
{
    const char *after = word + length;
    while (*after == ' ') {
        after++;
    }
    const bool is_member =
        word > code && (word[-1] == '.' || (word[-1] == '>' && word - code > 1 && word[-2] == '-'));
    return *after == '(' && !is_member;
}

static void check_word(struct tree *tree, const struct tidy_file *file, const char *word,
                       size_t length, size_t line)
{
    const bool is_test = starts_with(file->path, "tests/");
    for (size_t i = 0; i < sizeof banned / sizeof banned[0]; i++) {
        if (strlen(banned[i].name) != length || strncmp(word, banned[i].name, length) != 0) {
            continue;
        }
        if ((is_test && banned[i].scope == NOT_IN_TESTS) ||
            is_excepted(file->path, banned[i].name) || !is_call(file->code, word, length)) {
            continue;
        }
        tree_finding(tree, file->path, line, "%s is banned: use %s", banned[i].name,
                     banned[i].instead);
    }
}

void check_calls(struct tree *tree, const struct tidy_file *file)
{
    size_t line = 1;
    const char *at = file->code;
    while (*at != '\0') {
        if (*at == '\n') {
            line++;
        }
        if (!is_word_character(*at)) {
            at++;
            continue;
        }
        const char *word = at;
        while (is_word_character(*at)) {
            at++;
        }
        check_word(tree, file, word, (size_t)(at - word), line);
    }
}

/* The events that scenarios are about: a part that writes one of these numbers knows too much. */
static const char event_numbers[] = " 59 62 68 70 71 ";

/* Where a number of two digits may be something else, each with the reason. */
static const struct {
    const char *path;
    const char *reason;
} number_tables[] = {
    {"connector/base/", "knows no connector; status.def has codes of Win32, NetWare and DOS"},
    {"sim/fs/nt_status.def", "codes of NT, Win32 and DOS"},
    {"connector/port/", "knows no connector; numbers of the system"},
    {"connector/ccmc/events.def", "the one place of event numbers"},
    {"connector/ccmc/date.c", "minutes and years"},
    {"sim/postoffice/", "knows no connector; offsets in its blocks"},
    {"sim/scenario/nouns/", "places in the order of declaration"},
    {"tests/", "tests say what they expect"},
};

void check_event_numbers(struct tree *tree, const struct tidy_file *file)
{
    size_t line = 1;
    const char *at = file->code;
    for (size_t i = 0; i < sizeof number_tables / sizeof number_tables[0]; i++) {
        if (starts_with(file->path, number_tables[i].path)) {
            return;
        }
    }
    while (*at != '\0') {
        if (*at == '\n') {
            line++;
        }
        if (!is_word_character(*at)) {
            at++;
            continue;
        }
        const char *word = at;
        while (is_word_character(*at)) {
            at++;
        }
        char number[5] = {' '};
        const size_t length = (size_t)(at - word);
        const size_t digits = strspn(word, "0123456789");
        const size_t suffix = strspn(word + digits, "uU");
        if (digits != 2 || digits + suffix != length) {
            continue;
        }
        memcpy(number + 1, word, 2);
        number[3] = ' ';
        if (strstr(event_numbers, number) != NULL) {
            tree_finding(
                tree, file->path, line,
                "%.2s is an event number: events are rows of connector/ccmc/events.def only", word);
        }
    }
}

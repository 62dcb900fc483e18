#include "cli/world_check.h"

#include <string.h>

#include "scenario/run.h"

enum { SEEN_MAX = 64, SOURCE_MAX = 160 };

static void add_error(struct buffer *errors, const char *path, const struct run_result *result)
{
    enum { INDENT = 3 };
    const char *source = result->error_source;
    if (source == NULL || result->error_column == 0) {
        buffer_format(errors, "%s:%u: %s\n", path, result->error_line, result->error);
        return;
    }
    const size_t blanks = strspn(source, " ");
    const size_t caret = result->error_column > blanks ? result->error_column - 1 - blanks : 0;
    buffer_format(errors, "%s:%u:%u: %s\n", path, result->error_line, result->error_column,
                  result->error);
    if (strlen(source + blanks) <= SOURCE_MAX) {
        buffer_format(errors, "   %s\n%*s^\n", source + blanks, (int)(INDENT + caret), "");
    }
}

static uint32_t check_file(const struct catalog_entry *entry, struct buffer *errors)
{
    struct arena arena = {0};
    uint64_t seen[SEEN_MAX] = {0}; /* places that were told */
    uint32_t count = 0;
    const struct run_options run = {.letters = &entry->letters, .only_declares = true};
    for (uint32_t c = 0; c < entry->scenario.case_count; c++) {
        const struct scenario_case *the_case = &entry->scenario.cases[c];
        struct run_result result;
        if (run_case(the_case, &run, &arena, &result) == RUN_OK) {
            continue;
        }
        const uint64_t place = (uint64_t)result.error_line << 32 | result.error_column;
        bool is_told = count == SEEN_MAX;
        for (uint32_t i = 0; i < count; i++) {
            is_told = is_told || seen[i] == place;
        }
        if (is_told) {
            continue;
        }
        seen[count++] = place;
        add_error(errors, entry->scenario.path, &result);
    }
    arena_release(&arena);
    return count;
}

uint32_t world_check(const struct catalog *catalog, struct buffer *errors)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < catalog->count; i++) {
        count += check_file(&catalog->entries[i], errors);
    }
    return count;
}

#include "cli/world_check.h"

#include <string.h>

#include "scenario/run.h"

enum { SEEN_MAX = 64, SOURCE_MAX = 160 };

/* The world line; NULL. */
static const struct fact *fact_of(const struct scenario_case *the_case, uint32_t line)
{
    for (uint32_t i = 0; i < the_case->world_count; i++) {
        const struct fact *fact = &the_case->world[i].fact;
        if (fact->line == line && fact->source_line != NULL) {
            return fact;
        }
    }
    return NULL;
}

static void add_error(struct buffer *errors, const char *path, const struct fact *fact,
                      const struct run_result *result)
{
    enum { INDENT = 3 };
    if (fact == NULL || result->error_column == 0) {
        buffer_format(errors, "%s:%u: %s\n", path, result->error_line, result->error);
        return;
    }
    const size_t blanks = strspn(fact->source_line, " ");
    const size_t caret = result->error_column > blanks ? result->error_column - 1 - blanks : 0;
    buffer_format(errors, "%s:%u:%u: %s\n", path, result->error_line, result->error_column,
                  result->error);
    if (strlen(fact->source_line + blanks) <= SOURCE_MAX) {
        buffer_format(errors, "   %s\n%*s^\n", fact->source_line + blanks, (int)(INDENT + caret),
                      "");
    }
}

static uint32_t check_file(const struct catalog_entry *entry, struct buffer *errors)
{
    struct arena arena = {0};
    uint32_t seen[SEEN_MAX] = {0}; /* lines that were told */
    uint32_t count = 0;
    const struct run_options run = {.letters = &entry->letters, .only_declares = true};
    for (uint32_t c = 0; c < entry->scenario.case_count; c++) {
        const struct scenario_case *the_case = &entry->scenario.cases[c];
        struct run_result result;
        if (run_case(the_case, &run, &arena, &result) == RUN_OK) {
            continue;
        }
        bool is_told = count == SEEN_MAX;
        for (uint32_t i = 0; i < count; i++) {
            is_told = is_told || seen[i] == result.error_line;
        }
        if (is_told) {
            continue;
        }
        seen[count++] = result.error_line;
        add_error(errors, entry->scenario.path, fact_of(the_case, result.error_line), &result);
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

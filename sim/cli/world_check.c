#include "cli/world_check.h"

#include <string.h>

#include "scenario/run.h"

enum { SEEN_MAX = 64, SOURCE_MAX = 160 };

/* The world line, as it was written. */
static const char *source_of(const struct scenario_case *the_case, uint32_t line)
{
    for (uint32_t i = 0; i < the_case->world_count; i++) {
        const struct fact *fact = &the_case->world[i].fact;
        if (fact->line == line && fact->source_line != NULL) {
            return fact->source_line + strspn(fact->source_line, " ");
        }
    }
    return NULL;
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
        const char *source = source_of(the_case, result.error_line);
        buffer_format(errors, "%s:%u: %s\n", entry->scenario.path, result.error_line, result.error);
        if (source != NULL && strlen(source) <= SOURCE_MAX) {
            buffer_format(errors, "   %s\n", source);
        }
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

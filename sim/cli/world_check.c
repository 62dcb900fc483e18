#include "cli/world_check.h"

#include <string.h>

#include "scenario/run.h"

enum { SEEN_MAX = 64, SOURCE_MAX = 160 };

/* Places that were told. */
struct told {
    uint64_t places[SEEN_MAX];
    uint32_t count;
};

static void add_error(struct buffer *errors, const char *path, const char *error,
                      const struct fact_place *place)
{
    enum { INDENT = 3 };
    const char *source = place->source_line;
    if (source == NULL || place->column == 0) {
        buffer_format(errors, "%s:%u: %s\n", path, place->line, error);
        return;
    }
    const size_t blanks = strspn(source, " ");
    const size_t caret = place->column > blanks ? place->column - 1 - blanks : 0;
    buffer_format(errors, "%s:%u:%u: %s\n", path, place->line, place->column, error);
    if (strlen(source + blanks) <= SOURCE_MAX) {
        buffer_format(errors, "   %s\n%*s^\n", source + blanks, (int)(INDENT + caret), "");
    }
}

static void tell(struct told *told, struct buffer *errors, const char *path, const char *error,
                 const struct fact_place *place)
{
    const uint64_t number = (uint64_t)place->line << 32 | place->column;
    bool is_told = told->count == SEEN_MAX;
    for (uint32_t i = 0; i < told->count; i++) {
        is_told = is_told || told->places[i] == number;
    }
    if (!is_told) {
        told->places[told->count++] = number;
        add_error(errors, path, error, place);
    }
}

/* Does line i lack what another line would have declared, if that one were right? */
static bool is_echo(const struct run_result *result, uint32_t i)
{
    for (uint32_t j = 0; j < result->slip_count; j++) {
        const struct run_slip *other = &result->slips[j];
        if (j != i && other->name[0] != '\0' && strstr(other->error, other->name) == NULL &&
            strstr(result->slips[i].error, other->name) != NULL) {
            return true;
        }
    }
    return false;
}

static uint32_t check_file(const struct catalog_entry *entry, struct buffer *errors)
{
    struct arena arena = {0};
    struct told told = {.count = 0};
    const char *path = entry->scenario.path;
    const struct run_options run = {.letters = &entry->letters, .only_declares = true};
    for (uint32_t c = 0; c < entry->scenario.case_count; c++) {
        struct run_result result;
        if (run_case(&entry->scenario.cases[c], &run, &arena, &result) == RUN_OK) {
            continue;
        }
        const struct fact_place first = {result.error_line, result.error_column,
                                         result.error_source};
        for (uint32_t i = 0; i < result.slip_count; i++) {
            if (!is_echo(&result, i)) {
                tell(&told, errors, path, result.slips[i].error, &result.slips[i].place);
            }
        }
        if (result.slip_count == 0) {
            tell(&told, errors, path, result.error, &first);
        }
    }
    arena_release(&arena);
    return told.count;
}

uint32_t world_check(const struct catalog *catalog, struct buffer *errors)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < catalog->count; i++) {
        count += check_file(&catalog->entries[i], errors);
    }
    return count;
}

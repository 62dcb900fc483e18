#include "programs/arguments_memory.h"

#include <string.h>

void arguments_of_line(struct arguments_memory *memory, struct program_arguments *arguments,
                       const char *line, struct arena *arena)
{
    for (uint32_t i = 0; memory != NULL && i < memory->count; i++) {
        if (strcmp(memory->kept[i].line, line) == 0) {
            *arguments = memory->kept[i].arguments;
            return;
        }
    }
    if (memory == NULL || memory->count == ARGUMENTS_KEPT) {
        arguments_parse(arguments, line, arena);
        return;
    }
    struct arguments_kept *kept = &memory->kept[memory->count++];
    kept->line = arena_text(memory->arena, line);
    arguments_parse(&kept->arguments, kept->line, memory->arena);
    *arguments = kept->arguments;
}

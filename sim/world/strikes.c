#include "world/strikes.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "world/denial.h"
#include "world/process.h"
#include "world/sim_port.h"

enum { BUCKETS = 1024, FIRST_FEW = 4, KIND_SIZE = OS_PATH_SIZE + 128 };

struct kind {
    const char *text;
    uint64_t seen;
    struct kind *next;
};

struct strikes {
    struct arena *arena;
    struct kind *buckets[BUCKETS];
};

struct strikes *strikes_create(struct arena *arena)
{
    struct strikes *strikes = arena_new(arena, struct strikes);
    strikes->arena = arena;
    return strikes;
}

/* Program, call, and the last component of what it is about. */
static void describe(const struct sim_call *call, char text[KIND_SIZE])
{
    char path[OS_PATH_SIZE] = "";
    const char *name = call->name != NULL ? call->name : path;
    if (call->name == NULL && call->way != NULL) {
        denial_place(call, path, sizeof(path));
    }
    (void)text_format(text, KIND_SIZE, "%s\t%d\t", call->process->name, (int)call->op);
    char *at = text + strlen(text);
    (void)text_copy(at, KIND_SIZE - (size_t)(at - text), text_base_name(name)); /* else: cut off */
    for (; *at != '\0'; at++) {
        *at = isxdigit((unsigned char)*at) ? '#' : *at;
    }
}

static struct kind *kind_of(struct strikes *strikes, const char *text)
{
    uint32_t hash = 2166136261u;
    for (const char *at = text; *at != '\0'; at++) {
        hash = (hash ^ (uint8_t)*at) * 16777619u;
    }
    struct kind **link = &strikes->buckets[hash % BUCKETS];
    while (*link != NULL && strcmp((*link)->text, text) != 0) {
        link = &(*link)->next;
    }
    if (*link == NULL) {
        *link = arena_new(strikes->arena, struct kind);
        (*link)->text = arena_text(strikes->arena, text);
    }
    return *link;
}

bool strikes_want(struct strikes *strikes, const struct sim_call *call)
{
    char text[KIND_SIZE];
    describe(call, text);
    struct kind *kind = kind_of(strikes, text);
    kind->seen++;
    return kind->seen <= FIRST_FEW || (kind->seen & (kind->seen - 1)) == 0;
}

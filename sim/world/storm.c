#include "world/storm.h"

#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "core/prng.h"

enum {
    STRIKES_MAX = 24,
    BURST_GAP = 40,     /* calls between two strikes of a burst, at most */
    CALM_GAP_MIN = 50,  /* and between two bursts: of one storm at most so many, ... */
    CALM_GAP_MAX = 2000 /* ... and of another so many */
};

static const char *const words[] = {[STORM_AFTER] = "AFTER",
                                    [STORM_LINK] = "LINK",
                                    [STORM_TORN] = "TORN",
                                    [STORM_POWER] = "POWER",
                                    [STORM_SERVER] = "SERVER"};

/* Both ends included. */
static uint64_t between(struct prng *prng, uint64_t first, uint64_t last)
{
    return first + prng_below(prng, last - first + 1);
}

struct storm storm_draw(struct arena *arena, uint64_t seed, const char *of)
{
    static const struct storm_strike kinds[] = {
        {.answer = ST_PROCESS_GONE},   {.how = STORM_AFTER},
        {.answer = ST_IO_ERROR},       {.answer = ST_DISK_FULL},
        {.answer = ST_ACCESS_DENIED},  {.answer = ST_SHARING_VIOLATION},
        {.answer = ST_LOCK_VIOLATION}, {.answer = ST_CONNECTION_LOST},
        {.how = STORM_LINK},           {.how = STORM_TORN},
        {.how = STORM_POWER},          {.how = STORM_SERVER}};
    struct prng prng;
    prng_init(&prng, seed, of);
    struct storm storm = {.count = (size_t)between(&prng, 2, STRIKES_MAX)};
    storm.strikes = arena_array(arena, struct storm_strike, storm.count);
    const uint64_t calm = between(&prng, CALM_GAP_MIN, CALM_GAP_MAX);
    uint64_t call = 0;
    for (size_t i = 0; i < storm.count; i++) {
        const bool is_burst = i != 0 && prng_below(&prng, 3) != 0;
        call += between(&prng, 1, is_burst ? BURST_GAP : calm);
        storm.strikes[i] = kinds[prng_below(&prng, ARRAY_COUNT(kinds))];
        storm.strikes[i].call = call;
    }
    return storm;
}

static bool answer_parse(const char *word, struct storm_strike *strike)
{
    for (size_t how = STORM_ANSWERS + 1; how < ARRAY_COUNT(words); how++) {
        if (strcmp(word, words[how]) == 0) {
            strike->how = (enum storm_how)how;
            return true;
        }
    }
    return status_find(word, &strike->answer);
}

/* One strike, "12:IO_ERROR". */
static bool strike_parse(const char *word, uint64_t above, struct storm_strike *strike,
                         struct diagnostic *diagnostic)
{
    char number[24];
    const size_t digits = strcspn(word, ":");
    *strike = (struct storm_strike){0};
    if (digits < sizeof(number) && word[digits] == ':') {
        memcpy(number, word, digits);
        number[digits] = '\0';
        if (text_to_u64(number, &strike->call) && strike->call > above &&
            answer_parse(word + digits + 1, strike)) {
            return true;
        }
    }
    diagnostic_set(diagnostic, 0,
                   "'%s' is no strike: wanted CALL:WHAT with rising calls, as in 12:IO_ERROR "
                   "40:PROCESS_GONE; a status, AFTER (made, and then its process ends), LINK (its "
                   "machine's lines drop), TORN (the same in the middle of a write), POWER (of its "
                   "machine) or SERVER (of the one that has the file)",
                   word);
    return false;
}

bool storm_parse(struct arena *arena, const char *text, struct storm *storm_out,
                 struct diagnostic *diagnostic_out)
{
    const char blanks[] = " ,";
    struct storm storm = {.strikes = arena_array(arena, struct storm_strike, strlen(text) / 2 + 1)};
    uint64_t above = 0;
    for (const char *at = text + strspn(text, blanks); *at != '\0'; at += strspn(at, blanks)) {
        const size_t length = strcspn(at, blanks);
        const char *word = arena_format(arena, "%.*s", (int)length, at);
        struct storm_strike *strike = &storm.strikes[storm.count];
        if (!strike_parse(word, above, strike, diagnostic_out)) {
            return false;
        }
        above = strike->call;
        storm.count++;
        at += length;
    }
    *storm_out = storm;
    if (storm.count == 0) {
        diagnostic_set(diagnostic_out, 0, "no strike is named: wanted CALL:WHAT ...");
    }
    return storm.count != 0;
}

void storm_write(const struct storm *storm, struct buffer *target)
{
    for (size_t i = 0; i < storm->count; i++) {
        const struct storm_strike *strike = &storm->strikes[i];
        buffer_format(target, "%s%llu:%s", i != 0 ? " " : "", (unsigned long long)strike->call,
                      strike->how == STORM_ANSWERS ? status_name(strike->answer)
                                                   : words[strike->how]);
    }
}

#include "ccmc/quirks.h"

#include "base/text.h"
#include "programs/program_version.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, 0},
                                    {"SWITCH", VALUE_WORD, "on|off", SLOT_OPTIONAL}};

static void turn(uint32_t bit, bool is_on, uint32_t *on, uint32_t *off)
{
    *on = is_on ? *on | bit : *on & ~bit;
    *off = is_on ? *off & ~bit : *off | bit;
}

/* "NEEDS_SIZES, BLANK_SIZES": all that there are. */
static const char *names(struct run *run)
{
    struct buffer text;
    buffer_init(&text, run->arena);
    for (size_t i = 0; i < QUIRK_COUNT; i++) {
        buffer_format(&text, "%s%s", i == 0 ? "" : ", ", quirk_row((enum quirk)i)->name);
    }
    for (size_t i = 0; i < PROGRAM_QUIRK_COUNT; i++) {
        buffer_format(&text, ", %s", program_quirk_row((enum program_quirk)i)->name);
    }
    return buffer_string(&text);
}

static const char *set(struct run *run, const struct fact *fact, bool is_on)
{
    struct world_quirks *quirks = &run->world->quirks;
    const char *name = fact_name(fact, 0, "");
    run->world->assumptions_set++; /* what is known of programs is to be looked up again */
    enum quirk of_connector = 0;
    enum program_quirk of_program = 0;
    if (quirk_find(name, &of_connector)) {
        turn(UINT32_C(1) << of_connector, is_on, &quirks->connector_on, &quirks->connector_off);
        return NULL;
    }
    if (program_quirk_find(name, &of_program)) {
        turn(UINT32_C(1) << of_program, is_on, &quirks->program_on, &quirks->program_off);
        return NULL;
    }
    return arena_format(run->arena, "there is no quirk '%s'; there are %s", name, names(run));
}

static const char *apply(struct run *run, const struct fact *fact)
{
    return set(run, fact, !text_equal(fact_name(fact, 1, "on"), "off"));
}

static const char *remove_quirk(struct run *run, const struct fact *fact)
{
    return set(run, fact, false);
}

const struct noun noun_quirk = {
    .shape = {.word = "quirk",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "what a build of the connector or a version of a program had wrong (rows of "
                      "quirks.def and versions.def), on or off whatever the build; counts at the "
                      "next service or program start",
              .example = "quirk BLOCKS_RUN_ON on"},
    .order = 12,
    .apply = apply,
    .remove = remove_quirk,
};

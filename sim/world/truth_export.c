/* The ledger's view of a queue that several connectors empty: where a server lets one of them only
 * read, it writes letters down and must leave them to the other, and neither can know of it. What
 * one of them has in its store may come behind what the other one has taken later. */
#include "base/text.h"
#include "world/truth_inside.h"
#include "world/world.h"

void truth_write_refused(struct process *process, const char *path)
{
    const char *name = text_base_name(path);
    process->may_only_read = process->may_only_read || truth_usr_number(name) != 0 ||
                             text_equal(name, "CLANDATA") || text_equal(name, "MLANDATA");
}

static uint64_t bit_of(const struct world *world, const struct connector *connector)
{
    uint64_t bit = 1;
    for (const struct connector *c = world->connectors; c != connector; c = c->next) {
        bit <<= 1; /* 0 behind the 64th: that one is excused of nothing */
    }
    return bit;
}

void truth_taken_by(const struct world *world, struct truth_letter *letter,
                    const struct connector *connector)
{
    letter->exported_by |= bit_of(world, connector);
}

void truth_export_ended(struct truth *truth, const struct process *process)
{
    const struct world *world = truth->world;
    if (process->connector == NULL || world->connectors->next == NULL ||
        !text_equal(process->name, "EXPORT")) {
        return;
    }
    const uint64_t bit = bit_of(world, process->connector);
    const struct keyed *each = keyed_each(&truth->files, NULL);
    for (; each != NULL; each = keyed_each(&truth->files, each)) {
        const struct truth_file *file = (const void *)each;
        const bool is_its = file->place == PLACE_EXPORT && file->connector == process->connector;
        for (uint32_t i = 0; is_its && i < file->letter_count; i++) {
            file->letters[i]->exported_by |= bit;
            file->letters[i]->left_by |= process->may_only_read ? bit : 0;
        }
    }
}

/* What this EXPORT has written may have other files than were sent. */
static void spoil(struct truth *truth, const struct process *process)
{
    const struct keyed *each = keyed_each(&truth->files, NULL);
    for (; each != NULL; each = keyed_each(&truth->files, each)) {
        const struct truth_file *file = (const void *)each;
        const bool is_its = file->place == PLACE_EXPORT && file->connector == process->connector;
        for (uint32_t i = 0; is_its && i < file->letter_count; i++) {
            file->letters[i]->is_spoilt = true;
        }
    }
}

void truth_program_ended(struct world *world, const struct process *process)
{
    const uint32_t quirks = process->start.traits.quirks;
    truth_export_ended(world->truth, process);
    if (program_has_quirk(quirks, PROGRAM_QUIRK_CLIENT_7_FILES)) {
        spoil(world->truth, process);
    }
    if (!program_has_quirk(quirks, PROGRAM_QUIRK_OLD_INDEX) &&
        !program_has_quirk(quirks, PROGRAM_QUIRK_OLD_INDEX_OUT)) {
        return;
    }
    for (const struct office *office = world->offices; office != NULL; office = office->next) {
        if (text_equal(office->format, "DB8.5")) {
            truth_index_damaged(world);
        }
    }
}

static uint32_t count_bits(uint64_t bits)
{
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1) {
        count++;
    }
    return count;
}

uint32_t truth_left_count(const struct truth_letter *letter)
{
    if (letter->left_by == 0) {
        return 0;
    }
    const uint32_t others = count_bits(letter->exported_by) - 1;
    const uint32_t left = count_bits(letter->left_by);
    return left < others ? left : others;
}

bool truth_went_apart(const struct truth_letter *letter, const struct truth_letter *other)
{
    return letter->exported_by != 0 && other->exported_by != 0 &&
           (letter->exported_by & other->exported_by) == 0;
}

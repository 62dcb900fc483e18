#include "base/text.h"
#include "core/prng.h"
#include "fs/volume_power.h"
#include "po_wear.h"
#include "scenario/words/places.h"
#include "scenario/words/wear_memory.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE}};

static const struct attribute attributes[] = {
    {"turnovers", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "1", NULL, "how often it goes up and down"},
    {"messages", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "400", NULL, "each turnover: send to so many"},
    {"file", {{"SIZES", VALUE_RANGE, NULL, 0}}, 1, 0, "2K..2K", NULL, "size of the file in each"},
    {"keep", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "200", NULL, "then delete at random to so many"},
};

enum { MOST = 1 << 20, LARGEST = 1 << 26 };

static uint64_t below(void *context, uint64_t bound)
{
    return prng_below(context, bound);
}

/* The mailboxes of the people there. */
static const char *local_users(struct run *run, struct postoffice *po, struct po_wear *wear)
{
    struct po_entries list = {0};
    const enum status st = po_entry_list(po, run->scratch, &list);
    if (st != ST_OK) {
        return arena_format(run->arena, "the directory cannot be read: %s", status_text(st));
    }
    uint32_t *usrs = arena_array(run->scratch, uint32_t, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        if (list.entries[i].kind == PO_USER) {
            usrs[wear->usr_count++] = list.entries[i].usr;
        }
    }
    wear->usrs = usrs;
    return wear->usr_count == 0 ? "nobody has a mailbox there" : NULL;
}

static const char *sizes(const struct fact *fact, struct po_wear *wear)
{
    const struct fact_attribute *file = fact_attribute(fact, "file");
    const uint64_t first = file != NULL ? file->values[0].number : 2048;
    const uint64_t last = file != NULL ? file->values[0].last : 2048;
    const uint64_t messages = fact_number(fact, "messages", 400);
    const uint64_t keep = fact_number(fact, "keep", 200);
    const uint64_t turnovers = fact_number(fact, "turnovers", 1);
    if (first > last || last > LARGEST) {
        return "file takes sizes in rising order, at most 64M";
    }
    if (messages > MOST || keep > messages || turnovers > MOST) {
        return "keep is at most messages; messages and turnovers are at most 1048576";
    }
    wear->size_first = (uint32_t)first;
    wear->size_last = (uint32_t)last;
    wear->messages = (uint32_t)messages;
    wear->keep = (uint32_t)keep;
    wear->turnovers = (uint32_t)turnovers;
    return NULL;
}

/* What came out of the same before is put there again; false: it has to be done. */
static bool recall(struct run *run, struct postoffice *po, struct hash128 key)
{
    const struct po_image *image = wear_memory_find(run->options->wear, key);
    if (image == NULL || po_lock(po) != ST_OK) {
        return false;
    }
    const enum status st = po_image_write(po, image, run->scratch);
    po_unlock(po);
    return st == ST_OK;
}

/* Everything but the bytes of the post office that the outcome depends on. */
static const char *told(struct run *run, const struct office *office, const struct po_wear *wear,
                        const char *stream)
{
    return arena_format(run->scratch, "%s %llu %u %u %u %u %u %llu", stream,
                        (unsigned long long)run->world->spec.seed, wear->turnovers, wear->messages,
                        wear->keep, wear->size_first, wear->size_last,
                        (unsigned long long)volume_free_bytes(office->volume->volume));
}

static enum status wear_down(struct run *run, struct office *office, struct postoffice *po,
                             const struct po_wear *wear, const char *stream)
{
    struct wear_memory *memory = run->options->wear;
    struct hash128 key;
    const bool is_known =
        memory != NULL && !volume_power_is_armed(office->volume->volume) &&
        wear_memory_key(po, told(run, office, wear, stream), run->scratch, &key) == ST_OK;
    if (is_known && recall(run, po, key)) {
        return ST_OK;
    }
    const enum status st = po_wear(po, wear, run->scratch);
    if (is_known && st == ST_OK) {
        wear_memory_keep(memory, key, po);
    }
    return st;
}

static const char *act(struct run *run, const struct step *step)
{
    struct office *office = NULL;
    struct postoffice *po = NULL;
    struct prng prng;
    struct po_wear wear = {.below = below, .context = &prng};
    const char *stream = arena_format(run->arena, "churn %u", step->order);
    (void)world_assumption(run->world, ASSUME_FREE_LIST);
    prng_init(&prng, run->world->spec.seed, stream);
    const char *error = place_office(run, fact_name(&step->fact, 0, NULL), &office);
    error = error != NULL ? error : sizes(&step->fact, &wear);
    error = error != NULL ? error : office_reader(run->world, office, &po);
    error = error != NULL ? error : local_users(run, po, &wear);
    if (error != NULL) {
        return error;
    }
    enum status st = wear_down(run, office, po, &wear, stream);
    if (st == ST_OK || st == ST_DISK_FULL) { /* then people stop writing; what they wrote stays */
        st = office_flush(run->world, office, po);
    }
    return st == ST_OK || st == ST_DISK_FULL
               ? NULL
               : arena_format(run->arena, "people at %s cannot go on: %s", office->name,
                              status_text(st));
}

const struct step_kind step_churn = {
    .shape = {.word = "churn",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "local users send and delete at random, turnover by turnover",
              .example = "do churn PO1 turnovers 20 messages 400 file 12K..36K keep 200"},
    .act = act,
};

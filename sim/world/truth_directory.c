/*
 * What directory synchronization may change at a post office: users at a post office whose entry
 * carries a connector's comment, and such entries themselves. Everything else is there after the
 * steps that a directory IMPORT makes in one instant as it was before.
 */
#include <string.h>

#include "base/text.h"
#include "postoffice.h"
#include "world/truth_inside.h"
#include "world/world.h"

/* How the comment of a post office begins that a connector made. */
static const char owner_word[] = "MSExchangeCCMC";

static const struct po_entry *find(const struct po_entries *list, const char *name)
{
    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = text_compare(name, list->entries[middle].name);
        if (order == 0) {
            return &list->entries[middle];
        }
        low = order > 0 ? middle + 1 : low;
        high = order < 0 ? middle : high;
    }
    return NULL;
}

static bool is_owners(const struct po_entry *entry)
{
    return (entry->kind == PO_POSTOFFICE || entry->kind == PO_POSTOFFICE_VIA) &&
           text_starts(entry->comment, owner_word);
}

/* Users at the site are the connector's, too, while nobody has made the site an entry. */
static bool is_owned(const struct po_entries *list, const char *site, const struct po_entry *entry)
{
    const struct po_entry *office = entry->address[0] != '\0' ? find(list, entry->address) : NULL;
    return is_owners(entry) ||
           (office != NULL ? is_owners(office) : text_equal(entry->address, site));
}

static bool is_same(const struct po_entry *a, const struct po_entry *b)
{
    return a->kind == b->kind && a->usr == b->usr && strcmp(a->name, b->name) == 0 &&
           strcmp(a->address, b->address) == 0 && strcmp(a->fan, b->fan) == 0 &&
           strcmp(a->comment, b->comment) == 0;
}

static void fail(struct world *world, const struct po_entry *entry, const char *what)
{
    if (world->failure[0] == '\0') {
        (void)text_format(world->failure, sizeof(world->failure),
                          "directory: IMPORT %s the entry \"%s\", which is not the connector's",
                          what, entry->name);
    }
}

void truth_directory_compare(struct world *world, const char *site, const struct po_entries *before,
                             const struct po_entries *after)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct po_entry *was = &before->entries[i];
        const struct po_entry *is = find(after, was->name);
        if (!is_owned(before, site, was) && (is == NULL || !is_same(was, is))) {
            fail(world, was, is == NULL ? "removed" : "changed");
        }
    }
    for (size_t i = 0; i < after->count; i++) {
        const struct po_entry *is = &after->entries[i];
        if (!is_owned(after, site, is) && find(before, is->name) == NULL) {
            fail(world, is, "made");
        }
    }
}

/* Which post office's directory this run changes; NULL: none. Asked around each step of a program,
 * so the command line of an IMPORT is read once. */
static struct office *office_of(const struct process *process)
{
    struct truth_watch *watch = &process->world->truth->watch;
    if (process->connector == NULL || !text_equal(process->name, "IMPORT")) {
        return NULL;
    }
    if (watch->run != process->handle) {
        watch->run = process->handle;
        watch->is_directory_run = text_contains_folded(process->start.arguments, "/DIRECTORY");
    }
    return watch->is_directory_run ? process->connector->office : NULL;
}

static bool list_now(struct truth *truth, struct po_entries *list_out)
{
    struct truth_watch *watch = &truth->watch;
    struct truth_office *known = truth_office_of(truth, watch->office);
    return truth_reader_open(truth, known) &&
           po_entry_list_whole(known->reader, &watch->arena, list_out) == ST_OK;
}

/* What has become of it since the last look; false: it cannot be read. */
static bool look(struct truth *truth)
{
    struct truth_watch *watch = &truth->watch;
    struct po_entries now;
    if (!list_now(truth, &now)) {
        return false;
    }
    truth_directory_compare(truth->world, watch->site, &watch->last, &now);
    watch->last = now;
    return true;
}

void truth_directory_end(struct truth *truth)
{
    if (truth->watch.office == NULL) {
        return;
    }
    (void)look(truth);
    truth->watch.office = NULL;
    arena_reset(&truth->watch.arena);
}

void truth_directory_before(struct process *process)
{
    struct truth *truth = process->world->truth;
    struct truth_watch *watch = &truth->watch;
    if (watch->office != NULL && watch->run != process->handle) {
        truth_directory_end(truth); /* before another one may change it */
    }
    if (watch->office != NULL) {
        return;
    }
    watch->office = office_of(process);
    if (watch->office == NULL) {
        return;
    }
    watch->site = process->connector->site;
    watch->steps = 0;
    if (!list_now(truth, &watch->last)) {
        watch->office = NULL;
        arena_reset(&watch->arena);
    }
}

/* A look costs as much as the directory is long, so there is one after steps 1, 2, 4, 8, ... */
void truth_directory_after(struct process *process, bool goes_on)
{
    struct truth *truth = process->world->truth;
    struct truth_watch *watch = &truth->watch;
    if (watch->office == NULL) {
        return;
    }
    watch->steps++;
    const bool is_look_due = (watch->steps & (watch->steps - 1)) == 0;
    if (!goes_on || (is_look_due && !look(truth))) {
        truth_directory_end(truth);
    }
}

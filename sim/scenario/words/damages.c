#include "scenario/words/damages.h"

#include "base/ccm.h"
#include "base/text.h"
#include "po_letter.h"
#include "po_strike.h"
#include "po_text.h"

static const char *changed_files(struct run *run, const struct place_directory *directory,
                                 uint64_t changed)
{
    run->world->person_changes++; /* what stands there at the end is nobody's fault of ours */
    run->world->ledger_turn++;
    return changed > 0 ? NULL
                       : arena_format(run->arena, "there are no bytes in %s to be damaged",
                                      directory->pattern);
}

const char *damage_files(struct run *run, const struct place_directory *directory,
                         struct bytes foreign)
{
    enum { SECTOR = 512 };
    uint64_t changed = 0;
    for (volume_node node = place_next(directory, 0); node != 0;
         node = place_next(directory, node)) {
        uint64_t size = 0;
        (void)volume_contents(directory->volume, node, &size);
        if (foreign.size != 0 && size != 0) {
            const size_t length = foreign.size < size ? foreign.size : (size_t)size;
            const enum status st = volume_write(directory->volume, node, 0, foreign.data, length);
            REQUIRE(st == ST_OK); /* no byte more than before */
            changed++;
        }
        for (uint64_t at = 0; foreign.size == 0 && at < size; at += SECTOR, changed++) {
            const uint8_t *data = volume_contents(directory->volume, node, &size);
            const uint8_t other = data[at] ^ 0xFF;
            const enum status st = volume_write(directory->volume, node, at, &other, 1);
            REQUIRE(st == ST_OK);
        }
    }
    return changed_files(run, directory, changed);
}

const char *damage_office_file(struct run *run, struct office *office, const char *name,
                               struct bytes foreign)
{
    struct place_directory directory;
    const char *path = arena_format(run->arena, "%s\\%s", office->path, name);
    office_reopen(run->world, office);
    const char *error = place_directory(run, NULL, path, false, &directory);
    if (error != NULL) {
        return error;
    }
    return place_next(&directory, 0) != 0
               ? damage_files(run, &directory, foreign)
               : arena_format(run->arena, "post office %s has no file %s", office->label, name);
}

/* Under the lock of those who change something. */
static const char *strike(struct run *run, struct office *office, struct postoffice *po,
                          enum status st, const char *what)
{
    po_unlock(po);
    run->world->person_changes++;
    return st == ST_OK
               ? NULL
               : arena_format(run->arena, "%s of %s cannot be damaged: %s", what, office->label,
                              st == ST_NOT_FOUND  ? "there is none"
                              : st == ST_TOO_LONG ? "it is shorter than that"
                                                  : status_text(st));
}

static const char *open_locked(struct run *run, struct office *office, struct postoffice **po_out)
{
    const char *error = office_reader(run->world, office, po_out);
    const enum status st = error == NULL ? po_lock(*po_out) : ST_OK;
    return error != NULL || st == ST_OK
               ? error
               : arena_format(run->arena, "%s is in use: %s", office->label, status_text(st));
}

const char *damage_directory(struct run *run, struct office *office, struct bytes foreign)
{
    struct postoffice *po = NULL;
    const char *error = open_locked(run, office, &po);
    return error != NULL
               ? error
               : strike(run, office, po, po_strike_directory(po, foreign), "the directory");
}

/* A letter of that mail in this mailbox or queue: the oldest. */
static enum status find_in(struct run *run, struct postoffice *po, uint32_t usr,
                           const struct mail *mail, struct po_message *message_out)
{
    enum status st = ST_OK;
    for (uint64_t after = 0; st == ST_OK; after = message_out->id) {
        struct ccm_message letter;
        st = po_queue_next(po, usr, after, message_out);
        if (st == ST_OK &&
            po_letter_load(po, usr, message_out->id, run->scratch, &letter) == ST_OK &&
            truth_is_of(run->world, mail,
                        text_to_utf8(run->scratch, po_text_page(po), letter.subject))) {
            return ST_OK;
        }
    }
    return st == ST_NO_MORE ? ST_NOT_FOUND : st;
}

static enum status find_letter(struct run *run, struct postoffice *po, const struct mail *mail,
                               struct po_message *message_out)
{
    struct po_entries all = {0};
    enum status st = po_entry_list(po, run->scratch, &all);
    const bool is_listed = st == ST_OK;
    st = is_listed ? ST_NOT_FOUND : st;
    for (size_t i = 0; is_listed && st == ST_NOT_FOUND && i < all.count; i++) {
        st = all.entries[i].usr != 0 ? find_in(run, po, all.entries[i].usr, mail, message_out)
                                     : ST_NOT_FOUND;
    }
    return st;
}

const char *damage_message(struct run *run, struct office *office, const struct mail *mail,
                           struct bytes foreign)
{
    struct postoffice *po = NULL;
    struct po_message message = {0};
    const char *error = open_locked(run, office, &po);
    if (error != NULL) {
        return error;
    }
    enum status st = find_letter(run, po, mail, &message);
    if (st == ST_OK) {
        st = po_strike_message(po, &message, foreign);
    }
    return strike(run, office, po, st, "a letter");
}

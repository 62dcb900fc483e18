/* The ledger's view of a post office that a person has restored from a backup: what waits there
 * again may come again, what waited and was not in the backup is gone by his hand. */
#include "base/ccm.h"
#include "base/text.h"
#include "postoffice.h"
#include "world/truth_inside.h"
#include "world/world.h"

/* Taken out of the list; NULL: it did not wait there. */
static struct truth_waiting *waiting_take(struct truth_usr *usr, uint64_t id)
{
    struct truth_waiting **link = &usr->waiting;
    while (*link != NULL && (*link)->id != id) {
        link = &(*link)->next;
    }
    struct truth_waiting *waiting = *link;
    if (waiting != NULL) {
        *link = waiting->next;
    }
    return waiting;
}

static struct truth_letter *letter_of(struct truth *truth, struct truth_office *known,
                                      const struct po_message *message)
{
    struct bytes content;
    size_t offset = 0;
    struct ccm_message ccm;
    struct diagnostic diagnostic;
    return po_message_read(known->reader, message, &truth->scratch, &content, NULL) == ST_OK &&
                   ccm_read(content, &offset, &truth->scratch, &ccm, &diagnostic) == ST_OK
               ? truth_route_letter(truth, known, &ccm, MAIL_IN)
               : NULL;
}

/* It waits once more: whoever has taken it out may know that (EXPORT's bookmark), or not. */
static void may_come_again(struct truth_letter *letter)
{
    letter->is_excused = true; /* from the order */
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        letter->duties[i].again++;
    }
}

/* Or come back. */
static bool has_ended(const struct truth_letter *letter)
{
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        if (letter->duties[i].delivered + letter->duties[i].returned > 0) {
            return true;
        }
    }
    return false;
}

void truth_copy_brought(const struct truth *truth, struct truth_letter *letter)
{
    int32_t places = 0;
    for (int place = PLACE_MTS_OUT; place < PLACE_COUNT; place++) {
        places += letter->at[place];
    }
    if (has_ended(letter) || truth->reports_due > 0 || places > (int32_t)letter->copies) {
        may_come_again(letter);
    }
}

static void usr_restored(struct truth *truth, struct office *office, struct truth_usr *usr)
{
    struct truth_office *known = truth_office_of(truth, office);
    struct truth_usr before = *usr;
    struct po_message message = {0};
    const struct arena_mark mark = arena_mark(&truth->scratch);
    const bool was_queue = before.waiting != NULL || usr->had_waiting;
    usr->waiting = NULL;
    usr->waiting_end = &usr->waiting;
    usr->last_id = 0;
    while (po_queue_next(known->reader, usr->usr, message.id, &message) == ST_OK) {
        arena_rewind(&truth->scratch, mark);
        usr->last_id = message.id;
        struct truth_waiting *waiting = waiting_take(&before, message.id);
        struct truth_letter *letter = waiting != NULL ? waiting->letter
                                      : was_queue     ? letter_of(truth, known, &message)
                                                      : NULL;
        if (letter == NULL) {
            continue;
        }
        if (waiting != NULL) {
            truth_move(truth, letter, PLACE_PO_QUEUE, -1);
        }
        if (waiting == NULL || truth_is_somewhere(letter) || has_ended(letter)) {
            may_come_again(letter); /* also what was about to leave: nobody knows it any more */
        }
        truth_queued(truth->world, letter, office, usr->usr, message.id);
    }
    for (struct truth_waiting *gone = before.waiting; gone != NULL; gone = gone->next) {
        truth_move(truth, gone->letter, PLACE_PO_QUEUE, -1);
        if (!truth_is_somewhere(gone->letter)) {
            truth_end(truth, gone->letter, NULL, PLACE_NONE);
        } else {
            truth_taken_from(truth, known, gone->letter, usr);
        }
    }
}

void truth_imports_forgotten(struct truth *truth)
{
    for (struct truth_letter *letter = truth->made; letter != NULL; letter = letter->next_made) {
        const bool is_brought = letter->direction == MAIL_OUT || truth->world->routes != NULL;
        if (is_brought && truth_is_somewhere(letter)) {
            truth_copy_brought(truth, letter); /* where both sides have it, by IMPORT or a Router */
        }
    }
}

void truth_office_restored(struct world *world, struct office *office)
{
    struct truth *truth = world->truth;
    struct truth_office *known = truth_office_of(truth, office);
    truth_office_moved(world, office);
    known->is_dirty = false;
    world->ledger_turn++;
    known->pending = NULL;
    known->by_person = false;
    truth_imports_forgotten(truth);
    for (struct truth_usr *usr = known->usrs; usr != NULL; usr = usr->next) {
        usr->is_pending = false;
        if (truth_reader_open(truth, known)) {
            usr_restored(truth, office, usr);
        }
    }
}

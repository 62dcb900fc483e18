/* The ledger's view of a power cut: what was delivered and not flushed may be undone, and whoever
 * brought it brings it again. Mailboxes are read before and after it. */
#include "base/ccm.h"
#include "base/text.h"
#include "postoffice.h"
#include "world/truth_inside.h"
#include "world/world.h"

/* A letter that lay in a mailbox, or in the queue of another post office. */
struct truth_seen {
    struct truth_office *office;
    struct truth_usr *usr;
    struct truth_letter *letter;
    uint64_t id;
    struct truth_seen *next;
};

static void see(struct truth *truth, struct truth_cut *cut, struct truth_office *known,
                struct truth_usr *usr)
{
    struct po_message message = {0};
    const struct arena_mark mark = arena_mark(&truth->scratch);
    while (po_queue_next(known->reader, usr->usr, message.id, &message) == ST_OK) {
        arena_rewind(&truth->scratch, mark);
        struct bytes content;
        size_t offset = 0;
        struct ccm_message ccm;
        struct diagnostic diagnostic;
        if (po_message_read(known->reader, &message, &truth->scratch, &content, NULL) != ST_OK ||
            ccm_read(content, &offset, &truth->scratch, &ccm, &diagnostic) != ST_OK) {
            continue;
        }
        struct truth_letter *letter = truth_letter_find(truth, MAIL_OUT, ccm.subject);
        if (letter == NULL) {
            continue;
        }
        struct truth_seen *seen = arena_new(&cut->memory, struct truth_seen);
        *seen = (struct truth_seen){known, usr, letter, message.id, cut->seen};
        cut->seen = seen;
    }
}

void truth_cut_begin(struct world *world, const struct machine *machine, struct truth_cut *cut_out)
{
    struct truth *truth = world->truth;
    *cut_out = (struct truth_cut){0};
    truth_offices_check(truth); /* what has come counts as come */
    for (struct truth_office *known = truth->offices; known != NULL; known = known->next) {
        if (known->office->machine != machine || !truth_reader_open(truth, known)) {
            continue;
        }
        for (struct truth_usr *usr = known->usrs; usr != NULL; usr = usr->next) {
            see(truth, cut_out, known, usr);
        }
        truth_office_moved(world, known->office); /* it is read anew */
    }
}

static bool is_there(const struct truth_seen *seen)
{
    struct po_message message;
    return po_queue_next(seen->office->reader, seen->usr->usr, seen->id - 1, &message) == ST_OK &&
           message.id == seen->id;
}

/* By its name, or as the directory led it there: an alias; or as the members of a list, or a board,
 * got it. */
static bool lay_there(const struct truth_duty *duty, const struct truth_seen *seen)
{
    return truth_leads_to(duty, seen->usr) || (duty->is_resolved && duty->usr == seen->usr->usr) ||
           duty->list_message == seen->id;
}

static void undo(struct truth *truth, const struct truth_seen *seen)
{
    struct truth_letter *letter = seen->letter;
    const struct truth_usr *usr = seen->usr;
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (usr->name != NULL && duty->delivered > 0 && lay_there(duty, seen)) {
            duty->list_message = 0; /* one delivery for all members */
            duty->delivered--;
            truth->totals.delivered[letter->direction]--;
            truth->totals.in_custody++;
        }
    }
    letter->is_excused = true; /* those behind it may have stayed */
    truth_move(truth, letter, PLACE_NONE, 0);
}

void truth_cut_end(struct world *world, struct truth_cut *cut)
{
    struct truth *truth = world->truth;
    for (struct truth_seen *seen = cut->seen; seen != NULL; seen = seen->next) {
        struct truth_office *known = seen->office;
        if (!truth_reader_open(truth, known) || is_there(seen)) {
            continue; /* one that cannot be read keeps what it has */
        }
        undo(truth, seen);
        seen->usr->last_id = seen->usr->last_id < seen->id ? seen->usr->last_id : seen->id - 1;
    }
    arena_release(&cut->memory);
}

/* The ledger's view of a power cut: what was delivered and not flushed may be undone, and whoever
 * brought it brings it again; what a Router wrote itself, it writes again. Mailboxes and queues are
 * read before and after it. */
#include "base/ccm.h"
#include "base/text.h"
#include "po_text.h"
#include "postoffice.h"
#include "world/truth_inside.h"
#include "world/world.h"

/* A message that lay in a mailbox or queue, and what there was of it because it lay there. */
struct truth_seen {
    struct truth_office *office;
    struct truth_usr *usr;
    uint64_t id;
    struct truth_letter *arrived; /* one that had come to its end there; NULL */
    struct truth_letter *made;    /* one that a Router had made there, and its recipient; NULL */
    const char *to;
    struct truth_contents contents; /* of the one made */
    struct truth_letter *about;     /* that a Router had reported on, and what that says; NULL */
    const char *text;
    struct truth_seen *next;
};

/* The letter that is still on its way there; NULL: none. */
static struct truth_letter *waits(const struct truth_usr *usr, uint64_t id)
{
    const struct truth_waiting *waiting = usr->waiting;
    while (waiting != NULL && waiting->id != id) {
        waiting = waiting->next;
    }
    return waiting != NULL ? waiting->letter : NULL;
}

static void see_message(struct truth *truth, struct truth_cut *cut, const struct truth_seen *at,
                        const struct ccm_message *ccm)
{
    struct truth_seen seen = *at;
    const char *text = NULL;
    const char *to = ccm->address_count != 0 ? ccm->addresses[0].name : "";
    to = text_to_utf8(&truth->scratch, po_text_page(at->office->reader), to);
    struct truth_letter *waiting = waits(at->usr, at->id);
    seen.about = truth_route_reported(truth, at->office, ccm, &text);
    if (waiting == NULL && seen.about == NULL) {
        seen.arrived = truth_route_letter(truth, at->office, ccm, MAIL_OUT);
    }
    if (seen.about != NULL || truth_route_is_post(truth, at->office, at->usr, to)) {
        seen.made = waiting;
        seen.contents = truth_contents_of(&truth->scratch, po_text_page(at->office->reader), ccm);
    }
    if (seen.arrived == NULL && seen.made == NULL && seen.about == NULL) {
        return;
    }
    seen.to = arena_text(&cut->memory, to);
    seen.text = text != NULL ? arena_text(&cut->memory, text) : NULL;
    seen.next = cut->seen;
    cut->seen = arena_new(&cut->memory, struct truth_seen);
    *cut->seen = seen;
}

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
        if (po_message_read(known->reader, &message, &truth->scratch, &content, NULL) == ST_OK &&
            ccm_read(content, &offset, &truth->scratch, &ccm, &diagnostic) == ST_OK) {
            const struct truth_seen at = {.office = known, .usr = usr, .id = message.id};
            see_message(truth, cut, &at, &ccm);
        }
    }
}

void truth_cut_begin(struct world *world, const struct machine *machine, struct truth_cut *cut_out)
{
    struct truth *truth = world->truth;
    *cut_out = (struct truth_cut){0};
    truth_directory_end(truth);
    truth_offices_check(truth); /* what has come counts as come */
    for (struct truth_office *known = truth->offices; known != NULL; known = known->next) {
        if (known->office->machine != machine) {
            continue;
        }
        const bool is_sound = truth_reader_open(truth, known);
        if (!is_sound) { /* damaged; perhaps the cut undoes that, too */
            truth_imports_forgotten(truth);
        }
        for (struct truth_usr *usr = known->usrs; is_sound && usr != NULL; usr = usr->next) {
            see(truth, cut_out, known, usr);
        }
        truth_office_moved(world, known->office); /* it is read anew */
    }
}

/* What waited and is lost waits no more; what comes now may have the number of one that was lost.
 */
static void look_again(struct truth *truth, struct truth_office *known, struct truth_usr *usr)
{
    struct po_message last = {0};
    enum status st = ST_OK;
    truth_departures(truth, known, usr, true);
    while (st == ST_OK) {
        st = po_queue_next(known->reader, usr->usr, last.id, &last);
    }
    if (st == ST_NO_MORE ||
        last.id > usr->last_id) { /* else a damaged one is in the way, and stays */
        usr->last_id = last.id;
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
    return truth_leads_to(duty, seen->usr) ||
           (duty->asked != NULL && duty->usr == seen->usr->usr) || duty->list_message == seen->id;
}

static void undo_arrival(struct truth *truth, const struct truth_seen *seen)
{
    struct truth_letter *letter = seen->arrived;
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (seen->usr->name != NULL && duty->delivered > 0 && lay_there(duty, seen)) {
            duty->list_message = 0; /* one delivery for all members */
            duty->delivered--;
            truth->totals.delivered[letter->direction]--;
            truth->totals.in_custody++;
        }
    }
    letter->is_excused = true; /* those behind it may have stayed */
    truth_move(truth, letter, PLACE_NONE, 0);
}

/* Nobody owes it any more. */
static void undo_making(struct truth *truth, const struct truth_seen *seen)
{
    struct truth_letter *letter = seen->made;
    struct truth_duty *duty = truth_duty_of(letter, seen->to);
    if (duty != NULL && duty->owed > 0) {
        duty->owed--;
        duty->submission = 0; /* the next one may have its number */
        truth_contents_unsent(letter, &seen->contents);
        letter->copies--;
        truth->totals.duties[letter->direction]--;
        truth->totals.in_custody--;
    }
    letter->is_excused = true;
}

/* Those whom it named are owed the letter, or a report, again. */
static void undo_report(struct truth *truth, const struct truth_seen *seen)
{
    struct truth_letter *letter = seen->about;
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (duty->returned > 0 && text_contains_folded(seen->text, duty->recipient)) {
            duty->returned--;
            truth->totals.returned[letter->direction]--;
            truth->totals.in_custody++;
        }
    }
    truth_move(truth, letter, PLACE_NONE, 0);
}

static void undo(struct truth *truth, const struct truth_seen *seen)
{
    if (seen->arrived != NULL) {
        undo_arrival(truth, seen);
    } else if (seen->made == NULL) {
        undo_report(truth, seen);
    } else if (!truth_is_somewhere(seen->made)) { /* it had not gone on yet */
        undo_making(truth, seen);
        if (seen->about != NULL) {
            undo_report(truth, seen);
        }
    }
}

void truth_cut_end(struct world *world, const struct machine *machine, struct truth_cut *cut)
{
    struct truth *truth = world->truth;
    for (struct truth_office *known = truth->offices; known != NULL; known = known->next) {
        if (known->office->machine != machine || !truth_reader_open(truth, known)) {
            continue; /* one that cannot be read keeps what it has */
        }
        for (struct truth_usr *usr = known->usrs; usr != NULL; usr = usr->next) {
            look_again(truth, known, usr);
        }
    }
    for (const struct truth_seen *seen = cut->seen; seen != NULL; seen = seen->next) {
        if (truth_reader_open(truth, seen->office) && !is_there(seen)) {
            undo(truth, seen);
        }
    }
    arena_release(&cut->memory);
}

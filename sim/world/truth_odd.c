#include "world/truth_odd.h"

#include <string.h>

#include "ccmc/address.h"
#include "world/truth_inside.h"
#include "world/truth_subject.h"
#include "world/world.h"

static void lose(struct truth *truth, struct truth_letter *letter, struct truth_duty *duty)
{
    if (truth_is_open(duty)) {
        duty->lost++;
        truth->totals.lost[letter->direction]++;
        truth->totals.in_custody--;
    }
}

/* Whom it names; all that are owed it when the names were written otherwise. */
static void drop(struct truth *truth, struct truth_letter *letter,
                 const struct ccm_message *message)
{
    bool is_named = false;
    for (uint32_t i = 0; i < message->address_count; i++) {
        struct truth_duty *duty = truth_duty_of(letter, message->addresses[i].name);
        if (duty != NULL) {
            lose(truth, letter, duty);
            is_named = true;
        }
    }
    for (uint32_t i = 0; !is_named && i < letter->duty_count; i++) {
        lose(truth, letter, &letter->duties[i]);
    }
}

void truth_lost(struct world *world, const struct exchange_message *message)
{
    struct truth *truth = world->truth;
    struct truth_letter *letter = truth_letter_find(truth, MAIL_OUT, message->subject);
    for (uint32_t i = 0; letter != NULL && i < message->recipient_count; i++) {
        const char *name = address_of_recipient(&truth->scratch, &message->recipients[i].address);
        struct truth_duty *duty = name != NULL ? truth_duty_of(letter, name) : NULL;
        if (duty != NULL && message->recipients[i].is_responsible) {
            lose(truth, letter, duty);
        }
    }
    if (letter != NULL) {
        letter->is_excused = true;
        truth_letter_touch(truth, letter);
    }
}

static void note_contents(struct truth *truth, struct truth_letter *letter,
                          const struct ccm_message *now)
{
    struct truth_contents contents = {0};
    for (uint32_t i = 0; i < now->item_count; i++) {
        const struct ccm_item *item = &now->items[i];
        truth_contents_add(&contents, item->kind == CCM_TEXT, item->content);
    }
    struct truth_sent *sent = arena_new(truth->world->arena, struct truth_sent);
    sent->contents = contents;
    sent->next = letter->sent.next;
    letter->sent.next = sent;
}

/* Each of them doubles what the others have made of it. */
static void pass_twice(struct truth_letter *letter, const struct oddity *oddity)
{
    uint32_t n = 0;
    while (n < TRUTH_TWICE_MAX && letter->twice_by[n] != NULL && letter->twice_by[n] != oddity) {
        n++;
    }
    if (n == TRUTH_TWICE_MAX) {
        return;
    }
    if (n == 0) { /* the first one: once for each submission that it has met */
        letter->twice_by[0] = oddity;
        letter->twice += letter->twice < letter->copies ? 1 : 0;
    } else {
        letter->twice_by[n] = oddity;
        while (n + 1 < TRUTH_TWICE_MAX && letter->twice_by[n + 1] != NULL) {
            n++;
        }
        letter->twice = letter->copies * ((UINT32_C(2) << n) - 1);
    }
}

/* Another subject of its own is one more name for it; without one nobody can tell it from others.
 */
static void rename_letter(struct truth *truth, struct truth_letter *letter, const char *subject,
                          const void *line)
{
    if (subject[0] != '\0') {
        truth_letter_renamed(truth, letter, subject, line);
    }
    for (uint32_t i = 0; subject[0] == '\0' && i < letter->duty_count; i++) {
        lose(truth, letter, &letter->duties[i]);
    }
    letter->is_excused = true;
    truth_letter_touch(truth, letter);
}

void truth_odd(struct world *world, const struct truth_oddity *odd)
{
    const struct oddity *oddity = odd->oddity;
    const struct oddity_letter *letter = odd->letter;
    const struct ccm_message *now = odd->now;
    struct truth *truth = world->truth;
    struct truth_letter *known =
        truth_letter_find(truth, letter->is_outbound ? MAIL_OUT : MAIL_IN,
                          letter->message->subject != NULL ? letter->message->subject : "");
    if (known == NULL) {
        return; /* a report, or what programs of people handle */
    }
    if (oddity->action == ODDITY_DROP) {
        drop(truth, known, letter->message);
    } else if (oddity->action == ODDITY_TWICE) {
        pass_twice(known, oddity);
    } else if (oddity->action == ODDITY_DAMAGE) {
        known->is_maimed = known->is_maimed || oddity->damage == ODDITY_DAMAGE_SIZE ||
                           oddity->damage == ODDITY_DAMAGE_CUT;
    }
    if (now != NULL) {
        note_contents(truth, known, now);
        rename_letter(truth, known, now->subject, odd->line);
    }
    known->is_excused = true;
    truth_letter_touch(truth, known);
}

static struct truth_letter *letter_in(const struct truth_file *file, struct truth *truth,
                                      const char *subject)
{
    for (int direction = MAIL_OUT; direction <= MAIL_IN; direction++) {
        struct truth_letter *letter =
            truth_letter_find(truth, (enum mail_direction)direction, subject);
        for (uint32_t i = 0; letter != NULL && i < file->letter_count; i++) {
            if (file->letters[i] == letter) {
                return letter;
            }
        }
    }
    return NULL;
}

void truth_rewritten(struct world *world, const struct truth_rewrite *rewrite)
{
    struct truth *truth = world->truth;
    struct arena *scratch = &truth->scratch;
    const struct truth_file *file = truth_file_at(truth, rewrite->volume_number, rewrite->node);
    size_t at = 0;
    size_t then = 0;
    for (uint32_t i = 0; file != NULL && i < file->letter_count; i++) {
        truth_copy_brought(truth,
                           file->letters[i]); /* IMPORT does not know again what it has had */
    }
    const char *was = file != NULL ? truth_subject(rewrite->before, &at, scratch) : NULL;
    while (was != NULL) {
        size_t start = then;
        const char *is = truth_subject(rewrite->after, &then, scratch);
        if (is == NULL) {
            return; /* nobody can read it from here on */
        }
        struct truth_letter *letter = letter_in(file, truth, was);
        struct ccm_message now;
        struct diagnostic diagnostic;
        if (letter != NULL &&
            ccm_read(rewrite->after, &start, scratch, &now, &diagnostic) == ST_OK) {
            note_contents(truth, letter, &now);
        }
        if (letter != NULL && strcmp(was, is) != 0) {
            rename_letter(truth, letter, is, rewrite->line);
        }
        was = truth_subject(rewrite->before, &at, scratch);
    }
}

/* What the ledger answers: how much of a mail arrived, and where the rest is. */
#include "world/truth_inside.h"
#include "world/world.h"

struct truth_totals truth_totals(const struct world *world)
{
    return world->truth->totals;
}

const struct mail *truth_mail_of(const struct world *world, enum mail_direction direction,
                                 const char *subject)
{
    const struct truth_letter *letter = truth_letter_find(world->truth, direction, subject);
    return letter != NULL ? letter->mail : NULL;
}

bool truth_is_of(const struct world *world, const struct mail *mail, const char *subject)
{
    const struct truth_letter *letter = truth_letter_find(world->truth, mail->direction, subject);
    return letter != NULL &&
           (letter->mail == mail || truth_has_mail(letter, letter->duty_count, mail));
}

static const struct truth_letter *letter_at(const struct keyed *of_mail)
{
    return ((const struct truth_of_mail *)(const void *)of_mail)->letter;
}

/* The letters with duties of one mail, or all there are (NULL `mail`), one after another. */
struct letters {
    const struct mail *mail;
    const struct keyed *at; /* struct truth_of_mail */
    const struct truth_letter *letter;
};

static struct letters letters_of(const struct truth *truth, const struct mail *mail)
{
    struct letters letters = {.mail = mail, .letter = truth->made};
    if (mail != NULL) {
        letters.at = keyed_find(&truth->of_mail, mail->number);
        letters.letter = letters.at != NULL ? letter_at(letters.at) : NULL;
    }
    return letters;
}

static void letters_next(struct letters *letters)
{
    if (letters->mail == NULL) {
        letters->letter = letters->letter->next_made;
        return;
    }
    letters->at = keyed_next(letters->at);
    letters->letter = letters->at != NULL ? letter_at(letters->at) : NULL;
}

uint64_t truth_delivered(const struct world *world, enum mail_direction direction,
                         const struct mail *mail, const char *recipient)
{
    if (mail == NULL && recipient == NULL) {
        return world->truth->totals.delivered[direction];
    }
    uint64_t sum = 0;
    struct letters l = letters_of(world->truth, mail);
    for (; l.letter != NULL; letters_next(&l)) {
        const struct truth_duty *his =
            recipient != NULL ? truth_duty_of(l.letter, recipient) : NULL;
        for (uint32_t i = 0; l.letter->direction == direction && i < l.letter->duty_count; i++) {
            const struct truth_duty *duty = &l.letter->duties[i];
            if (recipient == NULL || duty == his) {
                sum += mail == NULL ? duty->delivered : truth_share_of(duty, mail, true);
            }
        }
    }
    return sum;
}

bool truth_is_for(const struct world *world, const struct mail *mail, const char *recipient)
{
    struct letters l = letters_of(world->truth, mail);
    const bool was_sent = l.letter != NULL;
    while (l.letter != NULL && truth_duty_of(l.letter, recipient) == NULL) {
        letters_next(&l);
    }
    return !was_sent || l.letter != NULL;
}

uint32_t truth_alike_before(const struct world *world, const struct mail *mail,
                            const char *recipient)
{
    const struct letters l = letters_of(world->truth, mail);
    const struct truth_duty *duty = l.letter != NULL ? truth_duty_of(l.letter, recipient) : NULL;
    return duty != NULL ? truth_share_before(duty, mail) : 0;
}

uint64_t truth_returned(const struct world *world, const struct mail *mail)
{
    uint64_t sum = 0;
    struct letters l = letters_of(world->truth, mail);
    for (; l.letter != NULL; letters_next(&l)) {
        for (uint32_t i = 0; i < l.letter->duty_count; i++) {
            const struct truth_duty *duty = &l.letter->duties[i];
            sum += mail == NULL ? duty->returned : truth_share_of(duty, mail, false);
        }
    }
    return sum;
}

static const char *const place_names[PLACE_COUNT] = {
    [PLACE_NONE] = "nowhere",
    [PLACE_MTS_OUT] = "MTS-OUT",
    [PLACE_SUBMIT] = "Submit",
    [PLACE_IMPORT] = "Import",
    [PLACE_PO_QUEUE] = "post-office queue",
    [PLACE_EXPORT] = "Export",
    [PLACE_MTS_IN] = "MTS-IN",
    [PLACE_BAD] = "Bad",
    [PLACE_SET_ASIDE] = "set aside",
};

const char *truth_place_name(enum truth_place place)
{
    return place_names[place];
}

void truth_where(const struct world *world, struct buffer *target)
{
    int64_t sums[PLACE_COUNT] = {0};
    for (const struct truth_letter *l = world->truth->made; l != NULL; l = l->next_made) {
        for (int place = PLACE_MTS_OUT; place < PLACE_COUNT; place++) {
            sums[place] += l->at[place];
        }
    }
    const struct truth_totals *totals = &world->truth->totals;
    buffer_format(target, "delivered out %llu in %llu",
                  (unsigned long long)totals->delivered[MAIL_OUT],
                  (unsigned long long)totals->delivered[MAIL_IN]);
    for (int place = PLACE_MTS_OUT; place < PLACE_COUNT; place++) {
        if (sums[place] > 0) {
            buffer_format(target, ", %s %lld", place_names[place], (long long)sums[place]);
        }
    }
}

bool truth_waiting(const struct world *world, struct buffer *target)
{
    for (const struct truth_letter *l = world->truth->made; l != NULL; l = l->next_made) {
        for (int place = PLACE_MTS_OUT; place < PLACE_BAD && truth_open_most(l) > 0; place++) {
            if (l->at[place] > 0) {
                buffer_format(target, "letter \"%s\" waits in %s", l->subject, place_names[place]);
                return true;
            }
        }
    }
    return false;
}

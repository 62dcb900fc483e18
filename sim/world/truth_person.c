/* What people take out of the way of mail, and what of it comes back. */
#include "world/truth_inside.h"
#include "world/world.h"

void truth_letter_removed(struct truth *truth, struct truth_letter *letter)
{
    if (truth_custody(letter) >= (int32_t)truth_open_most(letter)) {
        letter->is_forgone = true;
        return;
    }
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (truth_is_open(duty)) {
            duty->removed++;
            truth->totals.removed[letter->direction]++;
            truth->totals.in_custody--;
        }
    }
    truth_letter_touch(truth, letter);
}

void truth_forgo(struct truth *truth, struct truth_letter *letter, uint32_t held)
{
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        const uint32_t open = truth_open(duty);
        const uint32_t gone = open > held ? open - held : 0;
        duty->removed += gone;
        truth->totals.removed[letter->direction] += gone;
        truth->totals.in_custody -= gone;
    }
}

void truth_taken_from(struct truth *truth, struct truth_office *known, struct truth_letter *letter,
                      const struct truth_usr *usr)
{
    const bool is_whose = truth_usr_identify(truth, known, usr);
    for (uint32_t i = 0; is_whose && i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (truth_is_open(duty) &&
            (truth_leads_to(duty, usr) || truth_is_led_to(truth, known, duty, usr))) {
            duty->removed++;
            duty->taken++;
            truth->totals.removed[letter->direction]++;
            truth->totals.in_custody--;
        }
    }
    truth_letter_touch(truth, letter);
}

void truth_taken_back(struct truth *truth, struct truth_letter *letter)
{
    if (truth_is_somewhere(letter)) { /* this is the one that goes on, not the one that is away */
        return;
    }
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        const uint32_t back = duty->removed > duty->taken ? duty->removed - duty->taken : 0;
        truth->totals.removed[letter->direction] -= back;
        truth->totals.in_custody += back;
        letter->is_excused = letter->is_excused || back > 0;
        duty->removed -= back;
    }
}

void truth_removed_by_person(struct world *world, const struct exchange_message *message)
{
    struct truth_letter *letter = truth_letter_find(world->truth, MAIL_OUT, message->subject);
    if (letter == NULL) {
        letter = truth_letter_find(world->truth, MAIL_IN, message->subject);
    }
    if (letter != NULL) {
        truth_letter_removed(world->truth, letter);
    }
}

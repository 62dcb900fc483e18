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

void truth_taken_from(struct truth *truth, struct truth_letter *letter, const struct truth_usr *usr)
{
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        struct truth_duty *duty = &letter->duties[i];
        if (truth_is_open(duty) && truth_leads_to(duty, usr)) {
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

#include "scenario/words/reading_fact.h"

#include "base/text.h"
#include "world/answer.h"

const struct slot reading_slots[READING_SLOTS] = {{"MAIL", VALUE_NAME, NULL, 0}};

const char *reading_act_on(struct run *run, const struct fact *fact, struct reading reading)
{
    const char *name = fact_name(fact, 0, "");
    reading.by = fact_text(fact, "by", NULL);
    reading.gives = fact_text(fact, "gives", "");
    reading.mail = mail_find(run->world, name);
    if (reading.mail == NULL) {
        return arena_format(run->arena, "there is no mail %s", name);
    }
    const bool is_at_site = reading.mail->direction == MAIL_IN;
    if (is_at_site && reading.act != READING_REPLY) {
        return arena_format(
            run->arena, "mail %s does not go to a cc:Mail user; at Exchange people reply", name);
    }
    if (reading.gives[0] != '\0' && mail_find(run->world, reading.gives) != NULL) {
        return arena_format(run->arena, "mail %s is declared twice", reading.gives);
    }
    return is_at_site ? answer_at_site(run->world, &reading) : reading_do(run->world, &reading);
}

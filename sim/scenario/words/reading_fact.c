#include "scenario/words/reading_fact.h"

#include "base/text.h"

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
    if (reading.mail->direction != MAIL_OUT) {
        return arena_format(run->arena, "mail %s does not go to a cc:Mail user", name);
    }
    if (reading.gives[0] != '\0' && mail_find(run->world, reading.gives) != NULL) {
        return arena_format(run->arena, "mail %s is declared twice", reading.gives);
    }
    return reading_do(run->world, &reading);
}

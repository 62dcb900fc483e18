#include "scenario/words/mail_fact.h"

#include "base/text.h"

static const char *send_declared(struct run *run, const char *name)
{
    struct mail *mail = mail_find(run->world, name);
    if (mail == NULL) {
        return arena_format(run->arena, "there is no mail %s", name);
    }
    if (mail->is_submitted) {
        return arena_format(run->arena, "mail %s has been sent", name);
    }
    return mail_submit(run->world, mail);
}

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    if (mail_fact_is_name(fact)) {
        return send_declared(run, fact_name(fact, 0, ""));
    }
    if (!fact_has(fact, "in") && !fact_has(fact, "out")) {
        return "mail goes in or out: do mail out 3 to PO1";
    }
    struct mail mail = {.name = fact_name(fact, 0, ""), .count = 1, .date_ms = INT64_MIN};
    if (mail.name[0] != '\0' && mail_find(run->world, mail.name) != NULL) {
        return arena_format(run->arena, "mail %s is declared twice", mail.name);
    }
    const char *error = mail_fact_read(run, fact, &mail);
    return error != NULL ? error : mail_submit(run->world, mail_declare(run->world, &mail));
}

const struct step_kind step_mail = {
    .shape = {.word = "mail",
              .slots = mail_fact_slots,
              .slot_count = MAIL_FACT_SLOTS,
              .attributes = mail_fact_attributes,
              .attribute_count = MAIL_FACT_ATTRIBUTES,
              .help = "people send: letters as written here, or one that was declared",
              .example = "do mail in 2 from PO1"},
    .act = act,
};

#include "scenario/words/mail_fact.h"
#include "scenario/words/places.h"

#include "base/text.h"

/* Does a step send it by name? Then it does not wait at @0s. */
static bool is_sent_later(const struct run *run, const char *name)
{
    for (uint32_t i = 0; i < run->the_case->step_count; i++) {
        const struct fact *fact = &run->the_case->steps[i].fact;
        if (fact->shape == &step_mail.shape && mail_fact_is_name(fact) &&
            text_equal(fact_name(fact, 0, ""), name)) {
            return true;
        }
    }
    return false;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    struct mail *known = name[0] != '\0' ? mail_find(run->world, name) : NULL;
    if (known != NULL && run->is_declaring) {
        return arena_format(run->arena, "mail %s is declared twice", name);
    }
    if (known != NULL) {
        return known->is_submitted ? arena_format(run->arena, "mail %s has been sent", name)
                                   : mail_fact_read(run, fact, known);
    }
    if (!fact_has(fact, "in") && !fact_has(fact, "out")) {
        return "mail goes in or out: mail NAME out ...";
    }
    struct mail mail = {
        .name = name, .count = 1, .date_ms = INT64_MIN, .is_at_start = !is_sent_later(run, name)};
    const char *error = mail_fact_read(run, fact, &mail);
    if (error == NULL) {
        (void)mail_declare(run->world, &mail);
    }
    return error;
}

static const char *remove_mail(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    struct mail *mail = mail_find(run->world, name);
    if (mail == NULL) {
        return arena_format(run->arena, "there is no mail %s", name);
    }
    if (mail->is_submitted) {
        return arena_format(run->arena, "mail %s has been sent", name);
    }
    mail->is_at_start = false;
    mail->name = "";
    return NULL;
}

const struct noun noun_mail = {
    .shape = {.word = "mail",
              .slots = mail_fact_slots,
              .slot_count = MAIL_FACT_SLOTS,
              .attributes = mail_fact_attributes,
              .attribute_count = MAIL_FACT_ATTRIBUTES,
              .help = "letters; they wait at @0s unless a step does `do mail NAME`",
              .example = "mail m1 out from \"Brady, Sally\" to \"Smith, J at PO1\" text 20481 file "
                         "\"a.wk4\" 3K"},
    .order = 70,
    .apply = apply,
    .remove = remove_mail,
};

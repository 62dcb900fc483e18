#include "scenario/names.h"

#include <string.h>

#include "base/text.h"
#include "scenario/language/errors.h"
#include "scenario/language/parse_value.h"
#include "scenario/plugin.h"
#include "scenario/words/accounts.h"
#include "scenario/words/places.h"
#include "scenario/words/services.h"

/* ---- one sort of thing: its names, one after another ---- */

static const char *office_at(const struct world *world, uint32_t n)
{
    const struct office *office = world->offices;
    while (office != NULL && n-- > 0) {
        office = office->next;
    }
    return office != NULL ? office->label : NULL;
}

static const char *office_own_at(const struct world *world, uint32_t n)
{
    const struct office *office = world->offices;
    while (office != NULL && n-- > 0) {
        office = office->next;
    }
    return office != NULL ? office->name : NULL;
}

static const char *connector_at(const struct world *world, uint32_t n)
{
    const struct connector *connector = world->connectors;
    while (connector != NULL && n-- > 0) {
        connector = connector->next;
    }
    return connector != NULL ? connector->name : NULL;
}

static const char *machine_at(const struct world *world, uint32_t n)
{
    const struct machine *machine = network_next_machine(world->network, NULL);
    while (machine != NULL && n-- > 0) {
        machine = network_next_machine(world->network, machine);
    }
    return machine != NULL ? machine->name : NULL;
}

static const char *site_at(const struct world *world, uint32_t n)
{
    const struct site *site = world->sites;
    while (site != NULL && n-- > 0) {
        site = site->next;
    }
    return site != NULL ? site->name : NULL;
}

static const char *mail_at(const struct world *world, uint32_t n)
{
    const struct mail *mail = world->mails;
    while (mail != NULL && n-- > 0) {
        mail = mail->next;
    }
    return mail != NULL ? mail->name : NULL;
}

enum { SORTS_MAX = 3 };

/* A slot of that name holds the name of one of these. */
static const struct named {
    const char *slot;
    const char *told;    /* "there is no mail m9" */
    const char *declare; /* nouns and steps whose first name makes one */
    const char *(*at[SORTS_MAX])(const struct world *world, uint32_t n);
} rows[] = {
    {"POSTOFFICE", "post office", "postoffice", {office_at, office_own_at}},
    {"QUEUE|POSTOFFICE", "queue or post office", "postoffice", {office_at, office_own_at}},
    {"CONNECTOR", "connector", "connector", {connector_at}},
    {"CONNECTOR|HOST", "connector or host", "connector|host", {connector_at, machine_at}},
    {"MACHINE", "machine", "host|netware|ntserver|postoffice", {machine_at}},
    {"SITE", "site", "site", {site_at}},
    {"SITE|POSTOFFICE",
     "site or post office",
     "site|postoffice",
     {site_at, office_at, office_own_at}},
    {"MAIL", "mail", "mail", {mail_at}},
};

static const struct named *row_of(const struct slot *slot)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (strcmp(rows[i].slot, slot->name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

/* `state page C1`: of the things that have a state, only a connector has a page. */
static const struct named *row_in(const struct step *step, const struct slot *slot)
{
    static const struct slot connector = {"CONNECTOR", VALUE_NAME, NULL, 0};
    const bool is_page = text_equal(slot->name, "SERVICE|PROGRAM|SHARE|MACHINE") &&
                         text_equal(fact_name(&step->fact, 0, ""), "page");
    return row_of(is_page ? &connector : slot);
}

/* The nearest that there is, be it like `name` or not; NULL: it is there itself, or there is none
 * like it. */
static bool is_there(const struct world *world, const struct named *row, const char *name,
                     const char **near_out)
{
    *near_out = NULL;
    for (size_t s = 0; s < SORTS_MAX && row->at[s] != NULL; s++) {
        const char *there = row->at[s](world, 0);
        for (uint32_t n = 1; there != NULL; there = row->at[s](world, n++)) {
            if (text_equal(there, name)) {
                return true;
            }
            *near_out = *near_out == NULL && word_is_near(there, name) ? there : *near_out;
        }
    }
    return false;
}

/* ---- does a step of the case make it? ---- */

static bool makes(const struct step *step, const char *declare, const char *name)
{
    const struct fact *fact = &step->fact;
    if (step->is_remove || step->verb == VERB_EXPECT || step->verb == VERB_NEVER) {
        return false;
    }
    const char *gives = text_equal(declare, "mail") ? fact_text(fact, "gives", NULL) : NULL;
    if (gives != NULL && text_equal(gives, name)) {
        return true;
    }
    const char *first = fact_name(fact, 0, NULL);
    const bool sends_again = fact->attribute_count == 0 && text_equal(declare, "mail");
    return choice_has(declare, fact->shape->word) && first != NULL && !sends_again &&
           text_equal(first, name);
}

static bool is_made(const struct run *run, const char *declare, const char *name)
{
    for (uint32_t i = 0; i < run->the_case->step_count; i++) {
        if (makes(&run->the_case->steps[i], declare, name)) {
            return true;
        }
    }
    return false;
}

/* ---- one value ---- */

static const char *no_account(struct run *run, const struct step *step, const char *name)
{
    static const char makers[] = "account|group|session|gateway|run|page";
    struct identity *who = NULL;
    const bool is_asked = step->verb == VERB_EXPECT || step->verb == VERB_NEVER;
    const bool is_pattern =
        text_equal(step->fact.shape->word, "call"); /* nobody's calls are struck */
    return is_asked || is_pattern || choice_has(makers, step->fact.shape->word) ||
                   is_made(run, "account|group|session|gateway", name)
               ? NULL
               : account_get(run, name, &who);
}

static const char *no_service(struct run *run, const struct step *step)
{
    const char *name = fact_name(&step->fact, 0, "");
    struct connector *connector = NULL;
    const struct host *host = host_find(run->world, fact_name(&step->fact, 1, NULL));
    const bool is_of_host =
        host != NULL && (host_service_is_row(name) || host_service_find(host, name) != NULL);
    return is_of_host || is_made(run, "service|connector", name)
               ? NULL
               : service_find(run, &step->fact, &connector);
}

/* An edit of a service of a machine: those of every machine, and those that the world has. */
static const char *no_host_service(struct run *run, const char *name)
{
    bool is_one = host_service_is_row(name) || connector_find(run->world, name) != NULL;
    for (const struct host *host = run->world->hosts; host != NULL && !is_one; host = host->next) {
        is_one = host_service_find(host, name) != NULL;
    }
    return is_one ? NULL : arena_format(run->arena, "there is no service %s", name);
}

/* `from PO9`: it would be a person of that name. */
static const char *misspelt_office(struct run *run, const struct value *value)
{
    const char *near = NULL;
    const struct named office = {"", "", "", {office_at, office_own_at}};
    return value->quoted || is_there(run->world, &office, value->text, &near) || near == NULL ||
                   is_made(run, "postoffice", value->text)
               ? NULL
               : arena_format(run->arena,
                              "there is no post office %s; did you mean %s? A person's name like "
                              "that stands in quotes",
                              value->text, near);
}

/* `mail in 2 to PO1`, `mail out from PO1`: somebody called PO1 would be meant. */
static const char *wrong_way(struct run *run, const struct fact *fact, const char *attribute,
                             const struct value *value)
{
    const char *near = NULL;
    const struct named office = {"", "", "", {office_at, office_own_at}};
    const bool is_in = fact_has(fact, "in");
    const bool is_wrong = is_in ? text_equal(attribute, "to")
                                : fact_has(fact, "out") && text_equal(attribute, "from");
    return !is_wrong || value->quoted || !is_there(run->world, &office, value->text, &near)
               ? NULL
               : arena_format(run->arena,
                              "`%s %s` of mail %s: it goes %s a post office. A person of that name "
                              "stands in quotes",
                              attribute, value->text, is_in ? "in" : "out", is_in ? "from" : "to");
}

static const char *no_victim(struct run *run, const struct step *step, const char *name)
{
    const bool is_one = program_find(name) != NULL ||
                        network_find_machine(run->world->network, name) != NULL ||
                        no_service(run, step) == NULL || is_made(run, "program", name);
    const char *like = is_one ? NULL : place_no_caller(run, name);
    return is_one || like != NULL
               ? like
               : arena_format(run->arena, "there is no service, program or machine %s", name);
}

static const char *not_in_world(struct run *run, const struct named *row, const char *name)
{
    const char *near = NULL;
    if (is_there(run->world, row, name, &near) || is_made(run, row->declare, name)) {
        return NULL;
    }
    return near == NULL ? arena_format(run->arena, "there is no %s %s", row->told, name)
                        : arena_format(run->arena, "there is no %s %s; did you mean %s?", row->told,
                                       name, near);
}

/* What is no list in the world. */
static const char *not_known(struct run *run, const struct step *step, const char *sort,
                             const char *name)
{
    const bool is_action = step->verb != VERB_EXPECT && step->verb != VERB_NEVER;
    const bool is_trustee = text_equal(step->fact.shape->word, "trustee");
    if (text_equal(sort, "AUTHORITY\\NAME") || (is_trustee && text_equal(sort, "SERVER\\NAME"))) {
        return no_account(run, step, name);
    }
    if (text_equal(sort, "SERVICE")) {
        return step->is_edit ? no_host_service(run, name) : no_service(run, step);
    }
    if (text_equal(sort, "SERVICE|PROGRAM|MACHINE")) {
        return no_victim(run, step, name);
    }
    return is_action && !step->is_edit && text_equal(sort, "PROGRAM") ? place_no_caller(run, name)
                                                                      : NULL;
}

static const char *not_there(struct run *run, const struct step *step, const struct slot *slot,
                             const struct value *value)
{
    if (value->type != VALUE_NAME || value->text == NULL ||
        (!value->quoted && choice_has(slot->words, value->text))) {
        return NULL;
    }
    if (text_equal(slot->name, "QUEUE|POSTOFFICE") &&
        (text_equal(value->text, "mts-out") || text_equal(value->text, "mts-in"))) {
        return NULL; /* as articles write them: MTS-OUT */
    }
    if (value->text[0] == '/' && text_equal(step->fact.shape->word, "run")) {
        return NULL; /* options, and no post office */
    }
    const struct named *row = row_in(step, slot);
    return row != NULL ? not_in_world(run, row, value->text)
                       : not_known(run, step, slot->name, value->text);
}

/* ---- a step, a case ---- */

/* error NULL: none. */
static void add_slip(const struct fact *fact, const char *error, struct buffer *slips)
{
    if (error != NULL) {
        const struct run_slip slip = {.error = error, .place = fact_blame(fact, error), .name = ""};
        buffer_add(slips, &slip, sizeof(slip));
    }
}

/* What was written into slots. */
struct written {
    const struct slot *slots;
    uint32_t slot_count;
    const struct value *values;
    uint32_t value_count;
};

static void look_at(struct run *run, const struct step *step, const struct written *written,
                    struct buffer *slips)
{
    const uint32_t last = written->slot_count - 1;
    for (uint32_t i = 0; i < written->value_count && written->slot_count > 0; i++) {
        const char *error =
            not_there(run, step, &written->slots[i < last ? i : last], &written->values[i]);
        add_slip(&step->fact, error, slips);
    }
}

/* Whom a letter is from and to; and a letter that somebody sends must be known. */
static void look_at_mail(struct run *run, const struct fact *fact, struct buffer *slips)
{
    static const char people[] = "from|to|cc|bcc";
    for (uint32_t a = 0; a < fact->attribute_count; a++) {
        const struct fact_attribute *attribute = &fact->attributes[a];
        const bool has_people = choice_has(people, attribute->row->name);
        for (uint32_t i = 0; has_people && i < attribute->value_count; i++) {
            add_slip(fact, misspelt_office(run, &attribute->values[i]), slips);
            add_slip(fact, wrong_way(run, fact, attribute->row->name, &attribute->values[i]),
                     slips);
        }
    }
    const char *name = fact_name(fact, 0, NULL);
    if (fact->attribute_count == 0 && name != NULL && mail_find(run->world, name) == NULL &&
        !is_made(run, "mail", name)) {
        add_slip(fact, arena_format(run->arena, "there is no mail %s", name), slips);
    }
}

static void look_at_step(struct run *run, const struct step *step, struct buffer *slips)
{
    const struct fact *fact = &step->fact;
    const struct written positional = {fact->shape->slots, fact->shape->slot_count, fact->values,
                                       fact->value_count};
    look_at(run, step, &positional, slips);
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        const struct written written = {attribute->row->slots, attribute->row->slot_count,
                                        attribute->values, attribute->value_count};
        look_at(run, step, &written, slips);
    }
}

/* What can never be seen, whatever happens; of accounts and reports that can be said later only. */
static void look_at_expectation(struct run *run, const struct step *step, struct buffer *slips)
{
    const struct expect_kind *kind = step->verb == VERB_EXPECT || step->verb == VERB_NEVER
                                         ? expect_find(step->fact.shape->word)
                                         : NULL;
    if (kind != NULL && kind->cannot != NULL && !choice_has("denied|report", kind->shape.word)) {
        add_slip(&step->fact, kind->cannot(run, &step->fact), slips);
    }
}

bool names_are_there(struct run *run)
{
    struct buffer slips;
    buffer_init(&slips, run->arena);
    for (uint32_t i = 0; i < run->the_case->world_count; i++) {
        const struct fact *fact = &run->the_case->world[i].fact;
        if (text_equal(fact->shape->word, "mail") && fact->attribute_count > 0) {
            look_at_mail(run, fact, &slips);
        }
    }
    for (uint32_t i = 0; i < run->the_case->step_count; i++) {
        const struct step *step = &run->the_case->steps[i];
        look_at_step(run, step, &slips);
        look_at_expectation(run, step, &slips);
        if (text_equal(step->fact.shape->word, "mail")) {
            look_at_mail(run, &step->fact, &slips);
        }
    }
    if (slips.size == 0) {
        return true;
    }
    run->slips = (struct run_slip *)(void *)slips.data;
    run->slip_count = (uint32_t)(slips.size / sizeof(*run->slips));
    run->error = run->slips[0].error;
    run->error_line = run->slips[0].place.line;
    run->error_column = run->slips[0].place.column;
    run->error_source = run->slips[0].place.source_line;
    return false;
}

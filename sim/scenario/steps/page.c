/* do page C1 path "\\\\NT1\\CCPO": a person fills in the Post Office page; what it refuses stays as
 * it was. */
#include "base/text.h"
#include "ccmc/po_page.h"
#include "scenario/words/people.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"CONNECTOR", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"path",
     {{"PATH", VALUE_STRING, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "path as typed; CCPOMBOX.* is looked for"},
    {"name",
     {{"TEXT", VALUE_NAME, "ok", 0}},
     1,
     0,
     NULL,
     NULL,
     "post office name as typed, taken as it is; at most 256 characters"},
    {"password",
     {{"TEXT", VALUE_NAME, "ok", 0}},
     1,
     0,
     NULL,
     NULL,
     "post office password as typed, taken as it is; at most 10 characters"},
    {"account",
     {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the service account",
     NULL,
     "who is logged on at the console"},
};

/* Who fills in the page: as the service account it is tested (RN50 2.6.6). "": LocalSystem is no
 * person; an administrator is, who may do everything. */
static const char *who_sits_there(struct run *run, const struct fact *fact,
                                  const struct connector *connector)
{
    enum { FULL_NAME_SIZE = 2 * IDENTITY_NAME_SIZE };
    char *own = arena_array(run->arena, char, FULL_NAME_SIZE);
    if (!text_equal(connector->account->name, "SYSTEM")) {
        (void)identity_full_name(connector->account, own, FULL_NAME_SIZE);
    }
    return fact_text(fact, "account", own);
}

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    struct connector *connector = NULL;
    struct logon *logon = NULL;
    const char *error = place_connector(run, fact_name(fact, 0, NULL), &connector);
    const char *account = error == NULL ? who_sits_there(run, fact, connector) : "";
    if (account[0] != '\0') {
        error = people_log_on(run, connector->host, account, &logon);
    }
    if (error != NULL || (account[0] != '\0' && logon == NULL)) {
        return error; /* or his logon was refused */
    }
    const struct connector_tab tab = {.name = fact_text(fact, "name", NULL),
                                      .password = fact_text(fact, "password", NULL),
                                      .path = fact_text(fact, "path", NULL)};
    connector->page_field = "name";
    connector->page_answer = po_page_fields(tab.name, NULL);
    if (connector->page_answer == ST_OK) {
        connector->page_field = "password";
        connector->page_answer = po_page_fields(NULL, tab.password);
    }
    if (connector->page_answer == ST_OK && tab.path != NULL) {
        struct process *person =
            process_new(run->world, PROCESS_PERSON, "ADMIN", connector->host, logon);
        connector->page_field = "path";
        connector->page_answer = po_page_check(&person->port, tab.path, &person->scratch);
        process_release(person);
    }
    if (connector->page_answer != ST_OK) {
        return NULL;
    }
    connector->page_field = NULL;
    return connector_set_tab(run->world, connector, &tab);
}

const struct step_kind step_page = {
    .shape = {.word = "page",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a person fills in the Post Office page; what it refuses stays as it was",
              .example = "do page C1 path \"\\\\NT1\\CCPO\" account EXCH\\admin"},
    .act = act,
};

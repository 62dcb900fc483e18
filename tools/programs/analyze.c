/*
 * analyze -- ANALYZE: reads a whole post office, shared, and says what is wrong and what to run
 *
 * It repairs nothing. "Fragmented" is the test of EXPORT: a message of more extents than its table
 * holds (assumption EXTENT_TABLE).
 */
#include "base/text.h"
#include "po_details.h"
#include "programs/program_kinds.h"
#include "programs/utility.h"
#include "programs/utility_report.h"

static void analyze_begin(void *state, const struct program_start *start)
{
    utility_begin(state, start, "ANALYZE");
}

/* Which files are asked for; without such an option all. */
static uint32_t scope_of(const struct utility *utility)
{
    uint32_t scope = 0;
    scope |= (utility->options & UTILITY_DIRECTORY) != 0 ? PO_SCOPE_DIRECTORY : 0;
    scope |= (utility->options & UTILITY_MESSAGES) != 0 ? PO_SCOPE_MESSAGES : 0;
    scope |= (utility->options & UTILITY_USER_FILES) != 0 ? PO_SCOPE_USERS : 0;
    return scope != 0 ? scope : PO_SCOPE_ALL;
}

/* A plain user may check his own file, and nothing else (AN50). *usr_out: the file that is meant, 0
 * all. RC_DONE, or the code to end with. */
static int whose(struct utility *utility, uint32_t *usr_out)
{
    struct session *session = &utility->session;
    struct po_entry entry;
    *usr_out = utility->usr;
    if (utility->name == NULL || text_equal(po_name(session->po), utility->name)) {
        return RC_DONE;
    }
    const enum status st = po_entry_find(session->po, utility->name, &entry);
    if (st == ST_NOT_FOUND || (st == ST_OK && entry.usr == 0)) {
        session_print(session, "Mailbox not found: ");
        session_line(session, utility->name);
        return RC_FAILED;
    }
    if (st != ST_OK) {
        return session_failure(session, st, RC_FAILED);
    }
    if (scope_of(utility) != PO_SCOPE_ALL || (*usr_out != 0 && *usr_out != entry.usr)) {
        session_line(session, "Only the administrator may check more than the own mailbox.");
        return RC_FAILED;
    }
    *usr_out = entry.usr;
    return RC_DONE;
}

static bool is_named(const struct po_entries *list, uint32_t usr)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->entries[i].usr == usr) {
            return true;
        }
    }
    return false;
}

static int analyze_mailbox(struct utility *utility, uint32_t usr, struct arena *scratch)
{
    struct session *session = &utility->session;
    struct po_entries list = {0};
    uint32_t errors = 0;
    enum status st = po_entry_list(session->po, scratch, &list);
    if (st == ST_OK && !is_named(&list, usr)) {
        utility_number(utility, "No mailbox has the file USR", usr);
        return RC_FAILED;
    }
    utility_number(utility, "Mailbox file", usr);
    if (st == ST_OK) {
        st = utility_report_mailbox(utility, usr, scratch, &errors);
    }
    if (st != ST_OK) {
        return session_failure(session, st, RC_FAILED);
    }
    return errors == 0 ? RC_DONE : RC_FAILED;
}

static int analyze_work(struct utility *utility, struct arena *scratch)
{
    struct po_report report;
    uint32_t usr = 0;
    const int refusal = whose(utility, &usr);
    if (refusal != RC_DONE) {
        return refusal;
    }
    if (usr != 0) {
        return analyze_mailbox(utility, usr, scratch);
    }
    const enum status st = utility_report_of(utility, scope_of(utility), scratch, &report);
    if (st != ST_OK) {
        return session_failure(&utility->session, st, RC_FAILED);
    }
    return report.errors + report.wear == 0 ? RC_DONE : RC_FAILED;
}

static struct program_step analyze_step(void *state, struct arena *scratch, uint64_t now_us)
{
    struct utility *utility = state;
    int result = RC_DONE;
    if (utility->phase == UTILITY_START) {
        result = utility_arguments(utility, 1);
        utility->phase = UTILITY_OPEN;
    }
    if (result == RC_DONE) {
        switch (utility_open(utility, false, now_us, &result)) {
        case SESSION_OPENED:
            result = analyze_work(utility, scratch);
            break;
        case SESSION_WAITS:
            return (struct program_step){.state = PROGRAM_AGAIN,
                                         .wake_us = utility->session.wake_us};
        case SESSION_ENDS:
            break;
        }
    }
    return session_end(&utility->session, result == RC_HELPED ? RC_DONE : result);
}

static const char *analyze_console(void *state)
{
    struct utility *utility = state;
    return session_console(&utility->session);
}

const struct program_kind program_analyze = {.name = "ANALYZE",
                                             .state_size = sizeof(struct utility),
                                             .begin = analyze_begin,
                                             .step = analyze_step,
                                             .console = analyze_console};

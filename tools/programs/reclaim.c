/*
 * reclaim -- RECLAIM: compacts a post office; every message lies in one piece afterwards. With
 * DIRECTORY DIAGNOSTICS/A it rebuilds the directory index, and nothing else.
 *
 * It has the post office to itself, needs room for a second copy of all messages, and copies by the
 * message index: where that is damaged it refuses and names CHKSTAT.
 */
#include "programs/program_kinds.h"
#include "programs/utility.h"

static void reclaim_begin(void *state, const struct program_start *start)
{
    utility_begin(state, start, "RECLAIM");
}

/* Why it cannot be copied as it stands; NULL: it can. */
static const char *obstacle(const struct po_report *report)
{
    if (report->bad_records + report->crossed_blocks != 0) {
        return "The message index is damaged. Run CHKSTAT DIAGNOSTICS/M first.";
    }
    if (report->torn_blocks + report->bad_headers != 0) {
        return "Messages cannot be read. Restore a backup.";
    }
    return NULL;
}

/* DIRECTORY DIAGNOSTICS/A */
static int rebuild_directory(struct utility *utility, struct arena *scratch)
{
    struct session *session = &utility->session;
    const enum status st = po_rebuild_directory(session->po, scratch);
    if (st == ST_OK) {
        session_line(session, "Directory index rebuilt.");
        return RC_DONE;
    }
    if (st == ST_EXISTS) {
        session_line(session, "A name stands in the directory twice. Restore a backup.");
        return RC_FAILED;
    }
    return utility_refusal(utility, st) ? RC_FAILED : session_failure(session, st, RC_FAILED);
}

static int reclaim_work(struct utility *utility, struct arena *scratch)
{
    struct session *session = &utility->session;
    struct po_compacted compacted = {0};
    struct po_report report;
    const uint32_t wanted = UTILITY_DIRECTORY | UTILITY_A;
    uint32_t dropped = 0;
    if ((utility->options & wanted) == wanted) {
        return rebuild_directory(utility, scratch);
    }
    enum status st = po_check_opened(session->po, scratch, &report);
    const char *why = st == ST_OK ? obstacle(&report) : NULL;
    if (why != NULL) {
        session_line(session, why);
        return RC_FAILED;
    }
    if (st == ST_OK) {
        st = po_compact(session->po, scratch, &compacted);
    }
    if (st == ST_OK) {
        st = po_shorten_mailboxes(session->po, scratch);
    }
    if (st == ST_OK && report.lost_mailboxes != 0) {
        st = po_drop_mailboxes(session->po, scratch, &dropped);
    }
    const bool is_sound = report.bad_entries + report.misplaced_entries + report.broken_chains +
                              report.foreign_text ==
                          0;
    if (st == ST_OK && report.stray_bytes != 0 && is_sound) {
        st = po_rebuild_directory(session->po, scratch); /* without them */
    }
    if (st != ST_OK) {
        return utility_refusal(utility, st) ? RC_FAILED : session_failure(session, st, RC_FAILED);
    }
    utility_number(utility, "Messages", compacted.messages);
    utility_number(utility, "Blocks before", compacted.blocks_before);
    utility_number(utility, "Blocks after", compacted.blocks_after);
    utility_number(utility, "Mailbox files removed", dropped);
    return RC_DONE;
}

static struct program_step reclaim_step(void *state, struct arena *scratch, uint64_t now_us)
{
    return utility_step_alone(state, scratch, now_us, reclaim_work);
}

static const char *reclaim_console(void *state)
{
    struct utility *utility = state;
    return session_console(&utility->session);
}

const struct program_kind program_reclaim = {.name = "RECLAIM",
                                             .state_size = sizeof(struct utility),
                                             .begin = reclaim_begin,
                                             .step = reclaim_step,
                                             .console = reclaim_console};

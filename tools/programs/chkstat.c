/*
 * chkstat -- CHKSTAT: makes index, counters and pointers agree again; statistics without options
 *
 * NFT/C writes header copies that disagree anew; DIAGNOSTICS/M makes the message index again from
 * the chains, DIAGNOSTICS/R reconciles counters and pointers. It has the post office to itself and
 * never makes a file shorter. From 5.11 on, options are worked off left to right; here M comes
 * before R, which is the order in which they help.
 */
#include "programs/program_kinds.h"
#include "programs/utility.h"

static void chkstat_begin(void *state, const struct program_start *start)
{
    utility_begin(state, start, "CHKSTAT");
}

static void print_mended(struct utility *utility, const struct po_mended *mended)
{
    utility_number(utility, "Index records rebuilt", mended->records);
    utility_number(utility, "Messages that could not be found again", mended->lost);
    utility_number(utility, "Pointers removed", mended->pointers);
    utility_number(utility, "Counters corrected", mended->counters);
    utility_number(utility, "Messages and records freed", mended->freed);
}

static int chkstat_work(struct utility *utility, struct arena *scratch)
{
    struct postoffice *po = utility->session.po;
    struct po_mended mended = {0};
    struct po_report report;
    enum status st = ST_OK;
    if ((utility->options & UTILITY_M) != 0) {
        st = po_repair_index(po, scratch, &mended);
    }
    if (st == ST_OK && (utility->options & (UTILITY_R | UTILITY_NFT)) != 0) {
        struct po_mended more = {0};
        st = po_repair_counters(po, scratch, &more);
        more.records = mended.records;
        more.lost = mended.lost;
        mended = more;
        if (st == ST_FILE_CORRUPT) {
            session_line(&utility->session,
                         "The message index is damaged. Run CHKSTAT DIAGNOSTICS/M first.");
            return RC_FAILED;
        }
    }
    if (st == ST_OK && utility->options != 0) {
        print_mended(utility, &mended);
    }
    if (st == ST_OK) {
        st = utility_report(utility, scratch, &report);
    }
    if (st != ST_OK) {
        return session_failure(&utility->session, st, RC_FAILED);
    }
    return mended.lost == 0 && report.errors == 0 ? RC_DONE : RC_FAILED;
}

static struct program_step chkstat_step(void *state, struct arena *scratch, uint64_t now_us)
{
    return utility_step_alone(state, scratch, now_us, chkstat_work);
}

static const char *chkstat_console(void *state)
{
    struct utility *utility = state;
    return session_console(&utility->session);
}

const struct program_kind program_chkstat = {.name = "CHKSTAT",
                                             .state_size = sizeof(struct utility),
                                             .begin = chkstat_begin,
                                             .step = chkstat_step,
                                             .console = chkstat_console};

/*
 * chkstat -- CHKSTAT: makes index, counters and pointers agree again; statistics without options
 *
 * NFT/C gives entries of the directory their files again, and writes header copies that disagree
 * anew; DIAGNOSTICS/M makes the message index again from the chains, DIAGNOSTICS/R reconciles
 * counters and pointers; MESSAGES/DELETE/DAYS/n takes old messages out of mailboxes; STATUSERS/N
 * says what they hold. It has the post office to itself and never makes a file shorter. Options are
 * worked off left to right (ADM511); the first that is refused ends it.
 */
#include "base/text.h"
#include "programs/letter_age.h"
#include "programs/program_kinds.h"
#include "programs/utility.h"
#include "programs/utility_report.h"

static void chkstat_begin(void *state, const struct program_start *start)
{
    utility_begin(state, start, "CHKSTAT");
}

static void print_mended(struct utility *utility, const struct po_mended *mended)
{
    utility_number(utility, "Directory entries mended", mended->entries);
    utility_number(utility, "Index records rebuilt", mended->records);
    utility_number(utility, "Messages that could not be found again", mended->lost);
    utility_number(utility, "Pointers removed", mended->pointers);
    utility_number(utility, "Counters corrected", mended->counters);
    utility_number(utility, "Messages and records freed", mended->freed);
    if (mended->places != 0) {
        utility_number(utility, "Folders and lists put right", mended->places);
    }
}

static void add_mended(struct po_mended *sum, const struct po_mended *more)
{
    sum->entries += more->entries;
    sum->records += more->records;
    sum->lost += more->lost;
    sum->pointers += more->pointers;
    sum->counters += more->counters;
    sum->freed += more->freed;
    sum->places += more->places;
}

/* What is in one mailbox: counted, and what is older than `before_day` deleted. */
struct mailbox_work {
    bool deletes;
    uint32_t folder; /* deleted is what lies there; 0: anywhere */
    int64_t before_day;
    uint32_t messages;
    uint32_t deleted;
    uint64_t bytes;
};

static enum status mailbox_visit(struct postoffice *po, uint32_t usr, struct mailbox_work *work,
                                 struct arena *scratch)
{
    struct po_message message = {0};
    enum status st = ST_OK;
    for (;;) {
        const struct arena_mark mark = arena_mark(scratch);
        struct bytes content = {0};
        int64_t day = 0;
        st = po_queue_next(po, usr, message.id, &message);
        if (st != ST_OK) {
            break;
        }
        work->messages++;
        work->bytes += message.size;
        if (work->deletes && (work->folder == 0 || message.folder == work->folder)) {
            st = po_message_read(po, &message, scratch, &content, NULL);
            const bool is_old =
                st == ST_OK && letter_day(content, scratch, &day) && day < work->before_day;
            st = is_old ? po_dequeue(po, usr, message.id) : st;
            work->deleted += is_old && st == ST_OK ? 1 : 0;
        }
        arena_rewind(scratch, mark);
        if (st != ST_OK && st != ST_FILE_CORRUPT) { /* one that cannot be read has no age */
            return st;
        }
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

/* Mailboxes of people; mail that waits for a post office is nobody's to delete by age (assumption
 * CHKSTAT_DELETES). */
static enum status mailboxes_visit(struct utility *utility, const struct utility_act *act,
                                   struct arena *scratch)
{
    const bool deletes = act->action == UTILITY_DELETE;
    struct postoffice *po = utility->session.po;
    struct os_port *port = utility->session.start->port;
    struct po_entries list = {0};
    const int64_t today = (int64_t)(os_utc_ms(port) / 86400000);
    const bool any_folder = session_has_quirk(&utility->session, PROGRAM_QUIRK_ALL_FOLDERS);
    const uint32_t folder = any_folder ? 0 : act->folder;
    uint32_t deleted = 0;
    enum status st = po_entry_list(po, scratch, &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        const struct po_entry *entry = &list.entries[i];
        struct mailbox_work work = {
            .deletes = deletes, .folder = folder, .before_day = today - act->days};
        if (entry->usr == 0 || (deletes && entry->kind == PO_POSTOFFICE)) {
            continue;
        }
        st = mailbox_visit(po, entry->usr, &work, scratch);
        deleted += work.deleted;
        if (st == ST_OK && !deletes) {
            char line[128];
            (void)text_format(line, sizeof(line), "%c %-40.40s %8u messages %12llu bytes",
                              (char)entry->kind, entry->name, (unsigned)work.messages,
                              (unsigned long long)work.bytes);
            session_line(&utility->session, line);
        }
    }
    if (st == ST_OK && deletes) {
        utility_number(utility, "Messages deleted", deleted);
    }
    return st;
}

static enum status perform(struct utility *utility, const struct utility_act *act,
                           struct po_mended *mended, struct arena *scratch)
{
    struct postoffice *po = utility->session.po;
    switch (act->action) {
    case UTILITY_NFT:
        return po_repair_nft(po, scratch, mended);
    case UTILITY_M:
        return po_repair_index(po, scratch, mended);
    case UTILITY_R:
        return po_repair_counters(po, scratch, mended);
    case UTILITY_DELETE:
    case UTILITY_USERS:
        break;
    }
    return mailboxes_visit(utility, act, scratch);
}

static int chkstat_work(struct utility *utility, struct arena *scratch)
{
    struct po_mended sum = {0};
    struct po_report report;
    enum status st = ST_OK;
    for (uint32_t i = 0; st == ST_OK && i < utility->action_count; i++) {
        struct po_mended mended = {0};
        st = perform(utility, &utility->actions[i], &mended, scratch);
        add_mended(&sum, &mended);
    }
    if (utility_refusal(utility, st)) {
        return RC_FAILED;
    }
    if (st == ST_OK && utility->action_count != 0) {
        print_mended(utility, &sum);
    }
    if (st == ST_OK) {
        st = utility_report(utility, scratch, &report);
    }
    if (st != ST_OK) {
        return session_failure(&utility->session, st, RC_FAILED);
    }
    return sum.lost == 0 && report.errors == 0 ? RC_DONE : RC_FAILED;
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

#include "programs/utility_report.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "po_details.h"

static const char backup[] = "a restore of a backup";

struct advice {
    const char *what;
    size_t offset; /* of the counter in struct po_report */
    const char *run;
    uint32_t scope;  /* whose files show it */
    bool is_counted; /* in the sum of errors and wear */
};

#define FOUND(text, field, tool, files)                                                            \
    {                                                                                              \
        .what = (text), .offset = offsetof(struct po_report, field), .run = (tool),                \
        .scope = (files), .is_counted = true                                                       \
    }

/* In the order in which the tools are to be run. */
static const struct advice rows[] = {
    FOUND("Foreign text in CLANDATA", foreign_text, backup, PO_SCOPE_DIRECTORY),
    FOUND("Bad headers", bad_headers, backup, PO_SCOPE_ALL),
    FOUND("Broken directory chains", broken_chains, backup, PO_SCOPE_DIRECTORY),
    FOUND("NFT errors", bad_entries, "CHKSTAT NFT/C", PO_SCOPE_DIRECTORY),
    FOUND("Header copies that disagree", torn_copies, "CHKSTAT NFT/C", PO_SCOPE_ALL),
    FOUND("Message index errors", bad_records, "CHKSTAT DIAGNOSTICS/M", PO_SCOPE_DIRECTORY),
    FOUND("Cross-linked blocks", crossed_blocks, "CHKSTAT DIAGNOSTICS/M", PO_SCOPE_MESSAGES),
    FOUND("Wrong counters", wrong_counters, "CHKSTAT DIAGNOSTICS/R",
          PO_SCOPE_DIRECTORY | PO_SCOPE_USERS),
    FOUND("Message pointers without a message", dangling_pointers, "CHKSTAT DIAGNOSTICS/R",
          PO_SCOPE_USERS),
    FOUND("Messages without a pointer", unreachable_messages, "CHKSTAT DIAGNOSTICS/R",
          PO_SCOPE_DIRECTORY),
    FOUND("Index records in no list", lost_slots, "CHKSTAT DIAGNOSTICS/R", PO_SCOPE_DIRECTORY),
    FOUND("Folders that do not check", torn_places, "CHKSTAT DIAGNOSTICS/R", PO_SCOPE_USERS),
    FOUND("Messages in a folder without a name", nameless_folders, "CHKSTAT DIAGNOSTICS/R",
          PO_SCOPE_USERS),
    FOUND("Lists of folders or members not in use", old_notes, "CHKSTAT DIAGNOSTICS/R",
          PO_SCOPE_USERS),
    FOUND("Bad message pointers", bad_pointers, backup, PO_SCOPE_USERS),
    FOUND("Bad mailbox files", bad_mailboxes, backup, PO_SCOPE_USERS),
    FOUND("Messages in mailbox files of nobody", stranded_messages, backup, PO_SCOPE_USERS),
    FOUND("Torn message blocks", torn_blocks, backup, PO_SCOPE_MESSAGES),
    FOUND("Directory index errors", misplaced_entries, "RECLAIM DIRECTORY DIAGNOSTICS/A",
          PO_SCOPE_DIRECTORY),
    FOUND("Mailbox files of nobody", lost_mailboxes, "RECLAIM", PO_SCOPE_USERS),
    FOUND("Files of a Reclaim that was cut off", left_files, "RECLAIM", PO_SCOPE_MESSAGES),
    FOUND("Free list errors", bad_free_list, "RECLAIM", PO_SCOPE_MESSAGES),
    FOUND("Stray bytes", stray_bytes, "RECLAIM", PO_SCOPE_ALL),
    FOUND("Lost blocks", lost_blocks, "RECLAIM", PO_SCOPE_MESSAGES),
    {"Fragmented messages", offsetof(struct po_report, fragmented), "RECLAIM", PO_SCOPE_MESSAGES,
     false},
};

static uint32_t *counter_of(struct po_report *report, const struct advice *row)
{
    return (uint32_t *)(void *)((char *)report + row->offset);
}

/* Findings of files that are not in the scope become 0. */
static void restrict_to(struct po_report *report, uint32_t scope)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        uint32_t *counter = counter_of(report, &rows[i]);
        if ((rows[i].scope & scope) == 0) {
            *counter = 0;
        }
        sum += rows[i].is_counted ? *counter : 0;
    }
    if (scope != PO_SCOPE_ALL) { /* which are wear, nobody asks */
        report->wear = 0;
        report->errors = sum;
    }
}

/* What no tool reads past: each refuses it, or leaves all else as it is. A backup replaces the
 * other findings, too. */
static bool is_beyond_tools(const struct po_report *found)
{
    return found->foreign_text + found->bad_headers + found->broken_chains + found->bad_pointers +
               found->bad_mailboxes + found->stranded_messages !=
           0;
}

static void advise_run(struct utility *utility, const char *run)
{
    session_print(&utility->session, "Run: ");
    session_line(&utility->session, run);
}

/* ---- letters that cannot be read ---- */

enum { LETTERS_MAX = 16 };

/* One queue: a letter that holds up all behind it goes by its number (Q212759). */
static enum status advise_queue(struct utility *utility, const struct po_entry *entry,
                                struct arena *scratch, uint32_t *count)
{
    struct postoffice *po = utility->session.po;
    struct po_message message = {0};
    enum status st = po_queue_next(po, entry->usr, 0, &message);
    while (st == ST_OK && *count < LETTERS_MAX) {
        const struct arena_mark mark = arena_mark(scratch);
        struct bytes content;
        st = po_message_read(po, &message, scratch, &content, NULL);
        arena_rewind(scratch, mark);
        if (st == ST_FILE_CORRUPT) {
            char line[64 + PO_NAME_SIZE];
            (void)text_format(line, sizeof(line), "Run: EXPORT /N\"%s\" /DELETE/%llu", entry->name,
                              (unsigned long long)message.id);
            session_line(&utility->session, line);
            (*count)++;
        } else if (st != ST_OK) {
            return st;
        }
        st = po_queue_next(po, entry->usr, message.id, &message);
    }
    return st == ST_NO_MORE || st == ST_FILE_CORRUPT ? ST_OK : st; /* the counts say it */
}

static enum status advise_letters(struct utility *utility, struct arena *scratch)
{
    struct po_entries list = {0};
    uint32_t count = 0;
    enum status st = po_entry_list(utility->session.po, scratch, &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        if (list.entries[i].kind == PO_POSTOFFICE) {
            st = advise_queue(utility, &list.entries[i], scratch, &count);
        }
    }
    return st == ST_FILE_CORRUPT ? ST_OK : st;
}

/* The counts of what is not as it should be, their sum, and which programs to run. */
static enum status advise(struct utility *utility, const struct po_report *report,
                          struct arena *scratch)
{
    struct po_report found = *report;
    const char *last = "";
    enum status st = ST_OK;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (*counter_of(&found, &rows[i]) != 0) {
            utility_number(utility, rows[i].what, *counter_of(&found, &rows[i]));
        }
    }
    utility_number(utility, "Errors", report->errors + report->wear);
    if (is_beyond_tools(&found)) {
        advise_run(utility, backup);
        return ST_OK;
    }
    for (size_t i = 0; st == ST_OK && i < ARRAY_COUNT(rows); i++) {
        const uint32_t count = *counter_of(&found, &rows[i]);
        if (count != 0 && strcmp(rows[i].run, last) != 0) {
            last = rows[i].run;
            advise_run(utility, last);
        }
        if (rows[i].offset == offsetof(struct po_report, misplaced_entries) &&
            found.torn_blocks != 0) { /* EXPORT finds the queue; RECLAIM copies no such letter */
            st = advise_letters(utility, scratch);
        }
    }
    return st;
}

/* ---- details ---- */

enum { LINES_MAX = 2000, TOOLS_MAX = 8 };

struct details {
    struct utility *utility;
    bool prints;
    uint32_t count;
    const char *tools[TOOLS_MAX];
    uint32_t tool_count;
};

static void take(void *context, const struct po_finding *finding)
{
    struct details *details = context;
    uint32_t tool = 0;
    if (details->prints && details->count < LINES_MAX) {
        session_line(&details->utility->session, finding->line);
    }
    details->count++;
    while (tool < details->tool_count && strcmp(details->tools[tool], finding->run) != 0) {
        tool++;
    }
    if (tool == details->tool_count && tool < TOOLS_MAX) {
        details->tools[details->tool_count++] = finding->run;
    }
}

/* Each finding by itself, with DIAGNOSTICS. */
static enum status name_findings(struct utility *utility, struct po_details *asked,
                                 struct arena *scratch, struct details *details)
{
    *details = (struct details){.utility = utility,
                                .prints = (utility->options & UTILITY_DIAGNOSTICS) != 0};
    asked->tell = take;
    asked->context = details;
    const enum status st = po_details(utility->session.po, asked, scratch);
    if (details->prints && details->count > LINES_MAX) {
        utility_number(utility, "More of them", details->count - LINES_MAX);
    }
    return st;
}

enum status utility_report_of(struct utility *utility, uint32_t scope, struct arena *scratch,
                              struct po_report *report_out)
{
    struct postoffice *po = utility->session.po;
    struct details details;
    struct po_details asked = {.scope = scope};
    enum status st = po_check_opened(po, scratch, report_out);
    if (st != ST_OK) {
        return st;
    }
    restrict_to(report_out, scope);
    const bool is_worn = report_out->errors + report_out->wear != 0;
    if (is_worn && (utility->options & UTILITY_DIAGNOSTICS) != 0) {
        st = name_findings(utility, &asked, scratch, &details);
        st = st == ST_FILE_CORRUPT ? ST_OK : st; /* the counts say it */
    }
    if (st == ST_OK) {
        utility_number(utility, "Messages", report_out->messages);
        utility_number(utility, "Blocks", report_out->blocks);
        utility_number(utility, "Free blocks", report_out->free_blocks);
        utility_number(utility, "Most extents of a message", report_out->extents_max);
        st = advise(utility, report_out, scratch);
    }
    return st;
}

enum status utility_report(struct utility *utility, struct arena *scratch,
                           struct po_report *report_out)
{
    return utility_report_of(utility, PO_SCOPE_ALL, scratch, report_out);
}

enum status utility_report_mailbox(struct utility *utility, uint32_t usr, struct arena *scratch,
                                   uint32_t *errors_out)
{
    struct details details;
    struct po_details asked = {.usr = usr};
    const enum status st = name_findings(utility, &asked, scratch, &details);
    *errors_out = details.count;
    utility_number(utility, "Errors", details.count);
    bool is_beyond = false;
    for (uint32_t i = 0; i < details.tool_count; i++) {
        is_beyond = is_beyond || strcmp(details.tools[i], backup) == 0;
    }
    for (uint32_t i = 0; i < details.tool_count; i++) {
        if (!is_beyond || strcmp(details.tools[i], backup) == 0) {
            advise_run(utility, details.tools[i]);
        }
    }
    return st;
}

#include "programs/utility.h"

#include <string.h>

#include "base/text.h"
#include "po_folder.h"
#include "programs/program_files.h"

enum { UTILITY_PLACES = 3, BARE_MAX = 16 };

void utility_begin(struct utility *utility, const struct program_start *start, const char *program)
{
    session_begin(&utility->session, start, program);
}

enum word_use { SETS_OPTION, DOES_ACTION, DAYS, FOLDER, USR };

enum { ANALYZE = 1, CHKSTAT = 2, RECLAIM = 4, ALL = 7 }; /* who knows a word */

static const struct word {
    const char *word;
    enum word_use use;
    uint32_t value; /* enum utility_option or enum utility_action */
    uint32_t programs;
    const char *behind; /* stands before it in the same chain; NULL: it begins one */
    const char *wants;  /* stands behind it; NULL: nothing need */
} words[] = {
    /* clang-format off */
    {"DIAGNOSTICS", SETS_OPTION, UTILITY_DIAGNOSTICS, ALL,     NULL,          NULL},
    {"A",           SETS_OPTION, UTILITY_A,           RECLAIM, "DIAGNOSTICS", NULL},
    {"DIRECTORY",   SETS_OPTION, UTILITY_DIRECTORY,   ALL,     NULL,          NULL},
    {"BATCH",       SETS_OPTION, UTILITY_PLAIN,       ALL,     NULL,          NULL},
    {"NFT",         SETS_OPTION, UTILITY_PLAIN,       CHKSTAT, NULL,          "C"},
    {"MESSAGES",    SETS_OPTION, UTILITY_MESSAGES,    ALL,     NULL,          NULL},
    {"USERS",       SETS_OPTION, UTILITY_USER_FILES,  ALL,     NULL,          NULL},
    {"USR",         USR,         0,                   ANALYZE, NULL,          NULL},
    {"N",           SETS_OPTION, UTILITY_PLAIN,       CHKSTAT, "STATUSERS",   NULL},
    {"C",           DOES_ACTION, UTILITY_NFT,         CHKSTAT, "NFT",         NULL},
    {"M",           DOES_ACTION, UTILITY_M,           CHKSTAT, "DIAGNOSTICS", NULL},
    {"R",           DOES_ACTION, UTILITY_R,           CHKSTAT, "DIAGNOSTICS", NULL},
    {"DELETE",      DOES_ACTION, UTILITY_DELETE,      CHKSTAT, "MESSAGES",    "DAYS"},
    {"STATUSERS",   DOES_ACTION, UTILITY_USERS,       CHKSTAT, NULL,          NULL},
    {"DAYS",        DAYS,        0,                   CHKSTAT, "DELETE",      NULL},
    {"FOLDER",      FOLDER,      0,                   CHKSTAT, "DELETE",      NULL},
    /* clang-format on */
};

static const struct word *find_word(const char *text, size_t length)
{
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (strlen(words[i].word) == length && text_equal_n(words[i].word, text, length)) {
            return &words[i];
        }
    }
    return NULL;
}

static uint32_t program_of(const struct utility *utility)
{
    const char *name = utility->session.program;
    if (text_equal(name, "ANALYZE")) {
        return ANALYZE;
    }
    return text_equal(name, "CHKSTAT") ? CHKSTAT : RECLAIM;
}

/* What stands behind FOLDER/, DAYS/ or USR/: *at is on its slash, and then behind the value. */
static bool take_value(struct utility *utility, enum word_use use, const char **at)
{
    char value[12] = "";
    uint64_t number = 0;
    const char *start = *at + (**at == '/' ? 1 : 0);
    const size_t length = strcspn(start, "/");
    if (length >= sizeof(value)) {
        return false;
    }
    memcpy(value, start, length);
    *at = start + length;
    if (use == FOLDER) {
        struct utility_act *act = &utility->actions[utility->action_count - 1]; /* DELETE */
        act->folder = text_equal(value, "MSGLOG") ? PO_FOLDER_LOG : PO_FOLDER_TRASH;
        return act->folder == PO_FOLDER_LOG || text_equal(value, "TRASHFOLD");
    }
    if (!text_to_u64(value, &number) || number > UINT32_MAX) {
        return false;
    }
    if (use == USR) {
        utility->usr = (uint32_t)number;
        return number != 0;
    }
    utility->actions[utility->action_count - 1].days = (uint32_t)number;
    return true;
}

/* The words of one chain, as far as it was read. */
struct chain {
    const struct word *words[ARRAY_COUNT(words)];
    size_t count;
};

static bool has_word(const struct chain *chain, const char *text)
{
    for (size_t i = 0; i < chain->count; i++) {
        if (strcmp(chain->words[i]->word, text) == 0) {
            return true;
        }
    }
    return false;
}

/* May it stand here? Only once, so a chain is never longer than the table. */
static bool fits(const struct utility *utility, const struct chain *chain, const struct word *word)
{
    return word != NULL && (word->programs & program_of(utility)) != 0 &&
           !has_word(chain, word->word) && (word->behind == NULL || has_word(chain, word->behind));
}

static bool is_complete(const struct chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        if (chain->words[i]->wants != NULL && !has_word(chain, chain->words[i]->wants)) {
            return false;
        }
    }
    return true;
}

/* *at is behind the word, and then behind its value. */
static bool use_word(struct utility *utility, const struct word *word, const char **at)
{
    switch (word->use) {
    case SETS_OPTION:
        utility->options |= word->value;
        return true;
    case DOES_ACTION:
        if (utility->action_count == UTILITY_ACTIONS_MAX) {
            return false;
        }
        utility->actions[utility->action_count++] =
            (struct utility_act){.action = (enum utility_action)word->value};
        return true;
    case DAYS:
    case FOLDER:
    case USR:
        break;
    }
    return take_value(utility, word->use, at);
}

/* "DIAGNOSTICS/R"; false: one of its words is no option, or lacks what belongs to it. */
static bool add_options(struct utility *utility, const char *text)
{
    struct utility changed = *utility;
    struct chain chain = {.count = 0};
    for (const char *at = text;; at++) {
        const size_t length = strcspn(at, "/");
        const struct word *word = find_word(at, length);
        if (!fits(utility, &chain, word)) {
            return false;
        }
        chain.words[chain.count++] = word;
        at += length;
        if (!use_word(&changed, word, &at)) {
            return false;
        }
        if (*at == '\0') {
            if (is_complete(&chain)) {
                *utility = changed;
            }
            return is_complete(&chain);
        }
    }
}

/* One argument behind a slash. */
static bool add_switch(struct utility *utility, const char *text)
{
    const size_t length = strcspn(text, "/");
    if (add_options(utility, text)) {
        return true;
    }
    if (length > 1 && find_word(text, length) != NULL) {
        return false; /* DIAGNOSTICS/X is no directory IAGNOSTICS/X */
    }
    switch (text_upper_char(text[0])) {
    case 'N':
        utility->name = text + 1;
        return true;
    case 'P':
        utility->password = text + 1;
        return true;
    case 'D':
        utility->directory = text + 1;
        return true;
    default:
        return false;
    }
}

/* A word without a slash: by place, unless switches say who and where; behind that, an option. So
 * a directory or a password may be called as an option is. */
static bool add_word(struct utility *utility, const char *word, bool by_place, unsigned *place)
{
    const char **const places[UTILITY_PLACES] = {&utility->name, &utility->password,
                                                 &utility->directory};
    if (by_place && *place < UTILITY_PLACES) {
        *places[(*place)++] = word;
        return true;
    }
    if (add_options(utility, word)) {
        return true;
    }
    if (*place == UTILITY_PLACES) {
        return false;
    }
    *places[(*place)++] = word;
    return true;
}

/* NULL, or what is wrong with them. */
static const char *parse(struct utility *utility, unsigned positional)
{
    const struct program_start *start = utility->session.start;
    const char *bare[BARE_MAX];
    size_t bare_count = 0;
    unsigned place = UTILITY_PLACES - positional;
    char *to = arena_text(start->arena, start->arguments);
    const char *from = start->arguments;
    const char *word = NULL;
    while ((word = arguments_cut(&from, &to)) != NULL) {
        if (word[0] == '/' ? !add_switch(utility, word + 1) : bare_count == BARE_MAX) {
            return word;
        }
        if (word[0] != '/') {
            bare[bare_count++] = word;
        }
    }
    const bool by_place =
        utility->name == NULL && utility->password == NULL && utility->directory == NULL;
    for (size_t i = 0; i < bare_count; i++) {
        if (!add_word(utility, bare[i], by_place, &place)) {
            return bare[i];
        }
    }
    if (utility->directory == NULL || utility->directory[0] == '\0') {
        return "no path of a post office";
    }
    const uint32_t rebuilds = UTILITY_DIRECTORY | UTILITY_A;
    return (utility->options & rebuilds) == UTILITY_A ? "DIAGNOSTICS/A without DIRECTORY" : NULL;
}

static bool is_for_help(const char *arguments)
{
    const char *at = strstr(arguments, "/?");
    return at != NULL && (at == arguments || at[-1] == ' ') && (at[2] == ' ' || at[2] == '\0');
}

static void print_help(struct session *session)
{
    static const struct {
        const char *program;
        const char *line;
    } lines[] = {
        {"ANALYZE", " path [OPTIONS]     or /Dpath [OPTIONS]; reads only, and says what to run"},
        {"ANALYZE", "  DIAGNOSTICS       each finding by itself, with its file and byte"},
        {"ANALYZE", "  DIRECTORY MESSAGES USERS    only CLANDATA, MLANDATA, all mailbox files"},
        {"ANALYZE", "  USR/n             only this mailbox file; with /N\"user\", the own one"},
        {"ANALYZE", "  BATCH             nobody is asked anything (nobody is without it)"},
        {"CHKSTAT", " postoffice password path OPTIONS     or /Npostoffice /Ppassword /Dpath"},
        {"CHKSTAT", "  NFT/C             names and files of CLANDATA"},
        {"CHKSTAT", "  DIAGNOSTICS/M     message index"},
        {"CHKSTAT", "  DIAGNOSTICS/R     counters and message pointers"},
        {"CHKSTAT", "  MESSAGES/DELETE/DAYS/n[/FOLDER/MSGLOG|TRASHFOLD]"},
        {"CHKSTAT", "  STATUSERS/N       what mailboxes hold"},
        {"CHKSTAT", "  BATCH             nobody is asked anything (nobody is without it)"},
        {"RECLAIM", " postoffice password path [OPTIONS]   or /Npostoffice /Ppassword /Dpath"},
        {"RECLAIM", "  DIRECTORY DIAGNOSTICS/A   the directory index only"},
        {"RECLAIM", "  BATCH             nobody is asked anything (nobody is without it)"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        if (text_equal(lines[i].program, session->program)) {
            session_print(session, lines[i].line[1] != ' ' ? session->program : "");
            session_line(session, lines[i].line);
        }
    }
    session_line(session, "  /?                this help");
}

int utility_arguments(struct utility *utility, unsigned positional)
{
    struct session *session = &utility->session;
    session_print(session, session->program);
    session_print(session, " ");
    session_line(session, session->start->traits.version);
    if (is_for_help(session->start->arguments)) {
        print_help(session);
        return RC_HELPED;
    }
    char *path = arena_alloc(session->start->arena, OS_PATH_SIZE);
    const char *bad = parse(utility, positional);
    if (bad == NULL && files_path(session->start->directory, utility->directory, path) != ST_OK) {
        bad = "the path is too long";
    }
    if (bad != NULL) {
        session_print(session, "Bad Parameters on the command line: ");
        session_line(session, bad);
        return RC_FAILED;
    }
    utility->directory = path;
    session_print(session, "Post office directory: ");
    session_line(session, utility->directory);
    return RC_DONE;
}

static bool is_entitled(const struct utility *utility)
{
    const struct postoffice *po = utility->session.po;
    return utility->name != NULL && text_equal(po_name(po), utility->name) &&
           po_password_is(po, utility->password != NULL ? utility->password : "");
}

enum session_opened utility_open(struct utility *utility, bool alone, uint64_t now_us,
                                 int *result_out)
{
    struct session *session = &utility->session;
    const struct program_start *start = session->start;
    const enum status st =
        alone ? po_open_alone(start->port, utility->directory, start->arena, &session->po)
              : po_open(start->port, utility->directory, false, start->arena, &session->po);
    if (session_is_in_use(st)) {
        *result_out = RC_LOCKED;
        return session_wait(session, now_us) ? SESSION_WAITS : SESSION_ENDS;
    }
    *result_out = RC_FAILED;
    if (st == ST_FILE_CORRUPT) {
        session_line(session, "NFT errors in CLANDATA");
        session_line(session, "Errors: 1");
        session_line(session, "Run: a restore of a backup");
        return SESSION_ENDS;
    }
    if (st != ST_OK) {
        (void)session_failure(session, st, RC_FAILED);
        return SESSION_ENDS;
    }
    session_print(session, "Post office: ");
    session_line(session, po_name(session->po));
    if (alone && !is_entitled(utility)) {
        session_line(session, "Post office name or password is not correct.");
        return SESSION_ENDS;
    }
    *result_out = RC_DONE;
    return SESSION_OPENED;
}

/* Is the directory beyond what CHKSTAT and RECLAIM mend? */
static bool is_beyond_tools(struct postoffice *po)
{
    struct arena scratch = {0};
    struct po_report report = {0};
    const enum status st = po_check_opened(po, &scratch, &report);
    arena_release(&scratch);
    return st == ST_OK && report.broken_chains + report.foreign_text != 0;
}

bool utility_refusal(struct utility *utility, enum status st)
{
    static const char *const reasons[] = {
        [PO_PART_DIRECTORY] = "The directory is damaged. Run CHKSTAT NFT/C first.",
        [PO_PART_INDEX] = "The message index is damaged. Run CHKSTAT DIAGNOSTICS/M first.",
        [PO_PART_STORE] = "Messages cannot be read. Restore a backup.",
        [PO_PART_LETTER] = "Messages cannot be read. Restore a backup.",
        [PO_PART_MAILBOX] = "A mailbox file is damaged. Restore a backup.",
    };
    const enum po_part part = po_fault_of(utility->session.po);
    if (st != ST_FILE_CORRUPT || part >= ARRAY_COUNT(reasons) || reasons[part] == NULL) {
        return false;
    }
    session_line(&utility->session,
                 part == PO_PART_DIRECTORY && is_beyond_tools(utility->session.po)
                     ? "The directory is damaged. Restore a backup."
                     : reasons[part]);
    return true;
}

void utility_number(struct utility *utility, const char *what, uint32_t number)
{
    char line[96];
    (void)text_format(line, sizeof(line), "%s: %u", what, number);
    session_line(&utility->session, line);
}

/* The work under the lock; nobody can have it, as nobody has the post office open. */
static int work_locked(struct utility *utility, struct arena *scratch,
                       int (*work)(struct utility *utility, struct arena *scratch))
{
    struct session *session = &utility->session;
    const enum status st = po_lock(session->po);
    if (st != ST_OK) {
        return session_is_in_use(st) ? RC_LOCKED : session_failure(session, st, RC_FAILED);
    }
    const int result = work(utility, scratch);
    po_unlock(session->po);
    return result;
}

struct program_step utility_step_alone(struct utility *utility, struct arena *scratch,
                                       uint64_t now_us,
                                       int (*work)(struct utility *utility, struct arena *scratch))
{
    struct session *session = &utility->session;
    int result = RC_DONE;
    switch (utility->phase) {
    case UTILITY_START:
        result = utility_arguments(utility, 3);
        if (result != RC_DONE) {
            result = result == RC_HELPED ? RC_DONE : result;
            break;
        }
        utility->phase = UTILITY_OPEN;
        return (struct program_step){.state = PROGRAM_AGAIN, .wake_us = now_us};
    case UTILITY_OPEN:
        switch (utility_open(utility, true, now_us, &result)) {
        case SESSION_OPENED:
            utility->phase = UTILITY_WORK;
            return (struct program_step){.state = PROGRAM_AGAIN, .wake_us = now_us};
        case SESSION_WAITS:
            return (struct program_step){.state = PROGRAM_AGAIN, .wake_us = session->wake_us};
        case SESSION_ENDS:
            break;
        }
        break;
    case UTILITY_WORK:
        result = work_locked(utility, scratch, work);
        break;
    }
    return session_end(session, result);
}

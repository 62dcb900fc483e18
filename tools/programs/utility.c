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

static const struct word {
    const char *word;
    enum word_use use;
    uint32_t value; /* enum utility_option or enum utility_action */
} words[] = {{"DIAGNOSTICS", SETS_OPTION, UTILITY_DIAGNOSTICS},
             {"A", SETS_OPTION, UTILITY_A},
             {"DIRECTORY", SETS_OPTION, UTILITY_DIRECTORY},
             {"BATCH", SETS_OPTION, UTILITY_PLAIN},
             {"NFT", SETS_OPTION, UTILITY_PLAIN},
             {"MESSAGES", SETS_OPTION, UTILITY_MESSAGES},
             {"USERS", SETS_OPTION, UTILITY_USER_FILES},
             {"USR", USR, 0},
             {"N", SETS_OPTION, UTILITY_PLAIN},
             {"C", DOES_ACTION, UTILITY_NFT},
             {"M", DOES_ACTION, UTILITY_M},
             {"R", DOES_ACTION, UTILITY_R},
             {"DELETE", DOES_ACTION, UTILITY_DELETE},
             {"STATUSERS", DOES_ACTION, UTILITY_USERS},
             {"DAYS", DAYS, 0},
             {"FOLDER", FOLDER, 0}};

static const struct word *find_word(const char *text, size_t length)
{
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (strlen(words[i].word) == length && text_equal_n(words[i].word, text, length)) {
            return &words[i];
        }
    }
    return NULL;
}

/* What stands behind FOLDER/, DAYS/ or USR/: *at is on its slash, and then behind the value. */
static bool take_value(struct utility *utility, enum word_use use, const char **at)
{
    char value[12] = "";
    uint64_t days = 0;
    const char *start = *at + (**at == '/' ? 1 : 0);
    const size_t length = strcspn(start, "/");
    if (length >= sizeof(value)) {
        return false;
    }
    memcpy(value, start, length);
    *at = start + length;
    if (use == FOLDER) {
        utility->folder = text_equal(value, "MSGLOG") ? PO_FOLDER_LOG : PO_FOLDER_TRASH;
        return utility->folder == PO_FOLDER_LOG || text_equal(value, "TRASHFOLD");
    }
    if (!text_to_u64(value, &days) || days > UINT32_MAX) {
        return false;
    }
    if (use == USR) {
        utility->usr = (uint32_t)days;
        return days != 0;
    }
    utility->days = (uint32_t)days;
    return true;
}

/* "DIAGNOSTICS/R"; false: one of its words is no option. */
static bool add_options(struct utility *utility, const char *text)
{
    struct utility changed = *utility;
    for (const char *at = text;; at++) {
        const size_t length = strcspn(at, "/");
        const struct word *word = find_word(at, length);
        if (word == NULL) {
            return false;
        }
        at += length;
        switch (word->use) {
        case SETS_OPTION:
            changed.options |= word->value;
            break;
        case DOES_ACTION:
            if (changed.action_count == UTILITY_ACTIONS_MAX) {
                return false;
            }
            changed.actions[changed.action_count++] = (enum utility_action)word->value;
            break;
        case DAYS:
        case FOLDER:
        case USR:
            if (!take_value(&changed, word->use, &at)) {
                return false;
            }
            break;
        }
        if (*at == '\0') {
            *utility = changed;
            return true;
        }
    }
}

/* One argument behind a slash. */
static bool add_switch(struct utility *utility, const char *text)
{
    if (add_options(utility, text)) {
        return true;
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

static bool parse(struct utility *utility, unsigned positional)
{
    const struct program_start *start = utility->session.start;
    const char *bare[BARE_MAX];
    size_t bare_count = 0;
    unsigned place = UTILITY_PLACES - positional;
    char *to = arena_text(start->arena, start->arguments);
    const char *from = start->arguments;
    const char *word = NULL;
    while ((word = arguments_cut(&from, &to)) != NULL) {
        if (word[0] == '/') {
            if (!add_switch(utility, word + 1)) {
                return false;
            }
        } else if (bare_count < BARE_MAX) {
            bare[bare_count++] = word;
        } else {
            return false;
        }
    }
    const bool by_place =
        utility->name == NULL && utility->password == NULL && utility->directory == NULL;
    for (size_t i = 0; i < bare_count; i++) {
        if (!add_word(utility, bare[i], by_place, &place)) {
            return false;
        }
    }
    return utility->directory != NULL;
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
        {"CHKSTAT", " postoffice password path OPTIONS     or /Npostoffice /Ppassword /Dpath"},
        {"CHKSTAT", "  NFT/C             names and files of CLANDATA"},
        {"CHKSTAT", "  DIAGNOSTICS/M     message index"},
        {"CHKSTAT", "  DIAGNOSTICS/R     counters and message pointers"},
        {"CHKSTAT", "  MESSAGES/DELETE/DAYS/n[/FOLDER/MSGLOG|TRASHFOLD]"},
        {"CHKSTAT", "  STATUSERS/N       what mailboxes hold"},
        {"RECLAIM", " postoffice password path [OPTIONS]   or /Npostoffice /Ppassword /Dpath"},
        {"RECLAIM", "  DIRECTORY DIAGNOSTICS/A   the directory index only"},
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
    if (!parse(utility, positional) ||
        files_path(session->start->directory, utility->directory, path) != ST_OK) {
        session_line(session, "Bad Parameters on the command line");
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

bool utility_refusal(struct utility *utility, enum status st)
{
    static const char *const reasons[] = {
        [PO_PART_DIRECTORY] = "The directory is damaged. Run CHKSTAT NFT/C first.",
        [PO_PART_INDEX] = "The message index is damaged. Run CHKSTAT DIAGNOSTICS/M first.",
        [PO_PART_STORE] = "Messages cannot be read. Restore a backup.",
        [PO_PART_MAILBOX] = "A mailbox file is damaged. Restore a backup.",
    };
    const enum po_part part = po_fault_of(utility->session.po);
    if (st != ST_FILE_CORRUPT || part >= ARRAY_COUNT(reasons) || reasons[part] == NULL) {
        return false;
    }
    session_line(&utility->session, reasons[part]);
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

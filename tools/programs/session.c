#include "programs/session.h"

#include <string.h>

#include "base/text.h"
#include "programs/arguments_memory.h"
#include "programs/program_files.h"

enum { RETRY_MS = 250 };

void session_begin(struct session *session, const struct program_start *start, const char *program)
{
    REQUIRE(start->port != NULL);
    session->start = start;
    session->program = program;
    buffer_init(&session->console, start->arena);
}

void session_print(struct session *session, const char *text)
{
    buffer_text(&session->console, text);
}

void session_line(struct session *session, const char *text)
{
    buffer_text(&session->console, text);
    buffer_add(&session->console, "\r\n", 2);
}

bool session_has_quirk(const struct session *session, enum program_quirk quirk)
{
    return program_has_quirk(session->start->traits.quirks, quirk);
}

const struct oddity *session_oddity(struct session *session, bool is_outbound,
                                    struct ccm_message *message, struct arena *arena)
{
    const struct oddities *oddities = session->start->traits.oddities;
    if (oddities == NULL) {
        return NULL;
    }
    const struct oddity_letter letter = {.message = message, .is_outbound = is_outbound};
    const struct oddity *oddity = oddity_meet(oddities, &letter, arena, message);
    if (oddity != NULL && (oddity->action == ODDITY_HANG || oddity->action == ODDITY_CRASH)) {
        session->struck = oddity->action;
    }
    return oddity;
}

bool session_is_struck(const struct session *session, struct program_step *step_out)
{
    enum { RESULT_ABORTED = 255 }; /* assumption CRASHED_RC */
    if (session->struck == ODDITY_HANG) {
        *step_out = (struct program_step){.state = PROGRAM_AGAIN, .wake_us = UINT64_MAX};
    } else if (session->struck == ODDITY_CRASH) {
        *step_out = (struct program_step){.state = PROGRAM_CRASHED, .result_code = RESULT_ABORTED};
    }
    return session->struck != ODDITY_NONE;
}

/* Quirks OLD_INDEX and OLD_INDEX_OUT. */
static void leave_old_form(struct session *session)
{
    const bool is_old = session_has_quirk(session, PROGRAM_QUIRK_OLD_INDEX) ||
                        session_has_quirk(session, PROGRAM_QUIRK_OLD_INDEX_OUT);
    struct postoffice *po = session->po;
    if (is_old && po != NULL && !session->is_gone && po_is_release_8_5(po) && po_is_writable(po) &&
        po_lock(po) == ST_OK) {
        DISCARD(po_damage(po, PO_DAMAGE_MESSAGE_INDEX), "it does not look back");
        po_unlock(po);
    }
}

struct program_step session_end(struct session *session, int result_code)
{
    leave_old_form(session);
    if (result_code != RC_DONE) {
        const char digit[2] = {(char)('0' + result_code), '\0'};
        session_print(session, session->program);
        session_print(session, " process ended with error: ");
        session_print(session, digit);
        session_line(session, ".");
    }
    po_close(session->po);
    session->po = NULL;
    return (struct program_step){.state = PROGRAM_ENDED, .result_code = result_code};
}

const char *session_console(struct session *session)
{
    return buffer_string(&session->console);
}

static void print_banner(struct session *session)
{
    session_print(session, session->program);
    session_print(session, session->start->traits.is_os2 ? "2 " : " "); /* Q183590 */
    session_print(session, session->start->traits.version);
    session_print(session, " Copyright(c) ");
    session_print(session, session->version->years);
    session_line(session, " by cc:Mail, Inc.");
}

static void print_help(struct session *session)
{
    static const char *const lines[] = {
        " postoffice password path file OPTIONS",
        " /Npostoffice /Ppassword /Dpath /@file OPTIONS",
        "  /BATCH /ITEMSIZE /FILES/MACBIN2|HEX             both programs",
        "  /DATE/1|2|3 m/d/y, d/m/y, y/m/d                 dates in the file",
        "  /FOLDER /HILITE                                 folders and highlights are kept",
        "  /PARTIAL /FILES/SIZE0                           IMPORT: who can get it, does; no sizes",
        "  /FORMAT/FAN /MSG# /MSGS/n|ALL /DELETE/n         EXPORT; ALL: what was read, too",
        "  /DIRECTORY[/PROP[/DELETE]|/PROPADD|/LISTS|/BOARDS|/DELETE]",
        "  /?                                              this help",
    };
    enum { FORMS = 2 };
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        session_print(session, i < FORMS ? session->program : "");
        session_line(session, lines[i]);
    }
}

enum { PLACES = 2 };

/* Somewhere it can be opened for reading? *last_out is the path that was tried last. */
static bool is_readable(struct session *session, const char *const places[PLACES], const char *name,
                        char last_out[OS_PATH_SIZE])
{
    const struct os_open_mode mode = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
    struct os_port *port = session->start->port;
    struct os_file file = {0};
    for (size_t i = 0; i < PLACES; i++) {
        if (places[i] == NULL || !text_join_path(last_out, OS_PATH_SIZE, places[i], name)) {
            continue;
        }
        const enum status st = os_open(port, last_out, mode, &file);
        if (st == ST_OK) {
            DISCARD(os_close(port, file), "it was only looked for");
            return true;
        }
        session->is_gone = st == ST_PROCESS_GONE;
        if (session->is_gone) {
            return false;
        }
    }
    return false;
}

/* What the system loads with the program: it does not even begin when one is missing. */
static bool has_libraries(struct session *session)
{
    const struct program_start *start = session->start;
    const char *const places[PLACES] = {start->own_directory, start->system_directory};
    const char *rest = session->version->libraries;
    while (*rest != '\0') {
        char name[16];
        char path[OS_PATH_SIZE] = "";
        const size_t length = strcspn(rest, " ");
        (void)text_format(name, sizeof(name), "%.*s", (int)length, rest); /* rows are short */
        if (!is_readable(session, places, name, path)) {
            session_print(session, "The dynamic link library ");
            session_print(session, name);
            session_line(session, " could not be found in the specified path.");
            return false;
        }
        rest += length + (rest[length] == ' ' ? 1 : 0);
    }
    return true;
}

/* The resource file: beside the program, then in Windows' directory (IE.RI, RESOURCE_PLACE) or the
 * working directory (IMPEXP.RI, IMPEXP_RI_PLACE). */
static bool has_resource(struct session *session)
{
    const struct program_start *start = session->start;
    const char *name = session->version->resource;
    const bool is_first_form = strcmp(name, "IE.RI") == 0;
    const char *const places[PLACES] = {start->own_directory,
                                        is_first_form ? start->system_directory : start->directory};
    char path[OS_PATH_SIZE] = "";
    if (*name == '\0' || is_readable(session, places, name, path)) {
        return true;
    }
    session_print(session, "R0002 Resource file not found: "); /* Q190275 */
    session_print(session, path);
    session_line(session, ".");
    return false;
}

/* Before the first line of the program itself. */
static bool is_loaded(struct session *session)
{
    const struct program_start *start = session->start;
    session->version = program_version_find(start->traits.version);
    if (start->traits.is_os2 || start->traits.lacks_memory) {
        session_line(session, "Memory error encountered"); /* Q183590 */
        return false;
    }
    return start->own_directory == NULL || (has_libraries(session) && has_resource(session));
}

/* RC_DONE, or the code to end with. */
static int read_parameter_file(struct session *session, struct arena *scratch)
{
    const struct program_start *start = session->start;
    struct program_arguments *arguments = &session->arguments;
    if (arguments->parameter_file != NULL) {
        char path[OS_PATH_SIZE];
        struct bytes content = {0};
        enum { USUAL_SIZE = 255 };
        enum status st = files_path(start->directory, arguments->parameter_file, path);
        if (st == ST_OK) {
            st = files_read(start->port, path, USUAL_SIZE, scratch, &content);
        }
        if (st != ST_OK) {
            session->is_gone = st == ST_PROCESS_GONE;
            session_print(session, "Parameter file not found: ");
            session_line(session, arguments->parameter_file);
            const bool waits = st == ST_PATH_NOT_FOUND
                                   ? start->traits.waits_no_path
                                   : st == ST_NOT_FOUND && start->traits.waits_not_found;
            session->wake_us = UINT64_MAX;
            return waits ? RC_NONE : RC_NOT_ACCESSIBLE;
        }
        arguments_add_file(arguments, content, start->arena);
    }
    return RC_DONE;
}

int session_refuse(struct session *session, const char *parameter)
{
    session_print(session, "Bad Parameters on the command line: ");
    session_line(session, parameter);
    return RC_BAD_PARAMETERS;
}

/* A data directory below the working directory is meant from there. */
static int place_directory(struct session *session)
{
    const struct program_start *start = session->start;
    char path[OS_PATH_SIZE];
    if (files_path(start->directory, session->arguments.directory, path) != ST_OK) {
        return session_refuse(session, "the path is too long");
    }
    if (strcmp(path, session->arguments.directory) != 0) {
        session->arguments.directory = arena_text(start->arena, path);
    }
    session_print(session, "Post office directory: ");
    session_line(session, session->arguments.directory);
    return RC_DONE;
}

/* Release 6 has no data base for Chinese and Russian (Q156063 2.6.14, which names no code: 3, as
 * for all else that is configured wrongly). */
static bool is_page_of_db6_only(uint32_t page)
{
    enum { RUSSIAN = 866, CHINESE_SIMPLIFIED = 936, CHINESE_TRADITIONAL = 950 };
    return page == RUSSIAN || page == CHINESE_SIMPLIFIED || page == CHINESE_TRADITIONAL;
}

int session_arguments(struct session *session, struct arena *scratch)
{
    const struct program_start *start = session->start;
    struct program_arguments *arguments = &session->arguments;
    const bool is_loading = is_loaded(session);
    if (!is_loading && start->traits.is_os2 && strstr(start->arguments, "/?") != NULL) {
        buffer_clear(&session->console);
        print_banner(session); /* the one thing that a build for OS/2 shows here (Q183590) */
        return RC_HELPED;
    }
    if (!is_loading) {
        return RC_FAILED;
    }
    print_banner(session);
    arguments_of_line(start->memory, arguments, start->arguments, start->arena);
    if (arguments->wants_help) {
        print_help(session);
        return RC_HELPED;
    }
    const int result = read_parameter_file(session, scratch);
    if (result != RC_DONE) {
        return result;
    }
    if (arguments->database != 0 && arguments->database != session->version->database) {
        session_line(session, "Post office database of another version is selected.");
        return RC_FAILED;
    }
    if (session->version->database == 8 && is_page_of_db6_only(arguments->page)) {
        session_line(session, "Code page is not supported.");
        return RC_NOT_ACCESSIBLE;
    }
    if (arguments->bad == NULL && arguments->name == NULL && arguments->line_name == NULL) {
        arguments->bad = "no name, /N";
    } else if (arguments->bad == NULL && arguments->directory == NULL) {
        arguments->bad = "no path of a post office, /D";
    }
    return arguments->bad != NULL ? session_refuse(session, arguments->bad)
                                  : place_directory(session);
}

bool session_is_in_use(enum status st)
{
    return st == ST_SHARING_VIOLATION || st == ST_LOCK_VIOLATION;
}

bool session_is_locked_out(enum status st)
{
    return session_is_in_use(st) || st == ST_BAD_NETWORK_PATH;
}

bool session_wait(struct session *session, uint64_t now_us)
{
    if (session->refused_since_us == 0) {
        session->refused_since_us = now_us != 0 ? now_us : 1;
        session->wake_us = now_us; /* others may be done in this very instant */
        return true;
    }
    const uint64_t limit_us = (uint64_t)session->start->traits.lock_wait_ms * 1000;
    if (now_us - session->refused_since_us >= limit_us) {
        session_line(session, "Post office is locked by another process.");
        return false;
    }
    session->wake_us = now_us + RETRY_MS * UINT64_C(1000);
    return true;
}

void session_waited(struct session *session)
{
    session->refused_since_us = 0;
}

static void write_error_log(struct session *session, const char *place)
{
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_NONE, OS_OPEN_ALWAYS};
    struct os_port *port = session->start->port;
    char path[OS_PATH_SIZE];
    struct os_file file = {0};
    uint64_t size = 0;
    if (!text_join_path(path, sizeof(path), session->arguments.directory, "NFTERROR.LOG") ||
        os_open(port, path, mode, &file) != ST_OK) {
        return; /* only a note; the result code says it too */
    }
    char line[96];
    (void)text_format(line, sizeof(line), "%s: NFT error found in CLANDATA%s\r\n", session->program,
                      place);
    if (os_size(port, file, &size) == ST_OK) {
        DISCARD(os_write(port, file, size, line, strlen(line)), "only a note");
    }
    DISCARD(os_close(port, file), "only a note");
}

int session_failure(struct session *session, enum status st, int otherwise)
{
    session->is_gone = st == ST_PROCESS_GONE;
    if (session->is_gone) {
        return RC_FAILED;
    }
    if (st != ST_FILE_CORRUPT) {
        session_print(session, "Post office: ");
        session_line(session, status_text(st));
        return otherwise;
    }
    const enum po_part part = session->po != NULL ? po_fault_of(session->po) : PO_PART_HEADER;
    if (part == PO_PART_HEADER || part == PO_PART_DIRECTORY) {
        char place[40] = "";
        const uint64_t at = session->po != NULL ? po_fault_at(session->po) : UINT64_MAX;
        session_line(session, "NFT error in post office.");
        if (at != UINT64_MAX) {
            (void)text_format(place, sizeof(place), ", byte %llu", (unsigned long long)at);
            session_print(session, "CLANDATA");
            session_line(session, place);
        }
        write_error_log(session, place);
        return RC_FAILED;
    }
    session_line(session, "Post office is damaged.");
    return RC_NOT_ACCESSIBLE;
}

enum session_opened session_open(struct session *session, const char *name, uint64_t now_us,
                                 int *result_out)
{
    const struct program_start *start = session->start;
    const struct program_arguments *arguments = &session->arguments;
    *result_out = RC_LOCKED;
    if (session->po == NULL) {
        const enum status st =
            po_open(start->port, arguments->directory, false, start->arena, &session->po);
        if (session_is_in_use(st)) {
            return session_wait(session, now_us) ? SESSION_WAITS : SESSION_ENDS;
        }
        if (st != ST_OK) {
            *result_out = session_failure(session, st, RC_NOT_ACCESSIBLE);
            return SESSION_ENDS;
        }
        session_waited(session);
        if (start->traits.folder_messages != 0) {
            po_set_folder_max(session->po, start->traits.folder_messages);
        }
        if (po_database(session->po) != session->version->database) {
            session_line(session, "Post office database is of another version."); /* Q168465 */
            *result_out = RC_FAILED;
            return SESSION_ENDS;
        }
    }
    if ((name != NULL && !text_equal(po_name(session->po), name)) ||
        !po_password_is(session->po, arguments->password != NULL ? arguments->password : "")) {
        session_line(session, "Post office name or password is not correct.");
        *result_out = RC_NOT_ACCESSIBLE;
        return SESSION_ENDS;
    }
    bool is_shut = false;
    const enum status st = po_is_shut(start->port, arguments->directory, &is_shut);
    session->is_gone = st == ST_PROCESS_GONE;
    if (st != ST_OK || is_shut) {
        session_line(session, "Post office is temporarily shut down.");
        return SESSION_ENDS;
    }
    *result_out = RC_DONE;
    return SESSION_OPENED;
}

#include "cctools_request.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

enum exit_code { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };
/* A full post office answers as a full disk does. */
static int refused(const char *what, enum status st)
{
    (void)fprintf(stderr, "cctools po: %s: %s%s\n", what, status_text(st),
                  st == ST_DISK_FULL ? ", or as many as there may be: 201 folders, lists, boards; "
                                       "200 members; 32,767 letters in a folder"
                                     : "");
    return EXIT_REFUSED;
}

/* A post office that cannot be opened. */
static int closed(const char *directory, enum status st)
{
    if (st != ST_NOT_FOUND) {
        return refused(directory, st);
    }
    (void)fprintf(stderr, "cctools po: %s: no post office is there (CLANDATA)\n", directory);
    return EXIT_REFUSED;
}

enum status request_blame(const struct request *request, size_t word, const char *text,
                          enum status st)
{
    if (st != ST_OK && !request->blame->is_word) { /* the first knows best */
        *request->blame = (struct blame){true, word, text};
    }
    return st;
}

/* As it was written, with what is wrong about it. */
static int blamed(const struct request *request, const struct blame *blame, enum status st)
{
    const char *what = blame->is_word ? request->words[blame->word] : request->directory;
    if (blame->text == NULL || (st != ST_NOT_FOUND && st != ST_INVALID)) {
        return refused(what, st);
    }
    (void)fprintf(stderr, "cctools po: %s: %s\n", what, blame->text);
    return EXIT_REFUSED;
}

/* Tells people when a text is too long to be stored; `what` it is. */
static bool fits(const char *what, const char *text, size_t capacity)
{
    const size_t length = strlen(text);
    if (length < capacity) {
        return true;
    }
    (void)fprintf(stderr, "cctools po: %s has %zu bytes, at most %zu are allowed\n", what, length,
                  capacity - 1);
    return false;
}

/* A word as the post office stores it. NULL: it cannot, and people were told. */
static const char *stored(const struct request *request, enum text_code_page page, const char *utf8)
{
    struct diagnostic diagnostic = {0};
    const char *text = NULL;
    if (!po_text_take(page, utf8, request->call->arena, &text, &diagnostic)) {
        (void)fprintf(stderr, "cctools po: %s\n", diagnostic.text);
        return NULL;
    }
    return text;
}

static int create(const struct request *request)
{
    const enum text_code_page page =
        request->code_page == CODE_PAGE_850 ? CODE_PAGE_850 : CODE_PAGE_437;
    const char *name = stored(request, page, request->words[0]);
    const char *password = stored(request, page, request->password);
    if (name == NULL || password == NULL || !fits("the name", name, PO_NAME_SIZE) ||
        !fits("the password", password, PO_PASSWORD_SIZE)) {
        return EXIT_REFUSED;
    }
    const struct po_spec spec = {
        .format = request->format,
        .name = name,
        .password = password,
        .code_page = request->code_page,
    };
    const enum status made = os_make_dir(request->call->port, request->directory);
    if (made != ST_OK && made != ST_EXISTS) {
        return refused(request->directory, made);
    }
    const enum status st = po_create(request->call->port, request->directory, &spec);
    return st == ST_OK ? EXIT_DONE : refused(request->directory, st);
}

static enum status add_entry(struct postoffice *po, const struct request *request)
{
    struct po_entry entry = {.kind = request->kind};
    struct po_entry meant;
    if (!fits("the name", request->words[0], sizeof(entry.name)) ||
        !fits("the address", request->at, sizeof(entry.address)) ||
        !fits("the comment", request->comment, sizeof(entry.comment))) {
        return request_blame(request, 0, NULL, ST_TOO_LONG);
    }
    REQUIRE(text_copy(entry.name, sizeof(entry.name), request->words[0]));
    REQUIRE(text_copy(entry.address, sizeof(entry.address), request->at));
    REQUIRE(text_copy(entry.comment, sizeof(entry.comment), request->comment));
    if (entry.kind == PO_ALIAS && po_entry_find(po, entry.address, &meant) == ST_OK &&
        (meant.kind == PO_USER_ELSEWHERE || meant.kind == PO_MOBILE_ELSEWHERE ||
         meant.kind == PO_ALIAS_ELSEWHERE)) {
        entry.kind = PO_ALIAS_ELSEWHERE; /* of a remote user (IE51) */
    }
    return request_blame(request, 0, NULL, po_entry_add(po, &entry));
}

static enum status list_directory(struct postoffice *po, const struct request *request)
{
    struct arena *arena = request->call->arena;
    struct po_entries list = {NULL, 0};
    const enum status st = po_entry_list(po, arena, &list);
    if (st != ST_OK) {
        return st;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct po_entry *entry = &list.entries[i];
        printf("%c %-30s %-20s %s\n", (char)entry->kind, po_text_shown(po, entry->name, arena),
               po_text_shown(po, entry->address, arena), po_text_shown(po, entry->comment, arena));
    }
    return ST_OK;
}

const char *request_date(struct os_port *port, struct arena *arena)
{
    const int64_t minutes =
        (int64_t)(os_utc_ms(port) / 60000) + os_machine_locale(port).zone_minutes;
    const unsigned minute = (unsigned)(minutes % 1440);
    /* days since 1 March 0000, in eras of 400 years (proleptic Gregorian calendar) */
    const unsigned days = (unsigned)(minutes / 1440) + 719468;
    const unsigned of_era = days % 146097;
    const unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    const unsigned month = (5 * of_year + 2) / 153; /* 0 is March */
    const unsigned day = of_year - (153 * month + 2) / 5 + 1;
    const unsigned written_year = (year + (month >= 10 ? 1 : 0)) % 100;
    const unsigned hour = minute / 60 % 12 == 0 ? 12 : minute / 60 % 12;
    return arena_format(arena, "%u/%u/%02u %u:%02u%s", month < 10 ? month + 3 : month - 9, day,
                        written_year, hour, minute % 60, minute < 720 ? "AM" : "PM");
}

/* The words and options, from the page of who wrote them to that of the post office. */
static bool store_words(struct request *request, const struct postoffice *po)
{
    const enum text_code_page page = po_text_page(po);
    const char **const texts[] = {&request->at, &request->comment, &request->text,
                                  &request->password};
    bool is_good = true;
    for (size_t i = 0; is_good && i < ARRAY_COUNT(texts); i++) {
        *texts[i] = stored(request, page, *texts[i]);
        is_good = *texts[i] != NULL;
    }
    for (size_t i = 0; is_good && i < request->word_count; i++) {
        request->words[i] = stored(request, page, request->words[i]);
        is_good = request->words[i] != NULL;
    }
    return is_good;
}

/* Opens the post office for one piece of work. */
static int work(const struct request *request, bool want_write,
                enum status (*run)(struct postoffice *po, const struct request *request))
{
    struct postoffice *po = NULL;
    struct blame blame = {false, 0, NULL};
    struct request asked = *request;
    asked.blame = &blame;
    enum status st =
        po_open(request->call->port, request->directory, want_write, request->call->arena, &po);
    if (st != ST_OK) {
        return closed(request->directory, st);
    }
    if (!store_words(&asked, po)) {
        po_close(po);
        return EXIT_REFUSED;
    }
    st = run(po, &asked);
    if (st == ST_OK && want_write) {
        st = po_flush(po);
    }
    po_close(po);
    return st == ST_OK ? EXIT_DONE : blamed(request, &blame, st);
}

static int check(const struct request *request)
{
    struct po_report report;
    const enum status st =
        po_check(request->call->port, request->directory, request->call->arena, &report);
    if (st != ST_OK) {
        return closed(request->directory, st);
    }
    printf("%u entries, %u mailboxes, %u messages, %u blocks, %u free\n", report.entries,
           report.mailboxes, report.messages, report.blocks, report.free_blocks);
    printf("%u fragmented, at most %u extents\n", report.fragmented, report.extents_max);
    printf("%u signs of wear, %u errors\n", report.wear, report.errors);
    return report.errors == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static enum status list(struct postoffice *po, const struct request *request)
{
    return request->word_count == 0 ? list_directory(po, request) : letter_list(po, request);
}

static const struct command {
    const char *name;
    size_t least; /* words behind the directory */
    size_t most;
    int (*run)(const struct request *request); /* NULL: what follows, with the post office open */
    bool want_write;
    enum status (*work)(struct postoffice *po, const struct request *request);
} commands[] = {
    {"create", 1, 1, create, true, NULL},
    {"check", 0, 0, check, false, NULL},
    {"add", 1, 1, NULL, true, add_entry},
    {"list", 0, 1, NULL, false, list},
    {"send", 3, 3, NULL, true, letter_send},
    {"read", 2, 2, NULL, true, letter_read},
    {"forward", 3, 3, NULL, true, letter_forward},
    {"file", 3, 3, NULL, true, letter_file},
    {"folders", 1, 1, NULL, false, letter_folders},
    {"members", 1, REQUEST_WORDS_MAX, NULL, true, letter_members},
};

const char *cctools_po_help(void)
{
    return "  cctools po create DIR NAME [--password P] [--db8] [--page 437|850]\n"
           "  cctools po add DIR NAME [--postoffice|--mobile|--list|--board|--alias OF] [--at PO]\n"
           "                          [--comment TEXT]\n"
           "                                 a mailbox here; with --at, a user at another one\n"
           "  cctools po members DIR LIST [NAME...]   who is in a list, or is to be\n"
           "  cctools po check DIR           look for wear and damage\n"
           "  cctools po list DIR [NAME]     the directory, or the mail of a mailbox or queue\n"
           "  cctools po send DIR FROM TO SUBJECT [--text TEXT] [--priority low|urgent] "
           "[--receipt]\n"
           "  cctools po read DIR NAME NUMBER         a letter; its receipt goes back\n"
           "  cctools po forward DIR NAME NUMBER TO\n"
           "  cctools po file DIR NAME NUMBER FOLDER  into a folder, made when it is not there\n"
           "  cctools po folders DIR NAME\n";
}

static bool take_kind(struct request *request, const char *word)
{
    static const struct {
        const char *word;
        enum po_kind kind;
    } kinds[] = {{"--postoffice", PO_POSTOFFICE},
                 {"--mobile", PO_MOBILE},
                 {"--list", PO_LIST},
                 {"--board", PO_BOARD}};
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (strcmp(word, kinds[i].word) == 0) {
            request->kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

/* True when argv[*at] is an option; *at is then on its last word. */
static bool take_option(struct request *request, int *at)
{
    const struct cctools_po *call = request->call;
    const char *word = call->argv[*at];
    const char *value = *at + 1 < call->argc ? call->argv[*at + 1] : NULL;
    const struct {
        const char *name;
        const char **place;
    } texts[] = {
        {"--password", &request->password},
        {"--at", &request->at},
        {"--comment", &request->comment},
        {"--text", &request->text},
    };
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        if (strcmp(word, texts[i].name) == 0 && value != NULL) {
            *texts[i].place = value;
            (*at)++;
            return true;
        }
    }
    if (strcmp(word, "--page") == 0 && value != NULL &&
        (strcmp(value, "437") == 0 || strcmp(value, "850") == 0)) {
        request->code_page = value[0] == '4' ? CODE_PAGE_437 : CODE_PAGE_850;
        (*at)++;
        return true;
    }
    if (strcmp(word, "--priority") == 0 && value != NULL) {
        (*at)++;
        return ccm_priority_find(value, &request->priority);
    }
    if (strcmp(word, "--db8") == 0) {
        request->format = PO_DB8;
        return true;
    }
    if (strcmp(word, "--receipt") == 0) {
        request->wants_receipt = true;
        return true;
    }
    if (strcmp(word, "--alias") == 0 && value != NULL) {
        request->at = value;
        request->kind = PO_ALIAS;
        (*at)++;
        return true;
    }
    return take_kind(request, word);
}

/* With --at, what stands for somebody at another post office. */
static enum po_kind kind_elsewhere(enum po_kind kind)
{
    static const enum po_kind pairs[][2] = {{PO_USER, PO_USER_ELSEWHERE},
                                            {PO_MOBILE, PO_MOBILE_ELSEWHERE},
                                            {PO_POSTOFFICE, PO_POSTOFFICE_VIA}};
    for (size_t i = 0; i < ARRAY_COUNT(pairs); i++) {
        if (pairs[i][0] == kind) {
            return pairs[i][1];
        }
    }
    return kind;
}

static bool parse(struct request *request)
{
    const struct cctools_po *call = request->call;
    for (int at = 1; at < call->argc; at++) {
        const char *word = call->argv[at];
        if (text_starts(word, "--")) {
            if (!take_option(request, &at)) {
                (void)fprintf(stderr,
                              "cctools po: %s: not an option, or its value is missing or wrong\n",
                              word);
                return false;
            }
        } else if (request->directory == NULL) {
            char path[OS_PATH_SIZE];
            const bool is_relative = word[0] != '/' && word[0] != '\\' && strchr(word, ':') == NULL;
            if (!text_join_path(path, sizeof(path), is_relative ? call->directory : "", word)) {
                (void)fprintf(stderr, "cctools po: %s: %s\n", word, status_text(ST_TOO_LONG));
                return false;
            }
            request->directory = arena_text(call->arena, path);
        } else if (request->word_count < REQUEST_WORDS_MAX) {
            request->words[request->word_count++] = word;
        } else {
            (void)fprintf(stderr, "cctools po: more than %d words\n", REQUEST_WORDS_MAX);
            return false;
        }
    }
    if (request->at[0] != '\0') {
        request->kind = kind_elsewhere(request->kind);
    }
    if (request->directory == NULL) {
        (void)fprintf(stderr, "cctools po: %s wants a directory\n", call->argv[0]);
    }
    return request->directory != NULL;
}

/* What only looks has failed when nobody can read it; what was changed stays changed. */
static int told(const struct command *command, int code)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return code;
    }
    (void)fputs("cctools po: the answer cannot be written\n", stderr);
    return code == EXIT_DONE && !command->want_write ? EXIT_REFUSED : code;
}

int cctools_po(const struct cctools_po *call)
{
    struct request request = {
        .call = call,
        .password = "",
        .at = "",
        .comment = "",
        .text = "",
        .priority = CCM_NORMAL,
        .code_page = CODE_PAGE_437,
        .format = PO_DB6,
        .kind = PO_USER,
    };
    size_t c = 0;
    while (call->argc > 0 && c < ARRAY_COUNT(commands) &&
           strcmp(call->argv[0], commands[c].name) != 0) {
        c++;
    }
    if (call->argc > 0 && c == ARRAY_COUNT(commands)) {
        (void)fprintf(stderr, "cctools po: %s: there is no such command\n", call->argv[0]);
    } else if (call->argc > 0 && parse(&request)) {
        if (request.word_count >= commands[c].least && request.word_count <= commands[c].most) {
            return told(&commands[c],
                        commands[c].run != NULL
                            ? commands[c].run(&request)
                            : work(&request, commands[c].want_write, commands[c].work));
        }
        (void)fprintf(stderr, "cctools po: %s takes a directory and %zu to %zu words, not %zu\n",
                      commands[c].name, commands[c].least, commands[c].most, request.word_count);
    }
    (void)fputs(cctools_po_help(), stderr);
    return EXIT_USAGE;
}

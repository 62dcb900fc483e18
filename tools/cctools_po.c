#include "cctools_po.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/ccm.h"
#include "base/text.h"
#include "po_text.h"

enum exit_code { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };
enum { WORDS_MAX = 4 };

/* What the command line said, options taken out. */
struct request {
    const struct cctools_po *call;
    const char *directory; /* of the post office, absolute */
    const char *words[WORDS_MAX];
    size_t word_count;
    const char *password;
    const char *at;
    const char *comment;
    const char *text;
    int code_page;
    enum po_format format;
    enum po_kind kind;
};

static int refused(const char *what, enum status st)
{
    (void)fprintf(stderr, "cctools po: %s: %s\n", what, status_text(st));
    return EXIT_REFUSED;
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
    if (name == NULL || password == NULL) {
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
    if (!text_copy(entry.name, sizeof(entry.name), request->words[0]) ||
        !text_copy(entry.address, sizeof(entry.address), request->at) ||
        !text_copy(entry.comment, sizeof(entry.comment), request->comment)) {
        return ST_TOO_LONG;
    }
    return po_entry_add(po, &entry);
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

static void print_message(const struct postoffice *po, const struct po_message *message,
                          struct bytes content, struct arena *arena)
{
    struct ccm_message read;
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    if (ccm_read(content, &offset, arena, &read, &diagnostic) != ST_OK) {
        printf("%llu  (%llu bytes) line %u, byte %llu: %s\n", (unsigned long long)message->id,
               (unsigned long long)message->size, (unsigned)diagnostic.line,
               (unsigned long long)diagnostic.offset, diagnostic.text);
        return;
    }
    printf("%llu  %s  %s  %s\n", (unsigned long long)message->id, read.date,
           po_text_shown(po, read.from, arena), po_text_shown(po, read.subject, arena));
    for (uint32_t i = 0; i < read.item_count; i++) {
        printf("     %s item, %zu bytes  %s\n", read.items[i].kind == CCM_TEXT ? "text" : "file",
               read.items[i].content.size, po_text_shown(po, read.items[i].title, arena));
    }
}

static enum status list_mailbox(struct postoffice *po, const struct request *request)
{
    struct po_entry entry;
    struct po_message message = {0};
    enum status st = po_entry_find(po, request->words[0], &entry);
    while (st == ST_OK) {
        struct bytes content = {NULL, 0};
        st = po_queue_next(po, entry.usr, message.id, &message);
        if (st == ST_OK) {
            st = po_message_read(po, &message, request->call->arena, &content, NULL);
        }
        if (st == ST_OK) {
            print_message(po, &message, content, request->call->arena);
        }
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

/* "6/2/98 8:39AM", as people in the US write it. */
static const char *date_now(struct os_port *port, struct arena *arena)
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

static enum status send_letter(struct postoffice *po, const struct request *request)
{
    struct arena *arena = request->call->arena;
    char sender[PO_ADDRESS_SIZE];
    char recipient[PO_ADDRESS_SIZE];
    struct po_entry from;
    struct po_entry to;
    enum status st = po_resolve(po, request->words[0], &from, sender);
    if (st == ST_OK) {
        st = po_resolve(po, request->words[1], &to, recipient);
    }
    if (st != ST_OK) {
        return st;
    }
    const struct ccm_address address = {CCM_TO, recipient};
    const struct ccm_item item = {CCM_TEXT, "", bytes_of_text(request->text)};
    const struct ccm_message letter = {
        .from = sender,
        .date = date_now(request->call->port, arena),
        .subject = request->words[2],
        .addresses = &address,
        .address_count = 1,
        .items = &item,
        .item_count = 1,
        .extra = "",
    };
    struct buffer content;
    buffer_init(&content, arena);
    ccm_write(&content, &letter);
    const struct po_message_in message = {
        .content = buffer_bytes(&content),
        .usrs = &to.usr,
        .usr_count = 1,
        .file = NULL,
    };
    uint64_t id = 0;
    st = po_send(po, &message, arena, &id);
    if (st == ST_OK) {
        printf("%llu  to %s\n", (unsigned long long)id, po_text_shown(po, recipient, arena));
    }
    return st;
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
    struct request asked = *request;
    enum status st =
        po_open(request->call->port, request->directory, want_write, request->call->arena, &po);
    if (st != ST_OK) {
        return refused(request->directory, st);
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
    return st == ST_OK ? EXIT_DONE : refused(request->words[0], st);
}

static int add(const struct request *request)
{
    return work(request, true, add_entry);
}

static int list(const struct request *request)
{
    return work(request, false, request->word_count == 0 ? list_directory : list_mailbox);
}

static int send(const struct request *request)
{
    return work(request, true, send_letter);
}

static int check(const struct request *request)
{
    struct po_report report;
    const enum status st =
        po_check(request->call->port, request->directory, request->call->arena, &report);
    if (st != ST_OK) {
        return refused(request->directory, st);
    }
    printf("%u entries, %u mailboxes, %u messages, %u blocks, %u free\n", report.entries,
           report.mailboxes, report.messages, report.blocks, report.free_blocks);
    printf("%u fragmented, at most %u extents\n", report.fragmented, report.extents_max);
    printf("%u signs of wear, %u errors\n", report.wear, report.errors);
    return report.errors == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static const struct {
    const char *name;
    size_t least; /* words behind the directory */
    size_t most;
    int (*run)(const struct request *request);
} commands[] = {
    {"create", 1, 1, create}, {"add", 1, 1, add},   {"check", 0, 0, check},
    {"list", 0, 1, list},     {"send", 3, 3, send},
};

const char *cctools_po_help(void)
{
    return "  cctools po create DIR NAME [--password P] [--db8] [--page 437|850]\n"
           "  cctools po add DIR NAME [--postoffice] [--at PO] [--comment TEXT]\n"
           "                                 a mailbox here; a post office; a user at another one\n"
           "  cctools po check DIR           look for wear and damage\n"
           "  cctools po list DIR [NAME]     the directory, or the mail of a mailbox or queue\n"
           "  cctools po send DIR FROM TO SUBJECT [--text TEXT]\n";
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
    if (strcmp(word, "--db8") == 0) {
        request->format = PO_DB8;
        return true;
    }
    if (strcmp(word, "--postoffice") == 0) {
        request->kind = PO_POSTOFFICE;
        return true;
    }
    return false;
}

static bool parse(struct request *request)
{
    const struct cctools_po *call = request->call;
    for (int at = 1; at < call->argc; at++) {
        const char *word = call->argv[at];
        if (text_starts(word, "--")) {
            if (!take_option(request, &at)) {
                (void)fprintf(stderr, "cctools po: %s: not an option, or its value is missing\n",
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
        } else if (request->word_count < WORDS_MAX) {
            request->words[request->word_count++] = word;
        } else {
            return false;
        }
    }
    if (request->at[0] != '\0' && request->kind == PO_USER) {
        request->kind = PO_USER_ELSEWHERE;
    }
    return request->directory != NULL;
}

int cctools_po(const struct cctools_po *call)
{
    struct request request = {
        .call = call,
        .password = "",
        .at = "",
        .comment = "",
        .text = "",
        .code_page = CODE_PAGE_437,
        .format = PO_DB6,
        .kind = PO_USER,
    };
    for (size_t i = 0; i < ARRAY_COUNT(commands) && call->argc > 0; i++) {
        if (strcmp(call->argv[0], commands[i].name) == 0 && parse(&request) &&
            request.word_count >= commands[i].least && request.word_count <= commands[i].most) {
            return commands[i].run(&request);
        }
    }
    (void)fputs(cctools_po_help(), stderr);
    return EXIT_USAGE;
}

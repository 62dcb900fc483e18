#define _XOPEN_SOURCE 700
#include "cli/po_command.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/po_mbox.h"
#include "cli/po_trials.h"
#include "cli/po_view.h"
#include "core/prng.h"
#include "po_text.h"
#include "po_wear.h"
#include "port/posix_port.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_WRONG = 2 };
enum { MESSAGES_DEFAULT = 400, MOST = 1 << 20, LARGEST_FILE = 1 << 26, USERS_MOST = 90000 };

struct call {
    const struct options *options;
    struct os_port *port;
    struct arena *arena;
    struct buffer *target;
    struct diagnostic *diagnostic;
    const char *directory; /* absolute */
    const char *word;      /* behind the directory; NULL: none */
};

static int wrong(const struct call *call, const char *text)
{
    diagnostic_set(call->diagnostic, 0, "%s", text);
    return EXIT_WRONG;
}

static int refused(const struct call *call, const char *what, enum status st)
{
    diagnostic_set(call->diagnostic, 0, "%s: %s", what, status_text(st));
    return EXIT_REFUSED;
}

/* A directory that cannot be opened as a post office. */
static int closed(const struct call *call, enum status st)
{
    if (st != ST_NOT_FOUND) {
        return refused(call, call->directory, st);
    }
    diagnostic_set(call->diagnostic, 0, "%s: no post office is there (CLANDATA)", call->directory);
    return EXIT_REFUSED;
}

/* ---- create ---- */

static enum status add(struct postoffice *po, enum po_kind kind, const char *name)
{
    struct po_entry entry = {.kind = kind};
    return text_copy(entry.name, sizeof(entry.name), name) ? po_entry_add(po, &entry) : ST_TOO_LONG;
}

static int fill(const struct call *call)
{
    const struct options *options = call->options;
    struct postoffice *po = NULL;
    enum status st = po_open(call->port, call->directory, true, call->arena, &po);
    if (st == ST_OK) {
        po_set_filling(po, true);
    }
    for (uint64_t i = 1; st == ST_OK && i <= options->users; i++) {
        char name[PO_NAME_SIZE];
        (void)text_format(name, sizeof(name), "User %llu", (unsigned long long)i);
        st = add(po, PO_USER, name);
    }
    if (st == ST_OK && options->queue != NULL) {
        const char *queue = NULL; /* create has looked whether it can be stored */
        (void)po_text_take(po_text_page(po), options->queue, call->arena, &queue, NULL);
        st = add(po, PO_POSTOFFICE, queue);
    }
    if (st == ST_OK) {
        st = po_flush(po);
    }
    po_close(po);
    return st == ST_OK ? EXIT_DONE : refused(call, call->directory, st);
}

static int create(const struct call *call)
{
    const struct options *options = call->options;
    const enum text_code_page page = options->page == 850 ? CODE_PAGE_850 : CODE_PAGE_437;
    const char *texts[] = {call->word, options->password, options->queue};
    static const struct {
        const char *name;
        size_t capacity;
    } limits[] = {
        {"the name", PO_NAME_SIZE}, {"--password", PO_PASSWORD_SIZE}, {"--queue", PO_NAME_SIZE}};
    struct po_spec spec = {
        .format = options->db8 ? PO_DB8 : PO_DB6, .has_ade = options->ade, .code_page = (int)page};
    if (call->word == NULL) {
        return wrong(call, "po create wants a directory and a name: ccbench po create DIR CCPO1");
    }
    if (options->page != 0 && options->page != 437 && options->page != 850) {
        return wrong(call, "--page takes 437 or 850");
    }
    if (options->users > USERS_MOST) {
        return wrong(call, "--users takes at most 90000");
    }
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        if (!po_text_take(page, texts[i] != NULL ? texts[i] : "", call->arena, &texts[i],
                          call->diagnostic)) {
            return EXIT_WRONG;
        }
        if (strlen(texts[i]) >= limits[i].capacity || strpbrk(texts[i], "\r\n") != NULL) {
            diagnostic_set(call->diagnostic, 0, "%s takes one line of at most %zu bytes",
                           limits[i].name, limits[i].capacity - 1);
            return EXIT_WRONG;
        }
    }
    if (options->free_list != NULL && !po_free_list_find(options->free_list, &spec.free_list)) {
        return wrong(call, "--free-list takes lifo, fifo or lowest");
    }
    spec.name = texts[0];
    spec.password = texts[1];
    const enum status st = po_create(call->port, call->directory, &spec);
    return st == ST_OK ? fill(call) : refused(call, call->directory, st);
}

/* ---- churn ---- */

struct churn {
    struct prng prng;
    const struct call *call;
    uint32_t turnovers;
    uint32_t waits; /* in a row, for the lock */
};

/* As long as IMPORT waits (assumption LOCK_WAIT). */
static bool waited(void *context)
{
    enum { WAIT_US = 1000, WAITS_MAX = 15000 };
    struct churn *churn = context;
    struct os_port *port = churn->call->port;
    posix_port_wait(port, os_monotonic_us(port) + WAIT_US);
    return ++churn->waits < WAITS_MAX;
}

static uint64_t below(void *context, uint64_t bound)
{
    struct churn *churn = context;
    churn->waits = 0; /* something was done since */
    return prng_below(&churn->prng, bound);
}

static enum status turned(void *context, struct postoffice *po, uint32_t turnover)
{
    enum { ROWS = 32 };
    struct churn *churn = context;
    const uint32_t step = (churn->turnovers + ROWS - 1) / ROWS;
    if (turnover % step != 0 && turnover != churn->turnovers) {
        return ST_OK;
    }
    return po_view_curve(po, turnover, churn->call->arena, churn->call->target);
}

/* "36K" at *at, moved behind it; false: no size. */
static bool size_take(const char **at, uint32_t *size_out)
{
    char digits[12];
    uint64_t number = 0;
    const size_t length = strspn(*at, "0123456789");
    if (length == 0 || length >= sizeof(digits)) {
        return false;
    }
    memcpy(digits, *at, length);
    digits[length] = '\0';
    *at += length;
    if (!text_to_u64(digits, &number) || number > LARGEST_FILE) {
        return false;
    }
    if (**at == 'K' || **at == 'k') {
        number *= 1024;
        (*at)++;
    }
    *size_out = (uint32_t)number;
    return number <= LARGEST_FILE;
}

/* "2K..36K", "2048"; false: no sizes in rising order. */
static bool sizes_parse(const char *text, struct po_wear *wear)
{
    const char *at = text;
    if (!size_take(&at, &wear->size_first)) {
        return false;
    }
    wear->size_last = wear->size_first;
    if (strncmp(at, "..", 2) == 0) {
        at += 2;
        if (!size_take(&at, &wear->size_last)) {
            return false;
        }
    }
    return *at == '\0' && wear->size_first <= wear->size_last;
}

static enum status mailboxes(struct postoffice *po, struct arena *arena, struct po_wear *wear)
{
    struct po_entries list = {0};
    const enum status st = po_entry_list(po, arena, &list);
    uint32_t *usrs = arena_array(arena, uint32_t, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        if (list.entries[i].kind == PO_USER) {
            usrs[wear->usr_count++] = list.entries[i].usr;
        }
    }
    wear->usrs = usrs;
    return st;
}

static int churn_run(const struct call *call, const struct po_wear *asked)
{
    struct postoffice *po = NULL;
    struct churn churn = {.call = call, .turnovers = asked->turnovers};
    struct po_wear wear = *asked;
    wear.below = below;
    wear.turned = turned;
    wear.waited = waited;
    wear.context = &churn;
    prng_init(&churn.prng, call->options->seed, "po churn");
    enum status st = po_open(call->port, call->directory, true, call->arena, &po);
    if (st != ST_OK) {
        return closed(call, st);
    }
    st = mailboxes(po, call->arena, &wear);
    if (st == ST_OK && wear.usr_count == 0) {
        po_close(po);
        diagnostic_set(call->diagnostic, 0,
                       "%s: nobody has a mailbox there: ccbench po create --users N",
                       call->directory);
        return EXIT_REFUSED;
    }
    if (st == ST_OK) {
        struct arena scratch = {0}; /* of its own: the curve grows on the call's meanwhile */
        po_view_curve_head(call->target);
        st = po_wear(po, &wear, &scratch);
        arena_release(&scratch);
    }
    if (st == ST_OK) {
        st = po_flush(po);
    }
    po_close(po);
    return st == ST_OK ? EXIT_DONE : refused(call, call->directory, st);
}

static int churn(const struct call *call)
{
    const struct options *options = call->options;
    const uint64_t messages = options->messages != 0 ? options->messages : MESSAGES_DEFAULT;
    const uint64_t keep = options->keep != 0 ? options->keep : messages / 2;
    const uint64_t turnovers = options->turnovers != 0 ? options->turnovers : 1;
    struct po_wear wear = {0};
    if (messages > MOST || keep > messages || turnovers > MOST) {
        return wrong(call, "--keep is at most --messages; --messages and --turnovers are at most "
                           "1048576");
    }
    if (!sizes_parse(options->file != NULL ? options->file : "2K..36K", &wear)) {
        return wrong(call, "--file takes sizes in rising order, 2K..36K, at most 65536K");
    }
    wear.messages = (uint32_t)messages;
    wear.keep = (uint32_t)keep;
    wear.turnovers = (uint32_t)turnovers;
    return churn_run(call, &wear);
}

/* ---- damage ---- */

static void list_kinds(const struct call *call)
{
    for (enum po_damage_kind kind = 0; kind < PO_DAMAGE_KINDS; kind++) {
        buffer_format(call->target, "%-18s %s; mended by %s\n", po_damage_name(kind),
                      po_damage_bytes(kind), po_damage_mended_by(kind));
    }
}

static int damage(const struct call *call)
{
    enum po_damage_kind kind = 0;
    if (call->word == NULL) {
        list_kinds(call);
        return EXIT_DONE;
    }
    if (!po_damage_find(call->word, &kind)) {
        diagnostic_set(call->diagnostic, 0,
                       "there is no damage '%s'; ccbench po damage DIR lists the kinds",
                       call->word);
        return EXIT_WRONG;
    }
    struct postoffice *po = NULL;
    enum status st = po_open(call->port, call->directory, true, call->arena, &po);
    if (st != ST_OK) {
        return closed(call, st);
    }
    st = po_lock(po);
    if (st == ST_OK) {
        st = po_damage(po, kind);
    }
    po_close(po);
    if (st == ST_NOT_FOUND && po != NULL) {
        diagnostic_set(call->diagnostic, 0, "%s: there is nothing of that kind to damage",
                       call->word);
        return EXIT_REFUSED;
    }
    return st == ST_OK ? EXIT_DONE : refused(call, call->directory, st);
}

/* ---- looking ---- */

/* Opens for reading and hands over. */
static int look(const struct call *call,
                enum status (*view)(struct postoffice *po, const char *word, struct arena *arena,
                                    struct buffer *target))
{
    struct postoffice *po = NULL;
    enum status st = po_open(call->port, call->directory, false, call->arena, &po);
    if (st != ST_OK) {
        return closed(call, st);
    }
    st = view(po, call->word, call->arena, call->target);
    po_close(po);
    if (st == ST_NOT_FOUND && call->word != NULL) {
        diagnostic_set(call->diagnostic, 0, "%s: nobody of that name has a mailbox or queue there",
                       call->word);
        return EXIT_REFUSED;
    }
    return st == ST_OK ? EXIT_DONE : refused(call, call->directory, st);
}

static int stat_verb(const struct call *call)
{
    return look(call, po_view_stat);
}

static int dump(const struct call *call)
{
    return look(call, po_view_dump);
}

static int export_mbox(const struct call *call)
{
    return look(call, po_mbox);
}

static int flip_trials(const struct call *call)
{
    char copy[] = "/var/tmp/ccbench-flip-XXXXXX"; /* as large as the post office */
    if (mkdtemp(copy) == NULL) {
        diagnostic_set(call->diagnostic, 0, "%s: %s", copy, strerror(errno));
        return EXIT_REFUSED;
    }
    const struct po_trials trials = {
        .directory = call->directory,
        .copy = copy,
        .port = call->port,
        .seed = call->options->seed,
        .count = call->options->trials != 0 ? call->options->trials : PO_TRIALS_DEFAULT,
    };
    struct po_trials_result result;
    const enum status st = po_trials_run(&trials, call->arena, &result);
    (void)rmdir(copy); /* a file that could not be removed keeps it */
    if (st != ST_OK) {
        return refused(call, call->directory, st);
    }
    po_trials_print(&result, call->target);
    return result.altered == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static const struct {
    const char *name;
    int (*run)(const struct call *call);
    uint32_t words_max; /* behind the directory */
    bool makes_directory;
} verbs[] = {
    {"create", create, 1, true},
    {"stat", stat_verb, 0, false},
    {"dump", dump, 0, false},
    {"churn", churn, 0, false},
    {"damage", damage, 1, false},
    {"export-mbox", export_mbox, 1, false},
    {"flip-trials", flip_trials, 0, false},
};

static const char usage_text[] =
    "po wants a verb and a directory: ccbench po create|stat|dump|churn|damage|export-mbox|"
    "flip-trials DIR ...";

int po_command(const struct options *options, struct arena *arena, struct buffer *target,
               struct diagnostic *diagnostic_out)
{
    char full[PATH_MAX];
    struct call call = {
        .options = options, .arena = arena, .target = target, .diagnostic = diagnostic_out};
    size_t v = 0;
    while (options->path_count > 0 && v < ARRAY_COUNT(verbs) &&
           strcmp(verbs[v].name, options->paths[0]) != 0) {
        v++;
    }
    if (options->path_count < 2 || v == ARRAY_COUNT(verbs) ||
        options->path_count > 2 + verbs[v].words_max) {
        return wrong(&call, usage_text);
    }
    const bool is_made = verbs[v].makes_directory && mkdir(options->paths[1], 0777) == 0;
    if (verbs[v].makes_directory && !is_made && errno != EEXIST) {
        diagnostic_set(diagnostic_out, 0, "%s: %s", options->paths[1], strerror(errno));
        return EXIT_WRONG;
    }
    if (realpath(options->paths[1], full) == NULL) {
        diagnostic_set(diagnostic_out, 0, "%s: %s", options->paths[1], strerror(errno));
        return EXIT_WRONG;
    }
    struct arena port_arena = {0}; /* its own: what works here goes back to marks */
    const struct posix_port_config config = {.arena = &port_arena};
    call.port = posix_port_create(&config);
    call.directory = full;
    call.word = options->path_count > 2 ? options->paths[2] : NULL;
    const int exit = verbs[v].run(&call);
    posix_port_close(call.port);
    arena_release(&port_arena);
    if (is_made && exit == EXIT_WRONG) {
        (void)rmdir(full); /* nothing was made in it; with files in it it stays */
    }
    return exit;
}

/* Figures of the post office in the simulated volume, beside raw SQLite with the same rows, and of
 * the programs on it. */
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "cli/bench_inside.h"
#include "cli/bench_sqlite.h"
#include "postoffice.h"
#include "world/process.h"

enum {
    READERS = 8,
    MESSAGES = 200,
    COPIES = MESSAGES + MESSAGES / 2,
    TIMES_OF_PROGRAM = 200,
    LETTER_BYTES = 2048
};

static const char small_office[] = "scenario \"a small post office\"\n"
                                   "source \"bench\"\n"
                                   "until 1s\n"
                                   "world\n"
                                   "  connector C1  account EXCH\\svc-ccmc\n"
                                   "  ntserver NT1  share CCPO  acl EXCH\\svc-ccmc full\n"
                                   "  postoffice PO1  on NT1 CCPO\n"
                                   "  tab C1  postoffice PO1  path \"\\\\NT1\\CCPO\"\n"
                                   "phase \"nothing\"\n"
                                   "  @0s do start connector\n"
                                   "  @1s expect delivered in 0\n";

struct group {
    struct bench *bench;
    bool is_good;
    struct world *world;
    struct postoffice *po;
    struct arena arena;
    struct arena scratch;
    uint32_t usrs[READERS];
    struct bytes letter;
    struct bench_rows rows;
};

static bool is_ok(struct group *group, enum status st)
{
    group->is_good = group->is_good && st == ST_OK;
    return group->is_good;
}

/* A letter of 2 KB as IMPORT stores it. */
static struct bytes letter_of(struct arena *arena)
{
    struct buffer letter;
    struct ccm_item item = {CCM_TEXT, "", {NULL, 0}};
    const struct ccm_address address = {CCM_TO, "Somebody at Reader 1"};
    const struct ccm_message message = {.from = "Writer",
                                        .date = "1/6/97 8:00AM",
                                        .subject = "Daily work",
                                        .addresses = &address,
                                        .address_count = 1,
                                        .items = &item,
                                        .item_count = 1,
                                        .extra = ""};
    buffer_init(&letter, arena);
    ccm_write(&letter, &message);
    item.content.size = LETTER_BYTES - letter.size;
    uint8_t *text = arena_room(arena, item.content.size);
    memset(text, 'w', item.content.size);
    item.content.data = text;
    buffer_clear(&letter);
    ccm_write(&letter, &message);
    return buffer_bytes(&letter);
}

/* Queues: EXPORT takes out what it has written, as the connector's runs do. */
static void add_readers(struct group *group)
{
    for (uint32_t i = 0; i < READERS; i++) {
        struct po_entry entry = {.kind = PO_POSTOFFICE};
        REQUIRE(text_format(entry.name, sizeof(entry.name), "Reader %u", i + 1));
        if (!is_ok(group, po_entry_add(group->po, &entry))) {
            return;
        }
        group->usrs[i] = entry.usr;
    }
}

/* Message `number` goes to one reader or, every other one, to two. */
static enum status import_one(struct group *group, uint32_t number)
{
    const uint32_t usrs[] = {group->usrs[number % READERS], group->usrs[(number + 1) % READERS]};
    const struct po_message_in in = {
        .content = group->letter, .usrs = usrs, .usr_count = 1 + number % 2};
    const struct arena_mark mark = arena_mark(&group->scratch);
    const enum status st = po_send(group->po, &in, &group->scratch, NULL);
    arena_rewind(&group->scratch, mark);
    return st;
}

static uint32_t export_all(struct group *group)
{
    uint32_t count = 0;
    for (uint32_t reader = 0; reader < READERS; reader++) {
        struct po_message message;
        enum status st = po_queue_next(group->po, group->usrs[reader], 0, &message);
        while (st == ST_OK) {
            const struct arena_mark mark = arena_mark(&group->scratch);
            struct bytes content;
            st = po_message_read(group->po, &message, &group->scratch, &content, NULL);
            arena_rewind(&group->scratch, mark);
            if (st == ST_OK) {
                st = po_delete(group->po, group->usrs[reader], message.id);
            }
            if (st == ST_OK) {
                count++;
                st = po_queue_next(group->po, group->usrs[reader], 0, &message);
            }
        }
        (void)is_ok(group, st == ST_NO_MORE ? ST_OK : st);
    }
    return count;
}

/* Times of a round; what is compared takes turns. */
struct times {
    double import;
    double export;
    double sqlite_import;
    double sqlite_export;
};

/* One round of ours: the time of each import and of each export is set. */
static void our_round(struct group *group, struct times *times)
{
    const double start = bench_now_s();
    for (uint32_t i = 0; i < MESSAGES && group->is_good; i++) {
        (void)is_ok(group, import_one(group, i));
    }
    const double imported = bench_now_s();
    const uint32_t count = export_all(group);
    const double exported = bench_now_s();
    group->is_good = group->is_good && count == COPIES;
    times->import = (imported - start) * 1e6 / MESSAGES;
    times->export = (exported - imported) * 1e6 / COPIES;
}

/* The same of SQLite. */
static void sqlite_round(struct group *group, struct times *times)
{
    const double start = bench_now_s();
    group->is_good = group->is_good && bench_sqlite_import(&group->rows, MESSAGES);
    const double imported = bench_now_s();
    const uint32_t count = bench_sqlite_export(&group->rows);
    const double exported = bench_now_s();
    group->is_good = group->is_good && count == COPIES;
    times->sqlite_import = (imported - start) * 1e6 / MESSAGES;
    times->sqlite_export = (exported - imported) * 1e6 / COPIES;
}

/* Each has the caches filled with the other's, so its first round does not count. */
static void measure_round(struct group *group, struct times *times)
{
    our_round(group, times);
    our_round(group, times);
    sqlite_round(group, times);
    sqlite_round(group, times);
}

static void messages_in_and_out(struct group *group)
{
    enum { TURNS = 101 };
    double import[TURNS];
    double export[TURNS];
    double sqlite_import[TURNS];
    double sqlite_export[TURNS];
    double share[TURNS];
    for (uint32_t i = 0; i < TURNS && group->is_good; i++) {
        struct times times = {0};
        measure_round(group, &times);
        import[i] = times.import;
        export[i] = times.export;
        sqlite_import[i] = times.sqlite_import;
        sqlite_export[i] = times.sqlite_export;
        share[i] =
            (times.sqlite_import + times.sqlite_export * 1.5) / (times.import + times.export * 1.5);
    }
    if (group->is_good) {
        bench_set(group->bench, FIGURE_IMPORT, bench_median(import, TURNS));
        bench_set(group->bench, FIGURE_EXPORT, bench_median(export, TURNS));
        bench_set(group->bench, FIGURE_SQLITE_IMPORT, bench_median(sqlite_import, TURNS));
        bench_set(group->bench, FIGURE_SQLITE_EXPORT, bench_median(sqlite_export, TURNS));
        bench_set(group->bench, FIGURE_SQLITE_TIMES, bench_median(share, TURNS));
    }
}

/* As the connector starts it, until it has ended; NULL: it could not be started. */
static struct process *start_program(struct group *group, const char *program,
                                     const char *arguments)
{
    const struct connector *connector = group->world->connectors;
    const struct process_request request = {.host = connector->host,
                                            .logon = connector->logon,
                                            .program = program,
                                            .arguments = arguments,
                                            .directory = "C:\\"};
    struct process *child = NULL;
    (void)is_ok(group, process_run(group->world, &request, &child));
    group->is_good = group->is_good && world_settle(group->world);
    return child;
}

/* One after another: seconds for one. */
static double run_program(struct group *group, const char *program, const char *arguments)
{
    const double start = bench_now_s();
    for (uint32_t i = 0; i < TIMES_OF_PROGRAM && group->is_good; i++) {
        (void)start_program(group, program, arguments);
    }
    return (bench_now_s() - start) / TIMES_OF_PROGRAM;
}

static void programs(struct group *group)
{
    enum { TURNS = 21 };
    const struct office *office = group->world->offices;
    const char *export =
        arena_format(&group->arena, "/N\"Reader 1\" /P%s /D%s /@C:\\OUT.CCM /BATCH",
                     office->password, office->path);
    const char *import = arena_format(&group->arena, "/N\"%s\" /P%s /D%s /@C:\\*.CCM /BATCH",
                                      office->name, office->password, office->path);
    double exports[TURNS];
    double imports[TURNS];
    for (uint32_t i = 0; i < TURNS && group->is_good; i++) {
        exports[i] = run_program(group, "EXPORT", export) * 1e6;
        imports[i] = run_program(group, "IMPORT", import) * 1e6;
    }
    if (group->is_good) {
        bench_set(group->bench, FIGURE_PROGRAM_EXPORT, bench_median(exports, TURNS));
        bench_set(group->bench, FIGURE_PROGRAM_IMPORT, bench_median(imports, TURNS));
    }
}

/* One run that is to end with 0: its time is added. */
static void run_once(struct group *group, const char *program, const char *arguments, double *time)
{
    const double start = bench_now_s();
    struct process *child = start_program(group, program, arguments);
    *time += bench_now_s() - start;
    group->is_good = group->is_good && child != NULL && child->result_code == 0;
}

/* A file with one letter is put there, imported, exported, and taken away. */
static void one_letter(struct group *group, struct os_port *port, double times[2])
{
    static const struct os_open_mode create = {OS_WRITE, OS_DENY_NONE, OS_CREATE_NEW};
    const struct office *office = group->world->offices;
    const char *import = arena_format(&group->scratch, "/N\"%s\" /P%s /D%s /@C:\\ONE.CCM /BATCH",
                                      office->name, office->password, office->path);
    const char *export =
        arena_format(&group->scratch, "/N\"Reader 1\" /P%s /D%s /@C:\\OUT.CCM /BATCH",
                     office->password, office->path);
    for (uint32_t i = 0; i < TIMES_OF_PROGRAM && group->is_good; i++) {
        struct os_file file = {0};
        if (is_ok(group, os_open(port, "C:\\ONE.CCM", create, &file)) &&
            is_ok(group, os_write(port, file, 0, group->letter.data, group->letter.size)) &&
            is_ok(group, os_close(port, file))) {
            run_once(group, "IMPORT", import, &times[0]);
            run_once(group, "EXPORT", export, &times[1]);
            (void)is_ok(group, os_remove(port, "C:\\OUT.CCM"));
        }
    }
}

static void programs_with_mail(struct group *group)
{
    enum { TURNS = 21 };
    const struct connector *connector = group->world->connectors;
    struct process *writer =
        process_new(group->world, PROCESS_WORLD, "bench", connector->host, NULL);
    double imports[TURNS];
    double exports[TURNS];
    for (uint32_t i = 0; i < TURNS && group->is_good; i++) {
        double times[2] = {0};
        one_letter(group, &writer->port, times);
        imports[i] = times[0] * 1e6 / TIMES_OF_PROGRAM;
        exports[i] = times[1] * 1e6 / TIMES_OF_PROGRAM;
        arena_reset(&group->scratch);
    }
    process_release(writer);
    if (group->is_good) {
        bench_set(group->bench, FIGURE_MAIL_IMPORT, bench_median(imports, TURNS));
        bench_set(group->bench, FIGURE_MAIL_EXPORT, bench_median(exports, TURNS));
    }
}

static void at_end(void *observer, struct world *world)
{
    struct group *group = observer;
    group->world = world;
    group->letter = letter_of(&group->arena);
    group->is_good = office_reader(world, world->offices, &group->po) == NULL;
    if (group->is_good) {
        add_readers(group);
    }
    group->is_good = group->is_good && world->connectors->logon != NULL &&
                     bench_sqlite_open(&group->rows, group->letter, READERS);
    messages_in_and_out(group);
    programs(group);
    programs_with_mail(group);
    bench_sqlite_close(&group->rows);
    arena_release(&group->scratch);
    arena_release(&group->arena);
}

bool bench_post_office(struct bench *bench)
{
    struct group group = {.bench = bench};
    return bench_play(small_office, at_end, &group) && group.is_good;
}

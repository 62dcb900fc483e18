/* Figures of a large post office: Analyze in the simulated volume, Reclaim on this host. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/bench_inside.h"
#include "core/prng.h"
#include "po_wear.h"
#include "port/posix_port.h"
#include "postoffice.h"

enum { FILE_BYTES = 24000, BLOCKS_OF_ONE = 12, BLOCK_BYTES = 2048 };

static const char large_office[] = "scenario \"a large post office\"\n"
                                   "source \"bench\"\n"
                                   "until 1s\n"
                                   "world\n"
                                   "  ntserver NT1  share CCPO\n"
                                   "  postoffice PO1  on NT1 CCPO\n"
                                   "phase \"nothing\"\n"
                                   "  @1s expect delivered in 0\n";

static uint64_t below(void *context, uint64_t bound)
{
    return prng_below(context, bound);
}

static enum status reader_add(struct postoffice *po, const char *name, uint32_t *usr_out)
{
    struct po_entry reader = {.kind = PO_USER};
    REQUIRE(text_copy(reader.name, sizeof(reader.name), name));
    enum status st = po_entry_find(po, name, &reader);
    if (st == ST_NOT_FOUND) {
        st = po_entry_add(po, &reader);
    }
    *usr_out = reader.usr;
    return st;
}

/* `keep` letters left of `messages`, in two mailboxes: one takes no more than a folder. */
static enum status fill(struct postoffice *po, uint32_t messages, uint32_t keep)
{
    struct arena scratch = {0};
    struct prng prng;
    uint32_t usrs[2] = {0};
    enum status st = reader_add(po, "Reader", &usrs[0]);
    st = st == ST_OK ? reader_add(po, "Second reader", &usrs[1]) : st;
    prng_init(&prng, 1, "bench");
    const struct po_wear wear = {.turnovers = 1,
                                 .messages = messages,
                                 .keep = keep,
                                 .size_first = FILE_BYTES,
                                 .size_last = FILE_BYTES,
                                 .usrs = usrs,
                                 .usr_count = ARRAY_COUNT(usrs),
                                 .below = below,
                                 .context = &prng};
    if (st == ST_OK) {
        st = po_wear(po, &wear, &scratch);
    }
    arena_release(&scratch);
    return st;
}

struct checked {
    uint32_t messages; /* to be there */
    double block_s;    /* seconds for a block */
    bool is_good;
};

static void check_office(void *observer, struct world *world)
{
    enum { TURNS = 3 };
    struct checked *checked = observer;
    struct postoffice *po = NULL;
    struct office *office = world->offices;
    volume_set_free(office->volume->volume, (uint64_t)1 << 40);
    if (office_reader(world, office, &po) != NULL ||
        fill(po, checked->messages, checked->messages) != ST_OK) {
        return;
    }
    struct po_report report = {0};
    double seconds[TURNS];
    checked->is_good = true;
    for (size_t i = 0; i < TURNS; i++) {
        struct arena arena = {0};
        const double start = bench_now_s();
        const enum status st = po_check_opened(po, &arena, &report);
        seconds[i] = bench_now_s() - start;
        checked->is_good = checked->is_good && st == ST_OK && report.wear + report.errors == 0;
        arena_release(&arena);
    }
    checked->block_s = bench_median(seconds, TURNS) / report.blocks;
}

/* From as many blocks as Reclaim gets, and a quarter of them: time is proportional. */
bool bench_check(struct bench *bench)
{
    const double wanted_blocks = 1.3e6;
    const uint32_t messages =
        (uint32_t)(bench->office_bytes / ((uint64_t)BLOCKS_OF_ONE * BLOCK_BYTES));
    struct checked few = {.messages = messages / 4};
    struct checked many = {.messages = messages};
    const bool is_good = bench_play(large_office, check_office, &few) && few.is_good &&
                         bench_play(large_office, check_office, &many) && many.is_good;
    if (is_good) {
        bench_set(bench, FIGURE_ANALYZE, many.block_s * wanted_blocks);
        bench_set(bench, FIGURE_ANALYZE_LINEAR, many.block_s / few.block_s);
    }
    return is_good;
}

/* ---- Reclaim on this host ---- */

/* Seconds in which dd writes so many bytes and has them on disk; below 0: it failed. */
static double dd_s(const char *directory, uint64_t bytes)
{
    char target[128];
    char count[32];
    REQUIRE(text_format(target, sizeof(target), "of=%s/dd", directory));
    REQUIRE(text_format(count, sizeof(count), "count=%llu", (unsigned long long)(bytes >> 16)));
    const double start = bench_now_s();
    const pid_t child = fork();
    if (child == 0) {
        (void)execlp("dd", "dd", "if=/dev/zero", target, "bs=65536", count, "conv=fsync",
                     "status=none", (char *)NULL);
        _exit(127);
    }
    int status = 0;
    (void)waitpid(child, &status, 0);
    const double seconds = bench_now_s() - start;
    (void)remove(target + strlen("of="));
    return status == 0 ? seconds : -1;
}

static enum status reclaim_s(struct os_port *port, const char *directory, double *seconds_out)
{
    struct arena arena = {0};
    struct postoffice *po = NULL;
    struct po_compacted compacted;
    const double start = bench_now_s();
    enum status st = po_open_alone(port, directory, &arena, &po);
    if (st == ST_OK) {
        st = po_lock(po);
        if (st == ST_OK) {
            st = po_compact(po, &arena, &compacted);
        }
        po_close(po);
    }
    *seconds_out = bench_now_s() - start;
    arena_release(&arena);
    return st;
}

/* A worn post office of so many bytes in letters, a fifth more in free blocks. */
static enum status make_worn(struct os_port *port, const char *directory, uint64_t bytes)
{
    struct arena arena = {0};
    const struct po_spec spec = {
        .format = PO_DB8, .name = "BENCH", .password = "bench", .code_page = 437};
    struct postoffice *po = NULL;
    const uint32_t keep = (uint32_t)(bytes / ((uint64_t)BLOCKS_OF_ONE * BLOCK_BYTES));
    enum status st = po_create(port, directory, &spec);
    if (st == ST_OK) {
        st = po_open(port, directory, true, &arena, &po);
    }
    if (st == ST_OK) {
        st = fill(po, keep + keep / 5, keep);
        if (st == ST_OK) {
            st = po_flush(po);
        }
        po_close(po);
    }
    arena_release(&arena);
    return st;
}

static void remove_all(struct os_port *port, const char *directory)
{
    struct arena arena = {0};
    struct os_names names = {0};
    char path[OS_PATH_SIZE];
    if (os_list(port, directory, "*", &arena, &names) == ST_OK) {
        for (size_t i = 0; i < names.count; i++) {
            if (text_join_path(path, sizeof(path), directory, names.entries[i].name)) {
                DISCARD(os_remove(port, path), "what stays is seen when the directory stays");
            }
        }
    }
    (void)rmdir(directory);
    arena_release(&arena);
}

/* In /var/tmp, which is a disk; not measured where that has no room for four times as much. */
bool bench_reclaim(struct bench *bench)
{
    char directory[] = "/var/tmp/ccbench-XXXXXX";
    struct arena arena = {0};
    const struct posix_port_config config = {.arena = &arena};
    uint64_t room = 0;
    if (mkdtemp(directory) == NULL) {
        return false;
    }
    struct os_port *port = posix_port_create(&config);
    enum status st = os_free_space(port, directory, &room);
    if (st == ST_OK && room / 4 > bench->office_bytes) {
        double seconds = 0;
        st = make_worn(port, directory, bench->office_bytes);
        const double dd = dd_s(directory, bench->office_bytes);
        if (st == ST_OK) {
            st = reclaim_s(port, directory, &seconds);
        }
        if (st == ST_OK && dd > 0) {
            bench_set(bench, FIGURE_DD, dd);
            bench_set(bench, FIGURE_RECLAIM, seconds);
            bench_set(bench, FIGURE_RECLAIM_TIMES, seconds / dd);
        }
        st = dd > 0 ? st : ST_IO_ERROR;
    }
    remove_all(port, directory);
    posix_port_close(port);
    arena_release(&arena);
    return st == ST_OK;
}

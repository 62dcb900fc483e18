/* Figures of rights: the bare engine, answers that are kept, rows that are judged, and a file's
 * whole life through the choke point beside the same life on a disk in memory by system calls. */
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/bench_inside.h"
#include "cli/judge.h"
#include "fs/node_rights.h"
#include "world/process.h"

enum { ANSWERS = 200000, CYCLES = 2000, FILE_BYTES = 4096, DEPTH = 5 };

/* So many answers a second; what they sum up to is kept, so that nothing is left out. */
struct speed {
    double values[BENCH_ROUNDS];
    uint64_t sum;
};

/* --- the engine --- */

static void time_effective_rights(struct speed *speed, size_t round)
{
    static const struct nw_trustee at_root[] = {{101, NW_FILE_SCAN}, {7, NW_READ}};
    static const struct nw_trustee below[] = {{102, NW_READ | NW_FILE_SCAN}, {103, NW_WRITE}};
    static const struct nw_node nodes[DEPTH] = {
        {.trustees = at_root, .trustee_count = 2},
        {0},
        {.trustees = below, .trustee_count = 2, .has_mask = true, .mask = NW_READ | NW_FILE_SCAN},
        {.trustees = below, .trustee_count = 1},
        {.has_mask = true, .mask = NW_ALL & ~NW_ERASE}};
    const struct nw_node *chain[DEPTH];
    uint32_t ids[] = {100, 101, 102};
    const struct nw_who who = {.ids = ids, .id_count = ARRAY_COUNT(ids)};
    for (size_t i = 0; i < DEPTH; i++) {
        chain[i] = &nodes[i];
    }
    const double start = bench_now_s();
    for (uint32_t i = 0; i < ANSWERS; i++) {
        ids[0] = 100 + (i & 3);
        speed->sum += nw_effective_rights(chain, DEPTH, &who);
    }
    speed->values[round] = ANSWERS / (bench_now_s() - start);
}

static void time_access_checks(struct speed *speed, size_t round)
{
    static const struct acl_entry entries[] = {
        {ACL_DENY, 0, NT_WRITE_DATA, 90}, {ACL_ALLOW, 0, NT_READ, 104},
        {ACL_ALLOW, 0, NT_CHANGE, 105},   {ACL_ALLOW, ACL_INHERIT_ONLY, NT_FULL, 100},
        {ACL_ALLOW, 0, NT_FULL, 6},
    };
    const struct acl acl = {
        .is_present = true, .entries = entries, .count = ARRAY_COUNT(entries), .owner = 5};
    const uint32_t ids[] = {100, 101, 102, IDENTITY_EVERYONE, IDENTITY_AUTHENTICATED, 104};
    const struct nt_token token = {.ids = ids, .id_count = ARRAY_COUNT(ids)};
    const double start = bench_now_s();
    for (uint32_t i = 0; i < ANSWERS; i++) {
        nt_mask granted = 0;
        (void)acl_check(&acl, &token, NT_GENERIC_READ | (i & NT_DELETE), &granted, NULL);
        speed->sum += granted; /* the mask is what is summed */
    }
    speed->values[round] = ANSWERS / (bench_now_s() - start);
}

/* A file at depth five, one in its directory, and two accounts in turn. */
struct kept {
    struct volume *volume;
    volume_node nodes[2];
    identity_id ids[2][2];
    struct identity_token tokens[2];
};

static void kept_begin(struct kept *kept, struct arena *arena)
{
    const struct volume_spec spec = {.label = "SYS", .capacity_bytes = 1 << 20};
    volume_node node = VOLUME_ROOT;
    kept->volume = volume_create(arena, &spec);
    for (unsigned i = 0; i < DEPTH; i++) {
        char name[8];
        (void)text_format(name, sizeof(name), "D%u", i); /* fits */
        kept->nodes[1] = node;
        const enum status st = volume_make(kept->volume, node, name, i + 1 < DEPTH, &node);
        REQUIRE(st == ST_OK);
    }
    kept->nodes[0] = node;
    fs_set_trustee(kept->volume, VOLUME_ROOT, 100, NW_READ | NW_FILE_SCAN);
    fs_set_trustee(kept->volume, kept->nodes[1], 101, NW_WRITE);
    for (uint32_t i = 0; i < 2; i++) {
        kept->ids[i][0] = 100 + i;
        kept->ids[i][1] = 90;
        kept->tokens[i] = (struct identity_token){.ids = kept->ids[i], .count = 2, .number = i + 1};
    }
}

static void time_kept_answers(struct speed *speed, size_t round, const struct kept *kept)
{
    const double start = bench_now_s();
    for (uint32_t i = 0; i < 4 * ANSWERS; i++) {
        speed->sum += fs_nw_rights(kept->volume, kept->nodes[i & 1], &kept->tokens[i >> 1 & 1]);
    }
    speed->values[round] = 4 * ANSWERS / (bench_now_s() - start);
}

static bool bench_engine(struct bench *bench)
{
    struct arena arena = {0};
    struct speed trustees = {0};
    struct speed checks = {0};
    struct speed answers = {0};
    struct kept kept;
    kept_begin(&kept, &arena);
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        time_effective_rights(&trustees, round);
        time_access_checks(&checks, round);
        time_kept_answers(&answers, round, &kept);
    }
    bench_set(bench, FIGURE_NW_RIGHTS, bench_median(trustees.values, BENCH_ROUNDS) / 1e6);
    bench_set(bench, FIGURE_NT_CHECKS, bench_median(checks.values, BENCH_ROUNDS) / 1e6);
    bench_set(bench, FIGURE_KEPT_RIGHTS, bench_median(answers.values, BENCH_ROUNDS) / 1e6);
    arena_release(&arena);
    return trustees.sum != 0 && checks.sum != 0 && answers.sum != 0;
}

/* --- rows --- */

struct rows {
    struct bytes *lines;
    size_t count;
};

/* The project's own vectors, from where the program is started; false: they are not there. */
static bool rows_load(struct rows *rows, struct arena *arena, const char *name)
{
    enum { ROWS_MAX = 1000, ROW_BYTES_MAX = 1 << 14 };
    char *text = arena_room(arena, ROW_BYTES_MAX);
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        return false;
    }
    rows->lines = arena_array(arena, struct bytes, ROWS_MAX);
    while (rows->count < ROWS_MAX && fgets(text, ROW_BYTES_MAX, file) != NULL) {
        const size_t size = strcspn(text, "\n");
        rows->lines[rows->count++] = (struct bytes){arena_copy(arena, text, size), size};
    }
    return fclose(file) == 0 && rows->count != 0;
}

/* The shortest time: reading is a part of the whole, and on a busy machine a round may be
 * held up. */
static double least(const double *values)
{
    double value = values[0];
    for (size_t i = 1; i < BENCH_ROUNDS; i++) {
        value = values[i] < value ? values[i] : value;
    }
    return value;
}

/* What one model does in a second, and how much of that is reading. */
static bool bench_judge(struct bench *bench, const char *model, const char *name,
                        enum figure figure)
{
    struct arena arena = {0};
    struct rows rows = {0};
    if (!rows_load(&rows, &arena, name)) {
        arena_release(&arena);
        return true; /* started elsewhere: no figure */
    }
    struct buffer answers;
    double whole[BENCH_ROUNDS];
    double reading[BENCH_ROUNDS];
    bool is_good = true;
    struct judge *judge = judge_create(&arena, judge_model_find(model));
    buffer_init(&answers, &arena);
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        const double start = bench_now_s();
        for (size_t i = 0; i < rows.count; i++) {
            is_good = judge_answer(judge, rows.lines[i], i, &answers) && is_good;
        }
        const double middle = bench_now_s();
        for (size_t i = 0; i < rows.count; i++) {
            is_good = judge_reads(judge, rows.lines[i]) && is_good;
        }
        whole[round] = middle - start;
        reading[round] = bench_now_s() - middle;
        buffer_clear(&answers);
    }
    bench_set(bench, (enum figure)(figure + 1), 100.0 * least(reading) / least(whole));
    bench_set(bench, figure, (double)rows.count / bench_median(whole, BENCH_ROUNDS));
    judge_release(judge);
    arena_release(&arena);
    return is_good;
}

/* --- a file's life --- */

static const char share_world[] = "scenario \"a file comes and goes\"\n"
                                  "source \"bench\"\n"
                                  "until 1s\n"
                                  "world\n"
                                  "  account EXCH\\anna\n"
                                  "  group EXCH\\writers members anna\n"
                                  "  ntserver NT1  share DATA path \"D:\\data\" acl Everyone full\n"
                                  "  acl NT1 \"D:\\data\" allow EXCH\\writers full\n"
                                  "phase \"nothing\"\n"
                                  "  @1s expect delivered in 0\n";

static uint8_t page[FILE_BYTES]; /* never written */

struct life {
    double ours[BENCH_ROUNDS];
    double theirs[BENCH_ROUNDS];
    uint8_t back[FILE_BYTES];
    bool is_good;
    const char *folder; /* on a disk in memory */
};

/* Created, written, closed, opened, read, closed, deleted. */
static bool live_in_world(struct os_port *port, struct life *life)
{
    static const char path[] = "\\\\NT1\\DATA\\LETTER.CCM";
    const struct os_open_mode make = {.access = OS_WRITE, .disposition = OS_CREATE_NEW};
    const struct os_open_mode look = {.access = OS_READ, .disposition = OS_OPEN_EXISTING};
    struct os_file file;
    size_t got = 0;
    return os_open(port, path, make, &file) == ST_OK &&
           os_write(port, file, 0, page, sizeof(page)) == ST_OK && os_close(port, file) == ST_OK &&
           os_open(port, path, look, &file) == ST_OK &&
           os_read(port, file, 0, life->back, sizeof(life->back), &got) == ST_OK &&
           got == sizeof(life->back) && os_close(port, file) == ST_OK &&
           os_remove(port, path) == ST_OK;
}

static bool live_on_disk(const char *path, struct life *life)
{
    const int made = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
    const bool is_made =
        made >= 0 && write(made, page, sizeof(page)) == (ssize_t)sizeof(page) && close(made) == 0;
    const int opened = open(path, O_RDONLY);
    return is_made && opened >= 0 &&
           read(opened, life->back, sizeof(life->back)) == (ssize_t)sizeof(life->back) &&
           close(opened) == 0 && unlink(path) == 0;
}

static void live(void *observer, struct world *world)
{
    struct life *life = observer;
    struct arena arena = {0};
    struct logon logon = {0};
    const char *path = arena_format(&arena, "%s/LETTER.CCM", life->folder);
    struct identity *anna = identity_find(world->identities, "EXCH", "anna");
    struct host *host = host_need(world, "EX1");
    life->is_good =
        anna != NULL &&
        network_logon(world->network, &logon, host->machine, anna,
                      &(struct identity_attempt){.password = anna->password,
                                                 .kind = LOGON_INTERACTIVE,
                                                 .now_us = world->sched.now_us}) == ST_OK;
    if (life->is_good) {
        struct process *process = process_new(world, PROCESS_PERSON, "bench", host, &logon);
        for (size_t round = 0; round < BENCH_ROUNDS; round++) {
            const double start = bench_now_s();
            for (int i = 0; i < CYCLES; i++) {
                life->is_good = live_in_world(&process->port, life) && life->is_good;
            }
            const double middle = bench_now_s();
            for (int i = 0; i < CYCLES; i++) {
                life->is_good = live_on_disk(path, life) && life->is_good;
            }
            life->ours[round] = (middle - start) / CYCLES;
            life->theirs[round] = (bench_now_s() - middle) / CYCLES;
        }
        process_release(process);
        network_logoff(world->network, &logon);
    }
    arena_release(&arena);
}

static bool bench_life(struct bench *bench)
{
    char folder[] = "/dev/shm/ccbench-XXXXXX";
    struct life life = {.folder = mkdtemp(folder)};
    if (life.folder == NULL) {
        return true; /* no disk in memory here: no figure */
    }
    const bool is_good = bench_play(share_world, live, &life) && life.is_good;
    if (is_good) {
        double times[BENCH_ROUNDS];
        for (size_t round = 0; round < BENCH_ROUNDS; round++) {
            times[round] = life.theirs[round] / life.ours[round];
        }
        bench_set(bench, FIGURE_LIFE, 1e-6 / bench_median(life.ours, BENCH_ROUNDS));
        bench_set(bench, FIGURE_LIFE_TMPFS, 1e-6 / bench_median(life.theirs, BENCH_ROUNDS));
        bench_set(bench, FIGURE_LIFE_TIMES, bench_median(times, BENCH_ROUNDS));
    }
    return rmdir(life.folder) == 0 && is_good;
}

bool bench_rights(struct bench *bench)
{
    bool is_good = bench_engine(bench);
    is_good = bench_judge(bench, "nt-access", "tests/vectors/nt_access_vectors.jsonl",
                          FIGURE_JUDGE_ACCESS) &&
              is_good;
    is_good = bench_judge(bench, "nt-fileop", "tests/vectors/nt_fileop_vectors.jsonl",
                          FIGURE_JUDGE_FILEOP) &&
              is_good;
    return bench_life(bench) && is_good;
}

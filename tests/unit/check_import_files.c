/* IMPORT beside other programs, on real files, and with a .UND of any bytes. */
#define _XOPEN_SOURCE 700 /* mkdtemp, realpath */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "port/posix_port.h"
#include "programs/und.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

struct player {
    const char *program;
    const char *arguments;
    const char *directory;
    struct fault_port process;
    struct arena arena;
    struct program_start start;
    const struct program_kind *kind;
    void *state;
    bool is_over;
    int result;
};

static void player_begin(struct player *player, struct os_port *on)
{
    player->start =
        (struct program_start){.port = fault_port_begin(&player->process, on, FAULT_NONE, 0, ST_OK),
                               .arena = &player->arena,
                               .arguments = player->arguments,
                               .directory = player->directory,
                               .traits = program_default_traits()};
    player->kind = program_find(player->program);
    player->state = arena_alloc(&player->arena, player->kind->state_size);
    player->kind->begin(player->state, &player->start);
    player->is_over = false;
    player->result = -1;
}

static void player_end(struct player *player)
{
    player->is_over = true;
    (void)fault_port_end(&player->process);
    arena_release(&player->arena);
}

/* Steps in an order drawn from the seed, until all have ended; one may be killed on the way. */
static void play(struct player *players, size_t count, uint64_t seed, struct arena *local)
{
    uint64_t now = 1000000;
    for (uint64_t turn = 1;; turn++) {
        size_t left = 0;
        for (size_t i = 0; i < count; i++) {
            left += players[i].is_over ? 0 : 1;
        }
        if (left == 0) {
            return;
        }
        const uint64_t draw[] = {seed, turn};
        const uint64_t drawn = hash64(draw, sizeof(draw));
        struct player *player = &players[drawn % count];
        if (player->is_over) {
            continue;
        }
        if (seed % 3 == 0 && drawn >> 8 < UINT64_MAX / 256 / 40) { /* one step in forty kills */
            player_end(player);
            continue;
        }
        const struct program_step step = player->kind->step(player->state, local, now);
        now += 20000;
        if (step.state == PROGRAM_ENDED) {
            player->result = step.result_code;
            player_end(player);
        }
    }
}

START_TEST(programs_that_run_at_once_lose_and_double_nothing)
{
    struct memory_port *base = fixture_create(&arena);
    memory_port_make_dir(base, "C:\\OTHER");
    memory_port_make_dir(base, "C:\\OTHER\\Import");
    memory_port_put(
        base, "C:\\OTHER\\IMPORT.INI",
        bytes_of_text("/NPO1\r\n/Psecret\r\n/D" FIXTURE_DATA "\r\n/@IMPORT\\*.CCM\r\n"));
    for (int i = 0; i < 3; i++) {
        const struct bytes mail = fixture_ccm(&arena, "Lee, Bo at FAR", "Smith, J|Whoever at SITE1",
                                              "same", "the same bytes");
        fixture_put_import(base, &arena, arena_format(&arena, "MSG%d.CCM", i), mail);
        memory_port_put(base, arena_format(&arena, "C:\\OTHER\\Import\\MSG%d.CCM", i), mail);
        ck_assert_int_eq(
            fixture_send(memory_port_os(base), &arena, "Smith, J", "Brady, Sally", "same"), ST_OK);
    }
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct arena local = {0};
        struct memory_port *world = memory_port_copy(base, &local);
        struct os_port *on = memory_port_os(world);
        struct player players[] = {
            {.program = "IMPORT", .arguments = FIXTURE_IMPORT, .directory = FIXTURE_STORE},
            {.program = "IMPORT", .arguments = "/PARTIAL IMPORT.INI", .directory = "C:\\OTHER"},
            {.program = "EXPORT", .arguments = FIXTURE_EXPORT, .directory = FIXTURE_STORE},
        };
        for (int round = 0; round < 3; round++) { /* the last two without kills */
            for (size_t i = 0; i < ARRAY_COUNT(players); i++) {
                players[i].arguments =
                    i != 2 ? players[i].arguments
                           : arena_format(&local, "/NSITE1 /Psecret /DV:\\CCDATA /@EXPORT\\R%d.CCM",
                                          round);
                player_begin(&players[i], on);
            }
            play(players, ARRAY_COUNT(players), round == 0 ? seed : seed * 3 + 1, &local);
        }
        for (size_t i = 0; i < ARRAY_COUNT(players); i++) {
            ck_assert_int_eq(players[i].result, 0);
        }
        ck_assert_msg(fixture_count(on, &local, "Smith, J", "same") == 6, "seed %llu",
                      (unsigned long long)seed);
        ck_assert_msg(fixture_exported(on, &local, "same") == 9, "seed %llu",
                      (unsigned long long)seed);
        ck_assert_int_eq(fixture_count(on, &local, "SITE1", "same"), 0);
        struct po_report report;
        ck_assert_int_eq(po_check(on, FIXTURE_DATA, &local, &report), ST_OK);
        ck_assert_uint_eq(report.errors, 0);
        ck_assert(seed % 3 == 0 || report.wear == 0);
        ck_assert_uint_eq(memory_port_open_count(world), 0);
        memory_port_release(world);
        arena_release(&local);
    }
    memory_port_release(base);
}
END_TEST

static void write_real(struct os_port *on, const char *path, struct bytes content)
{
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_ALL, OS_CREATE_ALWAYS};
    struct os_file file = {0};
    ck_assert_int_eq(os_open(on, path, mode, &file), ST_OK);
    ck_assert_int_eq(os_write(on, file, 0, content.data, content.size), ST_OK);
    ck_assert_int_eq(os_close(on, file), ST_OK);
}

START_TEST(the_same_files_do_on_a_real_disk)
{
    char root[] = "po-on-disk-XXXXXX";
    char here[OS_PATH_SIZE];
    ck_assert_ptr_nonnull(mkdtemp(root));
    ck_assert_ptr_nonnull(realpath(root, here));
    const struct posix_port_name names[] = {{"V:", here}, {"C:", here}};
    const struct posix_port_config config = {.arena = &arena, .names = names, .name_count = 2};
    struct os_port *on = posix_port_create(&config);
    static const char *const directories[] = {"V:\\CCDATA", FIXTURE_STORE, FIXTURE_STORE "\\IMPORT",
                                              FIXTURE_STORE "\\EXPORT"};
    for (size_t i = 0; i < ARRAY_COUNT(directories); i++) {
        ck_assert_int_eq(os_make_dir(on, directories[i]), ST_OK);
    }
    const char *ini = "/NPO1\r\n/Psecret\r\n/DV:\\CCDATA\r\n/@IMPORT\\*.CCM\r\n";
    write_real(on, FIXTURE_STORE "\\IMPORT.INI", bytes_of_text(ini));
    ini = "/NPO1\r\n/Psecret\r\n/DV:\\CCDATA\r\n/@EXPORT\\MSG0001.CCM\r\n";
    write_real(on, FIXTURE_STORE "\\EXPORT.INI", bytes_of_text(ini));
    fixture_fill(on, &arena);
    for (int i = 0; i < 40; i++) {
        const char *path = arena_format(&arena, FIXTURE_STORE "\\IMPORT\\MSG%02d.CCM", i);
        write_real(on, path,
                   fixture_ccm(&arena, "Lee, Bo at FAR", "Smith, J|x at SITE1", "real", "text"));
    }
    ck_assert_int_eq(fixture_run(on, &arena, "IMPORT", FIXTURE_IMPORT, NULL).result, 0);
    ck_assert_int_eq(fixture_count(on, &arena, "Smith, J", "real"), 40);
    ck_assert_int_eq(fixture_run(on, &arena, "EXPORT", FIXTURE_EXPORT, NULL).result, 0);
    ck_assert_int_eq(fixture_count(on, &arena, "SITE1", "real"), 0);
    struct po_report report;
    ck_assert_int_eq(po_check(on, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    ck_assert_uint_eq(report.messages, 40);
    posix_port_close(on);
}
END_TEST

START_TEST(a_und_file_with_any_bytes_is_read_or_refused)
{
    const struct bytes good =
        bytes_of_text("Your message was not delivered to all recipients\r\n"
                      "The cause of the failure(s) is listed below\r\n***  r  ***\r\n"
                      "Message-Number: 3\r\nFrom: a\r\nDate: b\r\nSubject: c\r\n"
                      "Recipient: d\r\nReason: e\r\nText:\r\n         2\r\nxy\r\n"
                      "End-Of-Report\r\n");
    struct und_report report;
    size_t offset = 0;
    ck_assert_int_eq(und_read(good, &offset, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.ordinal, 3);
    ck_assert_str_eq(report.reason, "r");
    for (size_t size = 1; size < good.size; size++) {
        offset = 0;
        const struct bytes cut = {arena_copy(&arena, good.data, size), size};
        ck_assert_int_eq(und_read(cut, &offset, &arena, &report), ST_FILE_CORRUPT);
    }
    for (size_t at = 0; at < good.size; at++) {
        uint8_t *bytes = arena_copy(&arena, good.data, good.size);
        bytes[at] ^= 0x15;
        offset = 0;
        const enum status st = und_read((struct bytes){bytes, good.size}, &offset, &arena, &report);
        ck_assert(st == ST_OK || st == ST_FILE_CORRUPT);
    }
}
END_TEST

static Suite *import_files_suite(void)
{
    Suite *suite = suite_create("import_files");
    TCase *tcase = tcase_create("import");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, programs_that_run_at_once_lose_and_double_nothing);
    tcase_add_test(tcase, the_same_files_do_on_a_real_disk);
    tcase_add_test(tcase, a_und_file_with_any_bytes_is_read_or_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(import_files_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

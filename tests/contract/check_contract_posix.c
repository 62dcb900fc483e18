/* The contract of os_port.h on real files, with a second process that is one. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "contract/contract_os.h"
#include "contract/far_port.h"
#include "port/posix_port.h"

/* What a case's world has beside the ports. */
struct host {
    size_t events;
    struct rlimit files;
    bool is_full;
    bool is_limited; /* we are not root for a while */
};

static void count_event(void *context, uint32_t event_id, const char *const *inserts,
                        size_t insert_count)
{
    struct host *host = context;
    ck_assert_uint_eq(event_id, 1);
    ck_assert_str_eq(inserts[0], "a.ccm");
    ck_assert_uint_ge(insert_count, 1);
    host->events++;
}

static void make_program(const struct contract_world *world, const char *name, const char *script)
{
    char path[OS_PATH_SIZE];
    ck_assert(text_format(path, sizeof(path), "%s/%s", world->root, name));
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(script, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, 0755), 0);
}

/* Memory files, where they are a volume of their own. */
static const char *other_volume(const char *root)
{
    struct stat here;
    struct stat there;
    ck_assert_int_eq(stat(root, &here), 0);
    return stat("/dev/shm", &there) == 0 && here.st_dev != there.st_dev ? "/dev/shm" : NULL;
}

/* The programs lie beside the root, so that the root is empty: <top>/bin and <top>/root. */
static void begin(struct contract_world *world)
{
    char top[OS_PATH_SIZE];
    ck_assert(text_copy(top, sizeof(top), "/tmp/ccbench-contract-XXXXXX"));
    ck_assert_ptr_nonnull(mkdtemp(top));
    const char *programs = arena_format(world->arena, "%s/bin", top);
    ck_assert_int_eq(mkdir(programs, 0777), 0);
    world->root = programs;
    make_program(world, "import",
                 "#!/bin/sh\necho \"in $(basename \"$PWD\"): $*\"\n"
                 "echo \"user $(id -u)\"\nexit 3\n");
    make_program(world, "Export.Exe", "#!/bin/sh\nexec sleep 600\n");
    world->root = arena_format(world->arena, "%s/root", top);
    ck_assert_int_eq(mkdir(world->root, 0777), 0);
    struct host *host = arena_new(world->arena, struct host);
    const char *const names[] = {"\\\\SERVER\\CCDATA", "D:", "CORP\\MAIL:"};
    struct posix_port_name *declared = arena_array(world->arena, struct posix_port_name, 3);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        declared[i] = (struct posix_port_name){names[i], world->root};
    }
    static const char *const forms[] = {"\\\\server\\ccdata", "d:", "D:\\", "CORP\\MAIL:", NULL};
    const struct posix_port_config config = {
        .names = declared,
        .name_count = ARRAY_COUNT(names),
        .arena = world->arena,
        .search_path = arena_format(world->arena, "/nowhere;%s", programs),
        .context = host,
        .report_event = count_event,
    };
    world->other = far_port_start(world->arena);
    world->port = posix_port_create(&config);
    world->way = CONTRACT_POSIX;
    world->resource = world->root;
    world->forms = forms;
    world->elsewhere = other_volume(world->root);
    world->event_id = 1;
    world->program = (struct contract_program){"IMPORT.EXE", "/N  /P", 3, "in root: /N /P"};
    world->endless = (struct contract_program){"EXPORT", "", 0, ""};
    world->context = host;
}

static void end(struct contract_world *world)
{
    const struct host *host = world->context;
    far_port_end(world->other);
    posix_port_close(world->port);
    if (host->is_full) {
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &host->files), 0);
    }
    if (host->is_limited) {
        ck_assert_int_eq(seteuid(0), 0);
    }
    char command[2 * OS_PATH_SIZE + 32];
    const char *top =
        arena_text_n(world->arena, world->root, strlen(world->root) - strlen("/root"));
    ck_assert(text_format(command, sizeof(command), "chmod -R u+rwx '%s' && rm -r '%s'", top, top));
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    ck_assert_int_eq(system(command), 0);
}

static void settle(struct contract_world *world)
{
    posix_port_wait(world->port, os_monotonic_us(world->port) + 100000);
}

static void end_other(struct contract_world *world)
{
    far_port_end(world->other);
}

/* No disk of our own to fill: the limit of file sizes answers the same. */
static void fill_disk(struct contract_world *world)
{
    struct host *host = world->context;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &host->files), 0);
    const struct rlimit small = {.rlim_cur = 4096, .rlim_max = host->files.rlim_max};
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    host->is_full = true;
}

static void wait_for_child(struct contract_world *world)
{
    posix_port_wait(world->port, os_monotonic_us(world->port) + 60000000);
}

/* Rights bind nobody who is root, so root becomes somebody else for the rest of the case. */
static void limit_at(struct contract_world *world, const char *path, enum contract_limit limit)
{
    static const mode_t modes[] = {[LIMIT_READ_ONLY] = 0444,
                                   [LIMIT_WRITE_ONLY] = 0222,
                                   [LIMIT_NO_CREATE] = 0555,
                                   [LIMIT_NO_DELETE] = 0555,
                                   [LIMIT_NO_LIST] = 0333};
    const uid_t nobody = 65534;
    struct host *host = world->context;
    char *name = arena_text(world->arena, path);
    for (char *c = name; *c != '\0'; c++) {
        *c = *c == '\\' ? '/' : *c;
    }
    ck_assert_int_eq(chmod(name, modes[limit]), 0);
    if (geteuid() == 0) {
        const char *top =
            arena_text_n(world->arena, world->root, strlen(world->root) - strlen("/root"));
        ck_assert_int_eq(chmod(top, 0755), 0);
        ck_assert_int_eq(chmod(world->root, 0777), 0);
        ck_assert_int_eq(seteuid(nobody), 0);
        host->is_limited = true;
    }
}

static bool child_is_ours(struct contract_world *world, struct os_process_state ended)
{
    const char *line = arena_format(world->arena, "user %u\n", (unsigned)getuid());
    return strstr(ended.console, line) != NULL;
}

static size_t events(struct contract_world *world)
{
    const struct host *host = world->context;
    return host->events;
}

static const struct contract_harness harness = {
    .begin = begin,
    .end = end,
    .settle = settle,
    .wait = wait_for_child,
    .end_other = end_other,
    .fill_disk = fill_disk,
    .limit = limit_at,
    .child_is_ours = child_is_ours,
    .events = events,
};

START_TEST(the_posix_port_keeps_the_contract)
{
    contract_os_case(&harness, (size_t)_i);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("os_port on the host");
    TCase *tcase = tcase_create("contract");
    tcase_add_loop_test(tcase, the_posix_port_keeps_the_contract, 0, (int)contract_os_case_count());
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * The whole way on a real host: the connector, the programs as processes, a post office in a real
 * directory. Exchange is in memory; everything else is what `ccmc` and `cctools` are made of. Runs
 * <build>/bin/cctools.
 */
#define _GNU_SOURCE
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "ccmc/ccmc.h"
#include "port/posix_port.h"
#include "support/memory_exchange.h"

enum { EVENTS_MAX = 64, WAIT_SECONDS = 60 };

struct host {
    struct arena arena;
    struct arena session;
    struct arena scratch;
    char top[OS_PATH_SIZE]; /* holds bin/, store/ and sys/ccdata/ */
    struct os_port *port;
    struct memory_exchange *exchange;
    struct ccmc *ccmc;
    uint32_t events[EVENTS_MAX];
    size_t event_count;
    const char *last_insert;
};

static const char *below(struct host *host, const char *name)
{
    return arena_format(&host->arena, "%s/%s", host->top, name);
}

static void shell(struct host *host, const char *command)
{
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    const int code = system(arena_format(&host->arena, "cd '%s' && %s", host->top, command));
    ck_assert_int_eq(code, 0);
}

static void keep_event(void *context, uint32_t event_id, const char *const *inserts,
                       size_t insert_count)
{
    struct host *host = context;
    ck_assert_uint_lt(host->event_count, EVENTS_MAX);
    host->events[host->event_count++] = event_id;
    host->last_insert = insert_count > 0 ? arena_text(&host->arena, inserts[insert_count - 1]) : "";
}

/* Runs a program of the host to its end; answers its result code, *text_out what it printed. */
static int run(struct host *host, const char *program, const char *arguments, const char **text_out)
{
    const struct os_process_spec spec = {program, arguments, host->top};
    struct os_process process = {0};
    struct os_process_state state = {0};
    ck_assert_int_eq(os_process_start(host->port, &spec, &process), ST_OK);
    while (!state.has_ended) {
        posix_port_wait(host->port, os_monotonic_us(host->port) + 1000000);
        ck_assert_int_eq(os_process_poll(host->port, process, &host->arena, &state), ST_OK);
    }
    *text_out = state.console;
    return state.result_code;
}

static void run_well(struct host *host, const char *arguments)
{
    const char *text = NULL;
    const int code = run(host, "cctools", arguments, &text);
    ck_assert_msg(code == 0, "cctools %s: %s", arguments, text);
}

/* True when the mailbox or queue shows this text. */
static bool mailbox_shows(struct host *host, const char *mailbox, const char *part)
{
    const char *text = NULL;
    const int code =
        run(host, "cctools", arena_format(&host->arena, "po list sys/ccdata %s", mailbox), &text);
    ck_assert_msg(code == 0, "%s", text);
    return strstr(text, part) != NULL;
}

/* The post office is reached by its UNC name, which programs learn from the port that starts them.
 */
static void make_port(struct host *host, const char *password)
{
    const struct posix_port_name names[] = {{"\\\\NW1\\SYS", below(host, "sys")}};
    const struct posix_port_setting settings[] = {
        {"MSExchangeCCMC", "Connector Store Path", below(host, "store")},
        {"MSExchangeCCMC", "Post Office Name", "CCPO1"},
        {"MSExchangeCCMC", "Post Office Password", password},
        {"MSExchangeCCMC", "Post Office Path", "\\\\NW1\\SYS\\ccdata"},
        {"MSExchangeCCMC", "Site Name", "SITE1"},
        {"MSExchangeCCMC", "Second to wait before IMPORT", "1"},
        {"MSExchangeCCMC", "Second to wait before EXPORT", "1"},
    };
    const struct posix_port_config config = {
        .arena = &host->arena,
        .search_path = below(host, "bin"),
        .names = names,
        .name_count = ARRAY_COUNT(names),
        .settings = settings,
        .setting_count = ARRAY_COUNT(settings),
        .context = host,
        .report_event = keep_event,
    };
    host->port = posix_port_create(&config);
}

static void begin(struct host *host, const char *password)
{
    *host = (struct host){.top = "/tmp/ccbench-host-XXXXXX"};
    ck_assert_ptr_nonnull(mkdtemp(host->top));
    shell(host, "mkdir bin store sys");
    shell(host, "cp \"$OLDPWD\"/../bin/cctools bin/cctools");
    shell(host, "ln bin/cctools bin/IMPORT.EXE && ln bin/cctools bin/export");
    make_port(host, password);
    run_well(host, "po create sys/ccdata CCPO1 --password secret");
    run_well(host, "po add sys/ccdata jsmith");
    run_well(host, "po add sys/ccdata SITE1 --postoffice");
    run_well(host, "po add sys/ccdata sbrady --at SITE1");
    host->exchange = memory_exchange_create(&host->arena);
    const struct ccmc_config config = {
        .os = host->port,
        .exchange = memory_exchange_port(host->exchange),
        .arena = &host->session,
        .scratch = &host->scratch,
    };
    host->ccmc = ccmc_create(&config);
    ccmc_start(host->ccmc);
}

static void end(struct host *host)
{
    ccmc_stop(host->ccmc);
    while (ccmc_step(host->ccmc, os_monotonic_us(host->port)).state == CCMC_RUNNING) {
        posix_port_wait(host->port, os_monotonic_us(host->port) + 100000);
    }
    posix_port_close(host->port);
    shell(host, arena_format(&host->arena, "rm -rf '%s'", host->top));
    arena_release(&host->session);
    arena_release(&host->scratch);
    arena_release(&host->arena);
}

/* The loop of a host, until `is_done`; false when that takes too long. */
static bool loop_until(struct host *host, bool (*is_done)(struct host *host))
{
    const uint64_t until_us = os_monotonic_us(host->port) + WAIT_SECONDS * UINT64_C(1000000);
    while (!is_done(host)) {
        const uint64_t now_us = os_monotonic_us(host->port);
        const struct ccmc_step step = ccmc_step(host->ccmc, now_us);
        if (now_us > until_us || step.state != CCMC_RUNNING) {
            return false;
        }
        posix_port_wait(host->port, step.wake_us);
    }
    return true;
}

static void submit(struct host *host, const char *subject)
{
    static const char text[] = "Hello from Exchange";
    const struct exchange_recipient recipient = {
        EXCHANGE_TO, true, {"jsmith", "CCMAIL:jsmith at CCPO1"}};
    const struct exchange_item item = {
        EXCHANGE_TEXT, "", {(const uint8_t *)text, sizeof(text) - 1}};
    const struct exchange_message message = {
        .sender = {"sbrady", "EX:sbrady"},
        .recipients = &recipient,
        .recipient_count = 1,
        .subject = subject,
        .date_ms = INT64_C(865423200000),
        .date_written = "",
        .items = &item,
        .item_count = 1,
    };
    ck_assert_uint_gt(memory_exchange_submit(host->exchange, &message), 0);
}

/* The events of IMPORT hold its console text last. */
static bool has_import_event(struct host *host)
{
    return host->event_count > 0 && strstr(host->last_insert, "IMPORT process ended") != NULL;
}

static bool is_in_mailbox(struct host *host)
{
    return memory_exchange_waiting(host->exchange, EXCHANGE_MTS_OUT) == 0 &&
           mailbox_shows(host, "jsmith", "from Exchange to cc:Mail");
}

START_TEST(a_letter_from_exchange_arrives_in_the_mailbox)
{
    struct host host;
    begin(&host, "secret");
    submit(&host, "from Exchange to cc:Mail");
    ck_assert(loop_until(&host, is_in_mailbox));
    ck_assert(mailbox_shows(&host, "jsmith", "sbrady at SITE1"));
    ck_assert_int_eq(access(below(&host, "store/Import.ini"), F_OK), 0);
    end(&host);
}
END_TEST

static bool is_in_exchange(struct host *host)
{
    return memory_exchange_accepted(host->exchange) > 0;
}

START_TEST(a_letter_from_cc_mail_arrives_in_exchange)
{
    struct host host;
    begin(&host, "secret");
    run_well(&host, "po send sys/ccdata jsmith sbrady from_cc:Mail --text Hello");
    ck_assert(loop_until(&host, is_in_exchange));
    const struct exchange_message *message =
        memory_exchange_message(host.exchange, EXCHANGE_MTS_IN, 0);
    ck_assert_str_eq(message->subject, "from_cc:Mail");
    ck_assert_uint_eq(message->item_count, 1);
    ck_assert_uint_eq(message->items[0].content.size, 5);
    ck_assert(!mailbox_shows(&host, "SITE1", "from_cc:Mail"));
    end(&host);
}
END_TEST

START_TEST(a_wrong_password_keeps_the_mail_and_is_reported)
{
    struct host host;
    begin(&host, "wrong");
    submit(&host, "from Exchange to cc:Mail");
    ck_assert(loop_until(&host, has_import_event));
    ck_assert(!mailbox_shows(&host, "jsmith", "from Exchange to cc:Mail"));
    shell(&host, "ls store/Import/*.* > list");
    end(&host);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("connector on a host");
    TCase *tcase = tcase_create("both ways");
    tcase_add_test(tcase, a_letter_from_exchange_arrives_in_the_mailbox);
    tcase_add_test(tcase, a_letter_from_cc_mail_arrives_in_exchange);
    tcase_add_test(tcase, a_wrong_password_keeps_the_mail_and_is_reported);
    tcase_set_timeout(tcase, 200);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

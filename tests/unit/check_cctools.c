/* cctools as people and the connector call it: a real post office in a real directory. Runs
 * <build>/bin/cctools. */
#define _GNU_SOURCE
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/ccm.h"
#include "base/text.h"
#include "port/os_port.h"

enum { WORDS_MAX = 16, NOBODY = 65534 };

struct fixture {
    struct arena arena;
    char top[OS_PATH_SIZE]; /* holds cctools, IMPORT.EXE, export, po/ and work/ */
    const char *text;       /* what the last run printed */
    bool is_nobody;         /* run as somebody whom rights bind */
};

static const char *below(struct fixture *fixture, const char *name)
{
    return arena_format(&fixture->arena, "%s/%s", fixture->top, name);
}

static const char *read_text(struct fixture *fixture, const char *path)
{
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    struct buffer text;
    buffer_init(&text, &fixture->arena);
    char part[512];
    for (size_t size = 1; size > 0;) {
        size = fread(part, 1, sizeof(part), file);
        buffer_add(&text, part, size);
    }
    ck_assert_int_eq(fclose(file), 0);
    return buffer_string(&text);
}

static _Noreturn void be_child(struct fixture *fixture, char *const *words, const char *output)
{
    const int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    const bool is_ready = fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0 && dup2(fd, STDERR_FILENO) >= 0 &&
                          chdir(below(fixture, "work")) == 0 &&
                          (!fixture->is_nobody || getuid() != 0 || setuid(NOBODY) == 0);
    if (is_ready) {
        (void)execv(words[0], words); /* comes back only when it failed */
    }
    _exit(126);
}

/* Runs <top>/<program> in <top>/work with these words, up to a NULL; answers its exit code. */
static int run(struct fixture *fixture, const char *program, const char *const *arguments)
{
    char *words[WORDS_MAX + 2] = {NULL};
    const char *output = below(fixture, "output");
    words[0] = arena_text(&fixture->arena, below(fixture, program));
    for (size_t i = 0; i < WORDS_MAX && arguments[i] != NULL; i++) {
        words[i + 1] = arena_text(&fixture->arena, arguments[i]);
    }
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        be_child(fixture, words, output);
    }
    int code = 0;
    ck_assert_int_eq(waitpid(child, &code, 0), child);
    fixture->text = read_text(fixture, output);
    ck_assert_msg(WIFEXITED(code), "%s", fixture->text);
    return WEXITSTATUS(code);
}

#define RUN(fixture, want, program, ...)                                                           \
    do {                                                                                           \
        const char *const run_words[] = {__VA_ARGS__, NULL};                                       \
        const int run_code = run((fixture), (program), run_words);                                 \
        ck_assert_msg(run_code == (want), "result %d, want %d: %s", run_code, (want),              \
                      (fixture)->text);                                                            \
    } while (0)

#define SAYS(fixture, part)                                                                        \
    ck_assert_msg(strstr((fixture)->text, (part)) != NULL, "no \"%s\" in: %s", (part),             \
                  (fixture)->text)

static void shell(struct fixture *fixture, const char *command)
{
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    ck_assert_int_eq(system(arena_format(&fixture->arena, "cd '%s' && %s", fixture->top, command)),
                     0);
}

/* A post office with a mailbox, a post office behind it and a user there. */
static void begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.top = "/tmp/ccbench-tools-XXXXXX"};
    ck_assert_ptr_nonnull(mkdtemp(fixture->top));
    ck_assert_int_eq(chmod(fixture->top, 0777), 0);
    shell(fixture, "cp \"$OLDPWD\"/../bin/cctools cctools");
    shell(fixture, "ln cctools IMPORT.EXE && ln cctools export && mkdir work && chmod 777 work");
    const char *po = below(fixture, "po");
    RUN(fixture, 0, "cctools", "po", "create", po, "CCPO1", "--password", "secret");
    RUN(fixture, 0, "cctools", "po", "add", po, "Smith, John", "--comment", "a comment");
    RUN(fixture, 0, "cctools", "po", "add", po, "SITE1", "--postoffice");
    RUN(fixture, 0, "cctools", "po", "add", po, "Brady, Sally", "--at", "SITE1");
}

static void end(struct fixture *fixture)
{
    shell(fixture, arena_format(&fixture->arena, "rm -rf '%s'", fixture->top));
    arena_release(&fixture->arena);
}

/* work/<name>: one letter from Exchange. */
static void write_letter(struct fixture *fixture, const char *name, const char *recipient)
{
    static const char body[] = "This is the message body\r\n";
    const struct ccm_address address = {CCM_TO, recipient};
    const struct ccm_item item = {CCM_TEXT, "", {(const uint8_t *)body, sizeof(body) - 1}};
    const struct ccm_message message = {
        .from = "Brady, Sally at SITE1",
        .date = "6/2/98 8:39AM",
        .subject = "Another message",
        .addresses = &address,
        .address_count = 1,
        .items = &item,
        .item_count = 1,
        .extra = "",
    };
    struct buffer content;
    buffer_init(&content, &fixture->arena);
    ccm_write(&content, &message);
    FILE *file = fopen(below(fixture, arena_format(&fixture->arena, "work/%s", name)), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content.data, 1, content.size, file), content.size);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(post_offices_are_made_and_looked_at)
{
    struct fixture fixture;
    begin(&fixture);
    const char *po = below(&fixture, "po");
    RUN(&fixture, 1, "cctools", "po", "create", po, "CCPO1");
    SAYS(&fixture, "already exists");
    RUN(&fixture, 1, "cctools", "po", "create", below(&fixture, "none"), " "); /* no name */
    RUN(&fixture, 0, "cctools", "po", "create", below(&fixture, "po8"), "CCPO8", "--db8", "--page",
        "850");
    RUN(&fixture, 1, "cctools", "po", "add", po, "smith, john");
    SAYS(&fixture, "already exists");
    RUN(&fixture, 0, "cctools", "po", "add", po, "Sal", "--alias", "Brady, Sally");
    RUN(&fixture, 0, "cctools", "po", "list", po);
    SAYS(&fixture, "l Brady, Sally                   SITE1");
    SAYS(&fixture, "a Sal "); /* of a remote user (IE51) */
    SAYS(&fixture, "P SITE1");
    SAYS(&fixture, "a comment");
    RUN(&fixture, 1, "cctools", "po", "list", po, "Nobody");
    RUN(&fixture, 1, "cctools", "po", "list", below(&fixture, "none"));
    RUN(&fixture, 0, "cctools", "po", "check", po);
    SAYS(&fixture, "4 entries");
    SAYS(&fixture, "0 signs of wear, 0 errors");
    RUN(&fixture, 0, "cctools", "po", "list", "../po");
    end(&fixture);
}
END_TEST

START_TEST(letters_are_sent_by_hand)
{
    struct fixture fixture;
    char year[8];
    begin(&fixture);
    const char *po = below(&fixture, "po");
    RUN(&fixture, 0, "cctools", "po", "send", po, "Smith, John", "Brady, Sally at SITE1", "A title",
        "--text", "Hello");
    SAYS(&fixture, "to Brady, Sally at SITE1");
    RUN(&fixture, 0, "cctools", "po", "list", po, "SITE1");
    SAYS(&fixture, "Smith, John at CCPO1  A title");
    SAYS(&fixture, "text item, 5 bytes");
    const time_t now = time(NULL);
    const struct tm *date = gmtime(&now);
    ck_assert(text_format(year, sizeof(year), "/%02d ", date->tm_year % 100));
    SAYS(&fixture, year);
    RUN(&fixture, 1, "cctools", "po", "send", po, "Smith, John", "Nobody", "A title");
    end(&fixture);
}
END_TEST

START_TEST(import_brings_a_file_into_a_mailbox)
{
    struct fixture fixture;
    begin(&fixture);
    const char *po = below(&fixture, "po");
    const char *data = arena_format(&fixture.arena, "/D%s", po);
    write_letter(&fixture, "A.CCM", "Smith, John at CCPO1");
    RUN(&fixture, 0, "IMPORT.EXE", "/NCCPO1", "/Psecret", data, "/@A.CCM", "/BATCH", "/ITEMSIZE");
    RUN(&fixture, 0, "cctools", "po", "list", po, "Smith, John");
    SAYS(&fixture, "6/2/98 8:39AM  Brady, Sally at SITE1  Another message");
    SAYS(&fixture, "text item, 26 bytes");
    end(&fixture);
}
END_TEST

START_TEST(a_parameter_file_of_the_host_is_a_file_and_no_option)
{
    struct fixture fixture;
    begin(&fixture);
    const char *po = below(&fixture, "po");
    write_letter(&fixture, "A.CCM", "Smith, John at CCPO1");
    const char *ini = below(&fixture, "work\\Import.ini"); /* as the connector joins it */
    FILE *file = fopen(below(&fixture, "work/Import.ini"), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_gt(fprintf(file, "/NCCPO1\r\n/Psecret\r\n/D%s\r\n/@*.CCM\r\n", po), 0);
    ck_assert_int_eq(fclose(file), 0);
    RUN(&fixture, 0, "IMPORT.EXE", "/ITEMSIZE", "/PARTIAL", "/BATCH", "/FILES/MACBIN2", ini);
    RUN(&fixture, 0, "cctools", "po", "list", po, "Smith, John");
    SAYS(&fixture, "Another message");
    end(&fixture);
}
END_TEST

START_TEST(export_brings_the_queue_into_a_file)
{
    struct fixture fixture;
    begin(&fixture);
    const char *po = below(&fixture, "po");
    const char *data = arena_format(&fixture.arena, "/D%s", po);
    RUN(&fixture, 0, "cctools", "po", "send", po, "Smith, John", "Brady, Sally at SITE1", "A title",
        "--text", "Hello");
    RUN(&fixture, 0, "cctools", "export", "/NSITE1", "/Psecret", data, "/@OUT.CCM", "/BATCH",
        "/ITEMSIZE", "/FORMAT/FAN");
    ck_assert_ptr_nonnull(
        strstr(read_text(&fixture, below(&fixture, "work/OUT.CCM")), "Subject: A title"));
    RUN(&fixture, 0, "cctools", "po", "list", po, "SITE1");
    ck_assert_str_eq(fixture.text, ""); /* it is not there any more */
    RUN(&fixture, 0, "cctools", "po", "check", po);
    SAYS(&fixture, "0 errors");
    end(&fixture);
}
END_TEST

START_TEST(result_codes_tell_which_operation_was_refused)
{
    struct fixture fixture;
    begin(&fixture);
    const char *po = below(&fixture, "po");
    const char *data = arena_format(&fixture.arena, "/D%s", po);
    write_letter(&fixture, "A.CCM", "Smith, John at CCPO1");
    RUN(&fixture, 3, "IMPORT.EXE", "/NCCPO1", "/Pwrong", data, "/@A.CCM");
    RUN(&fixture, 3, "IMPORT.EXE", "/NCCPO1", "/Psecret", "/D/none", "/@A.CCM");
    SAYS(&fixture, "process ended with error: 3.");
    /* The article's case on real files: whoever may only read exports, and cannot import. */
    RUN(&fixture, 0, "cctools", "po", "send", po, "Smith, John", "Brady, Sally at SITE1",
        "A title");
    shell(&fixture, "chmod -R a-w po && chmod -R a+rX po");
    fixture.is_nobody = true;
    RUN(&fixture, 1, "IMPORT.EXE", "/NCCPO1", "/Psecret", data, "/@A.CCM");
    RUN(&fixture, 0, "export", "/NSITE1", "/Psecret", data, "/@OUT.CCM");
    ck_assert_ptr_nonnull(
        strstr(read_text(&fixture, below(&fixture, "work/OUT.CCM")), "Subject: A title"));
    shell(&fixture, "chmod -R a+w po");
    RUN(&fixture, 0, "IMPORT.EXE", "/NCCPO1", "/Psecret", data, "/@A.CCM");
    fixture.is_nobody = false;
    end(&fixture);
}
END_TEST

/* 8.0 takes no brackets in an address. */
START_TEST(a_version_that_is_asked_for_reads_its_database_and_does_wrong_what_it_did)
{
    static const char letter[] = "Message:\\nFrom: [x] at SITE1\\nDate: 6/2/98 8:39\\nTo: Doe, "
                                 "Ann\\nSubject: s\\nContents:\\n";
    struct fixture fixture;
    begin(&fixture);
    RUN(&fixture, 0, "cctools", "po", "create", below(&fixture, "po8"), "CCPO8", "--db8");
    RUN(&fixture, 0, "cctools", "po", "add", "../po8", "Doe, Ann");
    shell(&fixture, arena_format(&fixture.arena, "printf '%s' >work/a.ccm", letter));
    RUN(&fixture, 1, "cctools", "import", "CCPO8", "", "../po8", "a.ccm");
    SAYS(&fixture, "Post office database is of another version.");
    RUN(&fixture, 1, "cctools", "import", "--version", "8.0", "CCPO8", "", "../po8", "a.ccm");
    RUN(&fixture, 0, "IMPORT.EXE", "--version", "9.0", "CCPO8", "", "../po8", "a.ccm");
    SAYS(&fixture, "IMPORT 9.0 Copyright");
    RUN(&fixture, 1, "export", "--version", "8.0", "SITE1", "secret", "../po", "a.ccm");
    RUN(&fixture, 2, "export", "--version", "4.99", "SITE1", "", "../po8", "a.ccm");
    SAYS(&fixture, "cctools: 4.99: no such version");
    RUN(&fixture, 2, "cctools", "export", "--version");
    end(&fixture);
}
END_TEST

START_TEST(a_program_that_was_locked_out_waits)
{
    struct fixture fixture;
    begin(&fixture);
    const char *data = arena_format(&fixture.arena, "/D%s", below(&fixture, "po"));
    write_letter(&fixture, "A.CCM", "Smith, John at CCPO1");
    shell(&fixture, "touch po/CCPODOWN");
    RUN(&fixture, 4, "IMPORT.EXE", "/NCCPO1", "/Psecret", data, "/@A.CCM");
    end(&fixture);
}
END_TEST

START_TEST(words_with_blanks_stay_together)
{
    struct fixture fixture;
    begin(&fixture);
    const char *po = below(&fixture, "po");
    const char *data = arena_format(&fixture.arena, "/D%s", po);
    shell(&fixture, "mkdir 'work/a folder'");
    write_letter(&fixture, "a folder/A.CCM", "Smith, John at CCPO1");
    RUN(&fixture, 0, "IMPORT.EXE", "/NCCPO1", "/Psecret", data, "/@a folder\\A.CCM");
    RUN(&fixture, 0, "cctools", "po", "list", po, "Smith, John");
    SAYS(&fixture, "Another message");
    end(&fixture);
}
END_TEST

START_TEST(misuse_is_told)
{
    struct fixture fixture;
    begin(&fixture);
    const char *po = below(&fixture, "po");
    char long_name[300];
    memset(long_name, 'A', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    RUN(&fixture, 0, "cctools", "--help");
    SAYS(&fixture, "cctools import");
    SAYS(&fixture, "cctools po create");
    RUN(&fixture, 2, "cctools", NULL);
    RUN(&fixture, 2, "cctools", "nothing");
    SAYS(&fixture, "nothing: no such program");
    RUN(&fixture, 2, "cctools", "po");
    RUN(&fixture, 2, "cctools", "po", "frob");
    RUN(&fixture, 2, "cctools", "po", "list");
    RUN(&fixture, 2, "cctools", "po", "list", po, "one", "two");
    RUN(&fixture, 2, "cctools", "po", "send", po, "a", "b", "c", "d", "e");
    RUN(&fixture, 2, "cctools", "po", "create", po, "X", "--page", "500");
    RUN(&fixture, 2, "cctools", "po", "create", po, "X", "--password");
    SAYS(&fixture, "--password: not an option, or its value is missing");
    RUN(&fixture, 2, "cctools", "po", "list", long_name);
    RUN(&fixture, 1, "cctools", "po", "add", po, long_name);
    RUN(&fixture, 1, "cctools", "po", "create", below(&fixture, "none/po"), "X");
    end(&fixture);
}
END_TEST

/* The one word that is wrong, and what about it. */
START_TEST(a_refusal_names_what_it_is_about)
{
    static const struct {
        const char *words[7];
        int code;
        const char *says;
    } rows[] = {
        {{"frob"}, 2, "cctools po: frob: there is no such command"},
        {{"list"}, 2, "cctools po: list wants a directory"},
        {{"send", "PO", "a"}, 2, "send takes a directory and 3 to 3 words, not 1"},
        {{"send", "PO", "Smith, John", "Smith, John", "x", "--priority", "soon"},
         2,
         "--priority: not an option, or its value is missing or wrong"},
        {{"add", "PO", "two\nlines"}, 1, "lines: name is not valid"},
        {{"add", "PO", "Lee, Bo", "--comment", "two\nlines"}, 1, "name is not valid"},
        {{"list", "PO", "Nobody"}, 1, "cctools po: Nobody: the directory has no such name"},
        {{"folders", "PO", "Nobody"}, 1, "cctools po: Nobody: the directory has no such name"},
        {{"members", "PO", "Smith, John"}, 1, "Smith, John: the directory has no list"},
        {{"send", "PO", "Nobody", "Smith, John", "x"}, 1, "cctools po: Nobody: the directory"},
        {{"send", "PO", "Smith, John", "Nobody", "x"}, 1, "cctools po: Nobody: the directory"},
        {{"read", "PO", "Smith, John", "9"}, 1, "cctools po: 9: there is no letter"},
        {{"read", "PO", "Smith, John", "x"}, 1, "cctools po: x: the number of a letter"},
        {{"forward", "PO", "Smith, John", "9", "Smith, John"}, 1, "cctools po: 9: there is no"},
        {{"file", "PO", "Smith, John", "9", "Old"}, 1, "cctools po: 9: there is no letter"},
        {{"list", "NONE"}, 1, "/none: no post office is there (CLANDATA)"},
        {{"check", "NONE"}, 1, "/none: no post office is there (CLANDATA)"},
    };
    struct fixture fixture;
    begin(&fixture);
    shell(&fixture, "mkdir none");
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const char *words[ARRAY_COUNT(rows[i].words) + 2] = {"po"};
        for (size_t w = 0; w < ARRAY_COUNT(rows[i].words) && rows[i].words[w] != NULL; w++) {
            const char *word = rows[i].words[w];
            words[w + 1] = strcmp(word, "PO") == 0     ? below(&fixture, "po")
                           : strcmp(word, "NONE") == 0 ? "../none"
                                                       : word;
        }
        const int code = run(&fixture, "cctools", words);
        ck_assert_msg(code == rows[i].code, "%s: %d, want %d: %s", rows[i].words[0], code,
                      rows[i].code, fixture.text);
        SAYS(&fixture, rows[i].says);
    }
    end(&fixture);
}
END_TEST

START_TEST(a_letter_that_cannot_be_read_hides_no_other)
{
    struct fixture fixture;
    begin(&fixture);
    const char *po = below(&fixture, "po");
    RUN(&fixture, 0, "cctools", "po", "send", po, "Smith, John", "Smith, John", "One", "--text",
        "first");
    RUN(&fixture, 0, "cctools", "po", "send", po, "Smith, John", "Smith, John", "Two");
    shell(&fixture, "printf 'XXXXXXXX' | dd of=po/MLANDATA bs=1 seek=2148 conv=notrunc 2>err");
    RUN(&fixture, 1, "cctools", "po", "list", po, "Smith, John");
    SAYS(&fixture, "1  cannot be read: contents are damaged");
    SAYS(&fixture, "Two");
    SAYS(&fixture, "cctools po: Smith, John: contents are damaged");
    end(&fixture);
}
END_TEST

START_TEST(what_only_looks_has_failed_when_nobody_can_read_it)
{
    struct fixture fixture;
    begin(&fixture);
    shell(&fixture, "./cctools po list po >/dev/full 2>err; test $? = 1 && "
                    "grep -q 'the answer cannot be written' err");
    shell(&fixture, "./cctools po check po >/dev/full 2>err; test $? = 1");
    shell(&fixture, "./cctools analyze po >/dev/full 2>err; test $? = 1 && "
                    "grep -q 'the answer cannot be written' err");
    shell(&fixture, "./cctools --help >/dev/full 2>err; test $? = 1");
    shell(&fixture, "./cctools po send po 'Smith, John' 'Smith, John' x >/dev/full 2>err");
    shell(&fixture, "./cctools po list po 'Smith, John' >out && grep -c ' x$' out >/dev/null");
    end(&fixture);
}
END_TEST

START_TEST(a_directory_below_the_root_is_no_option)
{
    struct fixture fixture;
    begin(&fixture);
    RUN(&fixture, 1, "cctools", "analyze", "/tmp");
    SAYS(&fixture, "Post office directory: \\tmp");
    RUN(&fixture, 1, "cctools", "analyze", "/no-such-directory");
    SAYS(&fixture, "Bad Parameters");
    RUN(&fixture, 0, "cctools", "analyze", "../po");
    SAYS(&fixture, "/work/../po");
    end(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cctools");
    TCase *tcase = tcase_create("host");
    tcase_add_test(tcase, post_offices_are_made_and_looked_at);
    tcase_add_test(tcase, letters_are_sent_by_hand);
    tcase_add_test(tcase, import_brings_a_file_into_a_mailbox);
    tcase_add_test(tcase, a_parameter_file_of_the_host_is_a_file_and_no_option);
    tcase_add_test(tcase, export_brings_the_queue_into_a_file);
    tcase_add_test(tcase, result_codes_tell_which_operation_was_refused);
    tcase_add_test(tcase,
                   a_version_that_is_asked_for_reads_its_database_and_does_wrong_what_it_did);
    tcase_add_test(tcase, a_program_that_was_locked_out_waits);
    tcase_add_test(tcase, words_with_blanks_stay_together);
    tcase_add_test(tcase, misuse_is_told);
    tcase_add_test(tcase, a_refusal_names_what_it_is_about);
    tcase_add_test(tcase, a_letter_that_cannot_be_read_hides_no_other);
    tcase_add_test(tcase, what_only_looks_has_failed_when_nobody_can_read_it);
    tcase_add_test(tcase, a_directory_below_the_root_is_no_option);
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

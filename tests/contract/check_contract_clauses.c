/*
 * The contract suites hold every sentence of the ports' headers: each has a row that names cases of
 * the suite, and each row a sentence. Prints which way to files has which trait.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "contract/contract_exchange.h"
#include "contract/contract_os.h"

struct clause {
    const char *sentence;
    const char *cases; /* separated by "; "; NULL: text */
};

static const struct clause os_clauses[] = {
#define CLAUSE(sentence, cases) {sentence, cases},
#define TEXT(sentence) {sentence, NULL},
#include "contract/os_clauses.def"
};

static const struct clause exchange_clauses[] = {
#include "contract/exchange_clauses.def"
#undef CLAUSE
#undef TEXT
};

static const struct port {
    const char *header;
    const struct clause *clauses;
    size_t count;
    const char *(*case_name)(size_t index);
} ports[] = {
    {"os_port.h", os_clauses, ARRAY_COUNT(os_clauses), contract_os_case_name},
    {"exchange_port.h", exchange_clauses, ARRAY_COUNT(exchange_clauses),
     contract_exchange_case_name},
};

/* --- sentences --- */

static const char *read_header(struct arena *arena, const char *name)
{
    struct buffer text;
    char chunk[4096];
    size_t got = 0;
    const char *path = arena_format(arena, "%s/connector/port/%s", SOURCE_DIR, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    buffer_init(&text, arena);
    do {
        got = fread(chunk, 1, sizeof(chunk), file);
        buffer_add(&text, chunk, got);
    } while (got > 0);
    ck_assert_int_eq(fclose(file), 0);
    return buffer_string(&text);
}

/* The comment that begins at `text`, as one line without the stars at the margin. */
static const char *comment_line(struct arena *arena, const char *text, size_t length)
{
    struct buffer line;
    bool is_at_margin = false;
    buffer_init(&line, arena);
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        const bool is_blank = c == ' ' || c == '\n' || (c == '*' && is_at_margin);
        is_at_margin = c == '\n' || (is_at_margin && c == ' ');
        if (!is_blank) {
            buffer_add(&line, &c, 1);
        } else if (line.size > 0 && line.data[line.size - 1] != ' ') {
            buffer_add(&line, " ", 1);
        }
    }
    const bool has_end = line.size > 0 && line.data[line.size - 1] == ' ';
    return arena_text_n(arena, buffer_string(&line), line.size - (has_end ? 1 : 0));
}

/* A full stop before a word that begins one. */
static bool ends_sentence(const char *at)
{
    const bool is_followed = at[1] == ' ' && ((at[2] >= 'A' && at[2] <= 'Z') || at[2] == '(');
    return at[0] == '.' && (at[1] == '\0' || is_followed);
}

enum { SENTENCES_MAX = 300 };

struct sentences {
    const char *all[SENTENCES_MAX];
    size_t count;
};

static void add_comment(struct arena *arena, const char *line, struct sentences *sentences)
{
    const char *start = line;
    for (const char *at = line; *at != '\0'; at++) {
        if (ends_sentence(at) || at[1] == '\0') {
            ck_assert_uint_lt(sentences->count, SENTENCES_MAX);
            const size_t length = (size_t)(at - start) + 1;
            sentences->all[sentences->count++] = arena_text_n(arena, start, length);
            start = at + (at[1] == ' ' ? 2 : 1);
        }
    }
}

static void read_sentences(struct arena *arena, const char *header, struct sentences *sentences)
{
    const char *at = read_header(arena, header);
    *sentences = (struct sentences){.count = 0};
    while ((at = strstr(at, "/*")) != NULL) {
        const char *end = strstr(at, "*/");
        ck_assert_ptr_nonnull(end);
        add_comment(arena, comment_line(arena, at + 2, (size_t)(end - at) - 2), sentences);
        at = end;
    }
    ck_assert_uint_gt(sentences->count, 15);
}

/* --- tests --- */

START_TEST(every_sentence_of_the_header_has_a_row)
{
    const struct port *port = &ports[_i];
    struct arena arena = {0};
    static struct sentences sentences;
    read_sentences(&arena, port->header, &sentences);
    for (size_t i = 0; i < sentences.count; i++) {
        size_t k = 0;
        while (k < port->count && strcmp(port->clauses[k].sentence, sentences.all[i]) != 0) {
            k++;
        }
        ck_assert_msg(k < port->count, "%s: no row for: %s", port->header, sentences.all[i]);
    }
    arena_release(&arena);
}
END_TEST

START_TEST(every_row_is_a_sentence_of_the_header)
{
    const struct port *port = &ports[_i];
    struct arena arena = {0};
    static struct sentences sentences;
    read_sentences(&arena, port->header, &sentences);
    for (size_t k = 0; k < port->count; k++) {
        size_t i = 0;
        while (i < sentences.count && strcmp(port->clauses[k].sentence, sentences.all[i]) != 0) {
            i++;
        }
        ck_assert_msg(i < sentences.count, "%s does not say: %s", port->header,
                      port->clauses[k].sentence);
    }
    arena_release(&arena);
}
END_TEST

static bool has_case(const struct port *port, const char *name, size_t length)
{
    const char *known = NULL;
    for (size_t i = 0; (known = port->case_name(i))[0] != '\0'; i++) {
        if (strlen(known) == length && strncmp(known, name, length) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(every_case_that_a_row_names_is_in_the_suite)
{
    const struct port *port = &ports[_i];
    for (size_t k = 0; k < port->count; k++) {
        const char *name = port->clauses[k].cases;
        while (name != NULL && *name != '\0') {
            const size_t length = strcspn(name, ";");
            ck_assert_msg(has_case(port, name, length), "%s: no case: %.*s", port->header,
                          (int)length, name);
            name += length;
            name += strspn(name, "; ");
        }
    }
}
END_TEST

START_TEST(every_trait_is_there_somewhere_and_missing_elsewhere)
{
    size_t ways = 0;
    for (int way = 0; way < CONTRACT_WAYS; way++) {
        ways += contract_way_has((enum contract_way)way, (enum contract_trait)_i) ? 1 : 0;
    }
    ck_assert_uint_gt(ways, 0);
    ck_assert_uint_lt(ways, CONTRACT_WAYS);
}
END_TEST

static void print_traits(void)
{
    for (int trait = 0; trait < TRAIT_COUNT; trait++) {
        (void)printf("%s; else %s:", contract_trait_text((enum contract_trait)trait, true),
                     contract_trait_text((enum contract_trait)trait, false));
        for (int way = 0; way < CONTRACT_WAYS; way++) {
            const bool is_there =
                contract_way_has((enum contract_way)way, (enum contract_trait)trait);
            (void)printf(" %s%s", is_there ? "" : "not ",
                         contract_way_name((enum contract_way)way));
            (void)fputs(way + 1 < CONTRACT_WAYS ? "," : "\n", stdout);
        }
    }
    (void)fflush(stdout);
}

int main(void)
{
    print_traits();
    Suite *suite = suite_create("clauses of the ports");
    TCase *tcase = tcase_create("clauses");
    tcase_add_loop_test(tcase, every_sentence_of_the_header_has_a_row, 0, (int)ARRAY_COUNT(ports));
    tcase_add_loop_test(tcase, every_row_is_a_sentence_of_the_header, 0, (int)ARRAY_COUNT(ports));
    tcase_add_loop_test(tcase, every_case_that_a_row_names_is_in_the_suite, 0,
                        (int)ARRAY_COUNT(ports));
    tcase_add_loop_test(tcase, every_trait_is_there_somewhere_and_missing_elsewhere, 0,
                        TRAIT_COUNT);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

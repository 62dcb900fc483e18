/* Tests of tools/programs/{export_items,macbinary,hex_lines}.c and of ccm_write_plain, by runs of
 * EXPORT and IMPORT. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "programs/hex_lines.h"
#include "programs/macbinary.h"
#include "support/po_fixture.h"

#define OPEN "/NSITE1 /Psecret /DV:\\CCDATA /@EXPORT\\OUT.CCM "

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

/* A Macintosh file: 5 bytes of data, `resources` of the other fork. */
static struct bytes macintosh(uint32_t resources)
{
    enum { HEADER = MACBINARY_BLOCK };
    uint8_t *bytes = arena_alloc(&arena, HEADER + HEADER + resources);
    bytes[1] = 3;
    memcpy(bytes + 2, "Abc", 3);
    bytes[86] = 5;
    bytes[89] = (uint8_t)(resources >> 8);
    bytes[90] = (uint8_t)resources;
    bytes[122] = 129;
    bytes[123] = 129;
    const uint16_t crc = macbinary_crc(bytes, 124);
    bytes[124] = (uint8_t)(crc >> 8);
    bytes[125] = (uint8_t)crc;
    memcpy(bytes + HEADER, "data.", 5);
    memset(bytes + 2 * (size_t)HEADER, 'r', resources);
    return (struct bytes){bytes, HEADER + (resources != 0 ? HEADER + resources : 5)};
}

static void send(const struct ccm_item *items, uint32_t count, const char *subject)
{
    static const struct ccm_address address = {CCM_TO, "Brady, Sally"};
    const struct ccm_message message = {.from = "Smith, J at PO1",
                                        .date = "6/2/98 8:39",
                                        .subject = subject,
                                        .addresses = &address,
                                        .address_count = 1,
                                        .items = items,
                                        .item_count = count,
                                        .extra = ""};
    struct postoffice *po = NULL;
    struct po_entry entry;
    struct buffer content;
    buffer_init(&content, &arena);
    ccm_write(&content, &message);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_resolve(po, "Brady, Sally", &entry, NULL), ST_OK);
    const struct po_message_in in = {
        .content = buffer_bytes(&content), .usrs = &entry.usr, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    po_close(po);
}

static struct fixture_run run(const char *options, uint32_t quirks)
{
    struct program_traits traits = program_default_traits();
    const enum status st = os_remove(port, FIXTURE_STORE "\\Export\\OUT.CCM");
    ck_assert(st == ST_OK || st == ST_NOT_FOUND);
    traits.quirks = quirks;
    return fixture_run(port, &arena, "EXPORT", arena_format(&arena, OPEN "%s", options), &traits);
}

static struct bytes output(void)
{
    return memory_port_get(memory, FIXTURE_STORE "\\Export\\OUT.CCM");
}

static struct ccm_message exported(void)
{
    struct ccm_message message = {0};
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    ck_assert_msg(ccm_read(output(), &offset, &arena, &message, &diagnostic) == ST_OK, "%s",
                  diagnostic.text);
    ck_assert_uint_eq(offset, output().size);
    return message;
}

static bool same(struct bytes a, struct bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool holds(struct bytes all, struct bytes part)
{
    for (size_t at = 0; at + part.size <= all.size; at++) {
        if (memcmp(all.data + at, part.data, part.size) == 0) {
            return true;
        }
    }
    return false;
}

static const struct {
    const char *name;
    size_t cut;  /* this many bytes off its end */
    size_t flip; /* this byte changed; 0: none */
    uint32_t resources;
    bool is_macbinary;
} files[] = {
    {"a file with resources", 0, 0, 300, true},
    {"without them", 0, 0, 0, true},
    {"cut off", 1, 0, 300, false},
    {"cut off in its header", 260 + 128, 0, 300, false},
    {"another checksum", 0, 3, 300, false},
    {"of MacBinary I", 0, 122, 300, false},
    {"a name of no length", 0, 1, 300, false},
    {"a byte that must be zero", 0, 74, 300, false},
    {"another that must be zero", 0, 82, 300, false},
};
START_TEST(macbinary_is_known_by_its_header)
{
    struct bytes file = macintosh(files[_i].resources);
    struct macbinary found;
    uint8_t *bytes = arena_copy(&arena, file.data, file.size);
    bytes[files[_i].flip] ^= files[_i].flip == 0 ? 0 : files[_i].flip == 1 ? 3 : 1;
    file = (struct bytes){bytes, file.size - files[_i].cut};
    ck_assert_msg(macbinary_read(file, &found) == files[_i].is_macbinary, "%s", files[_i].name);
    if (files[_i].is_macbinary) {
        ck_assert(same(found.data, bytes_of_text("data.")));
        ck_assert_uint_eq(found.resources.size, files[_i].resources);
    }
}
END_TEST

START_TEST(the_checksum_is_that_of_the_standard)
{
    ck_assert_uint_eq(macbinary_crc((const uint8_t *)"123456789", 9), 0x31C3);
}
END_TEST

START_TEST(macintosh_files_come_whole_or_as_data)
{
    const struct bytes file = macintosh(300);
    const struct ccm_item items[] = {{CCM_TEXT, "", bytes_of_text("text")},
                                     {CCM_FILE, "ABC 6/2/98 8:39AM", file},
                                     {CCM_FILE, "PLAIN", bytes_of_text("plain")}};
    send(items, 3, "one");
    ck_assert_int_eq(run("/ITEMSIZE /FILES/MACBIN2", 0).result, 0);
    ck_assert(same(exported().items[1].content, file));
    send(items, 3, "two");
    ck_assert_int_eq(run("/ITEMSIZE", 0).result, 0);
    ck_assert(same(exported().items[1].content, bytes_of_text("data.")));
    ck_assert(same(exported().items[2].content, bytes_of_text("plain")));
}
END_TEST

START_TEST(hexadecimal_files_go_through_import_again)
{
    uint8_t all[256];
    for (size_t i = 0; i < sizeof(all); i++) {
        all[i] = (uint8_t)i;
    }
    const struct ccm_item items[] = {{CCM_TEXT, "", bytes_of_text("text")},
                                     {CCM_FILE, "ALL.BIN", {all, sizeof(all)}},
                                     {CCM_FILE, "NONE.BIN", {all, 0}}};
    static const char *const forms[] = {"/ITEMSIZE /FILES/HEX", "/FILES/HEX", ""};
    for (size_t form = 0; form < ARRAY_COUNT(forms); form++) {
        send(items, 3, "hexadecimal");
        ck_assert_int_eq(run(forms[form], 0).result, 0);
        ck_assert_uint_eq(exported().item_count, 3);
        struct bytes content;
        ck_assert(hex_lines_read(exported().items[1].content, &arena, &content));
        ck_assert(same(content, items[1].content));
        fixture_put_import(memory, &arena, "BACK.CCM", output());
        const struct fixture_run done =
            fixture_run(port, &arena, "IMPORT", FIXTURE_IMPORT " /FILES/HEX", NULL);
        ck_assert_msg(done.result == 0, "%s", done.console);
        ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "hexadecimal"), 1);
        ck_assert_int_eq(run("/ITEMSIZE /FILES/MACBIN2", 0).result, 0);
        ck_assert(same(exported().items[1].content, items[1].content));
        ck_assert_uint_eq(exported().items[2].content.size, 0);
    }
}
END_TEST

START_TEST(a_file_that_is_not_hexadecimal_is_refused)
{
    static const char *const texts[] = {"0g", "012", "4\r\n14x"};
    struct bytes content;
    ck_assert(!hex_lines_read(bytes_of_text(texts[_i]), &arena, &content));
    const struct ccm_item item = {CCM_FILE, "A", bytes_of_text(texts[_i])};
    send(&item, 1, "not");
    ck_assert_int_eq(run("/ITEMSIZE", 0).result, 0);
    fixture_put_import(memory, &arena, "BACK.CCM", output());
    ck_assert_int_eq(fixture_run(port, &arena, "IMPORT", FIXTURE_IMPORT " /FILES/HEX", NULL).result,
                     5);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "not"), 0);
}
END_TEST

START_TEST(without_counts_text_cannot_be_taken_for_a_keyword)
{
    const struct ccm_item items[] = {
        {CCM_TEXT, "first",
         bytes_of_text("Text item: no\r\nfile ITEM: neither\r\nMessage:\r\nFrom: x\r\nlast")},
        {CCM_TEXT, "second", bytes_of_text("")}};
    send(items, 2, "plain");
    ck_assert_int_eq(run("", 0).result, 0);
    const struct ccm_message got = exported();
    ck_assert_uint_eq(got.item_count, 2);
    ck_assert(same(got.items[0].content,
                   bytes_of_text(" Text item: no\r\n file ITEM: neither\r\n Message:\r\nFrom: "
                                 "x\r\nlast")));
    ck_assert_str_eq(got.items[1].title, "second");
}
END_TEST

START_TEST(export_6_0_does_not_count_the_resources_it_writes)
{
    const uint32_t quirk = UINT32_C(1) << PROGRAM_QUIRK_MAC_SIZES;
    const struct bytes file = macintosh(300);
    const struct ccm_item items[] = {{CCM_FILE, "PLAIN", bytes_of_text("plain")},
                                     {CCM_FILE, "MAC", file},
                                     {CCM_TEXT, "", bytes_of_text("behind it")}};
    struct ccm_message message;
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    send(items, 1, "no Macintosh");
    ck_assert_int_eq(run("/ITEMSIZE /FILES/MACBIN2", quirk).result, 0);
    ck_assert(same(exported().items[0].content, items[0].content));
    send(items, 3, "Macintosh");
    ck_assert_int_eq(run("/ITEMSIZE /FILES/MACBIN2", quirk).result, 0);
    ck_assert_int_eq(ccm_read(output(), &offset, &arena, &message, &diagnostic), ST_FILE_CORRUPT);
    /* every byte is there */
    ck_assert(holds(output(), file));
    ck_assert(holds(output(), bytes_of_text("behind it")));
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "Macintosh"), 0); /* EXPORT is content */
}
END_TEST

START_TEST(export_6_01_changes_bytes_of_files_with_two_blanks_in_their_titles)
{
    const uint32_t quirk = UINT32_C(1) << PROGRAM_QUIRK_CLIENT_7_FILES;
    const struct ccm_item items[] = {
        {CCM_TEXT, "two  blanks", bytes_of_text("text")},
        {CCM_FILE, "PLAN.DOC  6/2/98 8:39AM", bytes_of_text("0123456789")},
        {CCM_FILE, "PLAN.DOC 6/2/98 8:39AM", bytes_of_text("0123456789")}};
    send(items, 3, "plans");
    ck_assert_int_eq(run("/ITEMSIZE /FILES/MACBIN2", quirk).result, 0);
    const struct ccm_message got = exported();
    ck_assert(same(got.items[0].content, items[0].content));
    ck_assert_uint_eq(got.items[1].content.size, items[1].content.size);
    ck_assert(!same(got.items[1].content, items[1].content));
    ck_assert(same(got.items[2].content, items[2].content));
}
END_TEST

START_TEST(export_never_finishes_a_pcx_and_what_is_in_front_of_it_goes)
{
    const uint32_t quirk = UINT32_C(1) << PROGRAM_QUIRK_PCX_UNFINISHED;
    static const char *const titles[] = {"FAX.PCX 6/2/98 8:39AM", "fax.pcx"};
    const struct ccm_item text = {CCM_TEXT, "", bytes_of_text("text")};
    const struct ccm_item items[] = {{CCM_TEXT, "", bytes_of_text("text")},
                                     {CCM_FILE, titles[_i], bytes_of_text("0123456789")},
                                     {CCM_FILE, "B", bytes_of_text("b")}};
    struct ccm_message message;
    struct diagnostic diagnostic = {0};
    send(&text, 1, "in front");
    send(items, 3, "picture");
    send(&text, 1, "behind");
    for (int turn = 0; turn < 3; turn++) {
        size_t offset = 0;
        ck_assert_int_eq(run("/ITEMSIZE /FILES/MACBIN2", quirk).result, 0);
        if (turn == 0) {
            ck_assert_int_eq(ccm_read(output(), &offset, &arena, &message, &diagnostic), ST_OK);
            ck_assert_str_eq(message.subject, "in front");
        }
        ck_assert_int_eq(ccm_read(output(), &offset, &arena, &message, &diagnostic),
                         ST_FILE_CORRUPT);
        ck_assert(memcmp(output().data + output().size - 5, "01234", 5) == 0);
        ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "in front"), 0);
        ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "picture"), 1);
    }
    ck_assert_int_eq(run("/ITEMSIZE /FILES/MACBIN2", 0).result, 0);
    size_t offset = 0;
    ck_assert_int_eq(ccm_read(output(), &offset, &arena, &message, &diagnostic), ST_OK);
    ck_assert(same(message.items[1].content, items[1].content));
    ck_assert_int_eq(ccm_read(output(), &offset, &arena, &message, &diagnostic), ST_OK);
    ck_assert_str_eq(message.subject, "behind");
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "picture"), 0);
}
END_TEST

static const struct {
    enum program_quirk quirk;
    const char *seam; /* between two messages */
} otherwise[] = {
    {PROGRAM_QUIRK_BLOCKS_RUN_ON, "file.Message:\r\n"},
    {PROGRAM_QUIRK_BLANK_SIZES, "Message:\r\n          \r\nFrom: "},
};

START_TEST(messages_that_run_on_or_have_no_size_can_be_read)
{
    const struct ccm_item items[] = {{CCM_TEXT, "", bytes_of_text("the text")},
                                     {CCM_FILE, "A.WK4 1/1/97", bytes_of_text("the file.")}};
    send(items, 2, "first");
    send(items, 2, "second");
    send(items, 1, "plain");
    ck_assert_int_eq(run("/ITEMSIZE /FILES/MACBIN2", UINT32_C(1) << otherwise[_i].quirk).result, 0);
    ck_assert_ptr_nonnull(strstr(arena_text_n(&arena, (const char *)output().data, output().size),
                                 otherwise[_i].seam));
    size_t offset = 0;
    for (int i = 0; i < 3; i++) {
        struct ccm_message message;
        ck_assert_int_eq(ccm_read(output(), &offset, &arena, &message, NULL), ST_OK);
        ck_assert_uint_eq(message.item_count, i < 2 ? 2 : 1);
        ck_assert_uint_eq(message.items[0].content.size, strlen("the text"));
        if (i < 2) {
            ck_assert_uint_eq(message.items[1].content.size, strlen("the file."));
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export_items");
    TCase *tcase = tcase_create("export_items");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, macbinary_is_known_by_its_header, 0, (int)ARRAY_COUNT(files));
    tcase_add_test(tcase, the_checksum_is_that_of_the_standard);
    tcase_add_test(tcase, macintosh_files_come_whole_or_as_data);
    tcase_add_test(tcase, hexadecimal_files_go_through_import_again);
    tcase_add_loop_test(tcase, a_file_that_is_not_hexadecimal_is_refused, 0, 3);
    tcase_add_test(tcase, without_counts_text_cannot_be_taken_for_a_keyword);
    tcase_add_test(tcase, export_6_0_does_not_count_the_resources_it_writes);
    tcase_add_test(tcase, export_6_01_changes_bytes_of_files_with_two_blanks_in_their_titles);
    tcase_add_loop_test(tcase, export_never_finishes_a_pcx_and_what_is_in_front_of_it_goes, 0, 2);
    tcase_add_loop_test(tcase, messages_that_run_on_or_have_no_size_can_be_read, 0,
                        ARRAY_COUNT(otherwise));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

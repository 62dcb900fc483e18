#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

/* Enough of a text to compare messages by eye: fields between bars, sizes of contents too. */
static const char *shown(const struct ccm_message *message)
{
    static const char *const kinds[] = {[CCM_TO] = "to", [CCM_CC] = "cc", [CCM_BCC] = "bcc"};
    struct buffer text;
    buffer_init(&text, &arena);
    buffer_format(&text, "%s|%s|%s|", message->from, message->date, message->subject);
    for (uint32_t i = 0; i < message->address_count; i++) {
        buffer_format(&text, "%s %s|", kinds[message->addresses[i].kind],
                      message->addresses[i].name);
    }
    buffer_format(&text, "%s|", message->extra);
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct ccm_item *item = &message->items[i];
        buffer_format(&text, "%s %s=", item->kind == CCM_TEXT ? "text" : "file", item->title);
        buffer_add(&text, item->content.data, item->content.size);
        buffer_text(&text, "|");
    }
    return buffer_string(&text);
}

static struct bytes written(const struct ccm_message *message)
{
    struct buffer file;
    buffer_init(&file, &arena);
    ccm_write(&file, message);
    return buffer_bytes(&file);
}

static const struct ccm_address hub[] = {{CCM_TO, "Admin at HUBPO2"}};

/* The genuine example of Q184052; its counts are right when the date is padded and three line ends
 * follow the text (Q184052). */
static const struct ccm_item genuine_item[] = {
    {CCM_TEXT, "", {(const uint8_t *)"This is the message body\r\n\r\n\r\n", 30}}};
static const struct ccm_message genuine = {
    .from = "Grewal, Jeff at Hub",
    .date = "6/2/98 8:39   ",
    .subject = "Another message",
    .addresses = hub,
    .address_count = 1,
    .items = genuine_item,
    .item_count = 1,
};
static const char genuine_text[] = "Message:\r\n"
                                   "       179\r\n"
                                   "From: Grewal, Jeff at Hub\r\n"
                                   "Date: 6/2/98 8:39   \r\n"
                                   "To: Admin at HUBPO2\r\n"
                                   "Subject: Another message\r\n"
                                   "Contents:\r\n"
                                   "        58\r\n"
                                   "Text item:\r\n"
                                   "        32\r\n"
                                   "This is the message body\r\n\r\n\r\n\r\n\r\n\r\n";

START_TEST(the_writer_counts_as_in_the_genuine_example)
{
    ck_assert_str_eq((const char *)written(&genuine).data, genuine_text);
}
END_TEST

static const struct ccm_address everybody[] = {
    {CCM_TO, "Smith, J at PO1"}, {CCM_BCC, "Hidden"}, {CCM_CC, "Brady, Sally at SITE1"}};
static const struct ccm_item mixed_items[] = {
    {CCM_TEXT, "", {NULL, 0}},
    {CCM_TEXT, " a title ", {(const uint8_t *)"\r\n", 2}},
    {CCM_FILE, "ABC.WK4 6/2/98 8:39AM", {(const uint8_t *)"\0\r\nMessage:\r\n\xFF\x1A", 15}},
    {CCM_TEXT, "x", {(const uint8_t *)"Text item:\r\n        99\r\nFile item: y\r\n", 37}},
    {CCM_TEXT, "last", {(const uint8_t *)"no line end", 11}},
};
static const struct {
    const char *name;
    struct ccm_message message;
} round_trips[] = {
    {"genuine", {"Grewal, Jeff at Hub", "6/2/98 8:39", "s", hub, 1, genuine_item, 1, ""}},
    {"all kinds",
     {"Brady, Sally at SITE1", "6/2/98 8:39AM", " blanks kept ", everybody, 3, mixed_items, 5,
      "RRT: yes\r\nPriority: urgent\r\n"}},
    {"no items", {"a", "b", "c", hub, 1, NULL, 0, ""}},
    {"nothing", {"", "", "", NULL, 0, NULL, 0, ""}},
};

START_TEST(what_was_written_is_read_back)
{
    const struct ccm_message *message = &round_trips[_i].message;
    const struct bytes file = written(message);
    struct ccm_message got = {0};
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    const enum status st = ccm_read(file, &offset, &arena, &got, &diagnostic);
    ck_assert_msg(st == ST_OK, "%s: %s", round_trips[_i].name, diagnostic.text);
    ck_assert_uint_eq(offset, file.size);
    ck_assert_str_eq(shown(&got), shown(message));
    ck_assert_uint_eq(got.item_count, message->item_count);
    for (uint32_t i = 0; i < got.item_count; i++) {
        ck_assert_uint_eq(got.items[i].content.size, message->items[i].content.size);
        if (got.items[i].content.size != 0) {
            ck_assert_mem_eq(got.items[i].content.data, message->items[i].content.data,
                             got.items[i].content.size);
        }
    }
    ck_assert_int_eq(ccm_read(file, &offset, &arena, &got, &diagnostic), ST_NO_MORE);
}
END_TEST

START_TEST(several_messages_follow_in_one_file)
{
    struct buffer file;
    struct ccm_message got = {0};
    size_t offset = 0;
    buffer_init(&file, &arena);
    for (size_t i = 0; i < ARRAY_COUNT(round_trips); i++) {
        ccm_write(&file, &round_trips[i].message);
    }
    buffer_text(&file, "\r\n\x1A");
    for (size_t i = 0; i < ARRAY_COUNT(round_trips); i++) {
        ck_assert_int_eq(ccm_read(buffer_bytes(&file), &offset, &arena, &got, NULL), ST_OK);
        ck_assert_str_eq(shown(&got), shown(&round_trips[i].message));
    }
    ck_assert_int_eq(ccm_read(buffer_bytes(&file), &offset, &arena, &got, NULL), ST_NO_MORE);
    ck_assert_uint_eq(offset, file.size);
}
END_TEST

START_TEST(a_value_cannot_begin_a_line_of_its_own)
{
    const struct ccm_message message = {
        .from = "a\r\nBcc: b", .date = "d", .subject = "s\nContents:"};
    const struct bytes file = written(&message);
    struct ccm_message got = {0};
    size_t offset = 0;
    ck_assert_int_eq(ccm_read(file, &offset, &arena, &got, NULL), ST_OK);
    ck_assert_str_eq(shown(&got), "a  Bcc: b|d|s Contents:||");
}
END_TEST

/* Rows: a file and what its messages are, or where and how it is damaged. */
static const struct {
    const char *name;
    const char *file;
    const char *want;
} variants[] = {
    {"keywords in any case",
     "MESSAGE:\r\n68\r\nfrom: a\r\nDATE: d\r\ncc: c\r\nsubject: s\r\ncontents:\r\n16\r\ntext "
     "ITEM:\r\n1\r\nx",
     "a|d|s|cc c||text =x|"},
    {"line feeds alone", "Message:\n46\nFrom: a\nTo: b\nContents:\n19\nText item:\n2\nhi\n\n\n\n",
     "a|||to b||text =hi|"},
    {"no CR LF between blocks (Q184391)",
     "Message:\r\n47\r\nFrom: a\r\nContents:\r\n23\r\nText item: "
     "t\r\n6\r\nline\r\nMessage:\r\n20\r\n"
     "From: b\r\nContents:\r\n",
     "a||||text t=line|b||||"},
    {"blank counts (Q287056)",
     "Message:\r\n          \r\nFrom: a\r\nContents:\r\n          \r\nText item:\r\n          \r\n"
     "one\r\n\r\ntwo\r\n\r\nFile item: F 1/1/98\r\n          \r\nbin\r\n\r\n\r\nMessage:\r\n   \r\n"
     "From: b\r\nContents:\r\n\r\n",
     "a||||text =one\r\n\r\ntwo\r\n|file F 1/1/98=bin|b||||"},
    {"counts of zero (Q287056)",
     "Message:\r\n0\r\nFrom: a\r\nContents:\r\n0\r\nText item:\r\n7\r\nhello\r\n\r\n\r\n",
     "a||||text =hello|"},
    {"blank count of the message only",
     "Message:\r\n\r\nFrom: a\r\nContents:\r\n        22\r\nText "
     "item:\r\n5\r\nabc\r\n\r\nMessage:\r\n"
     "\r\nTo: q\r\nContents:\r\n",
     "a||||text =abc||||to q||"},
    {"blank count of an item in counted contents",
     "Message:\r\n          \r\nFrom: a\r\nContents:\r\n        45\r\nText item:\r\n          \r\n"
     "Message:\r\nFrom: z\r\n\r\nMessage:\r\n1\r\n",
     "a||||text =Message:\r\nFrom: z|damaged at 109: a block of 1 bytes where at most 0 are left"},
    {"blank count of the contents in a counted message",
     "Message:\r\n77\r\nFrom: a\r\nContents:\r\n          \r\nText item:\r\n          \r\n"
     "Message:\r\nFrom: z\r\n\r\n",
     "a||||text =Message:\r\nFrom: z|"},
    {"without /ITEMSIZE",
     "Message:\r\nFrom: a\r\nTo: b\r\nContents:\r\nText item: t\r\n12\r\nis a "
     "number\r\nMessage:\r\n"
     "is not one\r\nText item:\r\nMessage:\r\nFrom: c\r\nContents:\r\n",
     "a|||to b||text t=12\r\nis a number\r\nMessage:\r\nis not one|text =|c||||"},
    {"unknown lines are kept (Q262989)",
     "Message:\r\nRRT: a\r\nFrom: a\r\nno colon\r\n\r\nFrom: second\r\nContents: of a "
     "box\r\nContents:",
     "a|||RRT: a\r\nno colon\r\nFrom: second\r\nContents: of a box\r\n|"},
    {"padded values",
     "Message:\r\nFrom:   a  \r\nTo:\tb\r\nDate:6/2/98   \r\nSubject:  s \r\nContents:  ",
     "a|6/2/98| s |to b||"},
    {"carriage returns within lines",
     "Message:\r\nFrom: a\rb\r\r\nSubject: s\rt\r\nContents:\r\r\n", "a b||s t||"},
    {"only gaps", "\r\n \r\n\x1A", ""},
    {"empty", "", ""},
    {"something else", "\r\n6", "damaged at 2: \"6\" where Message: is expected"},
    {"a value behind the first keyword", "Message: x\r\n",
     "damaged at 0: \"Message: x\" where Message: is expected"},
    {"ends behind the first keyword",
     "Message:", "damaged at 8: \"\" where Contents: of the message is expected"},
    {"no contents (Q234745)", "Message:\r\n9\r\nFrom: a\r\nText item:",
     "damaged at 22: \"Text item:\" where Contents: of the message is expected"},
    {"no contents before the next message", "Message:\r\nFrom: a\r\nMessage:\r\nFrom: b\r\n",
     "damaged at 19: \"Message:\" where Contents: of the message is expected"},
    {"message count too large", "Message:\r\n  9999\r\nFrom: a\r\n",
     "damaged at 10: a block of 9999 bytes where at most 9 are left"},
    {"what was a count", "Message:\r\n   17x\r\nFrom: a\r\nContents:",
     "damaged at 10: \"   17x\" where a count is expected"},
    {"what was the count of the contents", "Message:\r\n\r\nFrom: a\r\nContents:\r\n5-\r\n",
     "damaged at 32: \"5-\" where a count is expected"},
    {"count beyond all numbers", "Message:\r\n99999999999999999999999\r\nFrom: a\r\n",
     "damaged at 10: a block of 18446744073709551615 bytes where at most 9 are left"},
    {"contents count larger than the message",
     "Message:\r\n29\r\nFrom: a\r\nContents:\r\n25\r\nTextMessage: and more of them",
     "damaged at 34: a block of 25 bytes where at most 5 are left"},
    {"item count larger than the contents",
     "Message:\r\n\r\nFrom: a\r\nContents:\r\n20\r\nText item:\r\n90\r\n1234 and more",
     "damaged at 48: a block of 90 bytes where at most 4 are left"},
    {"something behind the contents", "Message:\r\n33\r\nFrom: a\r\nContents:\r\n2\r\n\r\nFile xyz",
     "damaged at 39: \"File xyz\" where the end of the message is expected"},
    {"no item", "Message:\r\n\r\nContents:\r\n\r\nTextitem:\r\n",
     "damaged at 25: \"Textitem:\" where an item or the end of the message is expected"},
    {"control characters in what is found", "M\x01\x7F\xE9",
     "damaged at 0: \"M???\" where Message: is expected"},
};

static const char *all_read(struct bytes file)
{
    struct buffer text;
    struct ccm_message message = {0};
    size_t offset = 0;
    buffer_init(&text, &arena);
    for (;;) {
        struct diagnostic diagnostic = {0};
        const size_t before = offset;
        const enum status st = ccm_read(file, &offset, &arena, &message, &diagnostic);
        if (st == ST_NO_MORE) {
            break;
        }
        if (st != ST_OK) {
            ck_assert_int_eq(st, ST_FILE_CORRUPT);
            ck_assert_uint_eq(offset, before);
            buffer_format(&text, "damaged at %llu: %s", (unsigned long long)diagnostic.offset,
                          diagnostic.text);
            break;
        }
        ck_assert_uint_gt(offset, before);
        buffer_text(&text, shown(&message));
    }
    return buffer_string(&text);
}

START_TEST(variants_of_the_format_are_read_and_damage_is_told)
{
    const char *got = all_read(bytes_of_text(variants[_i].file));
    ck_assert_msg(strcmp(got, variants[_i].want) == 0, "%s:\ngot  %s\nwant %s", variants[_i].name,
                  got, variants[_i].want);
}
END_TEST

START_TEST(zero_bytes_in_the_header_are_damage)
{
    static const char header[] = "Message:\r\nFrom: a\0b\r\nContents:\r\n";
    static const char title[] = "Message:\r\nContents:\r\nText item: a\0b\r\n";
    ck_assert_str_eq(
        all_read((struct bytes){(const uint8_t *)header, sizeof(header) - 1}),
        "damaged at 10: \"From: a?b\" where a header line without zero bytes is expected");
    ck_assert_str_eq(
        all_read((struct bytes){(const uint8_t *)title, sizeof(title) - 1}),
        "damaged at 21: \"Text item: a?b\" where a title without zero bytes is expected");
}
END_TEST

/* In memory of exactly its size, so that the address sanitizer sees a byte too many. */
static const char *read_exactly(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size != 0 ? size : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, data, size);
    const char *text = all_read((struct bytes){copy, size});
    free(copy);
    return text;
}

START_TEST(a_file_that_was_cut_off_is_never_a_whole_message)
{
    const struct bytes file = written(&round_trips[1].message);
    for (size_t size = 1; size < file.size; size++) {
        const char *got = read_exactly(file.data, size);
        ck_assert_msg(text_starts(got, "damaged at "), "%zu bytes: %s", size, got);
        arena_reset(&arena);
        ck_assert_ptr_eq(written(&round_trips[1].message).data, file.data);
    }
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

START_TEST(changed_bytes_end_in_messages_or_damage)
{
    static const uint8_t favourites[] = {0, '\r', '\n', ' ', ':', '0', '9', 'M', 0x1A, 0xFF};
    uint32_t state = (uint32_t)_i * 7919 + 1;
    struct arena original_arena = {0};
    struct buffer original;
    buffer_init(&original, &original_arena);
    ccm_write(&original, &round_trips[1].message);
    ccm_write(&original, &genuine);
    for (int round = 0; round < 500; round++) {
        arena_reset(&arena);
        uint8_t *data = arena_copy(&arena, original.data, original.size);
        size_t size = original.size;
        for (uint32_t changes = 1 + next_random(&state) % 4; changes > 0; changes--) {
            const size_t at = next_random(&state) % size;
            const uint32_t way = next_random(&state) % 3;
            if (way == 0) {
                data[at] = favourites[next_random(&state) % sizeof(favourites)];
            } else if (way == 1) {
                data[at] = (uint8_t)next_random(&state);
            } else if (size > 1) { /* one byte is lost */
                memmove(data + at, data + at + 1, size - at - 1);
                size--;
            }
        }
        ck_assert_ptr_nonnull(read_exactly(data, size));
    }
    arena_release(&original_arena);
}
END_TEST

START_TEST(random_messages_are_read_back)
{
    static const char *const parts[] = {
        "\r\n",     "Message:\r\n", "Text item:", "File item:", "\n",
        "  12\r\n", "From: x\r\n",  "abc",        "",           "Contents:\r\n"};
    uint32_t state = (uint32_t)_i * 104729 + 3;
    for (int round = 0; round < 200; round++) {
        struct ccm_item items[6] = {0};
        arena_reset(&arena);
        struct ccm_message message = round_trips[1].message;
        message.items = items;
        message.item_count = next_random(&state) % 7;
        for (uint32_t i = 0; i < message.item_count; i++) {
            struct buffer content;
            buffer_init(&content, &arena);
            for (uint32_t n = next_random(&state) % 6; n > 0; n--) {
                buffer_text(&content, parts[next_random(&state) % ARRAY_COUNT(parts)]);
            }
            items[i] = (struct ccm_item){next_random(&state) % 2 != 0 ? CCM_TEXT : CCM_FILE, "t",
                                         buffer_bytes(&content)};
        }
        ck_assert_str_eq(all_read(written(&message)), shown(&message));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ccm");
    TCase *tcase = tcase_create("ccm");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, the_writer_counts_as_in_the_genuine_example);
    tcase_add_loop_test(tcase, what_was_written_is_read_back, 0, ARRAY_COUNT(round_trips));
    tcase_add_test(tcase, several_messages_follow_in_one_file);
    tcase_add_test(tcase, a_value_cannot_begin_a_line_of_its_own);
    tcase_add_loop_test(tcase, variants_of_the_format_are_read_and_damage_is_told, 0,
                        ARRAY_COUNT(variants));
    tcase_add_test(tcase, zero_bytes_in_the_header_are_damage);
    tcase_add_test(tcase, a_file_that_was_cut_off_is_never_a_whole_message);
    tcase_add_loop_test(tcase, changed_bytes_end_in_messages_or_damage, 0, 20);
    tcase_add_loop_test(tcase, random_messages_are_read_back, 0, 10);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

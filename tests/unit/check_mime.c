#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "mime/charset.h"
#include "mime/mime.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

/* Reads from memory of exactly that size, which is gone when the message is looked at. */
static enum status read_bytes(struct bytes mail, struct exchange_message *message_out,
                              struct diagnostic *diagnostic)
{
    uint8_t *copy = malloc(mail.size != 0 ? mail.size : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, mail.data, mail.size);
    const enum status st =
        mime_read((struct bytes){copy, mail.size}, &arena, message_out, diagnostic);
    free(copy);
    return st;
}

/* The items of a message: kind and name, then the content in bars. */
static const char *items_of(const struct exchange_message *message)
{
    struct buffer text;
    buffer_init(&text, &arena);
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct exchange_item *item = &message->items[i];
        buffer_format(&text, "%s%s|", item->kind == EXCHANGE_TEXT ? "text" : "file ", item->name);
        buffer_add(&text, item->content.data, item->content.size);
        buffer_text(&text, "|\n");
    }
    return buffer_string(&text);
}

static const char *header_of(const struct exchange_message *message)
{
    static const char *const kinds[] = {
        [EXCHANGE_TO] = "to", [EXCHANGE_CC] = "cc", [EXCHANGE_BCC] = "bcc"};
    struct buffer text;
    buffer_init(&text, &arena);
    buffer_format(&text, "from %s <%s>\n", message->sender.display, message->sender.address);
    for (uint32_t i = 0; i < message->recipient_count; i++) {
        const struct exchange_recipient *recipient = &message->recipients[i];
        ck_assert(recipient->is_responsible);
        buffer_format(&text, "%s %s <%s>\n", kinds[recipient->kind], recipient->address.display,
                      recipient->address.address);
    }
    buffer_format(&text, "%s", message->subject);
    return buffer_string(&text);
}

static struct exchange_message read_text(const char *mail)
{
    struct exchange_message message = {0};
    struct diagnostic diagnostic = {0};
    const enum status st = read_bytes(bytes_of_text(mail), &message, &diagnostic);
    ck_assert_msg(st == ST_OK, "%s: %s", status_name(st), diagnostic.text);
    return message;
}

static const struct {
    const char *name;
    const char *header;
    const char *want;
} headers[] = {
    {"plain", "From: a@b.example\nTo: c@d.example\nSubject: s\n",
     "from a@b.example <SMTP:a@b.example>\nto c@d.example <SMTP:c@d.example>\ns"},
    {"cc:Mail users stand in a domain of their own",
     "From: \"Brady, Sally\" <x@site1.example>\nTo: \"Smith, J at PO1\" <s@CCMAIL.example>,\n"
     " q@ccmail.example\nCc: \"Doe, J at PO2\" <d@notccmail.example>\n",
     "from Brady, Sally <SMTP:x@site1.example>\nto Smith, J at PO1 <CCMAIL:Smith, J at PO1>\n"
     "to q@ccmail.example <SMTP:q@ccmail.example>\n"
     "cc Doe, J at PO2 <SMTP:d@notccmail.example>\n"},
    {"encoded words",
     "From: =?iso-8859-1?Q?Ren=E9e?= <r@b.example>\nBcc: =?utf-8?B?WsO8cmljaA==?= <z@b.example>\n"
     "Subject: =?iso-8859-1?Q?Caf=E9?=\n =?windows-1252?Q?_=80?=\n",
     "from Ren\xC3\xA9"
     "e <SMTP:r@b.example>\nbcc Z\xC3\xBCrich <SMTP:z@b.example>\n"
     "Caf\xC3\xA9 \xE2\x82\xAC"},
    {"a charset nobody knows", "From: a@b\nSubject: =?NONE?B?VEVTVA==?=\n",
     "from a@b <SMTP:a@b>\nTEST"},
    {"bytes without a charset", "From: a@b\nSubject: caf\xE9\n",
     "from a@b <SMTP:a@b>\ncaf\xC3\xA9"},
    {"bytes of UTF-8", "From: a@b\nSubject: caf\xC3\xA9\n", "from a@b <SMTP:a@b>\ncaf\xC3\xA9"},
    {"a line end in an encoded word", "From: a@b\nSubject: =?utf-8?Q?one=0D=0ABcc:_two?=\n",
     "from a@b <SMTP:a@b>\none  Bcc: two"},
    {"groups", "From: a@b\nTo: team: c@d, E <e@f>;, g@h\nCc: undisclosed recipients: ;\n",
     "from a@b <SMTP:a@b>\nto c@d <SMTP:c@d>\nto E <SMTP:e@f>\nto g@h <SMTP:g@h>\n"},
    {"several lines of one name", "From: a@b\nTo: c@d\nTo: e@f\n",
     "from a@b <SMTP:a@b>\nto c@d <SMTP:c@d>\nto e@f <SMTP:e@f>\n"},
    {"sender instead of from", "Sender: a@b\nTo: c@d\n",
     "from a@b <SMTP:a@b>\nto c@d <SMTP:c@d>\n"},
    {"nobody", "Subject: alone\n", "from  <>\nalone"},
    {"obsolete blanks", "From  : a@b\nTo\t: c@d\nSubject : s\n",
     "from a@b <SMTP:a@b>\nto c@d <SMTP:c@d>\ns"},
    {"a line of a Unix mailbox", "From a@b Tue Jun  2 08:39:00 1998\nFrom: c@d\n",
     "from c@d <SMTP:c@d>\n"},
    {"names without a domain", "From: bob\nTo: jim, joe\n",
     "from bob <SMTP:bob>\nto jim <SMTP:jim>\nto joe <SMTP:joe>\n"},
};

START_TEST(header_lines_become_fields)
{
    const char *mail = arena_format(&arena, "%s\nbody\n", headers[_i].header);
    const struct exchange_message message = read_text(mail);
    const char *got = header_of(&message);
    ck_assert_msg(strcmp(got, headers[_i].want) == 0, "%s: got\n%s\nwant\n%s", headers[_i].name,
                  got, headers[_i].want);
    ck_assert_str_eq(items_of(&message), "text|body\n|\n");
    ck_assert_str_eq(message.date_written, "");
}
END_TEST

static const struct {
    const char *header;
    int64_t date_ms;
} dates[] = {
    {"Date: Tue, 2 Jun 1998 08:39:00 +0200\n", 896769540000},
    {"Date: 2 Jun 1998 06:39 GMT\n", 896769540000},
    {"Date: 2 Jun 98 06:39:00 -0000\n", 896769540000},
    {"Date: Tue, 2 Jun 1998 (a (nested) comment) 08 (c): 39 :00 +0200\n", 896769540000},
    {"Date: yesterday\n", INT64_MIN},
    {"Date:\n", INT64_MIN},
    {"", INT64_MIN},
};

START_TEST(dates_are_universal_milliseconds)
{
    const struct exchange_message message =
        read_text(arena_format(&arena, "From: a@b\n%s\nbody\n", dates[_i].header));
    ck_assert_msg(message.date_ms == dates[_i].date_ms, "%s: %lld", dates[_i].header,
                  (long long)message.date_ms);
}
END_TEST

static const struct {
    const char *header;
    enum exchange_priority priority;
    enum exchange_kind kind;
    bool wants_delivery_report;
    bool wants_read_receipt;
} wishes[] = {
    {"X-A: b\n", EXCHANGE_NORMAL, EXCHANGE_NOTE, false, false},
    {"Importance: High\n", EXCHANGE_URGENT, EXCHANGE_NOTE, false, false},
    {"Priority: non-urgent\n", EXCHANGE_LOW, EXCHANGE_NOTE, false, false},
    {"X-Priority: 1 (Highest)\n", EXCHANGE_URGENT, EXCHANGE_NOTE, false, false},
    {"X-Priority: 5\nImportance: normal\n", EXCHANGE_NORMAL, EXCHANGE_NOTE, false, false},
    {"X-Priority: strange\nX-MSMail-Priority: Low\n", EXCHANGE_LOW, EXCHANGE_NOTE, false, false},
    {"Return-Receipt-To: a@b\n", EXCHANGE_NORMAL, EXCHANGE_NOTE, true, false},
    {"Disposition-Notification-To: a@b\n", EXCHANGE_NORMAL, EXCHANGE_NOTE, false, true},
    {"Return-Path: <>\n", EXCHANGE_NORMAL, EXCHANGE_REPORT, false, false},
    {"Return-Path: <a@b>\n", EXCHANGE_NORMAL, EXCHANGE_NOTE, false, false},
    {"Content-Type: multipart/report; boundary=b\n", EXCHANGE_NORMAL, EXCHANGE_REPORT, false,
     false},
};

START_TEST(wishes_of_the_sender_are_kept)
{
    const struct exchange_message message =
        read_text(arena_format(&arena, "From: a@b\n%s\n--b\n\nbody\n--b--\n", wishes[_i].header));
    ck_assert_msg(message.priority == wishes[_i].priority, "%s", wishes[_i].header);
    ck_assert_msg(message.kind == wishes[_i].kind, "%s", wishes[_i].header);
    ck_assert_msg(message.wants_delivery_report == wishes[_i].wants_delivery_report, "%s",
                  wishes[_i].header);
    ck_assert_msg(message.wants_read_receipt == wishes[_i].wants_read_receipt, "%s",
                  wishes[_i].header);
}
END_TEST

#define MIXED "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n"
#define ALTERNATIVE "From: a@b\nContent-Type: multipart/alternative; boundary=b\n\n"

static const struct {
    const char *name;
    const char *mail;
    const char *want;
} bodies[] = {
    {"no body", "From: a@b\n", "text||\n"},
    {"line ends stay as written", "From: a@b\n\none\r\ntwo\n", "text|one\r\ntwo\n|\n"},
    {"text and attachment",
     MIXED "preamble\n--b\n\nhello\n--b\nContent-Type: application/x; name=PLAN.WK4\n"
           "Content-Transfer-Encoding: base64\n\nAQID\n--b--\nepilogue\n",
     "text|hello|\nfile PLAN.WK4|\x01\x02\x03|\n"},
    {"text that is an attachment",
     MIXED "--b\n\nhello\n--b\nContent-Disposition: attachment\n\nnotes\n"
           "--b\nContent-Type: text/plain; name=a.txt\n\nnamed\n--b--\n",
     "text|hello|\nfile Unnamed.txt|notes|\nfile a.txt|named|\n"},
    {"several texts", MIXED "--b\n\none\n--b\n\ntwo\n--b--\n", "text|one|\ntext|two|\n"},
    {"plain text and HTML",
     ALTERNATIVE "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>html\n"
                 "--b--\n",
     "text|plain|\nfile body.htm|<p>html|\n"},
    {"HTML first",
     ALTERNATIVE "--b\nContent-Type: text/html\n\n<p>html\n--b\nContent-Type: text/plain\n\nplain\n"
                 "--b\nContent-Type: text/plain\n\nother\n--b--\n",
     "file body.htm|<p>html|\ntext|plain|\nfile Unnamed.txt|other|\n"},
    {"alternatives that are multiparts",
     ALTERNATIVE "--b\nContent-Type: text/calendar\n\nBEGIN\n"
                 "--b\nContent-Type: multipart/related; boundary=r\n\n--r\n"
                 "Content-Type: text/html\n\n<p>\n--r\nContent-Type: image/png\n\npng\n--r--\n"
                 "--b\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nplain\n--m--\n--b--\n",
     "file Unnamed.ics|BEGIN|\nfile body.htm|<p>|\nfile Unnamed.png|png|\ntext|plain|\n"},
    {"HTML only", "From: a@b\nContent-Type: text/html; charset=iso-8859-1\n\n<p>caf\xE9\n",
     "text|The text of this message is in the attached file body.htm.\r\n|\n"
     "file body.htm|<p>caf\xE9\n|\n"},
    {"alternatives without plain text",
     ALTERNATIVE
     "--b\nContent-Type: text/html\n\n<p>\n--b\nContent-Type: text/rtf\n\n{rtf}\n--b--\n",
     "text|The text of this message is in the attached file body.htm.\r\n|\n"
     "file body.htm|<p>|\nfile Unnamed.rtf|{rtf}|\n"},
    {"a file only", "From: a@b\nContent-Type: image/gif\n\nGIF", "file Unnamed.gif|GIF|\n"},
    {"a message in the message",
     MIXED "--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\nSubject: in/ner\nFrom:  x@y\n"
           "Content-Type: multipart/mixed; boundary=bb\n\n--bb\n\ndeep\n--bb--\n--b--\n",
     "text|see below|\nfile in-ner.eml|Subject: in/ner\nFrom:  x@y\n"
     "Content-Type: multipart/mixed; boundary=bb\n\n--bb\n\ndeep\n--bb--|\n"},
    {"a message in the message with CR LF",
     "From: a@b\r\nContent-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nFrom: "
     "x@y\r\n\r\none\r\n"
     "--b\r\n\r\nSubject: two\r\n\r\n\r\n--b--\r\n",
     "file Unnamed.eml|From: x@y\r\n\r\none|\nfile two.eml|Subject: two\r\n\r\n|\n"},
    {"a message that is the whole body",
     "From: a@b\nContent-Type: message/rfc822\n\nSubject: s\n\nx\n",
     "file s.eml|Subject: s\n\nx\n|\n"},
    {"a message without a header", MIXED "--b\nContent-Type: message/rfc822\n\n\nbare\n--b--\n",
     "file Unnamed.eml|\nbare|\n"},
    {"a multipart without parts", MIXED "nothing but this\n", "text|nothing but this\n|\n"},
    {"a multipart without a boundary", "From: a@b\nContent-Type: multipart/mixed\n\nlost?\n",
     "text|lost?\n|\n"},
    {"a multipart that is cut off", MIXED "--b\n\nhello\n--b\nContent-Type: image/gif\n\nGI",
     "text|hello|\nfile Unnamed.gif|GI|\n"},
    {"names",
     MIXED "--b\nContent-Type: a/b; name=\"=?iso-8859-1?Q?caf=E9.txt?=\"\n\n1\n"
           "--b\nContent-Disposition: attachment; filename*=iso-8859-1''caf%E9.txt\n\n2\n"
           "--b\nContent-Disposition: attachment; filename=\"C:\\\\x\\\\a b.txt\"\n\n3\n"
           "--b\nContent-Disposition: attachment; filename=\"../../etc/x\"\n\n4\n"
           "--b\nContent-Disposition: attachment; filename=\"dir/\"\n\n5\n--b--\n",
     "file caf\xC3\xA9.txt|1|\nfile caf\xC3\xA9.txt|2|\nfile a b.txt|3|\nfile x|4|\n"
     "file Unnamed.txt|5|\n"},
    {"transfer encodings",
     MIXED "--b\nContent-Transfer-Encoding: quoted-printable\n\na=3Db=\nc\n"
           "--b\nContent-Transfer-Encoding: unheard-of\n\na=3D\n--b--\n",
     "text|a=bc|\ntext|a=3D|\n"},
};

START_TEST(no_part_of_a_body_is_lost)
{
    const struct exchange_message message = read_text(bodies[_i].mail);
    const char *got = items_of(&message);
    ck_assert_msg(strcmp(got, bodies[_i].want) == 0, "%s: got\n%s\nwant\n%s", bodies[_i].name, got,
                  bodies[_i].want);
}
END_TEST

START_TEST(a_long_name_is_cut_between_characters_and_keeps_its_extension)
{
    char name[600] = "";
    for (int i = 0; i < 250; i++) {
        ck_assert(text_append(name, sizeof(name), "\xC3\xA9"));
    }
    const struct exchange_message message = read_text(arena_format(
        &arena,
        "From: a@b\nContent-Type: a/b\nContent-Disposition: attachment; filename=\"x%s.wk4\"\n\nx",
        name));
    const char *got = message.items[0].name;
    ck_assert_uint_le(strlen(got), MIME_NAME_MAX);
    ck_assert_uint_ge(strlen(got), MIME_NAME_MAX - 1);
    ck_assert_str_eq(got + strlen(got) - 6, "\xC3\xA9.wk4");
}
END_TEST

static const struct {
    const char *name;
    const char *mail;
    const char *told;
} refusals[] = {
    {"nothing", "", "no mail: it does not begin with a header line"},
    {"an empty line first", "\nFrom: a@b\n\nx\n", "no mail: it does not begin with a header line"},
    {"a mailbox line only", "From a@b\n", "no mail: it does not begin with a header line"},
    {"bytes", "\x01\x02\x03\xFF", "no mail: it does not begin with a header line"},
};

START_TEST(what_is_no_mail_is_refused)
{
    struct exchange_message message = {0};
    struct diagnostic diagnostic = {0};
    ck_assert_msg(read_bytes(bytes_of_text(refusals[_i].mail), &message, &diagnostic) ==
                      ST_FILE_CORRUPT,
                  "%s", refusals[_i].name);
    ck_assert_str_eq(diagnostic.text, refusals[_i].told);
    ck_assert_int_eq(read_bytes(bytes_of_text(refusals[_i].mail), &message, NULL), ST_FILE_CORRUPT);
}
END_TEST

static const char *nested(int depth)
{
    struct buffer mail;
    buffer_init(&mail, &arena);
    buffer_text(&mail, "From: a@b\n");
    for (int i = 0; i < depth; i++) {
        buffer_format(&mail, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    }
    buffer_text(&mail, "\ndeep\n");
    return buffer_string(&mail);
}

START_TEST(parts_may_be_nested_up_to_the_limit)
{
    struct exchange_message message = read_text(nested(MIME_DEPTH_MAX));
    struct diagnostic diagnostic = {0};
    ck_assert_str_eq(items_of(&message), "text|deep\n|\n");
    const int depths[] = {MIME_DEPTH_MAX + 1, 3000};
    for (size_t i = 0; i < ARRAY_COUNT(depths); i++) {
        ck_assert_int_eq(read_bytes(bytes_of_text(nested(depths[i])), &message, &diagnostic),
                         ST_FILE_CORRUPT);
        ck_assert_str_eq(diagnostic.text, "parts are nested more than 50 deep");
    }
}
END_TEST

static struct bytes file_bytes(const char *path)
{
    static const size_t size_max = (size_t)16 * 1024 * 1024;
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    uint8_t *data = arena_alloc(&arena, size_max);
    const size_t size = fread(data, 1, size_max, file);
    ck_assert_uint_lt(size, size_max);
    (void)fclose(file);
    return (struct bytes){data, size};
}

START_TEST(the_letter_of_the_scenarios_is_read)
{
    struct exchange_message message = {0};
    struct diagnostic diagnostic = {0};
    const struct bytes mail = file_bytes(SOURCE_DIR "/scenarios/letters/brady.eml");
    ck_assert_int_eq(read_bytes(mail, &message, &diagnostic), ST_OK);
    ck_assert_str_eq(header_of(&message), "from Brady, Sally <SMTP:sally.brady@site1.example>\n"
                                          "to Smith, J at PO1 <CCMAIL:Smith, J at PO1>\n"
                                          "Autumn plan, tasting at the Caf\xC3\xA9 Zo\xC3\xAB");
    ck_assert_int_eq(message.date_ms, 896769540000);
    ck_assert_uint_eq(message.item_count, 2);
    const struct exchange_item *text = &message.items[0];
    const char *body = arena_text_n(&arena, (const char *)text->content.data, text->content.size);
    ck_assert_ptr_nonnull(strstr(body, "Ren\xC3\xA9"
                                       "e from the branch"));
    ck_assert_str_eq(message.items[1].name, "PLAN.WK4");
    ck_assert_uint_eq(message.items[1].content.size, 1534);
    size_t lost = 0;
    (void)text_from_utf8(&arena, CODE_PAGE_850, body, &lost);
    ck_assert_uint_eq(lost, 0);
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* A message, or a refusal that says why; the same one twice. */
static void read_twice(struct bytes mail, const char *name)
{
    const char *shown[2] = {"", ""};
    for (size_t i = 0; i < 2; i++) {
        struct exchange_message message = {0};
        struct diagnostic diagnostic = {0};
        const enum status st = read_bytes(mail, &message, &diagnostic);
        ck_assert_msg(st == ST_OK || st == ST_FILE_CORRUPT, "%s: %s", name, status_name(st));
        shown[i] = st == ST_OK
                       ? arena_format(&arena, "%s%s", header_of(&message), items_of(&message))
                       : arena_text(&arena, diagnostic.text);
        ck_assert_msg(*shown[i] != '\0', "%s: neither read nor refused", name);
        for (uint32_t at = 0; st == ST_OK && at < message.item_count; at++) {
            size_t replaced = 0;
            (void)charset_to_utf8(&arena, "utf-8", message.items[at].content, &replaced);
            ck_assert_msg(message.items[at].kind == EXCHANGE_FILE || replaced == 0, "%s", name);
        }
    }
    ck_assert_msg(strcmp(shown[0], shown[1]) == 0, "%s differs", name);
}

START_TEST(damaged_mail_ends_in_a_message_or_a_refusal)
{
    const size_t row = (size_t)_i;
    uint32_t state = (uint32_t)_i * 7919 + 1;
    for (int round = 0; round < 60; round++) {
        arena_reset(&arena);
        uint8_t *data = (uint8_t *)arena_text(&arena, bodies[row].mail);
        size_t size = strlen(bodies[row].mail);
        for (uint32_t changes = 1 + next_random(&state) % 4; changes > 0; changes--) {
            data[next_random(&state) % size] = (uint8_t)next_random(&state);
        }
        size = next_random(&state) % 2 != 0 ? size : next_random(&state) % size;
        read_twice((struct bytes){data, size}, bodies[row].name);
    }
}
END_TEST

START_TEST(every_mail_of_the_corpus_is_read_or_refused)
{
    const char *folder = getenv("CCBENCH_CORPUS");
    DIR *directory = folder != NULL ? opendir(folder) : NULL;
    ck_assert_msg(folder == NULL || directory != NULL, "CCBENCH_CORPUS: cannot open %s", folder);
    size_t count = 0;
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        if (text_match("*.eml", entry->d_name)) {
            read_twice(file_bytes(arena_format(&arena, "%s/%s", folder, entry->d_name)),
                       entry->d_name);
            count++;
            arena_reset(&arena);
        }
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    ck_assert_msg(folder == NULL || count > 0, "CCBENCH_CORPUS: no *.eml in %s", folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mime");
    TCase *tcase = tcase_create("mime");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, header_lines_become_fields, 0, ARRAY_COUNT(headers));
    tcase_add_loop_test(tcase, dates_are_universal_milliseconds, 0, ARRAY_COUNT(dates));
    tcase_add_loop_test(tcase, wishes_of_the_sender_are_kept, 0, ARRAY_COUNT(wishes));
    tcase_add_loop_test(tcase, no_part_of_a_body_is_lost, 0, ARRAY_COUNT(bodies));
    tcase_add_test(tcase, a_long_name_is_cut_between_characters_and_keeps_its_extension);
    tcase_add_loop_test(tcase, what_is_no_mail_is_refused, 0, ARRAY_COUNT(refusals));
    tcase_add_test(tcase, parts_may_be_nested_up_to_the_limit);
    tcase_add_test(tcase, the_letter_of_the_scenarios_is_read);
    tcase_add_loop_test(tcase, damaged_mail_ends_in_a_message_or_a_refusal, 0, ARRAY_COUNT(bodies));
    tcase_add_test(tcase, every_mail_of_the_corpus_is_read_or_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#include "scenario/words/content.h"
#include "scenario/run.h"

#include <string.h>

#include "base/text.h"

static const struct slot slots[] = {{"MAIL", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"at", {{"NAME", VALUE_NAME, NULL, 0}}, 1, ATTRIBUTE_REQUIRED, NULL, NULL, "whose mailbox"},
    {"from", {{"PATTERN", VALUE_NAME, NULL, 0}}, 1, 0, "any", NULL, "sender as shown"},
    {"to",
     {{"PATTERN", VALUE_NAME, "none", SLOT_MANY}},
     1,
     0,
     "any",
     NULL,
     "all its recipients, in any order"},
    {"cc", {{"PATTERN", VALUE_NAME, "none", SLOT_MANY}}, 1, 0, "any", NULL, "all its copies"},
    {"bcc",
     {{"PATTERN", VALUE_NAME, "none", SLOT_MANY}},
     1,
     0,
     "any",
     NULL,
     "all its blind copies that are shown"},
    {"subject",
     {{"PATTERN", VALUE_STRING, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "subject, letter for letter"},
    {"date", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "date as written"},
    {"text",
     {{"PATTERN", VALUE_STRING, NULL, 0}},
     1,
     ATTRIBUTE_REPEATS,
     "any",
     NULL,
     "its text items, one after another"},
    {"kind",
     {{"KIND", VALUE_WORD, "note|report", 0}},
     1,
     0,
     "any",
     NULL,
     "at Exchange: a message or a report"},
    {"files", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, "any", NULL, "how many files it has"},
    {"file",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "all",
     NULL,
     "the file that name, size and same-bytes speak about"},
    {"name",
     {{"PATTERN", VALUE_STRING, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "its name; in cc:Mail date and time may stand behind it"},
    {"size", {{"SIZE", VALUE_SIZE, NULL, 0}}, 1, 0, "any", NULL, "its size"},
    {"same-bytes", {{0}}, 0, 0, NULL, NULL, "its bytes are those that were sent"},
};

/* "PLAN.WK4"; in cc:Mail also "PLAN.WK4 6/2/98 8:39AM" as IMPORT writes it. */
static bool is_name(const char *pattern, const char *name, bool is_title)
{
    const size_t length = strlen(pattern);
    return text_match(pattern, name) ||
           (is_title && text_starts(name, pattern) && name[length] == ' ');
}

/* Every pattern finds a name of its own, and none is left over. */
static bool names_match(const struct fact_attribute *wanted, const struct content *content,
                        enum exchange_recipient_kind kind)
{
    uint32_t shown = 0;
    for (uint32_t i = 0; i < content->recipient_count; i++) {
        shown += content->recipients[i].kind == kind ? 1 : 0;
    }
    if (wanted->value_count == 1 && !wanted->values[0].quoted &&
        text_equal(wanted->values[0].text, "none")) {
        return shown == 0;
    }
    for (uint32_t w = 0; w < wanted->value_count; w++) {
        bool is_found = false;
        for (uint32_t i = 0; i < content->recipient_count; i++) {
            is_found =
                is_found || (content->recipients[i].kind == kind &&
                             text_match(wanted->values[w].text, content->recipients[i].name));
        }
        if (!is_found) {
            return false;
        }
    }
    return shown == wanted->value_count;
}

static const char *check_recipients(struct run *run, const struct fact *fact,
                                    const struct content *content)
{
    static const struct {
        const char *name;
        enum exchange_recipient_kind kind;
    } kinds[] = {{"to", EXCHANGE_TO}, {"cc", EXCHANGE_CC}, {"bcc", EXCHANGE_BCC}};
    for (size_t k = 0; k < ARRAY_COUNT(kinds); k++) {
        const struct fact_attribute *wanted = fact_attribute(fact, kinds[k].name);
        if (wanted != NULL && !names_match(wanted, content, kinds[k].kind)) {
            return content_names(run, content, kinds[k].kind, kinds[k].name);
        }
    }
    return NULL;
}

static const char *check_texts(struct run *run, const struct fact *fact,
                               const struct content *content)
{
    static const struct {
        const char *name;
        bool (*matches)(const char *pattern, const char *text);
    } fields[] = {{"from", text_match},
                  {"subject", text_match_exactly}, /* "RE:" is not "Re:" (Q237189) */
                  {"date", text_match}};
    const char *const values[] = {content->from, content->subject, content->date};
    for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
        const char *pattern = fact_text(fact, fields[i].name, NULL);
        if (pattern != NULL && !fields[i].matches(pattern, values[i])) {
            return arena_format(run->arena, "%s \"%s\"", fields[i].name, values[i]);
        }
    }
    const struct fact_attribute *text = NULL;
    for (uint32_t n = 0; (text = fact_attribute_n(fact, "text", n)) != NULL; n++) {
        if (!text_match(text->values[0].text, content->text)) {
            return arena_format(run->arena, "text \"%.400s\"", content->text);
        }
    }
    const char *kind = fact_text(fact, "kind", NULL);
    if (kind != NULL && text_equal(kind, "report") != content->is_report) {
        return content->is_report ? "kind report" : "kind note";
    }
    return NULL;
}

/* One file of what arrived; `sent` is the same one of what was sent, or NULL. */
static const char *check_file(struct run *run, const struct fact *fact,
                              const struct content *content, uint32_t n,
                              const struct mail_item *sent)
{
    const struct content_file *file = &content->files[n];
    const char *name = fact_text(fact, "name", NULL);
    if (name != NULL && !is_name(name, file->name, content->has_titles)) {
        return arena_format(run->arena, "name \"%s\"", file->name);
    }
    if (fact_has(fact, "size") && fact_number(fact, "size", 0) != file->content.size) {
        return arena_format(run->arena, "size %zu", file->content.size);
    }
    if (!fact_has(fact, "same-bytes")) {
        return NULL;
    }
    if (sent == NULL || sent->content.size != file->content.size ||
        (file->content.size > 0 &&
         memcmp(sent->content.data, file->content.data, file->content.size) != 0)) {
        return arena_format(run->arena, "other bytes in \"%s\" (%zu)", file->name,
                            file->content.size);
    }
    return NULL;
}

static const char *check_files(struct run *run, const struct fact *fact,
                               const struct content *content, const struct mail *mail)
{
    const struct fact_attribute *files = fact_attribute(fact, "files");
    if (files != NULL && !value_matches_count(&files->values[0], content->file_count)) {
        return arena_format(run->arena, "files %u", content->file_count);
    }
    const uint64_t only = fact_number(fact, "file", 0);
    const bool is_about_one = fact_has(fact, "name") || fact_has(fact, "size");
    if (only > content->file_count || (fact_has(fact, "file") && only == 0) ||
        (is_about_one && content->file_count == 0)) {
        return arena_format(run->arena, "files %u", content->file_count);
    }
    for (uint32_t i = 0; i < content->file_count; i++) {
        const char *got = only == 0 || only == i + 1u
                              ? check_file(run, fact, content, i, content_sent_file(mail, i))
                              : NULL;
        if (got != NULL) {
            return got;
        }
    }
    const bool has_lost = only == 0 && fact_has(fact, "same-bytes") &&
                          content_sent_file(mail, content->file_count) != NULL;
    return has_lost ? arena_format(run->arena, "files %u", content->file_count) : NULL;
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, 0, "");
    const struct mail *mail = mail_find(run->world, name);
    if (mail == NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(run->arena, "there is no mail %s", name);
        return;
    }
    struct content content = {0};
    const char *at = fact_text(fact, "at", "");
    if (!content_has_mailbox(run, at)) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(run->arena, "there is no mailbox \"%s\"", at);
        return;
    }
    const char *got = content_find(run, mail, at, &content);
    got = got != NULL ? got : check_texts(run, fact, &content);
    got = got != NULL ? got : check_recipients(run, fact, &content);
    got = got != NULL ? got : check_files(run, fact, &content, mail);
    verdict_out->holds = got == NULL;
    verdict_out->got = got;
}

const struct expect_kind expect_content = {
    .shape =
        {.word = "content",
         .slots = slots,
         .slot_count = ARRAY_COUNT(slots),
         .attributes = attributes,
         .attribute_count = ARRAY_COUNT(attributes),
         .help =
             "what a mail looks like in a mailbox (its first copy there); patterns know * and ?",
         .example = "expect content m1 at \"Smith, J\" file 1 name \"PLAN.WK4\" same-bytes"},
    .sort = EXPECT_STATE,
    .check = check,
};

#include "scenario/run.h"

#include "base/text.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "present|absent", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"proxies",
     {{"PATTERN", VALUE_NAME, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "one of its CCMAIL addresses"},
    {"in", {{"CONTAINER", VALUE_NAME, NULL, 0}}, 1, 0, "any", NULL, "container"},
    {"kind", {{"KIND", VALUE_WORD, "mailbox|custom", 0}}, 1, 0, "any", NULL, "what it is"},
    {"alias", {{"PATTERN", VALUE_NAME, NULL, 0}}, 1, 0, "any", NULL, "alias"},
    {"notes", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "notes"},
    {"names",
     {{"FIRST", VALUE_NAME, NULL, 0},
      {"INITIALS", VALUE_NAME, NULL, 0},
      {"LAST", VALUE_NAME, NULL, 0}},
     3,
     0,
     "any",
     NULL,
     "first name, initials and last name; patterns, \"\" for none"},
    {"assistant", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "assistant"},
    {"department", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "department"},
    {"office", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "office"},
    {"phone", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "phone"},
    {"company", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "company"},
};

/* As enum exchange_detail. */
static const char *const detail_words[EXCHANGE_DETAIL_COUNT] = {"assistant", "department", "office",
                                                                "phone", "company"};

static bool has_details(const struct fact *fact, const struct site_recipient *recipient)
{
    bool has_all = true;
    for (size_t i = 0; has_all && i < EXCHANGE_DETAIL_COUNT; i++) {
        has_all = text_match(fact_text(fact, detail_words[i], "*"), recipient->details[i]);
    }
    return has_all;
}

static const char *shown_details(struct run *run, const struct site_recipient *recipient)
{
    const char *text = "";
    for (size_t i = 0; i < EXCHANGE_DETAIL_COUNT; i++) {
        if (recipient->details[i][0] != '\0') {
            text = arena_format(run->arena, "%s %s \"%s\"", text, detail_words[i],
                                recipient->details[i]);
        }
    }
    return text;
}

static const struct site_recipient *find(struct run *run, const char *name)
{
    for (const struct site *site = run->world->sites; site != NULL; site = site->next) {
        const struct site_recipient *found = site_recipient_find(run->world, site, name);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

static bool has_proxy(const struct site_recipient *recipient, const char *pattern)
{
    bool fits = text_match(pattern, recipient->proxy);
    for (const struct site_proxy *other = recipient->others; other != NULL && !fits;
         other = other->next) {
        fits = text_match(pattern, other->text);
    }
    return fits;
}

/* As `proxies` declares them: "A" "B". */
static const char *shown_proxies(struct run *run, const struct site_recipient *recipient)
{
    const char *text = arena_format(run->arena, "\"%s\"", recipient->proxy);
    for (const struct site_proxy *other = recipient->others; other != NULL; other = other->next) {
        text = arena_format(run->arena, "%s \"%s\"", text, other->text);
    }
    return text;
}

static bool fits(const struct fact *fact, const struct site_recipient *recipient)
{
    const char *kind = recipient->is_custom ? "custom" : "mailbox";
    const struct fact_attribute *names = fact_attribute(fact, "names");
    return has_proxy(recipient, fact_text(fact, "proxies", "*")) &&
           text_equal(fact_text(fact, "in", recipient->container), recipient->container) &&
           text_equal(fact_text(fact, "kind", kind), kind) &&
           text_match(fact_text(fact, "alias", "*"), recipient->alias) &&
           text_match(fact_text(fact, "notes", "*"), recipient->comment) &&
           has_details(fact, recipient) &&
           (names == NULL || (text_match(names->values[0].text, recipient->first_name) &&
                              text_match(names->values[1].text, recipient->initials) &&
                              text_match(names->values[2].text, recipient->last_name)));
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, 0, "");
    const struct site_recipient *recipient = find(run, name);
    const bool wants = !text_equal(fact_name(fact, 1, "present"), "absent");
    verdict_out->holds = wants ? recipient != NULL && fits(fact, recipient) : recipient == NULL;
    if (verdict_out->holds) {
        return;
    }
    verdict_out->got =
        recipient == NULL
            ? arena_format(run->arena, "recipient \"%s\" absent", name)
            : arena_format(run->arena,
                           "recipient \"%s\" proxies %s in \"%s\" kind %s alias \"%s\" "
                           "names \"%s\" \"%s\" \"%s\" notes \"%s\"%s",
                           recipient->display, shown_proxies(run, recipient), recipient->container,
                           recipient->is_custom ? "custom" : "mailbox", recipient->alias,
                           recipient->first_name, recipient->initials, recipient->last_name,
                           recipient->comment, shown_details(run, recipient));
}

const struct expect_kind expect_recipient = {
    .shape = {.word = "recipient",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a recipient in the directory of an Exchange site",
              .example = "expect recipient \"J Smith\" proxies \"CCMAIL:Smith, J at PO1\""},
    .sort = EXPECT_STATE,
    .check = check,
};

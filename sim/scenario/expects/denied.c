#include "scenario/words/accounts.h"
#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"

static const struct slot slots[] = {{"PROGRAM|ACCOUNT", VALUE_NAME, NULL, 0},
                                    {"ACCOUNT", VALUE_NAME, NULL, SLOT_OPTIONAL}};

#define PATH_SLOT {{"PATH", VALUE_NAME, NULL, 0}}, 1, 0, NULL, NULL

static const struct attribute attributes[] = {
    {"open", PATH_SLOT, "opening was refused, for whatever access"},
    {"read", PATH_SLOT, "reading was refused; the path is it or anything below it"},
    {"write", PATH_SLOT, "writing was refused"},
    {"create", PATH_SLOT, "making a file or directory was refused"},
    {"delete", PATH_SLOT, "deleting was refused"},
    {"rename", PATH_SLOT, "renaming was refused"},
    {"list", PATH_SLOT, "listing was refused"},
    {"lacks",
     {{"RIGHTS", VALUE_NAME, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "rights that were missing: C, \"write\""},
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, ">= 1", NULL, "how many in the window"},
};

enum { OPERATIONS = 7 };

static bool is_netware(const char *rights)
{
    return rights[0] != '\0' && rights[strspn(rights, "SRWCEMFA")] == '\0';
}

/* Each letter of NetWare, or words of NT. */
static bool lacks(const char *seen, const char *wanted)
{
    if (seen == NULL) {
        return false;
    }
    if (is_netware(wanted) && is_netware(seen)) {
        return strspn(wanted, seen) == strlen(wanted);
    }
    return strstr(seen, wanted) != NULL;
}

static bool is_operation(const char *seen, const char *wanted)
{
    if (text_equal(seen, wanted)) {
        return true;
    }
    return text_equal(wanted, "open") && (text_equal(seen, "read") || text_equal(seen, "write"));
}

static bool is_who(const struct fact *fact, const struct observation *seen)
{
    const char *first = fact_name(fact, 0, "");
    const char *second = fact_name(fact, 1, NULL);
    if (second != NULL) {
        return text_equal(first, seen->program) && text_equal(second, seen->account);
    }
    return text_equal(first, strchr(first, '\\') != NULL ? seen->account : seen->program);
}

/* SYS:CCDATA is on the server that refused, where several have a volume of that name. */
static bool is_there(struct run *run, const struct observation *seen, const char *wanted)
{
    char path[OS_PATH_SIZE];
    return place_on_server(seen->machine[0] != '\0' ? seen->machine : NULL, wanted, path) &&
           world_path_within(run->world, seen->machine, seen->path, path);
}

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    if (seen->kind != OBSERVE_DENIED || !is_who(fact, seen)) {
        return false;
    }
    bool is_named = false;
    bool is_met = false;
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        if (attribute->row < &attributes[OPERATIONS]) {
            is_named = true;
            is_met = is_met || (is_operation(seen->operation, attribute->row->name) &&
                                is_there(run, seen, attribute->values[0].text));
        }
    }
    const char *rights = fact_text(fact, "lacks", NULL);
    return (is_met || !is_named) && (rights == NULL || lacks(seen->lacks, rights));
}

static const char *cannot(struct run *run, const struct fact *fact)
{
    const char *second = fact_name(fact, 1, NULL);
    const char *first = fact_name(fact, 0, "");
    const char *account = second != NULL ? second : first;
    struct identity *who = NULL;
    const char *error = strchr(account, '\\') != NULL ? account_get(run, account, &who) : NULL;
    if (error == NULL && (second != NULL || strchr(first, '\\') == NULL)) {
        error = place_no_caller(run, first);
    }
    const char *rights = fact_text(fact, "lacks", "");
    const size_t lower = strspn(rights, "abcdefghijklmnopqrstuvwxyz :,");
    if (error == NULL && !is_netware(rights) && rights[lower] != '\0') {
        error =
            arena_format(run->arena, "'%s' are no rights: S R W C E M F A, or \"write\"", rights);
    }
    return error;
}

const struct expect_kind expect_denied = {
    .shape = {.word = "denied",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "an access that was refused: to whom, what, where, for want of which right",
              .example = "expect denied IMPORT NW1\\svc-ccmc create SYS:CCDATA lacks C"},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .cannot = cannot,
    .count_attribute = "count",
};

#include "scenario/run.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/events.h"

static const struct slot slots[] = {{"ID", VALUE_INT, "any", 0},
                                    {"TEXT", VALUE_STRING, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"source",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "who logged it: MSExchangeCCMC (connector), MSExchangeMTA (MTA), MSExchangeSA (SA), DrWatson"},
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, ">= 1", NULL, "how many in the window"},
};

static const char connector_source[] = "MSExchangeCCMC";

/* Short forms: whose log entries they are. */
static const char *source_of(const struct fact *fact)
{
    static const char *const names[][2] = {
        {"connector", connector_source}, {"MTA", "MSExchangeMTA"}, {"SA", "MSExchangeSA"}};
    const char *source = fact_text(fact, "source", NULL);
    for (size_t i = 0; source != NULL && i < ARRAY_COUNT(names); i++) {
        source = text_equal(source, names[i][0]) ? names[i][1] : source;
    }
    return source;
}

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    (void)run;
    if (seen->kind != OBSERVE_EVENT ||
        (fact->values[0].type == VALUE_INT && fact->values[0].number != seen->event_id)) {
        return false;
    }
    const char *part = fact_name(fact, 1, NULL);
    const char *source = source_of(fact);
    return (part == NULL || text_contains_event(seen->text, part)) &&
           (source == NULL || text_equal(source, seen->source));
}

static const struct other_event {
    uint32_t id;
    const char *source;
} others[] = {
#define OTHER_EVENT(id, source) {id, source},
#include "scenario/other_events.def"
#undef OTHER_EVENT
};

/* Does the connector, or one of the first `count` others, go by that name? */
static bool is_source(const char *name, size_t count)
{
    bool is_one = text_equal(name, connector_source);
    for (size_t i = 0; i < count; i++) {
        is_one = is_one || text_equal(name, others[i].source);
    }
    return is_one;
}

static const char *all_sources(struct run *run)
{
    struct buffer text;
    buffer_init(&text, run->arena);
    buffer_text(&text, connector_source);
    for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
        if (!is_source(others[i].source, i)) {
            buffer_format(&text, ", %s", others[i].source);
        }
    }
    return buffer_string(&text);
}

/* Does this source log an event of that number? NULL: any. */
static bool is_event(uint64_t id, const char *source)
{
    const bool is_of_connector = source == NULL || text_equal(source, connector_source);
    bool is_one = is_of_connector && id <= UINT32_MAX && event_find((uint32_t)id) != NULL;
    for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
        is_one = is_one ||
                 (others[i].id == id && (source == NULL || text_equal(source, others[i].source)));
    }
    return is_one;
}

static bool is_insert(const char *text)
{
    return text[0] == '%' && text[1] >= '1' && text[1] <= '9';
}

/* In events of the service itself the first insert is a file, a code or a name without blanks;
 * others say anything. */
static bool insert_says(const struct event *event, const char *insert, char said)
{
    return said != ' ' || event->category != EVENT_CATEGORY_GENERAL || insert[1] != '1';
}

/* Places of an event's text, each once. */
struct places {
    size_t *at;
    size_t count;
    size_t *round_of; /* by place: when it was last added */
};

/* That place is reached; an insert may be over at once. */
static void reach(struct places *places, const char *text, size_t place, size_t round)
{
    while (places->round_of[place] != round) {
        places->round_of[place] = round;
        places->at[places->count++] = place;
        place += is_insert(text + place) ? 2 : 0;
    }
}

/* Can `part` be a part of the event's text, whatever stands for its inserts? Letter by letter
 * through `part`: at which places of the text it may be. */
static bool can_say(struct run *run, const struct event *event, const char *part)
{
    const char *text = event->text;
    const size_t length = strlen(text);
    size_t *now = arena_array(run->arena, size_t, length + 1);
    struct places next = {.at = arena_array(run->arena, size_t, length + 1),
                          .round_of = arena_array(run->arena, size_t, length + 1)};
    size_t count = length;
    for (size_t i = 0; i < length; i++) {
        now[i] = i;
    }
    for (size_t round = 1; *part != '\0' && count > 0; round++, part++) {
        next.count = 0;
        for (size_t n = 0; n < count; n++) {
            const size_t i = now[n];
            if (is_insert(text + i) && insert_says(event, text + i, *part)) {
                reach(&next, text, i, round);
            } else if (!is_insert(text + i) && i < length && (*part == '?' || *part == text[i])) {
                reach(&next, text, i + 1, round);
            }
        }
        size_t *const reached = next.at;
        next.at = now;
        now = reached;
        count = next.count;
    }
    return count > 0;
}

/* A part that is in no text of that event: it is misspelt. NULL: it can be there. */
static const char *never_says(struct run *run, const struct fact *fact, const char *source)
{
    const uint64_t id = fact->values[0].number;
    const char *part = fact_name(fact, 1, NULL);
    const bool is_of_connector = source == NULL || text_equal(source, connector_source);
    const struct event *event =
        is_of_connector && id <= UINT32_MAX ? event_find((uint32_t)id) : NULL;
    return part == NULL || event == NULL || can_say(run, event, part)
               ? NULL
               : arena_format(run->arena, "event %llu never says \"%s\"; it says: %s",
                              (unsigned long long)id, part, event->text);
}

static const char *cannot(struct run *run, const struct fact *fact)
{
    const char *source = source_of(fact);
    if (source != NULL && !is_source(source, ARRAY_COUNT(others))) {
        return arena_format(run->arena, "nothing called %s logs events: %s", source,
                            all_sources(run));
    }
    if (fact->values[0].type != VALUE_INT) {
        return NULL;
    }
    if (is_event(fact->values[0].number, source)) {
        return never_says(run, fact, source);
    }
    const char *who = source != NULL ? arena_format(run->arena, "%s logs no", source)
                                     : "no part of this world logs an";
    return arena_format(run->arena, "%s event %llu", who,
                        (unsigned long long)fact->values[0].number);
}

const struct expect_kind expect_event = {
    .shape = {.word = "event",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "an event in the log; the text is a part of it (? is one character)",
              .example = "expect event 142 source MSExchangeMTA \"unable to route\" count 1"},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .cannot = cannot,
    .count_attribute = "count",
};

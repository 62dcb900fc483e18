#include "scenario/words/places.h"
#include "world/flaps.h"
#include "world/session_times.h"

#include <string.h>

#include "base/text.h"

static const struct slot slots[] = {{"MACHINE", VALUE_NAME, NULL, 0},
                                    {"MACHINE", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "up|down|slow", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"speed",
     {{"BITS", VALUE_NAME, "any", 0}},
     1,
     0,
     "any",
     "at once",
     "bits a second: 9600, 64k, 10M; what is read and written takes its time"},
    {"delay", {{"TIME", VALUE_TIME, NULL, 0}}, 1, 0, "0s", "at once", "of every call over it"},
    {"for",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "until an edit",
     "at once",
     "how long it is down or slow"},
    {"every",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "once",
     "at once",
     "down or slow again and again, from one beginning to the next, until an edit of its state"},
    {"up-after",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "0s",
     "boot",
     "after a boot of one of them, until the other can be reached"},
    {"router",
     {{"NAMES", VALUE_WORD, "none|both-ways|one-way", 0}},
     1,
     0,
     "none",
     "at once",
     "one-way: names of servers at the first machine's side do not get to the second"},
    {"frame",
     {{"TYPE", VALUE_WORD, "same|other", 0}},
     1,
     0,
     "same",
     "at once",
     "other: they speak different frame types, and neither sees the other"},
};

/* "64k" -> 64000 */
static bool parse_speed(const char *text, uint64_t *speed_out)
{
    char digits[24];
    const size_t length = strcspn(text, "kKmM");
    const char *unit = text + length;
    uint64_t number = 0;
    if (length >= sizeof(digits) || (unit[0] != '\0' && unit[1] != '\0')) {
        return false;
    }
    memcpy(digits, text, length);
    digits[length] = '\0';
    if (!text_to_u64(digits, &number) || number == 0 || number > 1000000000) {
        return false;
    }
    const char letter = text_upper_char(unit[0]);
    *speed_out = number * (letter == 'K' ? 1000 : letter == 'M' ? 1000000 : 1);
    return true;
}

static const char *set_speed(struct run *run, const struct fact *fact, struct link *link)
{
    const struct fact_attribute *speed = fact_attribute(fact, "speed");
    if (speed == NULL) {
        return NULL;
    }
    const char *text = speed->values[0].text;
    if (!speed->values[0].quoted && text_equal(text, "any")) {
        link->bits_per_second = 0;
        return NULL;
    }
    return parse_speed(text, &link->bits_per_second)
               ? NULL
               : arena_format(run->arena, "'%s' is no speed: 9600, 64k, 10M", text);
}

/* Up, down or slow; for a time, or from now on. */
static const char *set_state(struct run *run, const struct fact *fact, struct link *link)
{
    const char *state = fact_name(fact, 2, NULL);
    const struct flap_times times = {.for_us = fact_number(fact, "for", 0),
                                     .every_us = fact_number(fact, "every", 0)};
    const bool is_bad = state != NULL && !text_equal(state, "up");
    const bool is_timed = fact_has(fact, "for") || fact_has(fact, "every");
    if (is_timed && !is_bad) {
        return "what is it for that time? down or slow";
    }
    if (is_timed && (times.for_us == 0 || (fact_has(fact, "every") && times.every_us == 0))) {
        return "down or slow for TIME, longer than nothing";
    }
    if (times.every_us != 0 && times.every_us <= times.for_us) {
        return "it comes up before it goes again: `for` is shorter than `every`";
    }
    if (state == NULL) {
        return NULL;
    }
    flap_end(run->world, link);
    link->is_down = !is_timed && text_equal(state, "down");
    link->is_slow = !is_timed && text_equal(state, "slow");
    link->up_at_us = 0;
    if (is_timed) {
        flap_begin(run->world, link, text_equal(state, "slow"), times);
    }
    return NULL;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct machine *ends[2] = {NULL, NULL};
    for (uint32_t i = 0; i < 2; i++) {
        const char *error = place_machine(run, fact_name(fact, i, ""), &ends[i]);
        if (error != NULL) {
            return error;
        }
    }
    if (ends[0] == ends[1]) {
        return "a link joins two machines";
    }
    struct network *network = run->world->network;
    const uint64_t now_us = run->world->sched.now_us;
    struct link *link = network_link_need(network, ends[0], ends[1]);
    const char *error = set_speed(run, fact, link);
    error = error != NULL ? error : set_state(run, fact, link);
    if (error != NULL) {
        return error;
    }
    link->delay_us = fact_number(fact, "delay", link->delay_us);
    link->up_after_us = fact_number(fact, "up-after", link->up_after_us);
    const char *frame = fact_text(fact, "frame", NULL);
    const char *router = fact_text(fact, "router", NULL);
    if (router != NULL) {
        link->has_one_way_router = text_equal(router, "one-way");
    }
    if (frame != NULL) {
        link->has_other_frame = text_equal(frame, "other");
    }
    network_link_edited(network, link, now_us);
    session_times_watch(run->world);
    return NULL;
}

/* As if none had been declared: it is there and fast. */
static const char *remove_link(struct run *run, const struct fact *fact)
{
    struct machine *ends[2] = {NULL, NULL};
    for (uint32_t i = 0; i < 2; i++) {
        const char *error = place_machine(run, fact_name(fact, i, ""), &ends[i]);
        if (error != NULL) {
            return error;
        }
    }
    struct network *network = run->world->network;
    struct link *link = network_link(network, ends[0], ends[1]);
    if (link == NULL) {
        return arena_format(run->arena, "there is no link between %s and %s", ends[0]->name,
                            ends[1]->name);
    }
    flap_end(run->world, link);
    *link = (struct link){.ends = {link->ends[0], link->ends[1]}, .next = link->next};
    network_link_edited(network, link, run->world->sched.now_us);
    return NULL;
}

const struct noun noun_link = {
    .shape = {.word = "link",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "it stays; a boot of one end takes as long as `up-after` says",
              .help = "the way between two machines; where none is declared it is there and fast. "
                      "Down, both lose their sessions; the server keeps its side for 15 minutes. "
                      "Slow: 9600 bits a "
                      "second and 300ms a call",
              .example = "link EX1 NW1 speed 64k delay 20ms"},
    .order = 20,
    .apply = apply,
    .remove = remove_link,
};

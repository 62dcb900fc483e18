#include "scenario/words/logon_hours.h"

#include <string.h>

#include "base/text.h"

enum { DAYS = 7, DAY_LETTERS = 3, HALF_HOURS_OF_DAY = 48 };

static const char day_names[] = "SunMonTueWedThuFriSat";

/* 0 Sunday ... 6; -1: no day. */
static int day_at(const char *text)
{
    for (int day = 0; day < DAYS; day++) {
        if (text_equal_n(day_names + (size_t)day * DAY_LETTERS, text, DAY_LETTERS)) {
            return day;
        }
    }
    return -1;
}

static bool parse_days(const char *text, int *first_out, int *last_out)
{
    const size_t length = strlen(text);
    if (length != DAY_LETTERS && (length != 2 * DAY_LETTERS + 1 || text[DAY_LETTERS] != '-')) {
        return false;
    }
    *first_out = day_at(text);
    *last_out = length == DAY_LETTERS ? *first_out : day_at(text + DAY_LETTERS + 1);
    return *first_out >= 0 && *last_out >= 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "08:30" -> 17; false unless it is on the half hour and at most 24:00. */
static bool parse_half_hour(const char *text, uint32_t *half_hour_out)
{
    if (!is_digit(text[0]) || !is_digit(text[1]) || text[2] != ':' ||
        (text[3] != '0' && text[3] != '3') || text[4] != '0') {
        return false;
    }
    const uint32_t hour = (uint32_t)(text[0] - '0') * 10 + (uint32_t)(text[1] - '0');
    *half_hour_out = hour * 2 + (text[3] == '3' ? 1 : 0);
    return *half_hour_out <= HALF_HOURS_OF_DAY;
}

static bool parse_span(const char *text, uint32_t *from_out, uint32_t *to_out)
{
    enum { TIME_LENGTH = 5, SPAN_LENGTH = 2 * TIME_LENGTH + 1 };
    return strlen(text) == SPAN_LENGTH && text[TIME_LENGTH] == '-' &&
           parse_half_hour(text, from_out) && parse_half_hour(text + TIME_LENGTH + 1, to_out) &&
           *from_out < *to_out;
}

static void open_day(struct identity_hours *hours, int day, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        const uint32_t bit = (uint32_t)day * HALF_HOURS_OF_DAY + i;
        hours->map[bit / 8] |= (uint8_t)(1U << bit % 8);
    }
}

static const char *add(struct run *run, const struct fact_attribute *attribute,
                       struct identity_hours *hours)
{
    const char *days = attribute->values[0].text;
    const bool has_span = attribute->values[1].type != VALUE_NONE;
    int day = 0;
    int last = 0;
    uint32_t from = 0;
    uint32_t to = HALF_HOURS_OF_DAY;
    if (!parse_days(days, &day, &last)) {
        return arena_format(run->arena,
                            "'%s' are no days: Mon, Mon-Fri (Sun Mon Tue Wed Thu Fri Sat)", days);
    }
    if (has_span && !parse_span(attribute->values[1].text, &from, &to)) {
        return arena_format(run->arena,
                            "'%s' is no time from-to: 08:00-18:00, on the half hour, up to 24:00",
                            attribute->values[1].text);
    }
    open_day(hours, day, from, to);
    while (day != last) {
        day = (day + 1) % DAYS;
        open_day(hours, day, from, to);
    }
    return NULL;
}

const char *logon_hours(struct run *run, const struct fact *fact,
                        const struct identity_hours **hours_out)
{
    struct identity_hours *hours = arena_new(run->arena, struct identity_hours);
    *hours_out = hours;
    for (uint32_t n = 0; fact_attribute_n(fact, "hours", n) != NULL; n++) {
        const struct fact_attribute *attribute = fact_attribute_n(fact, "hours", n);
        const struct value *first = attribute->values;
        if (!first->quoted && text_equal(first->text, "any")) {
            *hours_out = NULL;
            return attribute->values[1].type == VALUE_NONE
                       ? NULL
                       : "any is at any time: nothing stands behind it";
        }
        const char *error = add(run, attribute, hours);
        if (error != NULL) {
            return error;
        }
    }
    return NULL;
}

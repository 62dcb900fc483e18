#include "programs/date_form.h"

#include <stdbool.h>
#include <string.h>

#include "base/require.h"

enum { PARTS = 3 };
enum what { MONTH, DAY, YEAR };

static const enum what orders[DATE_FORM_MAX][PARTS] = {
    {MONTH, DAY, YEAR}, {DAY, MONTH, YEAR}, {YEAR, MONTH, DAY}};

struct part {
    const char *at;
    size_t length;
    unsigned value;
};

static bool take_part(const char **at, struct part *part_out)
{
    const char *digits = *at;
    size_t length = 0;
    unsigned value = 0;
    while (length < 5 && digits[length] >= '0' && digits[length] <= '9') {
        value = value * 10 + (unsigned)(digits[length++] - '0');
    }
    *part_out = (struct part){digits, length, value};
    *at = digits + length;
    return length > 0 && length < 5;
}

static bool is_separator(char c)
{
    return c == '/' || c == '-' || c == '.';
}

const char *date_form_convert(const char *date, uint32_t from, uint32_t to, struct arena *arena)
{
    struct part parts[PARTS] = {{0}}; /* by what they are */
    const char *at = date;
    REQUIRE(from >= 1 && from <= DATE_FORM_MAX);
    REQUIRE(to >= 1 && to <= DATE_FORM_MAX);
    for (size_t i = 0; i < PARTS; i++) {
        if (!take_part(&at, &parts[orders[from - 1][i]])) {
            return NULL;
        }
        if (i + 1 < PARTS && !is_separator(*at++)) {
            return NULL;
        }
    }
    if (parts[MONTH].value < 1 || parts[MONTH].value > 12 || parts[DAY].value < 1 ||
        parts[DAY].value > 31) {
        return NULL;
    }
    const struct part *first = &parts[orders[to - 1][0]];
    const struct part *second = &parts[orders[to - 1][1]];
    const struct part *third = &parts[orders[to - 1][2]];
    return arena_format(arena, "%.*s/%.*s/%.*s%s", (int)first->length, first->at,
                        (int)second->length, second->at, (int)third->length, third->at, at);
}

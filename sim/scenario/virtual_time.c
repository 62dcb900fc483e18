#include "scenario/virtual_time.h"

#include <stddef.h>
#include <string.h>

#include "base/require.h"
#include "base/text.h"

static const struct {
    const char *unit;
    uint64_t us;
} units[] = {
    {"d", UINT64_C(86400000000)},
    {"h", UINT64_C(3600000000)},
    {"m", 60000000},
    {"s", 1000000},
    {"ms", 1000},
};

/* Digits at the start of *text; moves behind them. */
static bool read_number(const char **text, uint64_t *number_out)
{
    enum { DIGITS_MAX = 18 };
    const size_t digits = strspn(*text, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX) {
        return false;
    }
    uint64_t number = 0;
    for (size_t i = 0; i < digits; i++) {
        number = number * 10 + (uint64_t)((*text)[i] - '0');
    }
    *text += digits;
    *number_out = number;
    return true;
}

bool virtual_time_parse(const char *text, uint64_t *time_us_out)
{
    uint64_t sum = 0;
    size_t next_unit = 0;
    if (*text == '\0') {
        return false;
    }
    while (*text != '\0') {
        uint64_t number = 0;
        if (!read_number(&text, &number)) {
            return false;
        }
        const size_t letters = strcspn(text, "0123456789");
        size_t unit = next_unit;
        while (unit < ARRAY_COUNT(units) && (strlen(units[unit].unit) != letters ||
                                             strncmp(units[unit].unit, text, letters) != 0)) {
            unit++;
        }
        if (unit == ARRAY_COUNT(units) || number > VIRTUAL_TIME_MAX_US / units[unit].us) {
            return false;
        }
        sum += number * units[unit].us;
        if (sum > VIRTUAL_TIME_MAX_US) {
            return false;
        }
        text += letters;
        next_unit = unit + 1;
    }
    *time_us_out = sum;
    return true;
}

void virtual_time_text(uint64_t time_us, char text_out[VIRTUAL_TIME_TEXT_SIZE])
{
    text_out[0] = '\0';
    for (size_t unit = 0; unit < ARRAY_COUNT(units); unit++) {
        const uint64_t number = time_us / units[unit].us;
        time_us -= number * units[unit].us;
        const size_t length = strlen(text_out);
        if (number != 0) {
            REQUIRE(text_format(text_out + length, VIRTUAL_TIME_TEXT_SIZE - length, "%llu%s",
                                (unsigned long long)number, units[unit].unit));
        }
    }
    if (text_out[0] == '\0') {
        REQUIRE(text_copy(text_out, VIRTUAL_TIME_TEXT_SIZE, "0s"));
    }
}

#include "programs/letter_age.h"

#include "base/ccm.h"
#include "base/require.h"

/* A number of at most four digits; *at is then behind the separator. */
static bool take_number(const char **at, unsigned *number_out)
{
    unsigned number = 0;
    unsigned digits = 0;
    for (; **at >= '0' && **at <= '9' && digits < 5; (*at)++, digits++) {
        number = 10 * number + (unsigned)(**at - '0');
    }
    *number_out = number;
    *at += **at == '/' || **at == '-' || **at == '.' ? 1 : 0;
    return digits > 0 && digits < 5;
}

static bool is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool letter_date_day(const char *date, int64_t *day_out)
{
    static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned month = 0;
    unsigned day = 0;
    unsigned year = 0;
    const char *at = date;
    if (!take_number(&at, &month) || !take_number(&at, &day) || !take_number(&at, &year) ||
        month == 0 || month > ARRAY_COUNT(lengths)) {
        return false;
    }
    year += year < 80 ? 2000 : year < 100 ? 1900 : 0;
    const bool is_leap_day = month == 2 && day == 29 && is_leap(year);
    if (year < 1970 || day == 0 || (day > lengths[month - 1] && !is_leap_day)) {
        return false;
    }
    int64_t days = day - 1;
    for (unsigned y = 1970; y < year; y++) {
        days += is_leap(y) ? 366 : 365;
    }
    for (unsigned m = 1; m < month; m++) {
        days += lengths[m - 1] + (m == 2 && is_leap(year) ? 1 : 0);
    }
    *day_out = days;
    return true;
}

bool letter_day(struct bytes content, struct arena *scratch, int64_t *day_out)
{
    struct ccm_message message;
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    return ccm_read(content, &offset, scratch, &message, &diagnostic) == ST_OK &&
           message.date != NULL && letter_date_day(message.date, day_out);
}

#include "ccmc/date.h"

#include <string.h>

#include "base/require.h"
#include "base/text.h"

struct civil {
    int64_t year;
    int month; /* 1 .. 12 */
    int day;   /* 1 .. 31 */
};

static const int64_t ms_per_day = 86400000;
static const int64_t ms_per_minute = 60000;

struct date_form date_form_of(uint32_t locale_date_format, struct date_form of_language)
{
    if (locale_date_format == 0) {
        return of_language;
    }
    return (struct date_form){.order = locale_date_format == 2   ? DATE_DAY_FIRST
                                       : locale_date_format == 3 ? DATE_YEAR_FIRST
                                                                 : DATE_MONTH_FIRST,
                              .date_separator = '/',
                              .time_separator = ':',
                              .zone_minutes = of_language.zone_minutes};
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01; years start in March so that the leap day is the last. */
static int64_t days_of(struct civil date)
{
    const int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t month = (date.month + 9) % 12;
    const int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static struct civil civil_of(int64_t days)
{
    const int64_t shifted = days + 719468;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int64_t day_of_era = shifted - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month = (5 * day_of_year + 2) / 153;
    struct civil date = {.year = year_of_era + era * 400,
                         .month = (int)(month < 10 ? month + 3 : month - 9),
                         .day = (int)(day_of_year - (153 * month + 2) / 5 + 1)};
    if (date.month <= 2) {
        date.year++;
    }
    return date;
}

static char *put_number(char *at, int number, int width)
{
    char digits[12];
    int count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count < width) {
        digits[count++] = '0';
    }
    while (count > 0) {
        *at++ = digits[--count];
    }
    return at;
}

/* Writes the date and a blank; *minute_out is the minute of the day. */
static char *put_date(const struct date_form *form, int64_t date_ms, char *at, int *minute_out)
{
    const int64_t local_ms = date_ms + form->zone_minutes * ms_per_minute;
    int64_t days = local_ms / ms_per_day;
    int64_t rest = local_ms % ms_per_day;
    if (rest < 0) {
        days--;
        rest += ms_per_day;
    }
    const struct civil date = civil_of(days);
    const int year = (int)(((date.year % 100) + 100) % 100);
    const int numbers[3][3] = {[DATE_MONTH_FIRST] = {date.month, date.day, year},
                               [DATE_DAY_FIRST] = {date.day, date.month, year},
                               [DATE_YEAR_FIRST] = {year, date.month, date.day}};
    const int year_at = form->order == DATE_YEAR_FIRST ? 0 : 2;
    for (int i = 0; i < 3; i++) {
        at = put_number(at, numbers[form->order][i], i == year_at ? 2 : 1);
        *at++ = i < 2 ? form->date_separator : ' ';
    }
    *minute_out = (int)(rest / ms_per_minute);
    return at;
}

void date_write(const struct date_form *form, int64_t date_ms, char text_out[DATE_TEXT_SIZE])
{
    int minute = 0;
    char *at = put_date(form, date_ms, text_out, &minute);
    at = put_number(at, minute / 60, 1);
    *at++ = form->time_separator;
    at = put_number(at, minute % 60, 2);
    *at = '\0';
}

void date_write_title(const struct date_form *form, int64_t date_ms, char text_out[DATE_TEXT_SIZE])
{
    int minute = 0;
    char *at = put_date(form, date_ms, text_out, &minute);
    const int hour = minute / 60;
    at = put_number(at, hour % 12 == 0 ? 12 : hour % 12, 1);
    *at++ = form->time_separator;
    at = put_number(at, minute % 60, 2);
    *at++ = hour < 12 ? 'A' : 'P';
    *at++ = 'M';
    *at = '\0';
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ') {
        at++;
    }
    return at;
}

/* One to four digits. NULL when there are none. */
static const char *take_number(const char *at, int *number_out)
{
    int number = 0;
    int count = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        number = number * 10 + (*at - '0');
        if (++count > 4) {
            return NULL;
        }
    }
    *number_out = number;
    return count == 0 ? NULL : at;
}

/* `count` numbers with one character of `separators` between them. NULL when it is not so. */
static const char *take_numbers(const char *at, const char *separators, int count, int *numbers_out)
{
    for (int i = 0; i < count; i++) {
        if (i > 0) {
            if (*at == '\0' || strchr(separators, *at) == NULL) {
                return NULL;
            }
            at++;
        }
        at = take_number(at, &numbers_out[i]);
        if (at == NULL) {
            return NULL;
        }
    }
    return at;
}

/* AM or PM behind the time, when it is there; false when the hour does not go with it. */
static bool take_half(const char **at, int *hour)
{
    const char half = text_upper_char(**at);
    if ((half != 'A' && half != 'P') || text_upper_char((*at)[1]) != 'M') {
        return true;
    }
    if (*hour < 1 || *hour > 12) {
        return false;
    }
    *hour = *hour % 12 + (half == 'P' ? 12 : 0);
    *at += 2;
    return true;
}

static bool civil_from(const struct date_form *form, const int numbers[3], struct civil *date_out)
{
    static const int places[3][3] = {/* year, month, day */
                                     [DATE_MONTH_FIRST] = {2, 0, 1},
                                     [DATE_DAY_FIRST] = {2, 1, 0},
                                     [DATE_YEAR_FIRST] = {0, 1, 2}};
    struct civil date = {.year = numbers[places[form->order][0]],
                         .month = numbers[places[form->order][1]],
                         .day = numbers[places[form->order][2]]};
    if (date.year < 100) {
        date.year += date.year < 70 ? 2000 : 1900;
    }
    if (date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_in_month(date.year, date.month)) {
        return false;
    }
    *date_out = date;
    return true;
}

bool date_read(const struct date_form *form, const char *text, int64_t *date_ms_out)
{
    int numbers[3] = {0};
    int clock[2] = {0};
    const char *at = take_numbers(skip_blanks(text), "/-.", 3, numbers);
    if (at == NULL || *at != ' ') {
        return false;
    }
    at = take_numbers(skip_blanks(at), ":.", 2, clock);
    if (at == NULL) {
        return false;
    }
    at = skip_blanks(at);
    if (!take_half(&at, &clock[0]) || *skip_blanks(at) != '\0') {
        return false;
    }
    struct civil date = {0};
    if (clock[0] > 23 || clock[1] > 59 || !civil_from(form, numbers, &date)) {
        return false;
    }
    const int64_t minutes =
        days_of(date) * 1440 + (int64_t)clock[0] * 60 + clock[1] - form->zone_minutes;
    *date_ms_out = minutes * ms_per_minute;
    return true;
}

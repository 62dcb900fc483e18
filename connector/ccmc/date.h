/*
 * date -- dates as cc:Mail writes them
 *
 * Short form of the post office's language (language.h), without padding, two digits of the year,
 * minutes: "6/2/98 8:39" (Q184052). Years 70 to 99 are 1970 to 1999, others 2000 to 2069.
 *
 * Units   ms since 1970, UTC, on the Exchange side; local time (zone_minutes added) in the text.
 * Errors  date_read: false for what is no date of the form (2/31/99 is none, Q233325).
 * Source  Q180641 (Locale Date Format), 7.1.
 */
#ifndef CONNECTOR_CCMC_DATE_H
#define CONNECTOR_CCMC_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { DATE_TEXT_SIZE = 32 };
enum date_order {
    DATE_MONTH_FIRST,
    DATE_DAY_FIRST,
    DATE_YEAR_FIRST
}; /* as in the registry: 0, 1, 2 */

struct date_form {
    enum date_order order;
    char date_separator;
    char time_separator;
    int zone_minutes;
};

/* `Locale Date Format`: 0 that of the post office's language, 1 US, 2 European dd/mm/yy, 3 Japanese
 * yy/mm/dd; another number: as 1. Of a forced form only the zone of `of_language` is left. */
struct date_form date_form_of(uint32_t locale_date_format, struct date_form of_language);

/* "6/2/98 8:39" */
void date_write(const struct date_form *form, int64_t date_ms, char text_out[DATE_TEXT_SIZE]);
/* "6/2/98 8:39AM", as file-item titles carry it */
void date_write_title(const struct date_form *form, int64_t date_ms, char text_out[DATE_TEXT_SIZE]);
/* Either form; takes any of / - . between numbers of the date and : . between those of the time. */
bool date_read(const struct date_form *form, const char *text, int64_t *date_ms_out);

#endif

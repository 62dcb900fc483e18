#include "ccmc/settings.h"

#include <string.h>

#include "base/text.h"

/* Where the value goes; parallel to `rows`. */
static const size_t places[] = {
#define SETTING_NUMBER(field, name, value, bites) offsetof(struct settings, field),
#define SETTING_TEXT(field, name, value, bites) offsetof(struct settings, field),
#define SETTING_LEVEL(field, name, value, bites) offsetof(struct settings, field),
#include "ccmc/settings.def"
#undef SETTING_NUMBER
#undef SETTING_TEXT
#undef SETTING_LEVEL
};

static const struct setting rows[] = {
#define SETTING_NUMBER(field, name, value, bites)                                                  \
    {(name), SETTING_TYPE_NUMBER, #value, SETTING_BITES_##bites},
#define SETTING_TEXT(field, name, value, bites)                                                    \
    {(name), SETTING_TYPE_TEXT, (value), SETTING_BITES_##bites},
#define SETTING_LEVEL(field, name, value, bites)                                                   \
    {(name), SETTING_TYPE_LEVEL, #value, SETTING_BITES_##bites},
#include "ccmc/settings.def"
#undef SETTING_NUMBER
#undef SETTING_TEXT
#undef SETTING_LEVEL
};

/* The rows that a start of a program asks for each time, found once: all others wait for less. */
enum {
#define SETTING_NUMBER(field, name, value, bites) ROW_##field,
#define SETTING_TEXT(field, name, value, bites) ROW_##field,
#define SETTING_LEVEL(field, name, value, bites) ROW_##field,
#include "ccmc/settings.def"
#undef SETTING_NUMBER
#undef SETTING_TEXT
#undef SETTING_LEVEL
};

static const uint8_t run_rows[] = {
#define IF_RUN_START(field)
#define IF_RUN_DIRSYNC(field)
#define IF_RUN_RUN(field) ROW_##field,
#define SETTING_NUMBER(field, name, value, bites) IF_RUN_##bites(field)
#define SETTING_TEXT(field, name, value, bites) IF_RUN_##bites(field)
#define SETTING_LEVEL(field, name, value, bites) IF_RUN_##bites(field)
#include "ccmc/settings.def"
#undef SETTING_NUMBER
#undef SETTING_TEXT
#undef SETTING_LEVEL
};

const char *settings_section(void)
{
    return "MSExchangeCCMC";
}

size_t setting_count(void)
{
    return ARRAY_COUNT(rows);
}

const struct setting *setting_at(size_t index)
{
    REQUIRE(index < ARRAY_COUNT(rows));
    return &rows[index];
}

static bool hexadecimal(const char *digits, uint64_t *value_out)
{
    uint64_t value = 0;
    if (*digits == '\0') {
        return false;
    }
    for (; *digits != '\0'; digits++) {
        const char c = text_upper_char(*digits);
        if (c >= '0' && c <= '9') {
            value = value * 16 + (uint64_t)(c - '0');
        } else if (c >= 'A' && c <= 'F') {
            value = value * 16 + (uint64_t)(c - 'A') + 10;
        } else {
            return false;
        }
        if (value > UINT32_MAX) {
            return false;
        }
    }
    *value_out = value;
    return true;
}

static bool parse_number(const char *text, uint32_t *number_out)
{
    uint64_t value = 0;
    const bool is_number =
        text_starts(text, "0x") ? hexadecimal(text + 2, &value) : text_to_u64(text, &value);
    if (!is_number || value > UINT32_MAX) {
        return false;
    }
    *number_out = (uint32_t)value;
    return true;
}

static bool parse_level(const char *text, enum event_level *level_out)
{
    static const enum event_level levels[] = {EVENT_LEVEL_NONE, EVENT_LEVEL_MINIMUM,
                                              EVENT_LEVEL_MEDIUM, EVENT_LEVEL_MAXIMUM};
    for (size_t i = 0; i < ARRAY_COUNT(levels); i++) {
        if (text_equal(text, event_level_name(levels[i]))) {
            *level_out = levels[i];
            return true;
        }
    }
    return false;
}

/* Stores `text` in the field of the row; false when it does not fit its type. */
static bool store_value(struct settings *settings, size_t row, const char *text)
{
    char *place = (char *)settings + places[row];
    switch (rows[row].type) {
    case SETTING_TYPE_NUMBER: {
        uint32_t number = 0;
        if (!parse_number(text, &number)) {
            return false;
        }
        memcpy(place, &number, sizeof number);
        return true;
    }
    case SETTING_TYPE_TEXT:
        memcpy(place, &text, sizeof text);
        return true;
    case SETTING_TYPE_LEVEL: {
        enum event_level level = EVENT_LEVEL_NONE;
        if (!parse_level(text, &level)) {
            return false;
        }
        memcpy(place, &level, sizeof level);
        return true;
    }
    }
    return false;
}

static enum status read_row(struct os_port *port, struct arena *arena, size_t row,
                            struct settings *settings)
{
    const char *text = NULL;
    const enum status st = os_setting_get(port, settings_section(), rows[row].name, arena, &text);
    if (st == ST_OK && store_value(settings, row, text)) {
        return ST_OK;
    }
    if (st != ST_OK && st != ST_NO_DATA) {
        return st;
    }
    REQUIRE(store_value(settings, row, rows[row].default_text));
    return ST_OK;
}

enum status settings_read(struct os_port *port, struct arena *arena, struct settings *settings_out)
{
    *settings_out = (struct settings){0};
    for (size_t row = 0; row < ARRAY_COUNT(rows); row++) {
        const enum status st = read_row(port, arena, row, settings_out);
        if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

enum status settings_read_run(struct os_port *port, struct arena *arena, struct settings *settings)
{
    for (size_t i = 0; i < ARRAY_COUNT(run_rows); i++) {
        const enum status st = read_row(port, arena, run_rows[i], settings);
        if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

enum status settings_read_dirsync(struct os_port *port, struct arena *arena,
                                  struct settings *settings)
{
    for (size_t row = 0; row < ARRAY_COUNT(rows); row++) {
        if (rows[row].bites != SETTING_BITES_DIRSYNC) {
            continue;
        }
        const enum status st = read_row(port, arena, row, settings);
        if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

enum event_level settings_level(const struct settings *settings, enum event_category category)
{
    switch (category) {
    case EVENT_CATEGORY_GENERAL:
        return settings->log_general;
    case EVENT_CATEGORY_OUTBOUND:
        return settings->log_outbound;
    case EVENT_CATEGORY_INBOUND:
        return settings->log_inbound;
    case EVENT_CATEGORY_DIR_SYNCH:
        return settings->log_dirsync;
    case EVENT_CATEGORY_COUNT:
        break;
    }
    return EVENT_LEVEL_NONE;
}

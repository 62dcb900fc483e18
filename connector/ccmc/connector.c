#include "ccmc/connector.h"

#include "base/text.h"
#include "ccmc/choices.h"
#include "ccmc/language.h"
#include "ccmc/program_run.h"
#include "ccmc/quirks.h"

void connector_report(const struct connector *connector, const struct event *event,
                      const char *const *inserts, size_t insert_count)
{
    if (settings_level(&connector->settings, event->category) >= event->level) {
        os_report_event(connector->os, event->id, inserts, insert_count);
    }
}

/* The system's sentence for a cause, as it stands in events. */
static const char *system_text(enum status cause)
{
    if (cause == ST_NOT_FOUND) {
        return "The system cannot find the file specified."; /* Q294947 */
    }
    if (cause == ST_PATH_NOT_FOUND) {
        return "The system cannot find the path specified.";
    }
    return cause == ST_ACCESS_DENIED ? "Access is denied." : status_text(cause);
}

static void restart_thread(struct connector *connector, const char *function, bool tells)
{
    char number[24];
    if (connector->is_stopping) {
        return;
    }
    if (connector->restart_count == connector->restart_max) {
        connector_report(connector, event_row(EVENT_RESTARTS_EXHAUSTED), NULL, 0);
        connector->is_stopping = true;
        return;
    }
    connector->restart_count++;
    REQUIRE(text_format(number, sizeof number, "%u", (unsigned)connector->restart_count));
    const char *const inserts[] = {number, function};
    if (tells) {
        connector_report(connector, event_row(EVENT_THREAD_RESTARTED), inserts,
                         ARRAY_COUNT(inserts));
    }
}

void connector_start_failed(struct connector *connector, enum status cause, const char *function)
{
    char number[24];
    REQUIRE(text_format(number, sizeof number, "%u", (unsigned)status_win32(cause)));
    const char *const cause_inserts[] = {number, system_text(cause)};
    connector_report(connector, event_row(EVENT_PROGRAMS_MISSING), cause_inserts,
                     ARRAY_COUNT(cause_inserts));
    restart_thread(connector, function, true);
}

/* Where and how an access violation of 5.5 was logged (Q168556); nothing depends on the numbers. */
void connector_exception(struct connector *connector, const char *function, const char *file)
{
    static const char *const exception[] = {"c0000005", "0", "779f42aa", "2", "0 c150003"};
    const char *const caught[] = {"UNKNOWN", function};
    if (connector->restart_count >= connector->restart_max) {
        restart_thread(connector, function, false); /* Q176375: the pair 25 times, then 85 */
        return;
    }
    connector_report(connector, event_row(EVENT_EXCEPTION), exception, ARRAY_COUNT(exception));
    if (file == NULL || connector->restarts_silently) { /* Q176375: the pair of 5.0 */
        connector_report(connector, event_row(EVENT_EXCEPTION_CAUGHT), caught, ARRAY_COUNT(caught));
    }
    if (file != NULL) { /* Q168556 */
        connector_report(connector, event_row(EVENT_CONVERSION_EXCEPTION), &file, 1);
    }
    restart_thread(connector, function, !connector->restarts_silently);
}

void connector_report_failure(const struct connector *connector, enum status cause)
{
    if (cause == ST_DISK_FULL) {
        connector_report(connector, event_row(EVENT_DISK_SPACE), NULL, 0);
    }
}

uint64_t connector_first_poll_us(const struct connector *connector, uint64_t now_us,
                                 uint64_t interval_us)
{
    return choices_have(connector->choices, CHOICE_POLLS_AT_ONCE) ? now_us : now_us + interval_us;
}

/* A setting that came with a later build says nothing to this one. */
static bool knows(const struct connector *connector, enum quirk lacking)
{
    return !quirks_have(connector->quirks, lacking);
}

struct convert_rules connector_rules(const struct connector *connector)
{
    const struct settings *settings = &connector->settings;
    struct language language;
    (void)language_find(settings->language, &language); /* another word: English */
    language.form.zone_minutes = connector->locale.zone_minutes;
    if (quirks_have(connector->quirks, QUIRK_NO_KOREAN) && language.code_page == CODE_PAGE_949) {
        language.code_page = 0;
    }
    const bool is_for_db8 = program_run_is_for_db8(settings->program_version);
    const uint32_t page = language_page(&language, &connector->locale);
    return (struct convert_rules){
        .code_page = text_page_of(page, CODE_PAGE_850),
        .site = settings->site_name,
        .reply_prefix = language.reply,
        .date_form = date_form_of(settings->locale_date_format, language.form),
        .header_max = settings->address_buffer_size,
        .omits_post_offices = settings->use_anr != 0,
        .uses_long_names =
            settings->use_long_filename != 0 && knows(connector, QUIRK_NO_LONG_NAMES),
        .keeps_history = settings->keeps_history != 0,
        .omits_file_dates =
            settings->version_8_format != 0 && knows(connector, QUIRK_NO_VERSION_8_FORMAT),
        .accepts = settings->accepts,
        .rejects = settings->rejects,
        .leaves_long_text = quirks_have(connector->quirks, QUIRK_LONG_TEXT),
        .keeps_digit_dates = quirks_have(connector->quirks, QUIRK_DATE_BEHIND_DIGIT),
        .makes_internet = quirks_have(connector->quirks, QUIRK_INTERNET_NAMES),
        .quirks = connector->quirks,
        .is_for_db8 = is_for_db8,
        .rounds_brackets = is_for_db8 && !quirks_have(connector->quirks, QUIRK_ADDRESS_BRACKETS),
        .rounds_subject = is_for_db8 && !quirks_have(connector->quirks, QUIRK_SUBJECT_BRACKETS),
        .now_ms = (int64_t)os_utc_ms(connector->os),
    };
}

void connector_add_u64(struct buffer *target, uint64_t value)
{
    uint8_t octets[8];
    for (unsigned i = 0; i < 8; i++) {
        octets[i] = (uint8_t)(value >> (8 * i));
    }
    buffer_add(target, octets, sizeof octets);
}

struct exchange_address connector_address(const struct connector *connector)
{
    static const char name[] = "cc:Mail Connector Interchange"; /* Q184624 */
    return (struct exchange_address){
        .display = name,
        .address = arena_format(connector->scratch, "CCMAIL:%s at %s", name,
                                connector->settings.site_name),
    };
}

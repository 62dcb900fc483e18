#include "support/convert_fixture.h"

struct convert_rules convert_fixture_rules(void)
{
    return (struct convert_rules){
        .code_page = CODE_PAGE_437,
        .reply_prefix = "RE",
        .site = "SITE1",
        .date_form = {.order = DATE_MONTH_FIRST, .date_separator = '/', .time_separator = ':'},
        .header_max = CONVERT_FIXTURE_HEADER_MAX,
        .now_ms = 951782400000};
}

struct exchange_recipient convert_fixture_to(const char *address)
{
    return (struct exchange_recipient){.kind = EXCHANGE_TO,
                                       .is_responsible = true,
                                       .address = {.display = address, .address = address}};
}

struct exchange_message convert_fixture_letter(const struct exchange_recipient *recipients,
                                               uint32_t count)
{
    return (struct exchange_message){
        .sender = {.display = "Brady, Sally", .address = "CCMAIL:Brady, Sally at SITE1"},
        .recipients = recipients,
        .recipient_count = count,
        .subject = "Another message",
        .date_ms = 896776740000,
        .date_written = ""};
}

#include "ccmc/dirsync_rules.h"

#include "ccmc/choices.h"
#include "ccmc/connector.h"
#include "ccmc/quirks.h"

static const char *comment_rule(const struct connector *connector, const struct settings *settings)
{
    const bool is_ignored = quirks_have(connector->quirks, QUIRK_COMMENT_RULE) ||
                            choices_have(connector->choices, CHOICE_NO_COMMENT_RULE);
    return is_ignored ? "" : settings->comment_rule;
}

struct dirsync_rules dirsync_rules_of(const struct connector *connector,
                                      const struct settings *settings)
{
    return (struct dirsync_rules){
        .code_page = connector_rules(connector).code_page,
        .site = connector->settings.site_name,
        .server = connector->settings.server_name,
        .import_container = settings->import_container,
        .filter = settings->import_filter,
        .display_rule = settings->display_name_rule,
        .alias_rule = settings->alias_name_rule,
        .exports_custom = settings->exports_custom != 0,
        .loses_periods = quirks_have(connector->quirks, QUIRK_INITIAL_PERIOD),
        .filters_own = quirks_have(connector->quirks, QUIRK_FILTER_HIDES_OWN),
        .adds_first = quirks_have(connector->quirks, QUIRK_ADDS_FIRST),
        .comment_rule = comment_rule(connector, settings),
        .turns_names =
            settings->secondary_proxy == 0 && quirks_have(connector->quirks, QUIRK_FIRST_LAST),
        .adds_second = settings->secondary_proxy != 0,
    };
}

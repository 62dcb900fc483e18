#include "ccmc/dirsync_compare.h"

#include <string.h>

#include "ccmc/address.h"
#include "ccmc/dirsync_address.h"
#include "ccmc/dirsync_comment.h"
#include "ccmc/dirsync_names.h"
#include "ccmc/dirsync_unique.h"
#include "ccmc/name_index.h"

static const char owner_word[] = "MSExchangeCCMC ";

enum site_entry { SITE_ABSENT, SITE_OURS, SITE_FOREIGN };

struct comparison {
    const struct dirsync_rules *rules;
    const struct dirsync_input *input;
    struct arena *arena;
    struct dirsync_plan *plan;
    const char *site;          /* in the code page */
    struct name_index entries; /* of input->entries, by name */
    enum site_entry site_entry;
    struct dirsync_directory wanted; /* at the site's post office */
    struct name_index wanted_names;
    struct dirsync_additions recipients; /* wanted in the import container, groups last */
    size_t user_count;                   /* of recipients */
    struct name_index groups;            /* lists and boards by name, where names are turned */
};

static struct name_index index_records(const struct dirsync_directory *directory,
                                       struct arena *arena)
{
    struct name_index index = name_index_begin(arena, directory->count);
    for (size_t i = 0; i < directory->count; i++) {
        name_index_add(&index, directory->records[i].name, i);
    }
    name_index_sort(&index, arena);
    return index;
}

static const char *in_page(const struct comparison *comparison, const char *text)
{
    return text_from_utf8(comparison->arena, comparison->rules->code_page, text, NULL);
}

static const char *in_utf8(const struct comparison *comparison, const char *text)
{
    return text_to_utf8(comparison->arena, comparison->rules->code_page, text);
}

static const struct directory_record *find_entry(const struct comparison *comparison,
                                                 const char *name)
{
    size_t row = 0;
    return name_index_find(&comparison->entries, name, &row)
               ? &comparison->input->entries.records[row]
               : NULL;
}

static bool is_office(const struct directory_record *record)
{
    return record != NULL && (record->location == 'P' || record->location == 'p');
}

static bool is_user(const struct directory_record *record)
{
    return record != NULL && record->location != '\0' && strchr("LlRr", record->location) != NULL;
}

/* Made by a connector, whichever. */
static bool is_of_exchange(const struct comparison *comparison, const char *office)
{
    const struct directory_record *entry = find_entry(comparison, office);
    return entry != NULL && is_office(entry) && text_starts(entry->comment, owner_word);
}

static bool is_at_site(const struct comparison *comparison, const struct directory_record *record)
{
    return is_user(record) && text_equal(record->address, comparison->site);
}

static void add_conflict(struct dirsync_conflicts *conflicts, const char *user, const char *site,
                         const char *entry)
{
    conflicts->items[conflicts->count++] =
        (struct dirsync_conflict){.user = user, .site = site, .entry = entry};
}

static bool has_extended(const char *text)
{
    for (; *text != '\0'; text++) {
        if (((unsigned char)*text & 0x80U) != 0) {
            return true;
        }
    }
    return false;
}

static const char *owner_comment(const struct comparison *comparison)
{
    return arena_format(comparison->arena, "%s%s", owner_word,
                        in_page(comparison, comparison->rules->server));
}

/* Whose is the post office of the site? And is there one whose name cannot be handled? */
static void look_at_offices(struct comparison *comparison)
{
    struct dirsync_plan *plan = comparison->plan;
    const struct dirsync_directory *entries = &comparison->input->entries;
    const struct directory_record *site = find_entry(comparison, comparison->site);
    if (site != NULL) {
        const bool is_ours =
            is_office(site) && strcmp(site->comment, owner_comment(comparison)) == 0;
        comparison->site_entry = is_ours ? SITE_OURS : SITE_FOREIGN;
    }
    if (comparison->site_entry == SITE_FOREIGN) {
        plan->refusal = "the site's post office entry has not been made by this connector";
        add_conflict(&plan->conflicts, comparison->rules->site, comparison->rules->site,
                     in_utf8(comparison, site->name));
    }
    for (size_t i = 0; i < entries->count; i++) {
        const struct directory_record *record = &entries->records[i];
        if ((is_office(record) && has_extended(record->name)) ||
            (is_user(record) && has_extended(record->address))) {
            plan->refusal = "the name of a post office has an extended character"; /* Q197258 */
        }
    }
}

static const char *cut_comment(const struct comparison *comparison, const char *comment)
{
    const char *text = in_page(comparison, comment);
    const size_t length = strlen(text);
    return length > DIRSYNC_COMMENT_MAX ? arena_text_n(comparison->arena, text, DIRSYNC_COMMENT_MAX)
                                        : text;
}

/* Entries that Exchange wants at the site's post office, by name; of equal names the first. */
static void collect_wanted(struct comparison *comparison)
{
    const struct dirsync_rules *rules = comparison->rules;
    const struct exchange_entries *exported = &comparison->input->exported;
    struct dirsync_directory all = {
        .records = arena_array(comparison->arena, struct directory_record, exported->count + 1)};
    for (size_t i = 0; i < exported->count; i++) {
        const struct exchange_entry *entry = &exported->entries[i];
        const struct exchange_address address = {.display = entry->display,
                                                 .address = entry->ccmail_address};
        const char *full = address_of_recipient(comparison->arena, &address);
        if (full == NULL || !address_is_at(full, rules->site) ||
            (entry->is_custom && !rules->exports_custom)) {
            continue;
        }
        const size_t user_length = strlen(full) - strlen(" at ") - strlen(rules->site);
        all.records[all.count++] = (struct directory_record){
            .location = 'l',
            .name = in_page(comparison, arena_text_n(comparison->arena, full, user_length)),
            .address = comparison->site,
            .fan = in_page(comparison, full),
            .comment = cut_comment(comparison, entry->comment),
        };
    }
    const struct name_index by_name = index_records(&all, comparison->arena);
    struct dirsync_directory *wanted = &comparison->wanted;
    wanted->records = arena_array(comparison->arena, struct directory_record, all.count + 1);
    for (size_t i = 0; i < by_name.count; i++) {
        const struct directory_record *record = &all.records[by_name.rows[i].row];
        if (i > 0 && text_equal(by_name.rows[i - 1].key, record->name)) {
            const char *user = in_utf8(comparison, record->name);
            add_conflict(&comparison->plan->conflicts, user, rules->site, user);
        } else {
            wanted->records[wanted->count++] = *record;
        }
    }
    comparison->wanted_names = index_records(wanted, comparison->arena);
}

static bool is_same(const struct directory_record *a, const struct directory_record *b)
{
    return a->location == b->location && strcmp(a->name, b->name) == 0 &&
           strcmp(a->fan, b->fan) == 0 && strcmp(a->comment, b->comment) == 0;
}

static void want(struct comparison *comparison, const struct directory_record *record)
{
    struct dirsync_plan *plan = comparison->plan;
    const struct directory_record *there = find_entry(comparison, record->name);
    const bool is_site_itself = text_equal(record->name, comparison->site);
    const bool is_ours =
        there != NULL && comparison->site_entry != SITE_FOREIGN && is_at_site(comparison, there);
    if (is_site_itself || (there != NULL && !is_ours)) {
        const char *entry = there != NULL ? there->name : comparison->site;
        add_conflict(&plan->conflicts, in_utf8(comparison, record->name), comparison->rules->site,
                     in_utf8(comparison, entry));
        return;
    }
    if (there != NULL && is_same(there, record)) {
        return;
    }
    if (there != NULL) {
        plan->deletions.records[plan->deletions.count++] = *there;
    }
    plan->additions.records[plan->additions.count++] = *record;
}

/* An entry at the site that the filter of imported entries keeps from this build. */
static bool is_hidden(const struct comparison *comparison, const struct directory_record *record)
{
    const char *full_name = arena_format(
        comparison->arena, "%s at %s", in_utf8(comparison, record->name), comparison->rules->site);
    return comparison->rules->filters_own &&
           !dirsync_passes_filter(comparison->arena, comparison->rules->filter, full_name);
}

/* The cc:Mail side: Ccmdel.imp and Ccmdir.imp. */
static void compare_ccmail(struct comparison *comparison)
{
    struct dirsync_plan *plan = comparison->plan;
    const struct dirsync_directory *entries = &comparison->input->entries;
    plan->deletions.records =
        arena_array(comparison->arena, struct directory_record, entries->count + 1);
    plan->additions.records =
        arena_array(comparison->arena, struct directory_record, comparison->wanted.count + 2);
    if (comparison->site_entry == SITE_ABSENT) {
        plan->additions.records[plan->additions.count++] =
            (struct directory_record){.location = 'P',
                                      .name = comparison->site,
                                      .address = "",
                                      .fan = "",
                                      .comment = owner_comment(comparison)};
    }
    for (size_t i = 0; i < comparison->wanted.count; i++) {
        want(comparison, &comparison->wanted.records[i]);
    }
    for (size_t i = 0; i < entries->count; i++) {
        const struct directory_record *record = &entries->records[i];
        if (!is_at_site(comparison, record) || is_hidden(comparison, record)) {
            continue;
        }
        const bool is_wanted = name_index_has(&comparison->wanted_names, record->name);
        if (comparison->site_entry == SITE_FOREIGN) {
            if (is_wanted) { /* taken for a cc:Mail user: Exchange has that address */
                add_conflict(&plan->duplicates, in_utf8(comparison, record->name),
                             comparison->rules->site, in_utf8(comparison, record->name));
            }
        } else if (!is_wanted) {
            plan->deletions.records[plan->deletions.count++] = *record;
        }
    }
}

/* As this build takes its parts. */
static const char *taken_name(const struct comparison *comparison,
                              const struct directory_record *record)
{
    const char *name = in_utf8(comparison, record->name);
    return comparison->rules->loses_periods ? dirsync_name_without_period(comparison->arena, name)
                                            : name;
}

/* "First Last" as the primary address, or as another one; who has none is addressed by his name.
 */
static void address_user_of(const struct comparison *comparison,
                            const struct directory_record *record, struct exchange_entry *entry)
{
    const struct dirsync_rules *rules = comparison->rules;
    struct arena *arena = comparison->arena;
    const struct dirsync_called called = {&comparison->entries, &comparison->groups,
                                          &comparison->wanted_names};
    const char *turned = rules->turns_names || rules->adds_second
                             ? dirsync_turned(arena, &called, record->name)
                             : NULL;
    if (turned == NULL) {
        return;
    }
    const char *address =
        address_ccmail(arena, arena_format(arena, "%s at %s", in_utf8(comparison, turned),
                                           in_utf8(comparison, record->address)));
    if (rules->turns_names) {
        entry->ccmail_address = address;
        return;
    }
    const char **others = arena_array(arena, const char *, 2);
    others[0] = address;
    others[1] = NULL;
    entry->ccmail_others = others;
}

/* By name; empty where no name is turned. */
static void index_groups(struct comparison *comparison)
{
    const struct dirsync_input *input = comparison->input;
    const bool is_asked_for = comparison->rules->turns_names || comparison->rules->adds_second;
    const size_t room = is_asked_for ? input->lists.count + input->boards.count : 0;
    comparison->groups = name_index_begin(comparison->arena, room);
    for (size_t i = 0; i < room; i++) {
        const struct directory_record *group = i < input->lists.count
                                                   ? &input->lists.records[i]
                                                   : &input->boards.records[i - input->lists.count];
        name_index_add(&comparison->groups, group->name, i);
    }
    name_index_sort(&comparison->groups, comparison->arena);
}

static void add_recipient(struct comparison *comparison, const struct directory_record *record,
                          const char *display, const char *full_name)
{
    const struct dirsync_rules *rules = comparison->rules;
    struct arena *arena = comparison->arena;
    if (!dirsync_passes_filter(arena, rules->filter, full_name)) {
        return;
    }
    const char *name = taken_name(comparison, record);
    const struct dirsync_parts parts = dirsync_parts(arena, is_user(record) ? name : "");
    comparison->recipients.items[comparison->recipients.count++] = (struct dirsync_addition){
        .full_name = full_name,
        .entry = {.display = display,
                  .alias = dirsync_alias_name(arena, rules->alias_rule, name),
                  .first_name = parts.first,
                  .initials = parts.initials,
                  .last_name = parts.last,
                  .ccmail_address = address_ccmail(arena, full_name),
                  .container = rules->import_container,
                  .is_custom = true}};
    struct dirsync_addition *added =
        &comparison->recipients.items[comparison->recipients.count - 1];
    if (is_user(record)) {
        address_user_of(comparison, record, &added->entry);
    }
    added->comment = in_utf8(comparison, record->comment);
    added->entry.comment =
        dirsync_comment_map(arena, rules->comment_rule, added->comment, added->entry.details)
            ? ""
            : added->comment;
}

/* Who should be in the import container: users, then lists, then boards. */
static void collect_recipients(struct comparison *comparison)
{
    const struct dirsync_input *input = comparison->input;
    struct arena *arena = comparison->arena;
    const size_t room = input->entries.count + input->lists.count + input->boards.count + 1;
    comparison->recipients.items = arena_array(arena, struct dirsync_addition, room);
    if (comparison->rules->import_container[0] == '\0') {
        return;
    }
    index_groups(comparison);
    for (size_t i = 0; i < input->entries.count; i++) {
        const struct directory_record *record = &input->entries.records[i];
        if (!is_user(record) || is_at_site(comparison, record) ||
            is_of_exchange(comparison, record->address)) {
            continue;
        }
        const char *name = in_utf8(comparison, record->name);
        add_recipient(comparison, record,
                      dirsync_display_name(arena, comparison->rules->display_rule,
                                           taken_name(comparison, record)),
                      arena_format(arena, "%s at %s", name, in_utf8(comparison, record->address)));
    }
    comparison->user_count = comparison->recipients.count;
    for (size_t i = 0; i < input->lists.count; i++) {
        const struct directory_record *record = &input->lists.records[i];
        const char *name = in_utf8(comparison, record->name);
        add_recipient(comparison, record, name,
                      arena_format(arena, "%s at %s", name, in_utf8(comparison, record->address)));
    }
    for (size_t i = 0; i < input->boards.count; i++) {
        const struct directory_record *record = &input->boards.records[i];
        const char *name = arena_format(arena, "#%s", in_utf8(comparison, record->name));
        add_recipient(comparison, record, name, name); /* Q156063 2.6.7: without its post office */
    }
}

/* Is it one that synchronization has made? */
static bool is_owned(const struct comparison *comparison, const struct exchange_entry *entry)
{
    const struct exchange_address address = {.display = entry->display,
                                             .address = entry->ccmail_address};
    const char *full = address_of_recipient(comparison->arena, &address);
    return entry->is_custom && full != NULL && !address_is_at(full, comparison->rules->site);
}

/* What cc:Mail has as comment it has as notes, or as details where the rule makes details. */
static bool has_comment(const struct exchange_entry *entry, const struct dirsync_addition *wanted)
{
    const bool is_mapped = wanted->entry.details[0] != NULL;
    if (strcmp(entry->comment, wanted->comment) == 0 &&
        (!is_mapped || wanted->comment[0] != '\0')) {
        return true; /* from before the rule: it counts for those who are made */
    }
    bool is_same = is_mapped && entry->comment[0] == '\0';
    for (size_t i = 0; is_same && i < EXCHANGE_DETAIL_COUNT; i++) {
        const char *detail = entry->details[i] != NULL ? entry->details[i] : "";
        is_same = strcmp(detail, wanted->entry.details[i]) == 0;
    }
    return is_same;
}

/* Who is in the import container, and stays or goes; is_there: which recipients need no more. */
static void judge_imported(struct comparison *comparison, bool *is_there)
{
    struct dirsync_plan *plan = comparison->plan;
    const struct exchange_entries *imported = &comparison->input->imported;
    struct dirsync_additions *recipients = &comparison->recipients;
    struct name_index by_address = name_index_begin(comparison->arena, recipients->count);
    for (size_t i = 0; i < recipients->count; i++) {
        name_index_add(&by_address, recipients->items[i].entry.ccmail_address, i);
    }
    name_index_sort(&by_address, comparison->arena);
    const struct exchange_entry **gone =
        arena_array(comparison->arena, const struct exchange_entry *, imported->count + 1);
    size_t gone_count = 0;
    plan->leavers =
        arena_array(comparison->arena, const struct exchange_entry *, imported->count + 1);
    for (size_t i = 0; i < imported->count; i++) {
        const struct exchange_entry *entry = &imported->entries[i];
        size_t row = 0;
        if (!is_owned(comparison, entry)) {
            continue;
        }
        const bool is_wanted =
            dirsync_find_address(&by_address, comparison->arena, entry, &row) && !is_there[row];
        struct dirsync_addition *wanted = is_wanted ? &recipients->items[row] : NULL;
        if (wanted != NULL && has_comment(entry, wanted) &&
            dirsync_has_addresses(entry, &wanted->entry)) {
            is_there[row] = true;
            continue;
        }
        if (wanted == NULL) {
            gone[gone_count++] = entry;
        } else {
            plan->leavers[plan->replaced_count++] = entry;
            wanted->is_again = true;
            wanted->has_address = text_equal(entry->ccmail_address, wanted->entry.ccmail_address);
            dirsync_keep_others(comparison->arena, entry, &wanted->entry);
            wanted->entry.display = entry->display;
            wanted->entry.alias = entry->alias;
        }
    }
    plan->leaver_count = plan->replaced_count + gone_count;
    for (size_t i = 0; i < gone_count; i++) {
        plan->leavers[plan->replaced_count + i] = gone[i];
    }
}

/* The Exchange side: the import container. */
static void compare_exchange(struct comparison *comparison)
{
    struct dirsync_plan *plan = comparison->plan;
    const struct dirsync_additions *recipients = &comparison->recipients;
    bool *is_there = arena_array(comparison->arena, bool, recipients->count + 1);
    struct dirsync_additions missing = {
        .items = arena_array(comparison->arena, struct dirsync_addition, recipients->count + 1)};
    size_t users = 0;
    judge_imported(comparison, is_there);
    if (!comparison->rules->adds_first) {
        plan->leaving = dirsync_leaving(comparison->arena, plan);
    }
    for (size_t i = 0; i < recipients->count; i++) {
        if (!is_there[i]) {
            missing.items[missing.count++] = recipients->items[i];
            users += i < comparison->user_count ? 1 : 0;
        }
    }
    dirsync_part_names(comparison->arena, &missing);
    dirsync_number_aliases(comparison->arena, &comparison->input->imported, &plan->leaving,
                           &missing);
    plan->users = (struct dirsync_additions){missing.items, users};
    plan->groups = (struct dirsync_additions){missing.items + users, missing.count - users};
}

void dirsync_compare(const struct dirsync_rules *rules, const struct dirsync_input *input,
                     struct arena *arena, struct dirsync_plan *plan_out)
{
    *plan_out = (struct dirsync_plan){0};
    struct comparison comparison = {
        .rules = rules, .input = input, .arena = arena, .plan = plan_out};
    /* Each wanted name makes one conflict at most, the site itself one more. */
    plan_out->conflicts.items =
        arena_array(arena, struct dirsync_conflict, input->exported.count + 1);
    plan_out->duplicates.items =
        arena_array(arena, struct dirsync_conflict, input->entries.count + 1);
    comparison.site = in_page(&comparison, rules->site);
    comparison.entries = index_records(&input->entries, arena);
    look_at_offices(&comparison);
    collect_wanted(&comparison);
    compare_ccmail(&comparison);
    collect_recipients(&comparison);
    compare_exchange(&comparison);
}

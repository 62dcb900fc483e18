#include "world/office.h"

#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "fs/volume_power.h"
#include "po_list.h"
#include "po_text.h"
#include "world/process.h"
#include "world/world.h"

/* People at its own console: no rights are asked. A process has only so many files open. */
static struct os_port *console(struct world *world, struct office *at)
{
    if (at->console == NULL) {
        at->console = process_new(world, PROCESS_WORLD, "console", host_need(world, NULL), NULL);
    }
    return &at->console->port;
}

const char *office_reader(struct world *world, struct office *office, struct postoffice **po_out)
{
    if (office->writer == NULL) {
        const enum status st =
            po_open(console(world, office), office->path, true, world->arena, &office->writer);
        if (st != ST_OK) {
            office->writer = NULL;
            return arena_format(world->arena, "post office %s cannot be opened: %s", office->name,
                                status_text(st));
        }
        po_set_folder_max(office->writer, world_folder_messages(world));
    }
    po_set_filling(office->writer, !world->is_declared);
    *po_out = office->writer;
    return NULL;
}

void office_reopen(struct world *world, struct office *office)
{
    (void)world;
    po_close(office->writer);
    office->writer = NULL;
}

/* Somebody will move or replace the files: nothing of the world may hold them open. */
static void office_let_go(struct world *world, struct office *office)
{
    office_reopen(world, office);
    truth_office_moved(world, office);
}

/* "NW1", "SYS:CCDATA" or "NT1", "CCPO" -> \\NW1\SYS\CCDATA, \\NT1\CCPO */
static const char *office_settle(struct world *world, struct office *office, const char *machine,
                                 const char *place)
{
    office->machine = network_find_machine(world->network, machine);
    if (office->machine == NULL) {
        return arena_format(world->arena, "there is no server '%s'", machine);
    }
    if (!text_format(office->path, sizeof(office->path), "\\\\%s\\%s", office->machine->name,
                     place)) {
        return "the post office's path is too long";
    }
    for (char *c = office->path; *c != '\0'; c++) {
        *c = *c == ':' || *c == '/' ? '\\' : *c;
    }
    world->ledger_turn++; /* what was written there counts anew */
    return world_place(world, NULL, office->path, &office->volume, &office->directory, true);
}

const char *office_create(struct world *world, const struct office_spec *spec)
{
    struct office *office = arena_new(world->arena, struct office);
    const int usual = host_need(world, NULL)->locale.code_page;
    const int page = spec->code_page != 0 ? (int)spec->code_page : usual;
    const char *why = office_take_name(world, office, spec, page);
    office->users_end = &office->users;
    (void)text_copy(office->password, sizeof(office->password),
                    spec->password != NULL ? spec->password : "postoffice");
    (void)text_copy(office->format, sizeof(office->format),
                    spec->format != NULL ? spec->format : "DB6");
    why = why != NULL ? why : office_settle(world, office, spec->machine, spec->place);
    if (why != NULL) {
        return why;
    }
    enum po_free_list free_list = PO_FREE_LIFO;
    if (world->assumptions[ASSUME_FREE_LIST] != NULL) { /* only wear rests on it: step churn */
        (void)po_free_list_find(world->assumptions[ASSUME_FREE_LIST], &free_list);
    }
    const struct po_spec po = {.free_list = free_list,
                               .format = text_equal(office->format, "DB8.5") ? PO_DB8_5
                                         : text_equal(office->format, "DB8") ? PO_DB8
                                                                             : PO_DB6,
                               .has_ade = spec->has_ade,
                               .name = office->name_in_page,
                               .password = office->password,
                               .code_page = page};
    const enum status st = po_create(console(world, office), office->path, &po);
    if (st != ST_OK) {
        return arena_format(world->arena, "post office %s cannot be made at %s: %s", office->name,
                            office->path, status_text(st));
    }
    struct office **end = &world->offices;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = office;
    world->ledger_turn++;
    return NULL;
}

/* A name as this post office writes it; NULL stays NULL. */
static const char *in_page(struct world *world, const struct postoffice *po, const char *text)
{
    return text != NULL ? text_from_utf8(&world->scratch, po_text_page(po), text, NULL) : NULL;
}

static bool copy_in_page(struct world *world, const struct postoffice *po, const char *text,
                         char *target, size_t capacity)
{
    return text_copy(target, capacity, text != NULL ? in_page(world, po, text) : "");
}

static bool kind_of(const char *word, enum po_kind *kind_out)
{
    static const struct {
        const char *word;
        enum po_kind kind;
    } kinds[] = {{"local", PO_USER},
                 {"remote", PO_USER_ELSEWHERE},
                 {"mobile", PO_MOBILE},
                 {"alias", PO_ALIAS},
                 {"postoffice", PO_POSTOFFICE},
                 {"indirect", PO_POSTOFFICE_VIA},
                 {"list", PO_LIST},
                 {"board", PO_BOARD}};
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (text_equal(kinds[i].word, word)) {
            *kind_out = kinds[i].kind;
            return true;
        }
    }
    return false;
}

/* An entry that is there: what was not written keeps its value. */
static enum status change_entry(struct postoffice *po, const struct office_entry *entry,
                                struct po_entry *made)
{
    struct po_entry there;
    const enum status st = po_entry_find(po, made->name, &there);
    if (st != ST_OK || (entry->at == NULL && entry->fan == NULL && entry->comment == NULL)) {
        return st;
    }
    memcpy(made->name, there.name, sizeof(made->name));
    if (entry->at == NULL) {
        memcpy(made->address, there.address, sizeof(made->address));
    }
    if (entry->fan == NULL) {
        memcpy(made->fan, there.fan, sizeof(made->fan));
    }
    if (entry->comment == NULL) {
        memcpy(made->comment, there.comment, sizeof(made->comment));
    }
    return po_entry_change(po, made);
}

/* Who is in a list, from now on. */
static enum status set_members(struct world *world, struct postoffice *po,
                               const struct office_entry *entry, const char *name)
{
    const char **names = arena_array(&world->scratch, const char *, entry->member_count);
    const struct po_members members = {names, entry->member_count};
    struct po_entry list;
    enum status st = po_entry_find(po, name, &list);
    for (size_t i = 0; i < entry->member_count; i++) {
        names[i] = in_page(world, po, entry->members[i]);
    }
    if (st == ST_OK && list.kind != PO_LIST) {
        st = ST_INVALID;
    }
    if (st == ST_OK) {
        st = po_lock(po);
    }
    if (st == ST_OK) {
        st = po_members_write(po, list.usr, &members, &world->scratch);
        po_unlock(po);
    }
    return st;
}

const char *office_add_entry(struct world *world, struct office *office,
                             const struct office_entry *entry)
{
    struct postoffice *po = NULL;
    const char *why = office_reader(world, office, &po);
    if (why != NULL) {
        return why;
    }
    struct po_entry made = {.kind = PO_USER};
    if (!kind_of(entry->kind, &made.kind)) {
        return arena_format(world->arena, "'%s' is no kind of entry", entry->kind);
    }
    const bool fits = copy_in_page(world, po, entry->name, made.name, sizeof(made.name)) &&
                      copy_in_page(world, po, entry->at, made.address, sizeof(made.address)) &&
                      copy_in_page(world, po, entry->fan, made.fan, sizeof(made.fan)) &&
                      copy_in_page(world, po, entry->comment, made.comment, sizeof(made.comment));
    if (!fits) {
        return arena_format(world->arena, "entry '%s' has a field that is too long", entry->name);
    }
    enum status st = po_entry_add(po, &made);
    if (st == ST_EXISTS) { /* names are unique in the whole directory; it is there */
        st = entry->is_new_only ? ST_OK : change_entry(po, entry, &made);
    }
    if (st == ST_OK && entry->member_count != 0) {
        st = set_members(world, po, entry, made.name);
    }
    return st == ST_OK ? NULL
                       : arena_format(world->arena, "entry '%s' cannot be made: %s", entry->name,
                                      status_text(st));
}

const char *office_remove_entry(struct world *world, struct office *office, const char *name)
{
    struct postoffice *po = NULL;
    const char *why = office_reader(world, office, &po);
    if (why != NULL) {
        return why;
    }
    const enum status st = po_entry_remove(po, in_page(world, po, name));
    return st == ST_OK || st == ST_NOT_FOUND
               ? NULL
               : arena_format(world->arena, "entry '%s' stays: %s", name, status_text(st));
}

static const char *kind_word(enum po_kind kind)
{
    switch (kind) {
    case PO_USER:
        return "local";
    case PO_POSTOFFICE:
        return "postoffice";
    case PO_POSTOFFICE_VIA:
        return "indirect";
    case PO_ALIAS:
        return "alias";
    case PO_LIST:
        return "list";
    case PO_BOARD:
        return "board";
    case PO_MOBILE:
        return "mobile";
    case PO_USER_ELSEWHERE:
    case PO_MOBILE_ELSEWHERE:
    case PO_ALIAS_ELSEWHERE:
        break;
    }
    return "remote";
}

bool office_has_entry(struct world *world, struct office *office, const char *name,
                      struct arena *arena, struct office_entry *entry_out)
{
    struct postoffice *po = NULL;
    struct po_entry entry;
    if (office_reader(world, office, &po) != NULL || po_refresh(po) != ST_OK ||
        po_entry_find(po, in_page(world, po, name), &entry) != ST_OK) {
        return false;
    }
    if (entry_out != NULL) {
        *entry_out = (struct office_entry){
            .name = name,
            .kind = kind_word(entry.kind),
            .at = arena_text(arena, text_to_utf8(arena, po_text_page(po), entry.address)),
            .fan = arena_text(arena, text_to_utf8(arena, po_text_page(po), entry.fan)),
            .comment = arena_text(arena, text_to_utf8(arena, po_text_page(po), entry.comment)),
        };
    }
    return true;
}

bool office_propagates(struct world *world, struct office *office, const char *name)
{
    struct postoffice *po = NULL;
    return office_reader(world, office, &po) == NULL && po_refresh(po) == ST_OK &&
           po_entry_is_marked(po, in_page(world, po, name));
}

static enum status copy_entry(const struct volume *source, volume_node file, struct volume *target,
                              volume_node to, volume_node *copy_out)
{
    const struct volume_info info = volume_info(source, file);
    uint64_t size = 0;
    const uint8_t *data = volume_contents(source, file, &size);
    enum status st = volume_make(target, to, info.name, info.is_directory, copy_out);
    if (st == ST_OK && !info.is_directory && size > 0) {
        st = volume_write(target, *copy_out, 0, data, (size_t)size);
        volume_flush(target, *copy_out); /* who moves it waits until the copy is there */
    }
    return st;
}

/* Everything below `from` goes below `to`, depth first. */
static const char *copy_tree(struct world *world, const struct volume *source, volume_node from,
                             struct volume *target, volume_node to)
{
    volume_node file = volume_first(source, from);
    while (file != 0) {
        volume_node copy = 0;
        const enum status st = copy_entry(source, file, target, to, &copy);
        if (st != ST_OK) {
            return arena_format(world->arena, "'%s' cannot be copied: %s",
                                volume_info(source, file).name, status_text(st));
        }
        const volume_node below = volume_first(source, file);
        if (below != 0) {
            to = copy;
            file = below;
            continue;
        }
        volume_node next = volume_next(source, file);
        while (next == 0 && volume_parent(source, file) != from) {
            file = volume_parent(source, file);
            to = volume_parent(target, to);
            next = volume_next(source, file);
        }
        file = next;
    }
    return NULL;
}

static const char *move_share(struct world *world, const struct office_move *move)
{
    struct machine *machine = network_find_machine(world->network, move->machine);
    if (machine == NULL) {
        machine = host_need(world, move->machine)->machine;
    }
    if (move->share == NULL) {
        return NULL;
    }
    struct share *share = machine_find_share(machine, move->share);
    if (share == NULL) {
        share = machine_add_share(world->network, machine, move->share);
    }
    const char *path =
        move->path != NULL ? move->path : arena_format(world->arena, "D:\\%s", move->share);
    struct host *host = host_find(world, machine->name);
    const char *why = world_place(world, host != NULL ? host : host_need(world, machine->name),
                                  path, &share->volume, &share->root, true);
    nt_mask mask = NT_FULL;
    if (why != NULL || (move->acl_level != NULL && !acl_level_parse(move->acl_level, &mask))) {
        return why != NULL ? why
                           : arena_format(world->arena, "'%s' is no access level", move->acl_level);
    }
    struct acl_entry *entry = arena_new(world->arena, struct acl_entry);
    const struct identity *who =
        move->acl_account != NULL ? identity_find_full(world->identities, move->acl_account) : NULL;
    if (move->acl_account != NULL && who == NULL) {
        return arena_format(world->arena, "there is no account '%s'", move->acl_account);
    }
    *entry = (struct acl_entry){
        .kind = ACL_ALLOW, .mask = mask, .id = who != NULL ? who->id : IDENTITY_EVERYONE};
    const struct acl acl = {.is_present = true, .entries = entry, .count = 1};
    share_set_acl(share, &acl);
    return NULL;
}

const char *office_move(struct world *world, struct office *office, const struct office_move *move)
{
    office_let_go(world, office);
    const struct machine_volume *old_volume = office->volume;
    const volume_node old_directory = office->directory;
    const char *why = move_share(world, move);
    if (why == NULL) {
        why = office_settle(world, office, move->machine,
                            move->share != NULL ? move->share : move->path);
    }
    /* The old files stay where nobody looks for them any more: people rename the directory. */
    return why != NULL ? why
                       : copy_tree(world, old_volume->volume, old_directory, office->volume->volume,
                                   office->directory);
}

const char *office_shut(struct world *world, struct office *office)
{
    const enum status st = po_shut(console(world, office), office->path);
    return st == ST_OK || st == ST_EXISTS
               ? NULL
               : arena_format(world->arena, "CCPODOWN cannot be made: %s", status_text(st));
}

const char *office_open(struct world *world, struct office *office)
{
    const enum status st = po_reopen(console(world, office), office->path);
    return st == ST_OK || st == ST_NOT_FOUND
               ? NULL
               : arena_format(world->arena, "CCPODOWN cannot be removed: %s", status_text(st));
}

static bool find_usr(struct world *world, struct office *office, const char *entry_name,
                     struct postoffice **po_out, uint32_t *usr_out)
{
    struct po_entry entry;
    if (office_reader(world, office, po_out) != NULL || po_refresh(*po_out) != ST_OK ||
        po_entry_find(*po_out, in_page(world, *po_out, entry_name), &entry) != ST_OK) {
        return false;
    }
    *usr_out = entry.usr;
    return true;
}

uint32_t office_queue_count(struct world *world, struct office *office, const char *entry)
{
    struct postoffice *po = NULL;
    struct po_message message = {0};
    uint32_t usr = 0;
    uint32_t count = 0;
    if (!find_usr(world, office, entry, &po, &usr)) {
        return 0;
    }
    while (po_queue_next(po, usr, message.id, &message) == ST_OK) {
        count++;
    }
    return count;
}

bool office_mailbox_open(struct world *world, struct office *office, const char *name,
                         struct office_mailbox *mailbox_out)
{
    *mailbox_out = (struct office_mailbox){0};
    return find_usr(world, office, name, &mailbox_out->po, &mailbox_out->usr);
}

bool office_mailbox_next(struct office_mailbox *mailbox, struct arena *arena,
                         struct ccm_message *message_out)
{
    struct po_message message = {0};
    struct bytes content;
    size_t offset = 0;
    struct diagnostic diagnostic;
    if (po_queue_next(mailbox->po, mailbox->usr, mailbox->last_id, &message) != ST_OK) {
        return false;
    }
    mailbox->last_id = message.id;
    return po_message_read(mailbox->po, &message, arena, &content, NULL) == ST_OK &&
           ccm_read(content, &offset, arena, message_out, &diagnostic) == ST_OK;
}

struct office_health office_check(struct world *world, struct office *office)
{
    struct office_health health = {0};
    struct po_report report;
    const enum status st = po_check(console(world, office), office->path, &world->scratch, &report);
    if (st != ST_OK) {
        health.errors = 1;
        (void)text_copy(health.first, sizeof(health.first), status_text(st));
        return health;
    }
    health.errors = report.errors;
    health.wear = report.wear;
    health.is_fragmented = report.fragmented > 0;
    return health;
}

/* The ledger's view of post offices: pointers that became visible in a mailbox, letters that left a
 * queue. */
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "po_text.h"
#include "postoffice.h"
#include "world/truth_inside.h"
#include "world/world.h"

struct truth_office *truth_office_of(struct truth *truth, struct office *office)
{
    for (struct truth_office *o = truth->offices; o != NULL; o = o->next) {
        if (o->office == office) {
            return o;
        }
    }
    struct truth_office *o = arena_new(truth->world->arena, struct truth_office);
    o->arena = arena_within(truth->world->arena);
    o->office = office;
    o->next = truth->offices;
    truth->offices = o;
    return o;
}

/* Room for USR file number `usr` among those that are found by their number. */
static void by_number_grow(struct truth *truth, struct truth_office *office, uint32_t usr)
{
    uint32_t size = office->by_number_size == 0 ? 16 : office->by_number_size;
    while (size <= usr) {
        size *= 2;
    }
    struct truth_usr **grown = arena_array(truth->world->arena, struct truth_usr *, size);
    for (uint32_t i = 0; i < office->by_number_size; i++) {
        grown[i] = office->by_number[i];
    }
    office->by_number = grown;
    office->by_number_size = size;
}

static struct truth_usr *usr_of(struct truth *truth, struct truth_office *office, uint32_t usr)
{
    const bool has_place = usr <= TRUTH_USR_NUMBER_MAX; /* a file may be called anything */
    struct truth_usr *u = NULL;
    if (has_place) {
        if (usr >= office->by_number_size) {
            by_number_grow(truth, office, usr);
        }
        u = office->by_number[usr];
    } else {
        u = office->usrs;
        while (u != NULL && u->usr != usr) {
            u = u->next;
        }
    }
    if (u == NULL) {
        u = arena_new(truth->world->arena, struct truth_usr);
        u->usr = usr;
        u->waiting_end = &u->waiting;
        u->next = office->usrs;
        office->usrs = u;
        if (has_place) {
            office->by_number[usr] = u;
        }
    }
    return u;
}

/* "USR00017" -> 17; 0: another file. Asked at every write, so it looks at each letter once. */
uint32_t truth_usr_number(const char *file_name)
{
    static const char prefix[] = "USR";
    const char *at = file_name;
    for (size_t i = 0; prefix[i] != '\0'; i++, at++) {
        if (text_upper_char(*at) != prefix[i]) {
            return 0;
        }
    }
    uint32_t number = 0;
    for (; *at != '\0'; at++) {
        const uint32_t digit = (uint32_t)(*at - '0');
        if (digit > 9 || number > UINT32_MAX / 10 - 1) {
            return 0;
        }
        number = number * 10 + digit;
    }
    return number;
}

void truth_written(struct world *world, const struct fs_handle *handle, bool by_person)
{
    for (struct office *office = world->offices; office != NULL; office = office->next) {
        if (office->volume->volume != handle->way.volume) {
            continue;
        }
        if (volume_parent(handle->way.volume, handle->node) != office->directory) {
            continue;
        }
        struct truth_office *known = truth_office_of(world->truth, office);
        known->is_dirty = true;
        known->by_person = known->by_person || by_person;
        const uint32_t usr = truth_usr_number(volume_info(handle->way.volume, handle->node).name);
        if (usr != 0) {
            struct truth_usr *u = usr_of(world->truth, known, usr);
            if (!u->is_pending) {
                u->is_pending = true;
                u->next_pending = known->pending;
                known->pending = u;
            }
        }
        return;
    }
}

/* The next one of that number may be somebody else's: nothing that is known of it counts. */
void truth_usr_removed(struct world *world, const struct truth_touch *touch)
{
    for (struct office *office = world->offices; office != NULL; office = office->next) {
        if (office->volume->volume == touch->volume && office->directory == touch->parent) {
            struct truth_usr *u =
                usr_of(world->truth, truth_office_of(world->truth, office), touch->usr);
            u->name = NULL;
            u->is_queue = false;
            truth_office_moved(world, office);
        }
    }
}

void truth_office_moved(struct world *world, struct office *office)
{
    world->ledger_turn++;
    struct truth_office *known = truth_office_of(world->truth, office);
    po_close(known->reader);
    known->reader = NULL;
    arena_reset(&known->arena);
}

bool truth_reader_open(struct truth *truth, struct truth_office *known)
{
    if (known->reader != NULL) {
        return po_refresh_directory(known->reader) == ST_OK;
    }
    struct world *world = truth->world;
    if (known->process == NULL) {
        known->process = process_new(world, PROCESS_WORLD, "ledger", world->hosts, NULL);
    }
    return po_open(&known->process->port, known->office->path, false, &known->arena,
                   &known->reader) == ST_OK;
}

static void usr_name(const struct truth *truth, const struct truth_office *known,
                     const struct po_entry *entry, struct truth_usr *usr)
{
    const enum text_code_page page = po_text_page(known->reader);
    usr->name = text_to_utf8(truth->world->arena, page, entry->name);
    usr->is_queue = entry->kind == PO_POSTOFFICE || entry->kind == PO_POSTOFFICE_VIA;
}

/* Names are looked up when a number is first met, or met again after entries came; those of all
 * others, too, since the directory is read anyway. */
bool truth_usr_identify(struct truth *truth, struct truth_office *known,
                        const struct truth_usr *usr)
{
    struct po_entries list;
    if (usr->name != NULL) {
        return true;
    }
    if (po_entry_list(known->reader, &truth->scratch, &list) != ST_OK) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct po_entry *entry = &list.entries[i];
        struct truth_usr *of_entry = entry->usr != 0 ? usr_of(truth, known, entry->usr) : NULL;
        if (of_entry != NULL && of_entry->name == NULL) {
            usr_name(truth, known, entry, of_entry);
        }
    }
    return usr->name != NULL;
}

/* New messages in a mailbox or queue since the last look. */
static bool usr_arrivals(struct truth *truth, struct truth_office *known, struct truth_usr *usr)
{
    bool any = false;
    struct po_message message;
    const struct arena_mark mark = arena_mark(&truth->scratch);
    while ((!any || !po_queue_ends_with(known->reader, usr->usr, usr->last_id)) &&
           po_queue_next(known->reader, usr->usr, usr->last_id, &message) == ST_OK &&
           po_refresh_messages(known->reader) == ST_OK) {
        arena_rewind(&truth->scratch, mark); /* one letter at a time */
        usr->last_id = message.id;
        any = true;
        struct bytes content;
        size_t offset = 0;
        struct ccm_message ccm;
        struct diagnostic diagnostic;
        if (po_message_read(known->reader, &message, &truth->scratch, &content, NULL) != ST_OK ||
            ccm_read(content, &offset, &truth->scratch, &ccm, &diagnostic) != ST_OK) {
            continue;
        }
        struct truth_letter *letter = truth_letter_find(truth, MAIL_OUT, ccm.subject);
        const bool has_routes = truth->world->routes != NULL;
        if ((letter == NULL && !has_routes) || !truth_usr_identify(truth, known, usr)) {
            continue;
        }
        struct truth_route_arrival arrival = {
            .truth = truth, .known = known, .usr = usr, .ccm = &ccm, .id = message.id};
        const bool is_on_its_way = has_routes && truth_route_arrives(&arrival, &letter);
        if (letter != NULL && !is_on_its_way) {
            truth_arrived(&arrival, letter);
        }
    }
    return any;
}

bool truth_is_somewhere(const struct truth_letter *letter)
{
    bool is_held = false;
    for (int place = PLACE_MTS_OUT; place < PLACE_COUNT; place++) {
        is_held = is_held || letter->at[place] > 0;
    }
    return is_held;
}

/* All that holds it is queues of post offices. */
static bool waits_only(const struct truth_letter *letter)
{
    bool is_elsewhere = false;
    for (int place = PLACE_MTS_OUT; place < PLACE_COUNT; place++) {
        is_elsewhere = is_elsewhere || (place != PLACE_PO_QUEUE && letter->at[place] > 0);
    }
    return !is_elsewhere;
}

/* The letter at `link` waits there no more. */
static void depart(struct truth *truth, struct truth_office *known, struct truth_usr *usr,
                   struct truth_waiting **link)
{
    struct truth_waiting *gone = *link;
    *link = gone->next;
    if (*link == NULL) {
        usr->waiting_end = link;
    }
    truth_move(truth, gone->letter, PLACE_PO_QUEUE, -1);
    if (known->by_person && !truth_is_somewhere(gone->letter)) {
        truth_end(truth, gone->letter, NULL, PLACE_NONE);
    } else if ((known->by_person || gone->letter->is_forgone) && waits_only(gone->letter)) {
        truth_taken_from(truth, known, gone->letter, usr);
    } else if (known->by_person) { /* who has brought it there has it in hand still */
        gone->letter->is_forgone = true;
    }
    gone->next = truth->free_waiting;
    truth->free_waiting = gone;
}

void truth_departures(struct truth *truth, struct truth_office *known, struct truth_usr *usr,
                      bool anywhere)
{
    struct po_message there = {0};
    enum status st = po_queue_next(known->reader, usr->usr, 0, &there);
    struct truth_waiting **link = &usr->waiting;
    while (*link != NULL && (st == ST_OK || st == ST_NO_MORE)) {
        if (st == ST_NO_MORE || (*link)->id < there.id) {
            depart(truth, known, usr, link);
        } else if (!anywhere) {
            return;
        } else {
            link = (*link)->id == there.id ? &(*link)->next : link;
            st = po_queue_next(known->reader, usr->usr, there.id, &there);
        }
    }
}

void truth_queued(struct world *world, struct truth_letter *letter, struct office *office,
                  uint32_t usr, uint64_t id)
{
    struct truth *truth = world->truth;
    struct truth_usr *u = usr_of(truth, truth_office_of(truth, office), usr);
    struct truth_waiting *waiting = truth->free_waiting;
    if (waiting != NULL) {
        truth->free_waiting = waiting->next;
    } else {
        waiting = arena_new(world->arena, struct truth_waiting);
    }
    *waiting = (struct truth_waiting){.letter = letter, .id = id};
    u->had_waiting = true;
    *u->waiting_end = waiting;
    u->waiting_end = &waiting->next;
    u->last_id = id > u->last_id ? id : u->last_id;
    truth_move(truth, letter, PLACE_PO_QUEUE, 1);
}

/* All that came there before it was looked at after the step that wrote it. */
void truth_passed_on(struct world *world, struct office *office, uint32_t usr, uint64_t id)
{
    struct truth *truth = world->truth;
    struct truth_usr *u = usr_of(truth, truth_office_of(truth, office), usr);
    u->last_id = id > u->last_id ? id : u->last_id;
}

void truth_offices_check(struct truth *truth)
{
    for (struct truth_office *known = truth->offices; known != NULL; known = known->next) {
        if (!known->is_dirty) {
            continue;
        }
        known->is_dirty = false;
        truth->world->ledger_turn++;
        if (known->pending == NULL || !truth_reader_open(truth, known)) {
            continue;
        }
        struct truth_usr **link = &known->pending;
        while (*link != NULL) {
            struct truth_usr *u = *link;
            const bool arrived = usr_arrivals(truth, known, u);
            const bool waits = u->waiting != NULL;
            if (waits) {
                truth_departures(truth, known, u, known->by_person);
            }
            /* A pointer may be there before its message is committed: keep looking until it shows.
             * */
            if (arrived || waits || po_queue_is_empty(known->reader)) {
                u->is_pending = false;
                *link = u->next_pending;
            } else {
                link = &u->next_pending;
            }
        }
        known->by_person = false;
    }
}

#include "support/two_offices.h"

#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "po_letter.h"
#include "po_list.h"

static struct postoffice *open_at(struct os_port *port, struct arena *arena, const char *directory,
                                  bool want_write)
{
    struct postoffice *po = NULL;
    return po_open(port, directory, want_write, arena, &po) == ST_OK ? po : NULL;
}

void two_add(struct os_port *port, struct arena *arena, const char *directory,
             const struct po_entry *entry)
{
    struct po_entry made = *entry;
    struct postoffice *po = open_at(port, arena, directory, true);
    REQUIRE(po != NULL);
    REQUIRE(po_entry_add(po, &made) == ST_OK);
    po_close(po);
}

void two_remove(struct os_port *port, struct arena *arena, const char *directory, const char *name)
{
    struct postoffice *po = open_at(port, arena, directory, true);
    REQUIRE(po != NULL);
    REQUIRE(po_entry_remove(po, name) == ST_OK);
    po_close(po);
}

static void make_list(struct os_port *port, struct arena *arena)
{
    static const char *const names[] = {"Gray, Tom", "Hill, Eve"};
    const struct po_members members = {names, ARRAY_COUNT(names)};
    struct po_entry list = {.kind = PO_LIST, .name = "Team"};
    struct postoffice *po = open_at(port, arena, TWO_FAR, true);
    REQUIRE(po_entry_add(po, &list) == ST_OK);
    REQUIRE(po_lock(po) == ST_OK);
    REQUIRE(po_members_write(po, list.usr, &members, arena) == ST_OK);
    po_close(po);
}

struct memory_port *two_create(struct arena *arena)
{
    static const struct po_spec spec = {
        .format = PO_DB6, .name = "PO2", .password = "secret", .code_page = 437};
    static const struct {
        const char *directory;
        struct po_entry entry;
    } entries[] = {
        {FIXTURE_DATA, {.kind = PO_POSTOFFICE, .name = "PO2"}},
        {FIXTURE_DATA, {.kind = PO_USER_ELSEWHERE, .name = "Gray, Tom", .address = "PO2"}},
        {FIXTURE_DATA, {.kind = PO_ALIAS, .name = "Tommy", .address = "Gray, Tom"}},
        {TWO_FAR, {.kind = PO_USER, .name = "Gray, Tom"}},
        {TWO_FAR, {.kind = PO_USER, .name = "Hill, Eve"}},
        {TWO_FAR, {.kind = PO_POSTOFFICE, .name = "PO1"}},
        {TWO_FAR, {.kind = PO_POSTOFFICE_VIA, .name = "SITE1", .address = "PO1"}},
    };
    struct memory_port *memory = fixture_create(arena);
    struct os_port *port = memory_port_os(memory);
    memory_port_make_dir(memory, TWO_FAR);
    REQUIRE(po_create(port, TWO_FAR, &spec) == ST_OK);
    for (size_t i = 0; i < ARRAY_COUNT(entries); i++) {
        two_add(port, arena, entries[i].directory, &entries[i].entry);
    }
    make_list(port, arena);
    return memory;
}

enum status two_send(struct os_port *port, struct arena *arena, const char *directory,
                     const char *from, const char *to, const char *subject)
{
    enum { MAX = 8 };
    uint32_t usrs[MAX];
    size_t count = 0;
    struct postoffice *po = open_at(port, arena, directory, true);
    REQUIRE(po != NULL);
    for (const char *at = to; *at != '\0';) {
        const size_t length = strcspn(at, "|");
        const char *name = arena_text_n(arena, at, length);
        struct po_entry entry;
        struct po_expansion many = {0};
        if (po_resolve(po, name, &entry, NULL) == ST_OK) {
            usrs[count++] = entry.usr;
        } else if (po_expand(po, name, arena, &many) == ST_OK) {
            for (size_t i = 0; i < many.usr_count && count < MAX; i++) {
                usrs[count++] = many.usrs[i];
            }
        }
        at += length + (at[length] == '|' ? 1 : 0);
    }
    const struct po_message_in message = {.content =
                                              fixture_ccm(arena, from, to, subject, "as we said"),
                                          .usrs = usrs,
                                          .usr_count = count};
    const enum status st = count == 0 ? ST_NOT_FOUND : po_send(po, &message, arena, NULL);
    po_close(po);
    return st;
}

struct search {
    const char *subject;
    const char *about; /* of a report: the letter's subject; NULL: whatever it says */
    int count;
    struct bytes first;
};

static bool speaks_of(struct arena *arena, struct bytes report, const char *about)
{
    return about == NULL || strstr(arena_text_n(arena, (const char *)report.data, report.size),
                                   arena_format(arena, "%s%s\r\n", po_report_about, about)) != NULL;
}

static bool search(struct os_port *port, struct arena *arena, const char *directory,
                   const char *name, struct search *search)
{
    struct postoffice *po = open_at(port, arena, directory, false);
    struct po_entry entry;
    struct po_message message = {0};
    enum status st = po != NULL ? po_entry_find(po, name, &entry) : ST_IO_ERROR;
    while (st == ST_OK) {
        struct bytes content;
        struct ccm_message ccm;
        size_t offset = 0;
        st = po_queue_next(po, entry.usr, message.id, &message);
        st = st == ST_OK ? po_message_read(po, &message, arena, &content, NULL) : st;
        st = st == ST_OK ? ccm_read(content, &offset, arena, &ccm, NULL) : st;
        if (st == ST_OK && strcmp(ccm.subject, search->subject) == 0 &&
            speaks_of(arena, content, search->about)) {
            search->first = search->count == 0 ? content : search->first;
            search->count++;
        }
    }
    po_close(po);
    return st == ST_NO_MORE;
}

int two_count(struct os_port *port, struct arena *arena, const char *directory, const char *name,
              const char *subject)
{
    struct search found = {.subject = subject};
    return search(port, arena, directory, name, &found) ? found.count : -1;
}

struct bytes two_letter(struct os_port *port, struct arena *arena, const char *directory,
                        const char *name, const char *subject)
{
    struct search found = {.subject = subject, .first = bytes_of_text("")};
    (void)search(port, arena, directory, name, &found);
    return found.first;
}

int two_reports(struct os_port *port, struct arena *arena, const char *name, const char *about,
                struct bytes *first_out)
{
    struct search found = {
        .subject = po_report_subject, .about = about, .first = bytes_of_text("")};
    const bool is_read = search(port, arena, FIXTURE_DATA, name, &found);
    if (first_out != NULL) {
        *first_out = found.first;
    }
    return is_read ? found.count : -1;
}

bool two_is_sound(struct os_port *port, struct arena *arena, const char *directory)
{
    struct po_report report = {0};
    return po_check(port, directory, arena, &report) == ST_OK && report.errors == 0 &&
           report.wear == 0;
}

bool two_remembers(struct os_port *port, struct arena *arena, const char *directory)
{
    struct po_memory memory = {0};
    struct postoffice *po = open_at(port, arena, directory, false);
    REQUIRE(po != NULL);
    const enum status st = po_import_memory(po, arena, &memory);
    po_close(po);
    return st != ST_OK || memory.count != 0;
}

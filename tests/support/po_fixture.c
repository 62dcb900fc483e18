#include "support/po_fixture.h"

#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "po_internal.h"

static void add(struct postoffice *po, enum po_kind kind, const char *name, const char *address)
{
    struct po_entry entry = {.kind = kind};
    REQUIRE(text_copy(entry.name, sizeof(entry.name), name));
    REQUIRE(text_copy(entry.address, sizeof(entry.address), address));
    REQUIRE(kind != PO_USER_ELSEWHERE || text_copy(entry.fan, sizeof(entry.fan), name));
    REQUIRE(po_entry_add(po, &entry) == ST_OK);
}

void fixture_fill(struct os_port *port, struct arena *arena)
{
    static const struct po_spec spec = {
        .format = PO_DB6, .name = "PO1", .password = "secret", .code_page = 437};
    struct postoffice *po = NULL;
    REQUIRE(po_create(port, FIXTURE_DATA, &spec) == ST_OK);
    REQUIRE(po_open(port, FIXTURE_DATA, true, arena, &po) == ST_OK);
    add(po, PO_USER, "Smith, J", "");
    add(po, PO_USER, "Doe, Ann", "");
    add(po, PO_MOBILE, "Roe, Max", "");
    add(po, PO_POSTOFFICE, "SITE1", "");
    add(po, PO_USER_ELSEWHERE, "Brady, Sally", "SITE1");
    add(po, PO_USER_ELSEWHERE, "Lee, Bo", "SITE1");
    add(po, PO_POSTOFFICE_VIA, "FAR", "SITE1");
    add(po, PO_ALIAS, "Boss", "Smith, J");
    po_close(po);
}

struct memory_port *fixture_create(struct arena *arena)
{
    struct memory_port *memory = memory_port_create(arena);
    memory_port_make_dir(memory, FIXTURE_DATA);
    memory_port_make_dir(memory, FIXTURE_STORE);
    memory_port_make_dir(memory, FIXTURE_STORE "\\Import");
    memory_port_make_dir(memory, FIXTURE_STORE "\\Export");
    memory_port_put(
        memory, FIXTURE_STORE "\\IMPORT.INI",
        bytes_of_text("/NPO1\r\n/Psecret\r\n/D" FIXTURE_DATA "\r\n/@IMPORT\\*.CCM\r\n"));
    memory_port_put(
        memory, FIXTURE_STORE "\\EXPORT.INI",
        bytes_of_text("/NPO1\r\n/Psecret\r\n/D" FIXTURE_DATA "\r\n/@EXPORT\\MSG0001.CCM\r\n"));
    fixture_fill(memory_port_os(memory), arena);
    return memory;
}

struct bytes fixture_ccm(struct arena *arena, const char *from, const char *to, const char *subject,
                         const char *text)
{
    enum { MAX = 16 };
    struct ccm_address addresses[MAX];
    uint32_t count = 0;
    const struct ccm_item item = {.kind = CCM_TEXT, .title = "", .content = bytes_of_text(text)};
    for (const char *at = to; *at != '\0' && count < MAX;) {
        const size_t length = strcspn(at, "|");
        addresses[count++] = (struct ccm_address){CCM_TO, arena_text_n(arena, at, length)};
        at += length + (at[length] == '|' ? 1 : 0);
    }
    const struct ccm_message message = {.from = from,
                                        .date = "6/2/98 8:39",
                                        .subject = subject,
                                        .addresses = addresses,
                                        .address_count = count,
                                        .items = &item,
                                        .item_count = 1,
                                        .extra = ""};
    struct buffer target;
    buffer_init(&target, arena);
    ccm_write(&target, &message);
    return buffer_bytes(&target);
}

void fixture_put_import(struct memory_port *memory, struct arena *arena, const char *name,
                        struct bytes content)
{
    memory_port_put(memory, arena_format(arena, FIXTURE_STORE "\\Import\\%s", name), content);
}

enum status fixture_send(struct os_port *port, struct arena *arena, const char *from,
                         const char *to, const char *subject)
{
    struct postoffice *po = NULL;
    struct po_entry entry;
    enum status st = po_open(port, FIXTURE_DATA, true, arena, &po);
    if (st == ST_OK) {
        st = po_resolve(po, to, &entry, NULL);
    }
    if (st == ST_OK) {
        const struct po_message_in message = {
            .content = fixture_ccm(arena, from, to, subject, "as we said"),
            .usrs = &entry.usr,
            .usr_count = 1};
        st = po_send(po, &message, arena, NULL);
    }
    po_close(po);
    return st;
}

uint64_t fixture_below(void *context, uint64_t bound)
{
    uint64_t *state = context;
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (*state >> 33) % bound;
}

void fixture_wear(struct os_port *port, struct arena *arena, const struct po_wear *wear)
{
    static const uint32_t usrs[] = {1, 2};
    uint64_t state = 7;
    struct postoffice *po = NULL;
    struct po_wear by_users = *wear;
    by_users.usrs = usrs;
    by_users.usr_count = ARRAY_COUNT(usrs);
    by_users.below = fixture_below;
    by_users.context = &state;
    REQUIRE(po_open(port, FIXTURE_DATA, true, arena, &po) == ST_OK);
    REQUIRE(po_wear(po, &by_users, arena) == ST_OK);
    po_close(po);
}

void fixture_flip(struct memory_port *memory, struct arena *arena, const char *name,
                  uint64_t offset, uint8_t mask)
{
    const char *path = arena_format(arena, FIXTURE_DATA "\\%s", name);
    const struct bytes old = memory_port_get(memory, path);
    uint8_t *data = arena_copy(arena, old.data, old.size);
    REQUIRE(offset < old.size);
    data[offset] ^= mask;
    memory_port_put(memory, path, (struct bytes){data, old.size});
}

void fixture_move_pointers(struct postoffice *po, uint32_t usr)
{
    struct po_usr_header *header = &po->mailbox->header;
    REQUIRE(po_mailbox_load(po, usr) == ST_OK);
    uint8_t *pointers = header->bytes + PO_FRESH_AT;
    const uint64_t offset =
        PO_USR_HEADER_SIZE + (uint64_t)po_usr_fresh_from(header) * PO_POINTER_SIZE;
    const size_t size = (size_t)header->fresh * PO_POINTER_SIZE;
    REQUIRE(po_write(po, po->mailbox->file, offset, pointers, size) == ST_OK);
    memset(pointers, 0, size);
    header->fresh = 0;
    po->mailbox->window_count = 0;
    REQUIRE(po_mailbox_set_count(po, header->count) == ST_OK);
}

static struct fixture_run run_to_end(const char *program, const struct program_start *start)
{
    enum { STEPS_MAX = 10000 };
    const struct program_kind *kind = program_find(program);
    struct fixture_run run = {.result = -1, .console = ""};
    struct arena scratch = {0};
    struct os_port *port = start->port;
    REQUIRE(kind != NULL);
    void *state = arena_alloc(start->arena, kind->state_size);
    kind->begin(state, start);
    run.end_us = os_monotonic_us(port);
    for (; run.steps < STEPS_MAX; run.steps++) {
        struct os_info info;
        const struct program_step step = kind->step(state, &scratch, run.end_us);
        arena_reset(&scratch);
        if (os_stat(port, FIXTURE_DATA, &info) == ST_PROCESS_GONE) {
            break; /* a dead process has no result */
        }
        if (step.state == PROGRAM_ENDED) {
            run.result = step.result_code;
            break;
        }
        run.end_us = step.wake_us > run.end_us ? step.wake_us : run.end_us;
    }
    run.console = kind->console(state);
    arena_release(&scratch);
    return run;
}

struct fixture_run fixture_run(struct os_port *port, struct arena *arena, const char *program,
                               const char *arguments, const struct program_traits *traits)
{
    const struct program_start start = {.port = port,
                                        .arena = arena,
                                        .arguments = arguments,
                                        .directory = FIXTURE_STORE,
                                        .traits =
                                            traits != NULL ? *traits : program_default_traits()};
    return run_to_end(program, &start);
}

struct fixture_run fixture_run_in(struct os_port *port, struct arena *arena, const char *directory,
                                  const char *program, const char *arguments)
{
    const struct program_start start = {.port = port,
                                        .arena = arena,
                                        .arguments = arguments,
                                        .directory = directory,
                                        .system_directory = FIXTURE_WINDOWS,
                                        .traits = program_default_traits()};
    return run_to_end(program, &start);
}

static int count_in(struct bytes file, struct arena *arena, const char *subject)
{
    size_t offset = 0;
    int count = 0;
    for (;;) {
        struct ccm_message message;
        struct diagnostic diagnostic;
        const enum status st = ccm_read(file, &offset, arena, &message, &diagnostic);
        if (st != ST_OK) {
            return st == ST_NO_MORE ? count : -1;
        }
        count += strcmp(message.subject, subject) == 0 ? 1 : 0;
    }
}

int fixture_count(struct os_port *port, struct arena *arena, const char *entry_name,
                  const char *subject)
{
    struct postoffice *po = NULL;
    struct po_entry entry;
    struct po_message message = {0};
    int count = 0;
    enum status st = po_open(port, FIXTURE_DATA, false, arena, &po);
    if (st == ST_OK) {
        st = po_entry_find(po, entry_name, &entry);
    }
    while (st == ST_OK) {
        struct bytes content;
        st = po_queue_next(po, entry.usr, message.id, &message);
        if (st == ST_OK) {
            st = po_message_read(po, &message, arena, &content, NULL);
        }
        if (st == ST_OK) {
            const int found = count_in(content, arena, subject);
            count += found;
            st = found < 0 ? ST_FILE_CORRUPT : ST_OK;
        }
    }
    po_close(po);
    return st == ST_NO_MORE ? count : -1;
}

int fixture_exported(struct os_port *port, struct arena *arena, const char *subject)
{
    return fixture_exported_to(port, arena, FIXTURE_STORE "\\Export", subject);
}

int fixture_exported_to(struct os_port *port, struct arena *arena, const char *directory,
                        const char *subject)
{
    struct os_names names = {0};
    int count = 0;
    if (os_list(port, directory, "*.CCM", arena, &names) != ST_OK) {
        return -1;
    }
    for (size_t i = 0; i < names.count; i++) {
        uint8_t *data = arena_alloc(arena, (size_t)names.entries[i].size_bytes);
        const struct os_open_mode mode = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
        struct os_file file = {0};
        size_t got = 0;
        const char *path = arena_format(arena, "%s\\%s", directory, names.entries[i].name);
        if (os_open(port, path, mode, &file) != ST_OK ||
            os_read(port, file, 0, data, (size_t)names.entries[i].size_bytes, &got) != ST_OK) {
            return -1;
        }
        DISCARD(os_close(port, file), "it was only read");
        const int found = count_in((struct bytes){data, got}, arena, subject);
        if (found < 0) {
            return -1;
        }
        count += found;
    }
    return count;
}

void fixture_add_list(struct os_port *port, struct arena *arena, const char *name,
                      const struct po_members *members)
{
    struct po_entry list = {.kind = PO_LIST};
    struct postoffice *po = NULL;
    REQUIRE(text_copy(list.name, sizeof(list.name), name));
    REQUIRE(po_open(port, FIXTURE_DATA, true, arena, &po) == ST_OK);
    REQUIRE(po_entry_add(po, &list) == ST_OK);
    REQUIRE(po_lock(po) == ST_OK);
    REQUIRE(po_members_write(po, list.usr, members, arena) == ST_OK);
    po_close(po);
}

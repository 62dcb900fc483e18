/*
 * Bytes become one file of a good post office, or a run of bytes inside it; then everything that
 * can be asked is asked, and the utilities do what they can.
 *
 * First byte: which file (0 CLANDATA, 1 MLANDATA, 2 and 3 USR files, 4 bookmark, 5 .CCM to import,
 * 6 .INI), and by its top bit whether the rest replaces the file or is written into it at the
 * offset of the next two bytes.
 */
#include <string.h>

#include "po_folder.h"
#include "po_list.h"
#include "support/po_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A mailbox with a folder of its own, and a list with members. */
static void keep_folders(struct os_port *port, struct arena *arena)
{
    static const char *const names[] = {"Smith, J", "Brady, Sally at SITE1"};
    const struct po_members members = {names, ARRAY_COUNT(names)};
    struct po_entry list = {.kind = PO_LIST, .name = "All"};
    struct postoffice *po = NULL;
    uint32_t folder = 0;
    REQUIRE(po_open(port, FIXTURE_DATA, true, arena, &po) == ST_OK);
    REQUIRE(po_entry_add(po, &list) == ST_OK);
    REQUIRE(po_lock(po) == ST_OK);
    REQUIRE(po_members_write(po, list.usr, &members, arena) == ST_OK);
    REQUIRE(po_folder_make(po, 1, "Old", arena, &folder) == ST_OK);
    REQUIRE(po_folder_move(po, 1, 1, folder) == ST_OK);
    po_close(po);
}

/* Made once; every input gets a copy. */
static struct memory_port *good_world(struct arena *arena)
{
    static struct arena kept;
    static struct memory_port *world;
    static const char *const recipients[] = {"Smith, J", "Brady, Sally", "Doe, Ann", "x at FAR"};
    if (world == NULL) {
        world = fixture_create(&kept);
        struct os_port *port = memory_port_os(world);
        for (size_t i = 0; i < ARRAY_COUNT(recipients); i++) {
            REQUIRE(fixture_send(port, &kept, "Smith, J", recipients[i], "s") == ST_OK);
        }
        keep_folders(port, &kept);
        memory_port_protect(world, FIXTURE_DATA); /* makes a bookmark, and the queue stays */
        REQUIRE(fixture_run(port, &kept, "EXPORT", FIXTURE_EXPORT, NULL).result == 0);
        memory_port_protect(world, NULL);
        memory_port_put(world, FIXTURE_STORE "\\Export\\MSG0001.CCM", (struct bytes){0});
    }
    return memory_port_copy(world, arena);
}

static const char *bookmark_path(struct memory_port *memory, struct arena *arena)
{
    struct os_names names = {0};
    REQUIRE(os_list(memory_port_os(memory), FIXTURE_STORE, "*.BKM", arena, &names) == ST_OK);
    REQUIRE(names.count == 1);
    return arena_format(arena, FIXTURE_STORE "\\%s", names.entries[0].name);
}

static void plant(struct memory_port *memory, struct arena *arena, const uint8_t *data, size_t size)
{
    const char *const paths[] = {FIXTURE_DATA "\\CLANDATA",    FIXTURE_DATA "\\MLANDATA",
                                 FIXTURE_DATA "\\USR00001",    FIXTURE_DATA "\\USR00004",
                                 bookmark_path(memory, arena), FIXTURE_STORE "\\Import\\A.CCM",
                                 FIXTURE_STORE "\\IMPORT.INI"};
    const char *path = paths[(data[0] & 0x7F) % ARRAY_COUNT(paths)];
    const struct bytes old = memory_port_get(memory, path);
    if ((data[0] & 0x80) == 0 || old.size == 0) {
        memory_port_put(memory, path, (struct bytes){data + 1, size - 1});
        return;
    }
    uint8_t *bytes = arena_copy(arena, old.data, old.size);
    const size_t at = (data[1] | (size_t)data[2] << 8) % old.size;
    const size_t room = old.size - at;
    memcpy(bytes + at, data + 3, size - 3 < room ? size - 3 : room);
    memory_port_put(memory, path, (struct bytes){bytes, old.size});
}

/* Whatever they find, they end, and what was mended once is not found a second time. */
static void mend(struct os_port *port, struct arena *arena)
{
    static const char *const tools[][2] = {
        {"ANALYZE", FIXTURE_DATA " DIAGNOSTICS"},
        {"CHKSTAT", "PO1 secret " FIXTURE_DATA " NFT/C DIAGNOSTICS/M DIAGNOSTICS/R STATUSERS/N"},
        {"RECLAIM", "PO1 secret " FIXTURE_DATA " DIRECTORY DIAGNOSTICS/A"},
        {"RECLAIM", "PO1 secret " FIXTURE_DATA},
        {"ANALYZE", FIXTURE_DATA},
    };
    fixture_run_each(port, arena, tools, ARRAY_COUNT(tools));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4) {
        return 0;
    }
    struct arena arena = {0};
    struct memory_port *memory = good_world(&arena);
    struct os_port *port = memory_port_os(memory);
    plant(memory, &arena, data, size);
    fixture_ask(port, &arena);
    fixture_put_import(memory, &arena, "B.CCM",
                       fixture_ccm(&arena, "x at FAR", "Smith, J|Lee, Bo", "s", "t"));
    (void)fixture_run(port, &arena, "IMPORT", FIXTURE_IMPORT, NULL);
    (void)fixture_run(port, &arena, "EXPORT", FIXTURE_EXPORT, NULL);
    REQUIRE(memory_port_open_count(memory) == 0);
    fixture_ask(port, &arena);
    mend(port, &arena);
    REQUIRE(memory_port_open_count(memory) == 0);
    fixture_ask(port, &arena);
    memory_port_release(memory);
    arena_release(&arena);
    return 0;
}

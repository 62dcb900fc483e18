/*
 * corpora -- what the fuzzers begin with: the project's own files, one a file
 *
 *     fuzz_corpora DIRECTORY VECTORS      makes DIRECTORY/fuzz_ccm, fuzz_directory_file,
 *                                         fuzz_postoffice, fuzz_command_line, fuzz_forged,
 *                                         fuzz_judge (from the rows of VECTORS)
 *
 * Message and directory files are those that EXPORT writes, whole and with what versions do wrong;
 * files of a post office are healthy, worn and of each kind of damage. Every message and directory
 * seed is read here, so none is rubbish.
 */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ccm.h"
#include "base/directory_file.h"
#include "base/text.h"
#include "po_folder.h"
#include "po_list.h"
#include "support/po_fixture.h"

struct corpus {
    const char *top;
    const char *fuzzer;
    unsigned count;
};

static void make_directory(const char *path)
{
    REQUIRE(mkdir(path, 0777) == 0 || errno == EEXIST);
}

static void seed(struct corpus *corpus, struct arena *arena, struct bytes content)
{
    const char *path =
        arena_format(arena, "%s/%s/%03u", corpus->top, corpus->fuzzer, corpus->count);
    FILE *file = fopen(path, "wb");
    REQUIRE(file != NULL);
    REQUIRE(content.size == 0 || fwrite(content.data, 1, content.size, file) == content.size);
    REQUIRE(fclose(file) == 0);
    corpus->count++;
}

static struct corpus begin(const char *top, const char *fuzzer, struct arena *arena)
{
    make_directory(arena_format(arena, "%s/%s", top, fuzzer));
    return (struct corpus){.top = top, .fuzzer = fuzzer};
}

/* Letters in a queue, a list, a folder: all that the formats know. */
static struct memory_port *world(struct arena *arena)
{
    static const char *const members[] = {"Smith, J", "Brady, Sally at SITE1"};
    struct memory_port *memory = fixture_create(arena);
    struct os_port *port = memory_port_os(memory);
    struct postoffice *po = NULL;
    struct po_entry list = {.kind = PO_LIST, .name = "All"};
    struct po_entry board = {.kind = PO_BOARD, .name = "Social"};
    const struct po_members in = {members, ARRAY_COUNT(members)};
    uint32_t folder = 0;
    for (int i = 0; i < 3; i++) {
        REQUIRE(fixture_send(port, arena, "Doe, Ann", "Smith, J", "here") == ST_OK);
        REQUIRE(fixture_send(port, arena, "Doe, Ann", "Brady, Sally", "there") == ST_OK);
    }
    REQUIRE(po_open(port, FIXTURE_DATA, true, arena, &po) == ST_OK);
    REQUIRE(po_entry_add(po, &list) == ST_OK);
    REQUIRE(po_entry_add(po, &board) == ST_OK);
    REQUIRE(po_lock(po) == ST_OK);
    REQUIRE(po_members_write(po, list.usr, &in, arena) == ST_OK);
    REQUIRE(po_folder_make(po, 1, "Old projects", arena, &folder) == ST_OK);
    REQUIRE(po_folder_move(po, 1, 1, folder) == ST_OK);
    po_close(po);
    return memory;
}

static void write_letters(struct buffer *target,
                          void (*write)(struct buffer *target, const struct ccm_message *message))
{
    static const struct ccm_address to[] = {{CCM_TO, "Smith, J at PO1"}, {CCM_BCC, "Doe, Ann"}};
    static const uint8_t binary[] = {0, 1, 0x0A, 0x0D, 0x1A, 0xFF};
    const struct ccm_item items[] = {{CCM_TEXT, "Title", bytes_of_text("two\r\nlines\r\n")},
                                     {CCM_FILE, "A.WK4 6/2/98 8:39AM", {binary, sizeof(binary)}},
                                     {CCM_TEXT, "", {NULL, 0}}};
    struct ccm_message message = {
        .from = "Brady, Sally at SITE1",
        .date = "6/2/98 8:39AM",
        .subject = "Plans",
        .addresses = to,
        .address_count = ARRAY_COUNT(to),
        .items = items,
        .item_count = ARRAY_COUNT(items),
        .extra =
            "Priority: Urgent\r\nReceipt: A at B\r\nForward: 6/1/98 A at B\r\nFolder: Old\r\n"};
    write(target, &message);
    message.extra = "";
    message.item_count = 1;
    write(target, &message);
}

static void message_seed(struct corpus *corpus, struct arena *arena, struct bytes file)
{
    size_t offset = 0;
    struct ccm_message message;
    enum status st = ST_OK;
    while (st == ST_OK) {
        st = ccm_read(file, &offset, arena, &message, NULL);
    }
    REQUIRE(st == ST_NO_MORE);
    seed(corpus, arena, file);
}

static void message_files(const char *top, struct arena *arena)
{
    static void (*const writers[])(struct buffer * target, const struct ccm_message *message) = {
        ccm_write, ccm_write_plain, ccm_write_run_on};
    static const uint32_t quirks[] = {0, UINT32_C(1) << PROGRAM_QUIRK_BLOCKS_RUN_ON,
                                      UINT32_C(1) << PROGRAM_QUIRK_BLANK_SIZES};
    struct corpus corpus = begin(top, "fuzz_ccm", arena);
    for (size_t i = 0; i < ARRAY_COUNT(writers); i++) {
        struct buffer file;
        buffer_init(&file, arena);
        write_letters(&file, writers[i]);
        message_seed(&corpus, arena, buffer_bytes(&file));
    }
    for (size_t i = 0; i < ARRAY_COUNT(quirks); i++) {
        struct memory_port *memory = world(arena);
        struct program_traits traits = program_default_traits();
        traits.quirks = quirks[i];
        REQUIRE(fixture_run(memory_port_os(memory), arena, "EXPORT",
                            "/NSITE1 /Psecret /DV:\\CCDATA /ITEMSIZE /@OUT.CCM", &traits)
                    .result == 0);
        message_seed(&corpus, arena, memory_port_get(memory, FIXTURE_STORE "\\OUT.CCM"));
        memory_port_release(memory);
    }
}

static void directory_files(const char *top, struct arena *arena)
{
    static const char *const parts[] = {"/PROPADD", "/LISTS", "/BOARDS", ""};
    struct corpus corpus = begin(top, "fuzz_directory_file", arena);
    for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
        struct memory_port *memory = world(arena);
        struct directory_record record;
        size_t offset = 0;
        enum status st = ST_OK;
        REQUIRE(fixture_run(memory_port_os(memory), arena, "EXPORT",
                            arena_format(arena,
                                         "/NPO1 /Psecret /DV:\\CCDATA /FORMAT/FAN /@D.EXP "
                                         "/DIRECTORY%s",
                                         parts[i]),
                            NULL)
                    .result == 0);
        const struct bytes file = memory_port_get(memory, FIXTURE_STORE "\\D.EXP");
        while (st == ST_OK) {
            st = directory_read(file, &offset, arena, &record, NULL);
        }
        REQUIRE(st == ST_NO_MORE && offset != 0);
        seed(&corpus, arena, file);
        memory_port_release(memory);
    }
}

/* The whole file, behind the byte that names it (fuzz_postoffice.c). */
static void office_seed(struct corpus *corpus, struct arena *arena, uint8_t which,
                        struct bytes content)
{
    struct buffer bytes;
    buffer_init(&bytes, arena);
    buffer_add(&bytes, &which, 1);
    buffer_add(&bytes, content.data, content.size);
    seed(corpus, arena, buffer_bytes(&bytes));
}

static void office_files(struct corpus *corpus, struct arena *arena, struct memory_port *memory)
{
    static const char *const names[] = {FIXTURE_DATA "\\CLANDATA", FIXTURE_DATA "\\MLANDATA",
                                        FIXTURE_DATA "\\USR00001", FIXTURE_DATA "\\USR00004"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        const struct bytes content = memory_port_get(memory, names[i]);
        if (content.data != NULL) {
            office_seed(corpus, arena, (uint8_t)i, content);
        }
    }
}

static void offices(const char *top, struct arena *arena)
{
    enum { CCM = 5, INI = 6 };
    struct corpus corpus = begin(top, "fuzz_postoffice", arena);
    for (int kind = -1; kind < (int)PO_DAMAGE_KINDS; kind++) {
        struct memory_port *memory = world(arena);
        struct postoffice *po = NULL;
        if (kind >= 0) {
            REQUIRE(po_open(memory_port_os(memory), FIXTURE_DATA, true, arena, &po) == ST_OK);
            REQUIRE(po_lock(po) == ST_OK);
            const enum status st = po_damage(po, (enum po_damage_kind)kind);
            REQUIRE(st == ST_OK || st == ST_NOT_FOUND);
            po_close(po);
        }
        office_files(&corpus, arena, memory);
        memory_port_release(memory);
    }
    struct buffer file;
    buffer_init(&file, arena);
    write_letters(&file, ccm_write);
    office_seed(&corpus, arena, CCM, buffer_bytes(&file));
    office_seed(&corpus, arena, INI,
                bytes_of_text("/NPO1\r\n/Psecret\r\n/DV:\\CCDATA\r\n/@IMPORT\\*.CCM\r\n"));
}

static void command_lines(const char *top, struct arena *arena)
{
    static const char *const lines[] = {
        "I/ITEMSIZE /PARTIAL /BATCH FUZZ.INI\n/NPO1\r\n/Psecret\r\n/DV:\\CCDATA\r\n/@A",
        "E/NSITE1 /Psecret /DV:\\CCDATA /ITEMSIZE/FORMAT/FAN/MSGS/16 /@A.CCM",
        "E/N\"Smith, J\" /Psecret /DV:\\CCDATA /FOLDER/HILITE/DATE/2/MSGS/ALL /@A.CCM",
        "EPO1 secret V:\\CCDATA A.EXP DIRECTORY/PROPADD",
        "IPO1 secret V:\\CCDATA A.IMP DIRECTORY/PROP",
        "I/FILES/SIZE0/DATE/3 /NPO1 /Psecret /DV:\\CCDATA /@*.CCM",
        "E/NSITE1 /Psecret /DV:\\CCDATA /DELETE/3",
        "E/NSITE1 /Psecret /DV:\\CCDATA /MSG# /@A",
        "E/?",
    };
    struct corpus corpus = begin(top, "fuzz_command_line", arena);
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        seed(&corpus, arena, bytes_of_text(lines[i]));
    }
}

/* One edit of each structure with each kind of number (fuzz_forged.c). */
static void forged(const char *top, struct arena *arena)
{
    enum { STRUCTURES = 5, KINDS = 8 };
    struct corpus corpus = begin(top, "fuzz_forged", arena);
    for (unsigned i = 0; i < STRUCTURES * KINDS; i++) {
        const uint8_t kind = (uint8_t)(i % KINDS);
        const uint8_t edit[] = {(uint8_t)(i / KINDS), kind, kind, kind, 0, 0, kind, 0};
        seed(&corpus, arena, (struct bytes){edit, sizeof(edit)});
    }
}

/* Some rows of each model, behind the byte that names it (fuzz_judge.c). */
static void rows(const char *top, const char *vectors, struct arena *arena)
{
    enum { ROW_BYTES = 8192, EVERY = 40 };
    static const char *const models[] = {"nt_access", "nt_sharemode", "nt_inherit",
                                         "nt_fileop", "nt_status",    "netware"};
    struct corpus corpus = begin(top, "fuzz_judge", arena);
    char row[1 + ROW_BYTES];
    for (size_t i = 0; i < ARRAY_COUNT(models); i++) {
        FILE *file = fopen(arena_format(arena, "%s/%s_vectors.jsonl", vectors, models[i]), "r");
        REQUIRE(file != NULL);
        row[0] = (char)i;
        for (int number = 0; fgets(row + 1, ROW_BYTES, file) != NULL; number++) {
            if (number % EVERY == 0) {
                seed(&corpus, arena, (struct bytes){(const uint8_t *)row, 1 + strlen(row + 1)});
            }
        }
        REQUIRE(fclose(file) == 0);
    }
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    if (argc != 3) {
        (void)fputs("usage: fuzz_corpora DIRECTORY VECTORS\n", stderr);
        return 2;
    }
    make_directory(argv[1]);
    message_files(argv[1], &arena);
    directory_files(argv[1], &arena);
    offices(argv[1], &arena);
    command_lines(argv[1], &arena);
    forged(argv[1], &arena);
    rows(argv[1], argv[2], &arena);
    arena_release(&arena);
    return 0;
}

#include "postoffice.h"

#include <stdio.h>
#include <string.h>

#include "base/little_endian.h"
#include "base/text.h"
#include "po_internal.h"

/* Far behind every file's end, so that no reader meets it where locks are mandatory. */
static const uint64_t lock_offset = 0x7FFF0000;

static const struct os_open_mode open_read = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
static const struct os_open_mode open_write = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};
static const struct os_open_mode create_new = {OS_READ_WRITE, OS_DENY_NONE, OS_CREATE_NEW};

const char *po_path(struct postoffice *po, const char *file_name)
{
    const size_t length = strlen(file_name);
    REQUIRE(po->directory_length + length < sizeof(po->path));
    memcpy(po->path + po->directory_length, file_name, length + 1);
    return po->path;
}

enum status po_corrupt(struct postoffice *po, enum po_part part)
{
    po->fault = part;
    return ST_FILE_CORRUPT;
}

uint64_t po_fault_at(const struct postoffice *po)
{
    return po->fault == PO_PART_DIRECTORY ? po->fault_at - 1 : UINT64_MAX; /* 0 wraps */
}

static enum status own_meaning(enum status st)
{
    if (st == ST_OK) {
        return ST_OK;
    }
    return st == ST_NOT_FOUND || st == ST_NO_MORE || st == ST_EXISTS ? ST_IO_ERROR : st;
}

enum status po_read(struct postoffice *po, struct os_file file, uint64_t offset, void *data,
                    size_t size, size_t *got_out)
{
    return own_meaning(os_read(po->port, file, offset, data, size, got_out));
}

enum status po_write(struct postoffice *po, struct os_file file, uint64_t offset, const void *data,
                     size_t size)
{
    const enum status st = os_write(po->port, file, offset, data, size);
    if (st != ST_OK) {
        po->knows++;
        (void)po_wrote(po, st);
    }
    if (file.value == po->clandata.value) {
        po->owes_flush |= PO_OWES_CLANDATA;
    } else if (file.value == po->mlandata.value) {
        po->owes_flush |= PO_OWES_MLANDATA;
    }
    return own_meaning(st);
}

enum status po_read_exactly(struct postoffice *po, struct os_file file, uint64_t offset, void *data,
                            size_t size, enum po_part part)
{
    size_t got = 0;
    const enum status st = po_read(po, file, offset, data, size, &got);
    if (st == ST_OK && got != size) {
        return po_corrupt(po, part);
    }
    return st;
}

/* Everybody reads the header again under the lock, and mostly it is as it was. */
enum status po_header_read(struct postoffice *po)
{
    uint8_t copy[PO_HEADER_USED];
    for (uint64_t at = 0; at < PO_HEADER_SIZE; at += PO_COPY_SIZE) {
        const enum status st =
            po_read_exactly(po, po->clandata, at, copy, sizeof(copy), PO_PART_HEADER);
        if (st != ST_OK) {
            return st;
        }
        const bool is_known =
            po->read_header.format != 0 && memcmp(copy, po->read_bytes, sizeof(copy)) == 0;
        if (!is_known && po_header_decode(copy, &po->read_header)) {
            memcpy(po->read_bytes, copy, sizeof(copy));
        } else if (!is_known) {
            po->read_header.format = 0;
            continue;
        }
        po->header = po->read_header;
        return ST_OK;
    }
    return po_corrupt(po, PO_PART_HEADER);
}

enum status po_header_write(struct postoffice *po)
{
    uint8_t bytes[PO_HEADER_SIZE];
    REQUIRE(po->is_locked);
    po_header_encode(&po->header, bytes);
    memcpy(po->read_bytes, bytes, sizeof(po->read_bytes));
    po->read_header = po->header;
    return po_write(po, po->clandata, 0, bytes, sizeof(bytes));
}

static bool path_begin(struct postoffice *po, const char *directory)
{
    if (!text_join_path(po->path, sizeof(po->path) - PO_FILE_NAME_SIZE, directory, "")) {
        return false;
    }
    po->directory_length = strlen(po->path);
    return true;
}

static enum status open_by(struct os_port *port, const char *directory, struct os_open_mode mode,
                           struct arena *arena, struct postoffice **po_out)
{
    REQUIRE(port != NULL);
    REQUIRE(po_out != NULL);
    *po_out = NULL;
    struct postoffice *po = arena_room(arena, sizeof(*po));
    memset(po, 0, offsetof(struct postoffice, usr_bytes));
    po->port = port;
    po->arena = arena;
    po->folder_max = PO_FOLDER_MESSAGES;
    po_mailbox_begin(po, arena);
    if (!path_begin(po, directory)) {
        return ST_TOO_LONG;
    }
    enum status st = os_open(port, po_path(po, "CLANDATA"), mode, &po->clandata);
    if (st != ST_OK) {
        return st;
    }
    po->is_writable = (mode.access & OS_WRITE) != 0;
    st = po_header_read(po);
    if (st != ST_OK) {
        DISCARD(os_close(port, po->clandata), "the first failure is the one to report");
        return st;
    }
    *po_out = po;
    return ST_OK;
}

enum status po_open(struct os_port *port, const char *directory, bool want_write,
                    struct arena *arena, struct postoffice **po_out)
{
    return open_by(port, directory, want_write ? open_write : open_read, arena, po_out);
}

enum status po_open_alone(struct os_port *port, const char *directory, struct arena *arena,
                          struct postoffice **po_out)
{
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_ALL, OS_OPEN_EXISTING};
    return open_by(port, directory, mode, arena, po_out);
}

enum status po_open_write(struct postoffice *po)
{
    if (po->is_writable) {
        return ST_OK;
    }
    struct os_file file = {0};
    enum status st = os_open(po->port, po_path(po, "CLANDATA"), open_write, &file);
    if (st != ST_OK) {
        return st;
    }
    DISCARD(os_close(po->port, po->clandata), "it was open for reading only");
    po->clandata = file;
    po->is_writable = true;
    po_mailbox_close(po);
    po_store_close(po);
    return ST_OK;
}

void po_set_filling(struct postoffice *po, bool is_filled)
{
    po->is_filled = is_filled;
}

void po_set_folder_max(struct postoffice *po, uint32_t max)
{
    po->folder_max = max;
}

uint32_t po_full_mailbox(const struct postoffice *po)
{
    return po->full_usr;
}

/* The index speaks of blocks, so these come first. */
enum status po_store_flush(struct postoffice *po)
{
    enum status st = ST_OK;
    if ((po->owes_flush & PO_OWES_MLANDATA) != 0 && po->mlandata.value != 0) {
        st = os_flush(po->port, po->mlandata);
    }
    if (st == ST_OK) {
        po->owes_flush &= ~(uint32_t)PO_OWES_MLANDATA;
    }
    return st;
}

enum status po_index_flush(struct postoffice *po)
{
    enum status st = ST_OK;
    if ((po->owes_flush & PO_OWES_CLANDATA) != 0) {
        st = os_flush(po->port, po->clandata);
    }
    if (st == ST_OK) {
        po->owes_flush &= ~(uint32_t)PO_OWES_CLANDATA;
    }
    return st;
}

enum status po_flush(struct postoffice *po)
{
    enum status st = po_mailbox_flush(po);
    if (st == ST_OK) {
        st = po_store_flush(po);
    }
    return st == ST_OK ? po_index_flush(po) : st;
}

void po_close(struct postoffice *po)
{
    if (po == NULL) {
        return;
    }
    po_unlock(po);
    po_mailbox_close(po);
    po_store_close(po);
    DISCARD(os_close(po->port, po->clandata), "all is written; close reports nothing new");
    po->clandata = (struct os_file){0};
}

const char *po_name(const struct postoffice *po)
{
    return po->header.name;
}

uint64_t po_identity(const struct postoffice *po)
{
    return po->header.identity;
}

unsigned po_database(const struct postoffice *po)
{
    return po->header.format & 0xFF;
}

bool po_has_ade(const struct postoffice *po)
{
    return po->header.has_ade;
}

bool po_is_release_8_5(const struct postoffice *po)
{
    return po->header.format == PO_DB8_5;
}

int po_code_page(const struct postoffice *po)
{
    return po->header.code_page;
}

bool po_password_is(const struct postoffice *po, const char *password)
{
    return text_equal(po->header.password, password);
}

enum po_part po_fault_of(const struct postoffice *po)
{
    return po->fault;
}

enum status po_lock(struct postoffice *po)
{
    REQUIRE(po->is_writable);
    REQUIRE(!po->is_locked);
    enum status st = os_lock(po->port, po->clandata, lock_offset, 1);
    if (st != ST_OK) {
        return st;
    }
    po->is_locked = true;
    po->taken_id = 0;
    po->knows++;
    st = po_header_read(po);
    if (st == ST_OK) {
        po->has_store = false;
        st = po_store_open(po);
    }
    if (st != ST_OK) {
        po_unlock(po);
    }
    return st;
}

enum status po_refresh_directory(struct postoffice *po)
{
    po->has_store = false;
    return po_header_read(po);
}

enum status po_refresh_messages(struct postoffice *po)
{
    return po_store_open(po);
}

enum status po_refresh(struct postoffice *po)
{
    const enum status st = po_refresh_directory(po);
    return st == ST_OK ? po_refresh_messages(po) : st;
}

enum status po_queue_hold(struct postoffice *po, uint32_t usr)
{
    enum {
        QUEUE_LOCKS = 0xFFF0
    }; /* behind the lock of all; two queues on one wait for each other */
    REQUIRE(po->is_writable);
    return os_lock(po->port, po->clandata, lock_offset + 1 + usr % QUEUE_LOCKS, 1);
}

void po_unlock(struct postoffice *po)
{
    if (po->is_locked) {
        po_mailbox_settle(po);
        DISCARD(po_free_settle(po), "their blocks are lost until RECLAIM");
        po->owes_store = po->owes_store || po->taken_id > po->store.next_id;
        po->taken_id = 0;
        if (po->owes_store) {
            DISCARD(po_store_header_write(po), "what was freed is lost until RECLAIM");
        }
        po->is_locked = false;
        DISCARD(os_unlock(po->port, po->clandata, lock_offset, 1),
                "closing the file drops it at last");
    }
}

static bool down_path(char *path, const char *directory)
{
    return text_join_path(path, OS_PATH_SIZE, directory, "CCPODOWN");
}

enum status po_is_shut(struct os_port *port, const char *directory, bool *is_shut_out)
{
    char path[OS_PATH_SIZE];
    struct os_info info;
    *is_shut_out = false;
    if (!down_path(path, directory)) {
        return ST_TOO_LONG;
    }
    const enum status st = os_stat(port, path, &info);
    *is_shut_out = st == ST_OK;
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

/* A new file with these bytes. */
static enum status file_create(struct os_port *port, const char *path, const void *data,
                               size_t size, uint64_t full_size)
{
    struct os_file file = {0};
    enum status st = os_open(port, path, create_new, &file);
    if (st != ST_OK) {
        return st;
    }
    if (size != 0) {
        st = os_write(port, file, 0, data, size);
    }
    if (st == ST_OK && full_size > size) {
        st = os_set_size(port, file, full_size);
    }
    const enum status closed = os_close(port, file);
    return st != ST_OK ? st : closed;
}

enum status po_shut(struct os_port *port, const char *directory)
{
    char path[OS_PATH_SIZE];
    if (!down_path(path, directory)) {
        return ST_TOO_LONG;
    }
    const enum status st = file_create(port, path, NULL, 0, 0);
    return st == ST_EXISTS ? ST_OK : st;
}

enum status po_reopen(struct os_port *port, const char *directory)
{
    char path[OS_PATH_SIZE];
    if (!down_path(path, directory)) {
        return ST_TOO_LONG;
    }
    const enum status st = os_remove(port, path);
    return st == ST_NOT_FOUND ? ST_OK : st;
}

const char po_export_file[] = "CCEXPORT.DAT";

/* The files that others look for only to see that this is a post office (Q170011, assumption
 * PO_PROBE_FILES): a line that names the file, and the identity. */
static enum status create_probes(struct postoffice *po)
{
    static const char *const names[] = {"CCPOMBOX.DAT", "CCPODD.00", "CCPOMS",      "CCVER.TB",
                                        "CCINTL.TB",    "NFTCHECK",  po_export_file};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        uint8_t bytes[32] = {0};
        memcpy(bytes, names[i], strlen(names[i]));
        bytes[16] = (uint8_t)po->header.format;
        put64(bytes + 24, po->header.identity);
        const enum status st =
            file_create(po->port, po_path(po, names[i]), bytes, sizeof(bytes), 0);
        if (st != ST_OK && st != ST_EXISTS) {
            return st;
        }
    }
    return ST_OK;
}

bool po_free_list_find(const char *name, enum po_free_list *free_list_out)
{
    static const char *const names[] = {
        [PO_FREE_LIFO] = "lifo", [PO_FREE_FIFO] = "fifo", [PO_FREE_LOWEST] = "lowest"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (text_equal(names[i], name)) {
            *free_list_out = (enum po_free_list)i;
            return true;
        }
    }
    return false;
}

enum status po_entry_check(const struct po_entry *entry)
{
    const struct {
        const char *text;
        size_t size;
    } texts[] = {{entry->name, sizeof(entry->name)},
                 {entry->address, sizeof(entry->address)},
                 {entry->fan, sizeof(entry->fan)},
                 {entry->comment, sizeof(entry->comment)}};
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        if (memchr(texts[i].text, '\0', texts[i].size) == NULL) {
            return ST_TOO_LONG;
        }
        if (strpbrk(texts[i].text, "\r\n") != NULL) {
            return ST_BAD_NAME;
        }
    }
    return entry->name[0] == '\0' ? ST_BAD_NAME : ST_OK;
}

enum status po_create(struct os_port *port, const char *directory, const struct po_spec *spec)
{
    struct postoffice po = {.port = port};
    REQUIRE(spec->format == PO_DB6 || spec->format == PO_DB8 || spec->format == PO_DB8_5);
    po.header = (struct po_header){
        .format = spec->format,
        .identity = os_random(port),
        .code_page = spec->code_page,
        .usr_next = 1,
        .has_ade = spec->has_ade,
        .directory = {.offset = PO_HEADER_SIZE, .capacity = PO_DIRECTORY_CAPACITY_FIRST},
        .index = {.offset = PO_HEADER_SIZE + PO_DIRECTORY_CAPACITY_FIRST * PO_ENTRY_SIZE,
                  .capacity = PO_INDEX_CAPACITY_FIRST}};
    if (!path_begin(&po, directory) ||
        !text_copy(po.header.name, sizeof(po.header.name), spec->name) ||
        !text_copy(po.header.password, sizeof(po.header.password), spec->password)) {
        return ST_TOO_LONG;
    }
    if (spec->name[strspn(spec->name, " ")] == '\0' || strpbrk(spec->name, "\r\n") != NULL) {
        return ST_BAD_NAME;
    }
    po.store = (struct po_store_header){.identity = po.header.identity,
                                        .block_count = 1,
                                        .next_id = 1,
                                        .free_list = spec->free_list};
    uint8_t bytes[PO_HEADER_SIZE];
    enum status st = create_probes(&po);
    if (st == ST_OK) {
        po_store_header_encode(&po.store, bytes);
        st =
            file_create(port, po_path(&po, "MLANDATA"), bytes, PO_STORE_HEADER_SIZE, PO_BLOCK_SIZE);
    }
    if (st == ST_OK) { /* last: with it, it is a post office */
        po_header_encode(&po.header, bytes);
        st = file_create(port, po_path(&po, "CLANDATA"), bytes, sizeof(bytes),
                         po.header.index.offset +
                             (uint64_t)PO_INDEX_CAPACITY_FIRST * PO_RECORD_SIZE);
    }
    return st;
}

/* Any bytes are records or refused; a record that was read survives being written and read again.
 */
#include <stdint.h>
#include <string.h>

#include "base/directory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read(const struct directory_record *record, struct arena *arena)
{
    struct buffer file;
    struct directory_record again = {0};
    size_t offset = 0;
    buffer_init(&file, arena);
    directory_write(&file, record);
    REQUIRE(directory_read(buffer_bytes(&file), &offset, arena, &again, NULL) == ST_OK);
    REQUIRE(offset == file.size);
    REQUIRE(record->location == again.location);
    REQUIRE(strcmp(record->name, again.name) == 0);
    REQUIRE(strcmp(record->address, again.address) == 0);
    REQUIRE(strcmp(record->fan, again.fan) == 0);
    REQUIRE(strcmp(record->comment, again.comment) == 0);
    REQUIRE(strcmp(record->note, again.note) == 0);
    REQUIRE(record->member_count == again.member_count);
    for (uint32_t i = 0; i < record->member_count; i++) {
        REQUIRE(strcmp(record->members[i], again.members[i]) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes file = {data, size};
    struct arena arena = {0};
    struct directory_record record = {0};
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    size_t before = 0;
    enum status st = ST_OK;
    while ((st = directory_read(file, &offset, &arena, &record, &diagnostic)) == ST_OK) {
        REQUIRE(offset > before);
        REQUIRE(offset <= size);
        before = offset;
        write_and_read(&record, &arena);
    }
    REQUIRE(offset == before);
    REQUIRE(st == ST_NO_MORE || (st == ST_FILE_CORRUPT && diagnostic.line > 0));
    arena_release(&arena);
    return 0;
}

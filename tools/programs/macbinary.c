#include "programs/macbinary.h"

enum {
    NAME_LENGTH_AT = 1,
    NAME_MAX_LENGTH = 63,
    ZERO_AT = 74,
    ZERO_TOO_AT = 82,
    DATA_LENGTH_AT = 83,
    RESOURCE_LENGTH_AT = 87,
    VERSION_AT = 122,
    CRC_AT = 124,
    VERSION_2 = 129
};

uint16_t macbinary_crc(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0;
    for (size_t i = 0; i < size; i++) {
        crc ^= (uint32_t)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
        }
        crc &= 0xFFFF;
    }
    return (uint16_t)crc;
}

static uint32_t number_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint64_t filled(uint64_t size)
{
    return (size + MACBINARY_BLOCK - 1) / MACBINARY_BLOCK * MACBINARY_BLOCK;
}

bool macbinary_read(struct bytes file, struct macbinary *macbinary_out)
{
    const uint8_t *bytes = file.data;
    if (file.size < MACBINARY_BLOCK || bytes[0] != 0 || bytes[NAME_LENGTH_AT] == 0 ||
        bytes[NAME_LENGTH_AT] > NAME_MAX_LENGTH || bytes[ZERO_AT] != 0 || bytes[ZERO_TOO_AT] != 0 ||
        bytes[VERSION_AT] < VERSION_2) {
        return false;
    }
    const uint32_t crc = (uint32_t)bytes[CRC_AT] << 8 | bytes[CRC_AT + 1];
    const uint64_t data = number_at(bytes + DATA_LENGTH_AT);
    const uint64_t resources = number_at(bytes + RESOURCE_LENGTH_AT);
    const uint64_t resources_at =
        MACBINARY_BLOCK + (resources != 0 ? filled(data) : data); /* the last filling may miss */
    if (crc != macbinary_crc(bytes, CRC_AT) || resources_at + resources > file.size) {
        return false;
    }
    *macbinary_out = (struct macbinary){
        .data = {bytes + MACBINARY_BLOCK, (size_t)data},
        .resources = {bytes + (size_t)resources_at, (size_t)resources},
    };
    return true;
}

/*
 * po_format -- bytes of CLANDATA, MLANDATA and USRnnnnn (FORMAT.md), to structs and back
 *
 * Numbers are little-endian. A decoder answers false for anything that an encoder did not write,
 * whatever the bytes. Texts are veiled (XOR with a key stream), because a healthy post office holds
 * no readable plain text (Q179072).
 */
#ifndef SIM_POSTOFFICE_PO_FORMAT_H
#define SIM_POSTOFFICE_PO_FORMAT_H

#include "postoffice.h"

enum {
    PO_COPY_SIZE = 512, /* one copy of the CLANDATA header */
    PO_HEADER_SIZE = 2 * PO_COPY_SIZE,
    PO_HEADER_USED = 176,     /* bytes of a copy that mean something */
    PO_STORE_COPY_SIZE = 128, /* the same of MLANDATA */
    PO_STORE_USED = 72,
    PO_STORE_HEADER_SIZE = PO_STORE_COPY_SIZE + PO_STORE_USED, /* what is written */
    PO_ENTRY_SIZE = 256,
    PO_RECORD_SIZE = 128,
    PO_RECORD_STATE_AT = 111,   /* from here on it changes while a message lives and goes */
    PO_RECORD_COUNTER_AT = 112, /* references and flags, with a checksum of their own */
    PO_RECORD_END_SIZE = PO_RECORD_SIZE - PO_RECORD_STATE_AT,
    PO_BLOCK_SIZE = 2048,
    PO_BLOCK_HEADER_SIZE = 32,
    PO_PAYLOAD_SIZE = PO_BLOCK_SIZE - PO_BLOCK_HEADER_SIZE,
    PO_POINTER_SIZE = 24,
    PO_FRESH_MAX = 8,
    PO_FRESH_AT = 32, /* in a copy of the USR header */
    PO_USR_COPY_SIZE = PO_FRESH_AT + PO_FRESH_MAX * PO_POINTER_SIZE + 8,
    PO_USR_HEADER_SIZE = 2 * PO_USR_COPY_SIZE,
    PO_POINTER_STATE_AT = 12, /* the one byte that po_dequeue writes */
    PO_POINTER_PLACE_AT = 13, /* folder, marks and what checks them: po_folder_move */
    PO_POINTER_PLACE_SIZE = 3,
    PO_DIRECTORY_CAPACITY_FIRST = 32, /* a power of two */
    PO_INDEX_CAPACITY_FIRST = 32,
    PO_CAPACITY_MAX = 1 << 22, /* entries or records: keeps damaged headers from costing memory */
    PO_USR_MAX = 99999
};

struct po_region {
    uint64_t offset;
    uint32_t capacity;
    uint32_t count; /* directory: live entries; index: not used */
};

/* CLANDATA, the two header copies. */
struct po_header {
    uint32_t format;
    uint64_t identity;
    int code_page;
    uint32_t usr_next;
    struct po_region directory;
    struct po_region index;
    bool import_open; /* a run has committed and not yet forgotten */
    bool has_ade;
    uint32_t import_run;        /* number of the last run */
    uint32_t import_open_since; /* the first run to be remembered */
    uint32_t generation;        /* of the MLANDATA that belongs to this index */
    char name[PO_NAME_SIZE];
    char password[PO_PASSWORD_SIZE];
};

/* MLANDATA, the two header copies: what every commit changes. */
struct po_store_header {
    uint64_t identity;
    uint32_t block_count; /* number of the next new block; block 0 is this header */
    uint32_t free_head;   /* 0 = none */
    uint32_t free_count;
    uint32_t index_used; /* records that were ever used */
    uint32_t index_free; /* slot + 1 of the first free record; 0 = none */
    uint32_t held;       /* records kept only to remember an import */
    uint64_t next_id;
    uint32_t compact_blocks; /* below it, zeros follow the used bytes of blocks of live messages */
    enum po_free_list free_list;
    uint32_t free_tail;  /* PO_FREE_FIFO: the last free block, when there is one; 30 bits */
    uint32_t generation; /* one more with each RECLAIM */
};

/* First byte of a directory entry, outside its checksum: changes of state are writes of one byte.
 */
enum po_entry_state { PO_ENTRY_EMPTY = 0, PO_ENTRY_LIVE = 0xE5, PO_ENTRY_REMOVED = 0x1A };

/* A byte of an index record, outside its checksums. It stands behind what says where the message
 * lies, so the one write that makes a record LIVE is the commit of the message. */
enum po_record_state {
    PO_RECORD_EMPTY = 0,
    PO_RECORD_FREE = 0x46,
    PO_RECORD_LIVE = 0xE3,
    PO_RECORD_HELD = 0x78,
    PO_RECORD_TORN = 1 /* never in a file: nothing is there, for all that can be read */
};

enum { PO_FLAG_FORGOTTEN = 1 };

struct po_record {
    uint8_t state;
    uint32_t first_block;
    uint32_t last_block;
    uint32_t block_count;
    uint64_t message_id;
    uint64_t size;
    struct po_file_identity file; /* name empty: not imported */
    uint32_t run;                 /* import run; 0 = not imported */
    uint32_t next_free;           /* FREE: slot + 1 of the next free record; 0 = none */
    uint32_t references;
    uint32_t flags;
    bool counter_is_good; /* references and flags could be read */
};

enum po_pointer_state { PO_POINTER_LIVE = 0xA6, PO_POINTER_NOTE = 0x3B, PO_POINTER_REMOVED = 0x5D };

struct po_pointer {
    uint64_t message_id;
    uint32_t slot;
    uint8_t state;
    uint8_t folder;
    uint8_t marks;
    bool place_is_bad; /* folder and marks do not check: both are 0 then */
};

struct po_usr_header {
    uint64_t identity;
    uint64_t owner_hash;
    uint32_t usr;
    uint32_t head; /* position of the first pointer that may be live */
    uint32_t tail; /* position behind the last one */
    uint32_t count;
    uint32_t fresh; /* so many of the last ones stand in the header, as they would behind it */
    /* The first copy as it was read or written last, but for changes of the pointers in it that the
     * next write takes along; encoded, both. */
    uint8_t bytes[PO_USR_HEADER_SIZE];
};

struct po_block_header {
    uint32_t next; /* 0 = last */
    uint64_t message_id;
    uint32_t ordinal; /* of the block in its chain */
    uint32_t used;    /* bytes of payload */
    uint32_t payload_checksum;
};

/* Encoders write both copies (PO_HEADER_SIZE, PO_STORE_HEADER_SIZE, PO_USR_HEADER_SIZE bytes).
 * Decoders read one copy: PO_HEADER_USED, PO_STORE_USED, PO_USR_COPY_SIZE bytes. */
void po_header_encode(const struct po_header *header, uint8_t *bytes);
bool po_header_decode(const uint8_t *copy, struct po_header *header_out);
void po_store_header_encode(const struct po_store_header *header, uint8_t *bytes);
bool po_store_header_decode(const uint8_t *copy, struct po_store_header *header_out);
void po_usr_header_encode(struct po_usr_header *header);
bool po_usr_header_decode(const uint8_t *copy, uint64_t identity, struct po_usr_header *header_out);
/* Position of the first pointer that stands in the header itself. */
static inline uint32_t po_usr_fresh_from(const struct po_usr_header *header)
{
    return header->tail - header->fresh;
}
/* What the file has at least. */
static inline uint64_t po_usr_size(const struct po_usr_header *header)
{
    return PO_USR_HEADER_SIZE + (uint64_t)po_usr_fresh_from(header) * PO_POINTER_SIZE;
}
/* Where a pointer is in the file: in the first copy of the header, or behind both. */
uint64_t po_pointer_offset(const struct po_usr_header *header, uint32_t position);

/* Whether the directory may hold it: a name, each text terminated (ST_TOO_LONG) and in one line, as
 * EXPORT writes it into one (ST_BAD_NAME). */
enum status MUST_CHECK po_entry_check(const struct po_entry *entry);
void po_entry_encode(const struct po_entry *entry, uint8_t *bytes);
/* Only the checked part; the state is bytes[0]. */
bool po_entry_decode(const uint8_t *bytes, struct po_entry *entry_out);
uint64_t po_entry_hash(const uint8_t *bytes); /* of the name, unchecked */
/* Kind, marker and file number of an encoded entry, for who knows them better; its checksum stays.
 */
void po_entry_link(uint8_t *bytes, uint8_t kind, uint8_t marker, uint32_t usr);

/* More readable text in a row than veiled fields ever have by chance (Q179072). */
bool po_entry_is_text(const uint8_t *bytes);

void po_record_encode(const struct po_record *record, uint32_t slot, uint8_t *bytes);
/* The state and what is behind it only, into PO_RECORD_END_SIZE bytes. */
void po_record_end_encode(const struct po_record *record, uint32_t slot, uint8_t *bytes);
/* Checks all but the state byte; a bad counter is told in counter_is_good only. Of a free record
 * only its end counts. */
bool po_record_decode(const uint8_t *bytes, uint32_t slot, struct po_record *record_out);
/* PO_RECORD_END_SIZE bytes of a free record: slot + 1 of the next one. */
bool po_record_free_decode(const uint8_t *bytes, uint32_t slot, uint32_t *next_free_out);
/* Is what stands in front of a free record's end what was there before, or zeros? */
bool po_record_is_tidy(const uint8_t *bytes, uint32_t slot);

/* The place of a pointer is in its checksum. */
void po_pointer_encode(const struct po_pointer *pointer, uint32_t usr, uint32_t position,
                       uint8_t *bytes);
bool po_pointer_decode(const uint8_t *bytes, uint32_t usr, uint32_t position,
                       struct po_pointer *pointer_out);

uint64_t po_pointer_id(const uint8_t *bytes); /* unchecked */

void po_block_header_encode(const struct po_block_header *header, uint32_t block, uint8_t *bytes);
bool po_block_header_decode(const uint8_t *bytes, uint32_t block,
                            struct po_block_header *header_out);
/* A whole block whose header does not check, though its payload does: its link is not to be trusted
 * (`next` is UINT32_MAX), what it says of itself is. */
bool po_block_header_guess(const uint8_t *bytes, size_t size, struct po_block_header *header_out);
uint32_t po_payload_checksum(const uint8_t *payload, size_t size);

/* Veils or unveils: target = source XOR key stream. They may be the same. */
void po_veil(uint64_t key, const uint8_t *source, uint8_t *target, size_t size);
/* Veils, unveils; the answer is po_payload_checksum of the veiled bytes. source and target are
 * apart. */
uint32_t po_seal(uint64_t key, const uint8_t *source, uint8_t *target, size_t size);
uint32_t po_unseal(uint64_t key, const uint8_t *source, uint8_t *target, size_t size);

#endif

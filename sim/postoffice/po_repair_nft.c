/*
 * po_repair_nft -- entries of the directory name their files again: what CHKSTAT NFT/C does
 *
 * What "NFT" stands for was never said. Here it is the table of names and files: kind and number of
 * the USR file in each entry. Each USR file names its owner in its header, and the checksum of an
 * entry tells which kind and number belong to it, so nothing is guessed.
 */
#include <string.h>

#include "po_internal.h"

struct owner {
    uint64_t hash;
    uint32_t usr;
};

struct nft {
    struct postoffice *po;
    struct owner *owners;
    size_t owner_count;
    struct po_mended *mended;
};

bool po_usr_file_number(const char *name, uint32_t *usr_out)
{
    char again[PO_FILE_NAME_SIZE];
    uint32_t usr = 0;
    for (size_t i = 3; i < 8 && name[i] >= '0' && name[i] <= '9'; i++) {
        usr = 10 * usr + (uint32_t)(name[i] - '0');
    }
    po_usr_file_name(usr, again);
    *usr_out = usr;
    return usr != 0 && strcmp(name, again) == 0;
}

/* Who owns which file, and both copies of each header written anew. */
static enum status owners_read(struct nft *nft, struct arena *scratch)
{
    struct postoffice *po = nft->po;
    struct os_names names = {0};
    enum status st = os_list(po->port, po_path(po, ""), "USR*", scratch, &names);
    nft->owners = arena_array(scratch, struct owner, names.count + 1);
    for (size_t i = 0; st == ST_OK && i < names.count; i++) {
        uint32_t usr = 0;
        if (!po_usr_file_number(names.entries[i].name, &usr)) {
            continue;
        }
        st = po_mailbox_load(po, usr);
        if (st == ST_OK) {
            const struct po_usr_header *header = &po->mailbox->header;
            nft->owners[nft->owner_count++] = (struct owner){header->owner_hash, usr};
            st = po_mailbox_set_count(po, header->count);
        } else if (st == ST_FILE_CORRUPT) {
            st = ST_OK; /* it says nothing */
        }
    }
    return st;
}

static bool marker_find(uint8_t *bytes, uint8_t kind, uint32_t usr)
{
    for (int marker = PO_MARKER_NONE; marker <= PO_MARKER_REMOVED; marker++) {
        struct po_entry entry;
        po_entry_link(bytes, kind, (uint8_t)marker, usr);
        if (po_entry_decode(bytes, &entry)) {
            return true;
        }
    }
    return false;
}

/* Kind, marker and file number that make the entry check. */
static bool link_find(const struct nft *nft, uint8_t *bytes)
{
    static const char kinds[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const uint64_t hash = po_entry_hash(bytes);
    for (size_t i = 0; i <= nft->owner_count; i++) {
        if (i < nft->owner_count && nft->owners[i].hash != hash) {
            continue;
        }
        const uint32_t usr = i < nft->owner_count ? nft->owners[i].usr : 0;
        for (const char *kind = kinds; *kind != '\0'; kind++) {
            if (marker_find(bytes, (uint8_t)*kind, usr)) {
                return true;
            }
        }
    }
    return false;
}

static enum status entry_mend(struct nft *nft, uint64_t offset, uint8_t *bytes)
{
    struct postoffice *po = nft->po;
    struct po_entry entry;
    if (bytes[0] != PO_ENTRY_LIVE || po_entry_decode(bytes, &entry) || !link_find(nft, bytes)) {
        return ST_OK;
    }
    nft->mended->entries++;
    return po_write(po, po->clandata, offset, bytes, PO_ENTRY_SIZE);
}

enum status po_repair_nft(struct postoffice *po, struct arena *scratch,
                          struct po_mended *mended_out)
{
    REQUIRE(po->is_locked);
    struct nft nft = {.po = po, .mended = mended_out};
    const struct po_region *region = &po->header.directory;
    *mended_out = (struct po_mended){0};
    enum status st = owners_read(&nft, scratch);
    for (uint32_t slot = 0; st == ST_OK && slot < region->capacity; slot++) {
        uint8_t bytes[PO_ENTRY_SIZE];
        const uint64_t offset = region->offset + (uint64_t)slot * PO_ENTRY_SIZE;
        st = po_read_exactly(po, po->clandata, offset, bytes, sizeof(bytes), PO_PART_DIRECTORY);
        if (st == ST_OK) {
            st = entry_mend(&nft, offset, bytes);
        }
    }
    if (st == ST_OK) {
        st = po_header_write(po);
    }
    if (st == ST_OK) {
        st = po_store_header_write(po);
    }
    return st == ST_OK ? po_flush(po) : st;
}

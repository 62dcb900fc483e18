/*
 * po_image -- the files of a post office as bytes, to be put back later
 *
 * CLANDATA, MLANDATA and the USR files of the directory: everything that messages change. Read and
 * written through the port like any other file, so rights, locks and space are what they are.
 *
 * Errors  those of the port; ST_FILE_CORRUPT when the directory cannot be read. After a write that
 *         failed the post office is neither the old nor the new one: put another image back.
 * Owns    nothing; names and bytes lie on the arena given.
 */
#ifndef SIM_POSTOFFICE_PO_IMAGE_H
#define SIM_POSTOFFICE_PO_IMAGE_H

#include "postoffice.h"

struct po_image_file {
    char name[PO_FILE_NAME_SIZE];
    struct bytes content;
};

struct po_image {
    const struct po_image_file *files;
    size_t count;
};

enum status MUST_CHECK po_image_read(struct postoffice *po, struct arena *arena,
                                     struct po_image *image_out);
/* Needs the lock. Files that hold these bytes already are left alone. */
enum status MUST_CHECK po_image_write(struct postoffice *po, const struct po_image *image,
                                      struct arena *scratch);
/* The same bytes under the same names have the same hash. */
struct hash128 po_image_hash(const struct po_image *image, struct arena *scratch);

#endif

/*
 * one_volume -- one volume, one way to it and one token, to try what a model grants
 *
 * The token starts with ONE_USER and IDENTITY_EVERYONE; the model of the way is the test's to
 * choose. Paths are as the way takes them, from the root of the volume.
 */
#ifndef TESTS_SUPPORT_ONE_VOLUME_H
#define TESTS_SUPPORT_ONE_VOLUME_H

#include "fs/fs.h"
#include "support/vectors.h"

enum { ONE_USER = 20, ONE_GROUP = 21, ONE_GATEWAY = 22 };

struct one_volume {
    struct arena arena;
    struct volume *volume;
    struct fs *fs;
    identity_id token_ids[VECTOR_IDS_MAX];
    struct identity_token token; /* its ids are token_ids */
    struct fs_way way;
    struct fs_call call;
};

void one_volume_begin(struct one_volume *one);
void one_volume_end(struct one_volume *one);

/* A new file or directory, made by nobody: no right is asked for. */
volume_node one_made(struct one_volume *one, volume_node parent, const char *name,
                     bool is_directory);

/* What the token is answered; what was opened is closed again. */
enum status one_opens(struct one_volume *one, const char *path, enum os_access access,
                      enum os_disposition disposition);
enum status one_removes(struct one_volume *one, const char *path);
enum status one_renames(struct one_volume *one, const char *source, const char *target);
enum status one_makes_dir(struct one_volume *one, const char *path);
enum status one_stats(struct one_volume *one, const char *path);
/* How many names the token sees; the test fails when the answer is another than `want`. */
size_t one_lists(struct one_volume *one, const char *path, enum status want);

#endif

#include "support/one_volume.h"

#include <check.h>

void one_volume_begin(struct one_volume *one)
{
    one->arena = (struct arena){0};
    one->fs = fs_create(&one->arena);
    one->volume =
        volume_create(&one->arena, &(struct volume_spec){.label = "V", .capacity_bytes = 1 << 20});
    one->token_ids[0] = ONE_USER;
    one->token_ids[1] = IDENTITY_EVERYONE;
    one->token = (struct identity_token){.ids = one->token_ids, .count = 2};
    one->way = (struct fs_way){.volume = one->volume,
                               .volume_number = 1,
                               .root = VOLUME_ROOT,
                               .token = &one->token,
                               .share_mask = NT_FULL};
    one->call = (struct fs_call){.fs = one->fs, .way = &one->way};
}

void one_volume_end(struct one_volume *one)
{
    arena_release(&one->arena);
}

volume_node one_made(struct one_volume *one, volume_node parent, const char *name,
                     bool is_directory)
{
    volume_node node = 0;
    ck_assert_int_eq(volume_make(one->volume, parent, name, is_directory, &node), ST_OK);
    return node;
}

enum status one_opens(struct one_volume *one, const char *path, enum os_access access,
                      enum os_disposition disposition)
{
    struct fs_handle *handle = NULL;
    one->call.path = path;
    const enum status st = fs_open(
        &one->call, (struct os_open_mode){.access = access, .disposition = disposition}, &handle);
    if (st == ST_OK) {
        fs_close(one->fs, handle);
    }
    return st;
}

enum status one_removes(struct one_volume *one, const char *path)
{
    one->call.path = path;
    return fs_remove(&one->call);
}

enum status one_renames(struct one_volume *one, const char *source, const char *target)
{
    one->call.path = source;
    return fs_rename(&one->call, target);
}

enum status one_makes_dir(struct one_volume *one, const char *path)
{
    one->call.path = path;
    return fs_make_dir(&one->call);
}

enum status one_stats(struct one_volume *one, const char *path)
{
    struct os_info info;
    one->call.path = path;
    return fs_stat(&one->call, &info);
}

size_t one_lists(struct one_volume *one, const char *path, enum status want)
{
    struct os_names names;
    one->call.path = path;
    ck_assert_int_eq(fs_list(&one->call, "*", &one->arena, &names), want);
    return names.count;
}

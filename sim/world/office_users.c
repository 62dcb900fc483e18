/* The people of a post office whom a scenario knows: in the order of their declaration, and by
 * name.
 */
#include "base/text.h"
#include "world/office.h"
#include "world/world.h"

enum { BUCKETS_AT_FIRST = 16 };

static void put(struct office_users *users, struct office_user *user)
{
    struct office_user **bucket = &users->buckets[user->hash & (users->bucket_count - 1)];
    user->next_in_bucket = *bucket;
    *bucket = user;
}

/* Twice as many buckets as people. */
static void grow(struct world *world, struct office *office)
{
    struct office_users *by_name = &office->by_name;
    by_name->bucket_count =
        by_name->bucket_count == 0 ? BUCKETS_AT_FIRST : by_name->bucket_count * 2;
    by_name->buckets = arena_array(world->arena, struct office_user *, by_name->bucket_count);
    for (struct office_user *user = office->users; user != NULL; user = user->next) {
        put(by_name, user);
    }
}

bool office_has_user(const struct office *office, const char *name)
{
    const struct office_users *by_name = &office->by_name;
    const uint64_t hash = text_hash(name);
    if (by_name->bucket_count == 0) {
        return false;
    }
    const struct office_user *user = by_name->buckets[hash & (by_name->bucket_count - 1)];
    while (user != NULL && !(user->hash == hash && text_equal(user->name, name))) {
        user = user->next_in_bucket;
    }
    return user != NULL;
}

const char *office_add_user(struct world *world, struct office *office, const char *name)
{
    struct office_user *user = arena_new(world->arena, struct office_user);
    user->name = arena_text(world->arena, name);
    user->hash = text_hash(name);
    if (2 * office->by_name.count >= office->by_name.bucket_count) {
        grow(world, office);
    }
    put(&office->by_name, user);
    office->by_name.count++;
    *office->users_end = user;
    office->users_end = &user->next;
    const struct office_entry entry = {.name = name, .kind = "local"};
    return office_add_entry(world, office, &entry);
}

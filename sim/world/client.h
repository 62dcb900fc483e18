/*
 * client -- the mail program that somebody at a post office writes and reads with
 *
 * What differs between versions and systems, where anything is known of it. Writing: the Date of a
 * letter is local time where the writer is; a program of before 8.01 puts date and time behind the
 * name in the title of a file, in the order and with the signs of its locale (Q195203, Q180641); a
 * Macintosh stores a file with its resources, in one piece (Q166561). Reading: a program of 8.01 or
 * later shows of a title with a date only the date (Q195203); the one for DOS shows only the first
 * 1,600 letters of the Inbox (GSS-FAQ). Of whom nothing is said, he writes as before 8.01 and sees
 * all.
 *
 * Owns    its list, on the world's arena.
 */
#ifndef SIM_WORLD_CLIENT_H
#define SIM_WORLD_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "port/os_port.h"
#include "world/mail.h"

struct office;
struct world;

enum client_system { CLIENT_WINDOWS, CLIENT_DOS, CLIENT_MAC };

struct client {
    const struct office *office;
    const char *user;
    uint32_t version; /* 801; 0: nothing is said */
    enum client_system system;
    bool has_locale;
    struct os_locale locale;
    struct client *next;
};

/* NULL: nothing is said of him. `user` may have " at POSTOFFICE" behind it. */
struct client *client_find(const struct world *world, const struct office *office,
                           const char *user);
/* Made where it is missing. */
struct client *client_need(struct world *world, const struct office *office, const char *user);
void client_forget(struct world *world, const struct office *office, const char *user);

/* `client` may be NULL in all of these; texts lie on the world's arena, or are the argument. */
const char *client_date(struct world *world, const struct client *client, int64_t date_ms);
/* The title of a file that he sends. */
const char *client_title(struct world *world, const struct client *client, const char *name,
                         int64_t date_ms);
/* His letter's items, as his program stores them. */
void client_store(struct world *world, const struct client *client, struct mail *mail);
/* What he sees of a file's title. */
const char *client_shows(struct world *world, const struct client *client, const char *title);
/* How many letters of his Inbox he sees. */
uint32_t client_letters(struct world *world, const struct client *client);

#endif

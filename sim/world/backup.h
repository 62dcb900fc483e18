/*
 * backup -- copies of directories and post offices, and of data bases of accounts, on a tape
 *
 * Of files a backup has names, bytes and attributes; rights stay with the entries that are there. A
 * restore makes the directory what it was: later files go, and what was deleted is back. It is for
 * who has the files to himself: when anybody has one open, it is refused as a whole.
 *
 * Mail comes back, too: a letter that waits again at a post office may be delivered twice, one that
 * was not in the backup is gone by a person's hand (truth_office_restored).
 *
 * Owns    the copies, on the run arena.
 * Errors  NULL, or a text on the run arena: there is nothing to copy, or no such backup. What is
 *         refused is recorded (world_edit).
 */
#ifndef SIM_WORLD_BACKUP_H
#define SIM_WORLD_BACKUP_H

struct world;
struct office;

/* What is copied: one of these. */
struct backup_source {
    const char *name;      /* as people call it; a backup is found by it */
    struct office *office; /* a post office, wherever it is */
    const char *path;      /* a directory */
    const char *authority; /* a NetWare server, an NT domain */
};
/* Another one of that label and source takes its place. */
const char *backup_take(struct world *world, const struct backup_source *source, const char *label);
const char *backup_restore(struct world *world, const struct backup_source *source,
                           const char *label);

#endif

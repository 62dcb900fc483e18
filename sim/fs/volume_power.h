/*
 * volume_power -- what a volume loses when its machine loses power
 *
 * Until it is armed a volume is always as durable as it looks, and nothing of this costs more than
 * a look at a pointer. Armed, it keeps each file's bytes as of its last flush from its first change
 * behind that on. A cut decides for each such file, by the chance given:
 *
 * - nothing of what was not flushed is on disk, or all of it, or each sector of 512 bytes by
 * itself;
 * - its size is the flushed one or the present one. A lost sector behind the flushed size holds
 *   zeros. A tail that was cut off does not come back when its room was given to others.
 *
 * Names, directories, rights and times are on disk when their call answers (assumption
 * POWER_CUT_NAMES). Of a sector that was written twice without a flush, the write between is never
 * what stays.
 *
 * Open handles stay as they are: the caller ends the sessions that they belong to.
 *
 * Owns    what it keeps, in memory of the volume.
 */
#ifndef SIM_FS_VOLUME_POWER_H
#define SIM_FS_VOLUME_POWER_H

#include "core/prng.h"
#include "fs/volume.h"

enum { VOLUME_SECTOR_BYTES = 512 };

/* What is there now counts as flushed. A second time: nothing. */
void volume_power_arm(struct volume *volume);
bool volume_power_is_armed(const struct volume *volume);
/* The file's contents are on disk now. Nothing unless armed. */
void volume_flush(struct volume *volume, volume_node file);
/* How many files would lose something. */
uint32_t volume_unflushed(const struct volume *volume);

/* Told of each file that a cut changed; may not change the volume. */
struct volume_cut {
    struct prng *chance;
    void *context;
    void (*changed)(void *context, struct volume *volume, volume_node file); /* may be NULL */
};
/* Everything that is left counts as flushed; the volume stays armed. Nothing unless armed. */
void volume_power_cut(struct volume *volume, const struct volume_cut *cut);

#endif

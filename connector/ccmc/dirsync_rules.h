/*
 * dirsync_rules -- what the settings, the build and the release ask of directory synchronization
 *
 * Owns    nothing; the rules point into the settings.
 */
#ifndef CONNECTOR_CCMC_DIRSYNC_RULES_H
#define CONNECTOR_CCMC_DIRSYNC_RULES_H

#include "ccmc/dirsync_compare.h"
#include "ccmc/settings.h"

struct connector;

/* settings: as they were when the cycle began. */
struct dirsync_rules dirsync_rules_of(const struct connector *connector,
                                      const struct settings *settings);

#endif

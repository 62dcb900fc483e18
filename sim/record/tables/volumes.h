/*
 * volumes -- the volume of a number, so that every table writes the same names for it
 */
#ifndef SIM_RECORD_TABLES_VOLUMES_H
#define SIM_RECORD_TABLES_VOLUMES_H

#include "net/network.h"

/* NULL: there is none. */
const struct machine_volume *volumes_numbered(const struct network *network, uint16_t number,
                                              const struct machine **machine_out);

#endif

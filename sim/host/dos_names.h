/*
 * dos_names -- which paths a 16-bit program can use
 *
 * DOS knows names of 8.3 form only. A component that does not fit is not there for a 16-bit
 * program, though its short name, where the volume makes one, leads to the same file. The form of
 * each name decides, so a blank is one reason of several.
 *
 * Source  Q164695, Q181186, Q203338; facts on names of NT volumes: Q142982.
 */
#ifndef SIM_HOST_DOS_NAMES_H
#define SIM_HOST_DOS_NAMES_H

#include <stdbool.h>

/* `rest`: below a drive or share, components between \\ or /; empty ones do not count. */
bool dos_path_fits(const char *rest);

#endif

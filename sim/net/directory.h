/*
 * directory -- whom a login at a NetWare server finds
 *
 * A 3.x server finds all of its bindery. A 4.x server finds by full name, or by bare name in the
 * context that the client's machine logs on to in the same tree; a bindery login by bare name finds
 * only what is in the server's bindery contexts, and nobody where bindery emulation is off. An
 * account without a context is taken to be in the right place.
 *
 * Source  KB Q161276, Q142639, Q156063; Novell HPC 1-191.
 */
#ifndef SIM_NET_DIRECTORY_H
#define SIM_NET_DIRECTORY_H

#include "net/network_inside.h"

enum directory_name { DIRECTORY_BARE, DIRECTORY_BINDERY, DIRECTORY_FULL };

/* A volume as an object of a tree: \\TREE\volume.context, where the volume's name is "NW1_SYS";
 * types (cn=, ou=, o=) may stand before each name. Without a context it is looked for in the
 * client's (NULL: it has none). NULL: no such tree or object. */
struct machine *directory_volume(const struct network *network, const struct machine *client,
                                 const struct network_name *name,
                                 struct machine_volume **volume_out);
bool directory_finds(const struct machine *server, const struct machine *client,
                     const struct identity *who, enum directory_name name);

#endif

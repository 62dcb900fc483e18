/*
 * places -- files and directories as scenarios name them
 *
 * Relative names are under the store of the connector named (NULL: the first). Other forms as
 * network.h says; a NetWare path without a server (SYS:CCDATA) may be given one.
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_PLACES_H
#define SIM_SCENARIO_WORDS_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/run.h"

struct place_directory {
    struct volume *volume;
    uint16_t volume_number;
    volume_node node;           /* 0: it is not there */
    char pattern[OS_PATH_SIZE]; /* last component: a name or pattern */
};

const char *place_connector(struct run *run, const char *name, struct connector **connector_out);
/* `by CONNECTOR` of a fact about an office; without it, the one whose tab names the office. */
const char *place_synchronizer(struct run *run, const struct fact *fact,
                               const struct office *office, struct connector **connector_out);
const char *place_office(struct run *run, const char *name, struct office **office_out);
const char *place_machine(struct run *run, const char *name, struct machine **machine_out);
/* The machine that `on HOST` names (NULL: the first): one that is there, or the EX1 of every world.
 */
const char *place_host(struct run *run, const char *name, struct host **host_out);
/* A number that counts something: at most 1,000,000. What is not written stays. */
const char *place_count(struct run *run, const struct fact *fact, const char *name,
                        uint32_t *count);
/* "4.0", "3.12": a digit, a point, one or two digits. Releases are compared as texts. */
bool place_is_release(const char *text);
/* "SYS:CCDATA" of server NW1 -> "NW1\SYS:CCDATA"; other forms unchanged. server NULL: unchanged. */
bool place_on_server(const char *server, const char *path, char target[OS_PATH_SIZE]);
/* The directory that the pattern's last component is looked for in. */
const char *place_directory(struct run *run, const struct connector *connector, const char *pattern,
                            bool make, struct place_directory *directory_out);
/* Files (no directories) that match, in order of creation: the next one after `node`, 0 = the
 * first; 0 at the end. */
volume_node place_next(const struct place_directory *directory, volume_node node);
/* A directory or file by its full name; make: directories that are not there. */
const char *place_node(struct run *run, const char *path, bool make,
                       struct machine_volume **volume_out, volume_node *node_out);
/* The whole path of a name, relative ones under the first connector's store. */
const char *place_path(struct run *run, const char *name, char target[OS_PATH_SIZE]);
/* "D:\\hold\\*.ccm" -> "D:\\hold" and "*.ccm"; NULL: it has no directory. `path` is cut. */
const char *place_cut_last(char *path);
/* Why no run of the fact's program can be seen: there is no such program, or it goes by another
 * name. NULL: it can. */
const char *place_no_program(struct run *run, const struct fact *fact);
/* Why nobody of that name calls: it is a program's, misspelt. NULL: somebody may. */
const char *place_no_caller(struct run *run, const char *name);
/* Somebody at the machine's own console: no rights asked. To be given back with process_release. */
struct process *place_person(struct run *run);

#endif

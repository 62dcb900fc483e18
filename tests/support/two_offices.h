/*
 * two_offices -- post offices PO1 and PO2 in memory, with a ROUTER between them
 *
 * PO1 (V:\CCDATA) is that of po_fixture.h, with a queue for PO2 and remote names of its people. PO2
 * (V:\PO2): users "Gray, Tom" and "Hill, Eve", list "Team" of both, a queue for PO1, and SITE1
 * behind PO1.
 */
#ifndef TESTS_SUPPORT_TWO_OFFICES_H
#define TESTS_SUPPORT_TWO_OFFICES_H

#include "support/po_fixture.h"

#define TWO_FAR "V:\\PO2"
#define TWO_ROUTER "/NPO1 /Psecret /DV:\\CCDATA /RNPO2 /RPsecret /RDV:\\PO2"

struct memory_port *two_create(struct arena *arena);
/* A writer at the post office of this directory sends to `to` (several: parted by '|'). */
enum status two_send(struct os_port *port, struct arena *arena, const char *directory,
                     const char *from, const char *to, const char *subject);
/* How many reports about a letter of that subject are in the mailbox at the near post office, and
 * the first one; -1: it cannot be read. */
int two_reports(struct os_port *port, struct arena *arena, const char *name, const char *about,
                struct bytes *first_out);
/* How many letters of that subject are in the mailbox or queue; -1: it cannot be read. */
int two_count(struct os_port *port, struct arena *arena, const char *directory, const char *name,
              const char *subject);
/* The first letter of that subject; empty: none. */
struct bytes two_letter(struct os_port *port, struct arena *arena, const char *directory,
                        const char *name, const char *subject);
void two_add(struct os_port *port, struct arena *arena, const char *directory,
             const struct po_entry *entry);
void two_remove(struct os_port *port, struct arena *arena, const char *directory, const char *name);
/* Neither errors nor wear. */
bool two_is_sound(struct os_port *port, struct arena *arena, const char *directory);
/* Are imports remembered? */
bool two_remembers(struct os_port *port, struct arena *arena, const char *directory);

#endif

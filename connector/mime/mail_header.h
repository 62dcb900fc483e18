/*
 * mail_header -- the header lines of a parsed mail to the fields of an Exchange message
 *
 * Fills everything but the items, by the rules of mime.h. *replaced grows by the number of
 * characters that could not be read.
 *
 * Owns    nothing; texts lie on the arena.
 */
#ifndef CONNECTOR_MIME_MAIL_HEADER_H
#define CONNECTOR_MIME_MAIL_HEADER_H

#include <stddef.h>

#include "base/arena.h"
#include "port/exchange_message.h"

struct _GMimeMessage; /* GMime's own name; NOLINT(bugprone-reserved-identifier,cert-*) */

void mail_header_read(struct _GMimeMessage *message, struct arena *arena, size_t *replaced,
                      struct exchange_message *message_out);

#endif

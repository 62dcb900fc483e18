/*
 * inbound_quirks -- what old builds did with a file of Export, or a letter in it, that they could
 * not take (rows: quirks.def)
 *
 * The word for it is that of declared quirks (oddity.h): REFUSE, the letter cannot be converted;
 * CRASH, the thread ends by an exception and the file stays; HANG, the thread waits for ever;
 * NONE, the build has nothing wrong with it.
 *
 * Owns    nothing.
 * Source  Q166561, Q176375, Q184391, Q197363, Q287056; assumptions FAX_PCX, UNREAD_FILE.
 */
#ifndef CONNECTOR_CCMC_INBOUND_QUIRKS_H
#define CONNECTOR_CCMC_INBOUND_QUIRKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ccm.h"
#include "base/diagnostic.h"
#include "base/oddity.h"
#include "ccmc/connector.h"

/* True: the message whose line "Message:" begins at `start` is refused with all behind it, though
 * it can be read. */
bool inbound_quirk_ends_file(const struct connector *connector, struct bytes file, size_t start);

/* Of a message that was read. */
enum oddity_action inbound_quirk_of(const struct connector *connector,
                                    const struct ccm_message *message);

/* Of a file that cannot be read any further than to that place. */
enum oddity_action inbound_quirk_of_damage(const struct connector *connector, struct bytes file,
                                           const struct diagnostic *place);

#endif

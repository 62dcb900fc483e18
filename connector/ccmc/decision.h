/*
 * decision -- what becomes of one message of MTS-OUT
 *
 * It is converted; recipients that are refused are noted in Submit (refusal_note.h) before anybody
 * hears of it, and a later turn does as the note says. What a build did otherwise with letters of
 * a kind (oddity.h) is part of the decision.
 *
 * Errors  what the store answered. ST_NOT_SUPPORTED: the message stays in front, because of `odd`.
 * Owns    nothing; results lie on the connector's scratch.
 */
#ifndef CONNECTOR_CCMC_DECISION_H
#define CONNECTOR_CCMC_DECISION_H

#include "base/oddity.h"
#include "ccmc/connector.h"
#include "ccmc/refusal_note.h"

struct decision {
    struct refusal_note refusal;
    const struct ccm_message *message; /* for the others; NULL: they are none */
    enum oddity_action odd;            /* ODDITY_KEEP, _HANG, _CRASH: nothing was decided */
};

enum status MUST_CHECK decision_make(struct connector *connector,
                                     const struct exchange_queued *queued, const char *note_name,
                                     struct store_files *notes, struct decision *decision_out);
/* What a former turn decided. ST_NOT_FOUND: its note cannot be read and is out of the way. */
enum status MUST_CHECK decision_recall(struct connector *connector, const char *note_name,
                                       struct decision *decision_out);

#endif

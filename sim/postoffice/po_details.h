/*
 * po_details -- each finding of a check by itself: file, place, what is wrong, and what mends it
 *
 * For ANALYZE DIAGNOSTICS and for one mailbox file (/USR/nnnnn). po_check counts; this names. It
 * reads the post office once more, shared, and trusts nothing.
 *
 * Errors  the port's answers about access; ST_FILE_CORRUPT of what cannot be gone through at all.
 *         What is damaged is told, not answered.
 * Owns    nothing; lines are valid during the call of `tell`.
 */
#ifndef SIM_POSTOFFICE_PO_DETAILS_H
#define SIM_POSTOFFICE_PO_DETAILS_H

#include "postoffice.h"

enum po_scope {
    PO_SCOPE_DIRECTORY = 1, /* CLANDATA: header, entries, message index */
    PO_SCOPE_MESSAGES = 2,  /* MLANDATA */
    PO_SCOPE_USERS = 4,     /* all USR files */
    PO_SCOPE_ALL = 7
};

struct po_finding {
    const char *line; /* "USR00003: pointer 4 to message 17: there is no such message" */
    const char *run;  /* "CHKSTAT DIAGNOSTICS/R" */
};

struct po_details {
    uint32_t scope;
    uint32_t usr; /* only this mailbox file, whatever the scope; 0: all in it */
    void (*tell)(void *context, const struct po_finding *finding);
    void *context;
};

enum status MUST_CHECK po_details(struct postoffice *po, const struct po_details *details,
                                  struct arena *arena);

#endif

/*
 * utility -- what ANALYZE, CHKSTAT and RECLAIM have in common: arguments, the post office, the
 * report
 *
 *     ANALYZE path DIAGNOSTICS         CHKSTAT name password path DIAGNOSTICS/M
 *     ANALYZE /Dpath /BATCH            RECLAIM /Nname /Ppassword /Dpath
 *     ANALYZE /Dpath /DIRECTORY /MESSAGES /USERS          some of the files only
 *     ANALYZE /Dpath /USR/00017        ANALYZE /N"Smith, J" /Dpath     one mailbox file
 *     CHKSTAT name password path NFT/C DIAGNOSTICS/R MESSAGES/DELETE/DAYS/90 STATUSERS/N
 *     RECLAIM name password path DIRECTORY DIAGNOSTICS/A
 *
 * Options may begin with a slash or not, and chain; a word that the program does not know, or that
 * lacks the word it belongs to (DELETE without DAYS/n, C without NFT), is refused by name, and
 * nothing is done. CCPODOWN keeps out mail programs, not these.
 *
 * Result codes (assumption UTILITY_RC): 0 done, nothing found; 1 refused, or errors were found; 4
 * somebody else holds the post office.
 * Source  Lotus AN50, ADM511; Q166045 (which tool mends what).
 */
#ifndef TOOLS_PROGRAMS_UTILITY_H
#define TOOLS_PROGRAMS_UTILITY_H

#include "programs/session.h"

enum utility_option {
    UTILITY_DIAGNOSTICS = 0x01,
    UTILITY_A = 0x02, /* DIAGNOSTICS/A */
    UTILITY_DIRECTORY = 0x04,
    UTILITY_PLAIN = 0x08, /* known, and nothing to do for it here */
    UTILITY_MESSAGES = 0x10,
    UTILITY_USER_FILES = 0x20
};

/* What CHKSTAT is to do, in the order of the command line (5.11 and later: left to right). */
enum utility_action { UTILITY_NFT, UTILITY_M, UTILITY_R, UTILITY_DELETE, UTILITY_USERS };

struct utility_act {
    enum utility_action action;
    uint32_t days;   /* MESSAGES/DELETE/DAYS/n */
    uint32_t folder; /* .../FOLDER/MSGLOG or TRASHFOLD: its number; 0: all folders */
};

enum { UTILITY_ACTIONS_MAX = 16 };

enum utility_phase { UTILITY_START, UTILITY_OPEN, UTILITY_WORK };

struct utility {
    struct session session;
    enum utility_phase phase;
    uint32_t options; /* enum utility_option */
    struct utility_act actions[UTILITY_ACTIONS_MAX];
    uint32_t action_count;
    uint32_t usr;     /* USR/nnnnn: number of one mailbox file; 0: none was named */
    const char *name; /* as for session arguments; NULL: not given */
    const char *password;
    const char *directory;
};

/* begin for a program kind whose state begins with a struct utility. */
void utility_begin(struct utility *utility, const struct program_start *start, const char *program);
/* Prints the banner. RC_DONE, or the code to end with. `positional`: how many arguments without a
 * slash come before the options (1: path; 3: name password path). */
int utility_arguments(struct utility *utility, unsigned positional);
/* Opens the post office, shared for reading or alone. Name and password must be right when it is to
 * be changed. */
enum session_opened utility_open(struct utility *utility, bool alone, uint64_t now_us,
                                 int *result_out);
/* Why nothing was done, where what is damaged first wants another program; false: no reason known.
 */
bool utility_refusal(struct utility *utility, enum status st);
void utility_number(struct utility *utility, const char *what, uint32_t number);

/* The steps of one that has the post office alone: it yields once holding it, then `work` is done
 * in one piece, locked. */
struct program_step utility_step_alone(struct utility *utility, struct arena *scratch,
                                       uint64_t now_us,
                                       int (*work)(struct utility *utility, struct arena *scratch));

#endif

/*
 * session -- what IMPORT and EXPORT have in common: console, arguments, opening the post office,
 * waiting for locks
 *
 * The result code follows from the operation that was refused (assumptions OPEN_DENIED_RC,
 * DAMAGE_RC, LOCK_WAIT), never from a guess at its cause.
 *
 * Errors  what the port and the post office answered; session_failure turns it into a result code.
 * Owns    the post office that it opened, until session_end.
 */
#ifndef TOOLS_PROGRAMS_SESSION_H
#define TOOLS_PROGRAMS_SESSION_H

#include "base/buffer.h"
#include "postoffice.h"
#include "programs/arguments.h"
#include "programs/program.h"

enum result_code {
    RC_DONE = 0,
    RC_FAILED = 1,
    RC_BAD_PARAMETERS = 2, /* inferred: the codes around it are documented */
    RC_NOT_ACCESSIBLE = 3,
    RC_LOCKED = 4,
    RC_UNDELIVERABLE = 5
};

struct session {
    const struct program_start *start;
    const char *program; /* "IMPORT" */
    struct program_arguments arguments;
    const struct program_version *version; /* its row */
    struct buffer console;
    struct postoffice *po;
    uint64_t refused_since_us;     /* of a lock; 0 = not refused */
    uint64_t wake_us;              /* set by session_wait */
    char shown[PO_ADDRESS_SIZE];   /* EXPORT: the address last looked up for its foreign name, */
    char foreign[PO_ADDRESS_SIZE]; /* and that name: one person may have many letters */
    bool is_gone;                  /* ST_PROCESS_GONE was answered */
    enum oddity_action struck;     /* ODDITY_HANG, _CRASH: the run stops where it is */
};

void session_begin(struct session *session, const struct program_start *start, const char *program);
void session_print(struct session *session, const char *text); /* without line end */
void session_line(struct session *session, const char *text);
/* "IMPORT process ended with error: 4."; closes the post office. */
struct program_step session_end(struct session *session, int result_code);
const char *session_console(struct session *session);

enum {
    RC_NONE = -1,  /* it waits for a person */
    RC_HELPED = -2 /* its help was asked for: 0, and nothing to do */
};
/* Loads what the version needs (versions.def), prints the banner, parses the command line and reads
 * the parameter file. RC_DONE or the code to end with; RC_NONE: the program asks for the file, and
 * wakes only when somebody answers. */
int session_arguments(struct session *session, struct arena *scratch);
/* Says which parameter is bad, or lacks. RC_BAD_PARAMETERS. */
int session_refuse(struct session *session, const char *parameter);
bool session_has_quirk(const struct session *session, enum program_quirk quirk);
/* What this version was declared to do otherwise with a letter that IMPORT reads or EXPORT writes;
 * NULL: nothing. Fields may be changed in *message. */
const struct oddity *session_oddity(struct session *session, bool is_outbound,
                                    struct ccm_message *message, struct arena *arena);
/* Is the run stopped where it is? *step_out: how. */
bool session_is_struck(const struct session *session, struct program_step *step_out);

/* Refused because somebody else has it open or locked? */
bool session_is_in_use(enum status st);
/* Of a lock that was asked for: it is somebody's, or the server that was asked is not there, where
 * another one has the file that is open (Q185137). */
bool session_is_locked_out(enum status st);
/* After a refused lock: true = try again at wake_us, false = it took too long (RC_LOCKED). */
bool session_wait(struct session *session, uint64_t now_us);
void session_waited(struct session *session);

enum session_opened { SESSION_OPENED, SESSION_WAITS, SESSION_ENDS };
/* Opens the data directory for reading, checks name (NULL: not asked) and password, looks for
 * CCPODOWN. */
enum session_opened session_open(struct session *session, const char *name, uint64_t now_us,
                                 int *result_out);

/* The code of a failed operation on an open post office; `otherwise` unless something is damaged.
 * Prints, and writes NFTERROR.LOG where CLANDATA is damaged. */
int session_failure(struct session *session, enum status st, int otherwise);

#endif

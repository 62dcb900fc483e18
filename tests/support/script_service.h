/*
 * script_service -- a connector on a script_port, with a toy post office behind toy programs
 *
 * The toy IMPORT delivers every message of Import\*.ccm, remembers the file's name, and deletes
 * the file. A file that it remembers is only deleted; one that is no message is kept beside a
 * notice (result code 1). The toy EXPORT writes up to its /MSGS limit into the file named by
 * the parameter file and forgets the messages. Both end with the result code that the test
 * sets.
 *
 * Owns    everything, on its arenas; script_service_end releases them.
 */
#ifndef SUPPORT_SCRIPT_SERVICE_H
#define SUPPORT_SCRIPT_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "ccmc/ccmc.h"
#include "support/memory_exchange.h"
#include "support/script_port.h"

enum { SCRIPT_MAIL_MAX = 512 };

#define SCRIPT_STORE "C:\\ccmcdata"

struct script_service {
    struct arena arena;         /* the machine's */
    struct arena session_arena; /* the service's */
    struct arena scratch;
    struct script_port *machine;
    struct memory_exchange *exchange;
    struct exchange_port *exchange_port;
    struct ccmc *ccmc;
    struct ccmc_step last;
    uint64_t now_us;
    uint32_t steps;
    /* The toy post office. */
    int import_code;
    int export_code;
    bool import_refuses;    /* with its code IMPORT does nothing */
    bool import_never_ends; /* until killed */
    bool writes_notices;    /* IMPORT refuses each addressee: <stem>.UND */
    bool reads_rubbish;     /* a newer IMPORT: what is no message is one of the subject "rubbish" */
    const char *console;    /* of both */
    uint32_t import_runs;
    uint32_t export_runs;
    char import_arguments[300];
    char export_arguments[300];
    const char *delivered[SCRIPT_MAIL_MAX]; /* subjects, in order of delivery */
    uint32_t delivered_count;
    const char *imported[SCRIPT_MAIL_MAX]; /* names of files that IMPORT remembers */
    uint32_t imported_count;
    const char *waiting[SCRIPT_MAIL_MAX]; /* bytes of messages in the site's queue */
    uint32_t waiting_count;
};

/* A machine with store, programs and settings; the service is not started. */
void script_service_begin(struct script_service *service);
void script_service_end(struct script_service *service);

/* A new service on the same store, and its first step. */
void script_service_start(struct script_service *service);
/* Until `seconds` of the machine's clock, with everything due then. */
void script_service_run(struct script_service *service, uint64_t seconds);
void script_service_stop(struct script_service *service);

/* Exchange users send `count` mails "<subject> n" to cc:Mail. */
void script_service_send(struct script_service *service, const char *subject, uint32_t count);
/* cc:Mail users send. */
void script_service_post(struct script_service *service, const char *subject, uint32_t count);
/* Any bytes in the site's queue, as one message. */
void script_service_post_bytes(struct script_service *service, const char *bytes);

uint32_t script_service_files(const struct script_service *service, const char *place,
                              const char *pattern);
uint32_t script_service_delivered(const struct script_service *service, const char *subject);
/* How many messages of MTS-IN have this subject. */
uint32_t script_service_received(const struct script_service *service, const char *subject);
/* How many messages wait in MTS-OUT. */
uint32_t script_service_waiting(const struct script_service *service);
bool script_service_write(struct script_service *service, const char *file, const char *content);
/* What a file of the store says; "": there is none. On the service's arena. */
const char *script_service_text(struct script_service *service, const char *file);

#endif

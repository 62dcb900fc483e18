/*
 * services -- the services of an NT machine: in which state, started in which order
 *
 * Those that do something here are rows of host_services.def; a machine none of whose services is
 * named has them all running. Others may be declared, too: what they do is nobody's business, but
 * one can depend on them and their logon can be refused.
 *
 * A start starts what the service depends on first; it is refused when that cannot run (1068), when
 * the service is disabled (1058), when its account cannot log on (1069), or when services depend on
 * each other in a circle (1059). A stop stops what depends on it first. At a boot the automatic
 * ones start in that order, each as soon as all it depends on run, and is up after the time it
 * takes.
 *
 * Units   virtual microseconds.
 * Owns    its list, on the run arena.
 * Source  KB Q123763, Q137478, Q181806, Q122043; Win32 error codes.
 */
#ifndef SIM_HOST_SERVICES_H
#define SIM_HOST_SERVICES_H

#include <stdbool.h>
#include <stdint.h>

#include "host/host.h"

enum service_start { SERVICE_AUTO, SERVICE_MANUAL, SERVICE_DISABLED };
enum service_state { SERVICE_RUNNING, SERVICE_STOPPED, SERVICE_WAITING, SERVICE_STARTING };
enum { SERVICE_AFTER_MAX = 8, SERVICE_NAME_SIZE = 32 };

/* The service manager's numbers. */
enum {
    SERVICE_IS_DISABLED = 1058,
    SERVICE_IN_A_CIRCLE = 1059,
    SERVICE_NEEDS_ANOTHER = 1068,
    SERVICE_LOGON_FAILED = 1069
};

struct host_service {
    char name[SERVICE_NAME_SIZE];
    enum service_start start;
    enum service_state state;
    bool is_stopping; /* while a stop goes through those that depend on it */
    uint32_t refused; /* why the last start was; 0: it was not */
    char after[SERVICE_AFTER_MAX][SERVICE_NAME_SIZE];
    uint32_t after_count;
    struct identity *account; /* NULL: the system's own */
    char password[IDENTITY_PASSWORD_SIZE];
    uint64_t takes_us; /* to come up */
    uint64_t ready_us; /* SERVICE_STARTING: when it will be up */
    struct host_service *next;
};

/* By its own or its other name ("GSNW", "NWCWorkstation"); NULL: nobody has spoken of it. */
struct host_service *host_service_find(const struct host *host, const char *name);
struct host_service *host_service_need(struct world *world, struct host *host, const char *name);
/* Its own name for either; the name itself when it is no row. */
const char *host_service_name(const char *name);
bool host_service_is_row(const char *name); /* either of its names */
void host_service_start(struct world *world, struct host *host, struct host_service *service);
/* Its process ends; what depends on it is not told, and runs on without it. */
void host_service_kill(struct world *world, struct host *host, struct host_service *service);
void host_service_stop(struct world *world, struct host *host, struct host_service *service);
/* What was edited takes effect: ways to other machines open and close. */
void host_services_edited(struct world *world, struct host *host);

#endif

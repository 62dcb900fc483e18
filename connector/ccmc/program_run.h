/*
 * program_run -- one run of IMPORT or EXPORT
 *
 * Writes the parameter file (assumption INI_LAYOUT: lines /N /P /D /@), starts the program with the
 * option string and the 8.3 path of that file, and hears how it ended. The Post Office page is read
 * anew for each run (assumption SETTINGS_BITE). A program that never ends is killed after
 * connector->hung_us (assumption HUNG_PROGRAM).
 *
 * Errors  program_run_start: what hindered it; *is_refused_out tells that it was the start itself.
 * Source  Q294947, Q164695, Q179072.
 */
#ifndef CONNECTOR_CCMC_PROGRAM_RUN_H
#define CONNECTOR_CCMC_PROGRAM_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "ccmc/connector.h"

struct program_run {
    struct os_process process;
    const char *arguments; /* the same for each run, once the 8.3 form of the store is known */
    uint64_t deadline_us;  /* then it is killed; so long again, and it is given up */
    uint64_t wake_us;      /* when to ask at the latest; its end wakes the service before */
    bool is_running;
    bool is_killed; /* nobody has refused that */
};

struct program_run_spec {
    const char *program;   /* "Import.exe" */
    const char *options;   /* what stands before the parameter file; the same for each run */
    const char *ini_name;  /* "Import.ini" */
    const char *data_file; /* "IMPORT\*.CCM", relative to the store */
};

struct program_run_end {
    bool has_ended;
    bool is_lost; /* it could not even be killed: no result */
    int result_code;
    const char *console;
};

/* "Import 6.0/Export 6.0": the page's choice stands for a DB8 post office. */
bool program_run_is_for_db8(const char *program_version);

/* At the start of the service: the parameter files of IMPORT and EXPORT that are not there
 * (Q202178), without a data file yet. ST_OK or ST_PROCESS_GONE: what hinders it shows at the first
 * run. */
enum status MUST_CHECK program_run_make_files(struct connector *connector);

enum status MUST_CHECK program_run_start(struct connector *connector, struct program_run *run,
                                         const struct program_run_spec *spec, uint64_t now_us,
                                         bool *is_refused_out);

enum status MUST_CHECK program_run_poll(struct connector *connector, struct program_run *run,
                                        uint64_t now_us, struct program_run_end *end_out);

/* The event for the end of a run; `file` as events name it. */
void program_run_report(const struct connector *connector, enum event_program program,
                        const char *file, const struct program_run_end *end);

#endif

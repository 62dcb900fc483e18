/*
 * toy_dirsync -- a connector service whose IMPORT and EXPORT are toys that read and write directory
 * files
 *
 * EXPORT writes the text of this struct into the file that its parameter file names, IMPORT keeps
 * the text of the file that it is given. Exchange has "Brady, Sally" in Recipients; what is new
 * goes to Import.
 */
#ifndef TESTS_SUPPORT_TOY_DIRSYNC_H
#define TESTS_SUPPORT_TOY_DIRSYNC_H

#include "support/script_service.h"

/* A toy post office: what its programs write and read. */
struct toy_dirsync {
    struct script_service service;
    const char *entries; /* the text of CCMDIR.EXP */
    const char *lists;
    const char *boards;
    const char *refused; /* the text of a .UND; NULL none */
    int export_code;
    int import_code;
    bool writes_nothing; /* EXPORT answers 0 and makes no file */
    bool never_ends;     /* the directory EXPORT, until it is killed */
    uint32_t exports;    /* directory runs */
    uint32_t imports;
    uint32_t mail_exports;
    char arguments[200]; /* of the last directory run */
    char imported[4000]; /* the text of the last file that was imported */
};

void toy_begin(struct toy_dirsync *toy);
void toy_end(struct toy_dirsync *toy);

/* One more recipient in a container of Exchange. */
void toy_add_recipient(struct toy_dirsync *toy, const char *display, const char *address,
                       const char *container);
/* Somebody asks for a cycle, and everything that is due then happens. */
void toy_synchronize(struct toy_dirsync *toy);
/* "never", "runs at ...", "completed", "failed at ...". */
const char *toy_state(struct toy_dirsync *toy);
/* What is in the container Import, "DISPLAY=ADDRESS;" each. */
const char *toy_imported(struct toy_dirsync *toy);

#endif

/*
 * cctools_page -- names on a command line of the host, and what programs print, in UTF-8
 *
 * The programs have names and passwords in the code page of the post office, as they were typed
 * there. On a host people write UTF-8: what stands behind /N, /P, ROUTER's /RN, /RP and /AS, or in
 * the first two of three and more words without a slash, is turned into that page; paths are names
 * of the host and stay. Words that are no UTF-8 are taken to be in that page already.
 *
 * Errors  cctools_page_take: false, and people were told which character the page does not have.
 * Owns    nothing; texts are on the arena.
 */
#ifndef TOOLS_CCTOOLS_PAGE_H
#define TOOLS_CCTOOLS_PAGE_H

#include "base/text.h"
#include "port/os_port.h"

/* What the command line was started with. */
struct cctools_line {
    struct os_port *port;
    struct arena *arena;
    const char *directory; /* working directory */
    int argc;
    char **argv; /* behind the program's name */
};

/* The page of the first post office that a word names; 437 when none can be opened, or when nothing
 * but ASCII is there. */
enum text_code_page cctools_page_of(const struct cctools_line *line);
/* Replaces words of line->argv. */
bool cctools_page_take(const struct cctools_line *line, enum text_code_page page);
/* To standard output: what is no UTF-8 is in the page. */
void cctools_page_print(const char *text, enum text_code_page page, struct arena *scratch);

#endif

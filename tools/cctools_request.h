/*
 * cctools_request -- what a command line of `cctools po` asks for; shared by its files
 *
 * Words and options are UTF-8 until the post office is open, then in its code page.
 */
#ifndef TOOLS_CCTOOLS_REQUEST_H
#define TOOLS_CCTOOLS_REQUEST_H

#include "base/ccm_marks.h"
#include "cctools_po.h"
#include "po_text.h"

enum { REQUEST_WORDS_MAX = 4 + 200 }; /* a list and its members */

/* What a refusal is about: a word of the command line, or else the post office. */
struct blame {
    bool is_word;
    size_t word;
    const char *text; /* for ST_NOT_FOUND and ST_INVALID; NULL: the status says enough */
};

/* What the command line said, options taken out. */
struct request {
    const struct cctools_po *call;
    const char *directory; /* of the post office, absolute */
    const char *words[REQUEST_WORDS_MAX];
    size_t word_count;
    const char *password;
    const char *at;
    const char *comment;
    const char *text;
    enum ccm_priority priority;
    bool wants_receipt;
    int code_page;
    enum po_format format;
    enum po_kind kind;
    struct blame *blame;
};

/* Hands `st` on; unless it is ST_OK, the refusal is about words[word]. */
enum status MUST_CHECK request_blame(const struct request *request, size_t word, const char *text,
                                     enum status st);

/* "6/2/98 8:39AM", as people in the US write it. */
const char *request_date(struct os_port *port, struct arena *arena);

/* What is done with an open post office; results are printed (cctools_letter.c). */
enum status MUST_CHECK letter_list(struct postoffice *po, const struct request *request);
enum status MUST_CHECK letter_send(struct postoffice *po, const struct request *request);
enum status MUST_CHECK letter_read(struct postoffice *po, const struct request *request);
enum status MUST_CHECK letter_forward(struct postoffice *po, const struct request *request);
enum status MUST_CHECK letter_file(struct postoffice *po, const struct request *request);
enum status MUST_CHECK letter_folders(struct postoffice *po, const struct request *request);
enum status MUST_CHECK letter_members(struct postoffice *po, const struct request *request);

#endif

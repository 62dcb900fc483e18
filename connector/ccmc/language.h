/*
 * language -- what `Post Office Language` means: code page and dates (rows: language.def)
 *
 * A value is the name of a language, its locale ("German", "de-DE"), or the number of a code page,
 * which says nothing of dates: they are English. Empty, or a word that is none of these: English
 * with the code page of the machine. The machine's locale decides no date (Q180641).
 */
#ifndef CONNECTOR_CCMC_LANGUAGE_H
#define CONNECTOR_CCMC_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ccmc/date.h"
#include "port/os_port.h"

struct language {
    const char *name;
    const char *locale;
    uint32_t code_page; /* 0: that of the machine */
    struct date_form form;
    const char *reply; /* "RE", "AW": in front of the colon of an answer's subject */
};

/* False: `text` is none, and *language_out is English. */
bool language_find(const char *text, struct language *language_out);

/* The number of the code page that texts of the post office are taken for on this machine. */
uint32_t language_page(const struct language *language, const struct os_locale *machine);

size_t language_count(void);
const struct language *language_at(size_t index);

#endif

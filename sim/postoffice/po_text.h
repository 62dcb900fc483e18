/*
 * po_text -- names and texts of a post office, to people and back
 *
 * What is stored is in the post office's code page (437, 850, 932, 949); people see and write
 * UTF-8. A character that the page does not have is refused, never stored as something else: two
 * names would become one, and nobody could be written to by his name.
 *
 * Errors  po_text_take: false, and the diagnostic names character, byte and page.
 * Owns    nothing; results lie on the arena.
 */
#ifndef SIM_POSTOFFICE_PO_TEXT_H
#define SIM_POSTOFFICE_PO_TEXT_H

#include "base/diagnostic.h"
#include "base/text.h"
#include "postoffice.h"

enum text_code_page po_text_page(const struct postoffice *po);
const char *po_text_shown(const struct postoffice *po, const char *text, struct arena *arena);
/* UTF-8 as it is stored. */
bool po_text_take(enum text_code_page page, const char *utf8, struct arena *arena,
                  const char **text_out, struct diagnostic *diagnostic_out);

#endif

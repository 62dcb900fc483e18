/*
 * parse_fact -- a fact (word, values, attributes) read as its shape says
 *
 * Optional values are matched by type, the first ones first; when what follows does not fit then,
 * they are left out. A bare word that names an attribute of the shape is that attribute, never a
 * name: a name like that is quoted. A quoted text that an optional value was waiting for may also
 * stand between attributes.
 */
#ifndef SIM_SCENARIO_PARSE_FACT_H
#define SIM_SCENARIO_PARSE_FACT_H

#include "scenario/language/parse_value.h"

enum fact_use {
    FACT_DECLARE, /* required attributes must be there */
    FACT_EDIT,    /* attributes not written keep their value */
    FACT_REMOVE   /* values may be left out, too */
};

struct fact_request {
    const struct shape *shape;
    struct span span; /* behind the shape's word */
    enum fact_use use;
};

/* false: errors were added; fact_out is good enough to be looked at, but has holes. Sets neither
 * label nor path. */
bool fact_read(struct error_list *errors, const struct fact_request *request,
               struct fact *fact_out);

/* NULL: the shape has no attribute of that name. */
const struct attribute *shape_attribute(const struct shape *shape, const char *word);

#endif

#include "record/tables/offices.h"

static const char *visit_one(struct office_visit *visit,
                             enum status (*look)(const struct office_visit *visit))
{
    struct arena *scratch = table_scratch(visit->rows);
    enum status st = po_open(visit->port, visit->directory, false, scratch, &visit->po);
    if (st == ST_OK) {
        visit->name = po_name(visit->po);
        table_page(visit->rows, po_code_page(visit->po));
        st = look(visit);
        po_close(visit->po);
    }
    return st == ST_OK ? NULL : arena_format(scratch, "%s: %s", visit->directory, status_text(st));
}

const char *offices_visit(const struct table_context *context, struct table_rows *rows,
                          enum status (*visit)(const struct office_visit *visit))
{
    if (context->directory != NULL) {
        struct office_visit one = {
            .port = context->port, .directory = context->directory, .rows = rows};
        return visit_one(&one, visit);
    }
    for (struct office *o = context->world->offices; o != NULL; o = o->next) {
        struct postoffice *theirs = NULL;
        const char *why = office_reader(context->world, o, &theirs);
        if (why != NULL) {
            return why;
        }
        struct office_visit one = {.port = &o->console->port, .directory = o->path, .rows = rows};
        why = visit_one(&one, visit);
        if (why != NULL) {
            return why;
        }
    }
    return NULL;
}

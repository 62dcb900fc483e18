/* What a post office is called, by scenarios and by itself, and how large an administrator finds
 * it. */
#include <string.h>

#include "base/text.h"
#include "po_remake.h"
#include "po_text.h"
#include "postoffice.h"
#include "world/office.h"
#include "world/world.h"

/* By label first: so no name of another one comes between. */
struct office *office_find(struct world *world, const char *name)
{
    if (name == NULL || name[0] == '\0') {
        return world->offices;
    }
    for (struct office *o = world->offices; o != NULL; o = o->next) {
        if (text_equal(o->label, name)) {
            return o;
        }
    }
    for (struct office *o = world->offices; o != NULL; o = o->next) {
        if (text_equal(o->name, name)) {
            return o;
        }
    }
    return NULL;
}

/* NULL: it may be called so. */
static const char *name_error(struct world *world, const struct office *office, const char *name,
                              enum text_code_page page)
{
    const char *stored = NULL;
    struct diagnostic diagnostic = {0};
    const struct office *other = office_find(world, name);
    if (name[0] == '\0' || strstr(name, " at ") != NULL) {
        return "a post office has a name, without ` at ` in it";
    }
    if (other != NULL && other != office) {
        return arena_format(world->arena, "%s is the post office %s", name, other->label);
    }
    return po_text_take(page, name, world->arena, &stored, &diagnostic)
               ? NULL
               : arena_format(world->arena, "a post office cannot be called %s: %s", name,
                              diagnostic.text);
}

const char *office_take_name(struct world *world, struct office *office,
                             const struct office_spec *spec, int page)
{
    office->label = arena_text(world->arena, spec->name);
    office->name =
        spec->own_name != NULL ? arena_text(world->arena, spec->own_name) : office->label;
    const enum text_code_page stored = text_page_of((uint64_t)page, CODE_PAGE_437);
    const char *why = name_error(world, office, office->name, stored);
    if (why == NULL) {
        office->name_in_page = text_from_utf8(world->arena, stored, office->name, NULL);
    }
    return why;
}

const char *office_rename(struct world *world, struct office *office, const char *name)
{
    struct postoffice *po = NULL;
    const char *why = office_reader(world, office, &po);
    why = why != NULL ? why : name_error(world, office, name, po_text_page(po));
    if (why != NULL) {
        return why;
    }
    const char *stored = text_from_utf8(world->arena, po_text_page(po), name, NULL);
    const enum status st = po_rename(po, stored);
    if (st != ST_OK) {
        return arena_format(world->arena, "%s cannot be called %s: %s", office->label, name,
                            st == ST_LOCK_VIOLATION ? "somebody else has locked it"
                                                    : status_text(st));
    }
    office->name = arena_text(world->arena, name);
    office->name_in_page = stored;
    return NULL;
}

const char *office_grow(struct world *world, struct office *office, uint64_t size_bytes)
{
    struct postoffice *po = NULL;
    const char *why = office_reader(world, office, &po);
    if (why != NULL) {
        return why;
    }
    (void)world_assumption(world, ASSUME_OFFICE_SIZE);
    struct arena scratch = {0};
    const enum status st = po_grow(po, size_bytes, &scratch);
    arena_release(&scratch);
    return st == ST_OK ? NULL
                       : arena_format(world->arena, "%s cannot be that large: %s", office->label,
                                      status_text(st));
}

/* Blocks of MLANDATA: whose each is, and what it says of itself. */
#include "po_map.h"
#include "record/tables/offices.h"

static void one(const struct office_visit *visit, uint32_t number, const struct po_block *block)
{
    struct table_rows *rows = visit->rows;
    table_text(rows, visit->name);
    table_integer(rows, number);
    table_text(rows, po_block_state_name(block->state));
    if (block->held_by != 0) {
        table_integer(rows, (int64_t)block->held_by);
    } else {
        table_null(rows);
    }
    if (block->is_readable) {
        table_integer(rows, (int64_t)block->message_id);
        table_integer(rows, block->ordinal);
        table_integer(rows, block->next);
        table_integer(rows, block->used);
    } else {
        table_null(rows);
        table_null(rows);
        table_null(rows);
        table_null(rows);
    }
    table_row(rows);
}

static enum status look(const struct office_visit *visit)
{
    struct po_map map = {.count = 0};
    const enum status st = po_map(visit->po, table_scratch(visit->rows), &map);
    for (uint32_t block = 1; st == ST_OK && block < map.count; block++) {
        one(visit, block, &map.blocks[block]);
    }
    return st;
}

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    return offices_visit(context, rows, look);
}

const struct table table_po_block = {
    .name = "po_block",
    .help = "blocks of MLANDATA: used; torn (of a live message, and not as it was written); "
            "crossed (of two); free; lost (of nobody). held_by is the live message whose chain "
            "leads there; then what the block says of itself",
    .columns = "postoffice TEXT, block INTEGER, state TEXT, held_by INTEGER, message_id INTEGER, "
               "ordinal INTEGER, next INTEGER, used_bytes INTEGER",
    .is_office = true,
    .fill = fill,
};

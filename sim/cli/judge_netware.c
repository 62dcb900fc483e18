/* Effective rights on a chain of nodes, by the engine of the NetWare models. */
#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "cli/judge_models.h"
#include "fs/rights/trustee.h"

struct node_list {
    struct nw_node *nodes;
    uint32_t count;
    uint32_t capacity;
};

struct row {
    struct bytes mark;
    struct judge_ids ids;
    uint32_t user;
    struct node_list list;
    bool is_supervisor;
};

/* Names of NetWare fold. */
static uint32_t folded_id(struct judge_line *line, struct bytes name)
{
    uint8_t *folded = arena_copy(line->arena, name.data, name.size);
    for (size_t i = 0; i < name.size; i++) {
        folded[i] = (uint8_t)text_upper_char((char)folded[i]);
    }
    return judge_id(line, (struct bytes){folded, name.size});
}

static bool read_name(struct judge_line *line, uint32_t *id_out)
{
    struct bytes name;
    if (!json_line_text(&line->json, &name)) {
        return false;
    }
    if (name.size == 0) {
        return json_line_refuse(&line->json, "a name is empty");
    }
    *id_out = folded_id(line, name);
    return true;
}

static bool read_mark(struct judge_line *line, void *row)
{
    return judge_read_mark(line, &((struct row *)row)->mark);
}

static bool read_user(struct judge_line *line, void *row)
{
    return read_name(line, &((struct row *)row)->user);
}

/* Groups and equivalences count alike: neither leads on. */
static bool read_ids(struct judge_line *line, void *row)
{
    if (!json_line_open(&line->json, '[')) {
        return false;
    }
    while (json_line_item(&line->json)) {
        uint32_t id = 0;
        if (!read_name(line, &id)) {
            return false;
        }
        judge_ids_add(line, &((struct row *)row)->ids, id);
    }
    return line->json.error == NULL;
}

static bool read_supervisor(struct judge_line *line, void *row)
{
    return json_line_bool(&line->json, &((struct row *)row)->is_supervisor);
}

static bool read_rights(struct judge_line *line, nw_rights *rights_out)
{
    enum { LETTERS_MAX = 64 };
    struct bytes text;
    char letters[LETTERS_MAX];
    size_t bad = 0;
    if (!json_line_text(&line->json, &text)) {
        return false;
    }
    if (text.size >= sizeof(letters) ||
        (text.size != 0 && memchr(text.data, '\0', text.size) != NULL)) {
        return judge_refuse(line, "'%s': rights are letters of SRWCEMFA", text);
    }
    if (text.size != 0) {
        memcpy(letters, text.data, text.size);
    }
    letters[text.size] = '\0';
    return nw_rights_parse(letters, rights_out, &bad) ||
           judge_refuse(line, "unknown right in '%s': letters of SRWCEMFA", text);
}

static bool read_mask(struct judge_line *line, void *row)
{
    struct nw_node *node = row;
    if (json_line_peek(&line->json) == 'n') {
        return json_line_null(&line->json);
    }
    node->has_mask = true;
    return read_rights(line, &node->mask);
}

static bool is_known(const struct nw_trustee *trustees, uint32_t count, uint32_t id)
{
    uint32_t i = 0;
    while (i < count && trustees[i].id != id) {
        i++;
    }
    return i < count;
}

static bool read_trustees(struct judge_line *line, void *row)
{
    enum { TRUSTEES_MAX = 4096 };
    struct nw_node *node = row;
    struct nw_trustee *all = NULL;
    uint32_t capacity = 0;
    struct bytes key;
    if (!json_line_open(&line->json, '{')) {
        return false;
    }
    while (json_line_key(&line->json, &key)) {
        if (node->trustee_count == TRUSTEES_MAX) {
            return json_line_refuse(&line->json, "more than 4096 trustees of one node");
        }
        all = judge_room(line, all, node->trustee_count, &capacity, sizeof(*all));
        struct nw_trustee *trustee = &all[node->trustee_count];
        if (key.size == 0) {
            return json_line_refuse(&line->json, "a name is empty");
        }
        trustee->id = folded_id(line, key);
        if (is_known(all, node->trustee_count, trustee->id)) {
            return judge_refuse(line, "'%s' is twice a trustee of one node", key);
        }
        if (!read_rights(line, &trustee->rights)) {
            return false;
        }
        node->trustee_count++;
    }
    node->trustees = all;
    return line->json.error == NULL;
}

static bool read_nodes(struct judge_line *line, void *row)
{
    static const struct judge_field fields[] = {{"irm", read_mask, true},
                                                {"trustees", read_trustees, true}};
    struct node_list *list = &((struct row *)row)->list;
    if (!json_line_open(&line->json, '[')) {
        return false;
    }
    while (json_line_item(&line->json)) {
        list->nodes =
            judge_room(line, list->nodes, list->count, &list->capacity, sizeof(*list->nodes));
        if (!judge_read(line, fields, ARRAY_COUNT(fields), &list->nodes[list->count])) {
            return false;
        }
        list->count++;
    }
    return line->json.error == NULL;
}

static bool accepts(struct judge_line *line, void *row)
{
    struct row *self = row;
    if (self->list.count == 0) {
        return json_line_refuse(&line->json, "nodes begin with the root of a volume");
    }
    judge_ids_add(line, &self->ids, self->user);
    return true;
}

static void answer(struct judge_bench *bench, struct judge_line *line, const void *row,
                   struct buffer *target)
{
    (void)bench; /* of NT */
    const struct row *self = row;
    char rights[NW_RIGHTS_TEXT_SIZE];
    const struct nw_node **chain =
        arena_array(line->arena, const struct nw_node *, self->list.count);
    for (uint32_t i = 0; i < self->list.count; i++) {
        chain[i] = &self->list.nodes[i];
    }
    const struct nw_who who = {
        .ids = self->ids.ids, .id_count = self->ids.count, .is_supervisor = self->is_supervisor};
    nw_rights_text(nw_effective_rights(chain, self->list.count, &who), rights);
    judge_put_mark(target, self->mark);
    buffer_text(target, ",\"rights\":\"");
    buffer_text(target, rights);
    buffer_text(target, "\"}");
}

static const struct judge_field fields[] = {
    {"id", read_mark, true},    {"user", read_user, true},         {"groups", read_ids, true},
    {"equiv", read_ids, false}, {"super", read_supervisor, false}, {"nodes", read_nodes, true},
};

const struct judge_model judge_netware = {.name = "netware",
                                          .fields = fields,
                                          .field_count = ARRAY_COUNT(fields),
                                          .row_size = sizeof(struct row),
                                          .accepts = accepts,
                                          .answer = answer};

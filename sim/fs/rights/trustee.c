#include "fs/rights/trustee.h"

#include "base/text.h"

static const struct {
    char letter;
    nw_rights right;
} letters[] = {
    {'S', NW_SUPERVISOR}, {'R', NW_READ},   {'W', NW_WRITE},     {'C', NW_CREATE},
    {'E', NW_ERASE},      {'M', NW_MODIFY}, {'F', NW_FILE_SCAN}, {'A', NW_ACCESS_CONTROL},
};
enum { LETTERS = sizeof(letters) / sizeof(letters[0]) };

static const struct nw_trustee *assignment_of(const struct nw_node *node, uint32_t id)
{
    for (uint32_t i = 0; i < node->trustee_count; i++) {
        if (node->trustees[i].id == id) {
            return &node->trustees[i];
        }
    }
    return NULL;
}

/* The rights of one id alone; NW_ALL as soon as it holds Supervisor on the way. */
static nw_rights rights_of_id(const struct nw_node *const *root_to_leaf, size_t depth, uint32_t id)
{
    nw_rights rights = 0;
    for (size_t i = 0; i < depth; i++) {
        const struct nw_node *node = root_to_leaf[i];
        if (node == NULL) {
            continue;
        }
        if (node->has_mask && i != 0) {
            rights &= node->mask;
        }
        const struct nw_trustee *assignment = assignment_of(node, id);
        if (assignment != NULL) {
            rights = assignment->rights;
        }
        if ((rights & NW_SUPERVISOR) != 0) {
            return NW_ALL;
        }
    }
    return rights;
}

nw_rights nw_effective_rights(const struct nw_node *const *root_to_leaf, size_t depth,
                              const struct nw_who *who)
{
    if (who->is_supervisor) {
        return NW_ALL;
    }
    nw_rights total = 0;
    for (uint32_t i = 0; i < who->id_count && total != NW_ALL; i++) {
        total |= rights_of_id(root_to_leaf, depth, who->ids[i]);
    }
    return total;
}

void nw_rights_text(nw_rights rights, char text_out[NW_RIGHTS_TEXT_SIZE])
{
    for (size_t i = 0; i < LETTERS; i++) {
        if ((rights & letters[i].right) != 0) {
            *text_out++ = letters[i].letter;
        }
    }
    *text_out = '\0';
}

bool nw_rights_parse(const char *text, nw_rights *rights_out, size_t *bad_index_out)
{
    nw_rights rights = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        const char letter = text_upper_char(text[i]);
        size_t k = 0;
        while (k < LETTERS && letters[k].letter != letter) {
            k++;
        }
        if (k == LETTERS) {
            *bad_index_out = i;
            return false;
        }
        rights |= letters[k].right;
    }
    *rights_out = rights;
    return true;
}

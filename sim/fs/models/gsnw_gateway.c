/*
 * A NetWare directory behind an NT share: the caller is judged by the share ACL only, the gateway's
 * account by its trustee rights (KB Q118469, Q163817). way->token is that of the gateway's
 * session.
 */
#include "base/text.h"
#include "fs/netware_file.h"
#include "fs/nt_file.h"

/* Lacks with this bit are NT rights that the share ACL withholds; without it NetWare rights of the
 * gateway's account. */
static const uint32_t by_share = 0x80000000u;

static bool judge(const struct fs_question *question, struct fs_refusal *refusal_out)
{
    const nt_mask lacks = nt_file_share_lacks(question);
    if (lacks != 0) {
        refusal_out->lacks = by_share | lacks;
        return false;
    }
    return netware_file_judge(question, refusal_out);
}

static void lacks_text(uint32_t lacks, char *target, size_t capacity)
{
    if ((lacks & by_share) == 0) {
        netware_file_lacks_text(lacks, target, capacity);
        return;
    }
    char words[160];
    nt_file_lacks_text(lacks & ~by_share, words, sizeof(words));
    (void)text_format(target, capacity, "share: %s", words); /* cut when the target is short */
}

const struct fs_model fs_model_gsnw_gateway = {
    .name = "gateway share",
    .id = FS_MODEL_gsnw_gateway,
    .lists_by_right = true,
    .judge = judge,
    .created = netware_file_created,
    .lacks_text = lacks_text,
};

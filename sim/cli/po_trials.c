#include "cli/po_trials.h"

#include <string.h>

#include "base/text.h"
#include "core/prng.h"
#include "programs/program_files.h"

struct victim {
    const char *path;
    uint64_t size;
};

struct victims {
    struct victim *files;
    size_t count;
    uint64_t bytes;
};

/* Every message that could be read at first, by mailbox and id: a table with open addressing. */
struct original {
    uint64_t key;
    uint64_t hash;
};

struct mail {
    struct original *originals;
    size_t mask;
    uint32_t count; /* read without an error */
    uint32_t unreadable;
    uint32_t changed; /* read without an error, and not what it was */
};

/* What mail is in; the directory's other files are read by nobody here. */
static const char *const patterns[] = {"CLANDATA", "MLANDATA", "MLANDATA.RCL", "USR*"};

static enum status copy_file(const struct po_trials *trials, const struct os_entry *entry,
                             struct arena *scratch)
{
    struct os_port *port = trials->port;
    const char *source = arena_format(scratch, "%s/%s", trials->directory, entry->name);
    const char *target = arena_format(scratch, "%s/%s", trials->copy, entry->name);
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_ALL, OS_CREATE_NEW};
    struct bytes content = {NULL, 0};
    struct os_file file = {0};
    enum status st = files_read(port, source, entry->size_bytes, scratch, &content);
    if (st == ST_OK) {
        st = os_open(port, target, mode, &file);
    }
    if (st != ST_OK) {
        return st;
    }
    st = os_write(port, file, 0, content.data, content.size);
    const enum status closed = os_close(port, file);
    return st == ST_OK ? closed : st;
}

static enum status copy_make(const struct po_trials *trials, struct arena *arena)
{
    enum status st = ST_OK;
    struct arena scratch = {0};
    for (size_t i = 0; st == ST_OK && i < ARRAY_COUNT(patterns); i++) {
        struct os_names names = {NULL, 0};
        st = os_list(trials->port, trials->directory, patterns[i], arena, &names);
        for (size_t n = 0; st == ST_OK && n < names.count; n++) {
            st = copy_file(trials, &names.entries[n], &scratch);
            arena_reset(&scratch);
        }
    }
    arena_release(&scratch);
    return st;
}

static void copy_remove(const struct po_trials *trials, struct arena *arena)
{
    struct os_names names = {NULL, 0};
    DISCARD(os_list(trials->port, trials->copy, "*", arena, &names), "then nothing is removed");
    for (size_t n = 0; n < names.count; n++) {
        DISCARD(os_remove(trials->port,
                          arena_format(arena, "%s/%s", trials->copy, names.entries[n].name)),
                "it is a copy, in a directory for such things");
    }
}

static enum status victims_find(const struct po_trials *trials, struct arena *arena,
                                struct victims *victims_out)
{
    *victims_out = (struct victims){0};
    struct os_names names[ARRAY_COUNT(patterns)];
    size_t total = 0;
    for (size_t i = 0; i < ARRAY_COUNT(patterns); i++) {
        const enum status st =
            os_list(trials->port, trials->directory, patterns[i], arena, &names[i]);
        if (st != ST_OK) {
            return st;
        }
        total += names[i].count;
    }
    victims_out->files = arena_array(arena, struct victim, total + 1);
    for (size_t i = 0; i < ARRAY_COUNT(patterns); i++) {
        for (size_t n = 0; n < names[i].count; n++) {
            struct victim *victim = &victims_out->files[victims_out->count++];
            victim->path =
                arena_format(arena, "%s/%s", trials->directory, names[i].entries[n].name);
            victim->size = names[i].entries[n].size_bytes;
            victims_out->bytes += victim->size;
        }
    }
    return ST_OK;
}

/* The same call a second time puts the byte back. */
static enum status flip(const struct po_trials *trials, const struct victim *victim,
                        uint64_t offset, uint8_t mask)
{
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};
    struct os_file file = {0};
    uint8_t byte = 0;
    size_t got = 0;
    enum status st = os_open(trials->port, victim->path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    st = os_read(trials->port, file, offset, &byte, 1, &got);
    byte ^= mask;
    if (st == ST_OK) {
        st = got == 1 ? os_write(trials->port, file, offset, &byte, 1) : ST_IO_ERROR;
    }
    const enum status closed = os_close(trials->port, file);
    return st == ST_OK ? closed : st;
}

static uint64_t key_of(uint32_t usr, uint64_t id)
{
    return (id * 0x9E3779B97F4A7C15U ^ usr * UINT64_C(0xBF58476D1CE4E5B9)) | 1;
}

static struct original *place(const struct mail *mail, uint64_t key)
{
    size_t at = (size_t)(key >> 20) & mail->mask;
    while (mail->originals[at].key != 0 && mail->originals[at].key != key) {
        at = (at + 1) & mail->mask;
    }
    return &mail->originals[at];
}

static void take_content(struct mail *mail, uint64_t key, struct bytes content, bool is_first)
{
    struct original *original = place(mail, key);
    const uint64_t hash = hash64(content.data, content.size);
    if (is_first) {
        *original = (struct original){key, hash};
    } else if (original->key == 0 || original->hash != hash) {
        mail->changed++;
    }
    mail->count++;
}

/* Reads one mailbox; what cannot be read is counted. */
static void read_mailbox(struct postoffice *po, uint32_t usr, bool is_first, struct mail *mail)
{
    struct po_message message = {0};
    struct arena scratch = {0};
    for (;;) {
        struct bytes content = {NULL, 0};
        const uint64_t after = message.id;
        message.id = 0;
        enum status st = po_queue_next(po, usr, after, &message);
        if (st == ST_NO_MORE) {
            break;
        }
        if (st == ST_OK) {
            st = po_message_read(po, &message, &scratch, &content, NULL);
        }
        if (st == ST_OK) {
            take_content(mail, key_of(usr, message.id), content, is_first);
        }
        arena_reset(&scratch);
        mail->unreadable += st != ST_OK ? 1 : 0;
        if (st != ST_OK && message.id <= after) {
            break;
        }
    }
    arena_release(&scratch);
}

static void read_mail(const struct po_trials *trials, bool is_first, struct mail *mail)
{
    struct arena scratch = {0};
    struct postoffice *po = NULL;
    struct po_entries list = {0};
    mail->count = 0;
    mail->unreadable = 0;
    mail->changed = 0;
    enum status st = po_open(trials->port, trials->directory, false, &scratch, &po);
    if (st == ST_OK) {
        st = po_entry_list(po, &scratch, &list);
    }
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        if (list.entries[i].usr != 0) {
            read_mailbox(po, list.entries[i].usr, is_first, mail);
        }
    }
    po_close(po);
    mail->unreadable += st != ST_OK ? 1 : 0;
    arena_release(&scratch);
}

/* UINT32_MAX: it cannot be opened. */
static uint32_t findings(const struct po_trials *trials, struct po_report *report_out)
{
    struct arena scratch = {0};
    const enum status st = po_check(trials->port, trials->directory, &scratch, report_out);
    arena_release(&scratch);
    return st == ST_OK ? report_out->wear + report_out->errors : UINT32_MAX;
}

static enum status trial(const struct po_trials *trials, const struct victims *victims,
                         struct prng *prng, struct po_trials_result *result, struct mail *mail)
{
    struct po_report report;
    const uint32_t count = mail->count;
    uint64_t at = prng_below(prng, victims->bytes);
    const uint8_t mask = (uint8_t)(1 + prng_below(prng, 255));
    size_t i = 0;
    while (at >= victims->files[i].size) {
        at -= victims->files[i].size;
        i++;
    }
    enum status st = flip(trials, &victims->files[i], at, mask);
    if (st == ST_OK) {
        struct mail after = *mail;
        const bool is_noticed = findings(trials, &report) != 0;
        read_mail(trials, false, &after);
        const bool is_gone = after.count < count && after.unreadable == 0 && !is_noticed;
        result->trials++;
        result->noticed += is_noticed ? 1 : 0;
        result->unreadable += after.unreadable != 0 ? 1 : 0;
        result->altered += after.changed != 0 || is_gone ? 1 : 0;
        st = flip(trials, &victims->files[i], at, mask);
    }
    return st;
}

static enum status run(const struct po_trials *trials, struct arena *arena,
                       struct po_trials_result *result_out)
{
    struct victims victims;
    struct po_report report;
    struct mail mail = {0};
    struct prng prng;
    *result_out = (struct po_trials_result){0};
    enum status st = victims_find(trials, arena, &victims);
    if (st != ST_OK || victims.bytes == 0) {
        return st == ST_OK ? ST_NOT_FOUND : st;
    }
    if (findings(trials, &report) != 0) {
        return ST_FILE_CORRUPT; /* what is worn already hides what a flip does */
    }
    size_t room = 16;
    while (room < 2 * (size_t)report.pointers) {
        room *= 2;
    }
    mail.originals = arena_array(arena, struct original, room);
    mail.mask = room - 1;
    read_mail(trials, true, &mail);
    prng_init(&prng, trials->seed, "po flip-trials");
    result_out->bytes = victims.bytes;
    for (uint64_t i = 0; st == ST_OK && i < trials->count; i++) {
        st = trial(trials, &victims, &prng, result_out, &mail);
    }
    return st;
}

enum status po_trials_run(const struct po_trials *trials, struct arena *arena,
                          struct po_trials_result *result_out)
{
    struct po_trials on_copy = *trials;
    on_copy.directory = trials->copy;
    *result_out = (struct po_trials_result){0};
    enum status st = copy_make(trials, arena);
    if (st == ST_OK) {
        st = run(&on_copy, arena, result_out);
    }
    copy_remove(trials, arena);
    return st;
}

void po_trials_print(const struct po_trials_result *result, struct buffer *target)
{
    const double share =
        result->trials != 0 ? 100.0 * (double)result->noticed / (double)result->trials : 0;
    buffer_format(target, "%llu bytes; %llu times one byte of a copy flipped and put back\n",
                  (unsigned long long)result->bytes, (unsigned long long)result->trials);
    buffer_format(target, "noticed by Analyze      %8llu  %.2f %%\n",
                  (unsigned long long)result->noticed, share);
    buffer_format(target, "some mail unreadable    %8llu\n",
                  (unsigned long long)result->unreadable);
    buffer_format(target, "mail silently altered   %8llu\n", (unsigned long long)result->altered);
}

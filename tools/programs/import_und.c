#include "programs/import_und.h"

#include <string.h>

#include "base/text.h"
#include "programs/program_files.h"

enum { USUAL_SIZE = 1023 };

const char *und_file_name(struct work *work)
{
    const struct po_file_identity *identity = &work->file->identity;
    return arena_format(work->scratch, "%s %llu %016llx%016llx", work->file->name,
                        (unsigned long long)identity->size, (unsigned long long)identity->hash.high,
                        (unsigned long long)identity->hash.low);
}

/* Is it nothing but reports? */
static bool is_whole(const struct work *work, struct bytes file)
{
    size_t offset = 0;
    struct und_report report;
    enum status st = ST_OK;
    while (st == ST_OK) {
        st = und_read(file, &offset, work->scratch, &report);
    }
    return st == ST_NO_MORE && file.size != 0;
}

/* ST_NOT_FOUND: there is none that is whole. */
static enum status take_temporary(struct work *work, const char *und_path)
{
    struct os_port *port = work->batch->session->start->port;
    char temporary[OS_PATH_SIZE];
    struct bytes content = {0};
    enum status st = files_temporary(und_path, 0, temporary);
    if (st == ST_OK) {
        st = files_read(port, temporary, USUAL_SIZE, work->scratch, &content);
    }
    if (st == ST_OK && !is_whole(work, content)) {
        return ST_NOT_FOUND;
    }
    if (st == ST_OK) {
        st = os_rename(port, temporary, und_path);
    }
    if (st == ST_OK) {
        work->old_und = content;
    }
    return st;
}

void und_old_read(struct work *work)
{
    struct os_port *port = work->batch->session->start->port;
    char und_path[OS_PATH_SIZE];
    enum status st = files_with_extension(work->file->path, ".UND", und_path);
    work->old_und = (struct bytes){0};
    if (st == ST_OK) {
        st = files_read(port, und_path, USUAL_SIZE, work->scratch, &work->old_und);
    }
    if (st == ST_NOT_FOUND && work->is_reported) {
        st = take_temporary(work, und_path);
    }
    work->has_old_und = st == ST_OK;
    if (st != ST_OK && st != ST_NOT_FOUND) {
        work_fail(work, st, RC_FAILED);
    }
}

bool und_old_report(struct work *work, uint32_t ordinal, struct und_report *report_out)
{
    size_t offset = 0;
    const char *file = work->old_und.size != 0 ? und_file_name(work) : "";
    while (und_read(work->old_und, &offset, work->scratch, report_out) == ST_OK) {
        if (report_out->ordinal == ordinal && text_equal(report_out->file, file)) {
            return true;
        }
    }
    return false;
}

/* What is to be there: what the old one has of other files, this file's reports, and the rest that
 * cannot be read. A file that cannot be read itself stays, and so do the notices of every try
 * (Q223772). */
static struct bytes wanted(struct work *work)
{
    const struct bytes old = work->old_und;
    const char *file = und_file_name(work);
    struct buffer all;
    size_t offset = 0;
    buffer_init(&all, work->scratch);
    for (;;) {
        struct und_report report;
        const size_t start = offset;
        if (und_read(old, &offset, work->scratch, &report) != ST_OK) {
            break;
        }
        if (work->file->is_unreadable || !text_equal(report.file, file)) {
            buffer_add(&all, old.data + start, offset - start);
        }
    }
    buffer_add(&all, work->und.data, work->und.size);
    if (old.size > 0) {
        buffer_add(&all, old.data + offset, old.size - offset);
    }
    return buffer_bytes(&all);
}

static bool is_equal(struct bytes a, struct bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

void und_settle(struct work *work)
{
    struct os_port *port = work->batch->session->start->port;
    char und_path[OS_PATH_SIZE];
    if (!work->has_old_und && work->und.size == 0) {
        return;
    }
    const struct bytes content = wanted(work);
    enum status st = files_with_extension(work->file->path, ".UND", und_path);
    if (st == ST_OK && content.size == 0) {
        st = os_remove(port, und_path);
        st = st == ST_NOT_FOUND ? ST_OK : st;
    } else if (st == ST_OK && !is_equal(content, work->old_und)) {
        st = files_replace(port, und_path, content);
    }
    if (st != ST_OK) {
        work_fail(work, st, RC_FAILED);
    }
}

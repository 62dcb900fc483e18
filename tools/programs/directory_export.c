#include "programs/directory_export.h"

#include "base/directory_file.h"
#include "po_list.h"
#include "programs/program_files.h"

/* Groups of PROPADD, in their order. */
enum group { GROUP_DIRECT, GROUP_INDIRECT, GROUP_USERS, GROUP_ALIASES, GROUP_LISTS, GROUP_BOARDS };

static enum group group_of(enum po_kind kind)
{
    switch (kind) {
    case PO_POSTOFFICE:
        return GROUP_DIRECT;
    case PO_POSTOFFICE_VIA:
        return GROUP_INDIRECT;
    case PO_USER:
    case PO_USER_ELSEWHERE:
    case PO_MOBILE:
    case PO_MOBILE_ELSEWHERE:
        return GROUP_USERS;
    case PO_ALIAS:
    case PO_ALIAS_ELSEWHERE:
        return GROUP_ALIASES;
    case PO_LIST:
        return GROUP_LISTS;
    case PO_BOARD:
        break;
    }
    return GROUP_BOARDS;
}

/* Entries of the groups from `first` to `last`, in the order of their names. */
static enum status write_groups(const struct session *session, const struct po_entries *list,
                                enum group first, enum group last, struct buffer *output)
{
    const struct program_arguments *arguments = &session->arguments;
    const bool only_marked = arguments->propagates && !arguments->sorts_for_adding;
    for (size_t i = 0; i < list->count; i++) {
        const struct po_entry *entry = &list->entries[i];
        const enum group group = group_of(entry->kind);
        if (group < first || group > last || (only_marked && entry->marker == PO_MARKER_NONE)) {
            continue;
        }
        const bool is_here =
            entry->kind == PO_USER || entry->kind == PO_MOBILE || group > GROUP_ALIASES;
        struct po_members members = {0};
        if (entry->kind == PO_LIST && entry->usr != 0) {
            const enum status st =
                po_members_read(session->po, entry->usr, output->arena, &members);
            if (st != ST_OK) {
                return st;
            }
        }
        const struct directory_record record = {
            .members = members.names,
            .member_count = (uint32_t)members.count,
            .location = (char)entry->kind,
            .name = entry->name,
            .address = is_here ? po_name(session->po) : entry->address,
            .fan = session->arguments.has_fan ? entry->fan : "",
            .comment = entry->comment,
        };
        directory_write(output, &record);
    }
    return ST_OK;
}

int directory_export(struct session *session, const char *target, struct arena *scratch)
{
    struct po_entries list = {0};
    struct buffer output;
    session_print(session, "Exporting directory to file ");
    session_line(session, session->arguments.file);
    enum status st = session->arguments.deletes_entries
                         ? po_entry_list_removed(session->po, scratch, &list)
                         : po_entry_list_whole(session->po, scratch, &list);
    if (st != ST_OK) {
        return session_failure(session, st, RC_NOT_ACCESSIBLE);
    }
    buffer_init(&output, scratch);
    switch (session->arguments.directory_part) {
    case ARGUMENTS_ENTRIES:
        if (!session->arguments.sorts_for_adding) {
            st = write_groups(session, &list, GROUP_DIRECT, GROUP_ALIASES, &output);
            break;
        }
        for (enum group group = GROUP_DIRECT; st == ST_OK && group <= GROUP_ALIASES; group++) {
            st = write_groups(session, &list, group, group, &output);
        }
        break;
    case ARGUMENTS_LISTS:
        st = write_groups(session, &list, GROUP_LISTS, GROUP_LISTS, &output);
        break;
    case ARGUMENTS_BOARDS:
        st = write_groups(session, &list, GROUP_BOARDS, GROUP_BOARDS, &output);
        break;
    }
    if (st != ST_OK) {
        return session_failure(session, st, RC_NOT_ACCESSIBLE);
    }
    st = files_replace(session->start->port, target, buffer_bytes(&output));
    if (st != ST_OK) {
        session->is_gone = st == ST_PROCESS_GONE;
        session_print(session, "Export file cannot be written: ");
        session_line(session, status_text(st));
        return RC_FAILED;
    }
    return RC_DONE;
}

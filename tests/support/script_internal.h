/*
 * script_internal -- what the files of script_port share
 */
#ifndef SUPPORT_SCRIPT_INTERNAL_H
#define SUPPORT_SCRIPT_INTERNAL_H

#include "support/script_port.h"

enum { PROGRAM_MAX = 8, SETTING_MAX = 64, OPEN_MAX = 64, EVENT_MAX = 4096, CHILD_MAX = 4 };

struct script_file {
    struct script_file *next;
    char path[OS_PATH_SIZE];
    uint8_t *data;
    size_t size;
    size_t capacity;
    uint64_t modified_ms;
    bool is_directory;
    bool is_gone;
};

struct script_port {
    struct os_port port; /* first */
    struct exchange_port exchange;
    struct exchange_port *inner;
    struct arena *arena;
    struct script_file *files;
    struct script_file *open[OPEN_MAX];
    struct {
        const char *name;
        script_program program;
        void *context;
    } programs[PROGRAM_MAX];
    struct {
        const char *name;
        const char *value;
    } settings[SETTING_MAX];
    struct {
        uint32_t id;
        const char *text;
    } events[EVENT_MAX];
    struct {
        bool is_used;
        bool is_killed;
        struct script_end end;
    } children[CHILD_MAX];
    size_t event_count;
    size_t start_count;
    bool has_child_ended;
    struct os_locale locale;
    uint64_t now_us;
    uint64_t random;
    uint64_t call;
    uint64_t fail_call;
    enum status fail_status;
    bool is_gone;
    bool has_struck;
    const char *refused_call;
    const char *refused_suffix;
    enum status refused_status;
};

static inline struct script_port *script_of(struct os_port *port)
{
    return (struct script_port *)(void *)port;
}

/* Every call of a port begins here; anything but ST_OK is its answer. */
enum status script_enter(struct script_port *script, const char *call_name, const char *path);

void script_file_ops(struct os_port_ops *ops);
void script_program_ops(struct os_port_ops *ops);

#endif

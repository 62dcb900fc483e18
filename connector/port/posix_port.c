#define _GNU_SOURCE /* ppoll */
#include "port/posix_port.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "port/posix_state.h"

static uint64_t clock_us(clockid_t clock)
{
    struct timespec now;
    REQUIRE(clock_gettime(clock, &now) == 0);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static uint64_t posix_monotonic_us(struct os_port *port)
{
    (void)port; /* the host has one clock */
    return clock_us(CLOCK_MONOTONIC);
}

static uint64_t posix_utc_ms(struct os_port *port)
{
    (void)port; /* as above */
    return clock_us(CLOCK_REALTIME) / 1000;
}

static struct os_locale posix_machine_locale(struct os_port *port)
{
    return posix_port_of(port)->config.locale;
}

static uint64_t posix_random(struct os_port *port)
{
    (void)port; /* as above */
    uint64_t value = 0;
    ssize_t got = 0;
    do {
        got = getrandom(&value, sizeof(value), 0);
    } while (got < 0 && errno == EINTR);
    REQUIRE(got == (ssize_t)sizeof(value)); /* so small a request is never cut */
    return value;
}

static void posix_report_event(struct os_port *port, uint32_t event_id, const char *const *inserts,
                               size_t insert_count)
{
    const struct posix_port *posix = posix_port_of(port);
    if (posix->config.report_event != NULL) {
        posix->config.report_event(posix->config.context, event_id, inserts, insert_count);
        return;
    }
    (void)fprintf(stderr, "event %u", (unsigned)event_id);
    for (size_t i = 0; i < insert_count; i++) {
        (void)fprintf(stderr, "%s%s", i == 0 ? ": " : " | ", inserts[i]);
    }
    (void)fputc('\n', stderr);
}

static const struct os_port_ops posix_ops = {
    .connect = posix_connect,
    .disconnect = posix_disconnect,
    .stat = posix_stat,
    .list = posix_list,
    .make_dir = posix_make_dir,
    .rename = posix_rename,
    .remove = posix_remove,
    .open = posix_open,
    .read = posix_read,
    .write = posix_write,
    .size = posix_size,
    .set_size = posix_set_size,
    .flush = posix_flush,
    .lock = posix_lock,
    .unlock = posix_unlock,
    .close = posix_close,
    .free_space = posix_free_space,
    .process_start = posix_process_start,
    .process_poll = posix_process_poll,
    .process_kill = posix_process_kill,
    .find_program = posix_find_program,
    .setting_get = posix_setting_get,
    .setting_set = posix_setting_set,
    .setting_list = posix_setting_list,
    .monotonic_us = posix_monotonic_us,
    .utc_ms = posix_utc_ms,
    .machine_locale = posix_machine_locale,
    .random = posix_random,
    .report_event = posix_report_event,
};

/* Longest name first, so that "\\SRV\MAIL\IN" wins over "\\SRV\MAIL". */
static void sort_names(struct posix_port_name *names, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct posix_port_name name = names[i];
        size_t at = i;
        for (; at > 0 && strlen(names[at - 1].name) < strlen(name.name); at--) {
            names[at] = names[at - 1];
        }
        names[at] = name;
    }
}

static void copy_config(struct posix_port *posix, const struct posix_port_config *config)
{
    struct arena *arena = config->arena;
    posix->config = *config;
    posix->config.search_path =
        arena_text(arena, config->search_path != NULL ? config->search_path : "");
    struct posix_port_name *names = arena_array(arena, struct posix_port_name, config->name_count);
    for (size_t i = 0; i < config->name_count; i++) {
        names[i].name = arena_text(arena, config->names[i].name);
        names[i].directory = arena_text(arena, config->names[i].directory);
    }
    sort_names(names, config->name_count);
    posix->config.names = names;
    posix->config.settings = NULL; /* they are in `values` from now on */
    posix->config.setting_count = 0;
    for (size_t i = 0; i < config->setting_count; i++) {
        const struct posix_port_setting *setting = &config->settings[i];
        posix_setting_put(posix, setting->section, setting->name, setting->value);
    }
    if (config->locale.date_separator == '\0') {
        posix->config.locale = (struct os_locale){.date_order = 0,
                                                  .date_separator = '/',
                                                  .time_separator = ':',
                                                  .code_page = 437,
                                                  .zone_minutes = config->locale.zone_minutes};
    }
}

struct os_port *posix_port_create(const struct posix_port_config *config)
{
    REQUIRE(config->arena != NULL);
    REQUIRE(config->names != NULL || config->name_count == 0);
    REQUIRE(config->settings != NULL || config->setting_count == 0);
    struct posix_port *posix = arena_new(config->arena, struct posix_port);
    posix->port.ops = &posix_ops;
    posix->port.traits = (struct os_port_traits){
        .case_sensitive = true,
        .mandatory_locks = false,
        .short_names = false,
        .knows_trustees = false,
    };
    copy_config(posix, config);
    return &posix->port;
}

void posix_port_close(struct os_port *port)
{
    struct posix_port *posix = posix_port_of(port);
    for (size_t i = 0; i < posix->file_capacity; i++) {
        if (posix->files[i].is_open) {
            const struct os_file file = {posix->files[i].generation << POSIX_SLOT_BITS |
                                         (uint32_t)(i + 1)};
            DISCARD(posix_close(port, file), "what was not flushed was not promised");
        }
    }
    posix_processes_forget(posix);
}

void posix_port_wait(struct os_port *port, uint64_t until_us)
{
    const struct posix_port *posix = posix_port_of(port);
    struct pollfd ends[POSIX_PROCESS_MAX];
    nfds_t count = 0;
    for (size_t i = 0; i < POSIX_PROCESS_MAX; i++) {
        if (posix->processes[i].is_known) {
            ends[count++] = (struct pollfd){.fd = posix->processes[i].pid_fd, .events = POLLIN};
        }
    }
    const uint64_t now_us = clock_us(CLOCK_MONOTONIC);
    const uint64_t wait_us = until_us > now_us ? until_us - now_us : 0;
    const uint64_t day_us = UINT64_C(86400000000); /* so that it fits; the caller looks again */
    const uint64_t bounded_us = wait_us < day_us ? wait_us : day_us;
    const struct timespec timeout = {.tv_sec = (time_t)(bounded_us / 1000000),
                                     .tv_nsec = (long)(bounded_us % 1000000) * 1000};
    (void)ppoll(ends, count, &timeout, NULL); /* whatever woke us, the caller looks again */
}

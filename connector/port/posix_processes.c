#define _GNU_SOURCE /* posix_spawn_file_actions_addchdir_np, memfd_create, pidfd_open */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "port/posix_state.h"

enum { PROCESS_BITS = 8, ARGUMENT_MAX = 64, ARGUMENTS_SIZE = 1024, CONSOLE_MAX = 1024 * 1024 };
enum { RESULT_KILLED = 1 }; /* assumption KILLED_RC */
_Static_assert(POSIX_PROCESS_MAX < 1 << PROCESS_BITS, "each slot has a handle that is not 0");

static bool is_program(const char *host_path)
{
    struct stat info;
    return stat(host_path, &info) == 0 && S_ISREG(info.st_mode) && access(host_path, X_OK) == 0;
}

/* How well a file name answers to a program name; 0: not at all. */
static int fitness(const char *file_name, const char *program)
{
    const size_t length = strlen(program);
    if (strcmp(file_name, program) == 0) {
        return 4;
    }
    if (text_equal(file_name, program)) {
        return 3;
    }
    if (text_starts(file_name, program) && text_equal(file_name + length, ".EXE")) {
        return 2;
    }
    const size_t file_length = strlen(file_name);
    return text_starts(program, file_name) && text_equal(program + file_length, ".EXE") ? 1 : 0;
}

/* The best program in one directory; of equals the first by spelling, so that the answer is always
 * the same. */
static bool find_in(const char *directory, const char *program, char found[OS_PATH_SIZE])
{
    char host_directory[OS_PATH_SIZE];
    char best[OS_PATH_SIZE] = "";
    int best_fitness = 0;
    if (!text_copy(host_directory, sizeof(host_directory), directory)) {
        return false;
    }
    for (char *c = host_directory; *c != '\0'; c++) {
        *c = *c == '\\' ? '/' : *c;
    }
    DIR *stream = opendir(host_directory);
    if (stream == NULL) {
        return false;
    }
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        const int fits = fitness(entry->d_name, program);
        char path[OS_PATH_SIZE];
        if (fits == 0 || fits < best_fitness ||
            (fits == best_fitness && strcmp(entry->d_name, best) > 0) ||
            !text_format(path, sizeof(path), "%s/%s", host_directory, entry->d_name) ||
            !is_program(path)) {
            continue;
        }
        best_fitness = fits;
        REQUIRE(text_copy(best, sizeof(best), entry->d_name));
    }
    (void)closedir(stream); /* it was only read */
    return best_fitness != 0 && text_join_path(found, OS_PATH_SIZE, directory, best);
}

/* A path is used as it is; without such a file, the same is looked for in its directory as on the
 * search path. */
static enum status find_path(const struct posix_port *posix, const char *program,
                             char found[OS_PATH_SIZE])
{
    char host_path[OS_PATH_SIZE];
    char directory[OS_PATH_SIZE];
    const enum status st = posix_host_path(posix, program, host_path);
    if (st != ST_OK) {
        return st;
    }
    if (is_program(host_path)) {
        return text_copy(found, OS_PATH_SIZE, program) ? ST_OK : ST_TOO_LONG;
    }
    const char *name = text_base_name(host_path);
    memcpy(directory, host_path, (size_t)(name - host_path));
    directory[name - host_path] = '\0';
    return find_in(directory, name, found) ? ST_OK : ST_NOT_FOUND;
}

static enum status find_on_search_path(const struct posix_port *posix, const char *program,
                                       char found[OS_PATH_SIZE])
{
    const char *at = program[0] != '\0' ? posix->config.search_path : "";
    while (*at != '\0') {
        char directory[OS_PATH_SIZE];
        const size_t length = strcspn(at, ";:");
        if (length > 0 && length < sizeof(directory)) {
            memcpy(directory, at, length);
            directory[length] = '\0';
            if (find_in(directory, program, found)) {
                return ST_OK;
            }
        }
        at += length + (at[length] != '\0' ? 1 : 0);
    }
    return ST_NOT_FOUND;
}

enum status posix_find_program(struct os_port *port, const char *program, char *path_out,
                               size_t path_capacity)
{
    const struct posix_port *posix = posix_port_of(port);
    const bool is_path = text_base_name(program) != program;
    char found[OS_PATH_SIZE];
    const enum status st =
        is_path ? find_path(posix, program, found) : find_on_search_path(posix, program, found);
    if (st != ST_OK) {
        return st;
    }
    return text_copy(path_out, path_capacity, found) ? ST_OK : ST_TOO_LONG;
}

static struct posix_process *process_at(struct os_port *port, struct os_process process)
{
    struct posix_port *posix = posix_port_of(port);
    const uint32_t number = process.value & ((1 << PROCESS_BITS) - 1);
    if (number == 0 || number > POSIX_PROCESS_MAX) {
        return NULL;
    }
    struct posix_process *slot = &posix->processes[number - 1];
    return slot->is_known && slot->generation == process.value >> PROCESS_BITS ? slot : NULL;
}

/* The tail cut at blanks, as the run times of DOS programs do; quotes mean nothing. */
static bool split_arguments(const char *arguments, char text[ARGUMENTS_SIZE],
                            char *argv[ARGUMENT_MAX + 2])
{
    size_t count = 1; /* behind the program */
    if (!text_copy(text, ARGUMENTS_SIZE, arguments)) {
        return false;
    }
    char *at = text + strspn(text, " \t");
    while (*at != '\0') {
        if (count > ARGUMENT_MAX) {
            return false;
        }
        argv[count++] = at;
        at += strcspn(at, " \t");
        if (*at != '\0') {
            *at++ = '\0';
            at += strspn(at, " \t");
        }
    }
    argv[count] = NULL;
    return true;
}

struct launch {
    char program[OS_PATH_SIZE];
    char directory[OS_PATH_SIZE];
    char text[ARGUMENTS_SIZE];
    char *argv[ARGUMENT_MAX + 2];
};

/* Standard input empty, both outputs to the console file, working directory, signals as in a new
 * session. */
static int describe(const struct launch *launch, int console_fd,
                    posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    (void)sigemptyset(&none); /* cannot fail on our own set; so too below */
    (void)sigfillset(&all);
    const int steps[] = {
        posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0),
        posix_spawn_file_actions_adddup2(actions, console_fd, STDOUT_FILENO),
        posix_spawn_file_actions_adddup2(actions, console_fd, STDERR_FILENO),
        posix_spawn_file_actions_addchdir_np(actions, launch->directory),
        posix_spawnattr_setsigmask(attributes, &none),
        posix_spawnattr_setsigdefault(attributes, &all),
        posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF),
    };
    for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
        if (steps[i] != 0) {
            return steps[i];
        }
    }
    return 0;
}

static int spawn(struct launch *launch, char **environment, int console_fd, pid_t *pid_out)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = describe(launch, console_fd, &actions, &attributes);
        if (error == 0) {
            error = posix_spawn(pid_out, launch->program, &actions, &attributes, launch->argv,
                                environment);
        }
        (void)posix_spawnattr_destroy(&attributes); /* frees what init took, always 0 */
    }
    (void)posix_spawn_file_actions_destroy(&actions); /* as above */
    return error;
}

static enum status prepare(struct os_port *port, const struct os_process_spec *spec,
                           struct launch *launch)
{
    const struct posix_port *posix = posix_port_of(port);
    char found[OS_PATH_SIZE];
    struct stat info;
    enum status st = posix_find_program(port, spec->program, found, sizeof(found));
    if (st == ST_OK) {
        st = posix_host_path(posix, found, launch->program);
    }
    if (st == ST_OK) {
        st = posix_host_path(posix, spec->directory, launch->directory);
    }
    if (st != ST_OK) {
        return st;
    }
    if (stat(launch->directory, &info) != 0 || !S_ISDIR(info.st_mode)) {
        return ST_PATH_NOT_FOUND;
    }
    launch->argv[0] = launch->program;
    return split_arguments(spec->arguments, launch->text, launch->argv) ? ST_OK : ST_TOO_LONG;
}

enum status posix_process_start(struct os_port *port, const struct os_process_spec *spec,
                                struct os_process *process_out)
{
    struct posix_port *posix = posix_port_of(port);
    struct launch launch;
    enum status st = prepare(port, spec, &launch);
    if (st != ST_OK) {
        return st;
    }
    uint32_t number = 0;
    while (number < POSIX_PROCESS_MAX && posix->processes[number].is_known) {
        number++;
    }
    if (number == POSIX_PROCESS_MAX) {
        return ST_BUSY;
    }
    struct posix_process *slot = &posix->processes[number];
    slot->console_fd = memfd_create("console", MFD_CLOEXEC);
    if (slot->console_fd < 0) {
        return posix_status(errno);
    }
    pid_t pid = 0;
    struct arena arena = {0};
    const int error = spawn(&launch, posix_environment(posix, &arena), slot->console_fd, &pid);
    arena_release(&arena);
    if (error != 0) {
        (void)close(slot->console_fd); /* the first failure is the one to report */
        return error == ENOEXEC ? ST_INVALID : posix_status(error);
    }
    slot->pid = pid;
    slot->pid_fd = pidfd_open(pid, 0); /* -1: posix_port_wait then sleeps its whole time */
    slot->is_known = true;
    slot->generation = (slot->generation + 1) & (UINT32_MAX >> PROCESS_BITS);
    process_out->value = slot->generation << PROCESS_BITS | (number + 1);
    return ST_OK;
}

static void forget(struct posix_process *slot)
{
    (void)close(slot->console_fd); /* they were only read */
    if (slot->pid_fd >= 0) {
        (void)close(slot->pid_fd);
    }
    slot->is_known = false;
}

void posix_processes_forget(struct posix_port *posix)
{
    for (size_t i = 0; i < POSIX_PROCESS_MAX; i++) {
        if (posix->processes[i].is_known) {
            forget(&posix->processes[i]);
        }
    }
}

static const char *console_text(int fd, struct arena *arena)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || info.st_size <= 0) {
        return "";
    }
    const size_t size = info.st_size < CONSOLE_MAX ? (size_t)info.st_size : CONSOLE_MAX;
    char *text = arena_alloc(arena, size + 1);
    size_t done = 0;
    while (done < size) {
        const ssize_t got = pread(fd, text + done, size - done, (off_t)done);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            break; /* it has shrunk: what was read is what there is */
        }
        done += got > 0 ? (size_t)got : 0;
    }
    text[done] = '\0';
    return text;
}

enum status posix_process_poll(struct os_port *port, struct os_process process, struct arena *arena,
                               struct os_process_state *state_out)
{
    struct posix_process *slot = process_at(port, process);
    *state_out = (struct os_process_state){.console = ""};
    if (slot == NULL) {
        return ST_BAD_HANDLE;
    }
    int wait_status = 0;
    const pid_t pid = waitpid(slot->pid, &wait_status, WNOHANG);
    if (pid == 0 || (pid < 0 && errno == EINTR)) {
        return ST_OK;
    }
    state_out->has_ended = true;
    state_out->result_code =
        pid > 0 && WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : RESULT_KILLED;
    state_out->console = console_text(slot->console_fd, arena);
    forget(slot);
    return ST_OK;
}

enum status posix_process_kill(struct os_port *port, struct os_process process)
{
    const struct posix_process *slot = process_at(port, process);
    if (slot == NULL) {
        return ST_BAD_HANDLE;
    }
    return kill(slot->pid, SIGKILL) == 0 ? ST_OK : posix_status(errno);
}

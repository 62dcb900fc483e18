#define _GNU_SOURCE /* environ */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "port/posix_state.h"

/* Lines "name=directory"; neither holds a line feed, and a name holds no '='. */
#define NAMES_VARIABLE "CCMAIL_NAMES"

static const char *names_text(const struct posix_port *posix, struct arena *arena)
{
    struct buffer text;
    buffer_init(&text, arena);
    buffer_text(&text, NAMES_VARIABLE "=");
    for (size_t i = 0; i < posix->config.name_count; i++) {
        const struct posix_port_name *name = &posix->config.names[i];
        if (strpbrk(name->name, "=\n") == NULL && strchr(name->directory, '\n') == NULL) {
            buffer_format(&text, "%s=%s\n", name->name, name->directory);
        }
    }
    return buffer_string(&text);
}

char **posix_environment(const struct posix_port *posix, struct arena *arena)
{
    size_t count = 0;
    while (environ[count] != NULL) {
        count++;
    }
    char **environment = arena_array(arena, char *, count + 2);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (strncmp(environ[i], NAMES_VARIABLE "=", strlen(NAMES_VARIABLE "=")) != 0) {
            environment[kept++] = environ[i];
        }
    }
    if (posix->config.name_count > 0) {
        environment[kept] = arena_text(arena, names_text(posix, arena));
    }
    return environment;
}

void posix_port_names_of_parent(struct posix_port_config *config)
{
    const char *text = getenv(NAMES_VARIABLE);
    size_t lines = 0;
    for (const char *at = text != NULL ? text : ""; *at != '\0'; at++) {
        lines += *at == '\n' ? 1 : 0;
    }
    struct posix_port_name *names = arena_array(config->arena, struct posix_port_name, lines);
    size_t count = 0;
    for (size_t i = 0; i < lines; i++) {
        const size_t length = strcspn(text, "\n");
        const size_t name_length = strcspn(text, "=\n");
        if (name_length > 0 && name_length < length && text[name_length + 1] == '/') {
            names[count].name = arena_text_n(config->arena, text, name_length);
            names[count++].directory =
                arena_text_n(config->arena, text + name_length + 1, length - name_length - 1);
        }
        text += length + 1;
    }
    config->names = names;
    config->name_count = count;
}

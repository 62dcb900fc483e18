#include "worlds/play.h"

#include <check.h>
#include <string.h>

#include "base/text.h"

static const char header[] = "scenario \"in a test\"\nsource \"a test\"\nseed 1\nuntil 3m\n\n";

const char *play_netware_world(struct play *play, const char *rights)
{
    return arena_format(
        &play->loaded,
        "world\n"
        "  connector C1 version 5.5 store \"D:\\exchsrvr\\ccmcdata\" account EXCH\\svc-ccmc\n"
        "  netware NW1 version 3.12 volume SYS\n"
        "  account NW1\\svc-ccmc password same\n"
        "  trustee NW1\\svc-ccmc on SYS:CCDATA rights %s as trustees\n"
        "  postoffice PO1 on NW1 SYS:CCDATA format DB6 health clean\n"
        "  tab C1 postoffice PO1 path \"\\\\NW1\\SYS\\CCDATA\" programs 5.15/5.14\n"
        "  dirsync PO1 completed\n"
        "  mail outgoing out 12 to PO1\n"
        "  mail incoming in 3 from PO1\n",
        rights);
}

/* A case that expects nothing is an error of its author: what always holds is put behind. */
static const char *with_an_expectation(struct play *play, const char *text)
{
    const bool has_one = strstr(text, " expect ") != NULL || strstr(text, " never ") != NULL;
    return has_one ? text
                   : arena_format(&play->loaded,
                                  "%sphase \"end\"\n  @0s expect files \"D:\\none\\*\" count 0\n",
                                  text);
}

void play_load(struct play *play, const char *text)
{
    const char *whole = with_an_expectation(play, text);
    const char *full =
        text_starts(whole, "scenario") ? whole : arena_format(&play->loaded, "%s%s", header, whole);
    const char *path = play->path != NULL ? play->path : "in-a-test.scn";
    struct scenario_errors errors = {0};
    struct scenario_error error = {0};
    if (!scenario_parse(&play->loaded, path, bytes_of_text(full), &play->scenario, &errors)) {
        struct buffer all;
        buffer_init(&all, &play->loaded);
        scenario_print_errors(&all, path, &errors);
        ck_abort_msg("%s", buffer_string(&all));
    }
    ck_assert_msg(letters_load(&play->scenario, &play->loaded, &play->letters, &error), "%s",
                  error.text);
    play->options = (struct run_options){.letters = &play->letters};
}

void play_case(struct play *play, const char *name)
{
    for (uint32_t i = 0; i < play->scenario.case_count; i++) {
        const struct scenario_case *the_case = &play->scenario.cases[i];
        if (name[0] == '\0' ? the_case->name[0] == '\0' : text_starts(the_case->name, name)) {
            (void)run_case(the_case, &play->options, &play->run, &play->result);
            return;
        }
    }
    ck_abort_msg("there is no case %s", name);
}

enum run_exit play_text(struct play *play, const char *text)
{
    play_load(play, text);
    play_case(play, "");
    return play->result.exit;
}

const char *play_join(struct play *play, const char *world, const char *steps)
{
    return arena_format(&play->loaded, "%s%s%s", world, steps[0] == ' ' ? "phase \"all\"\n" : "",
                        steps);
}

const char *play_story(struct play *play)
{
    struct buffer story;
    buffer_init(&story, &play->loaded);
    buffer_format(&story, "exit %d %s", (int)play->result.exit, play->result.error);
    for (uint32_t i = 0; i < play->result.failure_count; i++) {
        const struct run_failure *failure = &play->result.failures[i];
        buffer_format(&story, "; wanted %s, got %s, because %s", failure->wanted, failure->got,
                      failure->because);
    }
    return buffer_string(&story);
}

void play_release(struct play *play)
{
    arena_release(&play->run);
    arena_release(&play->loaded);
    memset(play, 0, sizeof(*play));
}

void play_world(const char *start, const struct play_world *row)
{
    struct play play = {0};
    const char *text = play_join(&play, row->world, start);
    text = arena_format(&play.loaded, "%s%s", text, row->steps);
    const enum run_exit code = play_text(&play, text);
    ck_assert_msg(code == row->exit, "%s: %s", row->name, play_story(&play));
    ck_assert_msg(strstr(play_story(&play), row->story) != NULL, "%s: %s", row->name,
                  play_story(&play));
    play_release(&play);
}

void play_row(const char *world, const struct play_row *row)
{
    const struct play_world in_world = {.name = row->name,
                                        .exit = row->exit,
                                        .world = world,
                                        .steps = row->steps,
                                        .story = row->exit != RUN_OK ? row->story : ""};
    play_world("", &in_world);
}

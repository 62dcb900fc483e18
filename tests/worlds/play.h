/*
 * play -- scenarios as texts in tests: parsed, run, and what came of it
 *
 * The text is a file's, or only its world and phases: then a header is put in front. Letters are
 * found as if it lay in the project's scenarios/rights. A text that does not parse fails the test
 * with the parser's errors.
 *
 * Owns    the arenas in struct play, until play_release.
 */
#ifndef TESTS_WORLDS_PLAY_H
#define TESTS_WORLDS_PLAY_H

#include "scenario/run.h"

struct play {
    const char *path;
    struct arena loaded;
    struct arena run;
    struct scenario scenario;
    struct letters letters;
    struct run_options options; /* may be changed between play_load and play_case */
    struct run_result result;
};

/* One NetWare server, one post office, 12 letters out and 3 in, the service account with these
 * trustee rights. */
const char *play_netware_world(struct play *play, const char *rights);

void play_load(struct play *play, const char *text);
/* Runs the case whose name is (or begins with) `name`; "" the base. */
void play_case(struct play *play, const char *name);
/* Both, for the base; the exit is what it came to. */
enum run_exit play_text(struct play *play, const char *text);
/* World, then steps, as one text; on play->loaded. */
const char *play_join(struct play *play, const char *world, const char *steps);
/* What went wrong, for messages of tests. */
const char *play_story(struct play *play);
void play_release(struct play *play);

/* One row of a table of worlds. */
struct play_row {
    const char *name;
    enum run_exit exit;
    const char *steps;
    const char *story; /* a part of it; not looked at when the exit is RUN_OK */
};
/* Plays the row's steps in this world; the test fails when it ends in another way. */
void play_row(const char *world, const struct play_row *row);

/* The same where each row has a world of its own. */
struct play_world {
    const char *name;
    enum run_exit exit;
    const char *world;
    const char *steps;
    const char *story; /* a part of it */
};
/* `start`: the phase, and steps in front of the row's. */
void play_world(const char *start, const struct play_world *row);

#endif

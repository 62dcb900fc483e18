/*
 * session_times -- servers end sessions whose time is over
 *
 * A NetWare session ends when its account expires or its open hours do (assumption
 * CONNECTION_TIMES). A task of the world sleeps until the first of them ends; worlds without such
 * times never wake it.
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_SESSION_TIMES_H
#define SIM_WORLD_SESSION_TIMES_H

struct world;

void session_times_begin(struct world *world);
/* A session was opened, or times were edited. */
void session_times_watch(struct world *world);

#endif

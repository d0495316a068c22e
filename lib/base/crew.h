/* SPDX-License-Identifier: MIT */
/*
 * crew.h: jobs with a number, worked off in the background.
 *
 * Used by agent/batch.c. One thread owns a crew: it pushes jobs and collects those that are done.
 * Threads are started when the crew is made and end with it, with all signals blocked. Without any,
 * and in the child of a fork, which has none of its parent's, jobs are done when they are
 * collected.
 */
#ifndef FISHSIM_LIB_CREW_H
#define FISHSIM_LIB_CREW_H

#include <fishsim/base.h>

#include <stdbool.h>

enum { CREW_THREADS_MAX = 64 };

struct crew;

/* `jobs`: numbers are below it, and none is pushed again before it was collected. */
fishsim_status crew_create(const fishsim_hooks *hooks, uint32_t threads, uint32_t jobs,
                           fishsim_task task, void *context, struct crew **out,
                           fishsim_error *error);

/* Ends the threads once they have done what was pushed; jobs that no thread will do, since there is
 * none, are dropped. NULL is allowed. */
void crew_destroy(struct crew *crew);

void crew_push(struct crew *crew, uint32_t job);

/* Waits for `least` jobs to be done; writes the numbers of all that are, and returns how many. */
uint32_t crew_collect(struct crew *crew, uint32_t least, uint32_t *done);

#endif

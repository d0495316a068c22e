/* SPDX-License-Identifier: MIT */
/*
 * desk.h: the worker's desk: commands from the bus, one after the other, and announcements.
 *
 * Callbacks of libnats only put a message on the desk. The main thread takes them up, so that
 * simulations are made, steered and ended by one thread.
 */
#ifndef FISHSIM_WORKER_DESK_H
#define FISHSIM_WORKER_DESK_H

#include "worker.h"

struct desk;

/* Opens the desk: announces the worker and goes on with what snapshots hold. */
fishsim_status desk_open(struct worker *worker, struct desk **out, fishsim_error *error);

/* Takes up what has come, waiting for at most `wait_ms`; announces when it is time. */
void desk_work(struct desk *desk, uint32_t wait_ms);

/* Ends all simulations, with snapshots, and frees. */
void desk_close(struct desk *desk);

#endif

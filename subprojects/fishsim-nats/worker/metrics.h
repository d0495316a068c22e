/* SPDX-License-Identifier: MIT */
/*
 * metrics.h: the worker's numbers for Prometheus, at worker.metrics.
 *
 * metrics.c is built where fishsim-prometheus is there, metrics_absent.c where it is not: a worker
 * without it refuses to start if worker.metrics is set.
 */
#ifndef FISHSIM_WORKER_METRICS_H
#define FISHSIM_WORKER_METRICS_H

#include "worker.h"

/* Opens the server of /metrics, unless worker.metrics is empty. */
fishsim_status worker_metrics_open(struct worker *worker, fishsim_error *error);

/* Brings the counters up to date; at most once a second. Main thread. */
void worker_metrics_update(struct worker *worker, uint32_t running);

/* Keeps the metrics of a world; *watch is NULL if none are kept. */
fishsim_status worker_metrics_watch(struct worker *worker, const char *simulation_id,
                                    fishsim_world *world, void **watch, fishsim_error *error);

/* Ends a watch, whose world is gone; NULL is allowed. */
void worker_metrics_unwatch(void *watch);

void worker_metrics_close(struct worker *worker);

#endif

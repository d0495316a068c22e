/* SPDX-License-Identifier: MIT */
/*
 * metrics.h: the logger's counters on /metrics. metrics.c needs the adapter fishsim-prometheus; a
 * logger built without it has metrics_absent.c in its place, which refuses logger.metrics.
 */
#ifndef FISHSIM_LOGGER_METRICS_H
#define FISHSIM_LOGGER_METRICS_H

#include "logger.h"

struct metrics;

/* Serves them if logger.metrics is set, else leaves *metrics NULL. OK, ERR_ARGUMENT, ERR_IO,
 * ERR_MEMORY, ERR_STATE (built without). */
fishsim_status metrics_open(const struct logger *logger, struct metrics **metrics,
                            fishsim_error *error);

/* Takes the counters over; NULL is allowed. */
void metrics_update(struct metrics *metrics);

void metrics_close(struct metrics *metrics);

#endif

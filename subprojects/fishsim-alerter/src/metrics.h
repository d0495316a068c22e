/* SPDX-License-Identifier: MIT */
/*
 * metrics.h: the alerter's counters on /metrics. metrics.c needs the adapter fishsim-prometheus; an
 * alerter built without it has metrics_absent.c in its place, which refuses alerter.metrics.
 */
#ifndef FISHSIM_ALERTER_METRICS_H
#define FISHSIM_ALERTER_METRICS_H

#include "alerter.h"

#include "link.h"

struct metrics;

/* Serves them if alerter.metrics is set, else leaves *metrics NULL. OK, ERR_ARGUMENT, ERR_IO,
 * ERR_MEMORY, ERR_STATE (built without). */
fishsim_status metrics_open(const struct alerter_settings *settings, struct metrics **metrics,
                            fishsim_error *error);

/* Takes the counters over; NULL is allowed. */
void metrics_update(struct metrics *metrics, const struct counts *counts, const struct link *link);

void metrics_close(struct metrics *metrics);

#endif

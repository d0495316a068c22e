/* SPDX-License-Identifier: MIT */
/*
 * progress.h: how far a run is and how fast, on stderr: a bar on a terminal, now and then a line
 * elsewhere.
 */
#ifndef FISHSIM_RUN_PROGRESS_H
#define FISHSIM_RUN_PROGRESS_H

#include <fishsim/fishsim.h>

enum progress_form { PROGRESS_NONE, PROGRESS_LINES, PROGRESS_BAR };

struct progress {
    enum progress_form form;
    uint64_t first_tick;
    uint64_t last_tick;
    double began_s;       /* clock when the run began */
    double shown_s;       /* clock when it was last shown */
    double shown_part;    /* part of the run that was done then */
    uint64_t shown_steps; /* agent-steps that were done then */
    double steps_per_s;   /* smoothed */
};

/* Seconds of a clock that never goes back. */
double clock_seconds(void);

void progress_begin(struct progress *progress, int quiet, const fishsim_world_info *info,
                    uint64_t last_tick);

/* Shows where the world is, when it is time to. Cheap otherwise. */
void progress_show(struct progress *progress, const fishsim_world_info *info);

/* Leaves the terminal clean. */
void progress_end(struct progress *progress);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * drive.h: drives a run to its end, or to the first SIGINT or SIGTERM.
 */
#ifndef FISHSIM_RUN_DRIVE_H
#define FISHSIM_RUN_DRIVE_H

#include "history.h"

#include <fishsim/fishsim.h>

/* What driving has come to. */
struct outcome {
    uint32_t state;       /* FISHSIM_RUN_COMPLETED or _STOPPED */
    int signal;           /* that stopped it, or 0 */
    uint64_t last_tick;   /* at which it would have been completed */
    uint64_t tick;        /* at which it ended */
    uint64_t ticks;       /* done in this run */
    uint64_t agent_steps; /* done in this run */
    double seconds;       /* of real time, in ticks and samples */
};

/* Drives a run that is in state created. The second signal of its kind ends the program at once.
 * 0, or -1 after a complaint when the run has failed. */
int drive(fishsim_run *run, int quiet, struct history *history, struct outcome *outcome);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * drive.c: the loop of a run: some ticks, a sample when one is due, a word on progress, and an eye
 * on the signals.
 *
 * A signal handler may do next to nothing, so ours only leaves a note; the loop reads it between
 * two calls of the library, which are kept to about a tenth of a second each.
 */
#define _POSIX_C_SOURCE 200809L

#include "drive.h"

#include "progress.h"
#include "reading.h"
#include "say.h"

#include <signal.h>

static const double SLICE_S = 0.1;

static volatile sig_atomic_t caught_signal;

static void note_signal(int number)
{
    caught_signal = number;
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal};

    sigemptyset(&action.sa_mask);
    /* The first signal puts the default back, which ends the program on the second. */
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Ticks for the next call: so many as fit a slice at the speed of the last one, and at most twice
 * as many, since the first ticks tell little. */
static uint64_t choose_slice(uint64_t slice, double took_s)
{
    if (took_s < SLICE_S / 2) {
        return slice < UINT32_MAX ? slice * 2 : slice;
    }
    return took_s > SLICE_S && slice > 1 ? slice / 2 : slice;
}

static int say_failed(fishsim_error *error)
{
    complain_of("the run has failed", error);
    return -1;
}

/* Ticks until the run is no longer running; *status tells how it ended. */
static int drive_ticks(fishsim_run *run, struct progress *progress, struct history *history,
                       fishsim_run_status *status)
{
    fishsim_world *world = fishsim_run_get_world(run);
    fishsim_world_info info;
    fishsim_error error = {0};
    uint64_t slice = 1;

    while (status->state == FISHSIM_RUN_RUNNING) {
        uint64_t next = history_next_tick(history, status->tick);
        double began_s = clock_seconds();

        if (caught_signal != 0 && fishsim_run_stop(run, &error) != FISHSIM_OK) {
            return say_failed(&error);
        }
        if (fishsim_run_advance(run, least(slice, next - status->tick), NULL, &error) !=
                FISHSIM_OK ||
            fishsim_run_get_status(run, status, &error) != FISHSIM_OK) {
            return say_failed(&error);
        }
        slice = choose_slice(slice, clock_seconds() - began_s);
        if (status->tick == next && history_sample(history, world) != 0) {
            return -1;
        }
        if (read_info(world, &info) != 0) {
            return -1;
        }
        progress_show(progress, &info);
    }
    return history_sample(history, world);
}

int drive(fishsim_run *run, int quiet, struct history *history, struct outcome *outcome)
{
    fishsim_world *world = fishsim_run_get_world(run);
    fishsim_world_info before, after;
    fishsim_run_status status;
    fishsim_error error = {0};
    struct progress progress;
    int failed;

    watch_signals();
    if (read_info(world, &before) != 0 || history_sample(history, world) != 0) {
        return -1;
    }
    if (fishsim_run_status_init(&status, sizeof status) != FISHSIM_OK ||
        fishsim_run_start(run, &error) != FISHSIM_OK ||
        fishsim_run_advance(run, 0, NULL, &error) != FISHSIM_OK ||
        fishsim_run_get_status(run, &status, &error) != FISHSIM_OK) {
        return say_failed(&error);
    }
    progress_begin(&progress, quiet, &before, status.last_tick);
    failed = drive_ticks(run, &progress, history, &status);
    progress_end(&progress);
    if (failed || read_info(world, &after) != 0) {
        return -1;
    }
    *outcome = (struct outcome){
        .state = status.state,
        .signal = status.state == FISHSIM_RUN_STOPPED ? (int)caught_signal : 0,
        .last_tick = status.last_tick,
        .tick = after.tick,
        .ticks = after.tick - before.tick,
        .agent_steps = after.agent_steps - before.agent_steps,
        .seconds = clock_seconds() - progress.began_s,
    };
    return 0;
}

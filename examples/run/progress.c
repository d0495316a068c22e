/* SPDX-License-Identifier: MIT */
/*
 * progress.c: shows a run while it goes on.
 */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include "number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_CELLS = 24 };

static const double BAR_EVERY_S = 0.2;
static const double LINE_EVERY_S = 5.0;
static const double LINE_EVERY_PART = 0.1;

double clock_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void progress_begin(struct progress *progress, int quiet, const fishsim_world_info *info,
                    uint64_t last_tick)
{
    double now_s = clock_seconds();

    *progress = (struct progress){
        .form = quiet                   ? PROGRESS_NONE
                : isatty(STDERR_FILENO) ? PROGRESS_BAR
                                        : PROGRESS_LINES,
        .first_tick = info->tick,
        .last_tick = last_tick,
        .began_s = now_s,
        .shown_s = now_s,
        .shown_steps = info->agent_steps,
    };
}

static double part_done(const struct progress *progress, uint64_t tick)
{
    return (double)(tick - progress->first_tick) /
           (double)(progress->last_tick - progress->first_tick);
}

/* Lines come with every tenth of a run, but not more often than every half second. */
static int is_due(const struct progress *progress, double now_s, double part)
{
    double waited_s = now_s - progress->shown_s;

    if (progress->form == PROGRESS_BAR) {
        return waited_s >= BAR_EVERY_S;
    }
    return waited_s >= LINE_EVERY_S ||
           (waited_s >= 0.5 && part - progress->shown_part >= LINE_EVERY_PART);
}

static void update_speed(struct progress *progress, double now_s, uint64_t agent_steps)
{
    double speed = (double)(agent_steps - progress->shown_steps) / (now_s - progress->shown_s);

    progress->steps_per_s =
        progress->steps_per_s > 0.0 ? 0.7 * progress->steps_per_s + 0.3 * speed : speed;
    progress->shown_steps = agent_steps;
    progress->shown_s = now_s;
}

static void write_bar(char bar[BAR_CELLS + 1], double part)
{
    size_t full = (size_t)(part * BAR_CELLS + 0.5);

    memset(bar, '-', BAR_CELLS);
    memset(bar, '#', full < BAR_CELLS ? full : BAR_CELLS);
    bar[BAR_CELLS] = '\0';
}

static void write_progress(const struct progress *progress, const fishsim_world_info *info,
                           double now_s, double part)
{
    char speed[NUMBER_BYTES], left[NUMBER_BYTES], bar[BAR_CELLS + 1];
    double left_s = part > 0.0 ? (now_s - progress->began_s) * (1.0 - part) / part : 0.0;

    number_short(speed, progress->steps_per_s);
    number_time(left, left_s);
    if (progress->form == PROGRESS_BAR) {
        write_bar(bar, part);
        /* "\033[K" clears what a longer line has left behind. */
        fprintf(stderr, "\r[%s] ", bar);
    }
    fprintf(stderr,
            "%3.0f %%  tick %" PRIu64 "  day %.2f  %" PRIu64 " fish  %s agent-steps/s  %s left%s",
            part * 100.0, info->tick, info->calendar_seconds / 86400.0, info->fish, speed, left,
            progress->form == PROGRESS_BAR ? "\033[K" : "\n");
    fflush(stderr);
}

void progress_show(struct progress *progress, const fishsim_world_info *info)
{
    double part, now_s;

    if (progress->form == PROGRESS_NONE) {
        return;
    }
    now_s = clock_seconds();
    part = part_done(progress, info->tick);
    if (is_due(progress, now_s, part)) {
        update_speed(progress, now_s, info->agent_steps);
        write_progress(progress, info, now_s, part);
        progress->shown_part = part;
    }
}

void progress_end(struct progress *progress)
{
    if (progress->form == PROGRESS_BAR) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
}

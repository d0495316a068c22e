/* SPDX-License-Identifier: MIT */
/*
 * worker.h: what the files of the worker share: its settings, and what it counts.
 *
 * main.c reads the settings and waits for signals; desk.c takes commands from the bus, one at a
 * time, on the main thread; simulation.c drives one simulation on a thread of its own; agents.c
 * exchanges observations for actions inside that thread; store.c keeps snapshots; alarm.c tells of
 * what a person should hear of, and population.c of species among that; metrics.c counts for
 * Prometheus.
 */
#ifndef FISHSIM_WORKER_H
#define FISHSIM_WORKER_H

#include "link.h"
#include "settings.h"

#include <fishsim/nats.h>

#include <pthread.h>
#include <stdatomic.h>

struct worker_settings {
    struct nats_settings nats;
    char id[SETTING_TEXT_BYTES];
    char snapshots[SETTING_TEXT_BYTES];
    char mode[SETTING_TEXT_BYTES];
    char observations[SETTING_TEXT_BYTES];
    char metrics[SETTING_TEXT_BYTES], metrics_token[SETTING_TEXT_BYTES];
    uint64_t capacity, fish_max, resume;
    uint64_t frame_every, frame_fish_max, log_frames;
    uint64_t action_deadline_ms, flush_ms, queue_mb, duplicate_window_s, stream_max_mb;
    double announce_s, snapshot_s, collapse;
};

/* Reads the settings; NULL: the defaults. */
fishsim_status worker_settings_read(const char *file, struct worker_settings *settings,
                                    fishsim_error *error);

/* Prints them for people. */
void worker_settings_describe(FILE *out);

/* What all threads of a worker use. */
struct worker {
    const struct worker_settings *settings;
    struct link link;               /* for commands and agents: sends at once */
    fishsim_nats *nats;             /* for events and frames */
    struct worker_metrics *metrics; /* NULL: none are kept */
    int64_t started_ns;
    atomic_uint_fast64_t refused; /* messages that were malformed, foreign, replayed or too many */
    atomic_uint_fast64_t alarm_sequence; /* of the last critical event */
};

/* One line to stderr, with the time and the worker's id. */
void say(const struct worker *worker, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

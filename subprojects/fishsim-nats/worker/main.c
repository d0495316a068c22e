/* SPDX-License-Identifier: MIT */
/*
 * main.c: fishsim-worker: runs simulations on command from NATS.
 *
 *     fishsim-worker --config FILE
 *     fishsim-worker --describe
 *
 * SIGTERM and SIGINT end it: each simulation leaves a snapshot, from which the next start goes on,
 * and what the log has not stored is waited for. docs/operations.md has the rest.
 */
#define _POSIX_C_SOURCE 200809L

#include "alarm.h"
#include "desk.h"
#include "metrics.h"
#include "trouble.h"
#include "worker.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { WORK_MS = 100 };

static volatile sig_atomic_t told_to_end;

static void on_signal(int number)
{
    (void)number;
    told_to_end = 1;
}

void say(const struct worker *worker, const char *format, ...)
{
    char text[768], moment[32];
    time_t now = time(NULL);
    struct tm utc;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    strftime(moment, sizeof moment, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    fprintf(stderr, "%s %s: %s\n", moment, worker->settings->id, text);
}

static fishsim_status open_nats(struct worker *worker, fishsim_error *error)
{
    const struct worker_settings *settings = worker->settings;
    fishsim_nats_options options;
    fishsim_nats_options_init(&options, sizeof options);
    options.url = settings->nats.url;
    options.worker_id = settings->id;
    options.user = settings->nats.user;
    options.password = settings->nats.password;
    options.token = settings->nats.token;
    options.credentials_file = settings->nats.credentials_file;
    options.ca_file = settings->nats.ca_file;
    options.certificate_file = settings->nats.certificate_file;
    options.key_file = settings->nats.key_file;
    options.stream = settings->nats.stream;
    options.log_subject = settings->nats.log_subject;
    options.queue_bytes = settings->queue_mb << 20;
    options.stream_max_bytes = settings->stream_max_mb << 20;
    options.duplicate_window_s = (uint32_t)settings->duplicate_window_s;
    options.log_frames = (uint32_t)settings->log_frames;
    options.frame_fish_max = settings->frame_fish_max;
    return fishsim_nats_open(&options, &worker->nats, error);
}

/* The folder for snapshots must be there before it is needed. */
static fishsim_status check_folder(const char *folder, fishsim_error *error)
{
    struct stat about;
    if (!folder[0] || (stat(folder, &about) == 0 && S_ISDIR(about.st_mode)))
        return FISHSIM_OK;
    return trouble(error, FISHSIM_ERR_IO, "worker.snapshots: %s is not a folder", folder);
}

static void report(struct worker *worker, const fishsim_nats_stats *last)
{
    say(worker,
        "offered %" PRIu64 ", acked %" PRIu64 ", dropped %" PRIu64 ", retried %" PRIu64
        ", frames %" PRIu64 ", reconnects %" PRIu64 ", denied %" PRIu64 ", refused %" PRIu64,
        last->offered, last->acked, last->dropped, last->retried, last->frames, last->reconnects,
        last->denied, (uint64_t)atomic_load(&worker->refused));
}

static fishsim_status serve(struct worker *worker, fishsim_error *error)
{
    const struct worker_settings *settings = worker->settings;
    const struct link_options wanted = settings_link(&settings->nats, settings->id, true);
    struct desk *desk = NULL;
    fishsim_status status = check_folder(settings->snapshots, error);
    if (!status)
        status = open_nats(worker, error);
    if (!status)
        status = link_open(&worker->link, &wanted, error);
    if (!status)
        status = worker_metrics_open(worker, error);
    if (!status)
        status = desk_open(worker, &desk, error);
    if (!status)
        say(worker, "ready, with room for %" PRIu64, settings->capacity);
    while (!status && !told_to_end)
        desk_work(desk, WORK_MS);
    if (desk)
        desk_close(desk);
    worker_metrics_close(worker);
    link_close(&worker->link);
    fishsim_nats_stats last;
    fishsim_nats_stats_init(&last, sizeof last);
    fishsim_nats_close(worker->nats, (uint32_t)settings->flush_ms, &last);
    if (!status)
        report(worker, &last);
    return status;
}

int main(int count, char **arguments)
{
    static struct worker_settings settings;
    struct worker worker = {.settings = &settings, .started_ns = clock_unix_ns()};
    fishsim_error error = {0};
    if (count == 2 && !strcmp(arguments[1], "--describe")) {
        worker_settings_describe(stdout);
        putchar('\n');
        alarm_describe(stdout);
        return 0;
    }
    if (count != 3 || strcmp(arguments[1], "--config") != 0) {
        fprintf(stderr, "usage: fishsim-worker --config FILE | --describe\n");
        return 2;
    }
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    fishsim_status status = worker_settings_read(arguments[2], &settings, &error);
    if (!status)
        status = serve(&worker, &error);
    if (status)
        fprintf(stderr, "fishsim-worker: %s\n", error.message);
    return status ? 1 : 0;
}

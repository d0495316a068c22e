/* SPDX-License-Identifier: MIT */
/* metrics.c: the worker's numbers for Prometheus, see metrics.h. */
#include "metrics.h"

#include "trouble.h"

#include <fishsim/prometheus.h>

#include <stdlib.h>

enum { SERIES_MAX = 10000, SAMPLE_TICKS = 60, UPDATE_NS = 1000000000 };

/* Families of the publisher's counters: X(field of fishsim_nats_stats, kind, name, help). */
#define FAMILIES(X)                                                                                \
    X(offered, COUNTER, "fishsim_events_offered_total", "Messages handed over for the log.")       \
    X(acked, COUNTER, "fishsim_events_acked_total", "Messages that the log has stored.")           \
    X(duplicates, COUNTER, "fishsim_events_duplicate_total", "Of those, stored before.")           \
    X(dropped, COUNTER, "fishsim_events_dropped_total", "Messages that did not fit the queue.")    \
    X(retried, COUNTER, "fishsim_events_retried_total", "Messages sent again.")                    \
    X(refused, COUNTER, "fishsim_events_refused_total", "Answers that a message is not stored.")   \
    X(frames, COUNTER, "fishsim_frames_published_total", "Frames told live.")                      \
    X(frames_dropped, COUNTER, "fishsim_frames_dropped_total", "Frames not told live.")            \
    X(bytes, COUNTER, "fishsim_published_bytes_total", "Bytes of messages for the log.")           \
    X(reconnects, COUNTER, "fishsim_nats_reconnects_total", "Connections made again.")             \
    X(denied, COUNTER, "fishsim_nats_denied_total", "Errors that the server told later.")          \
    X(queued_bytes, GAUGE, "fishsim_queue_bytes", "Bytes that wait to be sent.")                   \
    X(in_flight, GAUGE, "fishsim_in_flight_messages", "Messages not yet acknowledged.")            \
    X(connected, GAUGE, "fishsim_nats_connected", "1 if there is a connection.")

struct worker_metrics {
    fishsim_metrics *metrics;
    fishsim_metrics_server *server;
    int64_t updated_ns;
#define X(field, kind, name, help) uint32_t field;
    FAMILIES(X)
#undef X
    uint32_t commands_refused, simulations;
};

static fishsim_status add_families(struct worker_metrics *kept, fishsim_error *error)
{
    fishsim_status status = FISHSIM_OK;
#define X(field, kind, name, help)                                                                 \
    if (!status)                                                                                   \
        status = fishsim_metrics_add_family(kept->metrics, FISHSIM_METRIC_##kind, name, help,      \
                                            &kept->field, error);
    FAMILIES(X)
    X(commands_refused, COUNTER, "fishsim_messages_refused_total", "Commands and actions refused.")
    X(simulations, GAUGE, "fishsim_simulations", "Simulations that the worker runs.")
#undef X
    return status;
}

fishsim_status worker_metrics_open(struct worker *worker, fishsim_error *error)
{
    const struct worker_settings *settings = worker->settings;
    if (!settings->metrics[0])
        return FISHSIM_OK;
    struct worker_metrics *kept = calloc(1, sizeof *kept);
    if (!kept)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for metrics");
    worker->metrics = kept;
    fishsim_status status = fishsim_metrics_create(SERIES_MAX, &kept->metrics, error);
    if (!status)
        status = add_families(kept, error);
    if (!status)
        status = fishsim_metrics_serve(kept->metrics, settings->metrics, settings->metrics_token,
                                       &kept->server, error);
    return status;
}

void worker_metrics_update(struct worker *worker, uint32_t running)
{
    struct worker_metrics *kept = worker->metrics;
    fishsim_nats_stats stats;
    int64_t now_ns = clock_steady_ns();
    if (!kept || now_ns - kept->updated_ns < UPDATE_NS)
        return;
    kept->updated_ns = now_ns;
    fishsim_nats_stats_init(&stats, sizeof stats);
    if (fishsim_nats_get_stats(worker->nats, &stats, NULL))
        return;
#define X(field, kind, name, help)                                                                 \
    fishsim_metrics_set(kept->metrics, kept->field, NULL, 0, (double)stats.field);
    FAMILIES(X)
#undef X
    fishsim_metrics_set(kept->metrics, kept->commands_refused, NULL, 0,
                        (double)atomic_load(&worker->refused));
    fishsim_metrics_set(kept->metrics, kept->simulations, NULL, 0, running);
}

fishsim_status worker_metrics_watch(struct worker *worker, const char *simulation_id,
                                    fishsim_world *world, void **watch, fishsim_error *error)
{
    fishsim_metrics_watch *made = NULL;
    fishsim_sink sink;
    *watch = NULL;
    if (!worker->metrics)
        return FISHSIM_OK;
    fishsim_sink_init(&sink, sizeof sink);
    fishsim_status status = fishsim_metrics_watch_create(worker->metrics->metrics, simulation_id,
                                                         SAMPLE_TICKS, &made, error);
    if (!status)
        status = fishsim_metrics_watch_sink(made, &sink, error);
    if (!status)
        status = fishsim_world_add_sink(world, &sink, NULL, error);
    *watch = made;
    return status;
}

void worker_metrics_unwatch(void *watch)
{
    fishsim_metrics_watch_destroy(watch);
}

void worker_metrics_close(struct worker *worker)
{
    if (!worker->metrics)
        return;
    fishsim_metrics_server_stop(worker->metrics->server);
    fishsim_metrics_destroy(worker->metrics->metrics);
    free(worker->metrics);
    worker->metrics = NULL;
}

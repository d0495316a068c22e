/* SPDX-License-Identifier: MIT */
/* metrics.c: the logger's counters on /metrics, by fishsim-prometheus. See metrics.h. */
#include "metrics.h"

#include "trouble.h"

#include <fishsim/prometheus.h>

#include <stdlib.h>

/* X(field of logger_stats, KIND, name, help) */
#define FAMILIES(X)                                                                                \
    X(received, COUNTER, "fishsim_logger_received_total", "Messages delivered.")                   \
    X(rows, COUNTER, "fishsim_logger_rows_total", "Rows that are durable.")                        \
    X(skipped, COUNTER, "fishsim_logger_skipped_total", "Delivered again, and durable before.")    \
    X(acked, COUNTER, "fishsim_logger_acked_total", "Messages acknowledged.")                      \
    X(poison, COUNTER, "fishsim_logger_poison_total", "Messages that became dead letters.")        \
    X(files, COUNTER, "fishsim_logger_files_total", "Files that are durable.")                     \
    X(bytes, COUNTER, "fishsim_logger_bytes_total", "Bytes of files that are durable.")            \
    X(failures, COUNTER, "fishsim_logger_failures_total", "Batches that could not be written.")    \
    X(lag, GAUGE, "fishsim_consumer_lag_messages", "Messages still to be delivered.")              \
    X(unacked, GAUGE, "fishsim_consumer_unacked_messages", "Delivered and not yet acknowledged.")

enum { SERIES_MAX = 100 };

struct metrics {
    const struct logger *logger;
    fishsim_metrics *set;
    fishsim_metrics_server *server;
    uint64_t write_ns; /* told so far */
    uint32_t write, reconnects, connected;
#define X(field, KIND, name, help) uint32_t field;
    FAMILIES(X)
#undef X
};

static fishsim_status add_families(struct metrics *metrics, fishsim_error *error)
{
    fishsim_status status = fishsim_metrics_add_family(
        metrics->set, FISHSIM_METRIC_HISTOGRAM, "fishsim_batch_write_seconds",
        "Time in which a batch became durable.", &metrics->write, error);
    if (!status)
        status = fishsim_metrics_add_family(
            metrics->set, FISHSIM_METRIC_COUNTER, "fishsim_nats_reconnects_total",
            "Times that the connection was made again.", &metrics->reconnects, error);
    if (!status)
        status =
            fishsim_metrics_add_family(metrics->set, FISHSIM_METRIC_GAUGE, "fishsim_nats_connected",
                                       "1 if there is a connection.", &metrics->connected, error);
#define X(field, KIND, name, help)                                                                 \
    if (!status)                                                                                   \
        status = fishsim_metrics_add_family(metrics->set, FISHSIM_METRIC_##KIND, name, help,       \
                                            &metrics->field, error);
    FAMILIES(X)
#undef X
    return status;
}

fishsim_status metrics_open(const struct logger *logger, struct metrics **out, fishsim_error *error)
{
    const struct logger_settings *settings = logger->settings;
    *out = NULL;
    if (!settings->metrics[0])
        return FISHSIM_OK;
    struct metrics *made = calloc(1, sizeof *made);
    if (!made)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for metrics");
    made->logger = logger;
    fishsim_status status = fishsim_metrics_create(SERIES_MAX, &made->set, error);
    if (!status)
        status = add_families(made, error);
    if (!status) {
        metrics_update(made);
        status = fishsim_metrics_serve(made->set, settings->metrics, settings->metrics_token,
                                       &made->server, error);
    }
    if (status)
        metrics_close(made);
    else
        *out = made;
    return status;
}

void metrics_update(struct metrics *metrics)
{
    if (!metrics)
        return;
    const struct logger_stats *stats = &metrics->logger->stats;
#define X(field, KIND, name, help)                                                                 \
    fishsim_metrics_set(metrics->set, metrics->field, NULL, 0, (double)atomic_load(&stats->field));
    FAMILIES(X)
#undef X
    fishsim_metrics_set(metrics->set, metrics->reconnects, NULL, 0,
                        (double)atomic_load(&metrics->logger->link.reconnects));
    fishsim_metrics_set(metrics->set, metrics->connected, NULL, 0,
                        link_connected(&metrics->logger->link));
    uint64_t write_ns = atomic_load(&stats->write_ns);
    if (write_ns > metrics->write_ns)
        fishsim_metrics_observe(metrics->set, metrics->write, NULL, 0,
                                (double)(write_ns - metrics->write_ns) * 1e-9);
    metrics->write_ns = write_ns;
}

void metrics_close(struct metrics *metrics)
{
    if (!metrics)
        return;
    fishsim_metrics_server_stop(metrics->server);
    fishsim_metrics_destroy(metrics->set);
    free(metrics);
}

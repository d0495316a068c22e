/* SPDX-License-Identifier: MIT */
/* metrics.c: the alerter's counters on /metrics, by fishsim-prometheus. See metrics.h. */
#include "metrics.h"

#include "trouble.h"

#include <fishsim/prometheus.h>

#include <stdlib.h>

enum { SERIES_MAX = 100 };

struct metrics {
    fishsim_metrics *set;
    fishsim_metrics_server *server;
    uint32_t reconnects, connected;
#define X(field, meaning) uint32_t field;
    COUNTS_TABLE(X)
#undef X
};

static fishsim_status add_families(struct metrics *metrics, fishsim_error *error)
{
    fishsim_status status = fishsim_metrics_add_family(
        metrics->set, FISHSIM_METRIC_COUNTER, "fishsim_nats_reconnects_total",
        "Times that the connection was made again.", &metrics->reconnects, error);
    if (!status)
        status =
            fishsim_metrics_add_family(metrics->set, FISHSIM_METRIC_GAUGE, "fishsim_nats_connected",
                                       "1 if there is a connection.", &metrics->connected, error);
#define X(field, meaning)                                                                          \
    if (!status)                                                                                   \
        status = fishsim_metrics_add_family(metrics->set, FISHSIM_METRIC_COUNTER,                  \
                                            "fishsim_alerter_" #field "_total", meaning,           \
                                            &metrics->field, error);
    COUNTS_TABLE(X)
#undef X
    return status;
}

fishsim_status metrics_open(const struct alerter_settings *settings, struct metrics **out,
                            fishsim_error *error)
{
    *out = NULL;
    if (!settings->metrics[0])
        return FISHSIM_OK;
    struct metrics *made = calloc(1, sizeof *made);
    if (!made)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for metrics");
    fishsim_status status = fishsim_metrics_create(SERIES_MAX, &made->set, error);
    if (!status)
        status = add_families(made, error);
    if (!status)
        status = fishsim_metrics_serve(made->set, settings->metrics, settings->metrics_token,
                                       &made->server, error);
    if (status)
        metrics_close(made);
    else
        *out = made;
    return status;
}

void metrics_update(struct metrics *metrics, const struct counts *counts, const struct link *link)
{
    if (!metrics)
        return;
    fishsim_metrics_set(metrics->set, metrics->reconnects, NULL, 0,
                        (double)atomic_load(&link->reconnects));
    fishsim_metrics_set(metrics->set, metrics->connected, NULL, 0, link_connected(link));
#define X(field, meaning)                                                                          \
    fishsim_metrics_set(metrics->set, metrics->field, NULL, 0, (double)counts->field);
    COUNTS_TABLE(X)
#undef X
}

void metrics_close(struct metrics *metrics)
{
    if (!metrics)
        return;
    fishsim_metrics_server_stop(metrics->server);
    fishsim_metrics_destroy(metrics->set);
    free(metrics);
}

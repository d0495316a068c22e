/* SPDX-License-Identifier: MIT */
/**
 * prometheus.h: numbers for Prometheus: kept, written as text, and served over HTTP.
 *
 * A host keeps families of metrics and sets their series; a sink keeps those of a world. The text
 * goes out by the small server here, or through the host's own: fishsim_metrics_write gives it.
 * Series are capped, labels are escaped, and there is never a label per fish. All functions of a
 * fishsim_metrics may be called from any thread.
 */
#ifndef FISHSIM_PROMETHEUS_H
#define FISHSIM_PROMETHEUS_H

#include <fishsim/base.h>
#include <fishsim/event.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of family: X(NAME, word, number). */
#define FISHSIM_METRIC_TABLE(X) X(COUNTER, counter, 1) X(GAUGE, gauge, 2) X(HISTOGRAM, histogram, 3)

enum {
#define FISHSIM_X(NAME, word, number) FISHSIM_METRIC_##NAME = number,
    FISHSIM_METRIC_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_METRIC_LABELS_MAX = 4 /**< labels of a series, at most */
};

/** Families and series: opaque. */
typedef struct fishsim_metrics fishsim_metrics;

/** One label. The value may be any text; it is escaped, and cut after 128 bytes. */
typedef struct fishsim_label {
    const char *name; /**< [a-zA-Z_][a-zA-Z0-9_]* */
    const char *value;
} fishsim_label;

/**
 * Makes an empty set, but for fishsim_build_info{version}.
 * @param series_max  most series, 1 .. 100,000; what comes after is left out, and counted in
 *                    fishsim_metrics_series_dropped_total
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_metrics_create(uint32_t series_max, fishsim_metrics **out,
                                                  fishsim_error *error);

/** Frees a set; NULL is allowed. Its server and watches must be gone. Since 0.1. */
FISHSIM_API void fishsim_metrics_destroy(fishsim_metrics *metrics);

/**
 * Adds a family, or finds the one of that name.
 * @param kind    FISHSIM_METRIC_*
 * @param name    [a-zA-Z_:][a-zA-Z0-9_:]*, units last, counters end with _total
 * @param help    one line
 * @param family  receives its number
 * @return FISHSIM_OK, ERR_ARGUMENT (also: there with another kind), ERR_LIMIT, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_metrics_add_family(fishsim_metrics *metrics, uint32_t kind,
                                                      const char *name, const char *help,
                                                      uint32_t *family, fishsim_error *error);

/**
 * Sets a series of a counter or gauge, which is made with its first value.
 * @param labels  `count` of them, at most FISHSIM_METRIC_LABELS_MAX; NULL if none
 * @return FISHSIM_OK, ERR_ARGUMENT (also: a histogram), ERR_NOT_FOUND (no such family),
 *         ERR_LIMIT (too many series: left out and counted), ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_metrics_set(fishsim_metrics *metrics, uint32_t family,
                                               const fishsim_label *labels, uint32_t count,
                                               double value);

/** Adds to a series of a counter or gauge; otherwise as fishsim_metrics_set. Since 0.1. */
FISHSIM_API fishsim_status fishsim_metrics_add(fishsim_metrics *metrics, uint32_t family,
                                               const fishsim_label *labels, uint32_t count,
                                               double value);

/** Counts one value in a histogram, whose buckets end at 10 us, 100 us, 1 ms, ... with 2.5 and 5
 * between, up to 10 s; otherwise as fishsim_metrics_set. Since 0.1. */
FISHSIM_API fishsim_status fishsim_metrics_observe(fishsim_metrics *metrics, uint32_t family,
                                                   const fishsim_label *labels, uint32_t count,
                                                   double seconds);

/** Forgets all series that carry this label, as when a simulation has ended. Since 0.1. */
FISHSIM_API void fishsim_metrics_forget(fishsim_metrics *metrics, const fishsim_label *label);

/**
 * Writes the text exposition (version 0.0.4) into memory that the caller frees with
 * fishsim_metrics_free_text.
 * @param length  receives its length without the NUL; may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_metrics_write(fishsim_metrics *metrics, char **text,
                                                 size_t *length, fishsim_error *error);

/** Frees what fishsim_metrics_write gave; NULL is allowed. Since 0.1. */
FISHSIM_API void fishsim_metrics_free_text(char *text);

/* ---- a world -------------------------------------------------------------------------------- */

/** Keeps the metrics of one world: opaque, used by the thread that ticks it. */
typedef struct fishsim_metrics_watch fishsim_metrics_watch;

/**
 * Makes a watch: fishsim_ticks_total, fishsim_tick_duration_seconds (from the end of a tick to the
 * end of the next), fishsim_fish, fishsim_births_total, fishsim_deaths_total by cause, each with
 * the label simulation.
 * @param simulation_id  [A-Za-z0-9_-]{1,64}
 * @param sample_every   ticks between looks at the species, from 1
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_MEMORY, ERR_LIMIT
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_metrics_watch_create(fishsim_metrics *metrics,
                                                        const char *simulation_id,
                                                        uint32_t sample_every,
                                                        fishsim_metrics_watch **out,
                                                        fishsim_error *error);

/** Fills *sink so that it keeps the metrics; the caller attaches it. OK, ERR_ARGUMENT, ERR_ABI.
 * Since 0.1. */
FISHSIM_API fishsim_status fishsim_metrics_watch_sink(fishsim_metrics_watch *watch,
                                                      fishsim_sink *sink, fishsim_error *error);

/** Frees a watch and forgets its series; NULL is allowed. Detach its sink first. Since 0.1. */
FISHSIM_API void fishsim_metrics_watch_destroy(fishsim_metrics_watch *watch);

/* ---- a server ------------------------------------------------------------------------------- */

/** A server of /metrics: opaque. */
typedef struct fishsim_metrics_server fishsim_metrics_server;

/**
 * Serves GET /metrics, and nothing else, until it is stopped.
 * @param address  "127.0.0.1:9464", "[::1]:9464"; port 0: one that is free
 * @param token    bearer token that is asked for; NULL or "": none, which is allowed on loopback
 * only
 * @param out      receives the server
 * @return FISHSIM_OK, ERR_ARGUMENT (an address that cannot be, no token off loopback), ERR_IO (the
 *         port is taken), ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_metrics_serve(fishsim_metrics *metrics, const char *address,
                                                 const char *token, fishsim_metrics_server **out,
                                                 fishsim_error *error);

/** The port that a server listens on. 0 for NULL. Since 0.1. */
FISHSIM_API uint16_t fishsim_metrics_server_port(const fishsim_metrics_server *server);

/** Stops a server, once its requests are answered; NULL is allowed. Since 0.1. */
FISHSIM_API void fishsim_metrics_server_stop(fishsim_metrics_server *server);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_PROMETHEUS_H */

/* SPDX-License-Identifier: MIT */
/*
 * rate.c: what the adapters cost the ticks when all of them hang on one world:
 *
 *     rate URL SCENARIO FOLDER SECONDS
 *
 * Two worlds of one scenario take turns, a few ticks each, so that a busy machine slows both
 * alike: one bare; the other feeds the server at URL, writes Parquet files into FOLDER and keeps
 * metrics, each with its default options. The first line printed is the port of /metrics. The last
 * is JSON: for each round of some seconds the tick rate of the second world as a part of that of
 * the first, the same by processor time of the ticking thread, and what went out.
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/fishsim.h>
#include <fishsim/nats.h>
#include <fishsim/parquet.h>
#include <fishsim/prometheus.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TURN = 20, ROUND_S = 3, ROUNDS_MAX = 1000, SERIES_MAX = 1000, SAMPLE_TICKS = 60 };

/* Time that one world's ticks have taken in a round. */
struct spent {
    double real_s, processor_s;
};

/* The second world's adapters. */
struct adapters {
    fishsim_nats *nats;
    fishsim_nats_feed *feed;
    fishsim_parquet *parquet;
    fishsim_metrics *metrics;
    fishsim_metrics_watch *watch;
    fishsim_metrics_server *server;
};

static double read_clock(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static fishsim_status open_world(const char *scenario, fishsim_world **out, fishsim_error *error)
{
    fishsim_config *config = NULL;
    fishsim_status status = fishsim_config_create(NULL, &config, error);
    if (!status)
        status = fishsim_config_load_file(config, scenario, error);
    if (!status)
        status = fishsim_world_create(config, NULL, out, error);
    fishsim_config_destroy(config);
    return status;
}

static fishsim_status attach_nats(struct adapters *adapters, fishsim_world *world, const char *url,
                                  fishsim_error *error)
{
    fishsim_nats_options options;
    fishsim_sink sink;
    fishsim_nats_options_init(&options, sizeof options);
    fishsim_sink_init(&sink, sizeof sink);
    options.url = url;
    options.worker_id = "rate";
    fishsim_status status = fishsim_nats_open(&options, &adapters->nats, error);
    if (!status)
        status = fishsim_nats_feed_create(adapters->nats, world, "rate", 0, &adapters->feed, error);
    if (!status)
        status = fishsim_nats_feed_sink(adapters->feed, &sink, error);
    return status ? status : fishsim_world_add_sink(world, &sink, NULL, error);
}

static fishsim_status attach_parquet(struct adapters *adapters, fishsim_world *world,
                                     const char *folder, fishsim_error *error)
{
    fishsim_parquet_options options;
    fishsim_sink sink;
    fishsim_parquet_options_init(&options, sizeof options);
    options.root = folder;
    options.simulation_id = "rate";
    fishsim_status status = fishsim_parquet_open(world, &options, &adapters->parquet, error);
    if (!status)
        status = fishsim_parquet_sink(adapters->parquet, &sink, error);
    return status ? status : fishsim_world_add_sink(world, &sink, NULL, error);
}

static fishsim_status attach_metrics(struct adapters *adapters, fishsim_world *world,
                                     fishsim_error *error)
{
    fishsim_sink sink;
    fishsim_status status = fishsim_metrics_create(SERIES_MAX, &adapters->metrics, error);
    if (!status)
        status = fishsim_metrics_watch_create(adapters->metrics, "rate", SAMPLE_TICKS,
                                              &adapters->watch, error);
    if (!status)
        status = fishsim_metrics_watch_sink(adapters->watch, &sink, error);
    if (!status)
        status = fishsim_world_add_sink(world, &sink, NULL, error);
    return status ? status
                  : fishsim_metrics_serve(adapters->metrics, "127.0.0.1:0", NULL, &adapters->server,
                                          error);
}

static fishsim_status take_turn(fishsim_world *world, struct spent *spent, fishsim_error *error)
{
    double real_s = read_clock(CLOCK_MONOTONIC);
    double processor_s = read_clock(CLOCK_THREAD_CPUTIME_ID);
    fishsim_status status = fishsim_world_tick(world, TURN, error);
    spent->real_s += read_clock(CLOCK_MONOTONIC) - real_s;
    spent->processor_s += read_clock(CLOCK_THREAD_CPUTIME_ID) - processor_s;
    return status;
}

/* The worlds take turns for a round; each is first in turn. */
static fishsim_status run_round(fishsim_world *worlds[2], struct spent spent[2],
                                fishsim_error *error)
{
    fishsim_status status = FISHSIM_OK;
    spent[0] = spent[1] = (struct spent){0};
    for (int first = 0; spent[0].real_s + spent[1].real_s < ROUND_S && !status; first = !first) {
        status = take_turn(worlds[first], &spent[first], error);
        if (!status)
            status = take_turn(worlds[!first], &spent[!first], error);
    }
    return status;
}

static void print_list(const char *name, const double *values, int count)
{
    printf("\"%s\": [", name);
    for (int i = 0; i < count; i++)
        printf("%s%.4f", i ? ", " : "", values[i]);
    printf("], ");
}

static fishsim_status run_rounds(fishsim_world *worlds[2], double seconds, fishsim_error *error)
{
    static double real[ROUNDS_MAX], processor[ROUNDS_MAX];
    struct spent spent[2];
    fishsim_status status = FISHSIM_OK;
    int rounds = 0;
    for (double end = read_clock(CLOCK_MONOTONIC) + seconds;
         read_clock(CLOCK_MONOTONIC) < end && rounds < ROUNDS_MAX && !status; rounds++) {
        status = run_round(worlds, spent, error);
        real[rounds] = spent[0].real_s / spent[1].real_s;
        processor[rounds] = spent[0].processor_s / spent[1].processor_s;
    }
    printf("{");
    print_list("real", real, rounds);
    print_list("processor", processor, rounds);
    return status;
}

/* Ends the adapters and tells what went through them. */
static void close_adapters(struct adapters *adapters)
{
    fishsim_nats_stats sent;
    fishsim_parquet_counts written;
    fishsim_nats_stats_init(&sent, sizeof sent);
    fishsim_parquet_counts_init(&written, sizeof written);
    fishsim_parquet_flush(adapters->parquet, NULL);
    fishsim_parquet_get_counts(adapters->parquet, &written, NULL);
    fishsim_parquet_close(adapters->parquet, NULL);
    fishsim_metrics_server_stop(adapters->server);
    fishsim_metrics_watch_destroy(adapters->watch);
    fishsim_metrics_destroy(adapters->metrics);
    fishsim_nats_get_stats(adapters->nats, &sent, NULL);
    fishsim_nats_feed_destroy(adapters->feed);
    fishsim_nats_close(adapters->nats, 0, NULL);
    printf("\"event_rows\": %" PRIu64 ", \"fish_rows\": %" PRIu64 ", \"rows_lost\": %" PRIu64
           ", \"offered\": %" PRIu64 ", \"acked\": %" PRIu64 ", \"dropped\": %" PRIu64
           ", \"queued_bytes\": %" PRIu64 "}\n",
           written.event_rows, written.fish_rows, written.rows_lost, sent.offered, sent.acked,
           sent.dropped, sent.queued_bytes);
}

int main(int count, char **arguments)
{
    fishsim_world *worlds[2] = {NULL, NULL};
    struct adapters adapters = {0};
    fishsim_error error = {0};
    if (count != 5)
        return 2;
    fishsim_status status = open_world(arguments[2], &worlds[0], &error);
    if (!status)
        status = open_world(arguments[2], &worlds[1], &error);
    if (!status)
        status = attach_nats(&adapters, worlds[1], arguments[1], &error);
    if (!status)
        status = attach_parquet(&adapters, worlds[1], arguments[3], &error);
    if (!status)
        status = attach_metrics(&adapters, worlds[1], &error);
    if (!status) {
        printf("%u\n", fishsim_metrics_server_port(adapters.server));
        fflush(stdout);
        status = run_rounds(worlds, strtod(arguments[4], NULL), &error);
    }
    if (status) {
        fprintf(stderr, "rate: %s\n", error.message);
        return 1;
    }
    bool same = fishsim_world_digest(worlds[0]) == fishsim_world_digest(worlds[1]);
    printf("\"same\": %s, ", same ? "true" : "false");
    close_adapters(&adapters);
    fishsim_world_destroy(worlds[0]);
    fishsim_world_destroy(worlds[1]);
    return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * pace.c: what a publisher costs the ticks, with a server and with none:
 *
 *     pace URL SCENARIO TICKS QUEUE_BYTES
 *
 * Three worlds of one scenario take turns, a few ticks each, so that a busy machine slows all
 * alike: one bare, one that feeds the server at URL, and one whose server is not there. Prints as
 * JSON the seconds of each, the counters of both publishers, and whether the worlds are still the
 * same.
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/fishsim.h>
#include <fishsim/nats.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TURN = 20, NOWHERE_WAIT_MS = 0, WAIT_MS = 30000 };

/* One world, and the publisher that hears of it. */
struct runner {
    fishsim_world *world;
    fishsim_nats *nats;
    fishsim_nats_feed *feed;
    double seconds;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static fishsim_status open_world(struct runner *runner, const char *scenario, fishsim_error *error)
{
    fishsim_config *config = NULL;
    fishsim_status status = fishsim_config_create(NULL, &config, error);
    if (!status)
        status = fishsim_config_load_file(config, scenario, error);
    if (!status)
        status = fishsim_world_create(config, NULL, &runner->world, error);
    fishsim_config_destroy(config);
    return status;
}

static fishsim_status attach(struct runner *runner, const char *url, uint64_t queue_bytes,
                             fishsim_error *error)
{
    fishsim_nats_options options;
    fishsim_sink sink;
    fishsim_nats_options_init(&options, sizeof options);
    fishsim_sink_init(&sink, sizeof sink);
    options.url = url;
    options.worker_id = "pace";
    options.queue_bytes = queue_bytes;
    fishsim_status status = fishsim_nats_open(&options, &runner->nats, error);
    if (!status)
        status =
            fishsim_nats_feed_create(runner->nats, runner->world, "pace", 0, &runner->feed, error);
    if (!status)
        status = fishsim_nats_feed_sink(runner->feed, &sink, error);
    return status ? status : fishsim_world_add_sink(runner->world, &sink, NULL, error);
}

static fishsim_status take_turns(struct runner runners[3], uint64_t ticks, fishsim_error *error)
{
    fishsim_status status = FISHSIM_OK;
    for (uint64_t done = 0; done < ticks && !status; done += TURN)
        for (uint64_t i = 0; i < 3 && !status; i++) {
            struct runner *runner = &runners[(i + done / TURN) % 3]; /* each is first in turn */
            double start = now();
            status = fishsim_world_tick(runner->world, TURN, error);
            runner->seconds += now() - start;
        }
    return status;
}

static void close_runner(struct runner *runner, const char *name, uint32_t wait_ms)
{
    fishsim_nats_stats last;
    fishsim_nats_stats_init(&last, sizeof last);
    fishsim_nats_get_stats(runner->nats, &last, NULL);
    uint64_t waiting = last.queued_bytes;
    fishsim_nats_feed_destroy(runner->feed);
    fishsim_nats_close(runner->nats, wait_ms, &last);
    printf(", \"%s\": {\"seconds\": %.3f, \"waiting\": %" PRIu64, name, runner->seconds, waiting);
#define X(field, meaning) printf(", \"" #field "\": %" PRIu64, last.field);
    FISHSIM_NATS_STATS_TABLE(X)
#undef X
    printf("}");
}

int main(int count, char **arguments)
{
    struct runner runners[3] = {{0}};
    fishsim_error error = {0};
    if (count != 5)
        return 2;
    uint64_t ticks = strtoull(arguments[3], NULL, 10), room = strtoull(arguments[4], NULL, 10);
    fishsim_status status = FISHSIM_OK;
    for (int i = 0; i < 3 && !status; i++)
        status = open_world(&runners[i], arguments[2], &error);
    if (!status)
        status = attach(&runners[1], arguments[1], room, &error);
    if (!status)
        status = attach(&runners[2], "nats://127.0.0.1:1", room, &error);
    if (!status)
        status = take_turns(runners, ticks, &error);
    if (status) {
        fprintf(stderr, "pace: %s\n", error.message);
        return 1;
    }
    uint64_t digest = fishsim_world_digest(runners[0].world);
    printf("{\"bare\": {\"seconds\": %.3f}, \"same\": %s", runners[0].seconds,
           digest == fishsim_world_digest(runners[1].world) &&
                   digest == fishsim_world_digest(runners[2].world)
               ? "true"
               : "false");
    close_runner(&runners[1], "there", WAIT_MS);
    close_runner(&runners[2], "absent", NOWHERE_WAIT_MS);
    printf("}\n");
    for (int i = 0; i < 3; i++)
        fishsim_world_destroy(runners[i].world);
    return 0;
}

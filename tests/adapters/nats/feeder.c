/* SPDX-License-Identifier: MIT */
/*
 * feeder.c: hands events to a publisher as fast as its queue takes them, for tests and benchmarks:
 *
 *     feeder URL SIMULATION EVENTS [frames FISH]
 *
 * The events are births in a small world, some 200 bytes each; with `frames`, EVENTS frames of that
 * many fish go out instead. The feeder waits while the queue is more than half full, so that
 * nothing need be dropped, and prints the publisher's counters as JSON when all is acknowledged, or
 * after two minutes without.
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/fishsim.h>
#include <fishsim/nats.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 256, WAIT_MS = 120000, QUEUE_BYTES = 8 << 20 };

static double seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static fishsim_world *make_world(const char *fish, fishsim_error *error)
{
    static const char text[] =
        "world: {width_m: 200, height_m: 200}\n"
        "species: {anchovy: {base: bay_anchovy, minds: [walk], start: {count: 10}}}\n";
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    if (!fishsim_config_create(NULL, &config, error) &&
        !fishsim_config_load_text(config, text, sizeof text - 1, NULL, error) &&
        !fishsim_config_set(config, "species.anchovy.start.count", fish, error))
        fishsim_world_create(config, NULL, &world, error);
    fishsim_config_destroy(config);
    return world;
}

/* Lets the publisher catch up. */
static void wait_for_room(fishsim_nats *nats)
{
    fishsim_nats_stats stats;
    const struct timespec pause = {0, 1000000};
    fishsim_nats_stats_init(&stats, sizeof stats);
    while (!fishsim_nats_get_stats(nats, &stats, NULL) && stats.queued_bytes > QUEUE_BYTES / 2)
        nanosleep(&pause, NULL);
}

static void feed_events(fishsim_nats *nats, const fishsim_sink *sink, uint64_t count)
{
    fishsim_event events[BATCH];
    for (uint64_t done = 0; done < count;) {
        uint64_t batch = count - done < BATCH ? count - done : BATCH;
        for (uint64_t i = 0; i < batch; i++)
            events[i] = (fishsim_event){.sequence = done + i + 1,
                                        .tick = done / BATCH,
                                        .fish = UINT64_C(1) << 40 | (done + i),
                                        .other = 12345678,
                                        .kind = FISHSIM_EVENT_BORN,
                                        .energy_uj = 123456789,
                                        .x_m = 1.5f,
                                        .y_m = 2.5f};
        wait_for_room(nats);
        sink->on_events(sink->user, events, batch);
        done += batch;
    }
}

static void feed_frames(fishsim_nats *nats, const fishsim_sink *sink, fishsim_world *world,
                        uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        wait_for_room(nats);
        sink->on_frame(sink->user, world);
    }
}

static void report(const fishsim_nats_stats *stats, double elapsed)
{
    printf("{\"seconds\": %.3f", elapsed);
#define X(field, meaning) printf(", \"" #field "\": %" PRIu64, stats->field);
    FISHSIM_NATS_STATS_TABLE(X)
#undef X
    printf("}\n");
}

int main(int count, char **arguments)
{
    fishsim_error error = {0};
    fishsim_nats *nats = NULL;
    fishsim_nats_feed *feed = NULL;
    fishsim_nats_options options;
    fishsim_sink sink;
    if (count != 4 && count != 6)
        return 2;
    fishsim_world *world = make_world(count == 6 ? arguments[5] : "10", &error);
    fishsim_nats_options_init(&options, sizeof options);
    fishsim_sink_init(&sink, sizeof sink);
    options.url = arguments[1];
    options.worker_id = "feeder";
    options.queue_bytes = QUEUE_BYTES;
    options.ack_wait_ms = 2000;
    if (!world || fishsim_nats_open(&options, &nats, &error) ||
        fishsim_nats_feed_create(nats, world, arguments[2], 0, &feed, &error) ||
        fishsim_nats_feed_sink(feed, &sink, &error)) {
        fprintf(stderr, "feeder: %s\n", error.message);
        return 1;
    }
    double start = seconds();
    if (count == 6)
        feed_frames(nats, &sink, world, strtoull(arguments[3], NULL, 10));
    else
        feed_events(nats, &sink, strtoull(arguments[3], NULL, 10));
    fishsim_nats_feed_destroy(feed);
    fishsim_nats_stats last;
    fishsim_nats_stats_init(&last, sizeof last);
    fishsim_nats_close(nats, WAIT_MS, &last);
    report(&last, seconds() - start);
    fishsim_world_destroy(world);
    return 0;
}

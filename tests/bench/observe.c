/* SPDX-License-Identifier: MIT */
/*
 * observe.c: the cases of fishsim-bench for agents: a batch of worlds is observed, acts, ticks and
 * is rewarded.
 *
 * All fish of all worlds are agents. Each step brings other actions, drawn before the clock runs.
 * An observation of 40 floats is the fish itself and the four nearest ones, or eight rays; one of
 * 163 floats has every block at its default size.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETTLING_STEPS = 4, ACTION_SETS = 8 };

struct learner {
    fishsim_batch *batch;
    struct meter meter;
    float *actions; /* (ACTION_SETS x n x FISHSIM_ACTION_SIZE) */
    fishsim_batch_buffers buffers;
    uint64_t agents, steps;
};

static bool complain(const char *what, const fishsim_error *error)
{
    fprintf(stderr, "fishsim-bench: %s: %s\n", what, error->message);
    return false;
}

static fishsim_status configure(const struct bench_case *row, const struct request *request,
                                uint64_t fish, fishsim_config **config, fishsim_error *error)
{
    char text[512];
    /* Length in m of a fish of 2 g, its reach of 8 BL, and the water that gives it neighbours. */
    double reach_m = 8.0 * 0.05848;
    double side_m = sqrt((double)fish * 3.14159265 * reach_m * reach_m / request->neighbours);
    snprintf(text, sizeof text,
             "world: {width_m: %.9g, height_m: %.9g, max_fish: %u}\n"
             "engine: {kernel: %s}\n"
             "species: {fish: {start: {count: %u}, agents: {share: 1}}}\n",
             side_m, side_m, (unsigned)fish, request->kernel, (unsigned)fish);
    fishsim_status status = fishsim_config_create(NULL, config, error);
    if (!status)
        status = fishsim_config_load_text(*config, row->text, strlen(row->text), row->name, error);
    if (!status)
        status = fishsim_config_load_text(*config, text, strlen(text), "size", error);
    return status;
}

/* Numbers without a pattern, in [0, 1). */
static float draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (float)(*state >> 40) * 0x1p-24f;
}

static bool take_arrays(struct learner *learner, uint32_t size)
{
    size_t n = learner->agents;
    fishsim_batch_buffers_init(&learner->buffers, sizeof learner->buffers);
    learner->actions = malloc(ACTION_SETS * n * FISHSIM_ACTION_SIZE * sizeof(float));
    learner->buffers.observations = malloc(n * size * sizeof(float));
    learner->buffers.rewards = malloc(n * sizeof(float));
    learner->buffers.terminated = malloc(n);
    learner->buffers.truncated = malloc(n);
    if (!learner->actions || !learner->buffers.observations || !learner->buffers.rewards ||
        !learner->buffers.terminated || !learner->buffers.truncated)
        return false;
    uint64_t state = 1;
    for (size_t i = 0; i < ACTION_SETS * n * FISHSIM_ACTION_SIZE; i++)
        learner->actions[i] = i % FISHSIM_ACTION_SIZE == FISHSIM_ACTION_TURN
                                  ? 2.0f * draw(&state) - 1.0f
                                  : draw(&state);
    return true;
}

static bool step(struct learner *learner, uint64_t times)
{
    fishsim_error error = {0};
    for (uint64_t i = 0; i < times; i++) {
        size_t set = learner->steps++ % ACTION_SETS;
        learner->buffers.actions = learner->actions + set * learner->agents * FISHSIM_ACTION_SIZE;
        fishsim_status status =
            fishsim_batch_set_buffers(learner->batch, &learner->buffers, &error);
        if (!status)
            status = fishsim_batch_step(learner->batch, &error);
        if (status)
            return complain("step", &error);
    }
    return true;
}

static bool make(const struct bench_case *row, const struct request *request, uint64_t fish,
                 struct learner *learner)
{
    fishsim_config *config = NULL;
    fishsim_error error = {0};
    fishsim_batch_options options;
    fishsim_hooks hooks;
    fishsim_status status = fishsim_batch_options_init(&options, sizeof options);
    if (!status)
        status = meter_hooks(&learner->meter, &hooks);
    options.worlds = (uint32_t)(request->agents / fish);
    options.threads = request->threads > 1 ? request->threads : 0;
    uint32_t size = 0;
    if (!status)
        status = configure(row, request, fish, &config, &error);
    if (!status)
        status = fishsim_batch_create((const fishsim_config *const *)&config, 1, &options, &hooks,
                                      &learner->batch, &error);
    if (!status)
        status = fishsim_batch_get_shape(learner->batch, NULL, NULL, &size, &error);
    fishsim_config_destroy(config);
    learner->agents = options.worlds * fish;
    if (status)
        return complain(row->name, &error);
    return take_arrays(learner, size) && step(learner, SETTLING_STEPS);
}

static void destroy(struct learner *learner)
{
    fishsim_batch_destroy(learner->batch);
    free(learner->actions);
    free(learner->buffers.observations);
    free(learner->buffers.rewards);
    free(learner->buffers.terminated);
    free(learner->buffers.truncated);
}

/* Samples of a few milliseconds or more until the time is up. */
static bool take_samples(struct learner *learner, const struct request *request,
                         struct result *result)
{
    double samples[SAMPLES_MAX], spent = 0.0;
    uint32_t count = 0;
    uint64_t times = 1;
    while (count < SAMPLES_MAX && (count < 3 || spent < request->seconds * 1e9)) {
        double start = clock_ns(request->threads);
        if (!step(learner, times))
            return false;
        double ns = clock_ns(request->threads) - start;
        spent += ns;
        if (ns < 5e6 && times < 1u << 20) {
            times *= 2;
            count = 0;
            continue;
        }
        samples[count++] = ns / (double)(times * learner->agents);
    }
    summarise(samples, count, result);
    result->bytes_per_fish = (double)learner->meter.bytes / (double)learner->agents;
    return true;
}

static bool measure_worlds(const struct bench_case *row, const struct request *request,
                           struct result *result, uint64_t fish)
{
    struct learner learner = {0};
    uint64_t of_each = fish && fish < request->agents ? fish : request->agents;
    bool good = make(row, request, of_each, &learner) && take_samples(&learner, request, result);
    destroy(&learner);
    return good;
}

bool measure_one_world(const struct bench_case *row, const struct request *request,
                       struct result *result)
{
    return measure_worlds(row, request, result, 0);
}

bool measure_worlds_of_1000(const struct bench_case *row, const struct request *request,
                            struct result *result)
{
    return measure_worlds(row, request, result, 1000);
}

bool measure_worlds_of_128(const struct bench_case *row, const struct request *request,
                           struct result *result)
{
    return measure_worlds(row, request, result, 128);
}

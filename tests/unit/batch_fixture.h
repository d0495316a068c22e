/* SPDX-License-Identifier: MIT */
/*
 * batch_fixture.h: small batches with all their arrays, for the tests of what a batch is made of.
 */
#ifndef FISHSIM_TESTS_BATCH_FIXTURE_H
#define FISHSIM_TESTS_BATCH_FIXTURE_H

#include "builder.h"

#include "agent/batch.h"

/* Two scenarios of one shape; the first one ends after four steps. */
static const char FIRST[] = "world: {seed: 40, width_m: 10, height_m: 10}\n"
                            "agents: {slots: 8, observe: [own], episode_ticks: 4,\n"
                            "  reward: {alive: 1, net_energy: 100}}\n"
                            "species:\n"
                            "  a: {start: {count: 6, weight_g: 5}, agents: {share: 1}}\n";
static const char SECOND[] = "world: {seed: 90, width_m: 10, height_m: 10}\n"
                             "agents: {slots: 8, observe: [own], reward: {alive: 2}}\n"
                             "species:\n"
                             "  b: {start: {count: 3, weight_g: 9}, agents: {share: 1}}\n";

enum { WORLDS = 4, SLOTS = 8, SIZE = 12, N = WORLDS * SLOTS };

struct arrays {
    float actions[N * FISHSIM_ACTION_SIZE], observations[N * SIZE], final_observations[N * SIZE];
    float rewards[N];
    uint8_t terminated[N], truncated[N], alive[N], ended[WORLDS];
    uint64_t ids[N];
    double statistics[WORLDS * FISHSIM_STATISTIC_COUNT];
};

static inline fishsim_config *config_from(const char *yaml)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_status(FISHSIM_OK, fishsim_config_load_text(config, yaml, strlen(yaml), "test", &error),
                  &error);
    return config;
}

/* Worlds 0 and 2 are of the first scenario, 1 and 3 of the second. */
static inline fishsim_batch *batch_with(struct arrays *arrays, int32_t autoreset,
                                        const fishsim_hooks *hooks)
{
    fishsim_error error = {0};
    fishsim_config *configs[2] = {config_from(FIRST), config_from(SECOND)};
    fishsim_batch_options options;
    fishsim_batch_buffers buffers;
    fishsim_batch *batch = NULL;
    assert_ok(fishsim_batch_options_init(&options, sizeof options));
    assert_ok(fishsim_batch_buffers_init(&buffers, sizeof buffers));
    options.worlds = WORLDS;
    options.autoreset = autoreset;
    assert_status(FISHSIM_OK,
                  fishsim_batch_create((const fishsim_config *const *)configs, 2, &options, hooks,
                                       &batch, &error),
                  &error);
    fishsim_config_destroy(configs[0]);
    fishsim_config_destroy(configs[1]);
    memset(arrays, 0, sizeof *arrays);
    buffers.actions = arrays->actions;
    buffers.observations = arrays->observations;
    buffers.final_observations = arrays->final_observations;
    buffers.rewards = arrays->rewards;
    buffers.terminated = arrays->terminated;
    buffers.truncated = arrays->truncated;
    buffers.alive = arrays->alive;
    buffers.ended = arrays->ended;
    buffers.ids = arrays->ids;
    buffers.statistics = arrays->statistics;
    assert_ok(fishsim_batch_set_buffers(batch, &buffers, NULL));
    return batch;
}

static inline void step(fishsim_batch *batch)
{
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_batch_step(batch, &error), &error);
}

static inline double statistic(const struct arrays *arrays, uint32_t world, uint32_t number)
{
    return arrays->statistics[world * FISHSIM_STATISTIC_COUNT + number];
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * world_fixture.h: a tiny world in which much happens soon, for tests that need events.
 *
 * A tick is an hour of the calendar. Within fifty ticks anchovy graze, spawn, are eaten and die,
 * the day turns over, and the fish outgrow their first memory.
 */
#ifndef FISHSIM_TESTS_WORLD_FIXTURE_H
#define FISHSIM_TESTS_WORLD_FIXTURE_H

#include "api/api.h"

#undef fail /* cmocka's; the library has a function of that name */

static const char LIVELY_WORLD[] =
    "title: lively\n"
    "world: {seed: 11, width_m: 20, height_m: 15, max_fish: 900, temperature_c: 22}\n"
    "calendar: {acceleration: 36000, start_hour: 6}\n"
    "fields:\n"
    "  cell_m: 5\n"
    "  plankton: {diffusion_m2_per_s: 0.001, growth_per_d: 0.5}\n"
    "events: {frame_every: 10}\n"
    "species:\n"
    "  anchovy:\n"
    "    base: bay_anchovy\n"
    "    label: Bay anchovy\n"
    "    color: \"#4477aa\"\n"
    "    minds: [evade, couzin]\n"
    "    start: {count: 120, weight_g: 3, groups: 2, gut_fraction: 0.9}\n"
    "    feeding: {clearance_m2_per_d: 1}\n"
    "    reproduction:\n"
    "      {maturity_weight_g: 1, recruit_weight_g: 0.02, clutch_fraction: 0.02, efficiency: 0.5}\n"
    "    mortality: {background_coefficient: 10}\n"
    "  bass:\n"
    "    base: striped_bass\n"
    "    color: \"#cc6677\"\n"
    "    minds: [pursue, walk]\n"
    "    start: {count: 4, weight_g: 120}\n"
    "    feeding: {bite_radius: 1, handling_s: 0.5}\n"
    "web: {anchovy: {plankton: 1}, bass: {anchovy: 1}}\n";

static inline fishsim_config *lively_config(const fishsim_hooks *hooks)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    assert_status(FISHSIM_OK, fishsim_config_create(hooks, &config, &error), &error);
    assert_status(
        FISHSIM_OK,
        fishsim_config_load_text(config, LIVELY_WORLD, sizeof LIVELY_WORLD - 1, "lively", &error),
        &error);
    return config;
}

/* The lively world with one key changed; `key` may be NULL. */
static inline fishsim_world *lively_world_with(const fishsim_hooks *hooks, const char *key,
                                               const char *value)
{
    fishsim_error error = {0};
    fishsim_config *config = lively_config(hooks);
    if (key)
        assert_status(FISHSIM_OK, fishsim_config_set(config, key, value, &error), &error);
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_world_create(config, hooks, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

static inline fishsim_world *lively_world(const fishsim_hooks *hooks)
{
    return lively_world_with(hooks, NULL, NULL);
}

static inline void tick_world(fishsim_world *world, uint64_t ticks)
{
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_tick(world, ticks, &error), &error);
}

#endif

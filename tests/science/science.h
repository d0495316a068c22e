/* SPDX-License-Identifier: MIT */
/*
 * science.h: what the tests of the science share: worlds from YAML, and exact sums of energy.
 *
 * These tests see the public headers only. Each reproduces a row of the table in docs/model.md.
 */
#ifndef FISHSIM_TESTS_SCIENCE_H
#define FISHSIM_TESTS_SCIENCE_H

#include "api/api.h"

#include <math.h>

static inline fishsim_config *config_from(const char *yaml)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    assert_status(FISHSIM_OK, fishsim_config_create(NULL, &config, &error), &error);
    assert_status(FISHSIM_OK, fishsim_config_load_text(config, yaml, strlen(yaml), "test", &error),
                  &error);
    return config;
}

/* A world from a configuration, which it takes over. */
static inline fishsim_world *world_from_config(fishsim_config *config, const fishsim_hooks *hooks)
{
    fishsim_error error = {0};
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_world_create(config, hooks, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

static inline void set_key(fishsim_config *config, const char *key, const char *value)
{
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_config_set(config, key, value, &error), &error);
}

static inline void set_number(fishsim_config *config, const char *key, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.17g", value);
    set_key(config, key, text);
}

static inline void tick(fishsim_world *world, uint64_t ticks)
{
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_tick(world, ticks, &error), &error);
}

/* The first element of a column, as a number. */
static inline double first_of(const fishsim_world *world, uint32_t number)
{
    fishsim_column column = column_of(world, number);
    assert_true(column.count > 0);
    if (column.element == FISHSIM_ELEMENT_F32)
        return (double)*(const float *)column.data;
    assert_int_equal(column.element, FISHSIM_ELEMENT_I64);
    return (double)*(const int64_t *)column.data;
}

static inline double joules(fishsim_energy energy)
{
    return (double)energy.joules + (double)energy.microjoules * 1e-6;
}

static inline void assert_within(double got, double wanted, double tolerance, const char *what)
{
    if (fabs(got - wanted) <= tolerance)
        return;
    print_error("%s: %.12g is not within %g of %.12g\n", what, got, tolerance, wanted);
    _fail(__FILE__, __LINE__);
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * api.h: what the contract tests share: a small living world, and a check of statuses.
 *
 * These tests see the public headers only and link with the shared library.
 */
#ifndef FISHSIM_TESTS_API_H
#define FISHSIM_TESTS_API_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fishsim/fishsim.h>

/* Grazers that school and flee, and a few hunters; one tick is one minute of the calendar. */
static const char SMALL_WORLD[] =
    "title: small\n"
    "world: {seed: 7, width_m: 40, height_m: 30, max_fish: 600, temperature_c: 22}\n"
    "calendar: {acceleration: 600}\n"
    "fields: {cell_m: 10}\n"
    "species:\n"
    "  anchovy:\n"
    "    base: bay_anchovy\n"
    "    label: Bay anchovy\n"
    "    color: \"#4477aa\"\n"
    "    minds: [evade, couzin]\n"
    "    start: {count: 150, weight_g: 2, groups: 2}\n"
    "  bluefish:\n"
    "    base: bluefish\n"
    "    color: \"#cc6677\"\n"
    "    minds: [pursue, walk]\n"
    "    start: {count: 5, weight_g: 60}\n"
    "web: {bluefish: {anchovy: 1}}\n";

/* Fails the test unless `call` gave `wanted`; shows the detail that stands in `error`. */
#define assert_status(wanted, call, error) assert_status_at(wanted, call, error, __FILE__, __LINE__)
#define assert_ok(call)                    assert_status(FISHSIM_OK, call, NULL)

static inline void assert_status_at(fishsim_status wanted, fishsim_status got,
                                    const fishsim_error *error, const char *file, int line)
{
    if (got == wanted)
        return;
    print_error("%s instead of %s: %s\n", fishsim_status_name(got), fishsim_status_name(wanted),
                error ? error->message : "");
    _fail(file, line);
}

/* Fails the test unless a failed call filled *error: its status and one line of text. */
static inline void assert_detail(const fishsim_error *error, fishsim_status status)
{
    assert_int_equal(error->status, status);
    assert_non_null(memchr(error->message, 0, sizeof error->message));
    assert_true(error->message[0] != '\0');
    assert_null(strchr(error->message, '\n'));
}

static inline fishsim_config *small_config(void)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    assert_status(FISHSIM_OK, fishsim_config_create(NULL, &config, &error), &error);
    assert_status(
        FISHSIM_OK,
        fishsim_config_load_text(config, SMALL_WORLD, sizeof SMALL_WORLD - 1, "small", &error),
        &error);
    return config;
}

/* The small world with one key changed; `key` may be NULL. */
static inline fishsim_world *small_world_with(const fishsim_hooks *hooks, const char *key,
                                              const char *value)
{
    fishsim_error error = {0};
    fishsim_config *config = small_config();
    if (key)
        assert_status(FISHSIM_OK, fishsim_config_set(config, key, value, &error), &error);
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_world_create(config, hooks, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

static inline fishsim_world *small_world(void)
{
    return small_world_with(NULL, NULL, NULL);
}

static inline fishsim_world_info info_of(const fishsim_world *world)
{
    fishsim_world_info info;
    assert_ok(fishsim_world_info_init(&info, sizeof info));
    assert_ok(fishsim_world_get_info(world, &info, NULL));
    return info;
}

static inline fishsim_ledger ledger_of(const fishsim_world *world)
{
    fishsim_ledger ledger;
    assert_ok(fishsim_ledger_init(&ledger, sizeof ledger));
    assert_ok(fishsim_world_get_ledger(world, &ledger, NULL));
    return ledger;
}

static inline fishsim_column column_of(const fishsim_world *world, uint32_t number)
{
    fishsim_column column;
    assert_ok(fishsim_column_init(&column, sizeof column));
    assert_ok(fishsim_world_get_column(world, number, &column, NULL));
    return column;
}

static inline fishsim_field field_of(const fishsim_world *world, uint32_t number)
{
    fishsim_field field;
    assert_ok(fishsim_field_init(&field, sizeof field));
    assert_ok(fishsim_world_get_field(world, number, &field, NULL));
    return field;
}

/* Id of the fish in one row. */
static inline uint64_t id_at(const fishsim_world *world, uint64_t row)
{
    fishsim_column ids = column_of(world, FISHSIM_COLUMN_ID);
    assert_true(row < ids.count);
    uint64_t id;
    memcpy(&id, (const char *)ids.data + row * ids.stride, sizeof id);
    return id;
}

/* Microjoules of an exact amount that is known to be small enough. */
static inline int64_t microjoules(fishsim_energy energy)
{
    return energy.joules * 1000000 + energy.microjoules;
}

static inline void assert_balanced(const fishsim_world *world)
{
    fishsim_ledger ledger = ledger_of(world);
    assert_int_equal(ledger.residual.joules, 0);
    assert_int_equal(ledger.residual.microjoules, 0);
}

#endif

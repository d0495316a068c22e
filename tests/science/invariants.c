/* SPDX-License-Identifier: MIT */
/*
 * Row 20: the ledger closes on every tick, and the state depends neither on threads, nor on the
 * order of the species in a file, nor on saving and loading. (That the order in which fish are
 * stored does not matter is shown in unit/test_tick.c.)
 */
#include "rows.h"

#include "pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_ledger(struct suite *suite)
{
    enum { TICKS = 2000 };
    fishsim_world *world = world_of(suite, example(suite, "reef"), NULL);
    uint64_t first = info_of(suite, world).fish, open = 0;
    for (int i = 0; i < TICKS; i++) {
        tick(suite, world, 1);
        fishsim_energy residual = ledger_of(suite, world).residual;
        open += residual.joules != 0 || residual.microjoules != 0;
    }
    fishsim_world_info info = info_of(suite, world);
    check_near(suite, "ticks of 2000 on the reef in which the ledger did not close", (double)open,
               0, 0);
    check_near(suite, "fish unaccounted for after 2000 ticks",
               (double)first + (double)info.births - (double)info.deaths - (double)info.fish, 0, 0);
    check_between(suite, "deaths in these ticks", (double)info.deaths, 1, 1e9);
    fishsim_world_destroy(world);
}

/* ---- threads -------------------------------------------------------------------------------- */

/* The reef with enough fish for many pieces of work, and an hour a tick, so that much happens. */
static fishsim_world *full_reef(struct suite *suite, const fishsim_hooks *hooks)
{
    fishsim_config *config = example(suite, "reef");
    set_text(suite, config, "species.anchovy.start.count", "2500");
    set_text(suite, config, "species.herring.start.count", "700");
    set_text(suite, config, "species.bluefish.start.count", "300");
    set_text(suite, config, "species.anchovy.reproduction.recruit_weight_g", "0.015");
    set_text(suite, config, "species.anchovy.reproduction.clutch_fraction", "0.02");
    set_text(suite, config, "calendar.acceleration", "36000");
    set_text(suite, config, "fields.plankton.diffusion_m2_per_s", "0.003");
    return world_of(suite, config, hooks);
}

static uint64_t digest_with(struct suite *suite, uint32_t threads)
{
    struct pool pool;
    fishsim_hooks hooks;
    must(suite, fishsim_hooks_init(&hooks, sizeof hooks), NULL);
    hooks.execute = pool_execute;
    hooks.execute_user = &pool;
    pool_open(&pool, threads);
    fishsim_world *world = full_reef(suite, &hooks);
    tick(suite, world, 60);
    uint64_t digest = fishsim_world_digest(world);
    fishsim_world_destroy(world);
    pool_close(&pool);
    return digest;
}

static void check_threads(struct suite *suite)
{
    static const uint32_t THREADS[] = {1, 2, 8, POOL_MOST};
    fishsim_world *alone = full_reef(suite, NULL);
    tick(suite, alone, 60);
    uint64_t other = 0;
    for (int i = 0; i < 4; i++)
        other += digest_with(suite, THREADS[i]) != fishsim_world_digest(alone);
    check_near(suite, "worlds of 1, 2, 8 and 64 threads with another digest", (double)other, 0, 0);
    fishsim_world_info info = info_of(suite, alone);
    check_between(suite, "births in these worlds", (double)info.births, 1, 1e9);
    fishsim_world_destroy(alone);
}

/* ---- the order of a file -------------------------------------------------------------------- */

static const char *const SPECIES[] = {
    "  anchovy: {minds: [evade, couzin], start: {count: 150, weight_g: 2.5}, "
    "feeding: {clearance_m2_per_d: 0.4}}\n",
    "  bluefish: {minds: [evade, pursue, walk], start: {count: 30, weight_g: 100}}\n",
    "  herring: {minds: [boids], start: {count: 80, weight_g: 30}, "
    "feeding: {clearance_m2_per_d: 0.3}}\n",
    "  striped_bass: {minds: [pursue, walk], start: {count: 10, weight_g: 1000}}\n"};

static const char *const WEB[] = {
    "  anchovy: {plankton: 1}\n", "  bluefish: {herring: 0.4, anchovy: 0.3}\n",
    "  herring: {plankton: 0.5}\n",
    "  striped_bass: {bluefish: 0.2, plankton: 0, anchovy: 0.3, striped_bass: 0.1}\n"};

/* The digest of a world with its species, and its web, in an order that n tells. */
static uint64_t digest_of_order(struct suite *suite, uint32_t n)
{
    char yaml[2000] = "species:\n";
    fishsim_error error = {0};
    fishsim_config *config = scenario(suite, "order");
    for (uint32_t i = 0; i < 4; i++)
        strcat(yaml, SPECIES[(n & 4 ? 3 - i : i) ^ (n & 3)]);
    strcat(yaml, "web:\n");
    for (uint32_t i = 0; i < 4; i++)
        strcat(yaml, WEB[(i + n) & 3]);
    must(suite, fishsim_config_load_text(config, yaml, strlen(yaml), "order", &error), &error);
    fishsim_world *world = world_of(suite, config, NULL);
    tick(suite, world, 100);
    uint64_t digest = fishsim_world_digest(world);
    fishsim_world_destroy(world);
    return digest;
}

static void check_order(struct suite *suite)
{
    uint64_t other = 0;
    for (uint32_t n = 1; n < 8; n++)
        other += digest_of_order(suite, n) != digest_of_order(suite, 0);
    check_near(suite, "other orders of the species of a file, of 7, with another digest",
               (double)other, 0, 0);
}

/* ---- saving and loading --------------------------------------------------------------------- */

/* Replaces a world by what comes back from its snapshot. */
static void save_and_load(struct suite *suite, fishsim_world **world)
{
    fishsim_error error = {0};
    uint64_t size = fishsim_snapshot_size(*world), written = 0;
    void *bytes = malloc((size_t)size);
    must(suite, bytes ? FISHSIM_OK : FISHSIM_ERR_MEMORY, NULL);
    must(suite, fishsim_snapshot_save(*world, bytes, size, &written, &error), &error);
    fishsim_world_destroy(*world);
    must(suite, fishsim_snapshot_load(bytes, written, NULL, world, &error), &error);
    free(bytes);
}

static void check_saving(struct suite *suite)
{
    fishsim_world *straight = world_of(suite, example(suite, "reef"), NULL);
    fishsim_world *loaded = world_of(suite, example(suite, "reef"), NULL);
    uint64_t other = 0;
    for (uint32_t point = 0; point < 200; point++) {
        save_and_load(suite, &loaded);
        tick(suite, straight, 1 + point % 7);
        tick(suite, loaded, 1 + point % 7);
        other += fishsim_world_digest(loaded) != fishsim_world_digest(straight);
    }
    check_near(suite, "points of 200 after which a saved and loaded reef went on otherwise",
               (double)other, 0, 0);
    fishsim_world_destroy(straight);
    fishsim_world_destroy(loaded);
}

void row_invariants(struct suite *suite)
{
    check_ledger(suite);
    check_threads(suite);
    check_order(suite);
    check_saving(suite);
    check_worth(suite);
}

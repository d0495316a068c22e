/* SPDX-License-Identifier: MIT */
/*
 * Row 20 of the model: the ledger closes on every tick, and the state depends neither on threads,
 * nor on the order of the species in a file, nor on saving and loading. (That the order in which
 * fish are stored does not matter is shown in unit/test_tick.c.)
 *
 *     test_invariants [examples/scenarios]
 */
#include "science.h"

#include "pool.h"

static const char *scenarios = "examples/scenarios";

static fishsim_config *reef_config(void)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    char path[1000];
    snprintf(path, sizeof path, "%s/reef.yaml", scenarios);
    assert_status(FISHSIM_OK, fishsim_config_create(NULL, &config, &error), &error);
    assert_status(FISHSIM_OK, fishsim_config_load_file(config, path, &error), &error);
    return config;
}

static void the_ledger_of_the_reef_closes_on_each_of_2000_ticks(void **state)
{
    (void)state;
    fishsim_world *world = world_from_config(reef_config(), NULL);
    uint64_t first = info_of(world).fish;
    for (int i = 0; i < 2000; i++) {
        tick(world, 1);
        assert_balanced(world);
    }
    fishsim_world_info info = info_of(world);
    assert_true(info.deaths > 0);
    assert_int_equal(info.fish + info.deaths, first + info.births);
    fishsim_world_destroy(world);
}

/* ---- threads -------------------------------------------------------------------------------- */

/* The reef with enough fish for many pieces of work, and an hour a tick, so that much happens. */
static fishsim_world *full_reef(const fishsim_hooks *hooks)
{
    fishsim_config *config = reef_config();
    set_key(config, "species.anchovy.start.count", "2500");
    set_key(config, "species.herring.start.count", "700");
    set_key(config, "species.bluefish.start.count", "300");
    set_key(config, "species.anchovy.reproduction.recruit_weight_g", "0.015");
    set_key(config, "species.anchovy.reproduction.clutch_fraction", "0.02");
    set_key(config, "calendar.acceleration", "36000");
    set_key(config, "fields.plankton.diffusion_m2_per_s", "0.003");
    return world_from_config(config, hooks);
}

static void any_number_of_threads_gives_the_same_reef(void **state)
{
    (void)state;
    enum { TICKS = 60 };
    static const uint32_t THREADS[] = {1, 2, 8, POOL_MOST};
    fishsim_world *alone = full_reef(NULL);
    tick(alone, TICKS);
    assert_true(info_of(alone).births > 0 && info_of(alone).deaths > 0);
    for (int i = 0; i < 4; i++) {
        struct pool pool;
        pool_open(&pool, THREADS[i]);
        fishsim_hooks hooks;
        assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
        hooks.execute = pool_execute;
        hooks.execute_user = &pool;
        fishsim_world *world = full_reef(&hooks);
        tick(world, TICKS);
        assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(alone));
        assert_true(pool.calls > TICKS);
        fishsim_world_destroy(world);
        pool_close(&pool);
    }
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

/* The world with its species, and its web, in an order that n tells. */
static fishsim_world *ordered_world(uint32_t n)
{
    char yaml[2000] = "world: {width_m: 30, height_m: 20}\ncalendar: {acceleration: 6000}\n"
                      "fields: {plankton: {diffusion_m2_per_s: 0.01}}\nspecies:\n";
    for (uint32_t i = 0; i < 4; i++)
        strcat(yaml, SPECIES[(n & 4 ? 3 - i : i) ^ (n & 3)]);
    strcat(yaml, "web:\n");
    for (uint32_t i = 0; i < 4; i++)
        strcat(yaml, WEB[(i + n) & 3]);
    return world_from_config(config_from(yaml), NULL);
}

static void the_order_of_species_in_a_file_does_not_matter(void **state)
{
    (void)state;
    fishsim_world *first = ordered_world(0);
    tick(first, 100);
    assert_true(info_of(first).deaths > 0);
    for (uint32_t n = 1; n < 8; n++) {
        fishsim_world *other = ordered_world(n);
        tick(other, 100);
        assert_int_equal(fishsim_world_digest(other), fishsim_world_digest(first));
        fishsim_world_destroy(other);
    }
    fishsim_world_destroy(first);
}

/* ---- saving and loading --------------------------------------------------------------------- */

/* Replaces a world by what comes back from its snapshot. */
static void save_and_load(fishsim_world **world)
{
    fishsim_error error = {0};
    uint64_t size = fishsim_snapshot_size(*world), written = 0;
    void *bytes = malloc((size_t)size);
    assert_non_null(bytes);
    assert_status(FISHSIM_OK, fishsim_snapshot_save(*world, bytes, size, &written, &error), &error);
    fishsim_world *loaded = NULL;
    assert_status(FISHSIM_OK, fishsim_snapshot_load(bytes, written, NULL, &loaded, &error), &error);
    assert_int_equal(fishsim_world_digest(loaded), fishsim_world_digest(*world));
    free(bytes);
    fishsim_world_destroy(*world);
    *world = loaded;
}

static void a_world_saved_and_loaded_at_200_points_goes_on_bit_for_bit(void **state)
{
    (void)state;
    fishsim_world *straight = world_from_config(reef_config(), NULL);
    fishsim_world *loaded = world_from_config(reef_config(), NULL);
    for (uint32_t point = 0; point < 200; point++) {
        save_and_load(&loaded);
        tick(straight, 1 + point % 7);
        tick(loaded, 1 + point % 7);
        assert_int_equal(fishsim_world_digest(loaded), fishsim_world_digest(straight));
        assert_balanced(loaded);
    }
    fishsim_world_destroy(straight);
    fishsim_world_destroy(loaded);
}

int main(int count, char **arguments)
{
    if (count > 1)
        scenarios = arguments[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ledger_of_the_reef_closes_on_each_of_2000_ticks),
        cmocka_unit_test(any_number_of_threads_gives_the_same_reef),
        cmocka_unit_test(the_order_of_species_in_a_file_does_not_matter),
        cmocka_unit_test(a_world_saved_and_loaded_at_200_points_goes_on_bit_for_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

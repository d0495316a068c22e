/* SPDX-License-Identifier: MIT */
/* pool.h: a pool that is made, lent to worlds by their hooks, and destroyed. */
#include "api.h"

static fishsim_world *world_on(fishsim_pool *pool)
{
    static const char crowd[] = "world: {width_m: 400, height_m: 400, max_fish: 8000}\n"
                                "species: {anchovy: {start: {count: 6000, groups: 30}}}\n";
    fishsim_config *config = small_config();
    fishsim_world *world = NULL;
    fishsim_error error = {0};
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    if (pool)
        assert_status(FISHSIM_OK, fishsim_pool_lend(pool, &hooks, &error), &error);
    assert_status(FISHSIM_OK,
                  fishsim_config_load_text(config, crowd, sizeof crowd - 1, NULL, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, &hooks, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

static void a_pool_changes_nothing_but_the_time(void **state)
{
    (void)state;
    enum { TICKS = 12 };
    fishsim_pool *pool = NULL;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_pool_create(3, NULL, &pool, &error), &error);
    fishsim_world *alone = world_on(NULL), *first = world_on(pool), *second = world_on(pool);
    assert_ok(fishsim_world_tick(alone, TICKS, NULL));
    for (int i = 0; i < TICKS; i++) {
        assert_ok(fishsim_world_tick(first, 1, NULL));
        assert_ok(fishsim_world_tick(second, 1, NULL));
    }
    assert_int_equal(fishsim_world_digest(first), fishsim_world_digest(alone));
    assert_int_equal(fishsim_world_digest(second), fishsim_world_digest(alone));
    fishsim_world_destroy(alone);
    fishsim_world_destroy(first);
    fishsim_world_destroy(second);
    fishsim_pool_destroy(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pool_changes_nothing_but_the_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* perceive.c: how a row is laid out, and what is the same for all rows. */
#include "perceive_fixture.h"

static void a_row_is_laid_out_as_it_is_described(void **state)
{
    (void)state;
    fishsim_world *world = world_from("agents: {observe: [clock, nearest, own], nearest: 3}\n"
                                      "species: {a: {}}\n");
    const struct perception *perception = &world->perception;
    static const char *const NAME[] = {"clock", "nearest", "own"};
    static const uint32_t OFFSET[] = {0, 2, 23}, ROWS[] = {1, 3, 1}, COLUMNS[] = {2, 7, 12};
    assert_int_equal(perception->size, 35);
    assert_int_equal(perceive_size(&world->settings), 35);
    assert_int_equal(perception->block_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        fishsim_block block;
        perceive_describe(perception, i, &block);
        assert_string_equal(block.name, NAME[i]);
        assert_int_equal(block.offset, OFFSET[i]);
        assert_int_equal(block.rows, ROWS[i]);
        assert_int_equal(block.columns, COLUMNS[i]);
        assert_true(strlen(block.meaning) > 0);
    }
    assert_int_equal(perception->at[BLOCK_NEAREST], 2);
    assert_int_equal(perception->at[BLOCK_RAYS], ABSENT);
    fishsim_world_destroy(world);
}

static void rays_go_round_to_the_left(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    for (uint32_t ray = 0; ray < RAYS; ray++) {
        assert_near(world->perception.ray_x[ray], cos(ray * REAL_PI / 4.0), 1e-6);
        assert_near(world->perception.ray_y[ray], sin(ray * REAL_PI / 4.0), 1e-6);
    }
    fishsim_world_destroy(world);
}

static void what_kinds_are_to_each_other_follows_from_the_web(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    const struct perception *perception = &world->perception;
    static const float TO_A[] = {0.5f, 1.0f, -1.0f, 0.0f};
    for (uint32_t other = A; other <= D; other++)
        assert_near(perception->relation[A][other], TO_A[other], 0.0);
    assert_near(perception->relation[B][A], -1.0, 0.0);
    fishsim_world_destroy(world);
}

static void the_clock_is_at_its_top_at_six(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    float row[SIZE];
    const float *clock = look(world, BLOCK_CLOCK, row);
    assert_near(clock[0], 1.0, 1e-6);
    assert_near(clock[1], 0.0, 1e-6);
    world->tick += 3 * 3600 * (uint64_t)1000000 / world->calendar_us_per_tick; /* nine */
    clock = look(world, BLOCK_CLOCK, row);
    assert_near(clock[0], sqrt(0.5), 1e-4);
    assert_near(clock[1], -sqrt(0.5), 1e-4);
    fishsim_world_destroy(world);
}

/* Noon, then midnight, where a third of sight is left at night. */
static void sight_is_shorter_at_night(void **state)
{
    (void)state;
    float row[SIZE];
    for (int night = 0; night < 2; night++) {
        fishsim_world *world = water(TORUS);
        world->settings.world.night_vision = 0.3;
        world->calendar_start_us = night ? 0 : 12 * 3600 * (uint64_t)1000000;
        put_fish(world, A, 30.0f, 30.0f, 10000.0); /* 5 m ahead, of 10 m or 3 m */
        put_fish(world, B, 28.0f, 25.0f, 10000.0); /* 2 m to the left */
        double reach = reach_of(world) * (night ? 0.3 : 1.0);
        assert_near(perceive_moment(world).sight, night ? 0.3 : 1.0, 1e-6);
        const float *rays = look(world, BLOCK_RAYS, row);
        assert_near(rays[0 * RAY_SIZE + KIN], night ? 0.0 : 1.0 - 5.0 / reach, 1e-5);
        assert_near(rays[2 * RAY_SIZE + PREY], 1.0 - 2.0 / reach, 1e-5);
        const float *nearest = row + world->perception.at[BLOCK_NEAREST];
        assert_near(nearest[DY], 2.0 / reach, 1e-5);
        assert_near(nearest[NEAREST_SIZE + VALID], night ? 0.0 : 1.0, 0.0);
        fishsim_world_destroy(world);
    }
}

static void in_full_darkness_nothing_is_seen(void **state)
{
    (void)state;
    float row[SIZE];
    fishsim_world *world = water(WALLS);
    world->settings.world.night_vision = 0.0;
    world->calendar_start_us = 0;
    put_fish(world, A, 30.0f, 25.1f, 10000.0);
    look(world, BLOCK_RAYS, row);
    for (int i = 0; i < RAYS * RAY_SIZE + NEAREST * NEAREST_SIZE; i++)
        assert_near(row[world->perception.at[BLOCK_RAYS] + i], 0.0, 0.0);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_row_is_laid_out_as_it_is_described),
        TEST(rays_go_round_to_the_left),
        TEST(what_kinds_are_to_each_other_follows_from_the_web),
        TEST(the_clock_is_at_its_top_at_six),
        TEST(sight_is_shorter_at_night),
        TEST(in_full_darkness_nothing_is_seen),
    };
    return RUN(tests);
}

/* SPDX-License-Identifier: MIT */
/* nearest.c: who is nearest. */
#include "perceive_fixture.h"

static void the_nearest_come_first_and_the_rest_is_left_out(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    put_fish(world, C, 26.0f, 25.0f, 10000.0); /* 4 to the left: predator */
    put_fish(world, D, 30.0f, 27.0f, 10000.0); /* 2 ahead: neither */
    put_fish(world, A, 30.0f, 16.0f, 10000.0); /* 9 behind: the fourth */
    put_fish(world, B, 33.0f, 25.0f, 1000.0);  /* 3 to the right: prey */
    float row[SIZE];
    const float *nearest = look(world, BLOCK_NEAREST, row);
    static const double WANTED[NEAREST][4] = {
        {2.0, 0.0, 0.0, 0.0}, {0.0, -3.0, -2.302585, 1.0}, {0.0, 4.0, 0.0, -1.0}};
    for (int i = 0; i < NEAREST; i++, nearest += NEAREST_SIZE) {
        assert_near(nearest[DX], WANTED[i][0] / reach_of(world), 1e-5);
        assert_near(nearest[DY], WANTED[i][1] / reach_of(world), 1e-5);
        assert_near(nearest[LN_RATIO], WANTED[i][2] / 7.0, 1e-5);
        assert_near(nearest[RELATION], WANTED[i][3], 0.0);
        assert_near(nearest[VALID], 1.0, 0.0);
    }
    fishsim_world_destroy(world);
}

static void velocities_are_relative_and_in_the_own_frame(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    world->fish.speed[0] = 1.0f;
    uint32_t other = put_fish(world, A, 31.0f, 26.0f, 10000.0);
    set_heading(world, other, 0.0);
    world->fish.speed[other] = 2.0f;
    float row[SIZE];
    const float *nearest = look(world, BLOCK_NEAREST, row);
    double scale = 2.0 * fastest_of(world);
    assert_near(nearest[DVX], -1.0 / scale, 1e-5);
    assert_near(nearest[DVY], -2.0 / scale, 1e-5);
    assert_near(nearest[RELATION], 0.5, 0.0);
    fishsim_world_destroy(world);
}

static void alone_or_out_of_sight_there_is_nobody(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    put_fish(world, A, 30.0f, (float)(25.001 + reach_of(world)), 10000.0);
    float row[SIZE];
    const float *nearest = look(world, BLOCK_NEAREST, row);
    for (int i = 0; i < NEAREST * NEAREST_SIZE; i++)
        assert_near(nearest[i], 0.0, 0.0);
    const float *rays = row + world->perception.at[BLOCK_RAYS];
    for (int i = 0; i < RAYS * RAY_SIZE; i++)
        assert_near(rays[i], 0.0, 0.0);
    world->fish.y[row_of(world, 2)] -= 0.01f;
    assert_near(look(world, BLOCK_NEAREST, row)[VALID], 1.0, 0.0);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_nearest_come_first_and_the_rest_is_left_out),
        TEST(velocities_are_relative_and_in_the_own_frame),
        TEST(alone_or_out_of_sight_there_is_nobody),
    };
    return RUN(tests);
}

/* SPDX-License-Identifier: MIT */
/* rays.c: what rays meet, and what the lateral line feels. */
#include "perceive_fixture.h"

static void a_ray_shows_how_near_the_nearest_of_each_kind_is(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    put_fish(world, A, 30.0f, 28.0f, 10000.0); /* ahead */
    put_fish(world, A, 30.0f, 31.0f, 10000.0); /* behind that one */
    put_fish(world, B, 25.0f, 25.0f, 10000.0); /* to the left */
    put_fish(world, C, 30.0f, 23.0f, 10000.0); /* behind */
    put_fish(world, D, 34.0f, 25.0f, 10000.0); /* to the right, of no interest */
    float row[SIZE], wanted[RAYS][4] = {{0}};
    const float *rays = look(world, BLOCK_RAYS, row);
    double reach = reach_of(world);
    wanted[0][KIN] = (float)(1.0 - 3.0 / reach);
    wanted[2][PREY] = (float)(1.0 - 5.0 / reach);
    wanted[4][PREDATOR] = (float)(1.0 - 2.0 / reach);
    for (int ray = 0; ray < RAYS; ray++)
        for (int kind = KIN; kind <= WALL; kind++)
            assert_near(rays[ray * RAY_SIZE + kind], wanted[ray][kind], 1e-5);
    fishsim_world_destroy(world);
}

static void a_fish_is_seen_by_the_ray_nearest_to_its_direction(void **state)
{
    (void)state;
    /* Degrees to the left, and the ray of eight. */
    static const int SEEN[][2] = {{0, 0},   {22, 0},  {23, 1},  {67, 1},  {68, 2}, {157, 3},
                                  {158, 4}, {202, 4}, {203, 5}, {337, 7}, {338, 0}};
    for (size_t i = 0; i < sizeof SEEN / sizeof SEEN[0]; i++) {
        fishsim_world *world = water(TORUS);
        double angle = (90.0 + SEEN[i][0]) * REAL_PI / 180.0;
        put_fish(world, A, (float)(30.0 + 4.0 * cos(angle)), (float)(25.0 + 4.0 * sin(angle)),
                 10000.0);
        float row[SIZE];
        const float *rays = look(world, BLOCK_RAYS, row);
        for (int ray = 0; ray < RAYS; ray++)
            assert_true((rays[ray * RAY_SIZE + KIN] > 0.0f) == (ray == SEEN[i][1]));
        fishsim_world_destroy(world);
    }
}

static void a_ray_shows_how_fast_the_nearest_fish_there_closes_in(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    world->fish.speed[0] = 0.5f;
    uint32_t chaser = put_fish(world, D, 30.0f, 22.0f, 10000.0);
    set_heading(world, chaser, 90.0);
    world->fish.speed[chaser] = 2.0f;
    uint32_t ahead = put_fish(world, A, 30.0f, 30.0f, 10000.0);
    set_heading(world, ahead, -90.0);
    world->fish.speed[ahead] = 1.0f;
    float row[SIZE];
    const float *rays = look(world, BLOCK_RAYS, row);
    double scale = 2.0 * fastest_of(world);
    assert_near(rays[4 * RAY_SIZE + CLOSING], (2.0 - 0.5) / scale, 1e-5);
    assert_near(rays[0 * RAY_SIZE + CLOSING], (1.0 + 0.5) / scale, 1e-5);
    assert_near(rays[2 * RAY_SIZE + CLOSING], 0.0, 0.0);
    fishsim_world_destroy(world);
}

static void rays_meet_walls_and_a_torus_has_none(void **state)
{
    (void)state;
    fishsim_world *world = water(WALLS);
    world->fish.x[0] = 3.0f;
    set_heading(world, 0, 0.0);
    float row[SIZE];
    const float *rays = look(world, BLOCK_RAYS, row);
    double reach = reach_of(world);
    for (int ray = 0; ray < RAYS; ray++) {
        double along = -3.0 / cos(ray * REAL_PI / 4.0);
        double wanted = ray > 2 && ray < 6 ? 1.0 - along / reach : 0.0;
        assert_near(rays[ray * RAY_SIZE + WALL], wanted, 1e-5);
    }
    fishsim_world_destroy(world);
    world = water(TORUS);
    world->fish.x[0] = 3.0f;
    rays = look(world, BLOCK_RAYS, row);
    for (int ray = 0; ray < RAYS; ray++)
        assert_near(rays[ray * RAY_SIZE + WALL], 0.0, 0.0);
    fishsim_world_destroy(world);
}

/* ---- lateral line --------------------------------------------------------------------------- */

static void water_is_felt_in_the_sector_it_is_pushed_from(void **state)
{
    (void)state;
    /* Degrees to the left, of four sectors the one, share of 2 BL, speed towards the fish. */
    static const double FELT[][4] = {{0, 0, 0.5, 2.0},    {44, 0, 0.5, 2.0}, {46, 1, 0.25, 1.0},
                                     {180, 2, 0.9, -1.0}, {270, 3, 0.5, 0},  {90, 1, 1.01, 2.0}};
    for (size_t i = 0; i < sizeof FELT / sizeof FELT[0]; i++) {
        fishsim_world *world = water(TORUS);
        double direction = 90.0 + FELT[i][0], angle = direction * REAL_PI / 180.0;
        double body = reach_of(world) / 10.0, away = FELT[i][2] * 2.0 * body;
        uint32_t other = put_fish(world, D, (float)(30.0 + away * cos(angle)),
                                  (float)(25.0 + away * sin(angle)), 10000.0);
        set_heading(world, other, FELT[i][3] < 0.0 ? direction : direction + 180.0);
        world->fish.speed[other] = (float)fabs(FELT[i][3]);
        float row[SIZE];
        const float *line = look(world, BLOCK_LATERAL_LINE, row);
        double nearness = FELT[i][2] < 1.0 ? 1.0 - FELT[i][2] : 0.0;
        for (int sector = 0; sector < SECTORS; sector++)
            assert_near(line[sector],
                        sector == (int)FELT[i][1] ? nearness * FELT[i][3] / fastest_of(world) : 0.0,
                        1e-5);
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_ray_shows_how_near_the_nearest_of_each_kind_is),
        TEST(a_fish_is_seen_by_the_ray_nearest_to_its_direction),
        TEST(a_ray_shows_how_fast_the_nearest_fish_there_closes_in),
        TEST(rays_meet_walls_and_a_torus_has_none),
        TEST(water_is_felt_in_the_sector_it_is_pushed_from),
    };
    return RUN(tests);
}

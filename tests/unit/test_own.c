/* SPDX-License-Identifier: MIT */
/* own.c: what a fish knows of itself and of the plankton. */
#include "perceive_fixture.h"

static void it_knows_its_own_body_and_its_last_action(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    const float action[3] = {-0.5f, 0.25f, 1.0f};
    world->fish.action[0] = action_with_body(action_pack(action), 0.75f);
    world->fish.speed[0] = (float)(0.5 * fastest_of(world));
    world->fish.handling_s[0] = (float)(0.25 * world->species[A].settings.feeding.handling_s);
    world->fish.birth_tick[0] =
        (int64_t)world->tick - (int64_t)(365.0 / world->calendar_days_per_tick);
    float row[SIZE];
    const float *own = look(world, BLOCK_OWN, row);
    double part = (double)world->perception.per_length_inf[A] * (double)world->fish.length_cm[0];
    assert_near(own[1], 0.5, 1e-5);
    assert_near(own[3], part, 1e-5);
    assert_near(own[4], 0.5, 1e-5);
    assert_near(own[5], 0.75, 0.5 / ACTION_BODY_STEPS);
    assert_near(own[6], world->species[A].settings.feeding.handling_s > 0.0 ? 0.25 : 0.0, 1e-5);
    assert_near(own[7], 0.5, 1e-4);
    assert_near(own[9], -0.5, 0.51 / ACTION_STEPS);
    assert_near(own[10], 0.25, 0.51 / ACTION_STEPS);
    assert_near(own[11], 1.0, 0.0);
    fishsim_world_destroy(world);
}

static void plankton_is_told_here_ahead_and_to_the_left(void **state)
{
    (void)state;
    fishsim_world *world = water(TORUS);
    world->fish.x[0] = 35.0f; /* cell (3, 2) */
    fill_all(world, 0.25);
    fill_cell(world, 3, 2, 0.5);
    fill_cell(world, 3, 3, 0.375); /* +y */
    fill_cell(world, 2, 2, 0.625); /* -x */
    fill_cell(world, 4, 3, 0.75);  /* at the corner */
    world->detritus.energy_uj[15] = world->plankton.energy_uj[15] * 2;
    static const double TO[][3] = {{90.0, 0.125, 0.375},
                                   {0.0, -0.375, 0.125},
                                   {180.0, 0.375, -0.125},
                                   {-90.0, -0.125, -0.375}};
    for (size_t i = 0; i < 4; i++) {
        set_heading(world, 0, TO[i][0]);
        float row[SIZE];
        const float *plankton = look(world, BLOCK_PLANKTON, row);
        assert_near(plankton[HERE], 0.5, 1e-6);
        assert_near(plankton[AHEAD], TO[i][1], 1e-6);
        assert_near(plankton[LEFT], TO[i][2], 1e-6);
        assert_near(plankton[MOST], 0.75, 1e-6);
        assert_near(plankton[DETRITUS], 0.5, 1e-6);
    }
    fishsim_world_destroy(world);
}

static void plankton_is_tasted_across_the_seam_and_not_through_walls(void **state)
{
    (void)state;
    for (int walls = 0; walls < 2; walls++) {
        fishsim_world *world = water(walls ? WALLS : TORUS);
        world->fish.x[0] = 5.0f; /* cell (0, 0) */
        world->fish.y[0] = 5.0f;
        set_heading(world, 0, 0.0);
        fill_all(world, 0.25);
        fill_cell(world, 5, 0, 1.0); /* -x on a torus */
        fill_cell(world, 0, 4, 0.5); /* -y on a torus */
        float row[SIZE];
        const float *plankton = look(world, BLOCK_PLANKTON, row);
        assert_near(plankton[AHEAD], walls ? 0.0 : -0.75, 1e-6);
        assert_near(plankton[LEFT], walls ? 0.0 : -0.25, 1e-6);
        assert_near(plankton[MOST], walls ? 0.25 : 1.0, 1e-6);
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_knows_its_own_body_and_its_last_action),
        TEST(plankton_is_told_here_ahead_and_to_the_left),
        TEST(plankton_is_tasted_across_the_seam_and_not_through_walls),
    };
    return RUN(tests);
}

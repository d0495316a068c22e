/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Fish of 1000 g are 46.4 cm long; those of 10 kg, used here, 1 m: radii are in metres. */
static const char WORLD[] =
    "world: {width_m: 60, height_m: 50}\n"
    "minds: {couzin: {repulsion_radius: 1, orientation_radius: 4, attraction_radius: 12, "
    "vision_deg: 270, noise_rad: 0}}\n"
    "species: {a: {minds: [couzin], growth: {weight_inf_g: 20000}, start: {weight_g: 10000}}}\n";

static void sense(fishsim_world *world)
{
    index_fish(world);
    tick_plan(world);
    tick_decide(world);
}

static fishsim_world *pair(float dx, float dy)
{
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 30.0f, 25.0f, 10000.0);
    put_fish(world, 0, 30.0f + dx, 25.0f + dy, 10000.0);
    set_heading(world, 1, 90.0);
    return world;
}

static void assert_intent(const fishsim_world *world, double x, double y)
{
    uint32_t row = row_of(world, 1);
    assert_near(world->fish.intent_x[row], x, 1e-5);
    assert_near(world->fish.intent_y[row], y, 1e-5);
}

static void it_turns_away_from_a_fish_too_near_even_behind(void **state)
{
    (void)state;
    fishsim_world *world = pair(0.3f, 0.4f);
    sense(world);
    assert_intent(world, -0.6, -0.8);
    fishsim_world_destroy(world);
    world = pair(-0.9f, 0.0f);
    sense(world);
    assert_intent(world, 1.0, 0.0);
    fishsim_world_destroy(world);
}

static void it_aligns_with_a_fish_in_the_middle_zone(void **state)
{
    (void)state;
    fishsim_world *world = pair(2.0f, -1.0f);
    sense(world);
    assert_intent(world, 0.0, 1.0);
    fishsim_world_destroy(world);
}

static void it_approaches_a_fish_far_off_also_across_the_seam(void **state)
{
    (void)state;
    fishsim_world *world = pair(6.0f, 8.0f);
    sense(world);
    assert_intent(world, 0.6, 0.8);
    world->fish.x[row_of(world, 1)] = 57.0f;
    world->fish.y[row_of(world, 1)] = 46.0f;
    world->fish.x[row_of(world, 2)] = 3.0f;
    world->fish.y[row_of(world, 2)] = 4.0f;
    sense(world);
    assert_intent(world, 0.6, 0.8);
    fishsim_world_destroy(world);
}

static void repulsion_silences_the_other_zones(void **state)
{
    (void)state;
    fishsim_world *world = pair(0.5f, 0.0f);
    put_fish(world, 0, 30.0f, 33.0f, 10000.0);
    sense(world);
    assert_intent(world, -1.0, 0.0);
    fishsim_world_destroy(world);
}

static void it_does_not_see_fish_behind_or_beyond(void **state)
{
    (void)state;
    static const float UNSEEN[][2] = {{-2.0f, 0.5f}, {-6.0f, -1.0f}, {12.01f, 0.0f}};
    for (int i = 0; i < 3; i++) {
        fishsim_world *world = pair(UNSEEN[i][0], UNSEEN[i][1]);
        set_heading(world, 0, 0.0);
        sense(world);
        assert_intent(world, 1.0, 0.0);
        fishsim_world_destroy(world);
    }
}

static void with_eyes_all_round_nothing_is_behind(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < 200; n++) {
        double angle = 2.0 * REAL_PI * any(1, n), distance = 5.0 + 3.0 * any(2, n);
        fishsim_world *world =
            pair((float)(-distance * cos(angle)), (float)(-distance * sin(angle)));
        for (uint32_t i = 0; i < world->mind_count; i++)
            world->minds[i].settings.vision_deg = 360.0;
        set_heading(world, 0, angle * 180.0 / REAL_PI);
        sense(world);
        assert_intent(world, -cos(angle), -sin(angle));
        fishsim_world_destroy(world);
    }
}

static void a_fish_at_the_same_place_is_not_a_neighbour(void **state)
{
    (void)state;
    fishsim_world *world = pair(0.0f, 0.0f);
    sense(world);
    assert_intent(world, 1.0, 0.0);
    fishsim_world_destroy(world);
}

static void opposite_wishes_cancel_and_leave_the_heading(void **state)
{
    (void)state;
    fishsim_world *world = pair(0.0f, 0.5f);
    put_fish(world, 0, 30.0f, 24.5f, 10000.0);
    sense(world);
    assert_intent(world, 1.0, 0.0);
    fishsim_world_destroy(world);
}

static void sociality_stretches_the_zones(void **state)
{
    (void)state;
    fishsim_world *world = pair(5.0f, 0.0f);
    sense(world);
    assert_intent(world, 1.0, 0.0);
    world->fish.trait_sociality[row_of(world, 1)] = 1.5f; /* now it is in the middle zone */
    sense(world);
    assert_intent(world, 0.0, 1.0);
    fishsim_world_destroy(world);
}

/* What one fish wants, by looking at all others. */
static void brute_force(const fishsim_world *world, uint32_t row, double wanted[2])
{
    const struct fish *fish = &world->fish;
    double near[2] = {0.0}, far[2] = {0.0};
    bool crowded = false;
    for (uint32_t other = 0; other < fish->count; other++) {
        double dx = minimum_image((double)fish->x[other] - (double)fish->x[row], 60.0);
        double dy = minimum_image((double)fish->y[other] - (double)fish->y[row], 50.0);
        double distance = hypot(dx, dy);
        if (other == row || distance > 12.0)
            continue;
        double ahead =
            (dx * (double)fish->heading_x[row] + dy * (double)fish->heading_y[row]) / distance;
        bool seen = ahead >= cos(135.0 * REAL_PI / 180.0);
        if (distance < 1.0) {
            crowded = true;
            near[0] -= dx / distance;
            near[1] -= dy / distance;
        } else if (seen) {
            far[0] += distance < 4.0 ? (double)fish->heading_x[other] : dx / distance;
            far[1] += distance < 4.0 ? (double)fish->heading_y[other] : dy / distance;
        }
    }
    wanted[0] = crowded ? near[0] : far[0];
    wanted[1] = crowded ? near[1] : far[1];
}

static void sums_are_those_of_a_look_at_every_fish(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    for (uint32_t n = 0; n < 400; n++) {
        put_fish(world, 0, 60.0f * (float)any(1, n), 50.0f * (float)any(2, n), 10000.0);
        set_heading(world, n, 360.0 * any(3, n));
    }
    sense(world);
    const struct fish *fish = &world->fish;
    for (uint32_t row = 0; row < fish->count; row++) {
        double wanted[2];
        brute_force(world, row, wanted);
        double length = hypot(wanted[0], wanted[1]);
        assert_true(length > 0.01); /* else a rounding would turn it about */
        assert_near(fish->intent_x[row], wanted[0] / length, 1e-5 / length + 1e-6);
        assert_near(fish->intent_y[row], wanted[1] / length, 1e-5 / length + 1e-6);
    }
    fishsim_world_destroy(world);
}

static void in_the_deep_it_looks_up_and_down(void **state)
{
    (void)state;
    static const char DEEP[] =
        "world: {dims: 3, width_m: 60, height_m: 50, depth_m: 40}\n"
        "minds: {couzin: {repulsion_radius: 1, orientation_radius: 4, attraction_radius: 12, "
        "vision_deg: 270, noise_rad: 0}}\n"
        "species: {a: {minds: [couzin], growth: {weight_inf_g: 20000}, start: {weight_g: "
        "10000}}}\n";
    static const float CASES[][6] = {/* offset, intent */
                                     {0.0f, 0.3f, 0.4f, 0.0f, -0.6f, -0.8f},
                                     {0.0f, 0.0f, 2.0f, 0.0f, 1.0f, 0.0f},
                                     {0.0f, 6.0f, -8.0f, 0.0f, 0.6f, -0.8f},
                                     {-6.0f, 0.0f, 2.0f, 1.0f, 0.0f, 0.0f},
                                     {0.0f, 12.0f, 1.0f, 1.0f, 0.0f, 0.0f}};
    for (int i = 0; i < 5; i++) {
        const float *c = CASES[i];
        fishsim_world *world = world_from(DEEP);
        put_fish(world, 0, 30.0f, 25.0f, 10000.0);
        put_fish(world, 0, 30.0f + c[0], 25.0f + c[1], 10000.0);
        set_heading(world, 1, 90.0);
        world->fish.z[0] = 5.0f;
        world->fish.z[1] = c[2] < -5.0f ? 45.0f + c[2] : 5.0f + c[2];
        sense(world);
        uint32_t row = row_of(world, 1);
        assert_intent(world, (double)c[3], (double)c[4]);
        assert_near(world->fish.intent_z[row], c[5], 1e-5);
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_turns_away_from_a_fish_too_near_even_behind),
        TEST(it_aligns_with_a_fish_in_the_middle_zone),
        TEST(it_approaches_a_fish_far_off_also_across_the_seam),
        TEST(repulsion_silences_the_other_zones),
        TEST(it_does_not_see_fish_behind_or_beyond),
        TEST(with_eyes_all_round_nothing_is_behind),
        TEST(a_fish_at_the_same_place_is_not_a_neighbour),
        TEST(opposite_wishes_cancel_and_leave_the_heading),
        TEST(sociality_stretches_the_zones),
        TEST(sums_are_those_of_a_look_at_every_fish),
        TEST(in_the_deep_it_looks_up_and_down),
    };
    return RUN(tests);
}

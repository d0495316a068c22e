/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Fish of 10 kg are 1 m long: radii are in metres. */
static const char WORLD[] =
    "world: {width_m: 60, height_m: 50}\n"
    "minds: {boids: {repulsion_radius: 2, attraction_radius: 8, vision_deg: 300, noise_rad: 0, "
    "separation_weight: 3, alignment_weight: 0.5, cohesion_weight: 2}}\n"
    "species: {a: {minds: [boids], growth: {weight_inf_g: 20000}, start: {weight_g: 10000}}}\n";

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
    world->fish.speed[1] = 1.5f;
    return world;
}

static void assert_intent(const fishsim_world *world, double x, double y)
{
    uint32_t row = row_of(world, 1);
    assert_near(world->fish.intent_x[row], x / hypot(x, y), 1e-5);
    assert_near(world->fish.intent_y[row], y / hypot(x, y), 1e-5);
}

static void three_urges_add_up_to_the_heading(void **state)
{
    (void)state;
    /* Heading (1, 0), alignment .5 * 1.5 / 1 along y, cohesion 2 / 8 times the offset. */
    fishsim_world *world = pair(3.0f, 4.0f);
    sense(world);
    assert_intent(world, 1.0 + 0.25 * 3.0, 0.75 + 0.25 * 4.0);
    fishsim_world_destroy(world);
    /* Nearer than 2 m, separation 3 / 2 against the offset as well. */
    world = pair(0.0f, 1.0f);
    sense(world);
    assert_intent(world, 1.0, 0.75 + 0.25 - 1.5);
    fishsim_world_destroy(world);
}

static void alignment_and_cohesion_are_means_over_neighbours(void **state)
{
    (void)state;
    fishsim_world *world = pair(3.0f, 4.0f);
    put_fish(world, 0, 33.0f, 29.0f, 10000.0);
    set_heading(world, 2, 90.0);
    world->fish.speed[2] = 1.5f;
    sense(world);
    assert_intent(world, 1.0 + 0.25 * 3.0, 0.75 + 0.25 * 4.0);
    fishsim_world_destroy(world);
}

static void alone_or_unseen_it_keeps_its_heading(void **state)
{
    (void)state;
    static const float UNSEEN[][2] = {{8.01f, 0.0f}, {-3.0f, 0.0f}, {-1.0f, 0.1f}, {0.0f, 0.0f}};
    for (int i = 0; i < 4; i++) {
        fishsim_world *world = pair(UNSEEN[i][0], UNSEEN[i][1]);
        sense(world);
        assert_intent(world, 1.0, 0.0);
        fishsim_world_destroy(world);
    }
}

static void with_eyes_all_round_nothing_is_behind(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < 200; n++) {
        double angle = 2.0 * REAL_PI * any(1, n), distance = 3.0 + 3.0 * any(2, n);
        fishsim_world *world =
            pair((float)(-distance * cos(angle)), (float)(-distance * sin(angle)));
        for (uint32_t i = 0; i < world->mind_count; i++)
            world->minds[i].settings.vision_deg = 360.0;
        set_heading(world, 0, angle * 180.0 / REAL_PI);
        sense(world);
        uint32_t row = row_of(world, 1);
        float turned = world->fish.heading_x[row] * world->fish.intent_y[row] -
                       world->fish.heading_y[row] * world->fish.intent_x[row];
        assert_true(fabsf(turned) > 1e-3f); /* it aligns with what is behind */
        fishsim_world_destroy(world);
    }
}

static void a_narrow_view_sees_only_ahead(void **state)
{
    (void)state;
    fishsim_world *world = pair(3.0f, 1.0f);
    put_fish(world, 0, 31.0f, 28.0f, 10000.0);
    for (uint32_t i = 0; i < world->mind_count; i++)
        world->minds[i].settings.vision_deg = 90.0;
    sense(world);
    assert_intent(world, 1.0 + 0.25 * 3.0, 0.75 + 0.25 * 1.0); /* of the first one alone */
    fishsim_world_destroy(world);
}

static void sums_are_those_of_a_look_at_every_fish(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    for (uint32_t n = 0; n < 300; n++) {
        put_fish(world, 0, 60.0f * (float)any(1, n), 50.0f * (float)any(2, n), 10000.0);
        set_heading(world, n, 360.0 * any(3, n));
        world->fish.speed[n] = (float)any(4, n);
    }
    sense(world);
    const struct fish *fish = &world->fish;
    for (uint32_t row = 0; row < fish->count; row++) {
        double near[2] = {0.0}, align[2] = {0.0}, join[2] = {0.0}, count = 0.0;
        for (uint32_t other = 0; other < fish->count; other++) {
            double d[2] = {minimum_image((double)fish->x[other] - (double)fish->x[row], 60.0),
                           minimum_image((double)fish->y[other] - (double)fish->y[row], 50.0)};
            double distance = hypot(d[0], d[1]);
            double ahead =
                d[0] * (double)fish->heading_x[row] + d[1] * (double)fish->heading_y[row];
            if (other == row || distance > 8.0 || ahead < cos(150.0 * REAL_PI / 180.0) * distance)
                continue;
            count++;
            align[0] += (double)(fish->heading_x[other] * fish->speed[other]);
            align[1] += (double)(fish->heading_y[other] * fish->speed[other]);
            for (int i = 0; i < 2; i++) {
                join[i] += d[i];
                near[i] -= distance < 2.0 ? d[i] : 0.0;
            }
        }
        count = count > 0.0 ? count : 1.0;
        double x = (double)fish->heading_x[row] + 1.5 * near[0] + 0.5 / count * align[0] +
                   0.25 / count * join[0];
        double y = (double)fish->heading_y[row] + 1.5 * near[1] + 0.5 / count * align[1] +
                   0.25 / count * join[1];
        assert_true(hypot(x, y) > 0.01);
        assert_near(fish->intent_x[row], x / hypot(x, y), 1e-4);
        assert_near(fish->intent_y[row], y / hypot(x, y), 1e-4);
    }
    fishsim_world_destroy(world);
}

static void in_the_deep_the_urges_have_a_height(void **state)
{
    (void)state;
    fishsim_world *world = world_from(
        "world: {dims: 3, width_m: 60, height_m: 50, depth_m: 40}\n"
        "minds: {boids: {repulsion_radius: 2, attraction_radius: 8, vision_deg: 300, noise_rad: "
        "0, separation_weight: 3, alignment_weight: 0.5, cohesion_weight: 2}}\n"
        "species: {a: {minds: [boids], growth: {weight_inf_g: 20000}}}\n");
    put_fish(world, 0, 30.0f, 25.0f, 10000.0);
    put_fish(world, 0, 33.0f, 25.0f, 10000.0);
    world->fish.z[0] = 1.0f;
    world->fish.z[1] = 37.0f; /* four metres below, across the seam */
    world->fish.heading_x[1] = 0.0f;
    world->fish.heading_z[1] = 1.0f;
    world->fish.speed[1] = 1.5f;
    sense(world);
    double x = 1.0 + 0.25 * 3.0, z = 0.75 - 0.25 * 4.0;
    uint32_t row = row_of(world, 1);
    assert_near(world->fish.intent_x[row], x / hypot(x, z), 1e-5);
    assert_near(world->fish.intent_z[row], z / hypot(x, z), 1e-5);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(three_urges_add_up_to_the_heading),
        TEST(alignment_and_cohesion_are_means_over_neighbours),
        TEST(alone_or_unseen_it_keeps_its_heading),
        TEST(with_eyes_all_round_nothing_is_behind),
        TEST(a_narrow_view_sees_only_ahead),
        TEST(sums_are_those_of_a_look_at_every_fish),
        TEST(in_the_deep_the_urges_have_a_height),
    };
    return RUN(tests);
}

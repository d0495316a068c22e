/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Fish of 10 kg are 1 m long: the radius is a metre. */
static const char WORLD[] =
    "world: {width_m: 7, height_m: 6, tick_seconds: 1}\n"
    "minds: {vicsek: {orientation_radius: 1, noise_rad: 0, moves_with: old}}\n"
    "species: {a: {minds: [vicsek], growth: {weight_inf_g: 20000}, motion: {cruise_bl_per_s: 0.03, "
    "turn_deg_per_s: 180}}}\n";

static void sense(fishsim_world *world)
{
    index_fish(world);
    tick_plan(world);
    tick_decide(world);
}

static void it_takes_the_mean_heading_itself_counted(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 0.2f, 3.0f, 10000.0);
    put_fish(world, 0, 6.9f, 3.0f, 10000.0); /* across the seam, and behind */
    put_fish(world, 0, 0.2f, 4.1f, 10000.0); /* too far */
    set_heading(world, 1, 90.0);
    set_heading(world, 2, 180.0);
    sense(world);
    uint32_t row = row_of(world, 1);
    assert_near(world->fish.intent_x[row], sqrt(0.5), 1e-6);
    assert_near(world->fish.intent_y[row], sqrt(0.5), 1e-6);
    row = row_of(world, 3);
    assert_near(world->fish.intent_x[row], -1.0, 1e-6);
    fishsim_world_destroy(world);
}

static void it_turns_at_once_and_moves_on_as_it_was(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 2.0f, 3.0f, 10000.0);
    put_fish(world, 0, 2.5f, 3.0f, 10000.0);
    put_fish(world, 0, 2.2f, 3.0f, 10000.0);
    set_heading(world, 1, 180.0);
    set_heading(world, 2, 180.0);
    world->fish.speed[0] = 0.03f;
    sense(world);
    assert_int_equal(world->fish.lagging[row_of(world, 1)], 1);
    tick_move(world);
    uint32_t row = row_of(world, 1);
    assert_near(world->fish.x[row], 2.03, 1e-6);
    assert_near(world->fish.heading_x[row], -1.0, 1e-6);
    fishsim_world_destroy(world);
}

static void sums_are_those_of_a_look_at_every_fish(void **state)
{
    (void)state;
    for (int dims = 2; dims <= 3; dims++) {
        char yaml[sizeof WORLD + 40];
        snprintf(yaml, sizeof yaml, "world: {dims: %d, depth_m: 5, %s", dims,
                 WORLD + sizeof "world: {" - 1);
        fishsim_world *world = world_from(yaml);
        struct fish *fish = &world->fish;
        for (uint32_t n = 0; n < 200; n++) {
            put_fish(world, 0, 7.0f * (float)any(1, n), 6.0f * (float)any(2, n), 10000.0);
            set_heading(world, n, 360.0 * any(3, n));
            fish->z[n] = dims == 3 ? 5.0f * (float)any(4, n) : 0.0f;
        }
        sense(world);
        for (uint32_t row = 0; row < fish->count; row++) {
            double x = 0.0, y = 0.0;
            for (uint32_t other = 0; other < fish->count; other++) {
                double dx = minimum_image((double)fish->x[other] - (double)fish->x[row], 7.0);
                double dy = minimum_image((double)fish->y[other] - (double)fish->y[row], 6.0);
                double dz = minimum_image((double)fish->z[other] - (double)fish->z[row], 5.0);
                if (dx * dx + dy * dy + dz * dz > 1.0)
                    continue;
                x += (double)fish->heading_x[other];
                y += (double)fish->heading_y[other];
            }
            double length = hypot(x, y);
            assert_true(length > 0.01);
            assert_near(fish->intent_x[row], x / length, 1e-5 / length);
            assert_near(fish->intent_y[row], y / length, 1e-5 / length);
        }
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_takes_the_mean_heading_itself_counted),
        TEST(it_turns_at_once_and_moves_on_as_it_was),
        TEST(sums_are_those_of_a_look_at_every_fish),
    };
    return RUN(tests);
}

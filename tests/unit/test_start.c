/* SPDX-License-Identifier: MIT */
#include "builder.h"

static void the_first_fish_are_as_configured(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("world: {width_m: 50, height_m: 20, temperature_c: 15}\n"
                   "species:\n"
                   "  b: {start: {count: 3, weight_g: 20, weight_sigma: 0, gut_fraction: 0.25}}\n"
                   "  a: {start: {count: 200, weight_g: 10, weight_sigma: 0.3}}\n");
    const struct fish *fish = &world->fish;
    assert_int_equal(fish->count, 203);
    double sum = 0.0;
    uint32_t males = 0;
    for (uint32_t row = 0; row < 203; row++) {
        assert_int_equal(fish->id[row], row + 1);
        assert_int_equal(fish->species[row], row >= 200); /* in order of name: a, b */
        assert_true(fish->x[row] >= 0.0f && fish->x[row] < 50.0f);
        assert_true(fish->y[row] >= 0.0f && fish->y[row] < 20.0f);
        assert_near(hypot(fish->heading_x[row], fish->heading_y[row]), 1.0, 1e-6);
        assert_near(fish->speed[row], fish_length_m(fish, row), 1e-6);
        assert_near(fish->soma_uj[row] / 5e9, fish->weight_g[row], 1e-6 * fish->weight_g[row]);
        assert_near(species_length_at(&world->species[0].settings, fish->weight_g[row]),
                    fish->length_cm[row], 1e-4);
        assert_true(fish->trait_size[row] == 1.0f && fish->trait_egg[row] == 1.0f);
        sum += row < 200 ? log((double)fish->weight_g[row] / 10.0) : 0.0;
        males += fish->sex[row];
    }
    assert_near(sum / 200.0, 0.0, 4.0 * 0.3 / sqrt(200.0));
    assert_true(males > 60 && males < 143);
    assert_near(fish->weight_g[201], 20.0, 1e-6);
    assert_near((double)fish->gut_uj[201] / (double)fish->gut_capacity_uj[201], 0.25, 1e-9);
    fishsim_world_destroy(world);
}

static void groups_stand_together_even_across_the_seam(void **state)
{
    (void)state;
    uint32_t apart = 0;
    for (uint32_t seed = 1; seed < 20; seed++) {
        char yaml[300];
        snprintf(yaml, sizeof yaml,
                 "world: {seed: %u, width_m: 50, height_m: 40}\n"
                 "species: {a: {start: {count: 60, groups: 2, group_radius_m: 3}}}\n",
                 seed);
        fishsim_world *world = world_from(yaml);
        const struct fish *fish = &world->fish;
        for (uint32_t row = 2; row < 60; row++) {
            double dx = minimum_image(fish->x[row] - fish->x[row % 2], 50.0);
            double dy = minimum_image(fish->y[row] - fish->y[row % 2], 40.0);
            assert_true(hypot(dx, dy) <= 6.001);
        }
        double between = minimum_image(fish->x[1] - fish->x[0], 50.0);
        apart += fabs(between) > 6.0;
        fishsim_world_destroy(world);
    }
    assert_true(apart > 5); /* each group at a place of its own */
}

static void walls_hold_the_first_fish_in(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("world: {width_m: 50, height_m: 40, boundary: walls}\n"
                   "species: {a: {start: {count: 500, groups: 1, group_radius_m: 1000}}}\n");
    for (uint32_t row = 0; row < 500; row++) {
        assert_true(world->fish.x[row] >= 0.0f && world->fish.x[row] < 50.0f);
        assert_true(world->fish.y[row] >= 0.0f && world->fish.y[row] < 40.0f);
    }
    fishsim_world_destroy(world);
}

static void a_deep_world_is_filled_from_top_to_bottom_with_every_heading(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("world: {dims: 3, width_m: 50, height_m: 40, depth_m: 30, boundary: walls}\n"
                   "species: {a: {start: {count: 2000}}}\n");
    const struct fish *fish = &world->fish;
    double z = 0.0, up = 0.0, steep = 0.0;
    for (uint32_t row = 0; row < fish->count; row++) {
        struct direction heading = fish_heading(fish, row);
        assert_true(fish->z[row] >= 0.0f && fish->z[row] < 30.0f);
        assert_near(direction_length(heading), 1.0, 1e-6);
        z += (double)fish->z[row] / 2000.0;
        up += (double)heading.z / 2000.0;
        steep += (double)(heading.z * heading.z) / 2000.0;
    }
    assert_near(z, 15.0, 4.0 * 30.0 / sqrt(12.0 * 2000.0));
    assert_near(up, 0.0, 4.0 / sqrt(3.0 * 2000.0));
    assert_near(steep, 1.0 / 3.0, 0.03);
    fishsim_world_destroy(world);
}

static void a_deep_group_is_a_ball(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("world: {dims: 3, width_m: 50, height_m: 40, depth_m: 30}\n"
                   "species: {a: {start: {count: 2000, groups: 1, group_radius_m: 8}}}\n");
    const struct fish *fish = &world->fish;
    double centre[3] = {0}, inner = 0.0;
    for (uint32_t row = 0; row < fish->count; row++) {
        centre[0] += minimum_image((double)(fish->x[row] - fish->x[0]), 50.0) / 2000.0;
        centre[1] += minimum_image((double)(fish->y[row] - fish->y[0]), 40.0) / 2000.0;
        centre[2] += minimum_image((double)(fish->z[row] - fish->z[0]), 30.0) / 2000.0;
    }
    for (uint32_t row = 0; row < fish->count; row++) {
        double dx = minimum_image((double)(fish->x[row] - fish->x[0]), 50.0) - centre[0];
        double dy = minimum_image((double)(fish->y[row] - fish->y[0]), 40.0) - centre[1];
        double dz = minimum_image((double)(fish->z[row] - fish->z[0]), 30.0) - centre[2];
        double distance = sqrt(dx * dx + dy * dy + dz * dz);
        assert_true(distance < 8.7); /* the mean is not quite the middle */
        inner += (distance < 4.0) / 2000.0;
    }
    assert_near(inner, 1.0 / 8.0, 0.04); /* of the volume */
    fishsim_world_destroy(world);
}

static void plankton_may_begin_as_a_patch(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {width_m: 50, height_m: 20}\n"
                                      "fields: {cell_m: 5, plankton: {initial_fraction: 1, "
                                      "initial_width_m: 20}}\n");
    for (uint32_t cell = 0; cell < world->field_grid.cells; cell++)
        assert_int_equal(world->plankton.energy_uj[cell] > 0, cell % 10 < 4);
    fishsim_world_destroy(world);
}

static void first_fish_may_differ_in_their_traits(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {seed: 4}\n"
                                      "species: {a: {start: {count: 4000, trait_sigma: 0.2}}}\n");
    float *trait[FISH_TRAITS];
    fish_traits(&world->fish, trait);
    for (uint32_t i = 0; i < FISH_TRAITS; i++) {
        double mean = 0.0, square = 0.0, with_next = 0.0;
        for (uint32_t row = 0; row < 4000; row++) {
            double z = log((double)trait[i][row]);
            mean += z / 4000.0;
            square += z * z / 4000.0;
            with_next += z * log((double)trait[(i + 1) % FISH_TRAITS][row]) / 4000.0;
        }
        assert_near(mean, 0.0, 4.0 * 0.2 / sqrt(4000.0));
        assert_near(sqrt(square), 0.2, 0.01);
        assert_near(with_next, 0.0, 4.0 * 0.04 / sqrt(4000.0));
    }
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_fish_are_as_configured),
        TEST(groups_stand_together_even_across_the_seam),
        TEST(walls_hold_the_first_fish_in),
        TEST(a_deep_world_is_filled_from_top_to_bottom_with_every_heading),
        TEST(a_deep_group_is_a_ball),
        TEST(plankton_may_begin_as_a_patch),
        TEST(first_fish_may_differ_in_their_traits),
    };
    return RUN(tests);
}

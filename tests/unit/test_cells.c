/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "world/cells.h"

/* Fish of 10 kg are 1 m long. */
static const char WORLD[] = "world: {width_m: 60, height_m: 50}\n"
                            "minds: {couzin: {attraction_radius: 8}}\n"
                            "species:\n"
                            "  a: {minds: [couzin], growth: {weight_inf_g: 20000}}\n"
                            "  b: {minds: [walk]}\n";

static void cells_are_as_large_as_the_fish_look_far(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 30.0f, 25.0f, 10000.0);
    cells_fit(world);
    const struct grid *grid = &world->species[0].grid;
    assert_int_equal(grid->columns, 30);
    assert_int_equal(grid->rows, 6);
    put_fish(world, 0, 30.0f, 25.0f, 10000.0 / 27.0); /* a third as long: 2/3 m on average */
    cells_fit(world);
    assert_int_equal(grid->columns, 45);
    assert_int_equal(grid->rows, 9);
    fishsim_world_destroy(world);
}

static void those_who_do_not_school_share_a_cell_with_another(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 1, 30.0f, 25.0f, 1.0);
    cells_fit(world);
    assert_int_equal(grid_cells(&world->species[1].grid), 1);
    for (uint32_t n = 1; n < 600; n++)
        put_fish(world, 1, 30.0f, 25.0f, 1.0);
    cells_fit(world);
    assert_in_range(grid_cells(&world->species[1].grid), 250, 300);
    fishsim_world_destroy(world);
}

static void there_are_never_too_many(void **state)
{
    (void)state;
    static const char *const WATERS[] = {
        "world: {width_m: 60, height_m: 50}\n", "world: {width_m: 50000, height_m: 0.5}\n",
        "world: {width_m: 0.5, height_m: 50000}\n",
        "world: {dims: 3, width_m: 30, height_m: 30, depth_m: 9000}\n"};
    for (int i = 0; i < 4; i++) {
        char yaml[400];
        snprintf(yaml, sizeof yaml, "%sspecies: {a: {minds: [couzin]}, b: {minds: [walk]}}\n",
                 WATERS[i]);
        fishsim_world *world = world_from(yaml);
        put_fish(world, 0, 0.1f, 0.1f, 1e-3);
        cells_fit(world);
        assert_true(world->total_cells >= 2 && world->total_cells <= cells_most(world));
        fishsim_world_destroy(world);
    }
}

static void the_order_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    fishsim_world *forwards = world_from(WORLD), *back = world_from(WORLD);
    for (uint32_t n = 0; n < 300; n++) {
        put_fish(forwards, 0, 30.0f, 25.0f, 10.0 + 900.0 * any(1, n));
        put_fish(back, 0, 30.0f, 25.0f, 10.0 + 900.0 * any(1, 299 - n));
    }
    cells_fit(forwards);
    cells_fit(back);
    assert_int_equal(forwards->species[0].grid.columns, back->species[0].grid.columns);
    assert_int_equal(forwards->species[0].grid.rows, back->species[0].grid.rows);
    fishsim_world_destroy(forwards);
    fishsim_world_destroy(back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cells_are_as_large_as_the_fish_look_far),
        TEST(those_who_do_not_school_share_a_cell_with_another),
        TEST(there_are_never_too_many),
        TEST(the_order_of_the_rows_does_not_matter),
    };
    return RUN(tests);
}

/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "allocator.h"

static void another_seed_is_another_world_and_the_same_is_the_same(void **state)
{
    (void)state;
    fishsim_world *one = world_from("species: {a: {start: {count: 5}}}");
    fishsim_world *same = world_from("world: {seed: 1}\nspecies: {a: {start: {count: 5}}}");
    fishsim_world *other = world_from("world: {seed: 2}\nspecies: {a: {start: {count: 5}}}");
    for (uint32_t row = 0; row < 5; row++) {
        assert_true(one->fish.x[row] == same->fish.x[row]);
        assert_true(one->fish.x[row] != other->fish.x[row]);
    }
    fishsim_world_destroy(one);
    fishsim_world_destroy(same);
    fishsim_world_destroy(other);
}

static void fields_fill_the_water_with_whole_cells(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {width_m: 47, height_m: 4}\n"
                                      "fields: {cell_m: 10, plankton: {initial_fraction: 0.25, "
                                      "growth_per_d: 0, diffusion_m2_per_s: 0}}");
    const struct field_grid *grid = &world->field_grid;
    assert_int_equal(grid->columns, 5);
    assert_int_equal(grid->rows, 1);
    assert_near(grid->cell_area_m2 * grid->cells, 47.0 * 4.0, 1e-9);
    for (uint32_t cell = 0; cell < grid->cells; cell++)
        assert_int_equal(world->plankton.energy_uj[cell],
                         (int64_t)(20.0 * 2500.0 * 1e6 * grid->cell_area_m2 * 0.25));
    assert_int_equal(field_cell(grid, 0.0f, 0.0f), 0);
    assert_int_equal(field_cell(grid, nextafterf(47.0f, 0.0f), 3.9f), 4);
    assert_int_equal(field_cell(grid, 47.0f, 4.0f), 4);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void a_body_never_gets_shorter(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {}}");
    uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 10.0);
    float length = world->fish.length_cm[row];
    world->fish.soma_uj[row] /= 2;
    world_update_body(world, row);
    assert_true(world->fish.length_cm[row] == length);
    assert_near(world->fish.weight_g[row], 5.0, 1e-6);
    assert_near(world->fish.ln_weight[row], log(5.0), 1e-6);
    world->fish.soma_uj[row] *= 16;
    world_update_body(world, row);
    assert_near(world->fish.length_cm[row], 2.0f * length, 1e-4);
    world->fish.soma_uj[row] = 0;
    world_update_body(world, row);
    assert_true(isfinite(world->fish.ln_weight[row]));
    fishsim_world_destroy(world);
}

static void deriving_again_gives_the_same_bits(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("calendar: {acceleration: 600}\nspecies: {a: {start: {count: 50}}}");
    assert_ok(fishsim_world_tick(world, 50, NULL));
    float weight[50], ln_weight[50], length[50];
    memcpy(weight, world->fish.weight_g, sizeof weight);
    memcpy(ln_weight, world->fish.ln_weight, sizeof ln_weight);
    memcpy(length, world->fish.length_cm, sizeof length);
    world_derive(world);
    assert_memory_equal(weight, world->fish.weight_g, sizeof weight);
    assert_memory_equal(ln_weight, world->fish.ln_weight, sizeof ln_weight);
    assert_memory_equal(length, world->fish.length_cm, sizeof length);
    fishsim_world_destroy(world);
}

static void food_lands_in_the_cell_that_holds_the_point(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {width_m: 40, height_m: 40}");
    int64_t before = world->detritus.energy_uj[15];
    assert_ok(
        fishsim_world_add_food(world, FISHSIM_FIELD_DETRITUS, 39.99999999, 39.99999999, 5, NULL));
    assert_int_equal(world->detritus.energy_uj[15], before + 5);
    assert_balanced(world);
    static const double OUTSIDE[][2] = {{40, 0}, {0, 40}, {-1e-9, 0}, {NAN, 0}, {0, INFINITY}};
    for (int i = 0; i < 5; i++)
        assert_int_equal(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, OUTSIDE[i][0],
                                                OUTSIDE[i][1], 1, NULL),
                         FISHSIM_ERR_ARGUMENT);
    fishsim_world_destroy(world);
}

static void a_full_cell_takes_no_more_food(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {width_m: 10, height_m: 10}");
    world->plankton.energy_uj[0] = FIELD_CELL_MAX_UJ - 10;
    assert_int_equal(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 1, 1, 11, NULL),
                     FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 1, 1, 10, NULL));
    assert_int_equal(world->plankton.energy_uj[0], FIELD_CELL_MAX_UJ);
    fishsim_world_destroy(world);
}

static void harvest_books_all_that_the_fish_held(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {start: {count: 3}}}");
    world->fish.repro_uj[1] = 1234;
    rebase_ledger(world);
    int64_t energy = fish_energy(&world->fish, 1);
    assert_ok(fishsim_world_harvest(world, 2, NULL));
    assert_int_equal(world->fish.count, 2);
    assert_int_equal((int64_t)world->ledger.flow[FISHSIM_LEDGER_LANDED], energy);
    assert_int_equal(world->species[0].deaths[FISHSIM_CAUSE_FISHED], 1);
    assert_balanced(world);
    assert_int_equal(fishsim_world_harvest(world, 2, NULL), FISHSIM_ERR_NOT_FOUND);
    fishsim_world_destroy(world);
}

static void warming_changes_rates_unless_a_species_could_not_live(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("world: {temperature_c: 15}\nspecies: {a: {base: bay_anchovy}}");
    double before = world->species[0].consumption_j;
    assert_ok(fishsim_world_set_temperature(world, 22.0, NULL));
    assert_true(world->species[0].consumption_j > before);
    before = world->species[0].consumption_j;
    fishsim_error error = {0};
    assert_int_equal(fishsim_world_set_temperature(world, 35.0, &error), FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_set_temperature(world, NAN, NULL), FISHSIM_ERR_ARGUMENT);
    assert_true(world->species[0].consumption_j == before && world->temperature_c == 22.0);
    fishsim_world_destroy(world);
}

static void a_world_that_runs_short_of_memory_gives_all_of_it_back(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_status status = FISHSIM_ERR_MEMORY;
    for (uint64_t call = 1; status; call++) {
        struct allocator allocator = {.fail_from = call};
        const fishsim_hooks hooks = allocator_hooks(&allocator);
        fishsim_world *world = NULL;
        status = fishsim_world_create(config, &hooks, &world, NULL);
        if (status) {
            assert_int_equal(status, FISHSIM_ERR_MEMORY);
            assert_null(world);
        }
        fishsim_world_destroy(world);
        assert_int_equal(allocator.live_bytes, 0);
        assert_int_equal(allocator.live_blocks, 0);
    }
    fishsim_config_destroy(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(another_seed_is_another_world_and_the_same_is_the_same),
        TEST(fields_fill_the_water_with_whole_cells),
        TEST(a_body_never_gets_shorter),
        TEST(deriving_again_gives_the_same_bits),
        TEST(food_lands_in_the_cell_that_holds_the_point),
        TEST(a_full_cell_takes_no_more_food),
        TEST(harvest_books_all_that_the_fish_held),
        TEST(warming_changes_rates_unless_a_species_could_not_live),
        TEST(a_world_that_runs_short_of_memory_gives_all_of_it_back),
    };
    return RUN(tests);
}

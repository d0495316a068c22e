/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Cells of 100 m2. A grazer of 1 g clears 1 m2 a day, and a tick is a day. */
static const char WORLD[] =
    "world: {width_m: 20, height_m: 20, tick_seconds: 0.1}\n"
    "calendar: {acceleration: 864000}\n"
    "fields: {cell_m: 10, plankton: {diffusion_m2_per_s: 0, growth_per_d: 0}}\n"
    "species:\n"
    "  grazer: {feeding: {clearance_m2_per_d: 1, clearance_exponent: 0.5}}\n"
    "  hunter: {feeding: {clearance_m2_per_d: 1}}\n"
    "web: {grazer: {plankton: 1}}\n";

enum { GRAZER, HUNTER };

static fishsim_world *grazers(uint32_t count, double weight_g, int64_t plankton_uj)
{
    fishsim_world *world = world_from(WORLD);
    world->plankton.energy_uj[0] = plankton_uj;
    for (uint32_t n = 0; n < count; n++)
        put_fish(world, GRAZER, 5.0f, 5.0f, weight_g);
    rebase_ledger(world);
    for (uint32_t row = 0; row < count; row++) {
        world->fish.gut_uj[row] = 0;
        world->fish.gut_capacity_uj[row] = 0x1p62f;
    }
    rebase_ledger(world);
    index_fish(world);
    return world;
}

static void demand_is_clearance_times_density(void **state)
{
    (void)state;
    fishsim_world *world = grazers(1, 16.0, 1000000);
    assert_ok(tick_graze(world, NULL));
    assert_near(world->fish.gut_uj[0], 4.0 / 100.0 * 1000000, 1.0); /* 16^0.5 m2 of 100 */
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void the_web_multiplies_the_clearance(void **state)
{
    (void)state;
    fishsim_world *world = grazers(1, 16.0, 1000000);
    world->species[GRAZER].grazing = 0.25;
    assert_ok(tick_graze(world, NULL));
    assert_near(world->fish.gut_uj[0], 1.0 / 100.0 * 1000000, 1.0);
    fishsim_world_destroy(world);
}

static void no_gut_takes_more_than_it_has_room_for(void **state)
{
    (void)state;
    fishsim_world *world = grazers(3, 16.0, 1000000);
    world->fish.gut_capacity_uj[0] = 1000;
    world->fish.gut_uj[0] = 900;
    world->fish.gut_capacity_uj[1] = 1000;
    world->fish.gut_uj[1] = 1000;
    world->fish.gut_capacity_uj[2] = 1000;
    world->fish.gut_uj[2] = 5000; /* one prey may be more than a day's food */
    rebase_ledger(world);
    assert_ok(tick_graze(world, NULL));
    assert_int_equal(world->fish.gut_uj[0], 1000);
    assert_int_equal(world->fish.gut_uj[1], 1000);
    assert_int_equal(world->fish.gut_uj[2], 5000);
    assert_int_equal(world->plankton.energy_uj[0], 1000000 - 100);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void scarce_plankton_is_shared_in_proportion_to_demand(void **state)
{
    (void)state;
    fishsim_world *world = grazers(4, 10000.0, 999999); /* each could clear the whole cell */
    world->fish.gut_capacity_uj[3] = 100000;
    assert_ok(tick_graze(world, NULL));
    double part = 999999.0 / (3.0 * 999999.0 + 100000.0);
    for (uint32_t row = 0; row < 3; row++)
        assert_int_equal(world->fish.gut_uj[row], (int64_t)(999999.0 * part));
    assert_int_equal(world->fish.gut_uj[3], (int64_t)(100000.0 * part));
    assert_true(world->plankton.energy_uj[0] >= 0 && world->plankton.energy_uj[0] < 4);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void demands_just_above_what_a_cell_holds_leave_it_empty(void **state)
{
    (void)state;
    fishsim_world *world = grazers(2, 60.0 * 60.0, 1000000); /* each wants 60 of 100 m2 */
    assert_ok(tick_graze(world, NULL));
    assert_int_equal(world->fish.gut_uj[0], 500000);
    assert_int_equal(world->fish.gut_uj[1], 500000);
    assert_int_equal(world->plankton.energy_uj[0], 0);
    fishsim_world_destroy(world);
}

static void a_few_microjoules_among_many_stay_in_the_water(void **state)
{
    (void)state;
    fishsim_world *world = grazers(10, 10000.0, 7);
    assert_ok(tick_graze(world, NULL));
    for (uint32_t row = 0; row < 10; row++)
        assert_int_equal(world->fish.gut_uj[row], 0);
    assert_int_equal(world->plankton.energy_uj[0], 7);
    fishsim_world_destroy(world);
}

static void a_cell_as_full_as_can_be_is_shared_exactly(void **state)
{
    (void)state;
    fishsim_world *world = grazers(7, 10000.0, FIELD_CELL_MAX_UJ);
    assert_ok(tick_graze(world, NULL));
    for (uint32_t row = 0; row < 7; row++)
        assert_int_equal(world->fish.gut_uj[row], FIELD_CELL_MAX_UJ / 7);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void only_live_grazers_graze_and_only_in_their_own_cell(void **state)
{
    (void)state;
    fishsim_world *world = grazers(2, 16.0, 1000000);
    put_fish(world, HUNTER, 5.0f, 5.0f, 16.0);
    put_fish(world, GRAZER, 15.0f, 5.0f, 16.0);
    index_fish(world);
    int64_t other_cell = world->plankton.energy_uj[1];
    int64_t hunter = world->fish.gut_uj[row_of(world, 3)];
    world->fish.gut_capacity_uj[row_of(world, 3)] *= 2;
    world->fish.fate[row_of(world, 1)] = FISHSIM_CAUSE_EATEN;
    assert_ok(tick_graze(world, NULL));
    assert_int_equal(world->fish.gut_uj[row_of(world, 1)], 0);
    assert_true(world->fish.gut_uj[row_of(world, 2)] > 0);
    assert_int_equal(world->fish.gut_uj[row_of(world, 3)], hunter);
    assert_true(world->plankton.energy_uj[1] < other_cell);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void a_super_individual_eats_as_its_fish_would(void **state)
{
    (void)state;
    fishsim_world *one = grazers(5, 16.0, 1000000);
    fishsim_world *many = grazers(1, 16.0, 1000000);
    many->fish.worth[0] = 5;
    many->many = many->species[GRAZER].many = true;
    rebase_ledger(many);
    assert_ok(tick_graze(one, NULL));
    assert_ok(tick_graze(many, NULL));
    assert_int_equal(many->fish.gut_uj[0], one->fish.gut_uj[0]);
    assert_int_equal(many->plankton.energy_uj[0], one->plankton.energy_uj[0]);
    assert_balanced(many);
    fishsim_world_destroy(one);
    fishsim_world_destroy(many);
}

static void what_its_fish_cannot_share_evenly_stays(void **state)
{
    (void)state;
    fishsim_world *world = grazers(1, 1e6, 1000);
    world->fish.worth[0] = 7; /* each would clear ten times the cell */
    world->many = true;
    rebase_ledger(world);
    assert_ok(tick_graze(world, NULL));
    assert_int_equal(world->fish.gut_uj[0], 1000 / 7);
    assert_int_equal(world->plankton.energy_uj[0], 1000 % 7);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(demand_is_clearance_times_density),
        TEST(the_web_multiplies_the_clearance),
        TEST(no_gut_takes_more_than_it_has_room_for),
        TEST(scarce_plankton_is_shared_in_proportion_to_demand),
        TEST(demands_just_above_what_a_cell_holds_leave_it_empty),
        TEST(a_few_microjoules_among_many_stay_in_the_water),
        TEST(a_cell_as_full_as_can_be_is_shared_exactly),
        TEST(only_live_grazers_graze_and_only_in_their_own_cell),
        TEST(a_super_individual_eats_as_its_fish_would),
        TEST(what_its_fish_cannot_share_evenly_stays),
    };
    return RUN(tests);
}

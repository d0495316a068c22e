/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* A tick is a day; no mortality but what a test asks for. */
static const char WORLD[] =
    "world: {width_m: 20, height_m: 20, tick_seconds: 0.1}\n"
    "calendar: {acceleration: 864000}\n"
    "fields: {cell_m: 10, plankton: {diffusion_m2_per_s: 0}}\n"
    "species: {a: {start: {weight_g: 100}, mortality: {background_coefficient: 0, "
    "starvation_condition: 0.5}}}\n";

static fishsim_world *fish_of(uint32_t count)
{
    fishsim_world *world = world_from(WORLD);
    for (uint32_t n = 0; n < count; n++)
        put_fish(world, 0, 15.0f, 5.0f, 100.0);
    index_fish(world);
    return world;
}

/* Changes the body of a row without letting its length follow. */
static void thin(fishsim_world *world, uint32_t row, double part)
{
    world->fish.soma_uj[row] = (int64_t)((double)world->fish.soma_uj[row] * part);
    world_update_body(world, row);
    rebase_ledger(world);
}

static void a_thin_fish_starves(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(2);
    thin(world, 0, 0.501);
    thin(world, 1, 0.499);
    uint64_t thin_id = world->fish.id[1];
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->fish.count, 1);
    assert_int_equal(row_of(world, thin_id), NO_ROW);
    assert_int_equal(world->species[0].deaths[FISHSIM_CAUSE_STARVED], 1);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void a_fish_without_a_body_starves_whatever_the_threshold(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(1);
    world->species[0].settings.mortality.starvation_condition = 0.0;
    thin(world, 0, 0.01);
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->fish.count, 1);
    thin(world, 0, 0.0);
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->fish.count, 0);
    fishsim_world_destroy(world);
}

static void a_carcass_becomes_detritus_where_it_dies(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(1);
    thin(world, 0, 0.4);
    world->fish.repro_uj[0] = 777;
    rebase_ledger(world);
    int64_t carcass = fish_energy(&world->fish, 0), before = world->detritus.energy_uj[1];
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->detritus.energy_uj[1], before + carcass);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void old_fish_die_on_the_day(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(1);
    world->species[0].settings.mortality.max_age_days = 30.0;
    world->fish.birth_tick[0] = -10;
    world->tick = 19;
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->fish.count, 1);
    world->tick = 20;
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->species[0].deaths[FISHSIM_CAUSE_AGE], 1);
    fishsim_world_destroy(world);
}

static void background_mortality_takes_its_share(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(5000);
    world->species[0].death_per_step = 0.1;
    world->tick = 3;
    assert_ok(tick_die(world, NULL));
    double dead = (double)world->species[0].deaths[FISHSIM_CAUSE_BACKGROUND];
    assert_near(dead / 5000.0, 0.1, 4.0 * sqrt(0.1 * 0.9 / 5000.0));
    assert_int_equal(world->fish.count, 5000 - (uint32_t)dead);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void the_eaten_leave_without_a_carcass_and_are_told_once(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(3);
    thin(world, 1, 0.1);
    world->fish.fate[1] = FISHSIM_CAUSE_EATEN;
    int64_t before = world->detritus.energy_uj[1];
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->fish.count, 2);
    assert_int_equal(world->detritus.energy_uj[1], before);
    assert_int_equal(world->sinks.sequence, 0);
    assert_int_equal(world->species[0].deaths[FISHSIM_CAUSE_STARVED], 0);
    fishsim_world_destroy(world);
}

static void any_mix_of_dead_leaves_the_living(void **state)
{
    (void)state;
    for (uint32_t pattern = 0; pattern < 256; pattern++) {
        fishsim_world *world = fish_of(8);
        uint64_t alive[8], count = 0;
        for (uint32_t row = 0; row < 8; row++)
            if (pattern >> row & 1)
                world->fish.fate[row] = FISHSIM_CAUSE_EATEN;
            else
                alive[count++] = world->fish.id[row];
        assert_ok(tick_die(world, NULL));
        assert_int_equal(world->fish.count, count);
        for (uint64_t i = 0; i < count; i++)
            assert_int_not_equal(row_of(world, alive[i]), NO_ROW);
        fishsim_world_destroy(world);
    }
}

static void a_newborn_is_not_yet_judged(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(1);
    uint32_t newborn = put_fish(world, 0, 5.0f, 5.0f, 100.0);
    thin(world, newborn, 0.1);
    world->fish.doom[newborn] = FISHSIM_CAUSE_AGE; /* what a fish before it has left there */
    world->fish.fate[0] = FISHSIM_CAUSE_EATEN;
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->fish.count, 1);
    assert_int_equal(world->fish.id[0], 2);
    fishsim_world_destroy(world);
}

static void the_eaten_are_replaced_where_told_so(void **state)
{
    (void)state;
    for (uint32_t replaced = REPLACED_NEVER; replaced <= REPLACED_ALWAYS; replaced++) {
        fishsim_world *world = fish_of(3);
        world->species[0].settings.mortality.replaced = replaced;
        world->species[0].replaces = replaced != REPLACED_NEVER;
        world->settings.world.max_fish = 3;
        thin(world, 0, 0.4);
        die_of(world, 1, 1, FISHSIM_CAUSE_EATEN, 99, 0);
        world->fish.soma_uj[1] = world->fish.gut_uj[1] = 0; /* swallowed */
        rebase_ledger(world);
        assert_ok(tick_die(world, NULL));
        assert_int_equal(world->fish.count, 1 + replaced);
        assert_int_equal(world->species[0].births, replaced);
        for (uint32_t row = 0; row < world->fish.count; row++)
            assert_near(world->fish.weight_g[row], 100.0, world->fish.id[row] == 3 ? 1e-3 : 100.0);
        assert_balanced(world);
        fishsim_world_destroy(world);
    }
}

static void background_mortality_thins_super_individuals_out(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(40);
    world->many = world->species[0].many = true;
    world->species[0].most_worth = 500;
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.worth[row] = 500;
    world->species[0].death_per_step = 0.01;
    rebase_ledger(world);
    uint64_t alive = 20000;
    for (uint32_t tick = 0; tick < 100; tick++) {
        world->tick++;
        index_fish(world);
        assert_ok(tick_die(world, NULL));
        assert_balanced(world);
    }
    uint64_t dead = world->species[0].deaths[FISHSIM_CAUSE_BACKGROUND], left = 0;
    for (uint32_t row = 0; row < world->fish.count; row++)
        left += world->fish.worth[row];
    assert_int_equal(left + dead, alive);
    assert_int_equal(world->fish.count, 40);
    assert_near(left, 20000.0 * pow(0.99, 100.0), 200.0);
    fishsim_world_destroy(world);
}

static void the_last_fish_of_a_row_takes_it_away(void **state)
{
    (void)state;
    fishsim_world *world = fish_of(2);
    world->many = true;
    world->fish.worth[0] = 3;
    world->species[0].death_per_step = 1.0;
    rebase_ledger(world);
    assert_ok(tick_die(world, NULL));
    assert_int_equal(world->fish.count, 0);
    assert_int_equal(world->species[0].deaths[FISHSIM_CAUSE_BACKGROUND], 4);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_thin_fish_starves),
        TEST(a_fish_without_a_body_starves_whatever_the_threshold),
        TEST(a_carcass_becomes_detritus_where_it_dies),
        TEST(old_fish_die_on_the_day),
        TEST(background_mortality_takes_its_share),
        TEST(the_eaten_leave_without_a_carcass_and_are_told_once),
        TEST(any_mix_of_dead_leaves_the_living),
        TEST(a_newborn_is_not_yet_judged),
        TEST(the_eaten_are_replaced_where_told_so),
        TEST(background_mortality_thins_super_individuals_out),
        TEST(the_last_fish_of_a_row_takes_it_away),
    };
    return RUN(tests);
}

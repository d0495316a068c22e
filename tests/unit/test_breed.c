/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Adults of 100 g with clutches of a tenth of their energy; a recruit weighs half a gram. */
static const char WORLD[] =
    "world: {width_m: 20, height_m: 20, max_fish: 1000}\n"
    "fields: {detritus: {decay_per_d: 0}}\n"
    "species: {a: {start: {weight_g: 100}, growth: {weight_inf_g: 200}, reproduction: "
    "{maturity_weight_g: 50, clutch_fraction: 0.1, efficiency: 0.5, recruit_weight_g: 0.5, "
    "scatter_m: 2, mutation_sigma: 0}}, b: {}}\n";

static const int64_t CLUTCH_UJ = 50000000000; /* ten grams of the body: ten recruits and waste */

enum { FEMALE, MALE };

/* A mother (id 1) with a ripe clutch, and a father (id 2). */
static fishsim_world *couple(void)
{
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 10.0f, 10.0f, 100.0);
    put_fish(world, 0, 3.0f, 3.0f, 100.0);
    world->fish.sex[1] = MALE;
    world->fish.repro_uj[0] = CLUTCH_UJ;
    world->tick = 7;
    index_fish(world);
    rebase_ledger(world);
    return world;
}

static void breed(fishsim_world *world)
{
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, tick_breed(world, &error), &error);
    assert_balanced(world);
}

static int64_t booked_spawning(const fishsim_world *world)
{
    return (int64_t)world->ledger.flow[FISHSIM_LEDGER_SPAWNING];
}

static void a_clutch_becomes_recruits_detritus_and_heat(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    uint32_t mother = row_of(world, 1);
    int64_t before = world->detritus.energy_uj[world->fish.field_cell[mother]];
    breed(world);
    assert_int_equal(world->fish.repro_uj[mother], 0);
    assert_int_equal(world->fish.count, 2 + 10);
    assert_int_equal(world->species[0].births, 10);
    int64_t waste = CLUTCH_UJ - 10 * (int64_t)(0.5 * 5000.0 * 1e6);
    assert_int_equal(world->detritus.energy_uj[world->fish.field_cell[mother]] - before, waste / 2);
    assert_int_equal(booked_spawning(world), waste - waste / 2);
    fishsim_world_destroy(world);
}

static void recruits_begin_as_fish_of_their_own(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    world->fish.generation[row_of(world, 1)] = 4;
    breed(world);
    const struct fish *fish = &world->fish;
    uint32_t males = 0;
    for (uint32_t row = 2; row < fish->count; row++) {
        assert_int_equal(fish->id[row], row + 1);
        assert_int_equal(fish->generation[row], 5);
        assert_int_equal(fish->birth_tick[row], 7);
        assert_near(fish->weight_g[row], 0.5, 1e-6);
        assert_int_equal(fish->gut_uj[row], 0);
        assert_true(fish->gut_capacity_uj[row] > 0);
        assert_int_equal(fish->fate[row], 0);
        assert_true(hypot(fish->x[row] - 10.0f, fish->y[row] - 10.0f) <= 2.0001);
        assert_near(hypot(fish->heading_x[row], fish->heading_y[row]), 1.0, 1e-6);
        assert_int_equal(fish->field_cell[row],
                         field_cell(&world->field_grid, fish->x[row], fish->y[row]));
        males += fish->sex[row];
    }
    assert_true(males > 0 && males < 10);
    fishsim_world_destroy(world);
}

static void recruits_of_a_mother_at_the_edge_are_in_the_water(void **state)
{
    (void)state;
    for (int walls = 0; walls < 2; walls++) {
        fishsim_world *world = couple();
        world->settings.world.boundary = walls ? BOUNDARY_WALLS : BOUNDARY_TORUS;
        world->fish.x[row_of(world, 1)] = nextafterf(20.0f, 0.0f);
        world->fish.y[row_of(world, 1)] = 0.0f;
        breed(world);
        uint32_t across = 0;
        for (uint32_t row = 2; row < world->fish.count; row++) {
            double x = (double)world->fish.x[row], y = (double)world->fish.y[row];
            assert_true(x >= 0.0 && x < 20.0 && y >= 0.0 && y < 20.0);
            assert_true(!walls || (x >= 18.0 && y <= 2.0));
            assert_true(fabs(minimum_image(x - 20.0, 20.0)) <= 2.0001);
            across += x < 10.0 || y > 10.0;
        }
        assert_int_equal(across > 0, !walls);
        fishsim_world_destroy(world);
    }
}

static void without_a_mature_male_she_waits(void **state)
{
    (void)state;
    for (int why = 0; why < 4; why++) {
        fishsim_world *world = couple();
        uint32_t other = row_of(world, 2);
        if (why == 0)
            world->fish.sex[other] = FEMALE;
        else if (why == 1)
            world->fish.weight_g[other] = 49.0f;
        else if (why == 2)
            world->fish.fate[other] = FISHSIM_CAUSE_EATEN;
        else
            world->fish.trait_size[other] = 3.0f; /* bred to be large, it matures later */
        breed(world);
        assert_int_equal(world->fish.count, 2);
        assert_int_equal(world->fish.repro_uj[row_of(world, 1)], CLUTCH_UJ);
        fishsim_world_destroy(world);
    }
}

static void males_alone_spend_their_milt(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    world->fish.sex[row_of(world, 1)] = MALE;
    breed(world);
    assert_int_equal(world->fish.count, 2);
    assert_int_equal(world->fish.repro_uj[row_of(world, 1)], 0);
    assert_int_equal(booked_spawning(world), CLUTCH_UJ / 2);
    fishsim_world_destroy(world);
}

static void the_unripe_and_the_dead_do_not_spawn(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    world->fish.repro_uj[row_of(world, 1)] = CLUTCH_UJ - CLUTCH_UJ / 1000;
    world->fish.soma_uj[row_of(world, 1)] = 10 * CLUTCH_UJ;
    rebase_ledger(world);
    breed(world);
    assert_int_equal(world->fish.count, 2);
    world->fish.repro_uj[row_of(world, 1)] = CLUTCH_UJ;
    world->fish.fate[row_of(world, 1)] = FISHSIM_CAUSE_EATEN;
    rebase_ledger(world);
    breed(world);
    assert_int_equal(world->fish.count, 2);
    fishsim_world_destroy(world);
}

static void births_that_do_not_fit_are_refused_and_counted(void **state)
{
    (void)state;
    for (uint64_t room = 0; room < 4; room += 3) {
        fishsim_world *world = couple();
        world->settings.world.max_fish = 2 + room;
        breed(world);
        assert_int_equal(world->fish.count, 2 + room);
        assert_int_equal(world->births_refused, 10 - room);
        assert_int_equal(world->species[0].births, room);
        assert_int_equal(world->fish.repro_uj[row_of(world, 1)], 0);
        fishsim_world_destroy(world);
    }
}

static void births_may_outgrow_the_memory(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    world->species[0].recruit_g = 0.01;
    uint32_t before = world->fish.capacity;
    breed(world);
    assert_int_equal(world->fish.count, 2 + 500);
    assert_true(world->fish.capacity > before);
    assert_true(world->fish.capacity <= 1000);
    fishsim_world_destroy(world);
}

static void a_part_of_a_recruit_is_a_chance_of_one(void **state)
{
    (void)state;
    uint64_t born = 0;
    for (uint64_t tick = 1; tick <= 400; tick++) {
        fishsim_world *world = couple();
        world->tick = tick;
        world->species[0].recruit_g = 4.0; /* 1.25 recruits */
        breed(world);
        uint64_t births = world->species[0].births;
        assert_true(births == 1 || births == 2);
        born += births;
        fishsim_world_destroy(world);
    }
    assert_near((double)born / 400.0, 1.25, 4.0 * sqrt(0.25 * 0.75 / 400.0));
}

static void a_recruit_dearer_than_the_clutch_is_not_born(void **state)
{
    (void)state;
    for (uint64_t tick = 1; tick <= 100; tick++) {
        fishsim_world *world = couple();
        world->tick = tick;
        world->species[0].recruit_g = 10.5;
        breed(world);
        assert_int_equal(world->fish.count, 2);
        fishsim_world_destroy(world);
    }
}

static void traits_are_the_geometric_mean_of_the_parents(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    float *trait[FISH_TRAITS];
    fish_traits(&world->fish, trait);
    for (int i = 0; i < FISH_TRAITS; i++) {
        trait[i][row_of(world, 1)] = 0.8f;
        trait[i][row_of(world, 2)] = 0.8f + 0.1f * (float)i;
    }
    breed(world);
    fish_traits(&world->fish, trait);
    assert_true(world->fish.count > 2);
    for (uint32_t row = 2; row < world->fish.count; row++)
        for (int i = 0; i < FISH_TRAITS; i++)
            assert_near(trait[i][row], sqrt(0.8 * (0.8 + 0.1 * i)), 1e-6);
    fishsim_world_destroy(world);
}

static void mutations_have_their_spread_and_an_end(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    world->species[0].recruit_g = 0.006;
    world->species[0].settings.reproduction.mutation_sigma = 0.1;
    world->fish.trait_vision[row_of(world, 1)] = 3.9f;
    world->fish.trait_vision[row_of(world, 2)] = 3.9f;
    breed(world);
    double squares = 0.0, born = world->fish.count - 2;
    assert_true(born > 800);
    uint32_t clipped = 0;
    for (uint32_t row = 2; row < world->fish.count; row++) {
        squares += pow(log((double)world->fish.trait_pace[row]), 2.0);
        assert_true(world->fish.trait_vision[row] <= 4.0f);
        clipped += world->fish.trait_vision[row] == 4.0f;
    }
    assert_near(sqrt(squares / born), 0.1, 4.0 * 0.1 / sqrt(2.0 * born));
    assert_true(clipped > 100);
    fishsim_world_destroy(world);
}

static void any_mature_male_may_be_the_father(void **state)
{
    (void)state;
    uint32_t fathers[5] = {0};
    for (uint64_t tick = 1; tick <= 300; tick++) {
        fishsim_world *world = couple();
        for (int n = 0; n < 2; n++)
            world->fish.sex[put_fish(world, 0, 1.0f, 1.0f, 100.0)] = MALE;
        index_fish(world);
        world->tick = tick;
        for (uint64_t id = 2; id <= 4; id++)
            world->fish.trait_size[row_of(world, id)] = 0.5f * (float)id;
        for (uint32_t row = 0; row < world->fish.count; row++)
            world->fish.weight_g[row] = 200.0f;
        breed(world);
        double size = (double)world->fish.trait_size[world->fish.count - 1];
        fathers[(int)(size * size / 0.5 + 0.5)]++; /* the mother's is 1 */
        fishsim_world_destroy(world);
    }
    for (int id = 2; id <= 4; id++)
        assert_true(fathers[id] > 65 && fathers[id] < 135);
}

static void in_the_deep_recruits_appear_all_round(void **state)
{
    (void)state;
    char yaml[sizeof WORLD + 40];
    snprintf(yaml, sizeof yaml, "world: {dims: 3, depth_m: 9, %s", WORLD + sizeof "world: {" - 1);
    fishsim_world *world = world_from(yaml);
    put_fish(world, 0, 10.0f, 10.0f, 100.0);
    put_fish(world, 0, 3.0f, 3.0f, 100.0);
    world->fish.sex[1] = MALE;
    world->fish.z[0] = 1.0f;
    world->fish.repro_uj[0] = 10 * CLUTCH_UJ;
    index_fish(world);
    rebase_ledger(world);
    breed(world);
    const struct fish *fish = &world->fish;
    assert_int_equal(fish->count, 2 + 100);
    uint32_t below = 0, downwards = 0;
    for (uint32_t row = 2; row < fish->count; row++) {
        double dz = minimum_image((double)fish->z[row] - 1.0, 9.0);
        double dx = (double)fish->x[row] - 10.0, dy = (double)fish->y[row] - 10.0;
        assert_true(fish->z[row] >= 0.0f && fish->z[row] < 9.0f);
        assert_true(sqrt(dx * dx + dy * dy + dz * dz) < 2.00001);
        assert_near(direction_length(fish_heading(fish, row)), 1.0, 1e-6);
        below += dz < 0.0;
        downwards += fish->heading_z[row] < 0.0f;
    }
    assert_true(below > 30 && below < 70);
    assert_true(downwards > 30 && downwards < 70);
    fishsim_world_destroy(world);
}

static void one_parent_is_enough_where_told_so(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    world->species[0].settings.reproduction.parents = PARENTS_ONE;
    put_fish(world, 0, 10.0f, 10.0f, 100.0);
    world->fish.sex[0] = MALE;
    world->fish.repro_uj[0] = CLUTCH_UJ;
    world->fish.trait_pace[0] = 1.25f;
    index_fish(world);
    rebase_ledger(world);
    breed(world);
    assert_int_equal(world->fish.count, 1 + 10);
    assert_near(world->fish.trait_pace[5], 1.25, 1e-6);
    fishsim_world_destroy(world);
}

static void recruits_are_limited_as_by_beverton_and_holt(void **state)
{
    (void)state;
    for (int limited = 0; limited < 2; limited++) {
        fishsim_world *world = couple();
        uint32_t mother = row_of(world, 1), father = row_of(world, 2);
        struct species *species = &world->species[0];
        /* Ten recruits in this tick are ripening: the female's gain counts, the male's does not. */
        world->fish.ripened_uj[mother] = CLUTCH_UJ;
        world->fish.ripened_uj[father] = CLUTCH_UJ;
        double per_d = 10.0 / world->calendar_days_per_tick;
        species->settings.reproduction.most_recruits_per_d = limited ? per_d / 4.0 : 0.0;
        breed(world);
        assert_int_equal(world->species[0].births, limited ? 2 : 10);
        assert_near(species->recruits_live, limited ? 0.2 : 1.0, 1e-12);
        fishsim_world_destroy(world);
    }
}

static void a_super_individual_spawns_for_all_its_fish(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    struct fish *fish = &world->fish;
    world->many = world->species[0].many = true;
    world->species[0].most_worth = 8;
    world->species[0].settings.reproduction.recruit_worth = 8;
    uint32_t mother = row_of(world, 1);
    fish->worth[mother] = 3;
    rebase_ledger(world);
    breed(world);
    assert_int_equal(world->species[0].births, 30);
    assert_int_equal(fish->count, 2 + 4);
    uint32_t rows_of_8 = 0, last = 0;
    for (uint32_t row = 2; row < fish->count; row++) {
        rows_of_8 += fish->worth[row] == 8;
        last = fish->worth[row];
        assert_near(fish->weight_g[row], 0.5, 1e-6);
    }
    assert_int_equal(rows_of_8, 3);
    assert_int_equal(last, 6);
    int64_t waste = 3 * CLUTCH_UJ - 30 * (int64_t)(0.5 * 5000.0 * 1e6);
    assert_int_equal(booked_spawning(world), waste - waste / 2);
    fishsim_world_destroy(world);
}

static void room_for_rows_is_room_for_all_their_fish(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    world->many = world->species[0].many = true;
    world->species[0].most_worth = 4;
    world->species[0].settings.reproduction.recruit_worth = 4;
    world->settings.world.max_fish = 4;
    breed(world);
    assert_int_equal(world->fish.count, 4);
    assert_int_equal(world->species[0].births, 8);
    assert_int_equal(world->births_refused, 2);
    fishsim_world_destroy(world);
}

static void mates_are_drawn_by_their_worth(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    put_fish(world, 0, 4.0f, 4.0f, 100.0);
    index_fish(world);
    world->fish.sex[row_of(world, 3)] = MALE;
    world->fish.worth[row_of(world, 3)] = 9;
    uint32_t of_nine = 0;
    for (world->tick = 1; world->tick <= 2000; world->tick++)
        of_nine += choose_mate(world, &world->species[0], row_of(world, 1)) == row_of(world, 3);
    assert_near(of_nine, 1800.0, 4.0 * sqrt(180.0));
    fishsim_world_destroy(world);
}

/* The list of males is made once a tick; who dies, or comes to be, must not be missed. */
static void the_dead_are_no_mates(void **state)
{
    (void)state;
    fishsim_world *world = couple();
    put_fish(world, 0, 4.0f, 4.0f, 100.0);
    index_fish(world);
    uint32_t mother = row_of(world, 1), first = row_of(world, 2), second = row_of(world, 3);
    world->fish.sex[second] = MALE;
    uint32_t chosen = choose_mate(world, &world->species[0], mother);
    assert_true(chosen == first || chosen == second);
    assert_int_equal(choose_mate(world, &world->species[0], mother), chosen);
    leave_carcasses(world, chosen, 1, FISHSIM_CAUSE_AGE);
    uint32_t left = chosen == first ? second : first;
    assert_int_equal(choose_mate(world, &world->species[0], mother), left);
    assert_ok(make_room(world, world->fish.capacity + 1, NULL));
    assert_int_equal(choose_mate(world, &world->species[0], mother), left);
    leave_carcasses(world, left, 1, FISHSIM_CAUSE_AGE);
    assert_int_equal(choose_mate(world, &world->species[0], mother), NO_ROW);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_clutch_becomes_recruits_detritus_and_heat),
        TEST(recruits_begin_as_fish_of_their_own),
        TEST(recruits_of_a_mother_at_the_edge_are_in_the_water),
        TEST(without_a_mature_male_she_waits),
        TEST(males_alone_spend_their_milt),
        TEST(the_unripe_and_the_dead_do_not_spawn),
        TEST(births_that_do_not_fit_are_refused_and_counted),
        TEST(births_may_outgrow_the_memory),
        TEST(a_part_of_a_recruit_is_a_chance_of_one),
        TEST(a_recruit_dearer_than_the_clutch_is_not_born),
        TEST(traits_are_the_geometric_mean_of_the_parents),
        TEST(mutations_have_their_spread_and_an_end),
        TEST(any_mature_male_may_be_the_father),
        TEST(in_the_deep_recruits_appear_all_round),
        TEST(one_parent_is_enough_where_told_so),
        TEST(recruits_are_limited_as_by_beverton_and_holt),
        TEST(a_super_individual_spawns_for_all_its_fish),
        TEST(room_for_rows_is_room_for_all_their_fish),
        TEST(mates_are_drawn_by_their_worth),
        TEST(the_dead_are_no_mates),
    };
    return RUN(tests);
}

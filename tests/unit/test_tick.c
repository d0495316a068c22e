/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "world_fixture.h"

static void a_tick_counts_itself_and_its_fish(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {start: {count: 7}}}\n");
    assert_ok(fishsim_world_tick(world, 0, NULL));
    assert_int_equal(world->tick, 0);
    assert_ok(fishsim_world_tick(world, 3, NULL));
    assert_int_equal(world->tick, 3);
    assert_int_equal(world->agent_steps, 21);
    fishsim_world_destroy(world);
}

static void a_world_without_fish_or_species_ticks(void **state)
{
    (void)state;
    static const char *const EMPTY[] = {"title: none\n", "species: {a: {}}\n"};
    for (int i = 0; i < 2; i++) {
        fishsim_world *world = world_from(EMPTY[i]);
        assert_ok(fishsim_world_tick(world, 100, NULL));
        assert_balanced(world);
        fishsim_world_destroy(world);
    }
}

static void the_ledger_closes_after_every_tick_of_a_lively_world(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    for (int tick = 0; tick < 60; tick++) {
        tick_world(world, 1);
        assert_balanced(world);
    }
    fishsim_world_info info = info_of(world);
    assert_true(info.births > 0 && info.deaths > 0);
    fishsim_world_destroy(world);
}

static void one_call_of_many_ticks_is_many_calls_of_one(void **state)
{
    (void)state;
    fishsim_world *one = lively_world(NULL), *many = lively_world(NULL);
    tick_world(one, 40);
    for (int tick = 0; tick < 40; tick++)
        tick_world(many, 1);
    assert_int_equal(fishsim_world_digest(one), fishsim_world_digest(many));
    fishsim_world_destroy(one);
    fishsim_world_destroy(many);
}

/* Puts the rows into a random order. */
static void shuffle(fishsim_world *world, uint32_t seed)
{
    struct fish *fish = &world->fish;
    for (uint32_t row = 0; row < fish->count; row++)
        fish->order[row] = row;
    for (uint32_t left = fish->count; left > 1; left--) {
        uint32_t other = (uint32_t)(any(seed, left) * left), last = fish->order[left - 1];
        fish->order[left - 1] = fish->order[other];
        fish->order[other] = last;
    }
    reorder(fish, &world->hooks);
}

static void the_order_in_which_fish_are_stored_does_not_matter(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *shuffled = lively_world(NULL);
    for (uint32_t tick = 0; tick < 60; tick++) {
        shuffle(shuffled, tick);
        assert_int_equal(fishsim_world_digest(shuffled), fishsim_world_digest(world));
        tick_world(world, 1);
        tick_world(shuffled, 1);
        assert_int_equal(fishsim_world_digest(shuffled), fishsim_world_digest(world));
    }
    fishsim_world_destroy(world);
    fishsim_world_destroy(shuffled);
}

static void count_reports(void *user, const char *invariant, const char *file, int32_t line)
{
    assert_non_null(strstr(invariant, "ledger"));
    assert_non_null(file);
    assert_true(line > 0);
    ++*(uint32_t *)user;
}

static void a_world_whose_ledger_does_not_close_dies(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {start: {count: 7}}}\n");
    uint32_t reports = 0;
    world->hooks.broken = count_reports;
    world->hooks.broken_user = &reports;
    world->fish.soma_uj[3]++; /* a microjoule from nowhere */
    fishsim_error error = {0};
    assert_int_equal(fishsim_world_tick(world, 5, &error), FISHSIM_ERR_INVARIANT);
    assert_detail(&error, FISHSIM_ERR_INVARIANT);
    assert_int_equal(reports, 1);
    assert_int_equal(world->tick, 1);
    assert_int_equal(fishsim_world_tick(world, 1, &error), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_world_harvest(world, 1, &error), FISHSIM_ERR_STATE);
    assert_int_equal(reports, 1);
    fishsim_world_destroy(world);
}

/* Marks rows, and checks that each range is of one species. */
static void mark(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    assert_true(begin >= species->begin && end <= species->end && end - begin <= PIECE);
    for (uint32_t row = begin; row < end; row++)
        world->fish.doom[row]++;
}

static void a_task_never_crosses_from_one_species_to_the_next(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {start: {count: 300}}, b: {}, "
                                      "c: {start: {count: 1}}, d: {start: {count: 500}}}\n");
    index_fish(world);
    memset(world->fish.doom, 0, world->fish.count);
    for_each_species_rows(world, mark);
    for (uint32_t row = 0; row < world->fish.count; row++)
        assert_int_equal(world->fish.doom[row], 1);
    fishsim_world_destroy(world);
}

/* Energy of all fish, after `ticks` of a world of grazers that has a step of biology every so many.
 */
static int64_t grown(int every, uint64_t ticks)
{
    char yaml[512];
    snprintf(yaml, sizeof yaml,
             "world: {width_m: 50, height_m: 50}\n"
             "calendar: {acceleration: 600, biology_every: %d}\n"
             "fields: {plankton: {capacity_g_per_m2: 20}}\n"
             "species: {a: {minds: [walk], start: {count: 60, weight_g: 5}, feeding: "
             "{clearance_m2_per_d: 0.3}, mortality: {background_coefficient: 0}}}\n"
             "web: {a: {plankton: 1}}\n",
             every);
    fishsim_world *world = world_from(yaml);
    tick_world(world, ticks);
    assert_balanced(world);
    int64_t sum = 0;
    for (uint32_t row = 0; row < world->fish.count; row++)
        sum += fish_energy(&world->fish, row);
    fishsim_world_destroy(world);
    return sum;
}

/* Ten days: fish grow by a third, alike within a two hundredth of that. */
static void rarer_steps_of_biology_come_to_the_same(void **state)
{
    (void)state;
    double start = (double)grown(1, 0), each = (double)grown(1, 14400);
    assert_true(each > 1.3 * start);
    assert_near(grown(4, 14400), each, 0.005 * (each - start));
    assert_near(grown(12, 14400), each, 0.005 * (each - start));
}

static void between_two_steps_of_biology_no_fish_spends_anything(void **state)
{
    (void)state;
    fishsim_world *world = lively_world_with(NULL, "calendar.biology_every", "5");
    for (uint64_t tick = 1; tick <= 60; tick++) {
        int128 before = world->ledger.flow[FISHSIM_LEDGER_RESPIRATION];
        tick_world(world, 1);
        bool spent = world->ledger.flow[FISHSIM_LEDGER_RESPIRATION] > before;
        assert_int_equal(spent, tick % 5 == 0);
        assert_balanced(world);
    }
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_tick_counts_itself_and_its_fish),
        TEST(a_world_without_fish_or_species_ticks),
        TEST(the_ledger_closes_after_every_tick_of_a_lively_world),
        TEST(one_call_of_many_ticks_is_many_calls_of_one),
        TEST(the_order_in_which_fish_are_stored_does_not_matter),
        TEST(rarer_steps_of_biology_come_to_the_same),
        TEST(between_two_steps_of_biology_no_fish_spends_anything),
        TEST(a_world_whose_ledger_does_not_close_dies),
        TEST(a_task_never_crosses_from_one_species_to_the_next),
    };
    return RUN(tests);
}

/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Hunters of 10 kg are 1 m long: they bite within half a metre, and every bite succeeds. */
static const char WORLD[] =
    "world: {width_m: 40, height_m: 30}\n"
    "species:\n"
    "  hunter: {growth: {weight_inf_g: 20000}, feeding: {bite_radius: 0.5, prey_ratio_sigma: 100, "
    "hunger: 1, handling_s: 2, vision_radius: 10}}\n"
    "  prey: {minds: [walk]}\n"
    "web: {hunter: {prey: 1}}\n";

enum { HUNTER, PREY };

/* A row swims from where it rests, as in the move phase. */
static void swim_row(fishsim_world *world, uint32_t row, float step_x, float step_y)
{
    struct fish *fish = &world->fish;
    fish->step_x[row] = step_x;
    fish->step_y[row] = step_y;
    fish->x[row] = wrap_around(fish->x[row] + step_x, world->width_m);
    fish->y[row] = wrap_around(fish->y[row] + step_y, world->height_m);
}

static void swims(fishsim_world *world, uint64_t id, float step_x, float step_y)
{
    swim_row(world, row_of(world, id), step_x, step_y);
}

/* Sorts, and lets all fish rest. */
static void settle_down(fishsim_world *world)
{
    index_fish(world);
    for (uint32_t row = 0; row < world->fish.count; row++) {
        world->fish.step_x[row] = world->fish.step_y[row] = world->fish.step_z[row] = 0.0f;
        world->fish.caught[row] = 0;
    }
}

static uint32_t fate_of(const fishsim_world *world, uint64_t id)
{
    return world->fish.fate[row_of(world, id)];
}

static void what_it_swallows_is_in_its_gut(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
    put_fish(world, PREY, 10.3f, 10.3f, 300.0);
    world->fish.repro_uj[1] = 12345;
    int64_t meal = fish_energy(&world->fish, 1), before = world->fish.gut_uj[0];
    settle_down(world);
    assert_ok(tick_bite(world, NULL));
    uint32_t row = row_of(world, 1);
    assert_int_equal(world->fish.gut_uj[row], before + meal);
    assert_near(world->fish.handling_s[row], 2.0, 1e-6);
    assert_int_equal(fate_of(world, 2), FISHSIM_CAUSE_EATEN);
    assert_int_equal(world->species[PREY].deaths[FISHSIM_CAUSE_EATEN], 1);
    assert_int_equal(world->species[HUNTER].bites, 1);
    fishsim_world_destroy(world);
}

static void it_bites_within_its_radius_only(void **state)
{
    (void)state;
    for (int near = 0; near < 2; near++) {
        fishsim_world *world = world_from(WORLD);
        put_fish(world, HUNTER, 39.9f, 10.0f, 10000.0); /* across the seam */
        put_fish(world, PREY, near ? 0.39f : 0.41f, 10.0f, 300.0);
        settle_down(world);
        assert_ok(tick_bite(world, NULL));
        assert_int_equal(fate_of(world, 2), near ? FISHSIM_CAUSE_EATEN : 0);
        fishsim_world_destroy(world);
    }
}

static void fish_that_pass_between_two_ticks_meet(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
    put_fish(world, PREY, 12.0f, 10.4f, 300.0);
    settle_down(world);
    swims(world, 1, 2.0f, 0.0f);
    swims(world, 2, -2.0f, 0.0f); /* 2 m apart before and after, 0.4 m in between */
    assert_ok(tick_bite(world, NULL));
    assert_int_equal(fate_of(world, 2), FISHSIM_CAUSE_EATEN);
    /* The gap of 2 m closes to 0.3 m at 4 m per tick: at 0.425 of it. */
    assert_near(world->claims[0].moment / 16777216.0, 0.425, 1e-5);
    fishsim_world_destroy(world);
}

static void fish_that_part_or_would_meet_later_do_not_meet(void **state)
{
    (void)state;
    static const float STEPS[][2] = {{1.0f, 0.0f}, {-1.4f, 0.0f}, {-3.0f, 3.0f}};
    for (int i = 0; i < 3; i++) {
        fishsim_world *world = world_from(WORLD);
        put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
        put_fish(world, PREY, 12.0f, 10.0f, 300.0);
        settle_down(world);
        swims(world, 2, STEPS[i][0], STEPS[i][1]);
        assert_ok(tick_bite(world, NULL));
        assert_int_equal(fate_of(world, 2), 0);
        assert_true(world->fish.handling_s[row_of(world, 1)] == 0.0f);
        fishsim_world_destroy(world);
    }
}

static void the_first_to_reach_the_prey_gets_it(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, HUNTER, 8.0f, 10.0f, 10000.0);
    put_fish(world, HUNTER, 11.5f, 10.0f, 10000.0);
    put_fish(world, PREY, 10.0f, 10.0f, 300.0);
    settle_down(world);
    int64_t before = world->fish.gut_uj[row_of(world, 2)];
    swims(world, 1, 2.0f, 0.0f);  /* 1.5 m to go at 2 m per tick: 0.75 */
    swims(world, 2, -1.2f, 0.0f); /* 1.0 m at 1.2 m per tick: 0.83 */
    assert_ok(tick_bite(world, NULL));
    assert_true(world->fish.gut_uj[row_of(world, 1)] > before);
    assert_int_equal(world->fish.gut_uj[row_of(world, 2)], before);
    assert_true(world->fish.handling_s[row_of(world, 2)] == 0.0f); /* it came too late to strike */
    fishsim_world_destroy(world);
}

static void the_eaten_eat_no_more(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    world->species[PREY].capture[HUNTER] = 1.0f; /* they bite each other, */
    world->species[PREY].hunts = true;
    put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0); /* but this one from further off */
    put_fish(world, PREY, 12.0f, 10.0f, 300.0);
    settle_down(world);
    swims(world, 2, -3.0f, 0.0f);
    assert_ok(tick_bite(world, NULL));
    assert_int_equal(fate_of(world, 1), 0);
    assert_int_equal(fate_of(world, 2), FISHSIM_CAUSE_EATEN);
    fishsim_world_destroy(world);
}

static void of_cannibals_that_meet_one_survives_whatever_their_number(void **state)
{
    (void)state;
    for (uint32_t count = 2; count < 40; count++) {
        fishsim_world *world = world_from(WORLD);
        world->species[HUNTER].capture[HUNTER] = 1.0f;
        for (uint32_t n = 0; n < count; n++)
            put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
        settle_down(world);
        assert_ok(tick_bite(world, NULL));
        uint32_t dead = 0, fed = 0;
        for (uint32_t row = 0; row < count; row++) {
            dead += world->fish.fate[row] != 0;
            fed += world->fish.handling_s[row] > 0.0f;
        }
        assert_int_equal(dead, world->species[HUNTER].bites);
        assert_true(dead > 0 && dead < count);
        assert_int_equal(fed, dead); /* each bite has one biter, though it may die after */
        fishsim_world_destroy(world);
    }
}

/* Which of two hunters at the same place gets the prey, in one tick. */
static uint64_t winner(uint64_t tick, bool swapped)
{
    fishsim_world *world = world_from(WORLD);
    world->tick = tick;
    put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
    put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
    put_fish(world, PREY, 10.0f, 10.0f, 300.0);
    if (swapped) {
        world->fish.id[0] = 2;
        world->fish.id[1] = 1;
    }
    settle_down(world);
    assert_ok(tick_bite(world, NULL));
    uint64_t id = world->fish.handling_s[row_of(world, 1)] > 0.0f ? 1 : 2;
    fishsim_world_destroy(world);
    return id;
}

static void claims_of_the_same_moment_are_a_fair_draw(void **state)
{
    (void)state;
    uint32_t first = 0;
    for (uint64_t tick = 0; tick < 200; tick++) {
        uint64_t id = winner(tick, false);
        assert_int_equal(winner(tick, true), id);
        first += id == 1;
    }
    assert_true(first > 70 && first < 130);
}

static void the_sated_and_the_busy_do_not_bite(void **state)
{
    (void)state;
    for (int busy = 0; busy < 2; busy++) {
        fishsim_world *world = world_from(WORLD);
        put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
        put_fish(world, PREY, 10.1f, 10.0f, 300.0);
        if (busy)
            world->fish.handling_s[0] = 0.1f;
        else
            world->fish.gut_uj[0] = (int64_t)world->fish.gut_capacity_uj[0];
        settle_down(world);
        assert_ok(tick_bite(world, NULL));
        assert_int_equal(fate_of(world, 2), 0);
        fishsim_world_destroy(world);
    }
}

/* Puts a hunter, which gets that id, and its school. What part of 2,000 bites succeeds? */
static double success(fishsim_world *world, uint64_t id, uint32_t school)
{
    put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
    for (uint32_t n = 0; n < school; n++)
        put_fish(world, PREY, 10.1f + 0.01f * (float)n, 10.0f, 300.0);
    uint32_t caught = 0;
    for (world->tick = 1; world->tick <= 2000; world->tick++) {
        settle_down(world);
        uint32_t row = row_of(world, id);
        world->fish.handling_s[row] = 0.0f;
        world->fish.gut_uj[row] = 0;
        assert_ok(tick_bite(world, NULL));
        assert_true(world->fish.handling_s[row] > 0.0f); /* won or lost */
        caught = (uint32_t)world->species[HUNTER].bites;
    }
    return caught / 2000.0;
}

static void bites_succeed_as_often_as_they_should(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    world->species[HUNTER].capture[PREY] = 0.3f;
    assert_near(success(world, 1, 1), 0.3, 4.0 * sqrt(0.3 * 0.7 / 2000.0));
    fishsim_world_destroy(world);
}

static void a_school_confuses_its_hunter(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    world->species[HUNTER].settings.feeding.confusion_exponent = 1.0;
    assert_near(success(world, 1, 5), 0.2, 4.0 * sqrt(0.2 * 0.8 / 2000.0));
    fishsim_world_destroy(world);
}

static void a_cannibal_is_not_confused_by_itself(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    world->species[HUNTER].settings.feeding.confusion_exponent = 1.0;
    world->species[HUNTER].capture[PREY] = 0.0f;
    world->species[HUNTER].capture[HUNTER] = 1.0f;
    put_fish(world, HUNTER, 10.2f, 10.0f, 300.0);
    put_fish(world, HUNTER, 10.1f, 10.0f, 300.0);
    for (uint32_t row = 0; row < 2; row++)
        world->fish.handling_s[row] = 1.0f;
    assert_near(success(world, 3, 0), 0.5, 4.0 * sqrt(0.5 * 0.5 / 2000.0));
    fishsim_world_destroy(world);
}

static void of_many_bites_every_nth_is_told(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    world->settings.events.bite_every = 2;
    for (uint32_t n = 0; n < 5; n++) {
        put_fish(world, HUNTER, 5.0f + 6.0f * (float)n, 10.0f, 10000.0);
        put_fish(world, PREY, 5.0f + 6.0f * (float)n, 10.0f, 300.0);
    }
    settle_down(world);
    assert_ok(tick_bite(world, NULL));
    assert_int_equal(world->species[HUNTER].bites, 5);
    assert_int_equal(world->sinks.sequence, 5 + 3); /* deaths, and bites 1, 3 and 5 */
    fishsim_world_destroy(world);
}

/* The moment of the first meeting, by looking at all prey and images; 2 for none. */
static double look_at_all(const fishsim_world *world, uint32_t row, uint32_t *found)
{
    const struct fish *fish = &world->fish;
    double earliest = 2.0;
    for (uint32_t prey = world->species[PREY].begin; prey < world->species[PREY].end; prey++) {
        double vx = (double)fish->step_x[prey] - (double)fish->step_x[row];
        double vy = (double)fish->step_y[prey] - (double)fish->step_y[row];
        double dx = minimum_image((double)fish->x[prey] - (double)fish->x[row] - vx, 40.0);
        double dy = minimum_image((double)fish->y[prey] - (double)fish->y[row] - vy, 30.0);
        double a = vx * vx + vy * vy, b = dx * vx + dy * vy, c = dx * dx + dy * dy - 0.25;
        double moment = c <= 0.0 ? 0.0 : b * b >= a * c ? (-b - sqrt(b * b - a * c)) / a : 2.0;
        if (moment >= 0.0 && moment <= 1.0 && moment < earliest) {
            earliest = moment;
            *found = prey;
        }
    }
    return earliest;
}

static void claims_are_those_of_a_look_at_every_pair(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    for (uint32_t n = 0; n < 600; n++)
        put_fish(world, n % 3 ? PREY : HUNTER, 40.0f * (float)any(1, n), 30.0f * (float)any(2, n),
                 n % 3 ? 300.0 : 10000.0);
    settle_down(world);
    for (uint32_t row = 0; row < world->fish.count; row++) {
        swim_row(world, row, 3.0f * (float)any(3, row) - 1.5f, 3.0f * (float)any(4, row) - 1.5f);
    }
    assert_ok(tick_bite(world, NULL));
    uint32_t claims = 0;
    for (uint32_t row = world->species[HUNTER].begin; row < world->species[HUNTER].end; row++) {
        uint32_t prey = NO_ROW;
        double moment = look_at_all(world, row, &prey);
        if (moment > 1.0)
            continue;
        claims++;
        uint32_t i = 0;
        while (i < 200 && world->claims[i].predator != row)
            i++;
        assert_true(i < 200);
        assert_near(world->claims[i].moment / 16777216.0, moment, 1e-4);
        if (moment > 0.0) /* among fish within reach from the start the lower id counts */
            assert_int_equal(world->claims[i].prey, prey);
    }
    assert_true(claims > 30);
    for (uint32_t i = 1; i < claims; i++)
        assert_true(world->claims[i].moment >= world->claims[i - 1].moment);
    fishsim_world_destroy(world);
}

static void in_the_deep_depth_parts_them(void **state)
{
    (void)state;
    for (int near = 0; near < 2; near++) {
        fishsim_world *world =
            world_from("world: {dims: 3, width_m: 40, height_m: 30, depth_m: 20}\n"
                       "species:\n"
                       "  hunter: {growth: {weight_inf_g: 20000}, feeding: {bite_radius: 0.5, "
                       "prey_ratio_sigma: 100, hunger: 1}}\n"
                       "  prey: {minds: [walk]}\n"
                       "web: {hunter: {prey: 1}}\n");
        put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
        put_fish(world, PREY, 10.0f, 10.0f, 300.0);
        world->fish.z[1] = 19.0f; /* a metre off across the seam, and it comes nearer */
        settle_down(world);
        uint32_t prey = row_of(world, 2);
        world->fish.step_z[prey] = near ? 0.51f : 0.49f;
        world->fish.z[prey] += world->fish.step_z[prey];
        assert_ok(tick_bite(world, NULL));
        assert_int_equal(fate_of(world, 2), near ? FISHSIM_CAUSE_EATEN : 0);
        fishsim_world_destroy(world);
    }
}

static void few_prey_hardly_catch_its_attention(void **state)
{
    (void)state;
    for (int near = 0; near < 2; near++) {
        fishsim_world *world = world_from(WORLD);
        world->species[HUNTER].settings.feeding.half_attention = 3.0; /* it sees one: a quarter */
        put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
        put_fish(world, PREY, near ? 10.124f : 10.126f, 10.0f, 300.0);
        settle_down(world);
        assert_ok(tick_bite(world, NULL));
        assert_int_equal(fate_of(world, 2), near ? FISHSIM_CAUSE_EATEN : 0);
        fishsim_world_destroy(world);
    }
}

/* One row of hunters and one of prey, within reach of each other. */
static fishsim_world *packs(uint32_t hunters, uint32_t prey)
{
    fishsim_world *world = world_from(WORLD);
    put_fish(world, HUNTER, 10.0f, 10.0f, 10000.0);
    put_fish(world, PREY, 10.3f, 10.3f, 300.0);
    settle_down(world);
    world->fish.worth[row_of(world, 1)] = hunters;
    world->fish.worth[row_of(world, 2)] = prey;
    world->many = true;
    rebase_ledger(world);
    return world;
}

static void each_hunter_of_a_pack_takes_one_prey(void **state)
{
    (void)state;
    fishsim_world *world = packs(3, 10);
    int64_t meal = fish_energy(&world->fish, row_of(world, 2));
    int64_t before = world->fish.gut_uj[row_of(world, 1)];
    assert_ok(tick_bite(world, NULL));
    assert_int_equal(world->fish.gut_uj[row_of(world, 1)], before + meal);
    assert_int_equal(world->fish.worth[row_of(world, 2)], 7);
    assert_int_equal(fate_of(world, 2), 0);
    assert_int_equal(world->species[PREY].deaths[FISHSIM_CAUSE_EATEN], 3);
    assert_int_equal(world->species[HUNTER].bites, 3);
    assert_int_equal(world->fish.caught[row_of(world, 1)], 3);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void a_pack_shares_its_prey_to_the_microjoule(void **state)
{
    (void)state;
    fishsim_world *world = packs(7, 2);
    uint32_t hunter = row_of(world, 1), prey = row_of(world, 2);
    world->fish.soma_uj[prey] = 1000001; /* 2000002 + 2 guts between seven */
    world->fish.gut_uj[prey] = 0;
    world->fish.gut_uj[hunter] = 0;
    rebase_ledger(world);
    assert_ok(tick_bite(world, NULL));
    assert_int_equal(world->fish.gut_uj[hunter], 2000002 / 7);
    assert_int_equal(world->detritus.energy_uj[world->fish.field_cell[prey]], 2000002 % 7);
    assert_int_equal(fate_of(world, 2), FISHSIM_CAUSE_EATEN);
    fish_remove(&world->fish, prey);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void a_pack_catches_its_chance_of_prey(void **state)
{
    (void)state;
    uint64_t caught = 0;
    for (uint32_t tick = 1; tick <= 1000; tick++) {
        fishsim_world *world = packs(5, 100);
        world->tick = tick;
        world->species[HUNTER].capture[PREY] = 0.25f;
        assert_ok(tick_bite(world, NULL));
        uint64_t now = world->species[HUNTER].bites;
        assert_true(now == 1 || now == 2);
        caught += now;
        fishsim_world_destroy(world);
    }
    assert_near(caught, 1250.0, 4.0 * sqrt(1000.0 * 0.25 * 0.75));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_it_swallows_is_in_its_gut),
        TEST(it_bites_within_its_radius_only),
        TEST(fish_that_pass_between_two_ticks_meet),
        TEST(fish_that_part_or_would_meet_later_do_not_meet),
        TEST(the_first_to_reach_the_prey_gets_it),
        TEST(the_eaten_eat_no_more),
        TEST(of_cannibals_that_meet_one_survives_whatever_their_number),
        TEST(claims_of_the_same_moment_are_a_fair_draw),
        TEST(the_sated_and_the_busy_do_not_bite),
        TEST(bites_succeed_as_often_as_they_should),
        TEST(a_school_confuses_its_hunter),
        TEST(a_cannibal_is_not_confused_by_itself),
        TEST(of_many_bites_every_nth_is_told),
        TEST(claims_are_those_of_a_look_at_every_pair),
        TEST(in_the_deep_depth_parts_them),
        TEST(few_prey_hardly_catch_its_attention),
        TEST(each_hunter_of_a_pack_takes_one_prey),
        TEST(a_pack_shares_its_prey_to_the_microjoule),
        TEST(a_pack_catches_its_chance_of_prey),
    };
    return RUN(tests);
}

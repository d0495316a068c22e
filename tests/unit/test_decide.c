/* SPDX-License-Identifier: MIT */
#include "builder.h"

static const char WORLD[] = "world: {width_m: 20, height_m: 20}\n"
                            "minds: {walk: {noise_rad: 0.5}}\n"
                            "species:\n"
                            "  a: {minds: [evade, walk], start: {weight_g: 10}}\n"
                            "  b: {minds: [], start: {weight_g: 500}}\n"
                            "  c: {minds: [evade], start: {weight_g: 10}}\n"
                            "web: {b: {a: 1}}\n";

static void the_first_mind_with_something_to_do_decides(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 5.0f, 5.0f, 10.0);
    put_fish(world, 1, 5.5f, 5.0f, 500.0);
    index_fish(world);
    world->fish.burst[row_of(world, 2)] = 9;
    tick_plan(world);
    tick_decide(world);
    uint32_t prey = row_of(world, 1), hunter = row_of(world, 2);
    assert_int_equal(world->fish.burst[prey], 1);
    assert_int_equal(world->fish.burst[hunter], 0);
    assert_near(world->fish.intent_speed[prey], 1.0, 1e-6); /* and no later one changes it */

    world->fish.x[hunter] = 15.0f;
    index_fish(world);
    tick_plan(world);
    tick_decide(world);
    prey = row_of(world, 1);
    assert_int_equal(world->fish.burst[prey], 0);
    assert_true(world->fish.intent_y[prey] != 0.0f); /* it walks, and turns a little */
    fishsim_world_destroy(world);
}

static void without_a_mind_that_decides_it_swims_straight_on(void **state)
{
    (void)state;
    for (uint32_t species = 1; species <= 2; species++) {
        fishsim_world *world = world_from(WORLD);
        put_fish(world, species, 5.0f, 5.0f, 80.0); /* 20 cm */
        set_heading(world, 0, 70.0);
        index_fish(world);
        tick_plan(world);
        tick_decide(world);
        assert_true(world->fish.intent_x[0] == world->fish.heading_x[0]);
        assert_true(world->fish.intent_y[0] == world->fish.heading_y[0]);
        assert_near(world->fish.intent_speed[0], 0.2, 1e-6);
        fishsim_world_destroy(world);
    }
}

static void a_fish_that_handles_prey_may_slow_down(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 1, 5.0f, 5.0f, 80.0);
    put_fish(world, 1, 15.0f, 5.0f, 80.0);
    world->species[1].settings.feeding.handling_speed = 0.25;
    world->fish.handling_s[0] = 1.0f;
    index_fish(world);
    tick_plan(world);
    tick_decide(world);
    assert_near(world->fish.intent_speed[row_of(world, 1)], 0.05, 1e-6);
    assert_near(world->fish.intent_speed[row_of(world, 2)], 0.2, 1e-6);
    fishsim_world_destroy(world);
}

/* Schools of more fish than one piece of parallel work takes. */
static const char SCHOOLS[] = "agents: {slots: 1000}\n"
                              "world: {width_m: 40, height_m: 40}\n"
                              "species:\n"
                              "  a: {minds: [evade, couzin], start: {count: 700, weight_g: 5}}\n"
                              "  b: {minds: [pursue, boids], start: {count: 300, weight_g: 150}}\n"
                              "web: {b: {a: 1}}\n";

/* Runs the pieces from the last to the first. */
static void backwards(void *user, fishsim_task task, void *argument, uint32_t count)
{
    ++*(uint32_t *)user;
    while (count-- > 0)
        task(argument, count);
}

static void assert_same_intent(const fishsim_world *a, const fishsim_world *b, uint32_t row)
{
    assert_memory_equal(&a->fish.intent_x[row], &b->fish.intent_x[row], sizeof(float));
    assert_memory_equal(&a->fish.intent_y[row], &b->fish.intent_y[row], sizeof(float));
    assert_memory_equal(&a->fish.intent_speed[row], &b->fish.intent_speed[row], sizeof(float));
    assert_int_equal(a->fish.mind[row], b->fish.mind[row]);
}

static void the_order_of_the_pieces_does_not_matter(void **state)
{
    (void)state;
    uint32_t calls = 0;
    fishsim_world *forwards = world_from(SCHOOLS), *back = world_from(SCHOOLS);
    assert_ok(fishsim_world_tick(forwards, 1, NULL)); /* now guts have a capacity, and room */
    assert_ok(fishsim_world_tick(back, 1, NULL));
    index_fish(forwards);
    index_fish(back);
    back->hooks.execute = backwards;
    back->hooks.execute_user = &calls;
    tick_decide(forwards);
    tick_decide(back);
    assert_int_equal(calls, 1);
    uint32_t minds = 0;
    for (uint32_t row = 0; row < forwards->fish.count; row++) {
        assert_same_intent(forwards, back, row);
        minds |= 1u << forwards->fish.mind[row];
    }
    assert_int_equal(__builtin_popcount(minds), 4); /* each of them has decided for some */
    fishsim_world_destroy(forwards);
    fishsim_world_destroy(back);
}

/* Makes agents of the fish whose id leaves nothing when divided, with orders. */
static void tell(fishsim_world *world, uint64_t divisor)
{
    static const float STRAIGHT[FISHSIM_ACTION_SIZE] = {0.0f, 1.0f, 0.0f};
    for (uint32_t row = 0; row < world->fish.count; row++)
        if (world->fish.id[row] % divisor == 0) {
            assert_true(agents_admit(world, row));
            world->agents.slot[world->fish.agent[row] - 1].action = action_pack(STRAIGHT);
        }
}

static void orders_of_some_change_nothing_for_the_others(void **state)
{
    (void)state;
    for (uint64_t divisor = 1; divisor < 4; divisor++) {
        fishsim_world *free = world_from(SCHOOLS), *told = world_from(SCHOOLS);
        tell(told, divisor);
        if (divisor == 1) /* all but a few */
            for (uint32_t slot = 0; slot < 1000; slot += 37)
                told->agents.slot[slot].action = ACTION_NONE;
        index_fish(free);
        index_fish(told);
        tick_decide(free);
        tick_decide(told);
        uint32_t compared = 0;
        for (uint32_t row = 0; row < free->fish.count; row++)
            if (action_given(agent_action(told, row))) {
                assert_int_equal(told->fish.mind[row], BY_ORDER);
            } else {
                assert_same_intent(free, told, row);
                compared++;
            }
        assert_true(compared > 20);
        fishsim_world_destroy(free);
        fishsim_world_destroy(told);
    }
}

static void deciding_leaves_the_state_alone(void **state)
{
    (void)state;
    fishsim_world *world = world_from(SCHOOLS);
    index_fish(world);
    uint64_t before = fishsim_world_digest(world);
    tick_decide(world);
    assert_int_equal(fishsim_world_digest(world), before);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_mind_with_something_to_do_decides),
        TEST(without_a_mind_that_decides_it_swims_straight_on),
        TEST(a_fish_that_handles_prey_may_slow_down),
        TEST(the_order_of_the_pieces_does_not_matter),
        TEST(orders_of_some_change_nothing_for_the_others),
        TEST(deciding_leaves_the_state_alone),
    };
    return RUN(tests);
}

/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Three minds that sense, in schools of more fish than one piece of parallel work takes. */
static const char WORLD[] = "world: {width_m: 20, height_m: 20}\n"
                            "species:\n"
                            "  a: {minds: [evade, couzin], start: {count: 700, weight_g: 5}}\n"
                            "  b: {minds: [pursue, boids], start: {count: 300, weight_g: 100}}\n"
                            "web: {b: {a: 1}}\n";

/* Runs the pieces from the last to the first. */
static void backwards(void *user, fishsim_task task, void *argument, uint32_t count)
{
    ++*(uint32_t *)user;
    while (count-- > 0)
        task(argument, count);
}

static void the_order_of_the_pieces_does_not_matter(void **state)
{
    (void)state;
    uint32_t calls = 0;
    fishsim_world *forwards = world_from(WORLD), *back = world_from(WORLD);
    back->hooks.execute = backwards;
    back->hooks.execute_user = &calls;
    index_fish(forwards);
    index_fish(back);
    tick_sense(forwards);
    tick_sense(back);
    assert_int_equal(calls, 1);
    size_t bytes = 1000 * sizeof(float);
    assert_memory_equal(forwards->fish.join_x, back->fish.join_x, bytes);
    assert_memory_equal(forwards->fish.align_y, back->fish.align_y, bytes);
    assert_memory_equal(forwards->fish.threat_x, back->fish.threat_x, bytes);
    size_t first_hunter = back->species[1].begin;
    assert_memory_equal(forwards->fish.target + first_hunter, back->fish.target + first_hunter,
                        300 * sizeof(uint32_t));
    fishsim_world_destroy(forwards);
    fishsim_world_destroy(back);
}

static void every_mind_of_a_species_senses(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    index_fish(world);
    for (uint32_t row = 0; row < world->fish.count; row++) {
        world->fish.threat_count[row] = world->fish.near_count[row] = 7777;
        world->fish.target[row] = 77777;
    }
    tick_sense(world);
    for (uint32_t row = 0; row < world->fish.count; row++) {
        bool prey = world->fish.species[row] == 0;
        assert_int_equal(world->fish.threat_count[row] != 7777, prey);
        assert_int_equal(world->fish.target[row] != 77777, !prey);
        assert_int_not_equal(world->fish.near_count[row], 7777);
    }
    fishsim_world_destroy(world);
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

static const char MIXED[] = "agents: {slots: 1000}\n"
                            "world: {width_m: 20, height_m: 20}\n"
                            "species:\n"
                            "  a: {minds: [evade, couzin], start: {count: 700, weight_g: 5}}\n"
                            "  b: {minds: [pursue, boids], start: {count: 300, weight_g: 100}}\n"
                            "web: {b: {a: 1}}\n";

static void fish_with_orders_are_not_looked_for(void **state)
{
    (void)state;
    fishsim_world *world = world_from(MIXED);
    tell(world, 1);
    index_fish(world);
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.near_count[row] = 7777;
    tick_sense(world);
    for (uint32_t row = 0; row < world->fish.count; row++)
        assert_int_equal(world->fish.near_count[row], 7777);
    fishsim_world_destroy(world);
}

static void orders_of_some_change_nothing_for_the_others(void **state)
{
    (void)state;
    /* Of every divisor some runs of orders are long enough to be cut out, and some are not. */
    for (uint64_t divisor = 1; divisor < 4; divisor++) {
        fishsim_world *free = world_from(MIXED), *told = world_from(MIXED);
        tell(told, divisor);
        if (divisor == 1)
            for (uint32_t slot = 0; slot < 1000; slot += 37)
                told->agents.slot[slot].action = ACTION_NONE;
        index_fish(free);
        index_fish(told);
        tick_sense(free);
        tick_sense(told);
        uint32_t compared = 0;
        for (uint32_t row = 0; row < free->fish.count; row++) {
            if (action_given(agent_action(told, row)))
                continue;
            compared++;
            assert_int_equal(free->fish.near_count[row], told->fish.near_count[row]);
            assert_memory_equal(&free->fish.join_x[row], &told->fish.join_x[row], sizeof(float));
            assert_memory_equal(&free->fish.align_y[row], &told->fish.align_y[row], sizeof(float));
            if (free->fish.species[row] == 0)
                assert_memory_equal(&free->fish.threat_x[row], &told->fish.threat_x[row],
                                    sizeof(float));
            else
                assert_int_equal(free->fish.target[row], told->fish.target[row]);
        }
        assert_true(compared > 20);
        fishsim_world_destroy(free);
        fishsim_world_destroy(told);
    }
}

static void sensing_leaves_the_state_alone(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    index_fish(world);
    uint64_t before = fishsim_world_digest(world);
    tick_sense(world);
    tick_decide(world);
    assert_int_equal(fishsim_world_digest(world), before);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_order_of_the_pieces_does_not_matter),
        TEST(every_mind_of_a_species_senses),
        TEST(fish_with_orders_are_not_looked_for),
        TEST(orders_of_some_change_nothing_for_the_others),
        TEST(sensing_leaves_the_state_alone),
    };
    return RUN(tests);
}

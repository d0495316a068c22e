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
        TEST(sensing_leaves_the_state_alone),
    };
    return RUN(tests);
}

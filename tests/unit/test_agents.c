/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Every second fish is an agent, newcomers included; there are four slots. */
static const char WORLD[] =
    "world: {width_m: 40, height_m: 40}\n"
    "agents: {slots: 4}\n"
    "species: {a: {start: {count: 6, weight_g: 10}, agents: {share: 0.5}}}\n";

static uint64_t id_in(const fishsim_world *world, uint32_t slot)
{
    return world->agents.slot[slot].state == AGENT_LIVE ? world->agents.slot[slot].id : 0;
}

/* Takes a fish out of the water; the last row moves to its place. */
static void take_out(fishsim_world *world, uint64_t id)
{
    struct fish *fish = &world->fish;
    uint32_t row = row_of(world, id), last = --fish->count;
#define X(field, type) fish->field[row] = fish->field[last];
    FISH_STATE(X)
#undef X
    fish->agent[row] = fish->agent[last];
}

static void the_first_fish_of_the_share_stand_in_order_of_id(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    for (uint32_t slot = 0; slot < 4; slot++)
        assert_int_equal(id_in(world, slot), slot < 3 ? 2 * (slot + 1) : 0);
    assert_int_equal(world->agents.admitted, 3);
    fishsim_world_destroy(world);
}

static void agents_are_found_again_wherever_their_rows_are(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    for (uint32_t n = 0; n < 20; n++) {
        for (uint32_t row = 0; row < world->fish.count; row++) {
            world->fish.x[row] = (float)(40.0 * any(n, 2 * row));
            world->fish.y[row] = (float)(40.0 * any(n, 2 * row + 1));
        }
        index_fish(world);
        agents_follow(world, false);
        for (uint32_t slot = 0; slot < 3; slot++)
            assert_int_equal(world->agents.slot[slot].row, row_of(world, 2 * (slot + 1)));
    }
    assert_int_equal(world->agents.admitted, 3);
    fishsim_world_destroy(world);
}

static void the_dead_keep_their_slot_and_newcomers_pass_it_by(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    take_out(world, 4);
    for (int i = 0; i < 6; i++)
        put_fish(world, 0, 5.0f, 5.0f, 10.0); /* ids 7 to 12, of which 8, 10 and 12 are wanted */
    agents_follow(world, true);
    assert_int_equal(world->agents.slot[1].state, AGENT_DEAD);
    assert_int_equal(world->agents.slot[1].id, 4);
    assert_near(world->agents.slot[1].sum[FISHSIM_REWARD_DEATH], 1.0, 0.0);
    assert_int_equal(id_in(world, 3), 8);
    assert_int_equal(world->agents.admitted, 4);
    assert_int_equal(world->agents.refused, 2);
    agents_dismiss(world, 1);
    agents_follow(world, true);
    assert_int_equal(id_in(world, 1), 0); /* who was refused does not come back */
    put_fish(world, 0, 5.0f, 5.0f, 10.0);
    put_fish(world, 0, 5.0f, 5.0f, 10.0);
    agents_follow(world, true);
    assert_int_equal(id_in(world, 1), 14);
    assert_int_equal(world->agents.slot[1].generation, 2);
    fishsim_world_destroy(world);
}

static void gains_are_summed_in_days_of_food_over_ticks_alone(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    uint32_t row = row_of(world, 2);
    struct agent_slot *agent = &world->agents.slot[0];
    int64_t day_uj = (int64_t)world->fish.gut_capacity_uj[row];
    assert_true(day_uj > 0);
    world->fish.soma_uj[row] += day_uj / 2;
    agents_follow(world, false);
    assert_near(agent->sum[FISHSIM_REWARD_NET_ENERGY], 0.0, 0.0);
    assert_near(agent->sum[FISHSIM_REWARD_ALIVE], 0.0, 0.0);
    agents_follow(world, true);
    assert_near(agent->sum[FISHSIM_REWARD_NET_ENERGY], 0.5, 1e-6);
    world->fish.soma_uj[row] -= day_uj / 4;
    agents_follow(world, true);
    assert_near(agent->sum[FISHSIM_REWARD_NET_ENERGY], 0.25, 1e-6);
    assert_near(agent->sum[FISHSIM_REWARD_ALIVE], 2.0, 0.0);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_fish_of_the_share_stand_in_order_of_id),
        TEST(agents_are_found_again_wherever_their_rows_are),
        TEST(the_dead_keep_their_slot_and_newcomers_pass_it_by),
        TEST(gains_are_summed_in_days_of_food_over_ticks_alone),
    };
    return RUN(tests);
}

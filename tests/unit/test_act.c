/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "agent/agent.h"

/* Agents 1..3 are hunters, 4 and 5 their prey, who hunt nobody. */
static const char WORLD[] = "world: {width_m: 40, height_m: 40}\n"
                            "species:\n"
                            "  hunter:\n"
                            "    motion: {cruise_bl_per_s: 1, maximum_bl_per_s: 4}\n"
                            "    start: {count: 3, weight_g: 100, gut_fraction: 0.2}\n"
                            "    agents: {share: 1}\n"
                            "  prey:\n"
                            "    motion: {cruise_bl_per_s: 2, maximum_bl_per_s: 5}\n"
                            "    start: {count: 2, weight_g: 5}\n"
                            "    agents: {share: 1}\n"
                            "web: {hunter: {prey: 1}, prey: {plankton: 1}}\n";

enum { AGENTS = 5, CHOICES = 10 };

static const uint64_t IDS[AGENTS] = {1, 2, 3, 4, 5};
static const float GOOD[AGENTS * FISHSIM_ACTION_SIZE] = {
    0.5f, 0.5f, 1.0f, -0.5f, 0.25f, -1.0f, 1.0f, 1.0f, 0.0f, -1.0f, 0.0f, 1.0f, 0.0f, 0.75f, -0.5f};

static fishsim_world *agents_world(void)
{
    fishsim_world *world = world_from(WORLD);
    assert_int_equal(world->agents.slots, AGENTS);
    for (uint32_t slot = 0; slot < AGENTS; slot++)
        assert_int_equal(world->agents.slot[slot].id, slot + 1);
    return world;
}

static struct action action_in(const fishsim_world *world, uint32_t slot)
{
    assert_true(action_given(world->agents.slot[slot].action));
    return action_unpack(world->agents.slot[slot].action);
}

static void a_discrete_action_stands_for_its_continuous_one(void **state)
{
    (void)state;
    fishsim_world *world = agents_world();
    static const double TURN[] = {-1.0, -0.5, 0.0, 0.5, 1.0};
    double half_step = 0.51 / ACTION_STEPS;
    for (int32_t choice = 0; choice < FISHSIM_ACTION_DISCRETE; choice++) {
        const int32_t same[AGENTS] = {choice, choice, choice, choice, choice};
        assert_ok(fishsim_agents_act_slots_discrete(world, same, NULL));
        for (uint32_t slot = 0; slot < AGENTS; slot++) {
            double cruise = slot < 3 ? 0.25 : 0.4;
            const double speed[] = {0.0, cruise, 1.0};
            struct action action = action_in(world, slot);
            assert_near(action.turn, TURN[choice / 6], half_step);
            assert_near(action.speed, speed[choice / 2 % 3], half_step);
            assert_int_equal(action.bite, choice % 2);
        }
    }
    fishsim_world_destroy(world);
}

static void the_four_ways_to_act_say_the_same(void **state)
{
    (void)state;
    fishsim_world *slots = agents_world(), *named = agents_world();
    const uint64_t mixed[AGENTS] = {4, 1, 5, 3, 2};
    float continuous[AGENTS * FISHSIM_ACTION_SIZE];
    int32_t by_slot[AGENTS], by_name[AGENTS];
    for (uint32_t i = 0; i < AGENTS; i++) {
        uint32_t slot = (uint32_t)mixed[i] - 1;
        memcpy(continuous + (size_t)i * 3, GOOD + (size_t)slot * 3, 3 * sizeof *continuous);
        by_name[i] = (int32_t)(slot * 7);
        by_slot[slot] = by_name[i];
    }
    assert_ok(fishsim_agents_act_slots(slots, GOOD, NULL));
    assert_ok(fishsim_agents_act(named, mixed, continuous, AGENTS, NULL));
    for (uint32_t slot = 0; slot < AGENTS; slot++)
        assert_int_equal(named->agents.slot[slot].action, slots->agents.slot[slot].action);
    assert_ok(fishsim_agents_act_slots_discrete(slots, by_slot, NULL));
    assert_ok(fishsim_agents_act_discrete(named, mixed, by_name, AGENTS, NULL));
    for (uint32_t slot = 0; slot < AGENTS; slot++)
        assert_int_equal(named->agents.slot[slot].action, slots->agents.slot[slot].action);
    fishsim_world_destroy(slots);
    fishsim_world_destroy(named);
}

static void who_is_not_named_is_given_back_to_its_minds(void **state)
{
    (void)state;
    fishsim_world *world = agents_world();
    assert_ok(fishsim_agents_act_slots(world, GOOD, NULL));
    world->agents.slot[1].sum[FISHSIM_REWARD_PREY] = 3.0f;
    assert_ok(fishsim_agents_act(world, IDS + 3, GOOD, 1, NULL));
    for (uint32_t slot = 0; slot < AGENTS; slot++)
        assert_int_equal(action_given(world->agents.slot[slot].action), slot == 3);
    assert_near(world->agents.slot[1].sum[FISHSIM_REWARD_PREY], 0.0, 0.0);
    assert_ok(fishsim_agents_act(world, NULL, NULL, 0, NULL));
    assert_false(action_given(world->agents.slot[3].action));
    fishsim_world_destroy(world);
}

/* All of the agents but `place`, which is scratch. */
static void copy_agents(const fishsim_world *world, struct agent_slot copy[AGENTS])
{
    memcpy(copy, world->agents.slot, AGENTS * sizeof *copy);
    for (uint32_t slot = 0; slot < AGENTS; slot++)
        copy[slot].place = 0;
}

static void a_refusal_leaves_every_slot_as_it_was(void **state)
{
    (void)state;
    fishsim_world *world = agents_world();
    assert_ok(fishsim_agents_act_slots(world, GOOD, NULL));
    world->agents.slot[2].sum[FISHSIM_REWARD_PREY] = 3.0f;
    world->agents.slot[1].state = AGENT_DEAD; /* the end of the step frees it: no end yet */
    struct agent_slot before[AGENTS], after[AGENTS];
    copy_agents(world, before);
    const uint64_t ids[3] = {1, 3, 5}, dead[3] = {1, 3, 2}, twice[3] = {1, 3, 1};
    float bad[AGENTS * FISHSIM_ACTION_SIZE];
    memcpy(bad, GOOD, sizeof bad);
    bad[4 * FISHSIM_ACTION_SIZE + 1] = bad[2 * FISHSIM_ACTION_SIZE + 1] = -0.01f;
    const int32_t choices[AGENTS] = {0, 1, 2, 3, 30}, three[3] = {0, 1, -1};
    const fishsim_status refused[] = {
        fishsim_agents_act_slots(world, bad, NULL),
        fishsim_agents_act_slots_discrete(world, choices, NULL),
        fishsim_agents_act(world, ids, bad, 3, NULL),
        fishsim_agents_act_discrete(world, ids, three, 3, NULL),
        fishsim_agents_act(world, twice, GOOD, 3, NULL),
        fishsim_agents_act(world, dead, GOOD, 3, NULL),
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(refused[i], i < 5 ? FISHSIM_ERR_ARGUMENT : FISHSIM_ERR_NOT_FOUND);
    copy_agents(world, after);
    assert_memory_equal(before, after, sizeof before);
    fishsim_world_destroy(world);
}

static void rows_of_slots_without_a_live_agent_are_not_read(void **state)
{
    (void)state;
    fishsim_world *world = agents_world();
    assert_ok(fishsim_agents_release(world, 2, NULL));
    float actions[AGENTS * FISHSIM_ACTION_SIZE];
    memcpy(actions, GOOD, sizeof actions);
    actions[3] = actions[4] = actions[5] = NAN;
    const int32_t choices[AGENTS] = {0, INT32_MIN, 2, 3, 29};
    assert_ok(fishsim_agents_act_slots(world, actions, NULL));
    assert_ok(fishsim_agents_act_slots_discrete(world, choices, NULL));
    assert_false(action_given(world->agents.slot[1].action));
    fishsim_world_destroy(world);
}

static void only_hungry_hunters_that_handle_nothing_can_bite(void **state)
{
    (void)state;
    fishsim_world *world = agents_world();
    uint32_t full = row_of(world, 2), busy = row_of(world, 3);
    world->fish.gut_uj[full] = (int64_t)world->fish.gut_capacity_uj[full];
    world->fish.handling_s[busy] = 1.0f;
    assert_ok(fishsim_agents_release(world, 5, NULL));
    uint8_t mask[AGENTS * CHOICES];
    memset(mask, 7, sizeof mask);
    assert_ok(fishsim_agents_mask(world, mask, NULL));
    for (uint32_t slot = 0; slot < AGENTS; slot++)
        for (uint32_t choice = 0; choice < CHOICES; choice++) {
            bool bite = choice == CHOICES - 1;
            assert_int_equal(mask[slot * CHOICES + choice], slot < 4 && (!bite || slot == 0));
        }
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_discrete_action_stands_for_its_continuous_one),
        TEST(the_four_ways_to_act_say_the_same),
        TEST(who_is_not_named_is_given_back_to_its_minds),
        TEST(a_refusal_leaves_every_slot_as_it_was),
        TEST(rows_of_slots_without_a_live_agent_are_not_read),
        TEST(only_hungry_hunters_that_handle_nothing_can_bite),
    };
    return RUN(tests);
}

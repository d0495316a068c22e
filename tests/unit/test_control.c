/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "agent/agent.h"

/* Of 20 fish, ids 1 to 20, ten may be agents at once. */
static const char WORLD[] = "world: {width_m: 40, height_m: 40}\n"
                            "agents: {slots: 10}\n"
                            "species:\n"
                            "  a: {start: {count: 12, weight_g: 10}}\n"
                            "  b: {start: {count: 8, weight_g: 20}}\n";

enum { SLOTS = 10 };

static uint32_t list(const fishsim_world *world, uint64_t ids[SLOTS])
{
    uint32_t count = 0;
    assert_ok(fishsim_agents_list(world, ids, NULL, SLOTS, &count, NULL));
    return count;
}

/* That slots and fish know of each other, and nobody stands twice. */
static void assert_consistent(const fishsim_world *world)
{
    uint32_t live = 0;
    for (uint32_t row = 0; row < world->fish.count; row++) {
        if (!world->fish.agent[row])
            continue;
        const struct agent_slot *agent = &world->agents.slot[world->fish.agent[row] - 1];
        assert_int_equal(agent->id, world->fish.id[row]);
        assert_int_equal(agent->species, world->fish.species[row]);
        assert_int_equal(agent->state, AGENT_LIVE);
        live++;
    }
    uint64_t ids[SLOTS];
    assert_int_equal(list(world, ids), live);
}

static void a_share_picks_its_part_of_any_ids_in_a_row(void **state)
{
    (void)state;
    for (uint64_t id = 1; id <= 1000; id++) {
        assert_false(agents_shared(0.0, id));
        assert_true(agents_shared(1.0, id));
        assert_int_equal(agents_shared(0.5, id), id % 2 == 0);
    }
    for (uint32_t n = 0; n < 100; n++) {
        double share = any(1, n);
        uint64_t first = 1 + (uint64_t)(1e6 * any(2, n)), picked = 0;
        for (uint64_t id = first; id < first + 500; id++)
            picked += agents_shared(share, id);
        assert_near((double)picked, 500.0 * share, 1.0 + 1e-9);
    }
}

static void a_new_share_gives_back_those_that_are_not_of_it(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    uint64_t ids[SLOTS];
    assert_ok(fishsim_agents_set_share(world, 0, 0.75, NULL));
    assert_int_equal(list(world, ids), 9);
    assert_consistent(world);
    assert_ok(fishsim_agents_set_share(world, 0, 0.25, NULL));
    assert_int_equal(list(world, ids), 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_true(agents_shared(0.25, ids[i]));
    assert_consistent(world);
    assert_ok(fishsim_agents_set_share(world, 0, 0.0, NULL));
    assert_int_equal(list(world, ids), 0);
    fishsim_world_destroy(world);
}

static void a_share_that_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    fishsim_error error = {0};
    assert_ok(fishsim_agents_set_share(world, 1, 0.5, NULL));
    struct agent_slot before[SLOTS];
    memcpy(before, world->agents.slot, sizeof before);
    uint64_t digest = fishsim_world_digest(world);
    assert_int_equal(fishsim_agents_set_share(world, 0, 0.75, &error), FISHSIM_ERR_LIMIT);
    assert_detail(&error, FISHSIM_ERR_LIMIT);
    assert_int_equal(fishsim_agents_set_share(world, 2, 0.1, &error), FISHSIM_ERR_NOT_FOUND);
    static const double BAD[] = {-0.01, 1.01, HUGE_VAL, NAN};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(fishsim_agents_set_share(world, 0, BAD[i], &error), FISHSIM_ERR_ARGUMENT);
    assert_memory_equal(world->agents.slot, before, sizeof before);
    assert_true(world->species[0].settings.agents.share == 0.0);
    assert_true(fishsim_world_digest(world) == digest);
    assert_ok(fishsim_agents_set_share(world, 0, 0.5, NULL)); /* six and four: all slots */
    assert_consistent(world);
    fishsim_world_destroy(world);
}

static void fish_take_the_lowest_free_slot_while_there_is_one(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    fishsim_error error = {0};
    for (uint64_t id = SLOTS; id > 0; id--) {
        assert_ok(fishsim_agents_control(world, id, NULL));
        assert_int_equal(agents_find(world, id), SLOTS - id);
    }
    uint64_t digest = fishsim_world_digest(world);
    assert_int_equal(fishsim_agents_control(world, 11, &error), FISHSIM_ERR_LIMIT);
    assert_detail(&error, FISHSIM_ERR_LIMIT);
    assert_int_equal(fishsim_agents_control(world, 21, &error), FISHSIM_ERR_NOT_FOUND);
    assert_ok(fishsim_agents_control(world, 5, NULL)); /* is one already */
    assert_true(fishsim_world_digest(world) == digest);
    assert_int_equal(world->agents.admitted, SLOTS);
    assert_consistent(world);
    fishsim_world_destroy(world);
}

static void a_slot_that_is_given_back_is_taken_by_the_next(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    fishsim_error error = {0};
    for (uint64_t id = 1; id <= 4; id++)
        assert_ok(fishsim_agents_control(world, id, NULL));
    index_fish(world); /* rows have moved on since */
    assert_ok(fishsim_agents_release(world, 2, NULL));
    assert_int_equal(world->fish.agent[row_of(world, 2)], 0);
    assert_int_equal(agents_find(world, 2), NO_ROW);
    assert_int_equal(fishsim_agents_release(world, 2, &error), FISHSIM_ERR_NOT_FOUND);
    assert_consistent(world);
    assert_ok(fishsim_agents_control(world, 15, NULL));
    assert_int_equal(agents_find(world, 15), 1);
    assert_int_equal(world->agents.slot[1].generation, 2);
    assert_int_equal(world->agents.slot[0].generation, 1);
    assert_false(action_given(world->agents.slot[1].action));
    assert_consistent(world);
    fishsim_world_destroy(world);
}

static void too_little_room_for_the_list_is_told_how_much(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    uint64_t ids[SLOTS] = {77, 77};
    uint32_t slots[SLOTS] = {77, 77}, count = 0;
    assert_ok(fishsim_agents_control(world, 7, NULL));
    assert_ok(fishsim_agents_control(world, 3, NULL));
    fishsim_error error = {0};
    assert_int_equal(fishsim_agents_list(world, ids, slots, 1, &count, &error), FISHSIM_ERR_BUFFER);
    assert_detail(&error, FISHSIM_ERR_BUFFER);
    assert_int_equal(count, 2);
    assert_true(ids[0] == 77 && slots[0] == 77);
    assert_ok(fishsim_agents_list(world, ids, slots, 2, NULL, NULL));
    assert_true(ids[0] == 7 && ids[1] == 3 && slots[0] == 0 && slots[1] == 1);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_share_picks_its_part_of_any_ids_in_a_row),
        TEST(a_new_share_gives_back_those_that_are_not_of_it),
        TEST(a_share_that_does_not_fit_changes_nothing),
        TEST(fish_take_the_lowest_free_slot_while_there_is_one),
        TEST(a_slot_that_is_given_back_is_taken_by_the_next),
        TEST(too_little_room_for_the_list_is_told_how_much),
    };
    return RUN(tests);
}

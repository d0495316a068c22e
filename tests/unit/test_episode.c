/* SPDX-License-Identifier: MIT */
/* episode.c: what one world of a batch does from reset to reset. */
#include "batch_fixture.h"

static void seeds_of_episodes_differ_and_can_be_told(void **state)
{
    (void)state;
    struct episode episode = {.seed = 12345};
    uint64_t seen[200];
    for (uint64_t number = 0; number < 200; number++) {
        episode.number = number;
        seen[number] = episode_seed(&episode);
        assert_true(seen[number] >> 53 == 0);
        for (uint64_t before = 0; before < number; before++)
            assert_int_not_equal(seen[before], seen[number]);
    }
    assert_int_equal(seen[0], 12345);
}

static void an_episode_begins_as_a_world_of_its_seed(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    struct episode *episode = &batch->episodes[2];
    const fishsim_world *same = episode->world;
    for (uint64_t number = 0; number < 3; number++) {
        assert_ok(fishsim_world_tick(episode->world, 2, NULL));
        episode->statistics[FISHSIM_STATISTIC_RETURN] = 9.0;
        episode->ended = episode->begun = true;
        episode->number = number;
        assert_ok(episode_begin(batch, episode, NULL));
        fishsim_world *alone = NULL;
        assert_ok(world_make(&episode->world->settings, episode_seed(episode), &batch->hooks,
                             &alone, NULL));
        assert_ptr_equal(episode->world, same);
        assert_int_equal(fishsim_world_digest(episode->world), fishsim_world_digest(alone));
        assert_int_equal(episode->world->tick, 0);
        assert_false(episode->ended || episode->begun);
        assert_near(episode->statistics[FISHSIM_STATISTIC_RETURN], 0.0, 0.0);
        fishsim_world_destroy(alone);
    }
    fishsim_batch_destroy(batch);
}

static void a_bad_action_is_told_with_world_and_slot(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_error error = {0};
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_DISABLED, NULL);
    assert_ok(episode_check(batch, 2, &error));
    arrays.actions[(2 * SLOTS + 7) * FISHSIM_ACTION_SIZE] = 7.0f; /* nobody is in slot 7 */
    assert_ok(episode_check(batch, 2, &error));
    arrays.actions[(2 * SLOTS + 5) * FISHSIM_ACTION_SIZE + FISHSIM_ACTION_SPEED] = -0.25f;
    assert_int_equal(episode_check(batch, 2, &error), FISHSIM_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "world 2"));
    assert_non_null(strstr(error.message, "action 5"));
    assert_non_null(strstr(error.message, "speed"));
    assert_ok(episode_check(batch, 0, &error));
    batch->episodes[0].ended = true;
    assert_int_equal(episode_check(batch, 0, &error), FISHSIM_ERR_STATE);
    batch->autoreset = FISHSIM_AUTORESET_NEXT_STEP;
    arrays.actions[0] = NAN; /* the next step reads none */
    assert_ok(episode_check(batch, 0, &error));
    batch->episodes[0].under_way = true;
    assert_int_equal(episode_check(batch, 0, &error), FISHSIM_ERR_STATE);
    batch->episodes[0].under_way = false;
    fishsim_batch_destroy(batch);
}

static void orders_reach_the_slots_and_only_they(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    for (uint32_t i = 0; i < N; i++) {
        arrays.actions[i * FISHSIM_ACTION_SIZE] = (float)(i % SLOTS) / SLOTS;
        arrays.actions[i * FISHSIM_ACTION_SIZE + 1] = 0.5f;
    }
    episode_order(batch, 1);
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        uint32_t word = batch->episodes[1].world->agents.slot[slot].action;
        assert_int_equal(action_given(word), slot < 3);
        if (slot < 3)
            assert_near(action_unpack(word).turn, (double)slot / SLOTS, 0.51 / ACTION_STEPS);
        assert_false(action_given(batch->episodes[0].world->agents.slot[slot].action));
    }
    fishsim_batch_destroy(batch);
}

static void statistics_sum_what_the_steps_gave(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    double returns[WORLDS] = {0};
    for (uint32_t n = 1; n <= 4; n++) {
        step(batch);
        for (uint32_t world = 0; world < WORLDS; world++) {
            for (uint32_t slot = 0; slot < SLOTS; slot++)
                returns[world] += (double)arrays.rewards[world * SLOTS + slot] / SLOTS;
            bool ends = world % 2 == 0 && n == 4;
            assert_near(statistic(&arrays, world, FISHSIM_STATISTIC_STEPS), n, 0.0);
            assert_near(statistic(&arrays, world, FISHSIM_STATISTIC_RETURN), returns[world], 1e-9);
            assert_near(statistic(&arrays, world, FISHSIM_STATISTIC_AGENTS), world % 2 ? 3 : 6,
                        0.0);
            assert_near(statistic(&arrays, world, FISHSIM_STATISTIC_FINISHED), ends, 0.0);
            assert_int_equal(arrays.ended[world], ends);
        }
    }
    assert_true(returns[0] != 0.0 && returns[1] > 0.0);
    step(batch); /* worlds 0 and 2 begin anew */
    assert_near(statistic(&arrays, 0, FISHSIM_STATISTIC_EPISODE), 1.0, 0.0);
    assert_near(statistic(&arrays, 0, FISHSIM_STATISTIC_STEPS), 0.0, 0.0);
    assert_near(statistic(&arrays, 1, FISHSIM_STATISTIC_STEPS), 5.0, 0.0);
    fishsim_batch_destroy(batch);
}

static void truncation_is_not_termination(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    fishsim_world *world = batch->episodes[0].world;
    for (int n = 0; n < 3; n++)
        step(batch);
    fish_remove(&world->fish, row_of(world, world->agents.slot[1].id));
    world->indexed = false;
    rebase_ledger(world);
    step(batch);
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        assert_int_equal(arrays.terminated[slot], slot == 1);
        assert_int_equal(arrays.truncated[slot], slot != 1 && slot < 6);
        assert_int_equal(arrays.alive[slot], slot != 1 && slot < 6);
        assert_int_equal(arrays.truncated[SLOTS + slot], 0);
    }
    fishsim_batch_destroy(batch);
}

static void in_one_step_the_last_row_is_kept_and_the_first_is_shown(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_SAME_STEP, NULL);
    static float before[SLOTS * SIZE];
    struct episode *episode = &batch->episodes[0];
    for (int n = 0; n < 3; n++)
        step(batch);
    fishsim_world *twin = NULL;
    assert_ok(fishsim_world_clone(episode->world, &twin, NULL));
    assert_ok(fishsim_agents_act_slots(twin, arrays.actions, NULL));
    assert_ok(fishsim_world_tick(twin, 1, NULL));
    assert_ok(fishsim_agents_observe_slots(twin, before, NULL, NULL, NULL, NULL));
    step(batch);
    assert_memory_equal(arrays.final_observations, before, sizeof before);
    assert_int_equal(episode->world->tick, 0);
    assert_int_equal(arrays.ended[0], 1);
    assert_ok(fishsim_agents_observe_slots(episode->world, before, NULL, NULL, NULL, NULL));
    assert_memory_equal(arrays.observations, before, sizeof before);
    assert_int_equal(arrays.truncated[0], 1);
    fishsim_world_destroy(twin);
    fishsim_batch_destroy(batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(seeds_of_episodes_differ_and_can_be_told),
        TEST(an_episode_begins_as_a_world_of_its_seed),
        TEST(a_bad_action_is_told_with_world_and_slot),
        TEST(orders_reach_the_slots_and_only_they),
        TEST(statistics_sum_what_the_steps_gave),
        TEST(truncation_is_not_termination),
        TEST(in_one_step_the_last_row_is_kept_and_the_first_is_shown),
    };
    return RUN(tests);
}

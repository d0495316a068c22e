/* SPDX-License-Identifier: MIT */
/* batch.c: worlds of a batch, who may touch them when, and what they share. */
#include "batch_fixture.h"

static void on_one_thread(void *user, fishsim_task task, void *argument, uint32_t count)
{
    ++*(uint32_t *)user;
    for (uint32_t i = 0; i < count; i++)
        task(argument, i);
}

static void scenarios_take_turns_and_seeds_count_up(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    static const uint64_t SEED[] = {40, 91, 42, 93};
    for (uint32_t i = 0; i < WORLDS; i++) {
        assert_int_equal(batch->episodes[i].scenario, i % 2);
        assert_int_equal(batch->episodes[i].seed, SEED[i]);
        assert_int_equal(batch->episodes[i].world->settings.world.seed, SEED[i]);
        assert_ptr_equal(fishsim_batch_get_world(batch, i), batch->episodes[i].world);
    }
    assert_null(fishsim_batch_get_world(batch, WORLDS));
    assert_int_equal(batch->slots, SLOTS);
    assert_int_equal(batch->size, SIZE);
    fishsim_batch_destroy(batch);
}

/* Of several worlds each runs on one thread; a single one may use the executor itself. */
static void the_executor_is_for_one_world_or_for_many(void **state)
{
    (void)state;
    uint32_t calls = 0;
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    hooks.execute = on_one_thread;
    hooks.execute_user = &calls;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, &hooks);
    for (uint32_t i = 0; i < WORLDS; i++)
        assert_null(batch->episodes[i].world->hooks.execute);
    step(batch);
    assert_true(calls > 0);
    fishsim_batch_destroy(batch);
    fishsim_hooks taken = hooks;
    assert_ok(batch_take(&taken, 1, 0, &batch, NULL));
    assert_true(batch->world_hooks.execute == on_one_thread);
    fishsim_batch_destroy(batch);
    assert_ok(batch_take(&taken, 1, 1, &batch, NULL));
    assert_true(batch->world_hooks.execute == NULL && batch->hooks.execute == on_one_thread);
    fishsim_batch_destroy(batch);
}

static void what_is_under_way_is_not_idle(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_error error = {0};
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    const uint32_t two[] = {3, 1};
    assert_ok(batch_check_idle(batch, FISHSIM_BATCH_ALL, "call", &error));
    assert_int_equal(batch_check_idle(NULL, 0, "call", &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(batch_check_idle(batch, WORLDS, "call", &error), FISHSIM_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "call"));
    assert_ok(fishsim_batch_send(batch, two, 2, &error));
    assert_int_equal(batch->under_way, 2);
    assert_int_equal(batch_check_idle(batch, 3, "call", &error), FISHSIM_ERR_STATE);
    assert_int_equal(batch_check_idle(batch, FISHSIM_BATCH_ALL, "call", &error), FISHSIM_ERR_STATE);
    assert_ok(batch_check_idle(batch, 0, "call", &error));
    uint32_t worlds[WORLDS], count = 0;
    assert_int_equal(fishsim_batch_receive(batch, 3, worlds, &count, &error), FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_batch_receive(batch, 2, worlds, &count, &error));
    assert_int_equal(count, 2);
    assert_true(worlds[0] == 1 && worlds[1] == 3);
    assert_ok(batch_check_idle(batch, FISHSIM_BATCH_ALL, "call", &error));
    assert_int_equal(batch->episodes[0].world->tick, 0);
    assert_int_equal(batch->episodes[3].world->tick, 1);
    fishsim_batch_destroy(batch);
}

static void a_list_names_each_world_once_or_nothing_is_sent(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_error error = {0};
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    const uint32_t twice[] = {0, 2, 0}, beyond[] = {0, WORLDS};
    assert_int_equal(fishsim_batch_send(batch, twice, 3, &error), FISHSIM_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "worlds[2]"));
    assert_int_equal(fishsim_batch_send(batch, beyond, 2, &error), FISHSIM_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "worlds[1]"));
    assert_int_equal(fishsim_batch_send(batch, NULL, 2, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_batch_send(batch, twice, WORLDS + 1, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(batch->under_way, 0);
    for (uint32_t i = 0; i < WORLDS; i++)
        assert_int_equal(batch->episodes[i].world->tick, 0);
    fishsim_batch_destroy(batch);
}

static void resets_count_episodes_that_were_begun(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    const uint32_t one[] = {1};
    const uint64_t seed[] = {7}, bad[] = {(uint64_t)1 << 53};
    assert_ok(fishsim_batch_reset(batch, NULL, WORLDS, NULL, NULL));
    assert_int_equal(batch->episodes[1].number, 0); /* it had made no step */
    step(batch);
    assert_ok(fishsim_batch_reset(batch, one, 1, NULL, NULL));
    assert_int_equal(batch->episodes[1].number, 1);
    assert_int_equal(batch->episodes[1].world->settings.world.seed,
                     episode_seed(&batch->episodes[1]));
    assert_int_equal(batch->episodes[0].world->tick, 1);
    assert_int_equal(fishsim_batch_reset(batch, one, 1, bad, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(batch->episodes[1].number, 1);
    assert_ok(fishsim_batch_reset(batch, one, 1, seed, NULL));
    assert_int_equal(batch->episodes[1].number, 0);
    assert_int_equal(batch->episodes[1].seed, 7);
    fishsim_batch_destroy(batch);
}

static void arrays_are_taken_whole_or_not(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_error error = {0};
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    const fishsim_batch_buffers held = batch->buffers;
    fishsim_batch_buffers both = held;
    int32_t choices[N] = {0};
    both.choices = choices;
    both.rewards = NULL;
    assert_int_equal(fishsim_batch_set_buffers(batch, &both, &error), FISHSIM_ERR_ARGUMENT);
    assert_memory_equal(&batch->buffers, &held, sizeof held);
    assert_ok(fishsim_batch_set_buffers(batch, NULL, NULL));
    arrays.rewards[0] = 77.0f;
    step(batch); /* without any array, by the minds of the species */
    assert_near(arrays.rewards[0], 77.0, 0.0);
    assert_int_equal(batch->episodes[0].world->tick, 1);
    fishsim_batch_destroy(batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(scenarios_take_turns_and_seeds_count_up),
        TEST(the_executor_is_for_one_world_or_for_many),
        TEST(what_is_under_way_is_not_idle),
        TEST(a_list_names_each_world_once_or_nothing_is_sent),
        TEST(resets_count_episodes_that_were_begun),
        TEST(arrays_are_taken_whole_or_not),
    };
    return RUN(tests);
}

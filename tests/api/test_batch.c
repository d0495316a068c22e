/* SPDX-License-Identifier: MIT */
/*
 * test_batch.c: what batch.h promises: worlds that do not depend on each other or on threads, three
 * ways to go on after an episode, steps that are sent and received, saves, forks and clones.
 */
#include "api.h"

#include <math.h>

/* A tick is an hour: anchovy spawn and die within an episode of 30 ticks. */
static const char BREEDING[] =
    "world: {seed: 11, width_m: 20, height_m: 15, max_fish: 100, temperature_c: 22}\n"
    "calendar: {acceleration: 36000}\n"
    "fields: {cell_m: 5, plankton: {diffusion_m2_per_s: 0.001}}\n"
    "agents:\n"
    "  slots: 40\n"
    "  episode_ticks: 30\n"
    "  observe: [own, nearest]\n"
    "  nearest: 4\n"
    "  reward: {net_energy: 1, alive: 0.1, death: -1, spacing: 0.01}\n"
    "species:\n"
    "  anchovy:\n"
    "    base: bay_anchovy\n"
    "    minds: [evade, couzin]\n"
    "    start: {count: 30, weight_g: 3, groups: 2, gut_fraction: 0.9}\n"
    "    feeding: {clearance_m2_per_d: 1}\n"
    "    reproduction:\n"
    "      {maturity_weight_g: 1, recruit_weight_g: 0.02, clutch_fraction: 0.02, efficiency: 0.5}\n"
    "    mortality: {background_coefficient: 40}\n"
    "    agents: {share: 1}\n"
    "web: {anchovy: {plankton: 1}}\n";

enum { WORLDS = 5, SLOTS = 40, SIZE = 40, N = WORLDS * SLOTS };

struct arrays {
    float actions[N * FISHSIM_ACTION_SIZE];
    float observations[N * SIZE];
    float rewards[N];
    float terms[N * FISHSIM_REWARD_COUNT];
    uint8_t terminated[N], truncated[N], alive[N];
    uint64_t ids[N];
    uint32_t generations[N];
    uint8_t masks[N * 10];
    float final_observations[N * SIZE];
    uint8_t ended[WORLDS];
    double statistics[WORLDS * FISHSIM_STATISTIC_COUNT];
};

static fishsim_config *breeding_config(const char *key, const char *value)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_status(FISHSIM_OK,
                  fishsim_config_load_text(config, BREEDING, sizeof BREEDING - 1, "b", &error),
                  &error);
    if (key)
        assert_status(FISHSIM_OK, fishsim_config_set(config, key, value, &error), &error);
    return config;
}

static fishsim_batch_options options_of(uint32_t threads, int32_t autoreset)
{
    fishsim_batch_options options;
    assert_ok(fishsim_batch_options_init(&options, sizeof options));
    options.worlds = WORLDS;
    options.threads = threads;
    options.autoreset = autoreset;
    return options;
}

static fishsim_batch_buffers buffers_of(struct arrays *arrays)
{
    fishsim_batch_buffers buffers;
    assert_ok(fishsim_batch_buffers_init(&buffers, sizeof buffers));
    buffers.actions = arrays->actions;
    buffers.observations = arrays->observations;
    buffers.rewards = arrays->rewards;
    buffers.terms = arrays->terms;
    buffers.terminated = arrays->terminated;
    buffers.truncated = arrays->truncated;
    buffers.alive = arrays->alive;
    buffers.ids = arrays->ids;
    buffers.generations = arrays->generations;
    buffers.masks = arrays->masks;
    buffers.final_observations = arrays->final_observations;
    buffers.ended = arrays->ended;
    buffers.statistics = arrays->statistics;
    return buffers;
}

static fishsim_batch *make_batch(const fishsim_hooks *hooks, const fishsim_batch_options *options,
                                 struct arrays *arrays)
{
    fishsim_error error = {0};
    fishsim_config *config = breeding_config(NULL, NULL);
    const fishsim_config *configs[1] = {config};
    fishsim_batch *batch = NULL;
    assert_status(FISHSIM_OK, fishsim_batch_create(configs, 1, options, hooks, &batch, &error),
                  &error);
    fishsim_config_destroy(config);
    memset(arrays, 0, sizeof *arrays);
    fishsim_batch_buffers buffers = buffers_of(arrays);
    assert_ok(fishsim_batch_set_buffers(batch, &buffers, NULL));
    assert_status(FISHSIM_OK, fishsim_batch_reset(batch, NULL, 0, NULL, &error), &error);
    return batch;
}

static float any(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (float)(*state >> 40) * (1.0f / 16777216.0f);
}

static void act_randomly(struct arrays *arrays, uint64_t *state)
{
    for (uint32_t i = 0; i < N; i++) {
        arrays->actions[3 * i] = 2.0f * any(state) - 1.0f;
        arrays->actions[3 * i + 1] = any(state);
        arrays->actions[3 * i + 2] = 2.0f * any(state) - 1.0f;
    }
}

static void step(fishsim_batch *batch)
{
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_batch_step(batch, &error), &error);
}

static double statistic(const struct arrays *arrays, uint32_t world, uint32_t number)
{
    return arrays->statistics[world * FISHSIM_STATISTIC_COUNT + number];
}

static struct arrays *new_arrays(void)
{
    struct arrays *arrays = calloc(1, sizeof *arrays);
    assert_non_null(arrays);
    return arrays;
}

static void a_batch_is_worlds_that_could_be_driven_alone(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays();
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays);
    uint32_t worlds = 0, slots = 0, size = 0;
    assert_ok(fishsim_batch_get_shape(batch, &worlds, &slots, &size, NULL));
    assert_true(worlds == WORLDS && slots == SLOTS && size == SIZE);
    assert_null(fishsim_batch_get_world(batch, WORLDS));
    fishsim_world *alone[WORLDS];
    for (uint32_t w = 0; w < WORLDS; w++) {
        char seed[24];
        snprintf(seed, sizeof seed, "%u", 11 + w);
        fishsim_config *config = breeding_config("world.seed", seed);
        assert_ok(fishsim_world_create(config, NULL, &alone[w], NULL));
        fishsim_config_destroy(config);
    }
    float observations[SLOTS * SIZE], rewards[SLOTS];
    uint64_t stream = 3;
    for (int i = 0; i < 30; i++) {
        act_randomly(arrays, &stream);
        step(batch);
        for (uint32_t w = 0; w < WORLDS; w++) {
            assert_ok(fishsim_agents_act_slots(alone[w], arrays->actions + w * SLOTS * 3, NULL));
            assert_ok(fishsim_world_tick(alone[w], 1, NULL));
            assert_ok(fishsim_agents_observe_slots(alone[w], observations, NULL, NULL, NULL, NULL));
            assert_ok(fishsim_agents_reward(alone[w], rewards, NULL, NULL, NULL));
            assert_memory_equal(observations, arrays->observations + w * SLOTS * SIZE,
                                sizeof observations);
            assert_memory_equal(rewards, arrays->rewards + w * SLOTS, sizeof rewards);
            assert_true(fishsim_world_digest(fishsim_batch_get_world(batch, w)) ==
                        fishsim_world_digest(alone[w]));
        }
    }
    for (uint32_t w = 0; w < WORLDS; w++)
        fishsim_world_destroy(alone[w]);
    fishsim_batch_destroy(batch);
    free(arrays);
}

/* An executor that runs pieces from the last to the first. */
static void backwards(void *user, fishsim_task task, void *argument, uint32_t count)
{
    (void)user;
    while (count-- > 0)
        task(argument, count);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    static const uint32_t THREADS[] = {0, 1, 2, 8, 0};
    struct arrays *first = NULL;
    uint64_t digests[WORLDS] = {0};
    for (size_t i = 0; i < sizeof THREADS / sizeof THREADS[0]; i++) {
        struct arrays *arrays = new_arrays();
        fishsim_batch_options options = options_of(THREADS[i], FISHSIM_AUTORESET_SAME_STEP);
        fishsim_hooks hooks;
        assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
        hooks.execute = i == 4 ? backwards : NULL;
        fishsim_batch *batch = make_batch(&hooks, &options, arrays);
        uint64_t stream = 8;
        for (int k = 0; k < 70; k++) {
            act_randomly(arrays, &stream);
            step(batch);
        }
        for (uint32_t w = 0; w < WORLDS; w++) {
            uint64_t digest = fishsim_world_digest(fishsim_batch_get_world(batch, w));
            assert_true(!first || digest == digests[w]);
            digests[w] = digest;
        }
        fishsim_batch_destroy(batch);
        if (first)
            assert_memory_equal(first, arrays, sizeof *arrays);
        free(first);
        first = arrays;
    }
    free(first);
}

static void a_new_episode_comes_with_the_next_step(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays();
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays);
    uint64_t first = fishsim_world_digest(fishsim_batch_get_world(batch, 1));
    double sum = 0.0;
    for (int i = 1; i <= 30; i++) {
        step(batch);
        for (uint32_t slot = 0; slot < SLOTS; slot++) {
            sum += (double)arrays->rewards[slot] / SLOTS;
            assert_int_equal(arrays->truncated[slot], i == 30 && arrays->alive[slot]);
            assert_false(arrays->terminated[slot] && arrays->truncated[slot]);
        }
        assert_int_equal(arrays->ended[0], i == 30);
    }
    assert_true(fabs(statistic(arrays, 0, FISHSIM_STATISTIC_RETURN) - sum) < 1e-9);
    assert_true(statistic(arrays, 0, FISHSIM_STATISTIC_FINISHED) == 1.0);
    assert_true(statistic(arrays, 0, FISHSIM_STATISTIC_STEPS) == 30.0);
    assert_true(statistic(arrays, 0, FISHSIM_STATISTIC_AGENTS) > 30.0);
    assert_true(statistic(arrays, 0, FISHSIM_STATISTIC_DEATHS) > 0.0);
    assert_true(statistic(arrays, 0, FISHSIM_STATISTIC_OFFSPRING) > 0.0);
    arrays->actions[0] = NAN; /* not read: this step only resets */
    step(batch);
    arrays->actions[0] = 0.0f;
    assert_true(statistic(arrays, 0, FISHSIM_STATISTIC_EPISODE) == 1.0);
    assert_true(statistic(arrays, 0, FISHSIM_STATISTIC_STEPS) == 0.0);
    assert_true(statistic(arrays, 0, FISHSIM_STATISTIC_SEED) !=
                statistic(arrays, 1, FISHSIM_STATISTIC_SEED));
    assert_int_equal(info_of(fishsim_batch_get_world(batch, 0)).tick, 0);
    assert_true(fishsim_world_digest(fishsim_batch_get_world(batch, 1)) != first);
    for (uint32_t i = 0; i < N; i++) {
        assert_true(arrays->terms[i * FISHSIM_REWARD_COUNT + FISHSIM_REWARD_ALIVE] == 0.0f);
        assert_false(arrays->terminated[i] || arrays->truncated[i]);
        assert_int_equal(arrays->alive[i], i % SLOTS < 30);
    }
    /* The same seed, and the same episode. */
    uint64_t digest = fishsim_world_digest(fishsim_batch_get_world(batch, 0));
    const uint32_t world = 0;
    const uint64_t seed = 11;
    assert_ok(fishsim_batch_reset(batch, &world, 1, &seed, NULL));
    for (int i = 0; i < 31; i++)
        step(batch);
    assert_true(fishsim_world_digest(fishsim_batch_get_world(batch, 0)) == digest);
    fishsim_batch_destroy(batch);
    free(arrays);
}

static void a_new_episode_comes_at_once(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays(), *other = new_arrays();
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_SAME_STEP);
    fishsim_batch *same = make_batch(NULL, &options, arrays);
    options.autoreset = FISHSIM_AUTORESET_NEXT_STEP;
    fishsim_batch *next = make_batch(NULL, &options, other);
    for (int i = 0; i < 30; i++) {
        step(same);
        step(next);
    }
    assert_memory_equal(arrays->final_observations, other->observations,
                        sizeof other->observations);
    assert_memory_equal(arrays->rewards, other->rewards, sizeof other->rewards);
    assert_memory_equal(arrays->terminated, other->terminated, sizeof other->terminated);
    assert_memory_equal(arrays->truncated, other->truncated, sizeof other->truncated);
    assert_memory_equal(arrays->statistics, other->statistics, sizeof other->statistics);
    step(next); /* its reset */
    assert_memory_equal(arrays->observations, other->observations, sizeof other->observations);
    assert_memory_equal(arrays->ids, other->ids, sizeof other->ids);
    step(same);
    step(next);
    assert_memory_equal(arrays->observations, other->observations, sizeof other->observations);
    assert_memory_equal(arrays->rewards, other->rewards, sizeof other->rewards);
    fishsim_batch_destroy(same);
    fishsim_batch_destroy(next);
    free(arrays);
    free(other);
}

static void without_autoreset_a_world_waits(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays();
    fishsim_error error = {0};
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_DISABLED);
    fishsim_batch *batch = make_batch(NULL, &options, arrays);
    for (int i = 0; i < 30; i++)
        step(batch);
    assert_int_equal(fishsim_batch_step(batch, &error), FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    const uint32_t two[2] = {3, 1};
    assert_ok(fishsim_batch_reset(batch, two, 2, NULL, NULL));
    uint32_t received[WORLDS], count = 0;
    assert_ok(fishsim_batch_send(batch, two, 2, NULL));
    assert_ok(fishsim_batch_receive(batch, 2, received, &count, NULL));
    assert_true(count == 2 && received[0] == 1 && received[1] == 3);
    assert_true(statistic(arrays, 3, FISHSIM_STATISTIC_EPISODE) == 1.0);
    assert_true(statistic(arrays, 2, FISHSIM_STATISTIC_EPISODE) == 0.0);
    assert_int_equal(fishsim_batch_step(batch, &error), FISHSIM_ERR_STATE);
    assert_int_equal(info_of(fishsim_batch_get_world(batch, 3)).tick, 1);
    fishsim_batch_destroy(batch);
    free(arrays);
}

/* Sends worlds in many orders, each `steps` times, and checks them against lockstep. */
static void send_and_receive(uint32_t threads)
{
    struct arrays *arrays = new_arrays(), *lockstep = new_arrays();
    fishsim_batch_options options = options_of(threads, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays);
    fishsim_batch *reference = make_batch(NULL, &options, lockstep);
    enum { STEPS = 45 };
    uint32_t made[WORLDS] = {0}, total = 0, away = 0;
    bool under_way[WORLDS] = {false};
    uint64_t stream = 21;
    for (int i = 0; i < STEPS; i++)
        step(reference);
    while (total < WORLDS * STEPS) {
        for (uint32_t w = 0; w < WORLDS; w++)
            if (!under_way[w] && made[w] < STEPS && any(&stream) < 0.5f) {
                assert_ok(fishsim_batch_send(batch, &w, 1, NULL));
                under_way[w] = true;
                away++;
            }
        uint32_t received[WORLDS], count = 0, least = (uint32_t)(any(&stream) * (float)(away + 1));
        assert_ok(fishsim_batch_receive(batch, least, received, &count, NULL));
        assert_true(count >= least && count <= away);
        for (uint32_t i = 0; i < count; i++) {
            assert_true(under_way[received[i]]);
            under_way[received[i]] = false;
            made[received[i]]++;
        }
        away -= count;
        total += count;
    }
    assert_memory_equal(arrays, lockstep, sizeof *arrays);
    fishsim_batch_destroy(batch);
    fishsim_batch_destroy(reference);
    free(arrays);
    free(lockstep);
}

static void worlds_go_and_come_in_any_order(void **state)
{
    (void)state;
    send_and_receive(0);
    send_and_receive(2);
}

static void what_is_under_way_is_left_alone(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays();
    fishsim_error error = {0};
    fishsim_batch_options options = options_of(2, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays), *clone = NULL;
    const uint32_t world = 2;
    uint32_t received[WORLDS], count = 0;
    uint8_t byte = 0;
    assert_ok(fishsim_batch_send(batch, &world, 1, NULL));
    const fishsim_status refused[] = {
        fishsim_batch_send(batch, &world, 1, &error),
        fishsim_batch_step(batch, &error),
        fishsim_batch_reset(batch, &world, 1, NULL, &error),
        fishsim_batch_set_buffers(batch, NULL, &error),
        fishsim_batch_save(batch, world, &byte, 1, NULL, &error),
        fishsim_batch_save(batch, FISHSIM_BATCH_ALL, &byte, 1, NULL, &error),
        fishsim_batch_restore(batch, world, &byte, 1, &error),
        fishsim_batch_fork(batch, 0, world, &error),
        fishsim_batch_fork(batch, world, 0, &error),
        fishsim_batch_clone(batch, &clone, &error),
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(refused[i], FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_batch_receive(batch, 2, received, &count, &error),
                     FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_batch_receive(batch, 1, received, &count, NULL));
    assert_true(count == 1 && received[0] == world);
    assert_ok(fishsim_batch_send(batch, NULL, 0, NULL)); /* destroyed on its way */
    fishsim_batch_destroy(batch);
    free(arrays);
}

static void bad_actions_step_no_world(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays();
    fishsim_error error = {0};
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays);
    uint64_t digest = fishsim_world_digest(fishsim_batch_get_world(batch, 0));
    arrays->actions[3 * (3 * SLOTS + 7) + 1] = NAN;
    assert_int_equal(fishsim_batch_step(batch, &error), FISHSIM_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "world 3"));
    assert_non_null(strstr(error.message, "action 7: speed"));
    assert_true(fishsim_world_digest(fishsim_batch_get_world(batch, 0)) == digest);
    arrays->actions[3 * (3 * SLOTS + 7) + 1] = 0.0f;
    arrays->actions[3 * (3 * SLOTS + 39)] = NAN; /* nobody is in that slot */
    step(batch);
    int32_t choices[N] = {0};
    fishsim_batch_buffers buffers = buffers_of(arrays);
    buffers.choices = choices;
    assert_int_equal(fishsim_batch_set_buffers(batch, &buffers, &error), FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    buffers.actions = NULL;
    assert_ok(fishsim_batch_set_buffers(batch, &buffers, NULL));
    step(batch);
    choices[0] = 30;
    assert_int_equal(fishsim_batch_step(batch, &error), FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_batch_set_buffers(batch, NULL, NULL)); /* the scripted policy, unseen */
    step(batch);
    fishsim_batch_destroy(batch);
    free(arrays);
}

static void saves_go_on_as_if_nothing_had_been(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays(), *kept = new_arrays(), *later = new_arrays();
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays);
    uint64_t stream = 77;
    for (int i = 0; i < 65; i++) {
        uint64_t length = fishsim_batch_save_size(batch, FISHSIM_BATCH_ALL), written = 0;
        uint8_t *bytes = malloc(length);
        assert_ok(fishsim_batch_save(batch, FISHSIM_BATCH_ALL, bytes, length, &written, NULL));
        assert_int_equal(written, length);
        *kept = *arrays;
        uint64_t then = stream;
        for (int pass = 0; pass < 2; pass++) {
            stream = then;
            for (int k = 0; k < 3; k++) {
                act_randomly(arrays, &stream);
                step(batch);
            }
            if (pass == 0) {
                *later = *arrays;
                assert_ok(fishsim_batch_restore(batch, FISHSIM_BATCH_ALL, bytes, length, NULL));
                assert_memory_equal(arrays->observations, kept->observations,
                                    sizeof kept->observations);
                assert_memory_equal(arrays->rewards, kept->rewards, sizeof kept->rewards);
                assert_memory_equal(arrays->terms, kept->terms, sizeof kept->terms);
                assert_memory_equal(arrays->terminated, kept->terminated, sizeof kept->ended);
                assert_memory_equal(arrays->truncated, kept->truncated, sizeof kept->truncated);
                assert_memory_equal(arrays->ids, kept->ids, sizeof kept->ids);
                assert_memory_equal(arrays->generations, kept->generations,
                                    sizeof kept->generations);
                assert_memory_equal(arrays->statistics, kept->statistics, sizeof kept->statistics);
                assert_memory_equal(arrays->ended, kept->ended, sizeof kept->ended);
            }
        }
        assert_memory_equal(arrays, later, sizeof *arrays);
        assert_ok(fishsim_batch_restore(batch, FISHSIM_BATCH_ALL, bytes, length, NULL));
        stream = then;
        act_randomly(arrays, &stream);
        step(batch);
        free(bytes);
    }
    fishsim_batch_destroy(batch);
    free(arrays);
    free(kept);
    free(later);
}

static void single_worlds_are_saved_forked_and_cloned(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays(), *other = new_arrays();
    fishsim_error error = {0};
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays), *clone = NULL;
    for (int i = 0; i < 7; i++)
        step(batch);
    fishsim_world *second = fishsim_batch_get_world(batch, 1);
    uint64_t length = fishsim_batch_save_size(batch, 1);
    uint8_t *bytes = malloc(length);
    assert_int_equal(fishsim_batch_save(batch, 1, bytes, length - 1, NULL, &error),
                     FISHSIM_ERR_BUFFER);
    assert_ok(fishsim_batch_save(batch, 1, bytes, length, NULL, NULL));
    uint64_t digest = fishsim_world_digest(second);
    assert_ok(fishsim_batch_fork(batch, 1, 4, NULL));
    assert_ok(fishsim_batch_fork(batch, 1, 1, NULL));
    assert_true(fishsim_world_digest(fishsim_batch_get_world(batch, 4)) == digest);
    assert_memory_equal(arrays->observations + SLOTS * SIZE,
                        arrays->observations + 4 * SLOTS * SIZE, SLOTS * SIZE * sizeof(float));
    assert_ok(fishsim_batch_clone(batch, &clone, NULL));
    fishsim_batch_buffers buffers = buffers_of(other);
    assert_ok(fishsim_batch_set_buffers(clone, &buffers, NULL));
    for (int i = 0; i < 40; i++) {
        step(batch);
        step(clone);
    }
    assert_memory_equal(arrays->observations, other->observations, sizeof arrays->observations);
    assert_memory_equal(arrays->statistics, other->statistics, sizeof arrays->statistics);
    assert_ok(fishsim_batch_restore(batch, 1, bytes, length, NULL));
    assert_ptr_equal(fishsim_batch_get_world(batch, 1), second);
    assert_true(fishsim_world_digest(second) == digest);
    assert_ok(fishsim_batch_restore(batch, 0, bytes, length, NULL)); /* of the same scenario */
    free(bytes);
    fishsim_batch_destroy(batch);
    fishsim_batch_destroy(clone);
    free(arrays);
    free(other);
}

static void damaged_bytes_change_nothing(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays();
    fishsim_error error = {0};
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays);
    step(batch);
    for (int whole = 0; whole < 2; whole++) {
        uint32_t world = whole ? FISHSIM_BATCH_ALL : 2;
        uint64_t length = fishsim_batch_save_size(batch, world);
        uint8_t *bytes = malloc(length);
        assert_ok(fishsim_batch_save(batch, world, bytes, length, NULL, NULL));
        uint64_t digest = fishsim_world_digest(fishsim_batch_get_world(batch, 2));
        for (uint64_t at = 0; at < length; at += at < 400 ? 1 : 997) {
            bytes[at] ^= 0x41;
            fishsim_status status = fishsim_batch_restore(batch, world, bytes, length, &error);
            assert_true(status == FISHSIM_ERR_FORMAT || status == FISHSIM_ERR_VERSION);
            assert_detail(&error, status);
            bytes[at] ^= 0x41;
        }
        for (uint64_t cut = 0; cut < length; cut += cut < 400 ? 7 : 4999)
            assert_int_equal(fishsim_batch_restore(batch, world, bytes, cut, &error),
                             FISHSIM_ERR_FORMAT);
        assert_int_equal(
            fishsim_batch_restore(batch, whole ? 2 : FISHSIM_BATCH_ALL, bytes, length, &error),
            FISHSIM_ERR_FORMAT);
        assert_true(fishsim_world_digest(fishsim_batch_get_world(batch, 2)) == digest);
        free(bytes);
    }
    fishsim_batch_destroy(batch);
    free(arrays);
}

static void several_scenarios_take_turns(void **state)
{
    (void)state;
    fishsim_error error = {0};
    fishsim_config *warm = breeding_config(NULL, NULL);
    fishsim_config *cold = breeding_config("world.temperature_c", "15");
    fishsim_config *small = breeding_config("agents.slots", "30");
    fishsim_config *plain = small_config();
    const fishsim_config *pair[2] = {warm, cold}, *unlike[2] = {warm, small};
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = NULL;
    assert_ok(fishsim_batch_create(pair, 2, &options, NULL, &batch, NULL));
    for (uint32_t w = 0; w < WORLDS; w++)
        assert_true(info_of(fishsim_batch_get_world(batch, w)).temperature_c ==
                    (w % 2 ? 15.0 : 22.0));
    assert_int_equal(fishsim_batch_fork(batch, 0, 1, &error), FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_batch_fork(batch, 0, 2, NULL));
    fishsim_batch_destroy(batch);
    const uint32_t chosen[WORLDS] = {1, 1, 0, 0, 1}, none[WORLDS] = {0, 0, 2, 0, 0};
    const uint64_t seeds[WORLDS] = {5, 5, 6, 7, 8}, wide[WORLDS] = {1, 2, 3, 4, UINT64_MAX};
    options.scenarios = chosen;
    options.seeds = seeds;
    assert_ok(fishsim_batch_create(pair, 2, &options, NULL, &batch, NULL));
    assert_true(fishsim_world_digest(fishsim_batch_get_world(batch, 0)) ==
                fishsim_world_digest(fishsim_batch_get_world(batch, 1)));
    assert_true(info_of(fishsim_batch_get_world(batch, 2)).temperature_c == 22.0);
    fishsim_batch_destroy(batch);
    options.scenarios = none;
    assert_int_equal(fishsim_batch_create(pair, 2, &options, NULL, &batch, &error),
                     FISHSIM_ERR_ARGUMENT);
    options.scenarios = NULL;
    options.seeds = wide;
    assert_int_equal(fishsim_batch_create(pair, 2, &options, NULL, &batch, &error),
                     FISHSIM_ERR_ARGUMENT);
    options.seeds = NULL;
    assert_int_equal(fishsim_batch_create(unlike, 2, &options, NULL, &batch, &error),
                     FISHSIM_ERR_CONFIG);
    unlike[1] = plain;
    assert_int_equal(fishsim_batch_create(unlike, 2, &options, NULL, &batch, &error),
                     FISHSIM_ERR_CONFIG);
    assert_non_null(strstr(error.message, "configs[1]"));
    fishsim_config_destroy(warm);
    fishsim_config_destroy(cold);
    fishsim_config_destroy(small);
    fishsim_config_destroy(plain);
}

static void an_episode_without_agents_ends(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays();
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays);
    fishsim_world *world = fishsim_batch_get_world(batch, 0);
    for (uint64_t id = 1; id <= 30; id++)
        assert_ok(fishsim_world_harvest(world, id, NULL));
    step(batch);
    assert_true(arrays->ended[0] && !arrays->ended[1]);
    step(batch);
    assert_true(!arrays->ended[0] && arrays->alive[0]);
    fishsim_batch_destroy(batch);
    free(arrays);
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    struct arrays *arrays = new_arrays();
    fishsim_error error = {0};
    fishsim_batch_options options = options_of(0, FISHSIM_AUTORESET_NEXT_STEP);
    fishsim_batch *batch = make_batch(NULL, &options, arrays), *none = NULL;
    fishsim_config *config = breeding_config(NULL, NULL);
    const fishsim_config *configs[2] = {config, NULL};
    const uint32_t outside = WORLDS, twice[2] = {1, 1};
    const uint64_t wide = UINT64_MAX;
    uint32_t list[WORLDS], count = 0;
    uint8_t byte = 0;
    fishsim_batch_options bad[3] = {options, options, options};
    bad[0].worlds = 0;
    bad[1].autoreset = 3;
    bad[2].threads = 65;
    for (int i = 0; i < 3; i++)
        assert_int_equal(fishsim_batch_create(configs, 1, &bad[i], NULL, &none, &error),
                         FISHSIM_ERR_ARGUMENT);
    const fishsim_status refused[] = {
        fishsim_batch_options_init(NULL, sizeof options),
        fishsim_batch_buffers_init(NULL, sizeof(fishsim_batch_buffers)),
        fishsim_batch_create(NULL, 1, &options, NULL, &none, &error),
        fishsim_batch_create(configs, 0, &options, NULL, &none, &error),
        fishsim_batch_create(configs, 2, &options, NULL, &none, &error),
        fishsim_batch_create(configs, 1, NULL, NULL, &none, &error),
        fishsim_batch_create(configs, 1, &options, NULL, NULL, &error),
        fishsim_batch_set_buffers(NULL, NULL, &error),
        fishsim_batch_get_shape(NULL, NULL, NULL, NULL, &error),
        fishsim_batch_reset(NULL, NULL, 0, NULL, &error),
        fishsim_batch_reset(batch, &outside, 1, NULL, &error),
        fishsim_batch_reset(batch, twice, 2, NULL, &error),
        fishsim_batch_reset(batch, twice, 1, &wide, &error),
        fishsim_batch_reset(batch, NULL, 2, NULL, &error),
        fishsim_batch_reset(batch, list, WORLDS + 1, NULL, &error),
        fishsim_batch_step(NULL, &error),
        fishsim_batch_send(NULL, NULL, 0, &error),
        fishsim_batch_send(batch, twice, 2, &error),
        fishsim_batch_receive(NULL, 0, list, &count, &error),
        fishsim_batch_receive(batch, 0, NULL, &count, &error),
        fishsim_batch_receive(batch, 0, list, NULL, &error),
        fishsim_batch_save(NULL, 0, &byte, 1, NULL, &error),
        fishsim_batch_save(batch, 0, NULL, 0, NULL, &error),
        fishsim_batch_save(batch, outside, &byte, 1, NULL, &error),
        fishsim_batch_restore(NULL, 0, &byte, 1, &error),
        fishsim_batch_restore(batch, 0, NULL, 1, &error),
        fishsim_batch_fork(NULL, 0, 1, &error),
        fishsim_batch_fork(batch, 0, FISHSIM_BATCH_ALL, &error),
        fishsim_batch_clone(NULL, &none, &error),
        fishsim_batch_clone(batch, NULL, &error),
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(refused[i], FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_batch_save_size(NULL, 0), 0);
    assert_int_equal(fishsim_batch_save_size(batch, outside), 0);
    assert_null(fishsim_batch_get_world(NULL, 0));
    assert_null(none);
    fishsim_batch_destroy(NULL);
    assert_ok(fishsim_batch_receive(batch, 0, list, &count, NULL));
    assert_int_equal(count, 0);
    step(batch);
    fishsim_config_destroy(config);
    fishsim_batch_destroy(batch);
    free(arrays);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_worlds_that_could_be_driven_alone),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(a_new_episode_comes_with_the_next_step),
        cmocka_unit_test(a_new_episode_comes_at_once),
        cmocka_unit_test(without_autoreset_a_world_waits),
        cmocka_unit_test(worlds_go_and_come_in_any_order),
        cmocka_unit_test(what_is_under_way_is_left_alone),
        cmocka_unit_test(bad_actions_step_no_world),
        cmocka_unit_test(saves_go_on_as_if_nothing_had_been),
        cmocka_unit_test(single_worlds_are_saved_forked_and_cloned),
        cmocka_unit_test(damaged_bytes_change_nothing),
        cmocka_unit_test(several_scenarios_take_turns),
        cmocka_unit_test(an_episode_without_agents_ends),
        cmocka_unit_test(wrong_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * test_agent.c: what agent.h promises: who is controlled, what is seen, what actions do, what is
 * rewarded; that reading changes nothing and bad actions are refused whole.
 */
#include "api.h"

#include <math.h>

/* The small world with agents; a tick is one second of the calendar, so that fish live. */
static fishsim_world *agent_world(const char *key, const char *value)
{
    fishsim_error error = {0};
    fishsim_config *config = small_config();
    assert_ok(fishsim_config_set(config, "calendar.acceleration", "10", NULL));
    assert_ok(fishsim_config_set(config, "species.anchovy.agents.share", "0.5", NULL));
    if (key)
        assert_status(FISHSIM_OK, fishsim_config_set(config, key, value, &error), &error);
    fishsim_world *world = NULL;
    assert_status(FISHSIM_OK, fishsim_world_create(config, NULL, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

static fishsim_agents_info agents_of(const fishsim_world *world)
{
    fishsim_agents_info info;
    assert_ok(fishsim_agents_info_init(&info, sizeof info));
    assert_ok(fishsim_agents_get_info(world, &info, NULL));
    return info;
}

/* A stream of numbers in [0, 1) for tests. */
static float any(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (float)(*state >> 40) * (1.0f / 16777216.0f);
}

/* Random actions for `count` agents. */
static void fill_actions(float *actions, uint32_t count, uint64_t *state)
{
    for (uint32_t i = 0; i < count; i++) {
        actions[3 * i] = 2.0f * any(state) - 1.0f;
        actions[3 * i + 1] = any(state);
        actions[3 * i + 2] = 2.0f * any(state) - 1.0f;
    }
}

static void a_share_of_a_species_is_controlled(void **state)
{
    (void)state;
    fishsim_world *world = agent_world(NULL, NULL);
    fishsim_agents_info info = agents_of(world);
    assert_int_equal(info.slots, 75);
    assert_int_equal(info.live, 75);
    assert_int_equal(info.admitted, 75);
    assert_int_equal(info.observation_size, 163);
    assert_int_equal(info.blocks, 6);
    uint64_t ids[75];
    uint32_t slots[75], count = 0;
    assert_ok(fishsim_agents_list(world, ids, slots, 75, &count, NULL));
    assert_int_equal(count, 75);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(ids[i], 2 * (i + 1)); /* every other one, the anchovy come first */
        assert_int_equal(slots[i], i);
    }
    fishsim_error error = {0};
    assert_int_equal(fishsim_agents_list(world, ids, NULL, 74, &count, &error), FISHSIM_ERR_BUFFER);
    assert_detail(&error, FISHSIM_ERR_BUFFER);
    fishsim_world_destroy(world);
}

static void a_world_without_agents_has_no_slots(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_error error = {0};
    uint32_t count = 1;
    assert_int_equal(agents_of(world).slots, 0);
    assert_ok(fishsim_agents_list(world, NULL, NULL, 0, &count, NULL));
    assert_int_equal(count, 0);
    assert_int_equal(fishsim_agents_control(world, 1, &error), FISHSIM_ERR_LIMIT);
    assert_detail(&error, FISHSIM_ERR_LIMIT);
    assert_ok(fishsim_agents_act(world, NULL, NULL, 0, NULL));
    fishsim_world_destroy(world);
}

static void blocks_lie_one_behind_the_other(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t rows, columns;
    } WANTED[] = {{"nearest", 4, 7}, {"own", 1, 12}};
    fishsim_world *world = agent_world("agents.observe", "[nearest, own]");
    fishsim_world_destroy(world);
    fishsim_config *config = small_config();
    assert_ok(fishsim_config_set(config, "agents.observe", "[nearest, own]", NULL));
    assert_ok(fishsim_config_set(config, "agents.nearest", "4", NULL));
    assert_ok(fishsim_world_create(config, NULL, &world, NULL));
    fishsim_config_destroy(config);
    assert_int_equal(agents_of(world).observation_size, 40);
    uint32_t offset = 0;
    fishsim_block block;
    assert_ok(fishsim_block_init(&block, sizeof block));
    for (uint32_t i = 0; i < 2; i++) {
        assert_ok(fishsim_agents_get_block(world, i, &block, NULL));
        assert_string_equal(block.name, WANTED[i].name);
        assert_int_equal(block.rows, WANTED[i].rows);
        assert_int_equal(block.columns, WANTED[i].columns);
        assert_int_equal(block.offset, offset);
        assert_true(block.low == -1.0f && block.high == 1.0f);
        assert_true(block.unit && block.meaning && strlen(block.meaning) > 5);
        offset += block.rows * block.columns;
    }
    fishsim_error error = {0};
    assert_int_equal(fishsim_agents_get_block(world, 2, &block, &error), FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    fishsim_world_destroy(world);
}

/* Everything that can be read, read, in both views. */
static void read_all(fishsim_world *world)
{
    fishsim_agents_info info = agents_of(world);
    uint32_t count = 0;
    float *observations = malloc((size_t)info.slots * info.observation_size * sizeof(float));
    float *rewards = malloc(info.slots * sizeof(float));
    float *terms = malloc(info.slots * FISHSIM_REWARD_COUNT * sizeof(float));
    uint64_t *ids = malloc(info.slots * sizeof *ids);
    uint32_t *generations = malloc(info.slots * sizeof *generations);
    uint8_t *flags = malloc(info.slots * 10);
    assert_ok(fishsim_agents_observe(world, observations, ids, info.slots, &count, NULL));
    assert_int_equal(count, info.live);
    assert_ok(fishsim_agents_observe_slots(world, observations, flags, ids, generations, NULL));
    for (size_t i = 0; i < (size_t)info.slots * info.observation_size; i++)
        assert_true(observations[i] >= -1.0f && observations[i] <= 1.0f);
    assert_ok(fishsim_agents_reward(world, rewards, terms, flags, NULL));
    for (uint32_t i = 0; i < info.slots; i++)
        assert_true(isfinite(rewards[i]));
    assert_ok(fishsim_agents_mask(world, flags, NULL));
    free(observations);
    free(rewards);
    free(terms);
    free(ids);
    free(generations);
    free(flags);
}

static void observing_never_changes_the_trajectory(void **state)
{
    (void)state;
    fishsim_world *watched = agent_world(NULL, NULL), *alone = agent_world(NULL, NULL);
    uint64_t stream = 5;
    for (int step = 0; step < 200; step++) {
        float actions[75 * 3];
        fill_actions(actions, 75, &stream);
        read_all(watched);
        assert_ok(fishsim_agents_act_slots(watched, actions, NULL));
        assert_ok(fishsim_agents_act_slots(alone, actions, NULL));
        read_all(watched);
        assert_ok(fishsim_world_tick(watched, 1, NULL));
        assert_ok(fishsim_world_tick(alone, 1, NULL));
        assert_true(fishsim_world_digest(watched) == fishsim_world_digest(alone));
    }
    assert_balanced(watched);
    fishsim_world_destroy(watched);
    fishsim_world_destroy(alone);
}

static void both_views_show_the_same(void **state)
{
    (void)state;
    enum { SLOTS = 75, SIZE = 163 };
    fishsim_world *world = agent_world(NULL, NULL);
    float *ragged = malloc(SLOTS * SIZE * sizeof(float)),
          *fixed = malloc(SLOTS * SIZE * sizeof(float));
    uint64_t ids[SLOTS], slot_ids[SLOTS];
    uint32_t count = 0, generations[SLOTS];
    uint8_t alive[SLOTS];
    assert_ok(fishsim_world_tick(world, 30, NULL));
    assert_ok(fishsim_world_harvest(world, 6, NULL)); /* slot 2 */
    assert_ok(fishsim_agents_observe(world, ragged, ids, SLOTS, &count, NULL));
    assert_ok(fishsim_agents_observe_slots(world, fixed, alive, slot_ids, generations, NULL));
    uint32_t place = 0;
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        assert_int_equal(generations[slot], 1);
        if (!alive[slot]) {
            assert_true(fixed[slot * SIZE] == 0.0f);
            continue;
        }
        assert_int_equal(ids[place], slot_ids[slot]);
        assert_memory_equal(ragged + place * SIZE, fixed + slot * SIZE, SIZE * sizeof(float));
        place++;
    }
    assert_false(alive[2]);
    assert_int_equal(place, count);
    free(ragged);
    free(fixed);
    fishsim_world_destroy(world);
}

static void bad_actions_are_refused_whole(void **state)
{
    (void)state;
    fishsim_world *world = agent_world(NULL, NULL);
    fishsim_error error = {0};
    const uint64_t ids[2] = {2, 4}, strangers[2] = {2, 3}, twice[2] = {4, 4};
    const float good[6] = {0.5f, 0.5f, 1.0f, -0.5f, 0.25f, -1.0f};
    assert_ok(fishsim_agents_act(world, ids, good, 2, NULL));
    uint64_t digest = fishsim_world_digest(world);
    const float bad[] = {NAN, INFINITY, -INFINITY, 1.01f, -1.01f, 1e30f};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (int at = 0; at < 6; at++) {
            float actions[6];
            memcpy(actions, good, sizeof actions);
            actions[at] = bad[i];
            assert_int_equal(fishsim_agents_act(world, ids, actions, 2, &error),
                             FISHSIM_ERR_ARGUMENT);
            assert_detail(&error, FISHSIM_ERR_ARGUMENT);
            assert_true(fishsim_world_digest(world) == digest);
        }
    const float slow[6] = {0.0f, -0.01f, 0.0f, 0.0f, 0.0f, 0.0f};
    assert_int_equal(fishsim_agents_act(world, ids, slow, 2, &error), FISHSIM_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "speed"));
    const int32_t choices[][2] = {{-1, 0}, {0, 30}, {INT32_MIN, 0}, {0, INT32_MAX}};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(fishsim_agents_act_discrete(world, ids, choices[i], 2, &error),
                         FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_agents_act(world, strangers, good, 2, &error), FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_agents_act(world, twice, good, 2, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_agents_act(world, NULL, good, 2, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_agents_act(world, ids, NULL, 2, &error), FISHSIM_ERR_ARGUMENT);
    assert_true(fishsim_world_digest(world) == digest);
    fishsim_world_destroy(world);
}

static float column_value(const fishsim_world *world, uint32_t number, uint64_t id)
{
    fishsim_column column = column_of(world, number);
    for (uint64_t row = 0; row < column.count; row++)
        if (id_at(world, row) == id)
            return *(const float *)((const char *)column.data + row * column.stride);
    return NAN;
}

static void actions_turn_and_drive_the_fish(void **state)
{
    (void)state;
    fishsim_world *world = agent_world(NULL, NULL);
    const uint64_t ids[2] = {2, 4};
    const float actions[6] = {1.0f, 1.0f, -1.0f, 0.0f, 0.0f, -1.0f};
    double before = atan2(column_value(world, FISHSIM_COLUMN_HEADING_Y, 2),
                          column_value(world, FISHSIM_COLUMN_HEADING_X, 2));
    float straight = column_value(world, FISHSIM_COLUMN_HEADING_X, 4);
    assert_ok(fishsim_agents_act(world, ids, actions, 2, NULL));
    assert_ok(fishsim_world_tick(world, 1, NULL));
    double after = atan2(column_value(world, FISHSIM_COLUMN_HEADING_Y, 2),
                         column_value(world, FISHSIM_COLUMN_HEADING_X, 2));
    double turned = remainder(after - before, 2.0 * 3.14159265358979);
    assert_true(fabs(turned - 36.0 / 57.29578) < 1e-3); /* 360 deg/s for 0.1 s, to the left */
    assert_true(fabsf(column_value(world, FISHSIM_COLUMN_HEADING_X, 4) - straight) < 1e-5f);
    assert_ok(fishsim_world_tick(world, 30, NULL)); /* the action holds */
    float body_m = 0.01f * column_value(world, FISHSIM_COLUMN_LENGTH, 2);
    assert_true(fabsf(column_value(world, FISHSIM_COLUMN_SPEED, 2) / body_m - 10.0f) < 0.01f);
    assert_true(column_value(world, FISHSIM_COLUMN_SPEED, 4) == 0.0f);
    const int32_t choice[2] = {(2 * 3 + 1) * 2, (4 * 3 + 2) * 2};
    assert_ok(fishsim_agents_act_discrete(world, ids, choice, 2, NULL));
    assert_ok(fishsim_world_tick(world, 30, NULL));
    assert_true(fabsf(column_value(world, FISHSIM_COLUMN_SPEED, 2) / body_m - 1.0f) < 0.02f);
    assert_true(column_value(world, FISHSIM_COLUMN_SPEED, 4) > 0.0f);
    int32_t all[75] = {0};
    assert_ok(fishsim_agents_act_slots_discrete(world, all, NULL));
    assert_ok(fishsim_world_tick(world, 30, NULL));
    assert_true(column_value(world, FISHSIM_COLUMN_SPEED, 2) == 0.0f);
    all[74] = 30;
    fishsim_error error = {0};
    assert_int_equal(fishsim_agents_act_slots_discrete(world, all, &error), FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    fishsim_world_destroy(world);
}

static void agents_without_actions_follow_the_minds_of_their_species(void **state)
{
    (void)state;
    fishsim_world *plain = agent_world("species.anchovy.agents.share", "0");
    fishsim_world *agents = agent_world(NULL, NULL);
    assert_ok(fishsim_agents_act(agents, NULL, NULL, 0, NULL));
    assert_ok(fishsim_world_tick(plain, 100, NULL));
    assert_ok(fishsim_world_tick(agents, 100, NULL));
    assert_true(column_value(plain, FISHSIM_COLUMN_X, 2) ==
                column_value(agents, FISHSIM_COLUMN_X, 2));
    assert_int_equal(info_of(plain).fish, info_of(agents).fish);
    fishsim_world_destroy(plain);
    fishsim_world_destroy(agents);
}

static void fish_are_taken_and_given_back_one_by_one(void **state)
{
    (void)state;
    fishsim_world *world = agent_world("agents.slots", "77");
    fishsim_error error = {0};
    assert_ok(fishsim_agents_control(world, 1, NULL));
    assert_ok(fishsim_agents_control(world, 1, NULL)); /* is one already */
    assert_int_equal(agents_of(world).live, 76);
    assert_ok(fishsim_agents_control(world, 3, NULL));
    assert_int_equal(fishsim_agents_control(world, 5, &error), FISHSIM_ERR_LIMIT);
    assert_int_equal(fishsim_agents_control(world, 9999, &error), FISHSIM_ERR_NOT_FOUND);
    assert_ok(fishsim_agents_release(world, 2, NULL));
    assert_int_equal(fishsim_agents_release(world, 2, &error), FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_ok(fishsim_agents_control(world, 5, NULL));
    uint64_t ids[77];
    uint32_t generations[77];
    assert_ok(fishsim_agents_observe_slots(world, NULL, NULL, ids, generations, NULL));
    assert_int_equal(ids[0], 5);
    assert_int_equal(generations[0], 2);
    assert_ok(fishsim_agents_set_share(world, 0, 0.25, NULL));
    assert_int_equal(agents_of(world).live, 37);
    assert_ok(fishsim_agents_list(world, ids, NULL, 77, NULL, NULL));
    for (int i = 0; i < 37; i++)
        assert_int_equal(ids[i] % 4, 0);
    assert_int_equal(fishsim_agents_set_share(world, 0, 1.0, &error), FISHSIM_ERR_LIMIT);
    assert_int_equal(fishsim_agents_set_share(world, 0, 1.5, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_agents_set_share(world, 0, NAN, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_agents_set_share(world, 9, 0.5, &error), FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(agents_of(world).live, 37);
    fishsim_world_destroy(world);
}

static void death_ends_an_agent_once(void **state)
{
    (void)state;
    fishsim_world *world = agent_world(NULL, NULL);
    const double weights[FISHSIM_REWARD_COUNT] = {0, 0, 0.5, -10, 0, 0, 0, 0};
    float rewards[75], terms[75 * FISHSIM_REWARD_COUNT];
    uint8_t terminated[75], alive[75];
    uint64_t ids[75];
    assert_ok(fishsim_agents_set_weights(world, weights, NULL));
    assert_ok(fishsim_agents_act(world, NULL, NULL, 0, NULL));
    assert_ok(fishsim_world_tick(world, 3, NULL));
    assert_ok(fishsim_world_harvest(world, 8, NULL)); /* slot 3 */
    for (int again = 0; again < 2; again++) {
        assert_ok(fishsim_agents_reward(world, rewards, terms, terminated, NULL));
        assert_true(rewards[3] == 1.5f - 10.0f);
        assert_true(terms[3 * FISHSIM_REWARD_COUNT + FISHSIM_REWARD_DEATH] == 1.0f);
        assert_true(terminated[3] && !terminated[4]);
        assert_true(rewards[4] == 1.5f);
    }
    assert_ok(fishsim_agents_observe_slots(world, NULL, alive, ids, NULL, NULL));
    assert_true(!alive[3] && ids[3] == 8);
    assert_ok(fishsim_agents_act(world, NULL, NULL, 0, NULL));
    assert_ok(fishsim_agents_reward(world, rewards, NULL, terminated, NULL));
    assert_true(!terminated[3] && rewards[3] == 0.0f && rewards[4] == 0.0f);
    assert_ok(fishsim_agents_observe_slots(world, NULL, alive, ids, NULL, NULL));
    assert_true(!alive[3] && ids[3] == 0);
    double bad[FISHSIM_REWARD_COUNT] = {0};
    fishsim_error error = {0};
    bad[7] = NAN;
    assert_int_equal(fishsim_agents_set_weights(world, bad, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_agents_set_weights(world, NULL, &error), FISHSIM_ERR_ARGUMENT);
    fishsim_world_destroy(world);
}

/* A tick is an hour: within 60 of them anchovy spawn and die. */
static const char BREEDING[] =
    "world: {seed: 11, width_m: 20, height_m: 15, max_fish: 900, temperature_c: 22}\n"
    "calendar: {acceleration: 36000}\n"
    "fields: {cell_m: 5, plankton: {diffusion_m2_per_s: 0.001}}\n"
    "agents: {slots: 130, episode_ticks: 50}\n"
    "species:\n"
    "  anchovy:\n"
    "    base: bay_anchovy\n"
    "    minds: [evade, couzin]\n"
    "    start: {count: 120, weight_g: 3, groups: 2, gut_fraction: 0.9}\n"
    "    feeding: {clearance_m2_per_d: 1}\n"
    "    reproduction:\n"
    "      {maturity_weight_g: 1, recruit_weight_g: 0.02, clutch_fraction: 0.02, efficiency: 0.5}\n"
    "    mortality: {background_coefficient: 40}\n"
    "    agents: {share: 1}\n"
    "web: {anchovy: {plankton: 1}}\n";

static fishsim_world *breeding_world(void)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_status(FISHSIM_OK,
                  fishsim_config_load_text(config, BREEDING, sizeof BREEDING - 1, "b", &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, NULL, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

static void the_born_take_fresh_ids_and_free_slots(void **state)
{
    (void)state;
    fishsim_world *world = breeding_world();
    uint64_t last[130] = {0}, ids[130], highest = 120;
    uint32_t before[130] = {0}, generations[130];
    uint8_t alive[130];
    double offspring = 0.0;
    float terms[130 * FISHSIM_REWARD_COUNT];
    for (int step = 0; step < 80; step++) {
        assert_int_equal(fishsim_agents_truncated(world), step >= 50);
        assert_ok(fishsim_agents_act(world, NULL, NULL, 0, NULL));
        assert_ok(fishsim_world_tick(world, 1, NULL));
        assert_ok(fishsim_agents_observe_slots(world, NULL, alive, ids, generations, NULL));
        assert_ok(fishsim_agents_reward(world, NULL, terms, NULL, NULL));
        for (uint32_t slot = 0; slot < 130; slot++) {
            offspring += (double)terms[slot * FISHSIM_REWARD_COUNT + FISHSIM_REWARD_OFFSPRING];
            if (ids[slot] != last[slot] && ids[slot] && last[slot])
                assert_true(ids[slot] > highest); /* never an id that has been seen */
            assert_true(generations[slot] == before[slot] + (ids[slot] != last[slot] && ids[slot]));
            before[slot] = generations[slot];
            last[slot] = ids[slot];
        }
        for (uint32_t slot = 0; slot < 130; slot++)
            highest = ids[slot] > highest ? ids[slot] : highest;
    }
    fishsim_agents_info info = agents_of(world);
    assert_true(info.admitted > 130 && info.refused > 0);
    assert_true(info.admitted + info.refused == 120 + info_of(world).births);
    assert_true(offspring > 0.0);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void snapshots_hold_the_agents(void **state)
{
    (void)state;
    fishsim_world *world = breeding_world(), *other = NULL;
    uint64_t stream = 9;
    float actions[130 * 3];
    for (int step = 0; step < 40; step++) {
        fill_actions(actions, 130, &stream);
        assert_ok(fishsim_agents_act_slots(world, actions, NULL));
        assert_ok(fishsim_world_tick(world, 1, NULL));
        assert_ok(fishsim_world_clone(world, &other, NULL));
        assert_true(fishsim_world_digest(world) == fishsim_world_digest(other));
        enum { ROW = 163 };
        float *a = malloc(130 * ROW * sizeof(float)), *b = malloc(130 * ROW * sizeof(float));
        uint64_t ids[2][130];
        uint32_t generations[2][130];
        float rewards[2][130];
        uint8_t alive[2][130], dead[2][130];
        fishsim_world *const worlds[2] = {world, other};
        for (int i = 0; i < 2; i++) {
            assert_ok(fishsim_agents_observe_slots(worlds[i], i ? b : a, alive[i], ids[i],
                                                   generations[i], NULL));
            assert_ok(fishsim_agents_reward(worlds[i], rewards[i], NULL, dead[i], NULL));
        }
        assert_memory_equal(a, b, 130 * ROW * sizeof(float));
        assert_memory_equal(ids[0], ids[1], sizeof ids[0]);
        assert_memory_equal(generations[0], generations[1], sizeof ids[0] / 2);
        assert_memory_equal(rewards[0], rewards[1], sizeof rewards[0]);
        assert_memory_equal(alive[0], alive[1], sizeof alive[0]);
        assert_memory_equal(dead[0], dead[1], sizeof dead[0]);
        assert_ok(fishsim_world_tick(other, 2, NULL)); /* what was told still holds there */
        fishsim_world *reference = NULL;
        assert_ok(fishsim_world_clone(world, &reference, NULL));
        assert_ok(fishsim_world_tick(reference, 2, NULL));
        assert_true(fishsim_world_digest(reference) == fishsim_world_digest(other));
        fishsim_world_destroy(reference);
        fishsim_world_destroy(other);
        free(a);
        free(b);
    }
    fishsim_world_destroy(world);
}

/* ---- a mind of the host's ------------------------------------------------------------------- */

struct helmsman {
    uint64_t fish, calls;
    int32_t answer;
    float turn;
};

static fishsim_status steer(void *user, const float *observations, const uint64_t *ids,
                            uint32_t count, uint32_t size, float *actions)
{
    struct helmsman *helmsman = user;
    assert_int_equal(size, 163);
    helmsman->calls++;
    helmsman->fish += count;
    for (uint32_t i = 0; i < count; i++) {
        assert_true(ids[i] > 0);
        assert_true(observations[(size_t)i * size] > 0.0f); /* a fish has energy */
        actions[3 * i] = helmsman->turn;
        actions[3 * i + 1] = 0.5f;
    }
    return helmsman->answer;
}

static void a_host_mind_steers_inside_the_tick(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_world *world = NULL, *walkers = NULL;
    fishsim_error error = {0};
    assert_ok(fishsim_config_set(config, "species.anchovy.minds", "[host, walk]", NULL));
    assert_ok(fishsim_world_create(config, NULL, &world, NULL));
    assert_ok(fishsim_world_create(config, NULL, &walkers, NULL));
    fishsim_config_destroy(config);
    struct helmsman helmsman = {.turn = 0.0f};
    fishsim_host_mind mind;
    assert_ok(fishsim_host_mind_init(&mind, sizeof mind));
    mind.decide = steer;
    mind.user = &helmsman;
    assert_int_equal(fishsim_world_set_host_mind(world, "couzin", &mind, &error),
                     FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_ok(fishsim_world_set_host_mind(world, "host", &mind, NULL));
    assert_ok(fishsim_world_tick(world, 10, NULL));
    assert_int_equal(helmsman.calls, 10);
    assert_true(helmsman.fish > 1000);
    assert_int_equal(fishsim_world_get_host_mind_failures(world), 0);
    float body_m = 0.01f * column_value(world, FISHSIM_COLUMN_LENGTH, 1);
    assert_true(fabsf(column_value(world, FISHSIM_COLUMN_SPEED, 1) / body_m - 5.0f) < 0.02f);
    /* One that fails, and one that answers nonsense, leave it to the next mind. */
    assert_ok(fishsim_world_set_host_mind(walkers, "host", &mind, NULL));
    helmsman.answer = FISHSIM_ERR_STATE;
    assert_ok(fishsim_world_tick(walkers, 5, NULL));
    helmsman.answer = FISHSIM_OK;
    helmsman.turn = NAN;
    assert_ok(fishsim_world_tick(walkers, 5, NULL));
    assert_int_equal(fishsim_world_get_host_mind_failures(walkers), 10);
    assert_true(column_value(walkers, FISHSIM_COLUMN_SPEED, 1) / body_m < 1.5f);
    mind.decide = NULL;
    assert_ok(fishsim_world_set_host_mind(walkers, "host", &mind, NULL));
    assert_ok(fishsim_world_tick(walkers, 5, NULL));
    assert_int_equal(fishsim_world_get_host_mind_failures(walkers), 10);
    fishsim_world_destroy(world);
    fishsim_world_destroy(walkers);
}

static void nonsense_configurations_are_refused(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"agents.observe", "[own, smell]"},
        {"agents.observe", "[own, own]"},
        {"agents.observe", "[]"},
        {"agents.slots", "601"},
        {"species.anchovy.minds", "[host, h2]"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        fishsim_error error = {0};
        fishsim_config *config = small_config();
        assert_ok(fishsim_config_set(config, "minds.h2.kind", "host", NULL));
        fishsim_status status = fishsim_config_set(config, CASES[i][0], CASES[i][1], &error);
        if (!status)
            status = fishsim_config_check(config, &error);
        assert_int_equal(status, FISHSIM_ERR_CONFIG);
        assert_detail(&error, FISHSIM_ERR_CONFIG);
        fishsim_config_destroy(config);
    }
    fishsim_config *config = small_config();
    assert_ok(fishsim_config_set(config, "agents.slots", "1", NULL));
    assert_ok(fishsim_config_check(config, NULL));
    assert_ok(fishsim_config_set(config, "world.dims", "3", NULL));
    assert_int_equal(fishsim_config_check(config, NULL), FISHSIM_ERR_CONFIG);
    fishsim_config_destroy(config);
}

static void null_is_refused(void **state)
{
    (void)state;
    fishsim_world *world = agent_world(NULL, NULL);
    fishsim_agents_info info;
    fishsim_block block;
    fishsim_host_mind mind;
    float value = 0.0f;
    assert_int_equal(fishsim_agents_info_init(NULL, sizeof info), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_block_init(NULL, sizeof block), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_host_mind_init(NULL, sizeof mind), FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_agents_info_init(&info, sizeof info));
    assert_ok(fishsim_block_init(&block, sizeof block));
    assert_ok(fishsim_host_mind_init(&mind, sizeof mind));
    const fishsim_status refused[] = {
        fishsim_agents_get_info(NULL, &info, NULL),
        fishsim_agents_get_info(world, NULL, NULL),
        fishsim_agents_get_block(NULL, 0, &block, NULL),
        fishsim_agents_get_block(world, 0, NULL, NULL),
        fishsim_agents_control(NULL, 1, NULL),
        fishsim_agents_release(NULL, 1, NULL),
        fishsim_agents_set_share(NULL, 0, 0.5, NULL),
        fishsim_agents_list(NULL, NULL, NULL, 0, NULL, NULL),
        fishsim_agents_observe(NULL, &value, NULL, 1, NULL, NULL),
        fishsim_agents_observe(world, NULL, NULL, 75, NULL, NULL),
        fishsim_agents_observe_slots(NULL, &value, NULL, NULL, NULL, NULL),
        fishsim_agents_act(NULL, NULL, NULL, 0, NULL),
        fishsim_agents_act_discrete(NULL, NULL, NULL, 0, NULL),
        fishsim_agents_act_slots(NULL, &value, NULL),
        fishsim_agents_act_slots(world, NULL, NULL),
        fishsim_agents_act_slots_discrete(NULL, NULL, NULL),
        fishsim_agents_act_slots_discrete(world, NULL, NULL),
        fishsim_agents_mask(NULL, NULL, NULL),
        fishsim_agents_mask(world, NULL, NULL),
        fishsim_agents_reward(NULL, &value, NULL, NULL, NULL),
        fishsim_agents_set_weights(NULL, NULL, NULL),
        fishsim_world_set_host_mind(NULL, "host", &mind, NULL),
        fishsim_world_set_host_mind(world, NULL, &mind, NULL),
        fishsim_world_set_host_mind(world, "host", NULL, NULL),
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(refused[i], FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_agents_truncated(NULL), 0);
    assert_true(fishsim_world_get_host_mind_failures(NULL) == 0);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_of_a_species_is_controlled),
        cmocka_unit_test(a_world_without_agents_has_no_slots),
        cmocka_unit_test(blocks_lie_one_behind_the_other),
        cmocka_unit_test(observing_never_changes_the_trajectory),
        cmocka_unit_test(both_views_show_the_same),
        cmocka_unit_test(bad_actions_are_refused_whole),
        cmocka_unit_test(actions_turn_and_drive_the_fish),
        cmocka_unit_test(agents_without_actions_follow_the_minds_of_their_species),
        cmocka_unit_test(fish_are_taken_and_given_back_one_by_one),
        cmocka_unit_test(death_ends_an_agent_once),
        cmocka_unit_test(the_born_take_fresh_ids_and_free_slots),
        cmocka_unit_test(snapshots_hold_the_agents),
        cmocka_unit_test(a_host_mind_steers_inside_the_tick),
        cmocka_unit_test(nonsense_configurations_are_refused),
        cmocka_unit_test(null_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

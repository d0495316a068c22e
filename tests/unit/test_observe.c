/* SPDX-License-Identifier: MIT */
/* observe.c: each agent's row is what its fish perceives, and its reward what its terms come to. */
#include "builder.h"

#include "agent/agent.h"
#include "tick/kernel.h"

enum { SLOTS = 400, SIZE = 40 };

static const char WORLD[] =
    "world: {width_m: 12, height_m: 9}\n"
    "agents:\n"
    "  slots: 400\n"
    "  observe: [own, nearest]\n"
    "  nearest: 4\n"
    "  spacing_target: 2\n"
    "  reward: {net_energy: 3, alive: 0.5, death: -7, collision: -2, spacing: 1.5, polarisation: "
    "4}\n"
    "species:\n"
    "  a: {minds: [couzin], start: {count: 500, weight_g: 5}, agents: {share: 0.5}}\n"
    "  b: {minds: [walk], start: {count: 100, weight_g: 50}, agents: {share: 1}}\n";

static fishsim_world *crowded(void)
{
    fishsim_world *world = world_from(WORLD);
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_tick(world, 10, &error), &error);
    return world;
}

/* What the fish of a slot perceives when it is asked alone. */
static void perceive_slot(const fishsim_world *world, uint32_t slot, float out[SIZE],
                          struct company *company)
{
    uint32_t row = row_of(world, world->agents.slot[slot].id);
    float *outs[1] = {out};
    struct moment moment = perceive_moment(world);
    const struct perceived one = {.count = 1, .row = &row, .out = outs, .company = company};
    kernel_choose(KERNEL_SCALAR)->perceive(world, &moment, &one);
}

static void a_row_is_what_its_fish_perceives(void **state)
{
    (void)state;
    fishsim_world *world = crowded();
    static float slots[SLOTS * SIZE], ragged[SLOTS * SIZE];
    uint64_t ids[SLOTS];
    uint8_t alive[SLOTS];
    uint32_t count = 0;
    assert_ok(fishsim_agents_observe_slots(world, slots, alive, NULL, NULL, NULL));
    assert_ok(fishsim_agents_observe(world, ragged, ids, SLOTS, &count, NULL));
    assert_int_equal(count, 350);
    for (uint32_t slot = 0, place = 0; slot < SLOTS; slot++) {
        float wanted[SIZE] = {0.0f};
        if (alive[slot]) {
            struct company company;
            perceive_slot(world, slot, wanted, &company);
            assert_int_equal(ids[place], world->agents.slot[slot].id);
            assert_memory_equal(ragged + (size_t)place++ * SIZE, wanted, sizeof wanted);
        }
        assert_memory_equal(slots + (size_t)slot * SIZE, wanted, sizeof wanted);
    }
    fishsim_world_destroy(world);
}

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
    fishsim_world *world = crowded();
    static float forwards[SLOTS * SIZE], back[SLOTS * SIZE];
    float rewards[2][SLOTS], terms[2][SLOTS * FISHSIM_REWARD_COUNT];
    uint32_t calls = 0;
    assert_ok(fishsim_agents_observe_slots(world, forwards, NULL, NULL, NULL, NULL));
    assert_ok(fishsim_agents_reward(world, rewards[0], terms[0], NULL, NULL));
    world->hooks.execute = backwards;
    world->hooks.execute_user = &calls;
    assert_ok(fishsim_agents_observe_slots(world, back, NULL, NULL, NULL, NULL));
    assert_ok(fishsim_agents_reward(world, rewards[1], terms[1], NULL, NULL));
    assert_true(calls >= 2);
    assert_memory_equal(forwards, back, sizeof back);
    assert_memory_equal(rewards[0], rewards[1], sizeof rewards[0]);
    assert_memory_equal(terms[0], terms[1], sizeof terms[0]);
    fishsim_world_destroy(world);
}

static void a_reward_is_the_weighted_sum_of_its_terms(void **state)
{
    (void)state;
    fishsim_world *world = crowded();
    static const double WEIGHT[FISHSIM_REWARD_COUNT] = {3.0, 0.0, 0.5, -7.0, 0.0, -2.0, 1.5, 4.0};
    float rewards[SLOTS], alone[SLOTS], terms[SLOTS * FISHSIM_REWARD_COUNT];
    assert_ok(fishsim_agents_reward(world, rewards, terms, NULL, NULL));
    assert_ok(fishsim_agents_reward(world, alone, NULL, NULL, NULL));
    assert_memory_equal(rewards, alone, sizeof alone);
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        double sum = 0.0, size = 1.0;
        for (int i = 0; i < FISHSIM_REWARD_COUNT; i++) {
            double term = (double)terms[slot * FISHSIM_REWARD_COUNT + (uint32_t)i];
            sum += WEIGHT[i] * term;
            size += fabs(WEIGHT[i] * term);
        }
        assert_near(rewards[slot], sum, 1e-6 * size);
    }
    fishsim_world_destroy(world);
}

static void terms_of_the_present_follow_from_the_company(void **state)
{
    (void)state;
    fishsim_world *world = crowded();
    float terms[SLOTS * FISHSIM_REWARD_COUNT], row[SIZE];
    assert_ok(fishsim_agents_reward(world, NULL, terms, NULL, NULL));
    for (uint32_t slot = 0; slot < 350; slot++) {
        const float *term = terms + (size_t)slot * FISHSIM_REWARD_COUNT;
        struct company company;
        perceive_slot(world, slot, row, &company);
        uint32_t fish = row_of(world, world->agents.slot[slot].id);
        double bl = (double)company.nearest_m / (double)fish_length_m(&world->fish, fish);
        double x = (double)(company.heading_x + world->fish.heading_x[fish]);
        double y = (double)(company.heading_y + world->fish.heading_y[fish]);
        assert_near(term[FISHSIM_REWARD_COLLISION], company.touching, 0.0);
        assert_near(term[FISHSIM_REWARD_SPACING], -fabs(bl - 2.0), 1e-4);
        assert_near(term[FISHSIM_REWARD_POLARISATION], hypot(x, y) / (company.kin + 1), 1e-5);
        assert_true(term[FISHSIM_REWARD_POLARISATION] <= 1.00001f);
        assert_near(term[FISHSIM_REWARD_ALIVE], 10.0, 0.0);
    }
    fishsim_world_destroy(world);
}

static void the_dead_are_rewarded_once_more_and_seen_no_more(void **state)
{
    (void)state;
    fishsim_world *world = crowded();
    static float observations[SLOTS * SIZE];
    static const float NOTHING[SIZE] = {0.0f};
    float rewards[SLOTS];
    uint8_t terminated[SLOTS];
    world->agents.slot[5].sum[FISHSIM_REWARD_ALIVE] = 2.0f;
    fish_remove(&world->fish, row_of(world, world->agents.slot[5].id));
    world->indexed = false;
    agents_follow(world, false);
    memset(observations, 0xff, sizeof observations);
    assert_ok(fishsim_agents_observe_slots(world, observations, NULL, NULL, NULL, NULL));
    assert_ok(fishsim_agents_reward(world, rewards, NULL, terminated, NULL));
    assert_memory_equal(observations + 5 * SIZE, NOTHING, sizeof NOTHING);
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        assert_int_equal(terminated[slot], slot == 5);
    double gained = (double)world->agents.slot[5].sum[FISHSIM_REWARD_NET_ENERGY];
    assert_near(rewards[5], 3.0 * gained + 0.5 * 2.0 - 7.0, 1e-5);
    fishsim_world_destroy(world);
}

static void an_episode_is_truncated_at_its_last_tick(void **state)
{
    (void)state;
    fishsim_world *world = world_from("agents: {episode_ticks: 3}\nspecies: {a: {}}\n");
    for (uint32_t tick = 1; tick < 6; tick++) {
        assert_ok(fishsim_world_tick(world, 1, NULL));
        assert_int_equal(fishsim_agents_truncated(world), tick >= 3);
    }
    fishsim_world_destroy(world);
    world = world_from("species: {a: {}}\n");
    assert_ok(fishsim_world_tick(world, 5, NULL));
    assert_int_equal(fishsim_agents_truncated(world), 0);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_row_is_what_its_fish_perceives),
        TEST(the_order_of_the_pieces_does_not_matter),
        TEST(a_reward_is_the_weighted_sum_of_its_terms),
        TEST(terms_of_the_present_follow_from_the_company),
        TEST(the_dead_are_rewarded_once_more_and_seen_no_more),
        TEST(an_episode_is_truncated_at_its_last_tick),
    };
    return RUN(tests);
}

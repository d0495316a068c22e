/* SPDX-License-Identifier: MIT */
/* host_mind.c: the host is asked for what its fish perceive, and what it answers is their plan. */
#include "builder.h"

#include "tick/kernel.h"

enum { SIZE = 19, FISH_MAX = 400 };

/* Two species share a mind of the host's, a third has one of its own. */
static const char WORLD[] = "world: {width_m: 10, height_m: 10}\n"
                            "agents: {observe: [own, nearest], nearest: 1, slots: 2}\n"
                            "minds: {near: {kind: host}, far: {kind: host}}\n"
                            "species:\n"
                            "  a: {minds: [near, walk], start: {count: 300, weight_g: 5}}\n"
                            "  b: {minds: [near], start: {count: 20, weight_g: 9}}\n"
                            "  c: {minds: [far], start: {count: 10, weight_g: 9}}\n";

struct asked {
    uint32_t calls, count[4];
    uint64_t ids[FISH_MAX];
    float observations[FISH_MAX][SIZE];
    float answer[FISHSIM_ACTION_SIZE];
    uint32_t bad_one; /* gets a turn of 2 in its place when below the count */
    fishsim_status status;
};

static fishsim_status decide(void *user, const float *observations, const uint64_t *ids,
                             uint32_t count, uint32_t size, float *actions)
{
    struct asked *asked = user;
    uint32_t first = 0;
    assert_int_equal(size, SIZE);
    assert_true(asked->calls < 4);
    for (uint32_t i = 0; i < asked->calls; i++)
        first += asked->count[i];
    asked->count[asked->calls++] = count;
    memcpy(asked->ids + first, ids, count * sizeof *ids);
    memcpy(asked->observations[first], observations, (size_t)count * size * sizeof(float));
    for (uint32_t i = 0; i < count; i++) {
        for (int k = 0; k < FISHSIM_ACTION_SIZE; k++)
            assert_near(actions[3 * i + (uint32_t)k], 0.0, 0.0);
        memcpy(actions + (size_t)3 * i, asked->answer, sizeof asked->answer);
    }
    if (asked->bad_one < count)
        actions[3 * asked->bad_one] = 2.0f;
    return asked->status;
}

static fishsim_world *hosted(struct asked *asked)
{
    fishsim_world *world = world_from(WORLD);
    fishsim_host_mind mind;
    *asked = (struct asked){.answer = {0.5f, 0.25f, 1.0f}, .bad_one = UINT32_MAX};
    assert_ok(fishsim_host_mind_init(&mind, sizeof mind));
    mind.decide = decide;
    mind.user = asked;
    assert_ok(fishsim_world_set_host_mind(world, "near", &mind, NULL));
    index_fish(world);
    assert_ok(host_minds_room(world, NULL));
    return world;
}

static void each_species_is_asked_for_what_its_fish_perceive(void **state)
{
    (void)state;
    static struct asked asked;
    fishsim_world *world = hosted(&asked);
    tick_plan(world);
    assert_int_equal(asked.calls, 2); /* nobody answers for the third species */
    assert_true(asked.count[0] == 300 && asked.count[1] == 20);
    struct moment moment = perceive_moment(world);
    for (uint32_t row = 0; row < 320; row++) {
        float alone[SIZE], *out[1] = {alone};
        const struct perceived one = {.count = 1, .row = &row, .out = out};
        kernel_choose(KERNEL_SCALAR)->perceive(world, &moment, &one);
        assert_int_equal(asked.ids[row], world->fish.id[row]);
        assert_memory_equal(asked.observations[row], alone, sizeof alone);
    }
    fishsim_world_destroy(world);
}

static void an_answer_is_the_plan_of_the_row(void **state)
{
    (void)state;
    static struct asked asked;
    fishsim_world *world = hosted(&asked);
    tick_plan(world);
    for (uint32_t row = 0; row < world->fish.count; row++) {
        assert_int_equal(action_given(world->fish.plan[row]), row < 320);
        if (row < 320)
            assert_int_equal(world->fish.plan[row], action_pack(asked.answer));
    }
    tick_decide(world);
    for (uint32_t row = 0; row < 320; row++) {
        const struct species *species = &world->species[world->fish.species[row]];
        assert_near(world->fish.intent_speed[row], 0.25f * mind_fastest(world, species, row),
                    1e-3 * (double)mind_fastest(world, species, row));
        assert_int_equal(world->fish.action[row] & ACTION_MASK, action_pack(asked.answer));
    }
    fishsim_world_destroy(world);
}

static void a_bad_answer_is_no_plan_for_any_fish_of_the_species(void **state)
{
    (void)state;
    static struct asked asked;
    fishsim_world *world = hosted(&asked);
    asked.bad_one = 25; /* there is such a place among the 300, not among the 20 */
    tick_plan(world);
    assert_int_equal(fishsim_world_get_host_mind_failures(world), 1);
    for (uint32_t row = 0; row < 320; row++)
        assert_int_equal(action_given(world->fish.plan[row]), row >= 300);
    asked.calls = 0;
    asked.bad_one = UINT32_MAX;
    asked.status = FISHSIM_ERR_STATE;
    tick_plan(world);
    assert_int_equal(fishsim_world_get_host_mind_failures(world), 3);
    for (uint32_t row = 0; row < 320; row++)
        assert_false(action_given(world->fish.plan[row]));
    fishsim_world_destroy(world);
}

static void orders_come_before_the_mind(void **state)
{
    (void)state;
    static struct asked asked;
    static const float ORDER[] = {-1.0f, 1.0f, 0.0f};
    fishsim_world *world = hosted(&asked);
    assert_true(agents_admit(world, 7));
    world->agents.slot[0].action = action_pack(ORDER);
    tick_plan(world);
    tick_decide(world);
    for (uint32_t row = 6; row < 9; row++)
        assert_int_equal(world->fish.action[row] & ACTION_MASK,
                         action_pack(row == 7 ? ORDER : asked.answer));
    fishsim_world_destroy(world);
}

static void minds_are_handed_on_by_name(void **state)
{
    (void)state;
    static struct asked asked;
    fishsim_world *world = hosted(&asked), *other = world_from(WORLD);
    fishsim_world *without = world_from("minds: {other: {kind: host}}\n"
                                        "species: {a: {minds: [other]}}\n");
    world->host_minds.failures = 5;
    host_minds_keep(other, world);
    host_minds_keep(without, world);
    for (uint32_t i = 0; i < other->mind_count; i++)
        assert_int_equal(other->host_minds.given[i].decide != NULL,
                         !strcmp(other->settings.minds[i].name, "near"));
    for (uint32_t i = 0; i < without->mind_count; i++)
        assert_true(without->host_minds.given[i].decide == NULL);
    assert_int_equal(fishsim_world_get_host_mind_failures(other), 5);
    fishsim_world_destroy(world);
    fishsim_world_destroy(other);
    fishsim_world_destroy(without);
}

static void an_action_is_within_its_bounds_or_not(void **state)
{
    (void)state;
    static const float GOOD[][3] = {{-1, 0, -1}, {1, 1, 1}, {0, 0.5f, 0}};
    uint32_t bad = 99;
    for (int i = 0; i < 3; i++)
        assert_true(action_within(GOOD[i], &bad));
    for (uint32_t number = 0; number < FISHSIM_ACTION_SIZE; number++) {
        const float outside[] = {1.0001f, number == 1 ? -0.0001f : -1.0001f, NAN, INFINITY};
        for (int i = 0; i < 4; i++) {
            float action[3] = {0.0f, 0.0f, 0.0f};
            action[number] = outside[i];
            assert_false(action_within(action, &bad));
            assert_int_equal(bad, number);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_species_is_asked_for_what_its_fish_perceive),
        TEST(an_answer_is_the_plan_of_the_row),
        TEST(a_bad_answer_is_no_plan_for_any_fish_of_the_species),
        TEST(orders_come_before_the_mind),
        TEST(minds_are_handed_on_by_name),
        TEST(an_action_is_within_its_bounds_or_not),
    };
    return RUN(tests);
}

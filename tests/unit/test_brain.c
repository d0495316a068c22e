/* SPDX-License-Identifier: MIT */
/* brain.c: a perceptron turns what a fish perceives into its plan. */
#include "builder.h"

#include "tick/kernel.h"

#include <fishsim/brain.h>

enum { INPUTS = 26, HIDDEN = 9, GENES = (INPUTS + 1) * HIDDEN + 3 * HIDDEN + 3, FISH = 70 };

#define WATER(genome)                                                                              \
    "world: {seed: 3, width_m: 4, height_m: 4, max_fish: 100}\n"                                   \
    "agents: {observe: [own, nearest], nearest: 2, slots: 100}\n"                                  \
    "minds: {brain: {hidden: 9, genome: " genome "}}\n"                                            \
    "species: {a: {minds: [brain], start: {count: 70, weight_g: 5}}}\n"

static fishsim_world *thinkers(const char *yaml)
{
    fishsim_world *world = world_from(yaml);
    for (uint32_t row = 0; row < FISH; row++) {
        set_heading(world, row, 360.0 * any(1, row));
        world->fish.speed[row] = (float)(0.2 * any(2, row));
    }
    index_fish(world);
    return world;
}

static void set_weights(fishsim_world *world, double scale)
{
    float weights[GENES];
    for (uint32_t i = 0; i < GENES; i++)
        weights[i] = (float)(scale * (2.0 * any(3, i) - 1.0));
    assert_ok(fishsim_brain_set_weights(world, "brain", weights, GENES, NULL));
}

static void inputs_of(const fishsim_world *world, uint32_t row, float inputs[INPUTS])
{
    float *out[1] = {inputs};
    struct moment moment = perceive_moment(world);
    const struct perceived one = {.count = 1, .row = &row, .out = out};
    kernel_choose(KERNEL_SCALAR)->perceive(world, &moment, &one);
}

/* The formula as it is written, in double precision. */
static void slow_answer(const float *weights, const float *inputs, double action[3])
{
    double layer[HIDDEN];
    const float *biases = weights + INPUTS * HIDDEN, *out = biases + HIDDEN;
    for (uint32_t j = 0; j < HIDDEN; j++) {
        layer[j] = (double)biases[j];
        for (uint32_t i = 0; i < INPUTS; i++)
            layer[j] += (double)weights[i * HIDDEN + j] * (double)inputs[i];
        layer[j] = tanh(layer[j]);
    }
    for (uint32_t k = 0; k < 3; k++) {
        double sum = (double)out[3 * HIDDEN + k];
        for (uint32_t j = 0; j < HIDDEN; j++)
            sum += (double)out[k * HIDDEN + j] * layer[j];
        action[k] = tanh(sum);
    }
    action[FISHSIM_ACTION_SPEED] = 0.5 + 0.5 * action[FISHSIM_ACTION_SPEED];
}

static void assert_plans(const fishsim_world *world)
{
    double least = 1.0, most = -1.0;
    for (uint32_t row = 0; row < FISH; row++) {
        float inputs[INPUTS];
        double action[3];
        inputs_of(world, row, inputs);
        slow_answer(brain_weights(world, row), inputs, action);
        assert_true(action_given(world->fish.plan[row]));
        struct action plan = action_unpack(world->fish.plan[row]);
        assert_near(plan.turn, action[0], 0.51 / ACTION_STEPS + 1e-5);
        assert_near(plan.speed, action[1], 0.51 / ACTION_STEPS + 1e-5);
        if (fabs(action[2]) > 1e-5)
            assert_int_equal(plan.bite, action[2] > 0.0);
        least = action[0] < least ? action[0] : least;
        most = action[0] > most ? action[0] : most;
    }
    assert_true(most - least > 0.1); /* they do not all do the same */
}

static void a_plan_is_what_the_formula_says(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        fishsim_world *world = thinkers(WATER("shared"));
        set_weights(world, i ? 3.0 : 0.5);
        tick_plan(world);
        assert_plans(world);
        fishsim_world_destroy(world);
    }
}

static void each_fish_thinks_with_its_own_genome(void **state)
{
    (void)state;
    fishsim_world *world = thinkers(WATER("own"));
    float weights[2 * GENES];
    uint64_t ids[] = {5, 60};
    for (uint32_t i = 0; i < 2 * GENES; i++)
        weights[i] = (float)(4.0 * any(4, i) - 2.0);
    assert_ok(fishsim_brain_set_genomes(world, ids, 2, weights, GENES, NULL));
    for (int i = 0; i < 2; i++)
        assert_memory_equal(brain_weights(world, row_of(world, ids[i])), weights + i * GENES,
                            GENES * sizeof(float));
    tick_plan(world);
    assert_plans(world);
    fishsim_world_destroy(world);
}

static void zero_weights_swim_on_at_half_speed(void **state)
{
    (void)state;
    fishsim_world *world = thinkers(WATER("shared"));
    set_weights(world, 0.0);
    tick_plan(world);
    for (uint32_t row = 0; row < FISH; row++) {
        struct action plan = action_unpack(world->fish.plan[row]);
        assert_near(plan.turn, 0.0, 0.0);
        assert_near(plan.speed, 0.5, 0.51 / ACTION_STEPS);
        assert_false(plan.bite);
    }
    fishsim_world_destroy(world);
}

static void fish_with_orders_are_not_asked(void **state)
{
    (void)state;
    static const float ORDER[] = {0.0f, 1.0f, 0.0f};
    fishsim_world *asked = thinkers(WATER("shared")), *told = thinkers(WATER("shared"));
    set_weights(asked, 2.0);
    set_weights(told, 2.0);
    for (uint32_t row = 0; row < FISH; row += 3) {
        assert_true(agents_admit(told, row));
        told->agents.slot[told->fish.agent[row] - 1].action = action_pack(ORDER);
    }
    tick_plan(asked);
    tick_plan(told);
    for (uint32_t row = 0; row < FISH; row++)
        assert_int_equal(told->fish.plan[row], row % 3 ? asked->fish.plan[row] : ACTION_NONE);
    fishsim_world_destroy(asked);
    fishsim_world_destroy(told);
}

static void saturated_brains_stay_within_bounds(void **state)
{
    (void)state;
    fishsim_world *world = thinkers(WATER("shared"));
    set_weights(world, 1e6);
    tick_plan(world);
    for (uint32_t row = 0; row < FISH; row++) {
        struct action plan = action_unpack(world->fish.plan[row]);
        assert_true(action_valid(world->fish.plan[row]));
        assert_true(plan.turn >= -1.0f && plan.turn <= 1.0f);
        assert_true(plan.speed >= 0.0f && plan.speed <= 1.0f);
    }
    fishsim_world_destroy(world);
}

static void weights_that_are_refused_change_nothing(void **state)
{
    (void)state;
    fishsim_world *world = thinkers(WATER("own"));
    float weights[2 * GENES] = {0.0f}, before[GENES], after[GENES];
    uint64_t ids[] = {5, 60};
    fishsim_error error = {0};
    assert_ok(fishsim_brain_get_genomes(world, ids, 1, before, GENES, NULL));
    weights[2 * GENES - 1] = NAN; /* of the second fish */
    assert_int_equal(fishsim_brain_set_genomes(world, ids, 2, weights, GENES, &error),
                     FISHSIM_ERR_ARGUMENT);
    weights[2 * GENES - 1] = 0.0f;
    ids[1] = 999;
    assert_int_equal(fishsim_brain_set_genomes(world, ids, 2, weights, GENES, &error),
                     FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_brain_set_weights(world, "brain", weights, GENES, &error),
                     FISHSIM_ERR_STATE);
    assert_ok(fishsim_brain_get_genomes(world, ids, 1, after, GENES, NULL));
    assert_memory_equal(before, after, sizeof before);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_plan_is_what_the_formula_says),     TEST(each_fish_thinks_with_its_own_genome),
        TEST(zero_weights_swim_on_at_half_speed),  TEST(fish_with_orders_are_not_asked),
        TEST(saturated_brains_stay_within_bounds), TEST(weights_that_are_refused_change_nothing),
    };
    return RUN(tests);
}

/* SPDX-License-Identifier: MIT */
/*
 * test_brain.c: what brain.h promises: weights that the host hands in or that are inherited, the
 * same answers everywhere, and snapshots that hold them.
 */
#include "api.h"

#include <math.h>

/* A tick is an hour: anchovy spawn and die. */
static const char BREEDING[] =
    "world: {seed: 11, width_m: 20, height_m: 15, max_fish: 300, temperature_c: 22}\n"
    "calendar: {acceleration: 36000}\n"
    "fields: {cell_m: 5, plankton: {diffusion_m2_per_s: 0.001}}\n"
    "agents: {observe: [own, nearest], nearest: 2}\n"
    "minds: {brain: {hidden: 8}}\n"
    "species:\n"
    "  anchovy:\n"
    "    base: bay_anchovy\n"
    "    minds: [brain]\n"
    "    start: {count: 60, weight_g: 3, gut_fraction: 0.9}\n"
    "    feeding: {clearance_m2_per_d: 1}\n"
    "    respiration: {activity_s_per_bl: 0}\n"
    "    reproduction:\n"
    "      {maturity_weight_g: 1, recruit_weight_g: 0.02, clutch_fraction: 0.02, efficiency: 0.5}\n"
    "    mortality: {background_coefficient: 20}\n"
    "web: {anchovy: {plankton: 1}}\n";

enum { INPUTS = 26, HIDDEN = 8, GENES = INPUTS * HIDDEN + HIDDEN + 3 * HIDDEN + 3 };

static fishsim_world *brain_world(const char *key, const char *value, const char *genome)
{
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_status(FISHSIM_OK,
                  fishsim_config_load_text(config, BREEDING, sizeof BREEDING - 1, "b", &error),
                  &error);
    assert_ok(fishsim_config_set(config, "minds.brain.genome", genome, NULL));
    if (key)
        assert_status(FISHSIM_OK, fishsim_config_set(config, key, value, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_create(config, NULL, &world, &error), &error);
    fishsim_config_destroy(config);
    return world;
}

static void sizes_follow_from_the_configuration(void **state)
{
    (void)state;
    fishsim_world *world = brain_world(NULL, NULL, "shared");
    fishsim_error error = {0};
    uint32_t inputs = 0, hidden = 0, genes = 0;
    assert_ok(fishsim_brain_get_size(world, "brain", &inputs, &hidden, &genes, NULL));
    assert_true(inputs == INPUTS && hidden == HIDDEN && genes == GENES);
    assert_ok(fishsim_brain_get_size(world, "brain", NULL, NULL, NULL, NULL));
    assert_int_equal(fishsim_brain_get_size(world, "couzin", NULL, NULL, NULL, &error),
                     FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_brain_get_size(NULL, "brain", NULL, NULL, NULL, NULL),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_brain_get_size(world, NULL, NULL, NULL, NULL, NULL),
                     FISHSIM_ERR_ARGUMENT);
    fishsim_world_destroy(world);
}

static float speed_bl(const fishsim_world *world, uint64_t row)
{
    fishsim_column speed = column_of(world, FISHSIM_COLUMN_SPEED);
    fishsim_column length = column_of(world, FISHSIM_COLUMN_LENGTH);
    return *(const float *)((const char *)speed.data + row * speed.stride) * 100.0f /
           *(const float *)((const char *)length.data + row * length.stride);
}

static void weights_that_are_handed_in_decide(void **state)
{
    (void)state;
    fishsim_world *world = brain_world("calendar.acceleration", "1", "shared");
    float weights[GENES] = {0}, read[GENES];
    assert_ok(fishsim_brain_get_weights(world, "brain", read, GENES, NULL));
    assert_true(read[0] != 0.0f && read[0] != read[1]);
    weights[GENES - 2] = 100.0f; /* bias of the speed: tanh 100 = 1 */
    assert_ok(fishsim_brain_set_weights(world, "brain", weights, GENES, NULL));
    assert_ok(fishsim_brain_get_weights(world, "brain", read, GENES, NULL));
    assert_memory_equal(weights, read, sizeof read);
    assert_ok(fishsim_world_tick(world, 40, NULL));
    for (uint64_t row = 0; row < 60; row++)
        assert_true(fabsf(speed_bl(world, row) - 10.0f) < 0.01f);
    weights[GENES - 2] = -100.0f;
    assert_ok(fishsim_brain_set_weights(world, "brain", weights, GENES, NULL));
    assert_ok(fishsim_world_tick(world, 40, NULL));
    for (uint64_t row = 0; row < 60; row++)
        assert_true(speed_bl(world, row) < 0.01f);
    fishsim_world_destroy(world);
}

static void weights_are_state(void **state)
{
    (void)state;
    static const char *const GENOMES[] = {"shared", "own"};
    for (int i = 0; i < 2; i++) {
        fishsim_world *world = brain_world(NULL, NULL, GENOMES[i]), *clone = NULL;
        for (int k = 0; k < 12; k++) {
            assert_ok(fishsim_world_tick(world, 5, NULL));
            assert_ok(fishsim_world_clone(world, &clone, NULL));
            assert_true(fishsim_world_digest(world) == fishsim_world_digest(clone));
            assert_ok(fishsim_world_tick(clone, 5, NULL));
            fishsim_world *reference = NULL;
            assert_ok(fishsim_world_clone(world, &reference, NULL));
            assert_ok(fishsim_world_tick(reference, 5, NULL));
            assert_true(fishsim_world_digest(reference) == fishsim_world_digest(clone));
            fishsim_world_destroy(reference);
            fishsim_world_destroy(clone);
        }
        assert_true(info_of(world).births > 10 && info_of(world).deaths > 10);
        uint64_t digest = fishsim_world_digest(world), id = id_at(world, 0);
        float weights[GENES] = {0};
        if (i)
            assert_ok(fishsim_brain_set_genomes(world, &id, 1, weights, GENES, NULL));
        else
            assert_ok(fishsim_brain_set_weights(world, "brain", weights, GENES, NULL));
        assert_true(fishsim_world_digest(world) != digest);
        fishsim_world_destroy(world);
    }
}

static void the_born_inherit_with_mutation(void **state)
{
    (void)state;
    fishsim_world *world = brain_world("minds.brain.mutation_sigma", "0.001", "own");
    float mother[GENES], weights[60 * GENES];
    uint64_t ids[60];
    for (uint64_t row = 0; row < 60; row++)
        ids[row] = id_at(world, row);
    for (int i = 0; i < 60 * GENES; i++)
        weights[i] = i / GENES % 2 ? 0.02f : 0.0f;
    assert_ok(fishsim_brain_set_genomes(world, ids, 60, weights, GENES, NULL));
    assert_ok(fishsim_brain_get_genomes(world, ids, 1, mother, GENES, NULL));
    assert_memory_equal(mother, weights, sizeof mother);
    for (int i = 0; i < 300 && info_of(world).births < 20; i++)
        assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_true(info_of(world).births >= 20);
    uint32_t seen = 0, halves = 0;
    for (uint64_t row = 0; row < info_of(world).fish; row++) {
        uint64_t id = id_at(world, row);
        if (id <= 60)
            continue;
        float child[GENES];
        assert_ok(fishsim_brain_get_genomes(world, &id, 1, child, GENES, NULL));
        for (int i = 0; i < GENES; i++) {
            float off = child[i] > 0.01f ? child[i] - 0.02f : child[i];
            assert_true(fabsf(off) < 0.009f); /* of one parent or the other */
            halves += child[i] > 0.01f;
            seen++;
        }
    }
    assert_true(seen > 1000);
    assert_true(halves > seen / 10 && halves < seen / 10 * 9);
    fishsim_world_destroy(world);
}

static void every_kernel_gives_the_same(void **state)
{
    (void)state;
    static const char *const KERNELS[] = {"scalar", "v128", "avx2"};
    uint64_t digest = 0;
    for (int i = 0; i < 3; i++) {
        fishsim_world *world = brain_world("engine.kernel", KERNELS[i], "own");
        assert_ok(fishsim_world_tick(world, 40, NULL));
        assert_true(!digest || fishsim_world_digest(world) == digest);
        digest = fishsim_world_digest(world);
        fishsim_world_destroy(world);
    }
}

static void bad_weights_change_nothing(void **state)
{
    (void)state;
    fishsim_world *world = brain_world(NULL, NULL, "shared"), *own = brain_world(NULL, NULL, "own");
    fishsim_error error = {0};
    float weights[2 * GENES] = {0};
    const uint64_t ids[2] = {1, 2}, strangers[2] = {1, 999};
    uint64_t digest = fishsim_world_digest(world), other = fishsim_world_digest(own);
    weights[GENES + 5] = NAN;
    weights[3] = 2e6f;
    const fishsim_status refused[] = {
        fishsim_brain_set_weights(world, "brain", weights, GENES, &error),
        fishsim_brain_set_weights(world, "brain", weights, GENES - 1, &error),
        fishsim_brain_set_weights(world, "brain", NULL, GENES, &error),
        fishsim_brain_set_weights(NULL, "brain", weights, GENES, &error),
        fishsim_brain_get_weights(world, "brain", weights, 3, &error),
        fishsim_brain_get_weights(NULL, "brain", weights, GENES, &error),
        fishsim_brain_set_genomes(own, ids, 2, weights, GENES, &error),
        fishsim_brain_set_genomes(own, NULL, 2, weights, GENES, &error),
        fishsim_brain_set_genomes(own, ids, 2, NULL, GENES, &error),
        fishsim_brain_set_genomes(own, ids, 2, weights, 1, &error),
        fishsim_brain_get_genomes(own, ids, 2, NULL, GENES, &error),
        fishsim_brain_get_genomes(NULL, ids, 2, weights, GENES, &error),
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(refused[i], FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    memset(weights, 0, sizeof weights);
    assert_int_equal(fishsim_brain_set_genomes(own, strangers, 2, weights, GENES, &error),
                     FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_brain_set_genomes(world, ids, 2, weights, GENES, &error),
                     FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_brain_set_weights(own, "brain", weights, GENES, &error),
                     FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    assert_true(fishsim_world_digest(world) == digest);
    assert_true(fishsim_world_digest(own) == other);
    fishsim_world_destroy(world);
    fishsim_world_destroy(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_follow_from_the_configuration),
        cmocka_unit_test(weights_that_are_handed_in_decide),
        cmocka_unit_test(weights_are_state),
        cmocka_unit_test(the_born_inherit_with_mutation),
        cmocka_unit_test(every_kernel_gives_the_same),
        cmocka_unit_test(bad_weights_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "world/genome.h"

/* 20 inputs to 64 hidden units. */
#define POND(genome, count)                                                                        \
    "world: {seed: 5}\n"                                                                           \
    "agents: {observe: [own, lateral_line], sectors: 8}\n"                                         \
    "minds: {brain: {hidden: 64, genome: " genome "}}\n"                                           \
    "species: {a: {minds: [brain], start: {count: " count ", weight_g: 10}}}\n"

static const char OWN[] = POND("own", "2");
static const char MORE[] = POND("own", "5");
static const char SHARED[] = POND("shared", "2");

enum { INPUTS = 20, HIDDEN = 64, FIRST = INPUTS * HIDDEN, SECOND = FIRST + HIDDEN };
enum { THIRD = SECOND + 3 * HIDDEN, GENES = THIRD + 3 };

static float *genome_of(fishsim_world *world, uint32_t row)
{
    return world->genomes.weights + (size_t)(world->fish.genome[row] - 1) * world->genomes.genes;
}

/* Two parents in rows 0 and 1, all of whose genes are alike. */
static fishsim_world *parents(float mother, float father, double sigma)
{
    fishsim_world *world = world_from(OWN);
    assert_int_equal(world->genomes.genes, GENES);
    for (uint32_t i = 0; i < world->mind_count; i++)
        world->minds[i].settings.mutation_sigma = sigma;
    for (uint32_t i = 0; i < GENES; i++) {
        genome_of(world, 0)[i] = mother;
        genome_of(world, 1)[i] = father;
    }
    return world;
}

static uint32_t bear_one(fishsim_world *world)
{
    assert_ok(genomes_room(world, 1, NULL));
    assert_ok(fish_reserve(&world->fish, &world->hooks, (uint64_t)world->fish.count + 1, NULL));
    uint32_t child = world_add_fish(world, 0, 1.0);
    genomes_inherit(world, child, 0, 1);
    return child;
}

static double spread(const float *weights, uint32_t count)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < count; i++)
        sum += (double)weights[i] * (double)weights[i];
    return sqrt(sum / count);
}

static void first_weights_spread_by_the_inputs_of_their_layer(void **state)
{
    (void)state;
    fishsim_world *world = world_from(OWN);
    assert_int_equal(brain_genes(world, brain_of(&world->species[0])), GENES);
    const float *weights = brain_weights(world, 0);
    assert_near(spread(weights, FIRST) * sqrt(INPUTS), 1.0, 0.06);
    assert_near(spread(weights + SECOND, 3 * HIDDEN) * sqrt(HIDDEN), 1.0, 0.15);
    for (uint32_t i = 0; i < HIDDEN; i++)
        assert_true(weights[FIRST + i] == 0.0f);
    for (uint32_t i = THIRD; i < GENES; i++)
        assert_true(weights[i] == 0.0f);
    fishsim_world_destroy(world);
}

static void first_weights_depend_on_the_fish_alone(void **state)
{
    (void)state;
    fishsim_world *few = world_from(OWN), *many = world_from(MORE);
    size_t bytes = GENES * sizeof(float);
    assert_memory_equal(brain_weights(few, row_of(few, 2)), brain_weights(many, row_of(many, 2)),
                        bytes);
    assert_memory_not_equal(brain_weights(few, 0), brain_weights(few, 1), bytes);
    fishsim_world_destroy(few);
    fishsim_world_destroy(many);
}

static void fish_that_share_a_brain_have_no_genome_and_leave_none(void **state)
{
    (void)state;
    fishsim_world *world = world_from(SHARED);
    uint32_t child = bear_one(world);
    for (uint32_t row = 0; row <= child; row++) {
        assert_int_equal(world->fish.genome[row], 0);
        assert_ptr_equal(brain_weights(world, row), brain_weights(world, 0));
    }
    assert_int_equal(genomes_floats(world), GENES);
    fishsim_world_destroy(world);
}

static void half_of_the_genes_are_from_either_parent(void **state)
{
    (void)state;
    enum { CHILDREN = 50 };
    fishsim_world *world = parents(-1.0f, 1.0f, 0.0);
    uint32_t from_father = 0, alike = 0;
    for (uint32_t n = 0; n < CHILDREN; n++) {
        const float *child = genome_of(world, bear_one(world));
        for (uint32_t i = 0; i < GENES; i++) {
            assert_true(child[i] == -1.0f || child[i] == 1.0f);
            from_father += child[i] == 1.0f;
            alike += i > 0 && child[i] == child[i - 1]; /* each gene is drawn by itself */
        }
    }
    /* Four standard deviations of 77,000 throws of a coin. */
    double throws = (double)CHILDREN * GENES;
    assert_near(from_father / throws, 0.5, 2.0 / sqrt(throws));
    assert_near(alike / throws, 0.5, 2.0 / sqrt(throws));
    fishsim_world_destroy(world);
}

static void every_gene_can_come_from_either_parent(void **state)
{
    (void)state;
    fishsim_world *world = parents(-1.0f, 1.0f, 0.0);
    static bool from[2][GENES];
    memset(from, 0, sizeof from);
    for (uint32_t n = 0; n < 40; n++) {
        const float *child = genome_of(world, bear_one(world));
        for (uint32_t i = 0; i < GENES; i++)
            from[child[i] > 0.0f][i] = true;
    }
    for (uint32_t i = 0; i < GENES; i++)
        assert_true(from[0][i] && from[1][i]);
    fishsim_world_destroy(world);
}

static void mutations_are_normal_and_of_the_given_spread(void **state)
{
    (void)state;
    enum { CHILDREN = 50 };
    fishsim_world *world = parents(0.25f, 0.25f, 0.1);
    double sum = 0.0, squares = 0.0, fourths = 0.0, pairs = 0.0;
    for (uint32_t n = 0; n < CHILDREN; n++) {
        const float *child = genome_of(world, bear_one(world));
        double before = 0.0;
        for (uint32_t i = 0; i < GENES; i++) {
            double z = ((double)child[i] - 0.25) / 0.1;
            sum += z;
            squares += z * z;
            fourths += z * z * z * z;
            pairs += z * before;
            before = z;
        }
    }
    /* Four standard deviations of each mean: those of z^2 and z^4 are sqrt 2 and sqrt 96. */
    double cases = (double)CHILDREN * GENES, root = sqrt(cases);
    assert_near(sum / cases, 0.0, 4.0 / root);
    assert_near(squares / cases, 1.0, 5.7 / root);
    assert_near(fourths / cases, 3.0, 39.2 / root);
    assert_near(pairs / cases, 0.0, 4.0 / root);
    fishsim_world_destroy(world);
}

static void without_mutation_the_young_of_twins_are_their_twins(void **state)
{
    (void)state;
    fishsim_world *world = parents(0.3f, 0.3f, 0.0);
    uint32_t child = bear_one(world);
    assert_memory_equal(genome_of(world, child), genome_of(world, 0), GENES * sizeof(float));
    fishsim_world_destroy(world);
}

static void siblings_differ_and_come_out_the_same_again(void **state)
{
    (void)state;
    size_t bytes = GENES * sizeof(float);
    fishsim_world *world = parents(-1.0f, 1.0f, 0.1), *again = parents(-1.0f, 1.0f, 0.1);
    uint32_t first = bear_one(world), second = bear_one(world);
    assert_memory_not_equal(genome_of(world, first), genome_of(world, second), bytes);
    assert_memory_equal(genome_of(world, first), genome_of(again, bear_one(again)), bytes);
    again->tick++;
    assert_memory_not_equal(genome_of(world, second), genome_of(again, bear_one(again)), bytes);
    fishsim_world_destroy(world);
    fishsim_world_destroy(again);
}

static void no_mutation_leaves_the_bounds(void **state)
{
    (void)state;
    fishsim_world *world = parents(WEIGHT_MAX, -WEIGHT_MAX, 1000.0);
    const float *child = genome_of(world, bear_one(world));
    uint32_t at_bound = 0;
    for (uint32_t i = 0; i < GENES; i++) {
        assert_true(fabsf(child[i]) <= WEIGHT_MAX);
        at_bound += fabsf(child[i]) == WEIGHT_MAX;
    }
    assert_in_range(at_bound, GENES / 3, GENES * 2 / 3);
    fishsim_world_destroy(world);
}

static void places_of_the_dead_are_found_again(void **state)
{
    (void)state;
    fishsim_world *world = parents(-1.0f, 1.0f, 0.1);
    for (uint32_t n = 0; n < 1000; n++) {
        bear_one(world);
        world->fish.count--; /* and dies */
    }
    assert_true(world->genomes.capacity <= 6);
    for (uint32_t i = 0; i < GENES; i++)
        assert_true(genome_of(world, 0)[i] == -1.0f && genome_of(world, 1)[i] == 1.0f);
    fishsim_world_destroy(world);
}

static void no_two_have_one_place_and_growth_keeps_the_weights(void **state)
{
    (void)state;
    enum { CHILDREN = 100 };
    fishsim_world *world = parents(-1.0f, 1.0f, 0.1);
    uint32_t first = bear_one(world);
    float before[GENES];
    memcpy(before, genome_of(world, first), sizeof before);
    static bool taken[4 * CHILDREN];
    memset(taken, 0, sizeof taken);
    for (uint32_t n = 0; n < CHILDREN; n++)
        bear_one(world);
    assert_memory_equal(genome_of(world, first), before, sizeof before);
    for (uint32_t row = 0; row < world->fish.count; row++) {
        uint32_t own = world->fish.genome[row];
        assert_in_range(own, 1, world->genomes.capacity);
        assert_false(taken[own]);
        taken[own] = true;
    }
    assert_int_equal(genomes_floats(world), (CHILDREN + 3) * GENES);
    assert_int_equal(genomes_wanted(world), genomes_floats(world));
    fishsim_world_destroy(world);
}

static void the_hash_knows_weights_and_fish_but_not_places(void **state)
{
    (void)state;
    fishsim_world *world = world_from(OWN);
    uint64_t before = genomes_hash(world);
    float kept[GENES];
    memcpy(kept, genome_of(world, 0), sizeof kept);
    memcpy(genome_of(world, 0), genome_of(world, 1), sizeof kept);
    memcpy(genome_of(world, 1), kept, sizeof kept);
    assert_true(genomes_hash(world) != before); /* the fish have each other's weights */
    uint32_t place = world->fish.genome[0];
    world->fish.genome[0] = world->fish.genome[1];
    world->fish.genome[1] = place;
    assert_true(genomes_hash(world) == before); /* and their own again, elsewhere */
    float *last = genome_of(world, 1) + GENES - 1;
    *last = nextafterf(*last, 1.0f);
    assert_true(genomes_hash(world) != before);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(first_weights_spread_by_the_inputs_of_their_layer),
        TEST(first_weights_depend_on_the_fish_alone),
        TEST(fish_that_share_a_brain_have_no_genome_and_leave_none),
        TEST(half_of_the_genes_are_from_either_parent),
        TEST(every_gene_can_come_from_either_parent),
        TEST(mutations_are_normal_and_of_the_given_spread),
        TEST(without_mutation_the_young_of_twins_are_their_twins),
        TEST(siblings_differ_and_come_out_the_same_again),
        TEST(no_mutation_leaves_the_bounds),
        TEST(places_of_the_dead_are_found_again),
        TEST(no_two_have_one_place_and_growth_keeps_the_weights),
        TEST(the_hash_knows_weights_and_fish_but_not_places),
    };
    return RUN(tests);
}

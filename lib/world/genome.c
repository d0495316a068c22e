/* SPDX-License-Identifier: MIT */
/*
 * genome.c: places of genomes, their first weights, and heredity.
 */
#include "world/genome.h"

#include "base/random.h"
#include "world/hash.h"
#include "world/world.h"

#include <math.h>
#include <string.h>

/* ---- who has what --------------------------------------------------------------------------- */

const struct mind_settings *brain_of(const struct species *species)
{
    for (uint32_t i = 0; i < species->mind_count; i++)
        if (species->minds[i]->settings.kind == MIND_BRAIN)
            return &species->minds[i]->settings;
    return NULL;
}

uint32_t brain_genes(const fishsim_world *world, const struct mind_settings *brain)
{
    uint32_t hidden = (uint32_t)brain->hidden;
    return world->perception.size * hidden + hidden + FISHSIM_ACTION_SIZE * (hidden + 1);
}

static float *place(const struct genomes *genomes, uint32_t number)
{
    return genomes->weights + (size_t)(number - 1) * genomes->genes;
}

/* Index of a brain among the minds of a world. */
static uint32_t index_of(const fishsim_world *world, const struct mind_settings *brain)
{
    uint32_t i = 0;
    while (i < world->mind_count && &world->minds[i].settings != brain)
        i++;
    return i;
}

const float *brain_weights(const fishsim_world *world, uint32_t row)
{
    uint32_t own = world->fish.genome[row];
    const struct mind_settings *brain = brain_of(&world->species[world->fish.species[row]]);
    return place(&world->genomes, own ? own : world->genomes.of_mind[index_of(world, brain)]);
}

/* Whether the fish of a species have genomes of their own. */
static bool has_own(const struct species *species)
{
    const struct mind_settings *brain = brain_of(species);
    return brain && brain->genome == GENOME_OWN;
}

static bool mind_in_use(const fishsim_world *world, uint32_t mind)
{
    for (uint32_t s = 0; s < world->species_count; s++)
        if (brain_of(&world->species[s]) == &world->minds[mind].settings)
            return true;
    return false;
}

/* ---- places --------------------------------------------------------------------------------- */

/* Collects the places that neither a row nor a mind has. */
static void sweep(fishsim_world *world)
{
    struct genomes *genomes = &world->genomes;
    const uint32_t taken = 1, untaken = 0;
    for (uint32_t i = 0; i < genomes->capacity; i++)
        genomes->spare[i] = untaken;
    for (uint32_t i = 0; i < world->mind_count; i++)
        if (genomes->of_mind[i])
            genomes->spare[genomes->of_mind[i] - 1] = taken;
    for (uint32_t row = 0; row < world->fish.count; row++)
        if (world->fish.genome[row])
            genomes->spare[world->fish.genome[row] - 1] = taken;
    genomes->spare_count = 0;
    for (uint32_t i = 0; i < genomes->capacity; i++)
        if (genomes->spare[i] == untaken)
            genomes->spare[genomes->spare_count++] = i + 1;
}

static fishsim_status grow(fishsim_world *world, uint32_t capacity, fishsim_error *error)
{
    struct genomes *genomes = &world->genomes;
    size_t size = genomes->genes * sizeof(float);
    /* A snapshot counts weights in 32 bits. */
    bool few = (uint64_t)capacity * genomes->genes <= UINT32_MAX && size <= SIZE_MAX / capacity;
    float *weights = few ? memory_take(&world->hooks, capacity * size) : NULL;
    uint32_t *spare = memory_take(&world->hooks, capacity * sizeof *spare);
    if (!weights || !spare) {
        memory_release(&world->hooks, weights, capacity * size);
        memory_release(&world->hooks, spare, capacity * sizeof *spare);
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for %u genomes of %u weights", capacity,
                    genomes->genes);
    }
    if (genomes->capacity)
        memcpy(weights, genomes->weights, genomes->capacity * size);
    genomes_free(world);
    genomes->weights = weights;
    genomes->spare = spare;
    genomes->capacity = capacity;
    sweep(world);
    return FISHSIM_OK;
}

void genomes_free(fishsim_world *world)
{
    struct genomes *genomes = &world->genomes;
    memory_release(&world->hooks, genomes->weights,
                   (size_t)genomes->capacity * genomes->genes * sizeof(float));
    memory_release(&world->hooks, genomes->spare, genomes->capacity * sizeof *genomes->spare);
}

static uint32_t pop(struct genomes *genomes)
{
    return genomes->spare[--genomes->spare_count];
}

fishsim_status genomes_room(fishsim_world *world, uint32_t more, fishsim_error *error)
{
    struct genomes *genomes = &world->genomes;
    if (!genomes->genes || genomes->spare_count >= more)
        return FISHSIM_OK;
    sweep(world);
    if (genomes->spare_count >= more)
        return FISHSIM_OK;
    uint64_t used = genomes->capacity - genomes->spare_count;
    uint64_t wanted = 2 * (used + more);
    return grow(world, wanted < UINT32_MAX ? (uint32_t)wanted : UINT32_MAX, error);
}

uint64_t genomes_wanted(const fishsim_world *world)
{
    uint64_t floats = 0;
    for (uint32_t i = 0; i < world->mind_count; i++) {
        const struct mind_settings *mind = &world->minds[i].settings;
        if (mind->kind == MIND_BRAIN && mind->genome == GENOME_SHARED && mind_in_use(world, i))
            floats += brain_genes(world, mind);
    }
    for (uint32_t row = 0; row < world->fish.count; row++) {
        const struct species *species = &world->species[world->fish.species[row]];
        floats += has_own(species) ? brain_genes(world, brain_of(species)) : 0;
    }
    return floats;
}

fishsim_status genomes_take(fishsim_world *world, fishsim_error *error)
{
    struct genomes *genomes = &world->genomes;
    uint32_t needed = 0;
    genomes->genes = 0;
    for (uint32_t i = 0; i < world->mind_count; i++) {
        const struct mind_settings *mind = &world->minds[i].settings;
        if (mind->kind != MIND_BRAIN || !mind_in_use(world, i))
            continue;
        uint32_t genes = brain_genes(world, mind);
        genomes->genes = genes > genomes->genes ? genes : genomes->genes;
        needed += mind->genome == GENOME_SHARED;
    }
    for (uint32_t row = 0; row < world->fish.count; row++) {
        world->fish.genome[row] = 0;
        needed += has_own(&world->species[world->fish.species[row]]);
    }
    if (!needed)
        return FISHSIM_OK;
    fishsim_status status = grow(world, needed, error);
    for (uint32_t i = 0; !status && i < world->mind_count; i++)
        if (world->minds[i].settings.kind == MIND_BRAIN &&
            world->minds[i].settings.genome == GENOME_SHARED && mind_in_use(world, i))
            genomes->of_mind[i] = pop(genomes);
    for (uint32_t row = 0; !status && row < world->fish.count; row++)
        if (has_own(&world->species[world->fish.species[row]]))
            world->fish.genome[row] = pop(genomes);
    return status;
}

/* ---- weights -------------------------------------------------------------------------------- */

/* Four standard normal numbers for genes 4k to 4k + 3. */
static void four_normals(uint64_t seed, uint64_t tick, uint64_t id, enum random_purpose purpose,
                         uint32_t k, double normal[4])
{
    struct random4 draw = random_draw(seed, tick, id, purpose, k);
    random_normal(draw.word[0], draw.word[1], normal);
    random_normal(draw.word[2], draw.word[3], normal + 2);
}

/* First weights: normal, by the root of the number of inputs of a layer; biases 0. */
static void draw_weights(const fishsim_world *world, const struct mind_settings *brain, uint64_t id,
                         float *weights)
{
    uint32_t hidden = (uint32_t)brain->hidden, inputs = world->perception.size;
    uint32_t first = inputs * hidden, second = first + hidden;
    uint32_t third = second + FISHSIM_ACTION_SIZE * hidden;
    double normal[4] = {0};
    for (uint32_t i = 0; i < brain_genes(world, brain); i++) {
        if (i % 4 == 0)
            four_normals(world->settings.world.seed, 0, id, RANDOM_BRAIN, i / 4, normal);
        double scale = i < first ? 1.0 / sqrt(inputs) : 0.0;
        if (i >= second && i < third)
            scale = 1.0 / sqrt(hidden);
        weights[i] = (float)(scale * normal[i % 4]);
    }
}

fishsim_status genomes_fill(fishsim_world *world, fishsim_error *error)
{
    struct genomes *genomes = &world->genomes;
    fishsim_status status = genomes_take(world, error);
    for (uint32_t i = 0; !status && i < world->mind_count; i++)
        if (genomes->of_mind[i]) /* ids of fish begin at 1 and stay below 2^55 */
            draw_weights(world, &world->minds[i].settings, ((uint64_t)1 << 55) + i,
                         place(genomes, genomes->of_mind[i]));
    for (uint32_t row = 0; !status && row < world->fish.count; row++)
        if (world->fish.genome[row])
            draw_weights(world, brain_of(&world->species[world->fish.species[row]]),
                         world->fish.id[row], place(genomes, world->fish.genome[row]));
    return status;
}

void genomes_inherit(fishsim_world *world, uint32_t child, uint32_t mother, uint32_t father)
{
    struct fish *fish = &world->fish;
    struct genomes *genomes = &world->genomes;
    const struct mind_settings *brain = brain_of(&world->species[fish->species[child]]);
    if (!fish->genome[mother])
        return;
    fish->genome[child] = pop(genomes);
    float *weights = place(genomes, fish->genome[child]);
    const float *parents[2] = {place(genomes, fish->genome[mother]),
                               place(genomes, fish->genome[father])};
    uint64_t seed = world->settings.world.seed;
    uint32_t genes = brain_genes(world, brain);
    double normal[4] = {0};
    struct random4 side = {{0}};
    for (uint32_t i = 0; i < genes; i++) {
        if (i % 4 == 0)
            four_normals(seed, world->tick, fish->id[child], RANDOM_GENE, i / 4, normal);
        if (i % 128 == 0)
            side = random_draw(seed, world->tick, fish->id[child], RANDOM_CROSSOVER, i / 128);
        uint32_t from = side.word[i / 32 % 4] >> i % 32 & 1;
        float weight = parents[from][i] + (float)(brain->mutation_sigma * normal[i % 4]);
        weights[i] = weight > WEIGHT_MAX ? WEIGHT_MAX : weight < -WEIGHT_MAX ? -WEIGHT_MAX : weight;
    }
}

void genomes_keep(fishsim_world *world, const fishsim_world *old)
{
    size_t size = world->genomes.genes * sizeof(float);
    for (uint32_t i = 0; i < world->mind_count; i++)
        if (world->genomes.of_mind[i] && old->genomes.of_mind[i])
            memcpy(place(&world->genomes, world->genomes.of_mind[i]),
                   place(&old->genomes, old->genomes.of_mind[i]), size);
}

/* ---- all of them ---------------------------------------------------------------------------- */

void genomes_visit(const fishsim_world *world, genome_visit visit, void *context)
{
    const struct genomes *genomes = &world->genomes;
    for (uint32_t i = 0; genomes->genes && i < world->mind_count; i++)
        if (genomes->of_mind[i])
            visit(context, place(genomes, genomes->of_mind[i]),
                  brain_genes(world, &world->minds[i].settings));
    for (uint32_t row = 0; genomes->genes && row < world->fish.count; row++)
        if (world->fish.genome[row])
            visit(context, place(genomes, world->fish.genome[row]),
                  brain_genes(world, brain_of(&world->species[world->fish.species[row]])));
}

static void count_floats(void *context, float *weights, uint32_t genes)
{
    (void)weights;
    *(uint64_t *)context += genes;
}

uint64_t genomes_floats(const fishsim_world *world)
{
    uint64_t floats = 0;
    genomes_visit(world, count_floats, &floats);
    return floats;
}

static uint64_t hash_weights(const float *weights, uint32_t genes, uint64_t id)
{
    uint64_t hash = hash_mix(id);
    for (uint32_t i = 0; i < genes; i++) {
        uint32_t bits;
        memcpy(&bits, &weights[i], sizeof bits);
        hash = hash_step(hash, bits);
    }
    return hash_mix(hash);
}

uint64_t genomes_hash(const fishsim_world *world)
{
    const struct genomes *genomes = &world->genomes;
    uint64_t sum = 0;
    for (uint32_t i = 0; genomes->genes && i < world->mind_count; i++)
        if (genomes->of_mind[i])
            sum += hash_weights(place(genomes, genomes->of_mind[i]),
                                brain_genes(world, &world->minds[i].settings), i);
    for (uint32_t row = 0; genomes->genes && row < world->fish.count; row++)
        if (world->fish.genome[row])
            sum += hash_weights(
                place(genomes, world->fish.genome[row]),
                brain_genes(world, brain_of(&world->species[world->fish.species[row]])),
                world->fish.id[row] + MINDS_MAX);
    return sum;
}

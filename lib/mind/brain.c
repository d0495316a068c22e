/* SPDX-License-Identifier: MIT */
/*
 * brain.c: a perceptron of one hidden layer that turns what a fish perceives into an action, and
 * the host's hand in its weights.
 *
 *     hidden = tanh(b1 + W1 x),  action = tanh(b2 + W2 hidden)
 *
 * Sums are in single precision and in the order of the inputs, whatever the vector width: the loop
 * over them is the outer one, and a lane is a hidden unit. Weights are world/genome.h's.
 */
#include "mind/mind.h"

#include "base/real.h"
#include "tick/kernel.h"
#include "world/genome.h"
#include "world/perceive.h"

#include <fishsim/brain.h>

#include <math.h>
#include <string.h>

enum { HIDDEN_MAX = 256, INPUTS_MAX = 640, TOGETHER = 16 };

/* What a perceptron answers: turn, speed and bite, within the bounds of an action. */
static void answer(const float *weights, const float *inputs, uint32_t input_count, uint32_t hidden,
                   float action[FISHSIM_ACTION_SIZE])
{
    float layer[HIDDEN_MAX];
    const float *biases = weights + (size_t)input_count * hidden;
    const float *out = biases + hidden;
    memcpy(layer, biases, hidden * sizeof *layer);
    for (uint32_t i = 0; i < input_count; i++, weights += hidden)
        for (uint32_t j = 0; j < hidden; j++)
            layer[j] += weights[j] * inputs[i];
    for (uint32_t j = 0; j < hidden; j++)
        layer[j] = (float)real_tanh((double)layer[j]);
    for (uint32_t k = 0; k < FISHSIM_ACTION_SIZE; k++) {
        float sum = out[FISHSIM_ACTION_SIZE * hidden + k];
        for (uint32_t j = 0; j < hidden; j++)
            sum += out[k * hidden + j] * layer[j];
        action[k] = (float)real_tanh((double)sum);
    }
    action[FISHSIM_ACTION_SPEED] = 0.5f + 0.5f * action[FISHSIM_ACTION_SPEED];
}

/* What the brains of so many fish want, which perceive together. */
static void plan_rows(fishsim_world *world, const struct mind *mind, const struct moment *moment,
                      const uint32_t *rows, uint32_t count)
{
    float inputs[TOGETHER][INPUTS_MAX], *out[TOGETHER], action[FISHSIM_ACTION_SIZE];
    const struct perceived perceived = {.count = count, .row = rows, .out = out};
    for (uint32_t i = 0; i < count; i++)
        out[i] = inputs[i];
    world->kernel->perceive(world, moment, &perceived);
    for (uint32_t i = 0; i < count; i++) {
        answer(brain_weights(world, rows[i]), inputs[i], world->perception.size,
               (uint32_t)mind->settings.hidden, action);
        world->fish.plan[rows[i]] = action_pack(action);
    }
}

static void plan(fishsim_world *world, const struct mind *mind, const struct species *species,
                 uint32_t begin, uint32_t end)
{
    (void)species;
    uint32_t rows[TOGETHER], count = 0;
    struct moment moment = perceive_moment(world);
    for (uint32_t row = begin; row < end; row++) {
        world->fish.plan[row] = ACTION_NONE;
        if (!action_given(agent_action(world, row)))
            rows[count++] = row;
        if (count == TOGETHER || row + 1 == end) {
            plan_rows(world, mind, &moment, rows, count);
            count = 0;
        }
    }
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    for (uint32_t row = begin; row < end; row++)
        if (is_open(world, row) && action_given(world->fish.plan[row]))
            mind_follow(world, species, row, world->fish.plan[row]);
    (void)mind;
}

const struct mind_rule MIND_BRAIN_RULE = {.name = "brain", .plan = plan, .decide = decide};

/* ---- the host's hand ------------------------------------------------------------------------ */

static fishsim_status check(const fishsim_world *world, const char *call, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: world is NULL", call);
    if (world->dead || world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "%s: the world is %s", call,
                    world->dead ? "dead" : "inside a tick");
    return FISHSIM_OK;
}

fishsim_status fishsim_brain_get_size(const fishsim_world *world, const char *mind,
                                      uint32_t *inputs, uint32_t *hidden, uint32_t *genes,
                                      fishsim_error *error)
{
    if (!world || !mind)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_brain_get_size: %s is NULL",
                    world ? "mind" : "world");
    for (uint32_t i = 0; i < world->mind_count; i++) {
        const struct mind_settings *settings = &world->minds[i].settings;
        if (settings->kind != MIND_BRAIN || strcmp(settings->name, mind) != 0)
            continue;
        if (inputs)
            *inputs = world->perception.size;
        if (hidden)
            *hidden = (uint32_t)settings->hidden;
        if (genes)
            *genes = brain_genes(world, settings);
        return FISHSIM_OK;
    }
    return fail(error, FISHSIM_ERR_NOT_FOUND, "there is no mind of kind brain of that name");
}

static fishsim_status check_weights(const float *weights, uint64_t count, fishsim_error *error)
{
    for (uint64_t i = 0; i < count; i++)
        if (!(weights[i] >= -WEIGHT_MAX && weights[i] <= WEIGHT_MAX))
            return fail(error, FISHSIM_ERR_ARGUMENT, "weight %llu is %g, not within [-10^6, 10^6]",
                        (unsigned long long)i, (double)weights[i]);
    return FISHSIM_OK;
}

/* The shared weights of a mind, of which the caller says the number. */
static fishsim_status find_shared(const fishsim_world *world, const char *call, const char *mind,
                                  const float *weights, uint32_t genes, float **found,
                                  fishsim_error *error)
{
    uint32_t wanted = 0;
    fishsim_status status = check(world, call, error);
    if (!status)
        status = fishsim_brain_get_size(world, mind, NULL, NULL, &wanted, error);
    if (status)
        return status;
    if (!weights)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: weights is NULL", call);
    if (genes != wanted)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: %u weights, the brain has %u", call, genes,
                    wanted);
    for (uint32_t i = 0; i < world->mind_count; i++) {
        uint32_t place = world->genomes.of_mind[i];
        if (place && !strcmp(world->minds[i].settings.name, mind)) {
            *found = world->genomes.weights + (size_t)(place - 1) * world->genomes.genes;
            return FISHSIM_OK;
        }
    }
    return fail(error, FISHSIM_ERR_STATE, "%s: no species shares the weights of %s", call, mind);
}

fishsim_status fishsim_brain_set_weights(fishsim_world *world, const char *mind,
                                         const float *weights, uint32_t genes, fishsim_error *error)
{
    float *place = NULL;
    fishsim_status status =
        find_shared(world, "fishsim_brain_set_weights", mind, weights, genes, &place, error);
    if (!status)
        status = check_weights(weights, genes, error);
    if (!status)
        memcpy(place, weights, genes * sizeof *weights);
    return status;
}

fishsim_status fishsim_brain_get_weights(const fishsim_world *world, const char *mind,
                                         float *weights, uint32_t genes, fishsim_error *error)
{
    float *place = NULL;
    fishsim_status status =
        find_shared(world, "fishsim_brain_get_weights", mind, weights, genes, &place, error);
    if (!status)
        memcpy(weights, place, genes * sizeof *weights);
    return status;
}

/* The genome of a fish by id, of which the caller says the number of genes. */
static fishsim_status find_genome(const fishsim_world *world, uint64_t id, uint32_t genes,
                                  float **found, fishsim_error *error)
{
    uint32_t row = 0;
    while (row < world->fish.count && world->fish.id[row] != id)
        row++;
    if (row == world->fish.count || !world->fish.genome[row])
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no live fish with a genome has the id %llu",
                    (unsigned long long)id);
    uint32_t wanted = brain_genes(world, brain_of(&world->species[world->fish.species[row]]));
    if (genes != wanted)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fish %llu has %u genes, not %u",
                    (unsigned long long)id, wanted, genes);
    *found = world->genomes.weights + (size_t)(world->fish.genome[row] - 1) * world->genomes.genes;
    return FISHSIM_OK;
}

/* All of them can be found. */
static fishsim_status find_all(const fishsim_world *world, const char *call, const uint64_t *ids,
                               uint32_t count, const float *weights, uint32_t genes,
                               fishsim_error *error)
{
    float *place;
    fishsim_status status = check(world, call, error);
    if (!status && count && (!ids || !weights))
        status = fail(error, FISHSIM_ERR_ARGUMENT, "%s: %s is NULL", call, ids ? "weights" : "ids");
    for (uint32_t i = 0; !status && i < count; i++)
        status = find_genome(world, ids[i], genes, &place, error);
    return status;
}

fishsim_status fishsim_brain_set_genomes(fishsim_world *world, const uint64_t *ids, uint32_t count,
                                         const float *weights, uint32_t genes, fishsim_error *error)
{
    fishsim_status status =
        find_all(world, "fishsim_brain_set_genomes", ids, count, weights, genes, error);
    if (!status)
        status = check_weights(weights, (uint64_t)count * genes, error);
    for (uint32_t i = 0; !status && i < count; i++) {
        float *place = NULL;
        status = find_genome(world, ids[i], genes, &place, error);
        if (!status)
            memcpy(place, weights + (size_t)i * genes, genes * sizeof *weights);
    }
    return status;
}

fishsim_status fishsim_brain_get_genomes(const fishsim_world *world, const uint64_t *ids,
                                         uint32_t count, float *weights, uint32_t genes,
                                         fishsim_error *error)
{
    fishsim_status status =
        find_all(world, "fishsim_brain_get_genomes", ids, count, weights, genes, error);
    for (uint32_t i = 0; !status && i < count; i++) {
        float *place = NULL;
        status = find_genome(world, ids[i], genes, &place, error);
        if (!status)
            memcpy(weights + (size_t)i * genes, place, genes * sizeof *weights);
    }
    return status;
}

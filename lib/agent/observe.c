/* SPDX-License-Identifier: MIT */
/*
 * observe.c: the observations and rewards of all agents, in one pass over the sorted fish.
 */
#include "agent/agent.h"

#include "tick/kernel.h"
#include "tick/tick.h"

#include <math.h>
#include <string.h>

struct look {
    fishsim_world *world;
    const struct agents_view *view;
    struct moment moment;
    float weights[FISHSIM_REWARD_COUNT];
    bool company; /* wanted */
};

/* The terms that tell of the present. */
static void judge_company(const fishsim_world *world, const struct company *company, uint32_t row,
                          float terms[FISHSIM_REWARD_COUNT])
{
    const struct fish *fish = &world->fish;
    float nearest_bl = company->nearest_m / fish_length_m(fish, row);
    float x = company->heading_x + fish->heading_x[row];
    float y = company->heading_y + fish->heading_y[row];
    terms[FISHSIM_REWARD_COLLISION] = (float)company->touching;
    terms[FISHSIM_REWARD_SPACING] =
        -fabsf(nearest_bl - (float)world->settings.agents.spacing_target);
    terms[FISHSIM_REWARD_POLARISATION] = sqrtf(x * x + y * y) / (float)(company->kin + 1);
}

static void give_reward(const struct look *look, uint32_t slot,
                        const float terms[FISHSIM_REWARD_COUNT])
{
    const struct agents_view *view = look->view;
    float reward = 0.0f;
    for (int i = 0; i < FISHSIM_REWARD_COUNT; i++)
        reward += look->weights[i] * terms[i];
    if (view->rewards)
        view->rewards[slot] = reward;
    if (view->terms)
        memcpy(view->terms + (size_t)slot * FISHSIM_REWARD_COUNT, terms,
               FISHSIM_REWARD_COUNT * sizeof *terms);
}

/* Where the observation of a row goes. */
static float *place_of(const struct look *look, uint32_t row)
{
    const fishsim_world *world = look->world;
    uint32_t slot = world->fish.agent[row] - 1;
    uint32_t place = look->view->ragged ? world->agents.slot[slot].place : slot;
    return look->view->observations + (size_t)place * world->perception.size;
}

static void reward_row(const struct look *look, uint32_t row, const struct company *company)
{
    uint32_t slot = look->world->fish.agent[row] - 1;
    float terms[FISHSIM_REWARD_COUNT] = {0.0f};
    memcpy(terms, look->world->agents.slot[slot].sum, AGENT_SUMS * sizeof *terms);
    judge_company(look->world, company, row, terms);
    give_reward(look, slot, terms);
}

/* A piece of the rows: those of agents are perceived for together. */
static void look_rows(void *context, uint32_t begin, uint32_t end)
{
    const struct look *look = context;
    const struct agents_view *view = look->view;
    uint32_t rows[PIECE], count = 0;
    float *out[PIECE];
    struct company company[PIECE];
    for (uint32_t row = begin; row < end; row++)
        if (look->world->fish.agent[row])
            rows[count++] = row;
    for (uint32_t i = 0; view->observations && i < count; i++)
        out[i] = place_of(look, rows[i]);
    const struct perceived perceived = {.count = count,
                                        .row = rows,
                                        .out = view->observations ? out : NULL,
                                        .company = look->company ? company : NULL};
    if (perceived.out || perceived.company)
        look->world->kernel->perceive(look->world, &look->moment, &perceived);
    for (uint32_t i = 0; perceived.company && i < count; i++)
        reward_row(look, rows[i], &company[i]);
}

/* Rewards of slots for which no company counts: all, where none is wanted, or without a fish. */
static void reward_slots(const struct look *look)
{
    const struct agents *agents = &look->world->agents;
    for (uint32_t slot = 0; slot < agents->slots; slot++) {
        const struct agent_slot *agent = &agents->slot[slot];
        float terms[FISHSIM_REWARD_COUNT] = {0.0f};
        if (agent->state == AGENT_LIVE && look->company)
            continue;
        if (agent->state != AGENT_FREE)
            memcpy(terms, agent->sum, sizeof agent->sum);
        give_reward(look, slot, terms);
    }
}

/* Fixed rows of slots whose fish is dead or that are free. */
static void clear_slots(const struct look *look)
{
    const fishsim_world *world = look->world;
    size_t size = world->perception.size;
    for (uint32_t slot = 0; slot < world->agents.slots; slot++)
        if (world->agents.slot[slot].state != AGENT_LIVE)
            memset(look->view->observations + slot * size, 0, size * sizeof(float));
}

/* Weights as single precision, in the order of FISHSIM_REWARD_TABLE. */
static void take_weights(const struct agents_settings *settings, float weights[])
{
#define X(NAME, name, number, unit, meaning) weights[number] = (float)settings->reward.name;
    FISHSIM_REWARD_TABLE(X)
#undef X
}

void agents_look(fishsim_world *world, const struct agents_view *view)
{
    struct look look = {.world = world, .view = view, .moment = perceive_moment(world)};
    take_weights(&world->settings.agents, look.weights);
    for (int i = AGENT_SUMS; i < FISHSIM_REWARD_COUNT; i++)
        look.company = look.company || (view->rewards && look.weights[i] != 0.0f);
    look.company = look.company || view->terms;
    world->kernel->index(world);
    parallel_for(&world->hooks, world->fish.count, PIECE, look_rows, &look);
    if (view->observations && !view->ragged)
        clear_slots(&look);
    if (view->rewards || view->terms)
        reward_slots(&look);
}

/* ---- the contract --------------------------------------------------------------------------- */

fishsim_status fishsim_agents_observe(fishsim_world *world, float *observations, uint64_t *ids,
                                      uint32_t capacity, uint32_t *count, fishsim_error *error)
{
    uint32_t live = 0;
    fishsim_status status = fishsim_agents_list(world, NULL, NULL, 0, &live, error);
    if (status)
        return status;
    if (count)
        *count = live;
    if (!observations)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_agents_observe: observations is NULL");
    if (capacity < live)
        return fail(error, FISHSIM_ERR_BUFFER, "there are %u live agents, room for %u", live,
                    capacity);
    for (uint32_t slot = 0, place = 0; slot < world->agents.slots; slot++) {
        struct agent_slot *agent = &world->agents.slot[slot];
        if (agent->state != AGENT_LIVE)
            continue;
        if (ids)
            ids[place] = agent->id;
        agent->place = place++;
    }
    const struct agents_view view = {.observations = observations, .ragged = true};
    agents_look(world, &view);
    return FISHSIM_OK;
}

fishsim_status fishsim_agents_observe_slots(fishsim_world *world, float *observations,
                                            uint8_t *alive, uint64_t *ids, uint32_t *generations,
                                            fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_observe_slots", error);
    if (status)
        return status;
    for (uint32_t slot = 0; slot < world->agents.slots; slot++) {
        const struct agent_slot *agent = &world->agents.slot[slot];
        if (alive)
            alive[slot] = agent->state == AGENT_LIVE;
        if (ids)
            ids[slot] = agent->id;
        if (generations)
            generations[slot] = agent->generation;
    }
    const struct agents_view view = {.observations = observations};
    if (observations)
        agents_look(world, &view);
    return FISHSIM_OK;
}

fishsim_status fishsim_agents_reward(fishsim_world *world, float *rewards, float *terms,
                                     uint8_t *terminated, fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_reward", error);
    if (status)
        return status;
    for (uint32_t slot = 0; terminated && slot < world->agents.slots; slot++)
        terminated[slot] = world->agents.slot[slot].state == AGENT_DEAD;
    const struct agents_view view = {.rewards = rewards, .terms = terms};
    if (rewards || terms)
        agents_look(world, &view);
    return FISHSIM_OK;
}

fishsim_status fishsim_agents_set_weights(fishsim_world *world, const double *weights,
                                          fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_set_weights", error);
    if (status)
        return status;
    if (!weights)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_agents_set_weights: weights is NULL");
    for (int i = 0; i < FISHSIM_REWARD_COUNT; i++)
        if (!(weights[i] >= -1e9 && weights[i] <= 1e9))
            return fail(error, FISHSIM_ERR_ARGUMENT, "weight %d is %g, not within [-10^9, 10^9]", i,
                        weights[i]);
#define X(NAME, name, number, unit, meaning) world->settings.agents.reward.name = weights[number];
    FISHSIM_REWARD_TABLE(X)
#undef X
    return FISHSIM_OK;
}

uint32_t fishsim_agents_truncated(const fishsim_world *world)
{
    return world && world->settings.agents.episode_ticks &&
           world->tick >= world->settings.agents.episode_ticks;
}

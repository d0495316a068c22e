/* SPDX-License-Identifier: MIT */
/*
 * episode.c: one world of a batch: its episodes, its steps, and its rows in the caller's arrays.
 *
 * A step runs on any thread and touches nothing but this world, its record and its rows.
 */
#include "agent/batch.h"

#include "world/hash.h"
#include "world/snapshot.h"

#include <string.h>

enum { CHOICES = FISHSIM_ACTION_TURNS + FISHSIM_ACTION_SPEEDS + FISHSIM_ACTION_BITES };
#define SEED_MASK (((uint64_t)1 << 53) - 1)

uint64_t episode_seed(const struct episode *episode)
{
    if (!episode->number)
        return episode->seed;
    return hash_mix(episode->seed + episode->number * 0x9e3779b97f4a7c15ULL) & SEED_MASK;
}

fishsim_status episode_begin(fishsim_batch *batch, struct episode *episode, fishsim_error *error)
{
    fishsim_world *fresh = NULL;
    fishsim_status status = world_make(&episode->world->settings, episode_seed(episode),
                                       &batch->world_hooks, &fresh, error);
    if (status)
        return status;
    genomes_keep(fresh, episode->world);
    world_swap(episode->world, fresh);
    fishsim_world_destroy(fresh);
    memset(episode->statistics, 0, sizeof episode->statistics);
    memset(&episode->error, 0, sizeof episode->error);
    episode->ended = episode->begun = false;
    return FISHSIM_OK;
}

/* ---- actions -------------------------------------------------------------------------------- */

/* The rows of a world in the arrays of actions. */
static struct orders orders_of(const fishsim_batch *batch, uint32_t index)
{
    size_t first = (size_t)index * batch->slots;
    const fishsim_batch_buffers *buffers = &batch->buffers;
    struct orders orders = {0};
    if (buffers->actions)
        orders.continuous = buffers->actions + first * FISHSIM_ACTION_SIZE;
    else if (buffers->choices)
        orders.discrete = buffers->choices + first;
    return orders;
}

/* Whether the next step is nothing but a reset. */
static bool resets_next(const fishsim_batch *batch, const struct episode *episode)
{
    return episode->ended && batch->autoreset == FISHSIM_AUTORESET_NEXT_STEP;
}

fishsim_status episode_check(const fishsim_batch *batch, uint32_t index, fishsim_error *error)
{
    const struct episode *episode = &batch->episodes[index];
    if (episode->under_way)
        return fail(error, FISHSIM_ERR_STATE, "world %u is under way", index);
    if (resets_next(batch, episode))
        return FISHSIM_OK;
    if (episode->ended || episode->world->dead)
        return fail(error, FISHSIM_ERR_STATE, "world %u %s: reset it", index,
                    episode->ended ? "is at the end of its episode" : "died in an earlier step");
    fishsim_error cause = {0};
    struct orders orders = orders_of(batch, index);
    fishsim_status status = agents_check_orders(episode->world, &orders, &cause);
    return status ? fail(error, status, "world %u: %s", index, cause.message) : FISHSIM_OK;
}

void episode_order(fishsim_batch *batch, uint32_t index)
{
    struct episode *episode = &batch->episodes[index];
    struct orders orders = orders_of(batch, index);
    if (!resets_next(batch, episode))
        agents_take_orders(episode->world, &orders);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void write_flags(const fishsim_batch *batch, uint32_t index, bool truncated)
{
    const fishsim_world *world = batch->episodes[index].world;
    const fishsim_batch_buffers *buffers = &batch->buffers;
    size_t first = (size_t)index * batch->slots;
    for (uint32_t slot = 0; slot < batch->slots; slot++) {
        uint32_t state = world->agents.slot[slot].state;
        if (buffers->terminated)
            buffers->terminated[first + slot] = state == AGENT_DEAD;
        if (buffers->truncated)
            buffers->truncated[first + slot] = truncated && state == AGENT_LIVE;
    }
}

/* Who is where, and what they can do. */
static void write_agents(const fishsim_batch *batch, uint32_t index)
{
    const fishsim_world *world = batch->episodes[index].world;
    const fishsim_batch_buffers *buffers = &batch->buffers;
    size_t first = (size_t)index * batch->slots;
    for (uint32_t slot = 0; slot < batch->slots; slot++) {
        const struct agent_slot *agent = &world->agents.slot[slot];
        if (buffers->alive)
            buffers->alive[first + slot] = agent->state == AGENT_LIVE;
        if (buffers->ids)
            buffers->ids[first + slot] = agent->id;
        if (buffers->generations)
            buffers->generations[first + slot] = agent->generation;
    }
    if (buffers->masks)
        fishsim_agents_mask(world, buffers->masks + first * CHOICES, NULL);
}

static void write_rewards(const fishsim_batch *batch, uint32_t index)
{
    if (batch->buffers.rewards)
        memcpy(batch->buffers.rewards + (size_t)index * batch->slots,
               batch->episodes[index].rewards, batch->slots * sizeof(float));
}

/* Perceives for all agents; observations go to `observations` (of the whole batch), or nowhere. */
static void look(fishsim_batch *batch, uint32_t index, float *observations)
{
    struct episode *episode = &batch->episodes[index];
    size_t first = (size_t)index * batch->slots;
    float *terms = batch->buffers.terms;
    const struct agents_view view = {
        .observations = observations ? observations + first * batch->size : NULL,
        .rewards = episode->rewards,
        .terms = terms ? terms + first * FISHSIM_REWARD_COUNT : NULL,
    };
    agents_look(episode->world, &view);
}

static void write_statistics(const fishsim_batch *batch, uint32_t index, bool finished)
{
    const struct episode *episode = &batch->episodes[index];
    if (batch->buffers.ended)
        batch->buffers.ended[index] = finished;
    if (!batch->buffers.statistics)
        return;
    double *row = batch->buffers.statistics + (size_t)index * FISHSIM_STATISTIC_COUNT;
    memcpy(row, episode->statistics, sizeof episode->statistics);
    row[FISHSIM_STATISTIC_EPISODE] = (double)episode->number;
    row[FISHSIM_STATISTIC_FINISHED] = finished;
    row[FISHSIM_STATISTIC_AGENTS] = (double)episode->world->agents.admitted;
    row[FISHSIM_STATISTIC_REFUSED] = (double)episode->world->agents.refused;
    row[FISHSIM_STATISTIC_SEED] = (double)episode->world->settings.world.seed;
}

void episode_write(fishsim_batch *batch, uint32_t index)
{
    const fishsim_world *world = batch->episodes[index].world;
    look(batch, index, batch->buffers.observations);
    write_rewards(batch, index);
    write_agents(batch, index);
    write_flags(batch, index, fishsim_agents_truncated(world) != 0);
    write_statistics(batch, index, batch->episodes[index].ended);
}

/* ---- a step --------------------------------------------------------------------------------- */

/* Adds a step to the statistics; returns whether an agent is alive. */
static bool sum_step(const fishsim_batch *batch, struct episode *episode)
{
    const struct agents *agents = &episode->world->agents;
    double *sums = episode->statistics, rewards = 0.0, net_energy = 0.0;
    bool alive = false;
    for (uint32_t slot = 0; slot < batch->slots; slot++) {
        const struct agent_slot *agent = &agents->slot[slot];
        rewards += (double)episode->rewards[slot];
        net_energy += (double)agent->sum[FISHSIM_REWARD_NET_ENERGY];
        sums[FISHSIM_STATISTIC_PREY] += (double)agent->sum[FISHSIM_REWARD_PREY];
        sums[FISHSIM_STATISTIC_OFFSPRING] += (double)agent->sum[FISHSIM_REWARD_OFFSPRING];
        sums[FISHSIM_STATISTIC_DEATHS] += agent->state == AGENT_DEAD;
        alive = alive || agent->state == AGENT_LIVE;
    }
    sums[FISHSIM_STATISTIC_STEPS] += 1.0;
    sums[FISHSIM_STATISTIC_RETURN] += rewards / batch->slots;
    sums[FISHSIM_STATISTIC_NET_ENERGY] += net_energy / batch->slots;
    return alive;
}

/* The end of an episode that another follows at once: flags are of the old one, rows of the new. */
static fishsim_status turn_over(fishsim_batch *batch, uint32_t index, fishsim_error *error)
{
    struct episode *episode = &batch->episodes[index];
    float *last = batch->buffers.final_observations;
    if (last)
        look(batch, index, last);
    episode->number++;
    fishsim_status status = episode_begin(batch, episode, error);
    if (status) {
        episode->number--;
        return status;
    }
    /* Rewards and terms in the arrays stay those of the step. */
    size_t first = (size_t)index * batch->slots;
    const struct agents_view view = {
        .observations =
            batch->buffers.observations ? batch->buffers.observations + first * batch->size : NULL,
    };
    agents_look(episode->world, &view);
    write_agents(batch, index);
    return FISHSIM_OK;
}

static void make_step(fishsim_batch *batch, uint32_t index)
{
    struct episode *episode = &batch->episodes[index];
    fishsim_world *world = episode->world;
    if (fishsim_world_tick(world, world->settings.agents.ticks_per_action, &episode->error))
        return;
    bool truncated = fishsim_agents_truncated(world) != 0;
    bool same_step = batch->autoreset == FISHSIM_AUTORESET_SAME_STEP;
    look(batch, index, batch->buffers.observations);
    episode->ended = !sum_step(batch, episode) || truncated;
    write_rewards(batch, index);
    write_flags(batch, index, truncated);
    write_statistics(batch, index, episode->ended);
    if (!episode->ended || !same_step)
        write_agents(batch, index);
    else
        turn_over(batch, index, &episode->error);
}

void episode_step(void *context, uint32_t index)
{
    fishsim_batch *batch = context;
    struct episode *episode = &batch->episodes[index];
    memset(&episode->error, 0, sizeof episode->error);
    if (!resets_next(batch, episode)) {
        make_step(batch, index);
        return;
    }
    episode->number++;
    fishsim_error error = {0};
    if (episode_begin(batch, episode, &error)) {
        episode->number--;
        episode->error = error;
        return;
    }
    episode_write(batch, index);
}

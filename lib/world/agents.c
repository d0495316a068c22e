/* SPDX-License-Identifier: MIT */
/*
 * agents.c: who stands in which slot, from tick to tick.
 */
#include "world/agents.h"

#include "config/config.h"
#include "world/world.h"

#include <math.h>
#include <string.h>

bool agents_shared(double share, uint64_t id)
{
    /* Of n ids in a row, share times n are picked, but for rounding. */
    return floor(share * (double)id) > floor(share * (double)(id - 1));
}

fishsim_status agents_take(fishsim_world *world, fishsim_error *error)
{
    struct agents *agents = &world->agents;
    uint32_t slots = settings_agent_slots(&world->settings);
    agents->next_id = 1;
    if (!slots)
        return FISHSIM_OK;
    agents->slot = memory_take(&world->hooks, slots * sizeof *agents->slot);
    if (!agents->slot)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for %u agents", slots);
    agents->slots = slots;
    return FISHSIM_OK;
}

void agents_free(fishsim_world *world)
{
    memory_release(&world->hooks, world->agents.slot,
                   world->agents.slots * sizeof *world->agents.slot);
}

static bool admit_into(fishsim_world *world, uint32_t row, uint32_t slot)
{
    struct agent_slot *agent = &world->agents.slot[slot];
    const struct agent_slot next = {.id = world->fish.id[row],
                                    .energy_uj = fish_energy(&world->fish, row),
                                    .row = row,
                                    .species = world->fish.species[row],
                                    .generation = agent->generation + 1,
                                    .state = AGENT_LIVE};
    *agent = next;
    world->fish.agent[row] = slot + 1;
    world->agents.admitted++;
    return true;
}

bool agents_admit(fishsim_world *world, uint32_t row)
{
    for (uint32_t slot = 0; slot < world->agents.slots; slot++)
        if (world->agents.slot[slot].state == AGENT_FREE)
            return admit_into(world, row, slot);
    return false;
}

void agents_dismiss(fishsim_world *world, uint32_t slot)
{
    struct agent_slot *agent = &world->agents.slot[slot];
    if (agent->state == AGENT_LIVE)
        world->fish.agent[agent->row] = 0;
    const struct agent_slot free_one = {.generation = agent->generation};
    *agent = free_one;
}

/* Rows in `order` by id. Nearly sorted as a rule; gaps of Ciura 2001. */
static void sort_by_id(uint32_t *order, uint32_t count, const uint64_t *id)
{
    static const uint32_t GAPS[] = {70000, 30000, 12000, 4500, 1750, 701, 301,
                                    132,   57,    23,    10,   4,    1};
    for (size_t g = 0; g < sizeof GAPS / sizeof GAPS[0]; g++)
        for (uint32_t i = GAPS[g]; i < count; i++) {
            uint32_t row = order[i], j = i;
            for (; j >= GAPS[g] && id[order[j - GAPS[g]]] > id[row]; j -= GAPS[g])
                order[j] = order[j - GAPS[g]];
            order[j] = row;
        }
}

/* Newcomers of the controlled shares, in order of id, take the lowest free slots. */
static void admit_newcomers(fishsim_world *world)
{
    struct fish *fish = &world->fish;
    struct agents *agents = &world->agents;
    uint32_t count = 0, slot = 0;
    for (uint32_t row = 0; row < fish->count; row++)
        if (fish->id[row] >= agents->next_id && !fish->agent[row] &&
            agents_shared(world->species[fish->species[row]].settings.agents.share, fish->id[row]))
            fish->order[count++] = row;
    sort_by_id(fish->order, count, fish->id);
    for (uint32_t i = 0; i < count; i++) {
        while (slot < agents->slots && agents->slot[slot].state != AGENT_FREE)
            slot++;
        if (slot < agents->slots)
            admit_into(world, fish->order[i], slot);
        else
            agents->refused++;
    }
    agents->next_id = world->next_id;
}

/* What an agent has gained in a tick that it lived through. */
static void sum_gain(struct agent_slot *agent, const struct fish *fish, uint32_t row)
{
    int64_t energy_uj = fish_energy(fish, row);
    float day_uj = fish->gut_capacity_uj[row];
    if (day_uj > 0.0f)
        agent->sum[FISHSIM_REWARD_NET_ENERGY] += (float)(energy_uj - agent->energy_uj) / day_uj;
    agent->energy_uj = energy_uj;
    agent->sum[FISHSIM_REWARD_ALIVE] += 1.0f;
}

void agents_follow(fishsim_world *world, bool ticked)
{
    struct fish *fish = &world->fish;
    struct agents *agents = &world->agents;
    if (!agents->slots)
        return;
    for (uint32_t slot = 0; slot < agents->slots; slot++)
        agents->slot[slot].row = NO_ROW;
    for (uint32_t row = 0; row < fish->count; row++) {
        agents_expect(world, row, fish->count);
        if (!fish->agent[row])
            continue;
        struct agent_slot *agent = &agents->slot[fish->agent[row] - 1];
        agent->row = row;
        if (ticked)
            sum_gain(agent, fish, row);
    }
    for (uint32_t slot = 0; slot < agents->slots; slot++) {
        struct agent_slot *agent = &agents->slot[slot];
        if (agent->state == AGENT_LIVE && agent->row == NO_ROW) {
            agent->state = AGENT_DEAD;
            agent->action = ACTION_NONE;
            agent->sum[FISHSIM_REWARD_DEATH] = 1.0f;
        }
    }
    if (agents->next_id < world->next_id)
        admit_newcomers(world);
}

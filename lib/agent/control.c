/* SPDX-License-Identifier: MIT */
/*
 * control.c: which fish the host controls, and what there is to know about them.
 */
#include "agent/agent.h"

#include <string.h>

static const struct sized INFO = SIZED(fishsim_agents_info, score_scripted);
static const struct sized BLOCK = SIZED(fishsim_block, meaning);

fishsim_status fishsim_agents_info_init(fishsim_agents_info *info, size_t struct_size)
{
    return sized_init(info, struct_size, &INFO);
}

fishsim_status fishsim_block_init(fishsim_block *block, size_t struct_size)
{
    return sized_init(block, struct_size, &BLOCK);
}

fishsim_status agents_check(const fishsim_world *world, const char *call, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: world is NULL", call);
    if (world->dead)
        return fail(error, FISHSIM_ERR_STATE, "%s: the world died in an earlier tick", call);
    if (world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "%s: not allowed inside a tick", call);
    return FISHSIM_OK;
}

static uint32_t count_live(const struct agents *agents)
{
    uint32_t live = 0;
    for (uint32_t slot = 0; slot < agents->slots; slot++)
        live += agents->slot[slot].state == AGENT_LIVE;
    return live;
}

uint32_t agents_find(const fishsim_world *world, uint64_t fish_id)
{
    for (uint32_t slot = 0; slot < world->agents.slots; slot++)
        if (world->agents.slot[slot].state == AGENT_LIVE && world->agents.slot[slot].id == fish_id)
            return slot;
    return NO_ROW;
}

fishsim_status fishsim_agents_get_info(const fishsim_world *world, fishsim_agents_info *info,
                                       fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_agents_get_info: world is NULL");
    const struct agents_settings *settings = &world->settings.agents;
    const fishsim_agents_info found = {
        .struct_size = sizeof found,
        .slots = world->agents.slots,
        .live = count_live(&world->agents),
        .observation_size = world->perception.size,
        .blocks = world->perception.block_count,
        .action_space = settings->action,
        .ticks_per_action = (uint32_t)settings->ticks_per_action,
        .episode_ticks = settings->episode_ticks,
        .admitted = world->agents.admitted,
        .refused = world->agents.refused,
        .score_random = settings->score.random,
        .score_scripted = settings->score.scripted,
    };
    return sized_give(info, &found, &INFO, error);
}

fishsim_status fishsim_agents_get_block(const fishsim_world *world, uint32_t index,
                                        fishsim_block *block, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_agents_get_block: world is NULL");
    if (index >= world->perception.block_count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "block %u: an observation has %u blocks", index,
                    world->perception.block_count);
    fishsim_block described;
    perceive_describe(&world->perception, index, &described);
    return sized_give(block, &described, &BLOCK, error);
}

/* ---- who is controlled ---------------------------------------------------------------------- */

fishsim_status fishsim_agents_control(fishsim_world *world, uint64_t fish_id, fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_control", error);
    if (status)
        return status;
    uint32_t row = 0;
    while (row < world->fish.count && world->fish.id[row] != fish_id)
        row++;
    if (row == world->fish.count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no live fish has the id %llu",
                    (unsigned long long)fish_id);
    if (!world->fish.agent[row] && !agents_admit(world, row))
        return fail(error, FISHSIM_ERR_LIMIT, "all of the %u slots (agents.slots) are taken",
                    world->agents.slots);
    return FISHSIM_OK;
}

fishsim_status fishsim_agents_release(fishsim_world *world, uint64_t fish_id, fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_release", error);
    if (status)
        return status;
    uint32_t slot = agents_find(world, fish_id);
    if (slot == NO_ROW)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no live agent has the id %llu",
                    (unsigned long long)fish_id);
    agents_follow(world, false);
    agents_dismiss(world, slot);
    return FISHSIM_OK;
}

/* Slots that are taken or free for the agents of a species under a new share. */
static bool share_fits(const fishsim_world *world, uint32_t species, double share)
{
    const struct fish *fish = &world->fish;
    const struct agents *agents = &world->agents;
    uint64_t wanted = 0, room = 0;
    for (uint32_t row = 0; row < fish->count; row++)
        wanted += fish->species[row] == species && agents_shared(share, fish->id[row]);
    for (uint32_t slot = 0; slot < agents->slots; slot++)
        room += agents->slot[slot].state == AGENT_FREE;
    for (uint32_t row = 0; row < fish->count; row++)
        room += fish->species[row] == species && fish->agent[row];
    return wanted <= room;
}

fishsim_status fishsim_agents_set_share(fishsim_world *world, uint32_t species, double share,
                                        fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_set_share", error);
    if (status)
        return status;
    if (!(share >= 0.0 && share <= 1.0))
        return fail(error, FISHSIM_ERR_ARGUMENT, "share %g is not within [0, 1]", share);
    if (species >= world->species_count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "species %u: the world has %u", species,
                    world->species_count);
    if (!share_fits(world, species, share))
        return fail(error, FISHSIM_ERR_LIMIT,
                    "a share of %g takes more than the free ones of %u slots (agents.slots)", share,
                    world->agents.slots);
    struct fish *fish = &world->fish;
    agents_follow(world, false);
    for (uint32_t row = 0; row < fish->count; row++)
        if (fish->species[row] == species && fish->agent[row] &&
            !agents_shared(share, fish->id[row]))
            agents_dismiss(world, fish->agent[row] - 1);
    /* Slots follow from the first shares; what they are now must hold for a snapshot, too. */
    world->settings.agents.slots = world->agents.slots;
    world->settings.species[species].agents.share = share;
    world->species[species].settings.agents.share = share;
    world->agents.next_id = 1;
    agents_follow(world, false);
    return FISHSIM_OK;
}

fishsim_status fishsim_agents_list(const fishsim_world *world, uint64_t *ids, uint32_t *slots,
                                   uint32_t capacity, uint32_t *count, fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_list", error);
    if (status)
        return status;
    uint32_t live = count_live(&world->agents);
    if (count)
        *count = live;
    if (!ids && !slots)
        return FISHSIM_OK;
    if (capacity < live)
        return fail(error, FISHSIM_ERR_BUFFER, "there are %u live agents, room for %u", live,
                    capacity);
    for (uint32_t slot = 0, place = 0; slot < world->agents.slots; slot++) {
        const struct agent_slot *agent = &world->agents.slot[slot];
        if (agent->state != AGENT_LIVE)
            continue;
        if (ids)
            ids[place] = agent->id;
        if (slots)
            slots[place] = slot;
        place++;
    }
    return FISHSIM_OK;
}

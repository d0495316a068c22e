/* SPDX-License-Identifier: MIT */
/*
 * act.c: actions come in, are checked all together, and then take effect all together.
 */
#include "agent/agent.h"

#include "mind/mind.h"

#include <string.h>

/* Whether the `nth` action is one; else *error says why. */
static bool check_order(const struct orders *orders, uint32_t nth, fishsim_error *error)
{
    static const char *const NAME[] = {
#define X(NAME, name, number, low, high, unit, meaning) #name,
        FISHSIM_ACTION_TABLE(X)
#undef X
    };
    if (orders->continuous) {
        const float *action = orders->continuous + (size_t)nth * FISHSIM_ACTION_SIZE;
        uint32_t bad;
        if (action_within(action, &bad))
            return true;
        fail(error, FISHSIM_ERR_ARGUMENT, "action %u: %s is %g, which is out of bounds", nth,
             NAME[bad], (double)action[bad]);
        return false;
    }
    int32_t choice = orders->discrete[nth];
    if (choice >= 0 && choice < FISHSIM_ACTION_DISCRETE)
        return true;
    fail(error, FISHSIM_ERR_ARGUMENT, "action %u is %d, not within [0, %d)", nth, choice,
         FISHSIM_ACTION_DISCRETE);
    return false;
}

/* The `nth` action, which was checked, as a word. */
static uint32_t order_word(const struct species *species, const struct orders *orders, uint32_t nth)
{
    if (orders->continuous)
        return action_pack(orders->continuous + (size_t)nth * FISHSIM_ACTION_SIZE);
    int32_t choice = orders->discrete[nth];
    int32_t speed = choice / FISHSIM_ACTION_BITES % FISHSIM_ACTION_SPEEDS;
    int32_t turn = choice / (FISHSIM_ACTION_BITES * FISHSIM_ACTION_SPEEDS);
    const float speeds[FISHSIM_ACTION_SPEEDS] = {0.0f, species->cruise_fraction, 1.0f};
    const float values[FISHSIM_ACTION_SIZE] = {0.5f * (float)(turn - 2), speeds[speed],
                                               (float)(choice % FISHSIM_ACTION_BITES)};
    return action_pack(values);
}

/* A new step for the agent of a slot: what is left of the old one goes. */
static void begin_step(struct agent_slot *agent)
{
    const struct agent_slot free_one = {.generation = agent->generation};
    if (agent->state != AGENT_LIVE)
        *agent = free_one;
    agent->action = ACTION_NONE;
    memset(agent->sum, 0, sizeof agent->sum);
}

/* Species of the agent in a slot. */
static const struct species *species_of(const fishsim_world *world, uint32_t slot)
{
    return &world->species[world->agents.slot[slot].species];
}

/*
 * Whether all numbers of so many actions are within bounds. Slots without an agent count as well: a
 * false answer means that each must be looked at, a true one that none need be.
 */
static bool all_within(const float *actions, uint32_t slots)
{
    static const float LOW[FISHSIM_ACTION_SIZE] = {
#define X(NAME, name, number, low, high, unit, meaning) low,
        FISHSIM_ACTION_TABLE(X)
#undef X
    };
    static const float HIGH[FISHSIM_ACTION_SIZE] = {
#define X(NAME, name, number, low, high, unit, meaning) high,
        FISHSIM_ACTION_TABLE(X)
#undef X
    };
    int32_t out = 0;
    for (size_t slot = 0; slot < slots; slot++)
        for (int i = 0; i < FISHSIM_ACTION_SIZE; i++) {
            float number = actions[slot * FISHSIM_ACTION_SIZE + (size_t)i];
            out |= !(number >= LOW[i]) | !(number <= HIGH[i]);
        }
    return !out;
}

fishsim_status agents_check_orders(const fishsim_world *world, const struct orders *orders,
                                   fishsim_error *error)
{
    const struct agents *agents = &world->agents;
    if (!orders->continuous && !orders->discrete)
        return FISHSIM_OK;
    if (orders->continuous && all_within(orders->continuous, agents->slots))
        return FISHSIM_OK;
    for (uint32_t slot = 0; slot < agents->slots; slot++)
        if (agents->slot[slot].state == AGENT_LIVE && !check_order(orders, slot, error))
            return FISHSIM_ERR_ARGUMENT;
    return FISHSIM_OK;
}

void agents_take_orders(fishsim_world *world, const struct orders *orders)
{
    struct agents *agents = &world->agents;
    bool given = orders->continuous || orders->discrete;
    for (uint32_t slot = 0; slot < agents->slots; slot++) {
        struct agent_slot *agent = &agents->slot[slot];
        begin_step(agent);
        if (given && agent->state == AGENT_LIVE)
            agent->action = order_word(species_of(world, slot), orders, slot);
    }
}

static fishsim_status act_slots(fishsim_world *world, const struct orders *orders,
                                fishsim_error *error)
{
    fishsim_status status = agents_check_orders(world, orders, error);
    if (!status)
        agents_take_orders(world, orders);
    return status;
}

/*
 * Slots of `count` ids. The usual caller names the agents in order of slot, so the search for each
 * begins behind the one before.
 */
static uint32_t next_slot(const fishsim_world *world, uint64_t id, uint32_t after)
{
    uint32_t slots = world->agents.slots;
    for (uint32_t i = 0; i < slots; i++) {
        uint32_t slot = (after + i) % slots;
        const struct agent_slot *agent = &world->agents.slot[slot];
        if (agent->state == AGENT_LIVE && agent->id == id)
            return slot;
    }
    return NO_ROW;
}

static fishsim_status find_named(fishsim_world *world, const uint64_t *ids, uint32_t count,
                                 const struct orders *orders, fishsim_error *error)
{
    struct agents *agents = &world->agents;
    for (uint32_t slot = 0; slot < agents->slots; slot++)
        agents->slot[slot].place = NO_ROW;
    for (uint32_t i = 0, slot = 0; i < count; i++, slot++) {
        slot = next_slot(world, ids[i], slot);
        if (slot == NO_ROW)
            return fail(error, FISHSIM_ERR_NOT_FOUND, "no live agent has the id %llu",
                        (unsigned long long)ids[i]);
        if (agents->slot[slot].place != NO_ROW)
            return fail(error, FISHSIM_ERR_ARGUMENT, "agent %llu is named twice",
                        (unsigned long long)ids[i]);
        agents->slot[slot].place = i;
        if (!check_order(orders, i, error))
            return FISHSIM_ERR_ARGUMENT;
    }
    return FISHSIM_OK;
}

static fishsim_status act_named(fishsim_world *world, const uint64_t *ids, uint32_t count,
                                const struct orders *orders, fishsim_error *error)
{
    struct agents *agents = &world->agents;
    fishsim_status status = find_named(world, ids, count, orders, error);
    if (status)
        return status;
    for (uint32_t slot = 0; slot < agents->slots; slot++) {
        struct agent_slot *agent = &agents->slot[slot];
        uint32_t place = agent->place;
        begin_step(agent);
        if (agent->state == AGENT_LIVE && place != NO_ROW)
            agent->action = order_word(species_of(world, slot), orders, place);
    }
    return FISHSIM_OK;
}

/* ---- the contract --------------------------------------------------------------------------- */

fishsim_status fishsim_agents_act(fishsim_world *world, const uint64_t *ids, const float *actions,
                                  uint32_t count, fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_act", error);
    if (status)
        return status;
    if (count && (!ids || !actions))
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_agents_act: %s is NULL",
                    ids ? "actions" : "ids");
    const struct orders orders = {.continuous = actions};
    return act_named(world, ids, count, &orders, error);
}

fishsim_status fishsim_agents_act_discrete(fishsim_world *world, const uint64_t *ids,
                                           const int32_t *actions, uint32_t count,
                                           fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_act_discrete", error);
    if (status)
        return status;
    if (count && (!ids || !actions))
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_agents_act_discrete: %s is NULL",
                    ids ? "actions" : "ids");
    const struct orders orders = {.discrete = actions};
    return act_named(world, ids, count, &orders, error);
}

fishsim_status fishsim_agents_act_slots(fishsim_world *world, const float *actions,
                                        fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_act_slots", error);
    if (status)
        return status;
    if (!actions)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_agents_act_slots: actions is NULL");
    const struct orders orders = {.continuous = actions};
    return act_slots(world, &orders, error);
}

fishsim_status fishsim_agents_act_slots_discrete(fishsim_world *world, const int32_t *actions,
                                                 fishsim_error *error)
{
    fishsim_status status = agents_check(world, "fishsim_agents_act_slots_discrete", error);
    if (status)
        return status;
    if (!actions)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_agents_act_slots_discrete: actions is NULL");
    const struct orders orders = {.discrete = actions};
    return act_slots(world, &orders, error);
}

fishsim_status fishsim_agents_mask(const fishsim_world *world, uint8_t *mask, fishsim_error *error)
{
    enum { CHOICES = FISHSIM_ACTION_TURNS + FISHSIM_ACTION_SPEEDS + FISHSIM_ACTION_BITES };
    fishsim_status status = agents_check(world, "fishsim_agents_mask", error);
    if (status)
        return status;
    if (!mask)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_agents_mask: mask is NULL");
    memset(mask, 0, (size_t)world->agents.slots * CHOICES);
    for (uint32_t row = 0; row < world->fish.count; row++) {
        if (!world->fish.agent[row])
            continue;
        const struct species *species = &world->species[world->fish.species[row]];
        uint8_t *choices = mask + (size_t)(world->fish.agent[row] - 1) * CHOICES;
        memset(choices, 1, CHOICES - 1);
        choices[CHOICES - 1] = species->hunts && mind_hungry(world, species, row);
    }
    return FISHSIM_OK;
}

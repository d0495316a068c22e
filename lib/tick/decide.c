/* SPDX-License-Identifier: MIT */
/*
 * decide.c: an agent does what it is told. Else the first mind of its species that has something to
 * do sets the intent; without one, a fish keeps its heading at cruising speed.
 */
#include "base/lanes.h"
#include "mind/mind.h"
#include "tick/tick.h"

#include <string.h>

/* What a fish does if nobody decides for it. */
static void open_rows(const fishsim_world *world, const struct species *species, uint32_t begin,
                      uint32_t end)
{
    const struct fish *fish = &world->fish;
    size_t count = end - begin;
    memset(fish->mind + begin, OPEN, count);
    memset(fish->burst + begin, 0, count);
    memset(fish->lagging + begin, 0, count);
    memset(fish->caught + begin, 0, count * sizeof *fish->caught);
    memset(fish->intent_x + begin, 0, count * sizeof(float)); /* nowhere */
    memset(fish->intent_y + begin, 0, count * sizeof(float));
    memset(fish->intent_z + begin, 0, count * sizeof(float));
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        fish->intent_speed[row] = mind_cruise(world, species, row);
        fish->action[row] = ACTION_NONE;
    }
}

static void take_orders(fishsim_world *world, const struct species *species, uint32_t begin,
                        uint32_t end)
{
    uint32_t rows[PIECE], orders[PIECE], count = 0;
    for (uint32_t row = begin; row < end; row++) {
        uint32_t order = agent_action(world, row);
        agents_expect(world, row, end);
        rows[count] = row;
        orders[count] = order;
        count += action_given(order);
    }
    mind_follow_all(world, species, rows, orders, count);
}

/* Those whose mind moves with the old velocity (Vicsek). */
static void mark_lagging(const fishsim_world *world, uint32_t begin, uint32_t end)
{
    for (uint32_t row = begin; row < end; row++) {
        const struct mind *mind = mind_of(world, row);
        world->fish.lagging[row] = mind && mind->settings.moves_with == MOVES_WITH_OLD;
    }
}

/* Fish that handle prey may be slow. */
static void slow_down(struct fish *fish, float handling_speed, uint32_t begin, uint32_t end)
{
    EACH_APART
    for (uint32_t row = begin; row < end; row++)
        fish->intent_speed[row] *= fish->handling_s[row] > 0.0f ? handling_speed : 1.0f;
}

static void decide_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    float handling_speed = (float)species->settings.feeding.handling_speed;
    bool lags = false;
    open_rows(world, species, begin, end);
    if (world->agents.slots)
        take_orders(world, species, begin, end);
    for (uint32_t i = 0; i < species->mind_count; i++) {
        const struct mind *mind = species->minds[i];
        mind->rule->decide(world, mind, species, begin, end);
        lags = lags || mind->settings.moves_with == MOVES_WITH_OLD;
    }
    if (lags)
        mark_lagging(world, begin, end);
    if (handling_speed != 1.0f)
        slow_down(&world->fish, handling_speed, begin, end);
    mind_finish(world, begin, end);
}

void tick_decide(fishsim_world *world)
{
    for_each_species_rows(world, decide_rows);
}

/* SPDX-License-Identifier: MIT */
/*
 * decide.c: an agent does what it is told. Else the first mind of its species that has something to
 * do sets the intent; without one, a fish keeps its heading at cruising speed.
 */
#include "mind/mind.h"
#include "tick/tick.h"

static void decide_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    float handling_speed = (float)species->settings.feeding.handling_speed;
    bool slows = handling_speed != 1.0f;
    for (uint32_t row = begin; row < end; row++) {
        uint32_t order = agent_action(world, row);
        bool decided = action_given(order);
        fish->burst[row] = fish->lagging[row] = fish->caught[row] = 0;
        if (decided)
            mind_follow(world, species, row, order);
        else
            fish->action[row] = ACTION_NONE;
        for (uint32_t i = 0; i < species->mind_count && !decided; i++) {
            const struct mind *mind = species->minds[i];
            decided = mind->rule->decide(world, mind, species, row);
            fish->lagging[row] = decided && mind->settings.moves_with == MOVES_WITH_OLD;
        }
        if (!decided) {
            mind_want(world, row, NOWHERE, NULL);
            fish->intent_speed[row] = mind_cruise(world, species, row);
        }
        if (slows && fish->handling_s[row] > 0.0f)
            fish->intent_speed[row] *= handling_speed;
    }
    mind_finish(world, begin, end);
}

void tick_decide(fishsim_world *world)
{
    for_each_species_rows(world, decide_rows);
}

/* SPDX-License-Identifier: MIT */
/*
 * walk.c: a correlated random walk (Kareiva and Shigesada 1983): cruise on, turning a little at
 * random.
 */
#include "mind/mind.h"

static bool decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t row)
{
    mind_want(world, row, NOWHERE, mind);
    world->fish.intent_speed[row] = mind_cruise(world, species, row);
    return true;
}

const struct mind_rule MIND_WALK_RULE = {.name = "walk", .decide = decide};

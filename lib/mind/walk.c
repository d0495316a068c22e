/* SPDX-License-Identifier: MIT */
/*
 * walk.c: a correlated random walk (Kareiva and Shigesada 1983): cruise on, turning a little at
 * random.
 */
#include "mind/mind.h"

/* The heading and the speed are those that an open row wants already. */
static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    (void)species;
    for (uint32_t row = begin; row < end; row++)
        if (is_open(world, row))
            world->fish.mind[row] = mind_number(world, mind);
}

const struct mind_rule MIND_WALK_RULE = {.name = "walk", .errs = true, .decide = decide};

/* SPDX-License-Identifier: MIT */
/* The headers are C++ too: every one in a single translation unit, in any order, and used. */
#include <fishsim/world.h>
#include <fishsim/snapshot.h>
#include <fishsim/run.h>
#include <fishsim/event.h>
#include <fishsim/config.h>
#include <fishsim/base.h>
#include <fishsim/brain.h>
#include <fishsim/batch.h>
#include <fishsim/arrow.h>
#include <fishsim/agent.h>
#include <fishsim/fishsim.h>

/* Calls have C linkage and take what C++ gives them. */
fishsim_status tick_once(fishsim_world *world)
{
    fishsim_error error = {};
    fishsim_world_info info;
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);
    if (status == FISHSIM_OK)
        status = fishsim_world_tick(world, 1, &error);
    if (status == FISHSIM_OK)
        status = fishsim_world_get_info(world, &info, &error);
    return status;
}

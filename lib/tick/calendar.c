/* SPDX-License-Identifier: MIT */
/*
 * calendar.c: hours and days pass, and the host's systems run when theirs is due.
 */
#include "tick/tick.h"

#include "world/climate.h"

static const uint64_t HOURS_PER_DAY = 24;

static void run_systems(fishsim_world *world, int32_t every, uint64_t count)
{
    for (uint32_t i = 0; i < world->system_count; i++) {
        const fishsim_system *system = &world->systems[i];
        if (system->every != every)
            continue;
        world->inside = INSIDE_SYSTEM;
        fishsim_status status = system->run(system->user, world, count);
        world->inside = INSIDE_TICK;
        if (status < 0 && world->system_failures++ == 0)
            log_line(&world->hooks, FISHSIM_LOG_WARNING, "system %u failed at tick %llu: %s", i,
                     (unsigned long long)world->tick, fishsim_status_name(status));
    }
}

static void pass(fishsim_world *world, uint32_t kind, int32_t every, uint64_t count)
{
    fishsim_event event = {.kind = (uint16_t)kind, .value = (uint32_t)count};
    event_add(world, event);
    run_systems(world, every, count);
}

void tick_calendar(fishsim_world *world)
{
    run_systems(world, FISHSIM_EVERY_TICK, world->tick);
    uint64_t last = world_calendar_hour(world, world->tick);
    uint64_t before = world_calendar_hour(world, world->tick - 1);
    if (last > before && world->settings.world.temperature_swing_c > 0.0)
        world_set_temperature(world, climate_temperature(world, last));
    for (uint64_t hour = before + 1; hour <= last; hour++) {
        pass(world, FISHSIM_EVENT_HOUR, FISHSIM_EVERY_HOUR, hour);
        if (hour % HOURS_PER_DAY == 0)
            pass(world, FISHSIM_EVENT_DAY, FISHSIM_EVERY_DAY, hour / HOURS_PER_DAY);
    }
}

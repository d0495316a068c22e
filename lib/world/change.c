/* SPDX-License-Identifier: MIT */
/*
 * change.c: a setting of a living world, changed by the host.
 *
 * The world is saved under its new settings and restored from that, so whatever follows from a
 * setting is worked out, and checked, as it is for a new world.
 */
#include "base/host.h"
#include "config/config.h"
#include "config/parse.h"
#include "world/world.h"

#include <fishsim/snapshot.h>

#include <string.h>

static void swap_settings(struct settings *a, struct settings *b, struct settings *room)
{
    *room = *a;
    *a = *b;
    *b = *room;
}

/* Only what the minds do may change: all else is built into the state. */
static fishsim_status check_key(const fishsim_world *world, const struct settings *changed,
                                const char *key, fishsim_error *error)
{
    if (strncmp(key, "minds.", 6) != 0)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "%s: only keys of minds can be changed in a living world", key);
    if (changed->mind_count != world->settings.mind_count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "%s: the world has no mind of that name", key);
    return settings_check(changed, error);
}

/* Goes through a snapshot. Events that wait for the end of the tick are kept. */
static fishsim_status rebuild(fishsim_world *world, struct settings *changed, struct settings *room,
                              fishsim_error *error)
{
    uint64_t waiting = world->sinks.event_count;
    swap_settings(&world->settings, changed, room);
    uint64_t size = fishsim_snapshot_size(world);
    void *bytes = size <= SIZE_MAX ? memory_take(&world->hooks, (size_t)size) : NULL;
    fishsim_status status = FISHSIM_OK;
    if (!bytes)
        status = fail(error, FISHSIM_ERR_MEMORY, "fishsim_world_set: no memory for %llu bytes",
                      (unsigned long long)size);
    if (!status)
        status = fishsim_snapshot_save(world, bytes, size, NULL, error);
    swap_settings(&world->settings, changed, room);
    if (!status)
        status = fishsim_snapshot_restore(world, bytes, size, error);
    if (!status)
        world->sinks.event_count = waiting;
    memory_release(&world->hooks, bytes, (size_t)size);
    return status;
}

fishsim_status fishsim_world_set(fishsim_world *world, const char *key, const char *value,
                                 fishsim_error *error)
{
    if (!world || !key || !value)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_set: %s is NULL",
                    !world ? "world"
                    : !key ? "key"
                           : "value");
    if (world->dead || world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "fishsim_world_set: the world is %s",
                    world->dead ? "dead" : "inside a tick");
    struct settings *changed = memory_take(&world->hooks, 2 * sizeof *changed);
    if (!changed)
        return fail(error, FISHSIM_ERR_MEMORY, "fishsim_world_set: no memory for settings");
    changed[0] = world->settings;
    fishsim_status status = settings_set(&changed[0], &world->hooks, key, value, error);
    if (!status)
        status = check_key(world, &changed[0], key, error);
    if (!status)
        status = rebuild(world, &changed[0], &changed[1], error);
    memory_release(&world->hooks, changed, 2 * sizeof *changed);
    return status;
}

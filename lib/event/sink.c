/* SPDX-License-Identifier: MIT */
/*
 * sink.c: gathering the events of a tick and handing them to the sinks.
 *
 * Called by the phases of the tick and by run.c. The number of an event depends on the trajectory
 * alone: it counts on whether or not anybody listens.
 */
#include "event/sink.h"

#include "base/host.h"
#include "base/status.h"
#include "world/world.h"

#include <string.h>

enum { FIRST_SINKS = 4, FIRST_EVENTS = 256 };

const char *fishsim_event_name(uint32_t kind)
{
    switch (kind) {
#define X(NAME, name, number, meaning)                                                             \
    case number:                                                                                   \
        return #name;
        FISHSIM_EVENT_TABLE(X)
#undef X
    default:
        return "unknown";
    }
}

/* ---- gathering ------------------------------------------------------------------------------ */

static bool wants(const struct attached_sink *sink, uint16_t kind)
{
    return sink->given.on_events && (sink->given.kinds >> kind & 1);
}

static bool anybody_wants(const struct sinks *sinks, uint16_t kind)
{
    for (uint32_t i = 0; i < sinks->count; i++)
        if (wants(&sinks->list[i], kind))
            return true;
    return false;
}

/* Doubles the room for events, and the room in which they are filtered. */
static bool grow_events(struct sinks *sinks, const fishsim_hooks *hooks)
{
    uint64_t capacity = sinks->event_capacity ? 2 * sinks->event_capacity : FIRST_EVENTS;
    fishsim_event *events = memory_take(hooks, (size_t)capacity * sizeof *events);
    fishsim_event *filtered = memory_take(hooks, (size_t)capacity * sizeof *filtered);
    if (!events || !filtered) {
        memory_release(hooks, events, (size_t)capacity * sizeof *events);
        memory_release(hooks, filtered, (size_t)capacity * sizeof *filtered);
        return false;
    }
    if (sinks->event_count)
        memcpy(events, sinks->events, (size_t)sinks->event_count * sizeof *events);
    size_t old_size = (size_t)sinks->event_capacity * sizeof *events;
    memory_release(hooks, sinks->events, old_size);
    memory_release(hooks, sinks->filtered, old_size);
    sinks->events = events;
    sinks->filtered = filtered;
    sinks->event_capacity = capacity;
    return true;
}

void event_add(fishsim_world *world, fishsim_event event)
{
    struct sinks *sinks = &world->sinks;
    event.sequence = ++sinks->sequence;
    event.tick = world->tick;
    if (!anybody_wants(sinks, event.kind))
        return;
    if (sinks->event_count == sinks->event_capacity && !grow_events(sinks, &world->hooks)) {
        sinks->out_of_memory = true;
        return;
    }
    sinks->events[sinks->event_count++] = event;
}

fishsim_event event_of_fish(const fishsim_world *world, uint32_t kind, uint32_t row)
{
    const struct fish *fish = &world->fish;
    fishsim_event event = {0};
    event.kind = (uint16_t)kind;
    event.fish = fish->id[row];
    event.species = fish->species[row];
    event.x_m = fish->x[row];
    event.y_m = fish->y[row];
    event.z_m = fish->z[row];
    return event;
}

/* ---- handing over --------------------------------------------------------------------------- */

static void count_failure(const fishsim_world *world, struct attached_sink *sink,
                          fishsim_status status)
{
    if (status >= 0)
        return;
    if (sink->failures++ == 0)
        log_line(&world->hooks, FISHSIM_LOG_WARNING, "sink %u failed in tick %llu: %s (%d)",
                 sink->id, (unsigned long long)world->tick, fishsim_status_name(status),
                 (int)status);
}

/* The events that a sink wants: all of them as they are, or a filtered copy. */
static const fishsim_event *select_events(struct sinks *sinks, const struct attached_sink *sink,
                                          uint64_t *count)
{
    if (sink->given.kinds == UINT64_MAX) {
        *count = sinks->event_count;
        return sinks->events;
    }
    *count = 0;
    for (uint64_t i = 0; i < sinks->event_count; i++)
        if (wants(sink, sinks->events[i].kind))
            sinks->filtered[(*count)++] = sinks->events[i];
    return sinks->filtered;
}

static void give_events(fishsim_world *world, struct attached_sink *sink)
{
    if (!sink->given.on_events)
        return;
    uint64_t count;
    const fishsim_event *events = select_events(&world->sinks, sink, &count);
    if (count)
        count_failure(world, sink, sink->given.on_events(sink->given.user, events, count));
}

bool sinks_want_measures(const struct sinks *sinks)
{
    for (uint32_t i = 0; i < sinks->count; i++)
        if (sinks->list[i].given.on_measures)
            return true;
    return false;
}

static void give_measures(fishsim_world *world, struct attached_sink *sink)
{
    const struct sinks *sinks = &world->sinks;
    if (sinks->measured && sink->given.on_measures)
        count_failure(world, sink,
                      sink->given.on_measures(sink->given.user, world, sinks->measures,
                                              world->species_count));
}

static void give_frame(fishsim_world *world, struct attached_sink *sink)
{
    uint64_t every =
        sink->given.frame_every ? sink->given.frame_every : world->settings.events.frame_every;
    if (sink->given.on_frame && world->tick % every == 0)
        count_failure(world, sink, sink->given.on_frame(sink->given.user, world));
}

void sinks_deliver(fishsim_world *world, bool frames)
{
    struct sinks *sinks = &world->sinks;
    uint8_t inside = world->inside;
    world->inside = INSIDE_SINK;
    for (uint32_t i = 0; i < sinks->count; i++) {
        give_events(world, &sinks->list[i]);
        if (frames) {
            give_measures(world, &sinks->list[i]);
            give_frame(world, &sinks->list[i]);
        }
    }
    sinks->event_count = 0;
    world->inside = inside;
}

/* ---- attaching ------------------------------------------------------------------------------ */

const struct sized SINK = SIZED(fishsim_sink, on_measures);

fishsim_status fishsim_sink_init(fishsim_sink *sink, size_t struct_size)
{
    fishsim_status status = sized_init(sink, struct_size, &SINK);
    if (!status)
        sink->kinds = UINT64_MAX;
    return status;
}

static fishsim_status check_between_ticks(const fishsim_world *world, const char *call,
                                          fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: world is NULL", call);
    if (world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "%s: not allowed inside a tick", call);
    return FISHSIM_OK;
}

static bool grow_list(struct sinks *sinks, const fishsim_hooks *hooks)
{
    uint32_t capacity = sinks->capacity ? 2 * sinks->capacity : FIRST_SINKS;
    struct attached_sink *list = memory_take(hooks, capacity * sizeof *list);
    if (!list)
        return false;
    if (sinks->count)
        memcpy(list, sinks->list, sinks->count * sizeof *list);
    memory_release(hooks, sinks->list, sinks->capacity * sizeof *list);
    sinks->list = list;
    sinks->capacity = capacity;
    return true;
}

fishsim_status fishsim_world_add_sink(fishsim_world *world, const fishsim_sink *sink,
                                      uint32_t *sink_id, fishsim_error *error)
{
    fishsim_status status = check_between_ticks(world, "fishsim_world_add_sink", error);
    if (status)
        return status;
    struct attached_sink attached = {0};
    status = sized_take(&attached.given, sink, &SINK, error);
    if (status)
        return status;
    struct sinks *sinks = &world->sinks;
    if (sinks->count == sinks->capacity && !grow_list(sinks, &world->hooks))
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for another sink");
    attached.id = sinks->next_id++;
    sinks->list[sinks->count++] = attached;
    if (sink_id)
        *sink_id = attached.id;
    return FISHSIM_OK;
}

/* Place of a sink in the list, or `count`. */
static uint32_t find_sink(const struct sinks *sinks, uint32_t sink_id)
{
    uint32_t place = 0;
    while (place < sinks->count && sinks->list[place].id != sink_id)
        place++;
    return place;
}

static fishsim_status no_such_sink(uint32_t sink_id, fishsim_error *error)
{
    return fail(error, FISHSIM_ERR_NOT_FOUND, "no sink has the id %u", sink_id);
}

fishsim_status fishsim_world_remove_sink(fishsim_world *world, uint32_t sink_id,
                                         fishsim_error *error)
{
    fishsim_status status = check_between_ticks(world, "fishsim_world_remove_sink", error);
    if (status)
        return status;
    struct sinks *sinks = &world->sinks;
    uint32_t place = find_sink(sinks, sink_id);
    if (place == sinks->count)
        return no_such_sink(sink_id, error);
    sinks->count--;
    memmove(&sinks->list[place], &sinks->list[place + 1],
            (sinks->count - place) * sizeof *sinks->list);
    return FISHSIM_OK;
}

fishsim_status fishsim_world_get_sink_failures(const fishsim_world *world, uint32_t sink_id,
                                               uint64_t *failures, fishsim_error *error)
{
    if (!world || !failures)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_sink_failures: %s is NULL",
                    world ? "failures" : "world");
    uint32_t place = find_sink(&world->sinks, sink_id);
    if (place == world->sinks.count)
        return no_such_sink(sink_id, error);
    *failures = world->sinks.list[place].failures;
    return FISHSIM_OK;
}

void sinks_release(fishsim_world *world)
{
    struct sinks *sinks = &world->sinks;
    size_t size = (size_t)sinks->event_capacity * sizeof *sinks->events;
    memory_release(&world->hooks, sinks->events, size);
    memory_release(&world->hooks, sinks->filtered, size);
    memory_release(&world->hooks, sinks->list, sinks->capacity * sizeof *sinks->list);
    school_release(&sinks->school_room, &world->hooks);
    memset(sinks, 0, sizeof *sinks);
}

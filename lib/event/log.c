/* SPDX-License-Identifier: MIT */
/*
 * log.c: a sink that keeps events in memory, up to a bound.
 *
 * What does not fit, for the bound or for lack of memory, is counted and forgotten: a log never
 * makes its world fail.
 */
#include "base/host.h"
#include "base/status.h"
#include "event/sink.h"

#include <fishsim/event.h>

#include <stdbool.h>
#include <string.h>

enum { FIRST_EVENTS = 256 };

struct fishsim_event_log {
    fishsim_hooks hooks;
    fishsim_event *events;
    uint64_t count;
    uint64_t room; /* events that the memory at `events` holds */
    uint64_t capacity;
    uint64_t dropped;
};

fishsim_status fishsim_event_log_create(const fishsim_hooks *hooks, uint64_t capacity,
                                        fishsim_event_log **out, fishsim_error *error)
{
    if (!out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_event_log_create: out is NULL");
    if (!capacity)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_event_log_create: capacity is 0");
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    fishsim_event_log *log = memory_take(&taken, sizeof *log);
    if (!log)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for an event log");
    log->hooks = taken;
    log->capacity = capacity;
    *out = log;
    return FISHSIM_OK;
}

void fishsim_event_log_destroy(fishsim_event_log *log)
{
    if (!log)
        return;
    const fishsim_hooks hooks = log->hooks;
    memory_release(&hooks, log->events, (size_t)log->room * sizeof *log->events);
    memory_release(&hooks, log, sizeof *log);
}

/* Makes room for `wanted` events, at most `capacity`, by doubling. */
static bool make_room(fishsim_event_log *log, uint64_t wanted)
{
    uint64_t room = log->room ? log->room : FIRST_EVENTS;
    while (room < wanted)
        room *= 2;
    room = room < log->capacity ? room : log->capacity;
    if (room > SIZE_MAX / sizeof *log->events)
        return false;
    fishsim_event *events = memory_take(&log->hooks, (size_t)room * sizeof *events);
    if (!events)
        return false;
    if (log->count)
        memcpy(events, log->events, (size_t)log->count * sizeof *events);
    memory_release(&log->hooks, log->events, (size_t)log->room * sizeof *events);
    log->events = events;
    log->room = room;
    return true;
}

static fishsim_status keep_events(void *user, const fishsim_event *events, uint64_t count)
{
    fishsim_event_log *log = user;
    uint64_t left = log->capacity - log->count;
    uint64_t kept = count < left ? count : left;
    if (kept > log->room - log->count && !make_room(log, log->count + kept))
        kept = log->room - log->count;
    if (kept)
        memcpy(log->events + log->count, events, (size_t)kept * sizeof *events);
    log->count += kept;
    log->dropped += count - kept;
    return FISHSIM_OK;
}

fishsim_status fishsim_event_log_sink(fishsim_event_log *log, fishsim_sink *sink,
                                      fishsim_error *error)
{
    if (!log)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_event_log_sink: log is NULL");
    fishsim_sink filled;
    fishsim_sink_init(&filled, sizeof filled);
    filled.on_events = keep_events;
    filled.user = log;
    return sized_give(sink, &filled, &SINK, error);
}

const fishsim_event *fishsim_event_log_events(const fishsim_event_log *log, uint64_t *count)
{
    if (count)
        *count = log ? log->count : 0;
    return log ? log->events : NULL;
}

uint64_t fishsim_event_log_dropped(const fishsim_event_log *log)
{
    return log ? log->dropped : 0;
}

void fishsim_event_log_clear(fishsim_event_log *log)
{
    if (!log)
        return;
    log->count = 0;
    log->dropped = 0;
}

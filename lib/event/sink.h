/* SPDX-License-Identifier: MIT */
/*
 * sink.h: events gathered during a tick, and the sinks that get them at its end.
 *
 * Called by the phases of the tick (event_add) and by tick.c (sinks_deliver). Events are numbered
 * whether or not a sink listens, so that listening changes nothing.
 */
#ifndef FISHSIM_LIB_SINK_H
#define FISHSIM_LIB_SINK_H

#include "base/status.h"
#include "config/settings.h"
#include "measure/school.h"

#include <fishsim/event.h>

#include <stdbool.h>

/* How a fishsim_sink crosses the ABI. */
extern const struct sized SINK;

struct attached_sink {
    fishsim_sink given;
    uint32_t id;
    uint64_t failures;
};

struct sinks {
    struct attached_sink *list;
    uint32_t count, capacity;
    uint32_t next_id;
    fishsim_event *events; /* of this tick so far */
    uint64_t event_count, event_capacity;
    fishsim_event *filtered; /* (event_capacity), the kinds that one sink wants */
    bool out_of_memory;      /* an event could not be kept: the tick fails */
    uint64_t sequence;       /* of the last event: state */
    bool measured;           /* `measures` are of this tick */
    fishsim_measures measures[SPECIES_MAX];
    struct school_room school_room;
};

/*
 * Numbers an event, stamps it with the tick, and keeps it if a sink listens. The caller fills the
 * other fields.
 */
void event_add(fishsim_world *world, fishsim_event event);

/* An event about a fish of this world, with its place and species filled in. */
fishsim_event event_of_fish(const fishsim_world *world, uint32_t kind, uint32_t row);

/* Whether a sink wants the measures. */
bool sinks_want_measures(const struct sinks *sinks);

/*
 * Hands the gathered events to the sinks and, if `frames`, what is due of measures and frames.
 */
void sinks_deliver(fishsim_world *world, bool frames);

/* Frees the list of sinks and the events. */
void sinks_release(fishsim_world *world);

#endif

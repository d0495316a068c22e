/* SPDX-License-Identifier: MIT */
/*
 * alarm.h: what a person should hear of, on monitoring.events.critical.
 *
 * simulation.c and population.c raise the alarms of a simulation from its thread, desk.c those of
 * the bus from the main thread. An alarm that goes on is told again every ALARM_AGAIN_S, so that a
 * receiver that came late hears of it, and told once more when it is over.
 */
#ifndef FISHSIM_WORKER_ALARM_H
#define FISHSIM_WORKER_ALARM_H

#include "worker.h"

#include <fishsim/wire.h>

#include <stdbool.h>

/* Kinds of alarm: X(Name, SEVERITY, meaning for people). */
#define ALARM_TABLE(X)                                                                             \
    X(SimulationFailed, CRITICAL, "A simulation cannot go on.")                                    \
    X(InvariantBroken, CRITICAL,                                                                   \
      "A simulation cannot go on, since something that always holds does not, such as that its "   \
      "energy ledger closes: a defect of the library.")                                            \
    X(SnapshotFailed, WARNING,                                                                     \
      "A simulation could not be kept in `worker.snapshots`; over with the next that can.")        \
    X(PopulationCollapsed, WARNING,                                                                \
      "A species has fallen below `worker.collapse` of its highest number, which was 20 or more; " \
      "over when it has twice as many.")                                                           \
    X(SpeciesExtinct, INFO, "A species has no fish left; over when it has some.")                  \
    X(EventsDropped, WARNING,                                                                      \
      "The queue to the log was full, and messages were dropped; over after a minute without.")    \
    X(BusReconnected, INFO, "The connection to the bus was lost and has come back.")

enum alarm_kind {
#define X(Name, SEVERITY, meaning) ALARM_##Name,
    ALARM_TABLE(X)
#undef X
};

enum { ALARM_AGAIN_S = 60 };

/* An alarm that may go on for a while. Zeroed: it is not raised. */
struct alarm {
    bool raised;
    int64_t told_ns; /* steady clock */
};

/* What an alarm is about. */
struct alarm_place {
    const char *simulation; /* "": the worker */
    const char *species;    /* "": none */
    uint64_t tick;
};

/* Tells of something that has happened. Any thread, but one for each simulation. */
void alarm_tell(struct worker *worker, enum alarm_kind kind, const struct alarm_place *place,
                const char *summary);

/* Tells when it begins to hold, while it does, and when it ends; `summary` may be NULL at an end.
 */
void alarm_hold(struct worker *worker, struct alarm *alarm, bool holds, enum alarm_kind kind,
                const struct alarm_place *place, const char *summary);

/* Prints the kinds for people. */
void alarm_describe(FILE *out);

#endif

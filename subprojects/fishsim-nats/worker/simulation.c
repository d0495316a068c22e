/* SPDX-License-Identifier: MIT */
/* simulation.c: driving one simulation. See simulation.h. */
#define _POSIX_C_SOURCE 200809L

#include "simulation.h"

#include "agents.h"
#include "metrics.h"
#include "store.h"
#include "trouble.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    CHUNKS_PER_SECOND = 50, /* the run comes back so often, to see whether it is interrupted */
    TICKS_MAX = 10000,      /* in a chunk */
    IDLE_MS = 50,           /* a paused simulation looks for commands so often */
};

/* ---- telling --------------------------------------------------------------------------------- */

static fishsim_run_status run_status(struct simulation *simulation)
{
    fishsim_run_status status;
    fishsim_run_status_init(&status, sizeof status);
    fishsim_run_get_status(simulation->run, &status, NULL);
    return status;
}

void simulation_status(struct simulation *simulation, fishsim_wire_status *status)
{
    const fishsim_run_status from = run_status(simulation);
    fishsim_wire_status_init(status, sizeof *status);
    status->state = from.state;
    status->failure = from.failure;
    status->tick = from.tick;
    status->last_tick = from.last_tick;
    status->fish = from.fish;
    status->progress = from.progress;
    status->speed_limit = from.speed_limit;
    status->ticks_per_second = from.ticks_per_second;
    if (atomic_load(&simulation->ended))
        status->digest = simulation->digest;
}

/* Tells the log where the simulation stands, with its species. Own thread. */
static void log_status(struct simulation *simulation, const char *message)
{
    fishsim_wire_status status;
    const fishsim_world *world = fishsim_run_get_world(simulation->run);
    simulation_status(simulation, &status);
    status.digest = fishsim_world_digest(world);
    status.events = fishsim_nats_feed_sequence(simulation->feed);
    status.message = message;
    fishsim_nats_feed_status(simulation->feed, &status, world, NULL);
}

/* Says that the run has failed to whoever watches. */
static void raise_alarm(struct simulation *simulation, const fishsim_error *error)
{
    const struct alarm_place place = {simulation->id, "", run_status(simulation).tick};
    alarm_tell(simulation->worker,
               error->status == FISHSIM_ERR_INVARIANT ? ALARM_InvariantBroken
                                                      : ALARM_SimulationFailed,
               &place, error->message);
}

/* ---- driving --------------------------------------------------------------------------------- */

static void keep(struct simulation *simulation)
{
    const char *folder = simulation->worker->settings->snapshots;
    const fishsim_run_status status = run_status(simulation);
    const struct kept kept = {.sequence = fishsim_nats_feed_sequence(simulation->feed),
                              .last_tick = simulation->last_tick,
                              .ticks_per_second = status.speed_limit,
                              .paused = status.state == FISHSIM_RUN_PAUSED};
    fishsim_error error = {0};
    if (!folder[0])
        return;
    const struct alarm_place place = {simulation->id, "", status.tick};
    bool failed =
        store_save(folder, simulation->id, fishsim_run_get_world(simulation->run), &kept, &error);
    alarm_hold(simulation->worker, &simulation->unkept, failed, ALARM_SnapshotFailed, &place,
               error.message);
}

static void wait_idle(struct simulation *simulation)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += IDLE_MS * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&simulation->mutex);
    pthread_cond_timedwait(&simulation->woken, &simulation->mutex, &until);
    pthread_mutex_unlock(&simulation->mutex);
}

/* Some ticks, or a wait if there are none to do. */
static fishsim_status drive(struct simulation *simulation, const fishsim_run_status *status,
                            fishsim_error *error)
{
    if (simulation->agents) {
        bool running = status->state == FISHSIM_RUN_RUNNING;
        if (!running && !atomic_load(&simulation->steps)) {
            wait_idle(simulation);
            return FISHSIM_OK;
        }
        if (!running)
            atomic_fetch_sub(&simulation->steps, 1);
        return agents_step(simulation->agents, simulation->run, &simulation->interrupted, error);
    }
    double wanted = status->ticks_per_second / CHUNKS_PER_SECOND;
    uint64_t ticks = wanted < 1 ? 1 : wanted > TICKS_MAX ? TICKS_MAX : (uint64_t)wanted, done = 0;
    fishsim_status result = fishsim_run_advance(simulation->run, ticks, &done, error);
    if (!result && !done)
        wait_idle(simulation);
    return result;
}

static bool has_ended(uint32_t state)
{
    return state == FISHSIM_RUN_COMPLETED || state == FISHSIM_RUN_STOPPED ||
           state == FISHSIM_RUN_FAILED;
}

/* The end of a simulation that has ended by itself or by command. */
static void finish(struct simulation *simulation, uint32_t state, const fishsim_error *error)
{
    simulation->digest = fishsim_world_digest(fishsim_run_get_world(simulation->run));
    if (state == FISHSIM_RUN_FAILED)
        raise_alarm(simulation, error);
    log_status(simulation, error->message);
    store_remove(simulation->worker->settings->snapshots, simulation->id);
    say(simulation->worker, "%s: %s at tick %" PRIu64 ", digest %016" PRIx64, simulation->id,
        fishsim_run_state_name(state), run_status(simulation).tick, simulation->digest);
}

static void *live(void *user)
{
    struct simulation *simulation = user;
    fishsim_error error = {0};
    double every_s = simulation->worker->settings->snapshot_s;
    int64_t kept_ns = clock_steady_ns();
    for (;;) {
        fishsim_run_advance(simulation->run, 0, NULL, NULL); /* takes up commands */
        const fishsim_run_status status = run_status(simulation);
        if (has_ended(status.state)) {
            finish(simulation, status.state, &error);
            break;
        }
        if (atomic_load(&simulation->interrupted)) {
            keep(simulation);
            break;
        }
        drive(simulation, &status, &error);
        if (every_s > 0 && (double)(clock_steady_ns() - kept_ns) >= every_s * 1e9) {
            keep(simulation);
            kept_ns = clock_steady_ns();
        }
    }
    atomic_store(&simulation->ended, true);
    return NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

static fishsim_status attach(struct simulation *simulation, fishsim_world *world, uint64_t sequence,
                             fishsim_error *error)
{
    struct worker *worker = simulation->worker;
    fishsim_sink sink;
    fishsim_sink_init(&sink, sizeof sink);
    fishsim_status status = fishsim_nats_feed_create(worker->nats, world, simulation->id, sequence,
                                                     &simulation->feed, error);
    if (!status)
        status = fishsim_nats_feed_sink(simulation->feed, &sink, error);
    sink.frame_every = (uint32_t)worker->settings->frame_every;
    if (!status)
        status = fishsim_world_add_sink(world, &sink, NULL, error);
    if (!status)
        status = worker_metrics_watch(worker, simulation->id, world, &simulation->watch, error);
    if (!status)
        status = population_watch(worker, simulation->id, world, &simulation->population, error);
    if (!status)
        status = agents_create(worker, simulation->id, world, &simulation->agents, error);
    return status;
}

/* Frees what there is, but the world. */
static void release(struct simulation *simulation)
{
    agents_destroy(simulation->agents);
    population_unwatch(simulation->population);
    worker_metrics_unwatch(simulation->watch);
    fishsim_nats_feed_destroy(simulation->feed);
    pthread_mutex_destroy(&simulation->mutex);
    pthread_cond_destroy(&simulation->woken);
    free(simulation);
}

/* Frees all of a simulation that has no thread. */
static void give_up(struct simulation *simulation, fishsim_world *world)
{
    if (simulation->run)
        fishsim_run_destroy(simulation->run); /* and the world with it */
    else
        fishsim_world_destroy(world);
    release(simulation);
}

fishsim_status simulation_start(struct worker *worker, const struct simulation_plan *plan,
                                struct simulation **out, fishsim_error *error)
{
    struct simulation *simulation = calloc(1, sizeof *simulation);
    if (!simulation)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a simulation");
    simulation->worker = worker;
    simulation->last_tick = plan->last_tick;
    memcpy(simulation->id, plan->id, strlen(plan->id) + 1);
    pthread_mutex_init(&simulation->mutex, NULL);
    pthread_cond_init(&simulation->woken, NULL);
    fishsim_status status = attach(simulation, plan->world, plan->sequence, error);
    if (!status)
        status = fishsim_run_create(plan->world, plan->last_tick, NULL, &simulation->run, error);
    if (!status)
        status = fishsim_run_set_speed(simulation->run, plan->ticks_per_second, error);
    if (status) {
        give_up(simulation, plan->world);
        return status;
    }
    if (!plan->resumed)
        log_status(simulation, "made");
    fishsim_run_start(simulation->run, NULL);
    if (plan->paused)
        fishsim_run_pause(simulation->run, NULL);
    if (pthread_create(&simulation->thread, NULL, live, simulation) != 0) {
        give_up(simulation, plan->world);
        return trouble(error, FISHSIM_ERR_MEMORY, "no thread for a simulation");
    }
    *out = simulation;
    return FISHSIM_OK;
}

fishsim_status simulation_control(struct simulation *simulation,
                                  const fishsim_wire_control *control, fishsim_error *error)
{
    fishsim_run *run = simulation->run;
    fishsim_status status = FISHSIM_OK;
    switch (control->action) {
    case FISHSIM_CONTROL_PAUSE:
        status = fishsim_run_pause(run, error);
        break;
    case FISHSIM_CONTROL_RESUME:
        status = fishsim_run_resume(run, error);
        break;
    case FISHSIM_CONTROL_STOP:
        status = fishsim_run_stop(run, error);
        break;
    case FISHSIM_CONTROL_STEP:
        status = fishsim_run_step(run, control->ticks, error);
        if (!status)
            atomic_fetch_add(&simulation->steps, control->ticks);
        break;
    case FISHSIM_CONTROL_SET_SPEED:
        status = fishsim_run_set_speed(run, control->ticks_per_second, error);
        break;
    default: /* asks only */
        break;
    }
    pthread_mutex_lock(&simulation->mutex);
    pthread_cond_signal(&simulation->woken);
    pthread_mutex_unlock(&simulation->mutex);
    return status;
}

void simulation_destroy(struct simulation *simulation)
{
    atomic_store(&simulation->interrupted, true);
    pthread_mutex_lock(&simulation->mutex);
    pthread_cond_signal(&simulation->woken);
    pthread_mutex_unlock(&simulation->mutex);
    pthread_join(simulation->thread, NULL);
    fishsim_run_destroy(simulation->run);
    release(simulation);
}

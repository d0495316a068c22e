/* SPDX-License-Identifier: MIT */
/*
 * run.c: the life of a simulation: commands from any thread, taken up by the thread that drives.
 *
 * Commands do not queue. They move `wanted`, the state that the run will have once the driver has
 * taken them up; what the driver then does is to go from `state` to `wanted`. The mutex guards
 * both, the steps and the speed; the driver locks it only when `attention` says that something has
 * changed, and publishes its progress in atomics, so that a tick costs no lock.
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/run.h>

#include "base/host.h"
#include "base/status.h"
#include "world/world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

enum { NS_PER_SECOND = 1000000000, SLICE_NS = 50000000, WINDOW_NS = 500000000 };

/* Used by the driving thread alone. All times are of CLOCK_MONOTONIC, in ns. */
struct pace {
    double ticks_per_second; /* 0: unlimited */
    int64_t anchor_ns;       /* tick number n since then is due at anchor + n / ticks_per_second */
    uint64_t since_anchor;
    int64_t last_tick_ns;
    bool has_ticked;
};

/* Measures speed over the last one or two windows of driving. */
struct gauge {
    int64_t window_ns; /* begin of the current window; 0: not measuring */
    int64_t previous_ns;
    uint64_t ticks, previous_ticks;
};

struct fishsim_run {
    fishsim_hooks hooks;
    fishsim_world *world;
    uint64_t first_tick, last_tick;
    struct pace pace;
    struct gauge gauge;

    pthread_mutex_t mutex;
    uint32_t state;  /* guarded; written by the driver only, which may read it without the lock */
    uint32_t wanted; /* guarded */
    uint64_t steps;  /* guarded; ticks still to do while paused */
    double speed_limit;     /* guarded */
    fishsim_status failure; /* guarded; written by the driver only */

    atomic_bool attention; /* a command is waiting */
    _Atomic uint64_t tick;
    _Atomic uint64_t fish;
    _Atomic double ticks_per_second;
};

static const struct sized RUN_STATUS = SIZED(fishsim_run_status, reserved);

fishsim_status fishsim_run_status_init(fishsim_run_status *status, size_t struct_size)
{
    return sized_init(status, struct_size, &RUN_STATUS);
}

const char *fishsim_run_state_name(uint32_t state)
{
    switch (state) {
#define X(NAME, name, number)                                                                      \
    case number:                                                                                   \
        return #name;
        FISHSIM_RUN_TABLE(X)
#undef X
    default:
        return "unknown";
    }
}

static bool has_ended(uint32_t state)
{
    return state == FISHSIM_RUN_COMPLETED || state == FISHSIM_RUN_STOPPED ||
           state == FISHSIM_RUN_FAILED;
}

/* ---- making ---------------------------------------------------------------------------------- */

static void publish(fishsim_run *run)
{
    atomic_store_explicit(&run->tick, run->world->tick, memory_order_release);
    atomic_store_explicit(&run->fish, run->world->fish.count, memory_order_release);
}

static fishsim_status check_world(const fishsim_world *world, uint64_t last_tick,
                                  fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_run_create: world is NULL");
    if (world->dead || world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_run_create: the world is %s",
                    world->dead ? "dead" : "inside a tick");
    if (last_tick && last_tick <= world->tick)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_run_create: last_tick %llu is not above the world's tick %llu",
                    (unsigned long long)last_tick, (unsigned long long)world->tick);
    return FISHSIM_OK;
}

fishsim_status fishsim_run_create(fishsim_world *world, uint64_t last_tick,
                                  const fishsim_hooks *hooks, fishsim_run **out,
                                  fishsim_error *error)
{
    if (!out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_run_create: out is NULL");
    fishsim_status status = check_world(world, last_tick, error);
    fishsim_hooks taken;
    if (!status)
        status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    fishsim_run *run = memory_take(&taken, sizeof *run);
    if (!run || pthread_mutex_init(&run->mutex, NULL) != 0) {
        memory_release(&taken, run, sizeof *run);
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a run");
    }
    run->hooks = taken;
    run->world = world;
    run->first_tick = world->tick;
    run->last_tick = last_tick;
    run->state = run->wanted = FISHSIM_RUN_CREATED;
    atomic_init(&run->attention, false);
    atomic_init(&run->tick, 0);
    atomic_init(&run->fish, 0);
    atomic_init(&run->ticks_per_second, 0.0);
    publish(run);
    *out = run;
    return FISHSIM_OK;
}

void fishsim_run_destroy(fishsim_run *run)
{
    if (!run)
        return;
    const fishsim_hooks hooks = run->hooks;
    pthread_mutex_destroy(&run->mutex);
    fishsim_world_destroy(run->world);
    memory_release(&hooks, run, sizeof *run);
}

fishsim_world *fishsim_run_get_world(fishsim_run *run)
{
    return run ? run->world : NULL;
}

/* ---- commands: any thread -------------------------------------------------------------------- */

/* States from which a command leads to its target, as bits. */
#define FROM(state) (1u << FISHSIM_RUN_##state)

/* Moves `wanted` to `target`, if it is one of the `from` states; the steps left are then `steps`
 * more than before if the state stays, else none. */
static fishsim_status command(fishsim_run *run, const char *name, uint32_t from, uint32_t target,
                              uint64_t steps, fishsim_error *error)
{
    if (!run)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_run_%s: run is NULL", name);
    pthread_mutex_lock(&run->mutex);
    uint32_t before = run->wanted;
    bool allowed = from >> before & 1;
    if (allowed) {
        run->wanted = target;
        uint64_t left = target == before ? run->steps : 0;
        run->steps = steps < UINT64_MAX - left ? left + steps : UINT64_MAX;
        atomic_store_explicit(&run->attention, true, memory_order_release);
    }
    pthread_mutex_unlock(&run->mutex);
    if (!allowed)
        return fail(error, FISHSIM_ERR_STATE, "fishsim_run_%s: not allowed when %s", name,
                    fishsim_run_state_name(before));
    return FISHSIM_OK;
}

fishsim_status fishsim_run_start(fishsim_run *run, fishsim_error *error)
{
    return command(run, "start", FROM(CREATED), FISHSIM_RUN_RUNNING, 0, error);
}

fishsim_status fishsim_run_pause(fishsim_run *run, fishsim_error *error)
{
    return command(run, "pause", FROM(RUNNING), FISHSIM_RUN_PAUSED, 0, error);
}

fishsim_status fishsim_run_resume(fishsim_run *run, fishsim_error *error)
{
    return command(run, "resume", FROM(PAUSED), FISHSIM_RUN_RUNNING, 0, error);
}

fishsim_status fishsim_run_stop(fishsim_run *run, fishsim_error *error)
{
    return command(run, "stop", FROM(CREATED) | FROM(RUNNING) | FROM(PAUSED), FISHSIM_RUN_STOPPED,
                   0, error);
}

fishsim_status fishsim_run_step(fishsim_run *run, uint64_t ticks, fishsim_error *error)
{
    if (!ticks)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_run_step: ticks is 0");
    return command(run, "step", FROM(PAUSED), FISHSIM_RUN_PAUSED, ticks, error);
}

fishsim_status fishsim_run_set_speed(fishsim_run *run, double ticks_per_second,
                                     fishsim_error *error)
{
    if (!run)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_run_set_speed: run is NULL");
    if (ticks_per_second != 0.0 && !(ticks_per_second >= 0.001 && ticks_per_second <= 1e6))
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_run_set_speed: %g ticks per second is neither 0 nor in [0.001, 10^6]",
                    ticks_per_second);
    pthread_mutex_lock(&run->mutex);
    run->speed_limit = ticks_per_second;
    atomic_store_explicit(&run->attention, true, memory_order_release);
    pthread_mutex_unlock(&run->mutex);
    return FISHSIM_OK;
}

/* Part of the run's ticks that is done. */
static double progress_of(const fishsim_run *run, uint64_t tick)
{
    if (!run->last_tick || tick <= run->first_tick)
        return 0.0;
    if (tick >= run->last_tick)
        return 1.0;
    return (double)(tick - run->first_tick) / (double)(run->last_tick - run->first_tick);
}

fishsim_status fishsim_run_get_status(fishsim_run *run, fishsim_run_status *status,
                                      fishsim_error *error)
{
    if (!run)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_run_get_status: run is NULL");
    fishsim_run_status filled = {0};
    pthread_mutex_lock(&run->mutex);
    filled.state = run->state;
    filled.speed_limit = run->speed_limit;
    filled.failure = run->failure;
    pthread_mutex_unlock(&run->mutex);
    /* After the state, so that a completed run is seen with its last tick. */
    filled.tick = atomic_load_explicit(&run->tick, memory_order_acquire);
    filled.fish = atomic_load_explicit(&run->fish, memory_order_acquire);
    filled.ticks_per_second = atomic_load_explicit(&run->ticks_per_second, memory_order_relaxed);
    filled.last_tick = run->last_tick;
    filled.progress = progress_of(run, filled.tick);
    return sized_give(status, &filled, &RUN_STATUS, error);
}

/* ---- time ------------------------------------------------------------------------------------ */

static int64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}

static void sleep_ns(int64_t ns)
{
    struct timespec time = {0};
    time.tv_nsec = (long)ns; /* a slice at most: below a second */
    nanosleep(&time, NULL);  /* woken early, the caller looks at the clock and sleeps again */
}

/* Begins to keep time anew: the next tick is due now, or an interval after the last one. */
static void pace_restart(struct pace *pace)
{
    int64_t now = now_ns();
    pace->anchor_ns = now;
    pace->since_anchor = 0;
    if (pace->ticks_per_second == 0.0 || !pace->has_ticked)
        return;
    int64_t next = pace->last_tick_ns + (int64_t)(NS_PER_SECOND / pace->ticks_per_second);
    if (next > now)
        pace->anchor_ns = next;
}

/*
 * Whether a tick is due. If not, sleeps until then, or for a slice, so that commands are taken up.
 * Due times are counted from an anchor, so that errors do not add up; a delay longer than a slice
 * is not made up for.
 */
static bool pace_wait(struct pace *pace)
{
    if (pace->ticks_per_second == 0.0)
        return true;
    double after_ns = (double)pace->since_anchor * NS_PER_SECOND / pace->ticks_per_second;
    int64_t wait_ns = pace->anchor_ns + (int64_t)after_ns - now_ns();
    if (wait_ns <= 0) {
        if (wait_ns < -SLICE_NS)
            pace_restart(pace);
        return true;
    }
    sleep_ns(wait_ns < SLICE_NS ? wait_ns : SLICE_NS);
    return false;
}

static void pace_ticked(struct pace *pace, int64_t now)
{
    pace->last_tick_ns = now;
    pace->has_ticked = true;
    pace->since_anchor++;
}

/* Begins a new window; the speed last measured stays published. */
static void gauge_restart(struct gauge *gauge)
{
    memset(gauge, 0, sizeof *gauge);
}

static void gauge_ticked(fishsim_run *run, int64_t now)
{
    struct gauge *gauge = &run->gauge;
    if (!gauge->window_ns) { /* the first tick only starts the clock */
        gauge->window_ns = gauge->previous_ns = now;
        return;
    }
    gauge->ticks++;
    int64_t elapsed = now - gauge->previous_ns;
    if (elapsed > 0)
        atomic_store_explicit(&run->ticks_per_second,
                              (double)(gauge->ticks + gauge->previous_ticks) * NS_PER_SECOND /
                                  (double)elapsed,
                              memory_order_relaxed);
    if (now - gauge->window_ns >= WINDOW_NS) {
        gauge->previous_ns = gauge->window_ns;
        gauge->previous_ticks = gauge->ticks;
        gauge->window_ns = now;
        gauge->ticks = 0;
    }
}

/* ---- driving --------------------------------------------------------------------------------- */

/* Goes to a state, publishes it, and tells the sinks. Driver only, without the lock. */
static void enter(fishsim_run *run, uint32_t state)
{
    fishsim_world *world = run->world;
    uint32_t before = run->state;
    pthread_mutex_lock(&run->mutex);
    run->state = state;
    if (has_ended(state)) {
        run->wanted = state;
        run->steps = 0;
    }
    pthread_mutex_unlock(&run->mutex);
    gauge_restart(&run->gauge);
    log_line(&run->hooks, FISHSIM_LOG_INFO, "run: %s -> %s at tick %llu",
             fishsim_run_state_name(before), fishsim_run_state_name(state),
             (unsigned long long)world->tick);
    fishsim_event event = {0};
    event.kind = FISHSIM_EVENT_STATUS;
    event.cause = (uint16_t)before;
    event.value = state;
    event_add(world, event);
    sinks_deliver(world, false);
}

/* Takes up the commands that have come since the last time. */
static void take_up(fishsim_run *run)
{
    if (!atomic_exchange_explicit(&run->attention, false, memory_order_acquire))
        return;
    pthread_mutex_lock(&run->mutex);
    uint32_t wanted = run->wanted;
    run->pace.ticks_per_second = run->speed_limit;
    pthread_mutex_unlock(&run->mutex);
    pace_restart(&run->pace);
    if (wanted == run->state)
        return;
    /* Started and paused before the driver came: it has been running all the same. */
    if (run->state == FISHSIM_RUN_CREATED && wanted == FISHSIM_RUN_PAUSED)
        enter(run, FISHSIM_RUN_RUNNING);
    enter(run, wanted);
}

/* Whether the run has a tick to do. */
static bool has_work(fishsim_run *run)
{
    if (run->state != FISHSIM_RUN_PAUSED)
        return run->state == FISHSIM_RUN_RUNNING;
    pthread_mutex_lock(&run->mutex);
    bool steps = run->steps > 0;
    pthread_mutex_unlock(&run->mutex);
    return steps;
}

/* Takes one of the steps of a paused run; false when a command has taken them all away. */
static bool take_step(fishsim_run *run)
{
    pthread_mutex_lock(&run->mutex);
    bool taken = run->steps > 0;
    if (taken)
        run->steps--;
    pthread_mutex_unlock(&run->mutex);
    return taken;
}

/* The world may have come to the end by itself, or by the host's own ticks or restore. */
static void complete_at_end(fishsim_run *run)
{
    bool open = run->state == FISHSIM_RUN_RUNNING || run->state == FISHSIM_RUN_PAUSED;
    if (open && run->last_tick && run->world->tick >= run->last_tick)
        enter(run, FISHSIM_RUN_COMPLETED);
}

static fishsim_status tick_once(fishsim_run *run, fishsim_error *error)
{
    fishsim_status status = fishsim_world_tick(run->world, 1, error);
    publish(run);
    if (status) {
        pthread_mutex_lock(&run->mutex);
        run->failure = status;
        pthread_mutex_unlock(&run->mutex);
        run->world->sinks.event_count = 0; /* of the tick that failed: it never happened */
        enter(run, FISHSIM_RUN_FAILED);
        return status;
    }
    int64_t now = now_ns();
    pace_ticked(&run->pace, now);
    gauge_ticked(run, now);
    return FISHSIM_OK;
}

/* The loop of fishsim_run_advance. */
static fishsim_status drive(fishsim_run *run, uint64_t max_ticks, uint64_t *done,
                            fishsim_error *error)
{
    for (;;) {
        take_up(run);
        if (run->state == FISHSIM_RUN_FAILED)
            return fail(error, run->failure, "the run has failed: %s",
                        fishsim_status_meaning(run->failure));
        complete_at_end(run);
        if (*done >= max_ticks || !has_work(run))
            return FISHSIM_OK;
        if (!pace_wait(&run->pace))
            continue;
        if (run->state == FISHSIM_RUN_PAUSED && !take_step(run))
            continue;
        fishsim_status status = tick_once(run, error);
        if (status)
            return status;
        ++*done;
    }
}

fishsim_status fishsim_run_advance(fishsim_run *run, uint64_t max_ticks, uint64_t *ticked,
                                   fishsim_error *error)
{
    if (!run)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_run_advance: run is NULL");
    if (run->world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "a run cannot be advanced from inside a tick");
    uint64_t done = 0;
    fishsim_status status = drive(run, max_ticks, &done, error);
    if (ticked)
        *ticked = done;
    return status;
}

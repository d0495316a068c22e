/* SPDX-License-Identifier: MIT */
/* desk.c: commands, answers and announcements. See desk.h. */
#define _POSIX_C_SOURCE 200809L

#include "desk.h"

#include "alarm.h"
#include "metrics.h"
#include "simulation.h"
#include "store.h"
#include "trouble.h"

#include <fishsim/config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PLACES_MAX = 64,   /* as of worker.capacity */
    LETTERS_MAX = 256, /* messages that wait on the desk; more are refused */
    SENDERS_MAX = 4096,
    SUBJECT_BYTES = 160,
    ASK_MS = 500, /* for another worker that runs a simulation of the same name */
};

/* A simulation and the subject on which it is steered. */
struct place {
    struct simulation *simulation; /* NULL: free */
    struct listener control;
};

struct desk {
    struct worker *worker;
    struct place places[PLACES_MAX];
    uint32_t capacity;
    struct listener starts;
    fishsim_wire_guard *guard;
    uint64_t reconnects;
    bool was_connected;
    int64_t trouble_ns; /* when it was last said that there is no connection */
    int64_t announced_ns;
    uint64_t sequence; /* of the worker's own messages */
    int64_t away_ns;   /* steady clock: since when there is no connection; 0: there is one */
    bool ever_connected;
    struct alarm dropped;
    uint64_t dropped_messages; /* as seen last */
    int64_t dropped_ns;        /* steady clock: when they were last seen to grow */

    pthread_mutex_t mutex; /* for the letters */
    pthread_cond_t came;
    natsMsg *letters[LETTERS_MAX];
    uint32_t first, waiting;
};

/* ---- letters --------------------------------------------------------------------------------- */

/* libnats's thread. */
static void on_letter(natsConnection *connection, natsSubscription *subscription, natsMsg *message,
                      void *user)
{
    (void)connection;
    (void)subscription;
    struct desk *desk = user;
    pthread_mutex_lock(&desk->mutex);
    bool fits = desk->waiting < LETTERS_MAX;
    if (fits)
        desk->letters[(desk->first + desk->waiting++) % LETTERS_MAX] = message;
    pthread_cond_signal(&desk->came);
    pthread_mutex_unlock(&desk->mutex);
    if (!fits) {
        atomic_fetch_add(&desk->worker->refused, 1);
        natsMsg_Destroy(message);
    }
}

static natsMsg *next_letter(struct desk *desk, uint32_t wait_ms)
{
    natsMsg *message = NULL;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    until.tv_sec += wait_ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&desk->mutex);
    if (!desk->waiting && wait_ms)
        pthread_cond_timedwait(&desk->came, &desk->mutex, &until);
    if (desk->waiting) {
        message = desk->letters[desk->first];
        desk->first = (desk->first + 1) % LETTERS_MAX;
        desk->waiting--;
    }
    pthread_mutex_unlock(&desk->mutex);
    return message;
}

/* ---- answers --------------------------------------------------------------------------------- */

/* Encodes what this worker says of a simulation ("" for itself). The caller frees the encoder. */
static fishsim_wire_encoder *encoder_of(struct desk *desk, const char *simulation)
{
    fishsim_wire_encoder *encoder = NULL;
    if (fishsim_wire_encoder_create(NULL, desk->worker->settings->id, simulation, NULL, &encoder,
                                    NULL))
        return NULL;
    fishsim_wire_encoder_stamp(encoder, clock_unix_ns(), ++desk->sequence, NULL);
    return encoder;
}

/* Answers a letter with the status of a simulation (or NULL), and with why not (or ""). */
static void answer(struct desk *desk, natsMsg *letter, const char *id,
                   struct simulation *simulation, fishsim_status failure, const char *why)
{
    const char *reply = natsMsg_GetReply(letter);
    if (!reply)
        return;
    fishsim_wire_status status;
    fishsim_wire_status_init(&status, sizeof status);
    if (simulation)
        simulation_status(simulation, &status);
    if (failure)
        status.failure = failure;
    status.message = why;
    const uint8_t *bytes;
    uint64_t length;
    fishsim_wire_encoder *encoder = encoder_of(desk, id);
    if (encoder && !fishsim_wire_encode_status(encoder, &status, NULL, &bytes, &length, NULL))
        natsConnection_Publish(desk->worker->link.connection, reply, bytes, (int)length);
    fishsim_wire_encoder_destroy(encoder);
}

/* ---- places ---------------------------------------------------------------------------------- */

static uint32_t taken(const struct desk *desk)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < desk->capacity; i++)
        count += desk->places[i].simulation != NULL;
    return count;
}

static struct place *place_of(struct desk *desk, const char *id)
{
    for (uint32_t i = 0; i < desk->capacity; i++)
        if (desk->places[i].simulation && !strcmp(desk->places[i].simulation->id, id))
            return &desk->places[i];
    return NULL;
}

static struct place *free_place(struct desk *desk)
{
    for (uint32_t i = 0; i < desk->capacity; i++)
        if (!desk->places[i].simulation)
            return &desk->places[i];
    return NULL;
}

/* Listens for starts while there is a free place, so that they go to workers that have one. */
static void open_or_close_for_starts(struct desk *desk)
{
    bool open = taken(desk) < desk->capacity;
    fishsim_error error = {0};
    if (open && !desk->starts.is_open &&
        listener_open(&desk->starts, &desk->worker->link, "worker.start", "workers", on_letter,
                      desk, &error))
        say(desk->worker, "%s", error.message);
    if (!open)
        listener_close(&desk->starts);
}

static void announce(struct desk *desk)
{
    struct worker *worker = desk->worker;
    const char *running[PLACES_MAX];
    const uint8_t *bytes;
    uint64_t length;
    fishsim_wire_registration info;
    fishsim_wire_registration_init(&info, sizeof info);
    info.library_version = fishsim_version();
    info.capacity = desk->capacity;
    info.simulation = running;
    info.started_ns = worker->started_ns;
    info.reconnects = atomic_load(&worker->link.reconnects);
    for (uint32_t i = 0; i < desk->capacity; i++)
        if (desk->places[i].simulation)
            running[info.running++] = desk->places[i].simulation->id;
    fishsim_wire_encoder *encoder = encoder_of(desk, "");
    if (encoder && link_connected(&worker->link) &&
        !fishsim_wire_encode_registration(encoder, &info, &bytes, &length, NULL))
        natsConnection_Publish(worker->link.connection, "worker.ready", bytes, (int)length);
    fishsim_wire_encoder_destroy(encoder);
    desk->announced_ns = clock_steady_ns();
    desk->reconnects = info.reconnects;
}

/* ---- starting -------------------------------------------------------------------------------- */

/* Whether another worker answers for a simulation. With nobody there the server says so at once. */
static bool runs_elsewhere(struct desk *desk, const char *id)
{
    char subject[SUBJECT_BYTES];
    const uint8_t *bytes;
    uint64_t length;
    natsMsg *reply = NULL;
    fishsim_wire_control ask;
    fishsim_wire_control_init(&ask, sizeof ask);
    ask.action = FISHSIM_CONTROL_GET_STATUS;
    snprintf(subject, sizeof subject, "control.%s", id);
    fishsim_wire_encoder *encoder = encoder_of(desk, id);
    bool answered = encoder && !fishsim_wire_encode_control(encoder, &ask, &bytes, &length, NULL) &&
                    natsConnection_Request(&reply, desk->worker->link.connection, subject,
                                           (const char *)bytes, (int)length, ASK_MS) == NATS_OK;
    natsMsg_Destroy(reply);
    fishsim_wire_encoder_destroy(encoder);
    return answered;
}

/* Makes the world of a command. */
static fishsim_status make_world(const struct worker_settings *settings,
                                 const fishsim_wire_start *start, fishsim_world **world,
                                 fishsim_error *error)
{
    char most[32] = "";
    fishsim_config *config = NULL;
    fishsim_status status = fishsim_config_create(NULL, &config, error);
    if (!status)
        status = fishsim_config_load_text(config, start->scenario, strlen(start->scenario),
                                          "scenario", error);
    for (uint32_t i = 0; i < start->settings && !status; i++)
        status = fishsim_config_set(config, start->key[i], start->value[i], error);
    if (!status)
        status = fishsim_config_get(config, "world.max_fish", most, sizeof most, NULL, error);
    if (!status && strtoull(most, NULL, 10) > settings->fish_max)
        status =
            trouble(error, FISHSIM_ERR_LIMIT,
                    "world.max_fish: %s is more than this worker's worker.fish_max of %" PRIu64,
                    most, settings->fish_max);
    if (!status)
        status = fishsim_world_create(config, NULL, world, error);
    fishsim_config_destroy(config);
    return status;
}

/* Takes a place for what is planned. */
static fishsim_status take_place(struct desk *desk, const struct simulation_plan *plan,
                                 fishsim_error *error)
{
    char subject[SUBJECT_BYTES];
    struct place *place = free_place(desk);
    fishsim_status status = simulation_start(desk->worker, plan, &place->simulation, error);
    if (status)
        return status;
    snprintf(subject, sizeof subject, "control.%s", plan->id);
    status =
        listener_open(&place->control, &desk->worker->link, subject, NULL, on_letter, desk, error);
    if (status) {
        simulation_destroy(place->simulation);
        place->simulation = NULL;
        return status;
    }
    say(desk->worker, "%s %s", plan->id, plan->resumed ? "resumed" : "started");
    announce(desk);
    return FISHSIM_OK;
}

static fishsim_status resume(struct desk *desk, const char *id, fishsim_error *error)
{
    struct kept kept;
    struct simulation_plan plan = {.id = id, .resumed = true};
    fishsim_status status =
        store_load(desk->worker->settings->snapshots, id, &plan.world, &kept, error);
    if (status)
        return status;
    plan.sequence = kept.sequence;
    plan.last_tick = kept.last_tick;
    plan.ticks_per_second = kept.ticks_per_second;
    plan.paused = kept.paused;
    return take_place(desk, &plan, error);
}

static fishsim_status start(struct desk *desk, const char *id, const fishsim_wire_start *start,
                            fishsim_error *error)
{
    if (!free_place(desk))
        return trouble(error, FISHSIM_ERR_LIMIT,
                       "this worker runs %u simulations and takes no more", desk->capacity);
    if (place_of(desk, id) || runs_elsewhere(desk, id))
        return trouble(error, FISHSIM_ERR_STATE, "a simulation %s runs already", id);
    if (start->resume)
        return resume(desk, id, error);
    struct simulation_plan plan = {.id = id,
                                   .last_tick = start->ticks,
                                   .ticks_per_second = start->ticks_per_second,
                                   .paused = start->paused != 0};
    fishsim_status status = make_world(desk->worker->settings, start, &plan.world, error);
    return status ? status : take_place(desk, &plan, error);
}

/* ---- the desk -------------------------------------------------------------------------------- */

/* Whether a decoded letter is about the simulation that its subject names. */
static bool is_addressed(natsMsg *letter, const fishsim_wire_envelope *envelope)
{
    char subject[SUBJECT_BYTES];
    if (envelope->kind == FISHSIM_WIRE_START)
        return envelope->simulation_id[0] && !strcmp(natsMsg_GetSubject(letter), "worker.start");
    snprintf(subject, sizeof subject, "control.%s", envelope->simulation_id);
    return envelope->kind == FISHSIM_WIRE_CONTROL && !strcmp(natsMsg_GetSubject(letter), subject);
}

/* Does what a letter asks for. On failure `error` says why not. */
static fishsim_status obey(struct desk *desk, natsMsg *letter, const fishsim_wire_message *message,
                           const fishsim_wire_envelope *envelope, fishsim_error *error)
{
    fishsim_wire_start to_start;
    fishsim_wire_control control;
    fishsim_wire_start_init(&to_start, sizeof to_start);
    fishsim_wire_control_init(&control, sizeof control);
    if (!is_addressed(letter, envelope))
        return trouble(error, FISHSIM_ERR_ARGUMENT, "%s does not belong on %s",
                       fishsim_wire_key(envelope->kind), natsMsg_GetSubject(letter));
    fishsim_status status = fishsim_wire_guard_admit(desk->guard, message, error);
    if (status)
        return status;
    if (envelope->kind == FISHSIM_WIRE_START) {
        status = fishsim_wire_get_start(message, &to_start, error);
        return status ? status : start(desk, envelope->simulation_id, &to_start, error);
    }
    struct place *place = place_of(desk, envelope->simulation_id);
    if (!place)
        return trouble(error, FISHSIM_ERR_NOT_FOUND, "there is no simulation %s",
                       envelope->simulation_id);
    status = fishsim_wire_get_control(message, &control, error);
    return status ? status : simulation_control(place->simulation, &control, error);
}

/* Hands a start that came while the last place was taken to the workers that have room, if any. */
static bool pass_on(struct desk *desk, natsMsg *letter)
{
    const char *subject = natsMsg_GetSubject(letter), *reply = natsMsg_GetReply(letter);
    if (free_place(desk) || strcmp(subject, "worker.start") != 0 || !reply)
        return false;
    listener_close(&desk->starts); /* lest it come back */
    return natsConnection_PublishRequest(desk->worker->link.connection, subject, reply,
                                         natsMsg_GetData(letter),
                                         natsMsg_GetDataLength(letter)) == NATS_OK;
}

static void take_up(struct desk *desk, natsMsg *letter)
{
    if (pass_on(desk, letter))
        return;
    fishsim_error error = {0};
    fishsim_wire_message *message = NULL;
    fishsim_wire_envelope envelope;
    fishsim_wire_envelope_init(&envelope, sizeof envelope);
    fishsim_status status = fishsim_wire_decode(
        natsMsg_GetData(letter), (uint64_t)natsMsg_GetDataLength(letter), NULL, &message, &error);
    if (!status) {
        fishsim_wire_get_envelope(message, &envelope, NULL);
        status = obey(desk, letter, message, &envelope, &error);
    }
    if (status) {
        atomic_fetch_add(&desk->worker->refused, 1);
        say(desk->worker, "refused: %s", error.message);
    }
    struct place *place = place_of(desk, envelope.simulation_id);
    answer(desk, letter, envelope.simulation_id, place ? place->simulation : NULL, status,
           error.message);
    fishsim_wire_message_destroy(message);
}

static void leave_place(struct desk *desk, struct place *place)
{
    listener_close(&place->control);
    fishsim_wire_guard_forget(desk->guard, place->simulation->id);
    simulation_destroy(place->simulation);
    place->simulation = NULL;
}

/* Frees the places of simulations that have ended. */
static void clear_places(struct desk *desk)
{
    bool changed = false;
    for (uint32_t i = 0; i < desk->capacity; i++) {
        struct place *place = &desk->places[i];
        if (!place->simulation || !atomic_load(&place->simulation->ended))
            continue;
        leave_place(desk, place);
        changed = true;
    }
    if (changed)
        announce(desk);
}

/* Says when the connection comes and goes, and every minute why there is none. */
static void watch_connection(struct desk *desk)
{
    enum { SAY_AGAIN_S = 60 };
    bool connected = link_connected(&desk->worker->link);
    double since_s = (double)(clock_steady_ns() - desk->trouble_ns) * 1e-9;
    if (connected && !desk->was_connected)
        say(desk->worker, "connected to NATS");
    if (!connected && (desk->was_connected || !desk->trouble_ns || since_s >= SAY_AGAIN_S)) {
        say(desk->worker, "no connection to NATS: %s", link_trouble(&desk->worker->link));
        desk->trouble_ns = clock_steady_ns();
    }
    desk->was_connected = connected;
}

/* Tells of a connection that has come back. It may have gone and come between two looks. */
static void tell_reconnect(struct desk *desk)
{
    const struct alarm_place place = {"", "", 0};
    int64_t now_ns = clock_steady_ns();
    char text[96];
    if (!link_connected(&desk->worker->link)) {
        desk->away_ns = desk->away_ns ? desk->away_ns : now_ns;
        return;
    }
    double away_s = desk->away_ns ? (double)(now_ns - desk->away_ns) * 1e-9 : 0;
    snprintf(text, sizeof text, "NATS was away for %.1f s", away_s);
    if (desk->ever_connected && atomic_load(&desk->worker->link.reconnects) != desk->reconnects)
        alarm_tell(desk->worker, ALARM_BusReconnected, &place, text);
    desk->ever_connected = true;
    desk->away_ns = 0;
}

/* Tells of messages for the log that were dropped. */
static void tell_drops(struct desk *desk)
{
    enum { OVER_S = 60 };
    const struct alarm_place place = {"", "", 0};
    int64_t now_ns = clock_steady_ns();
    fishsim_nats_stats stats;
    char text[96];
    fishsim_nats_stats_init(&stats, sizeof stats);
    if (fishsim_nats_get_stats(desk->worker->nats, &stats, NULL))
        return;
    if (stats.dropped > desk->dropped_messages)
        desk->dropped_ns = now_ns;
    desk->dropped_messages = stats.dropped;
    bool holds = desk->dropped_ns && now_ns - desk->dropped_ns < OVER_S * INT64_C(1000000000);
    snprintf(text, sizeof text, "%" PRIu64 " messages for the log were dropped so far",
             stats.dropped);
    alarm_hold(desk->worker, &desk->dropped, holds, ALARM_EventsDropped, &place, text);
}

void desk_work(struct desk *desk, uint32_t wait_ms)
{
    natsMsg *letter = next_letter(desk, wait_ms);
    for (; letter; letter = next_letter(desk, 0)) {
        take_up(desk, letter);
        natsMsg_Destroy(letter);
    }
    watch_connection(desk);
    tell_reconnect(desk);
    tell_drops(desk);
    clear_places(desk);
    open_or_close_for_starts(desk);
    worker_metrics_update(desk->worker, taken(desk));
    bool reconnected = atomic_load(&desk->worker->link.reconnects) != desk->reconnects;
    double since_s = (double)(clock_steady_ns() - desk->announced_ns) * 1e-9;
    if (reconnected || since_s >= desk->worker->settings->announce_s)
        announce(desk);
}

/* Goes on with one that the snapshots hold. */
static void found(void *user, const char *id)
{
    struct desk *desk = user;
    fishsim_error error = {0};
    if (!free_place(desk))
        say(desk->worker, "%s waits in its snapshot: no place is free", id);
    else if (resume(desk, id, &error))
        say(desk->worker, "%s is not resumed: %s", id, error.message);
}

fishsim_status desk_open(struct worker *worker, struct desk **out, fishsim_error *error)
{
    struct desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a desk");
    desk->worker = worker;
    desk->capacity = (uint32_t)worker->settings->capacity;
    desk->sequence = (uint64_t)clock_unix_ns();
    pthread_mutex_init(&desk->mutex, NULL);
    pthread_cond_init(&desk->came, NULL);
    fishsim_status status = fishsim_wire_guard_create(SENDERS_MAX, NULL, &desk->guard, error);
    if (status) {
        desk_close(desk);
        return status;
    }
    if (worker->settings->resume)
        store_list(worker->settings->snapshots, found, desk);
    open_or_close_for_starts(desk);
    announce(desk);
    *out = desk;
    return FISHSIM_OK;
}

void desk_close(struct desk *desk)
{
    listener_close(&desk->starts);
    for (uint32_t i = 0; i < desk->capacity; i++)
        if (desk->places[i].simulation)
            leave_place(desk, &desk->places[i]);
    for (natsMsg *letter; (letter = next_letter(desk, 0));)
        natsMsg_Destroy(letter);
    fishsim_wire_guard_destroy(desk->guard);
    pthread_mutex_destroy(&desk->mutex);
    pthread_cond_destroy(&desk->came);
    free(desk);
}

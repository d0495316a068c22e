/* SPDX-License-Identifier: MIT */
/* agents.c: observations out, actions in. See agents.h. */
#define _POSIX_C_SOURCE 200809L

#include "agents.h"

#include "trouble.h"

#include <fishsim/agent.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SUBJECT_BYTES = 160,
    MESSAGE_BYTES = 1 << 19, /* of values in one message, below the server's 1 MB */
    SENDERS_MAX = 1024,
    WAIT_MS = 50, /* for an action, before a look at whether to stop */
    SIZE = FISHSIM_ACTION_SIZE,
};

/* What has come for a slot. */
struct order {
    uint64_t agent; /* that it was for; 0: none */
    uint64_t tick;  /* of the observation that it answers */
    float action[SIZE];
};

struct agents {
    struct worker *worker;
    char id[FISHSIM_WIRE_ID_BYTES];
    fishsim_wire_encoder *encoder;
    struct listener mailbox;
    uint32_t slots, width, ticks_per_action;
    bool lockstep, each;
    uint64_t sequence; /* of the messages to agents */

    /* The driving thread's. */
    float *observations; /* (slots x width) */
    float *rewards;      /* (slots) */
    uint8_t *alive, *terminated, *truncated;
    uint64_t *ids, *live_ids; /* (slots), (live) */
    float *packed;            /* (live x width) */
    float *actions;           /* (live x SIZE) */

    /* Shared with the thread on which actions come. */
    pthread_mutex_t mutex;
    pthread_cond_t came;
    fishsim_wire_guard *guard;
    uint64_t *slot_ids;   /* (slots), of live agents, else 0 */
    struct order *orders; /* (slots) */
    uint64_t tick;        /* of the observations that are out */
    uint32_t live, answered;
};

/* ---- actions: libnats's thread --------------------------------------------------------------- */

/* Whether the numbers of an action are within their bounds. */
static bool within_bounds(const float *action)
{
    static const float low[SIZE] = {
#define X(NAME, name, number, low, high, unit, meaning) low,
        FISHSIM_ACTION_TABLE(X)
#undef X
    };
    static const float high[SIZE] = {
#define X(NAME, name, number, low, high, unit, meaning) high,
        FISHSIM_ACTION_TABLE(X)
#undef X
    };
    for (int i = 0; i < SIZE; i++)
        if (!(action[i] >= low[i] && action[i] <= high[i]))
            return false;
    return true;
}

/* The slot of a live agent, or `slots`. With the lock. A message about all agents names them in the
 * order of the slots, so the search goes on from where the last one ended. */
static uint32_t slot_of(const struct agents *agents, uint64_t agent, uint32_t from)
{
    for (uint32_t i = 0; i < agents->slots; i++) {
        uint32_t slot = from + i < agents->slots ? from + i : from + i - agents->slots;
        if (agent && agents->slot_ids[slot] == agent)
            return slot;
    }
    return agents->slots;
}

/* Takes the actions of one message; returns how many are refused. With the lock. */
static uint64_t take_orders(struct agents *agents, const fishsim_wire_agents *from)
{
    uint64_t refused = 0;
    uint32_t slot = 0;
    bool timely = agents->lockstep ? from->tick == agents->tick : from->tick <= agents->tick;
    if (from->width != SIZE || !timely)
        return 1;
    for (uint32_t i = 0; i < from->agents; i++) {
        const float *action = from->value + (size_t)i * SIZE;
        uint32_t found = slot_of(agents, from->agent[i], slot);
        if (found == agents->slots || !within_bounds(action)) {
            refused++;
            continue;
        }
        slot = found;
        struct order *order = &agents->orders[slot];
        bool first = order->agent != from->agent[i] || order->tick != from->tick;
        agents->answered += first && from->tick == agents->tick;
        order->agent = from->agent[i];
        order->tick = from->tick;
        memcpy(order->action, action, sizeof order->action);
    }
    return refused;
}

static void on_actions(natsConnection *connection, natsSubscription *subscription, natsMsg *message,
                       void *user)
{
    (void)connection;
    (void)subscription;
    struct agents *agents = user;
    fishsim_wire_message *decoded = NULL;
    fishsim_wire_envelope envelope;
    fishsim_wire_agents actions;
    fishsim_wire_envelope_init(&envelope, sizeof envelope);
    fishsim_wire_agents_init(&actions, sizeof actions);
    uint64_t refused = 1;
    if (!fishsim_wire_decode(natsMsg_GetData(message), (uint64_t)natsMsg_GetDataLength(message),
                             NULL, &decoded, NULL) &&
        !fishsim_wire_get_envelope(decoded, &envelope, NULL) &&
        envelope.kind == FISHSIM_WIRE_ACTION && !strcmp(envelope.simulation_id, agents->id) &&
        !fishsim_wire_get_agents(decoded, &actions, NULL)) {
        pthread_mutex_lock(&agents->mutex);
        if (!fishsim_wire_guard_admit(agents->guard, decoded, NULL))
            refused = take_orders(agents, &actions);
        pthread_cond_signal(&agents->came);
        pthread_mutex_unlock(&agents->mutex);
    }
    fishsim_wire_message_destroy(decoded);
    natsMsg_Destroy(message);
    atomic_fetch_add(&agents->worker->refused, refused);
}

/* ---- telling --------------------------------------------------------------------------------- */

/* Publishes one message about `count` agents; `who` is the last token of its subject. */
static fishsim_status publish(struct agents *agents, const char *subject,
                              const fishsim_wire_agents *what, const char *who,
                              fishsim_error *error)
{
    char full[SUBJECT_BYTES];
    const uint8_t *bytes;
    uint64_t length;
    fishsim_status status =
        fishsim_wire_encoder_stamp(agents->encoder, clock_unix_ns(), ++agents->sequence, error);
    if (!status)
        status = fishsim_wire_encode_agents(agents->encoder, what, &bytes, &length, error);
    if (status)
        return status;
    snprintf(full, sizeof full, "%s.%s.%s", subject, agents->id, who);
    /* Who is away hears nothing: an answer to an old observation would help nobody. */
    if (link_connected(&agents->worker->link))
        natsConnection_Publish(agents->worker->link.connection, full, bytes, (int)length);
    return FISHSIM_OK;
}

/* Publishes what there is to tell of `count` agents: for each, or for all in as few messages as
 * fit.
 */
static fishsim_status tell(struct agents *agents, const char *subject, fishsim_wire_agents what,
                           uint32_t count, fishsim_error *error)
{
    uint32_t most = agents->each ? 1 : MESSAGE_BYTES / (4 * what.width + 16);
    const fishsim_wire_agents all = what;
    fishsim_status status = FISHSIM_OK;
    for (uint32_t begin = 0; begin < count && !status; begin += most) {
        char who[24] = "all";
        what.agents = count - begin < most ? count - begin : most;
        what.agent = all.agent + begin;
        what.value = all.value + (size_t)begin * what.width;
        what.terminated = all.terminated ? all.terminated + begin : NULL;
        what.truncated = all.truncated ? all.truncated + begin : NULL;
        if (agents->each)
            snprintf(who, sizeof who, "%" PRIu64, what.agent[0]);
        status = publish(agents, subject, &what, who, error);
    }
    return status;
}

/* Reads the observations and lets actions for them come in. */
static fishsim_status observe(struct agents *agents, fishsim_world *world, fishsim_error *error)
{
    fishsim_world_info info;
    fishsim_world_info_init(&info, sizeof info);
    fishsim_status status = fishsim_agents_observe_slots(world, agents->observations, agents->alive,
                                                         agents->ids, NULL, error);
    if (!status)
        status = fishsim_world_get_info(world, &info, error);
    if (status)
        return status;
    uint32_t live = 0;
    pthread_mutex_lock(&agents->mutex);
    for (uint32_t slot = 0; slot < agents->slots; slot++) {
        agents->slot_ids[slot] = agents->alive[slot] ? agents->ids[slot] : 0;
        if (!agents->alive[slot])
            continue;
        agents->live_ids[live] = agents->ids[slot];
        memcpy(agents->packed + (size_t)live++ * agents->width,
               agents->observations + (size_t)slot * agents->width, agents->width * sizeof(float));
    }
    agents->tick = info.tick;
    agents->live = live;
    agents->answered = 0;
    pthread_mutex_unlock(&agents->mutex);
    fishsim_wire_agents what;
    fishsim_wire_agents_init(&what, sizeof what);
    what.kind = FISHSIM_WIRE_OBSERVATION;
    what.tick = info.tick;
    what.width = agents->width;
    what.agent = agents->live_ids;
    what.value = agents->packed;
    return tell(agents, "realtime.ai.observations", what, live, error);
}

static fishsim_status reward(struct agents *agents, fishsim_world *world, fishsim_error *error)
{
    fishsim_world_info info;
    fishsim_world_info_init(&info, sizeof info);
    fishsim_status status =
        fishsim_agents_reward(world, agents->rewards, NULL, agents->terminated, error);
    if (!status)
        status = fishsim_agents_observe_slots(world, agents->observations, agents->alive,
                                              agents->ids, NULL, error);
    if (!status)
        status = fishsim_world_get_info(world, &info, error);
    if (status)
        return status;
    uint32_t count = 0;
    uint8_t truncated = (uint8_t)fishsim_agents_truncated(world);
    for (uint32_t slot = 0; slot < agents->slots; slot++) {
        if (!agents->ids[slot])
            continue;
        agents->live_ids[count] = agents->ids[slot];
        agents->packed[count] = agents->rewards[slot];
        agents->terminated[count] = agents->terminated[slot];
        agents->truncated[count++] = truncated;
    }
    fishsim_wire_agents what;
    fishsim_wire_agents_init(&what, sizeof what);
    what.kind = FISHSIM_WIRE_REWARD;
    what.tick = info.tick;
    what.width = 1;
    what.agent = agents->live_ids;
    what.value = agents->packed;
    what.terminated = agents->terminated;
    what.truncated = agents->truncated;
    return tell(agents, "realtime.ai.rewards", what, count, error);
}

/* ---- a step ---------------------------------------------------------------------------------- */

/* In lockstep: waits until all have answered, until the deadline, or until interrupted. */
static void await(struct agents *agents, const atomic_bool *interrupted)
{
    int64_t deadline_ns =
        clock_steady_ns() + (int64_t)agents->worker->settings->action_deadline_ms * 1000000;
    pthread_mutex_lock(&agents->mutex);
    while (agents->answered < agents->live && !atomic_load(interrupted)) {
        int64_t left_ns = deadline_ns - clock_steady_ns();
        if (left_ns <= 0)
            break;
        left_ns = left_ns < WAIT_MS * 1000000 ? left_ns : WAIT_MS * 1000000;
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += (long)left_ns;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&agents->came, &agents->mutex, &until);
    }
    pthread_mutex_unlock(&agents->mutex);
}

/* Gives the agents their actions; those without one follow the minds of their species. */
static fishsim_status act(struct agents *agents, fishsim_world *world, fishsim_error *error)
{
    uint32_t count = 0;
    pthread_mutex_lock(&agents->mutex);
    for (uint32_t slot = 0; slot < agents->slots; slot++) {
        const struct order *order = &agents->orders[slot];
        bool valid = agents->slot_ids[slot] && order->agent == agents->slot_ids[slot] &&
                     (!agents->lockstep || order->tick == agents->tick);
        if (!valid)
            continue;
        agents->live_ids[count] = order->agent;
        memcpy(agents->actions + (size_t)count++ * SIZE, order->action, sizeof order->action);
    }
    pthread_mutex_unlock(&agents->mutex);
    return fishsim_agents_act(world, agents->live_ids, agents->actions, count, error);
}

fishsim_status agents_step(struct agents *agents, fishsim_run *run, const atomic_bool *interrupted,
                           fishsim_error *error)
{
    fishsim_world *world = fishsim_run_get_world(run);
    fishsim_status status = observe(agents, world, error);
    if (status)
        return status;
    if (agents->lockstep)
        await(agents, interrupted);
    if (atomic_load(interrupted))
        return FISHSIM_OK;
    status = act(agents, world, error);
    if (!status)
        status = fishsim_run_advance(run, agents->ticks_per_action, NULL, error);
    return status ? status : reward(agents, world, error);
}

/* ---- life ------------------------------------------------------------------------------------ */

static bool take_memory(struct agents *agents)
{
    size_t slots = agents->slots, wide = slots * (agents->width ? agents->width : 1);
    agents->observations = calloc(wide, sizeof(float));
    agents->packed = calloc(wide, sizeof(float));
    agents->rewards = calloc(slots, sizeof(float));
    agents->alive = calloc(slots, 1);
    agents->terminated = calloc(slots, 1);
    agents->truncated = calloc(slots, 1);
    agents->ids = calloc(slots, sizeof(uint64_t));
    agents->live_ids = calloc(slots, sizeof(uint64_t));
    agents->slot_ids = calloc(slots, sizeof(uint64_t));
    agents->actions = calloc(slots, SIZE * sizeof(float));
    agents->orders = calloc(slots, sizeof *agents->orders);
    return agents->observations && agents->packed && agents->rewards && agents->alive &&
           agents->terminated && agents->truncated && agents->ids && agents->live_ids &&
           agents->slot_ids && agents->actions && agents->orders;
}

void agents_destroy(struct agents *agents)
{
    if (!agents)
        return;
    listener_close(&agents->mailbox);
    fishsim_wire_encoder_destroy(agents->encoder);
    fishsim_wire_guard_destroy(agents->guard);
    pthread_mutex_destroy(&agents->mutex);
    pthread_cond_destroy(&agents->came);
    free(agents->observations);
    free(agents->packed);
    free(agents->rewards);
    free(agents->alive);
    free(agents->terminated);
    free(agents->truncated);
    free(agents->ids);
    free(agents->live_ids);
    free(agents->slot_ids);
    free(agents->actions);
    free(agents->orders);
    free(agents);
}

static fishsim_status open_mailbox(struct agents *agents, fishsim_error *error)
{
    char subject[SUBJECT_BYTES];
    fishsim_status status = fishsim_wire_encoder_create(NULL, agents->worker->settings->id,
                                                        agents->id, NULL, &agents->encoder, error);
    if (!status)
        status = fishsim_wire_guard_create(SENDERS_MAX, NULL, &agents->guard, error);
    snprintf(subject, sizeof subject, "ai.actions.%s", agents->id);
    return status ? status
                  : listener_open(&agents->mailbox, &agents->worker->link, subject, NULL,
                                  on_actions, agents, error);
}

fishsim_status agents_create(struct worker *worker, const char *simulation_id,
                             const fishsim_world *world, struct agents **out, fishsim_error *error)
{
    fishsim_agents_info info;
    fishsim_agents_info_init(&info, sizeof info);
    *out = NULL;
    fishsim_status status = fishsim_agents_get_info(world, &info, error);
    if (status || !info.slots)
        return status;
    struct agents *agents = calloc(1, sizeof *agents);
    if (!agents)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for agents");
    agents->worker = worker;
    agents->slots = info.slots;
    agents->width = info.observation_size;
    agents->ticks_per_action = info.ticks_per_action;
    agents->lockstep = !strcmp(worker->settings->mode, "lockstep");
    agents->each = !strcmp(worker->settings->observations, "each");
    memcpy(agents->id, simulation_id, strlen(simulation_id) + 1);
    pthread_mutex_init(&agents->mutex, NULL);
    pthread_cond_init(&agents->came, NULL);
    status = take_memory(agents) ? open_mailbox(agents, error)
                                 : trouble(error, FISHSIM_ERR_MEMORY, "no memory for agents");
    if (status) {
        agents_destroy(agents);
        return status;
    }
    *out = agents;
    return FISHSIM_OK;
}

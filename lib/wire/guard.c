/* SPDX-License-Identifier: MIT */
/*
 * guard.c: the last sequence of each sender and simulation, in a bounded list.
 *
 * Senders are few, so a list is searched from end to end.
 */
#include "base/host.h"
#include "base/status.h"
#include "wire/wire.h"

#include <string.h>

enum { SENDERS_MAX = 65536 };

struct sender {
    char worker_id[FISHSIM_WIRE_ID_BYTES];
    char simulation_id[FISHSIM_WIRE_ID_BYTES];
    uint64_t sequence;
};

struct fishsim_wire_guard {
    fishsim_hooks hooks;
    struct sender *senders; /* (capacity) */
    uint32_t count, capacity;
    uint32_t senders_max;
};

fishsim_status fishsim_wire_guard_create(uint32_t senders_max, const fishsim_hooks *hooks,
                                         fishsim_wire_guard **out, fishsim_error *error)
{
    if (!out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_wire_guard_create: out is NULL");
    if (senders_max < 1 || senders_max > SENDERS_MAX)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_wire_guard_create: senders_max %u is not in [1, %d]", senders_max,
                    SENDERS_MAX);
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    fishsim_wire_guard *guard = memory_take(&taken, sizeof *guard);
    if (!guard)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a guard");
    guard->hooks = taken;
    guard->senders_max = senders_max;
    *out = guard;
    return FISHSIM_OK;
}

void fishsim_wire_guard_destroy(fishsim_wire_guard *guard)
{
    if (!guard)
        return;
    const fishsim_hooks hooks = guard->hooks;
    memory_release(&hooks, guard->senders, guard->capacity * sizeof *guard->senders);
    memory_release(&hooks, guard, sizeof *guard);
}

static struct sender *find(const fishsim_wire_guard *guard, const fishsim_wire_envelope *envelope)
{
    for (uint32_t i = 0; i < guard->count; i++)
        if (!strcmp(guard->senders[i].worker_id, envelope->worker_id) &&
            !strcmp(guard->senders[i].simulation_id, envelope->simulation_id))
            return &guard->senders[i];
    return NULL;
}

static fishsim_status add(fishsim_wire_guard *guard, const fishsim_wire_envelope *envelope,
                          fishsim_error *error)
{
    if (guard->count == guard->senders_max)
        return fail(error, FISHSIM_ERR_LIMIT, "sender %s is one more than %u", envelope->worker_id,
                    guard->senders_max);
    fishsim_status status = memory_room(&guard->hooks, (void **)&guard->senders, &guard->capacity,
                                        guard->count + 1, sizeof *guard->senders, error);
    if (status)
        return status;
    struct sender *sender = &guard->senders[guard->count++];
    memcpy(sender->worker_id, envelope->worker_id, sizeof sender->worker_id);
    memcpy(sender->simulation_id, envelope->simulation_id, sizeof sender->simulation_id);
    sender->sequence = envelope->sequence;
    return FISHSIM_OK;
}

fishsim_status fishsim_wire_guard_admit(fishsim_wire_guard *guard,
                                        const fishsim_wire_message *message, fishsim_error *error)
{
    if (!guard || !message)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_wire_guard_admit: %s is NULL",
                    guard ? "message" : "guard");
    const fishsim_wire_envelope *envelope = wire_envelope_of(message);
    struct sender *sender = find(guard, envelope);
    if (!sender)
        return add(guard, envelope, error);
    if (envelope->sequence <= sender->sequence)
        return fail(error, FISHSIM_ERR_STATE, "%s has sent sequence %llu before (now %llu)",
                    envelope->worker_id, (unsigned long long)envelope->sequence,
                    (unsigned long long)sender->sequence);
    sender->sequence = envelope->sequence;
    return FISHSIM_OK;
}

void fishsim_wire_guard_forget(fishsim_wire_guard *guard, const char *simulation_id)
{
    if (!guard || !simulation_id)
        return;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < guard->count; i++)
        if (strcmp(guard->senders[i].simulation_id, simulation_id) != 0)
            guard->senders[kept++] = guard->senders[i];
    guard->count = kept;
}

/* SPDX-License-Identifier: MIT */
/*
 * diet.c: a sink that counts who has eaten whom, from the deaths of which predators are the cause.
 *
 * Deaths are all reported, while events of bites may be thinned out (events.bite_every).
 */
#include "base/host.h"
#include "base/int128.h"
#include "base/status.h"
#include "config/settings.h"
#include "event/sink.h"

#include <fishsim/event.h>

#include <string.h>

enum { UJ_PER_JOULE = 1000000 };

/* Events that tell of fish that died. */
static const uint64_t KINDS = (uint64_t)1 << FISHSIM_EVENT_DIED | (uint64_t)1
                                                                      << FISHSIM_EVENT_THINNED;

struct entry {
    uint64_t fish;
    int128 energy_uj;
};

struct fishsim_diet {
    fishsim_hooks hooks;
    struct entry eaten[SPECIES_MAX][SPECIES_MAX]; /* [predator][prey] */
};

fishsim_status fishsim_diet_create(const fishsim_hooks *hooks, fishsim_diet **out,
                                   fishsim_error *error)
{
    if (!out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_diet_create: out is NULL");
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    fishsim_diet *diet = memory_take(&taken, sizeof *diet);
    if (!diet)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a diet");
    diet->hooks = taken;
    *out = diet;
    return FISHSIM_OK;
}

void fishsim_diet_destroy(fishsim_diet *diet)
{
    if (!diet)
        return;
    const fishsim_hooks hooks = diet->hooks;
    memory_release(&hooks, diet, sizeof *diet);
}

static fishsim_status count_deaths(void *user, const fishsim_event *events, uint64_t count)
{
    fishsim_diet *diet = user;
    for (uint64_t i = 0; i < count; i++) {
        const fishsim_event *event = &events[i];
        if (event->cause != FISHSIM_CAUSE_EATEN || !(KINDS >> event->kind & 1) ||
            event->species >= SPECIES_MAX || event->other_species >= SPECIES_MAX)
            continue;
        struct entry *entry = &diet->eaten[event->other_species][event->species];
        entry->fish += event->value;
        entry->energy_uj += event->energy_uj;
    }
    return FISHSIM_OK;
}

fishsim_status fishsim_diet_sink(fishsim_diet *diet, fishsim_sink *sink, fishsim_error *error)
{
    if (!diet)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_diet_sink: diet is NULL");
    fishsim_sink filled;
    fishsim_sink_init(&filled, sizeof filled);
    filled.kinds = KINDS;
    filled.on_events = count_deaths;
    filled.user = diet;
    return sized_give(sink, &filled, &SINK, error);
}

fishsim_status fishsim_diet_get(const fishsim_diet *diet, uint32_t predator, uint32_t prey,
                                uint64_t *fish, fishsim_energy *energy, fishsim_error *error)
{
    if (!diet)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_diet_get: diet is NULL");
    if (predator >= SPECIES_MAX || prey >= SPECIES_MAX)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no world has a species of the number %u",
                    predator >= SPECIES_MAX ? predator : prey);
    const struct entry *entry = &diet->eaten[predator][prey];
    if (fish)
        *fish = entry->fish;
    if (energy)
        *energy = (fishsim_energy){(int64_t)(entry->energy_uj / UJ_PER_JOULE),
                                   (int64_t)(entry->energy_uj % UJ_PER_JOULE)};
    return FISHSIM_OK;
}

void fishsim_diet_clear(fishsim_diet *diet)
{
    if (diet)
        memset(diet->eaten, 0, sizeof diet->eaten);
}

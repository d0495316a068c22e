/* SPDX-License-Identifier: MIT */
/*
 * host_mind.c: minds of the host's. The plan phase perceives for their fish; the host is then
 * asked once for each species, on the thread that ticks; what it answers is the plan of each row.
 */
#include "mind/mind.h"

#include "tick/kernel.h"
#include "tick/tick.h"
#include "world/perceive.h"

#include <math.h>
#include <string.h>

static const struct sized HOST_MIND = SIZED(fishsim_host_mind, user);

fishsim_status fishsim_host_mind_init(fishsim_host_mind *mind, size_t struct_size)
{
    return sized_init(mind, struct_size, &HOST_MIND);
}

uint64_t fishsim_world_get_host_mind_failures(const fishsim_world *world)
{
    return world ? world->host_minds.failures : 0;
}

fishsim_status fishsim_world_set_host_mind(fishsim_world *world, const char *name,
                                           const fishsim_host_mind *mind, fishsim_error *error)
{
    fishsim_host_mind given;
    if (!world || !name)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_set_host_mind: %s is NULL",
                    world ? "name" : "world");
    if (world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "a host mind cannot be set inside a tick");
    fishsim_status status = sized_take(&given, mind, &HOST_MIND, error);
    if (status)
        return status;
    for (uint32_t i = 0; i < world->mind_count; i++)
        if (world->settings.minds[i].kind == MIND_HOST &&
            !strcmp(world->settings.minds[i].name, name)) {
            world->host_minds.given[i] = given;
            return FISHSIM_OK;
        }
    return fail(error, FISHSIM_ERR_NOT_FOUND, "there is no mind of kind host of that name");
}

/* The host's side of a mind, or NULL when it has none. */
static const fishsim_host_mind *given_for(const fishsim_world *world, const struct mind *mind)
{
    const fishsim_host_mind *given = &world->host_minds.given[mind - world->minds];
    return given->decide ? given : NULL;
}

fishsim_status host_minds_room(fishsim_world *world, fishsim_error *error)
{
    struct host_minds *host = &world->host_minds;
    bool asked = false;
    for (uint32_t i = 0; i < world->mind_count; i++)
        asked = asked || host->given[i].decide;
    if (!asked)
        return FISHSIM_OK;
    size_t size = world->perception.size * sizeof(float);
    fishsim_status status = memory_room(&world->hooks, (void **)&host->observations,
                                        &host->observation_room, world->fish.count, size, error);
    if (!status)
        status = memory_room(&world->hooks, (void **)&host->actions, &host->action_room,
                             world->fish.count, FISHSIM_ACTION_SIZE * sizeof(float), error);
    return status;
}

void host_minds_free(fishsim_world *world)
{
    struct host_minds *host = &world->host_minds;
    memory_release(&world->hooks, host->observations,
                   host->observation_room * world->perception.size * sizeof(float));
    memory_release(&world->hooks, host->actions,
                   host->action_room * FISHSIM_ACTION_SIZE * sizeof(float));
}

void host_minds_keep(fishsim_world *world, const fishsim_world *old)
{
    memset(world->host_minds.given, 0, sizeof world->host_minds.given);
    world->host_minds.failures = old->host_minds.failures;
    for (uint32_t i = 0; i < old->mind_count; i++)
        for (uint32_t k = 0; k < world->mind_count; k++)
            if (world->settings.minds[k].kind == MIND_HOST &&
                !strcmp(world->settings.minds[k].name, old->settings.minds[i].name))
                world->host_minds.given[k] = old->host_minds.given[i];
}

bool action_within(const float action[FISHSIM_ACTION_SIZE], uint32_t *bad)
{
    static const float LOW[] = {
#define X(NAME, name, number, low, high, unit, meaning) low,
        FISHSIM_ACTION_TABLE(X)
#undef X
    };
    static const float HIGH[] = {
#define X(NAME, name, number, low, high, unit, meaning) high,
        FISHSIM_ACTION_TABLE(X)
#undef X
    };
    for (*bad = 0; *bad < FISHSIM_ACTION_SIZE; ++*bad)
        if (!(action[*bad] >= LOW[*bad] && action[*bad] <= HIGH[*bad]))
            return false;
    return true;
}

static void ask(fishsim_world *world, const struct mind *mind, const fishsim_host_mind *given,
                uint32_t begin, uint32_t end)
{
    struct host_minds *host = &world->host_minds;
    float *actions = host->actions + (size_t)begin * FISHSIM_ACTION_SIZE;
    uint32_t size = world->perception.size, bad = 0;
    memset(actions, 0, (size_t)(end - begin) * FISHSIM_ACTION_SIZE * sizeof *actions);
    fishsim_status status = given->decide(given->user, host->observations + (size_t)begin * size,
                                          world->fish.id + begin, end - begin, size, actions);
    bool good = status >= 0;
    for (uint32_t i = 0; good && i < end - begin; i++)
        good = action_within(actions + (size_t)i * FISHSIM_ACTION_SIZE, &bad);
    for (uint32_t row = begin; row < end; row++, actions += FISHSIM_ACTION_SIZE)
        world->fish.plan[row] = good ? action_pack(actions) : ACTION_NONE;
    if (good)
        return;
    host->failures++;
    log_line(&world->hooks, FISHSIM_LOG_WARNING, "tick %llu: the host mind %s failed: %s",
             (unsigned long long)world->tick, mind->settings.name,
             status < 0 ? fishsim_status_name(status) : "an action is out of bounds");
}

void host_minds_ask(fishsim_world *world)
{
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *species = &world->species[s];
        for (uint32_t i = 0; i < species->mind_count && species->begin < species->end; i++) {
            const struct mind *mind = species->minds[i];
            const fishsim_host_mind *given =
                mind->settings.kind == MIND_HOST ? given_for(world, mind) : NULL;
            if (given)
                ask(world, mind, given, species->begin, species->end);
        }
    }
}

static void plan(fishsim_world *world, const struct mind *mind, const struct species *species,
                 uint32_t begin, uint32_t end)
{
    (void)species;
    uint32_t rows[PIECE];
    float *out[PIECE];
    for (uint32_t row = begin; row < end; row++) {
        world->fish.plan[row] = ACTION_NONE;
        rows[row - begin] = row;
        out[row - begin] = world->host_minds.observations + (size_t)row * world->perception.size;
    }
    const struct moment moment = perceive_moment(world);
    const struct perceived perceived = {.count = end - begin, .row = rows, .out = out};
    if (given_for(world, mind))
        world->kernel->perceive(world, &moment, &perceived);
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    for (uint32_t row = begin; row < end; row++)
        if (is_open(world, row) && action_given(world->fish.plan[row]))
            mind_follow(world, species, row, world->fish.plan[row]);
    (void)mind;
}

const struct mind_rule MIND_HOST_RULE = {.name = "host", .plan = plan, .decide = decide};

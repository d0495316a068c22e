/* SPDX-License-Identifier: MIT */
/*
 * batch.c: many worlds, sent on their steps and received back.
 */
#include "agent/batch.h"

#include "config/config.h"

#include <string.h>

enum { WORLDS_MAX = 65536 };

static const struct sized OPTIONS = SIZED(fishsim_batch_options, seeds);
static const struct sized BUFFERS = SIZED(fishsim_batch_buffers, statistics);

fishsim_status fishsim_batch_options_init(fishsim_batch_options *options, size_t struct_size)
{
    return sized_init(options, struct_size, &OPTIONS);
}

fishsim_status fishsim_batch_buffers_init(fishsim_batch_buffers *buffers, size_t struct_size)
{
    return sized_init(buffers, struct_size, &BUFFERS);
}

/* ---- making --------------------------------------------------------------------------------- */

fishsim_status batch_take(const fishsim_hooks *hooks, uint32_t count, uint32_t threads,
                          fishsim_batch **out, fishsim_error *error)
{
    fishsim_batch *batch = memory_take(hooks, sizeof *batch);
    if (!batch)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a batch");
    batch->hooks = *hooks;
    batch->world_hooks = *hooks;
    /* One world may use the executor itself; of several each runs on one thread. */
    if (count > 1 || threads) {
        batch->world_hooks.execute = NULL;
        batch->world_hooks.execute_user = NULL;
    }
    batch->count = count;
    batch->threads = threads;
    batch->buffers.struct_size = sizeof batch->buffers;
    batch->episodes = memory_take(hooks, count * sizeof *batch->episodes);
    batch->list = memory_take(hooks, count * sizeof *batch->list);
    fishsim_status status = FISHSIM_OK;
    if (!batch->episodes || !batch->list)
        status = fail(error, FISHSIM_ERR_MEMORY, "no memory for a batch of %u worlds", count);
    if (!status)
        status = crew_create(hooks, threads, count, episode_step, batch, &batch->crew, error);
    if (status) {
        fishsim_batch_destroy(batch);
        return status;
    }
    *out = batch;
    return FISHSIM_OK;
}

void fishsim_batch_destroy(fishsim_batch *batch)
{
    if (!batch)
        return;
    crew_destroy(batch->crew);
    const fishsim_hooks hooks = batch->hooks;
    for (uint32_t i = 0; batch->episodes && i < batch->count; i++) {
        fishsim_world_destroy(batch->episodes[i].world);
        memory_release(&hooks, batch->episodes[i].rewards, batch->slots * sizeof(float));
    }
    memory_release(&hooks, batch->episodes, batch->count * sizeof *batch->episodes);
    memory_release(&hooks, batch->list, batch->count * sizeof *batch->list);
    memory_release(&hooks, batch, sizeof *batch);
}

static fishsim_status check_options(const fishsim_batch_options *options, uint32_t config_count,
                                    fishsim_error *error)
{
    if (options->worlds < 1 || options->worlds > WORLDS_MAX)
        return fail(error, FISHSIM_ERR_ARGUMENT, "worlds %u is not within [1, %d]", options->worlds,
                    WORLDS_MAX);
    if (options->autoreset < FISHSIM_AUTORESET_NEXT_STEP ||
        options->autoreset > FISHSIM_AUTORESET_DISABLED)
        return fail(error, FISHSIM_ERR_ARGUMENT, "autoreset %d is not a FISHSIM_AUTORESET_*",
                    options->autoreset);
    if (options->threads > CREW_THREADS_MAX)
        return fail(error, FISHSIM_ERR_ARGUMENT, "threads %u is more than %d", options->threads,
                    CREW_THREADS_MAX);
    for (uint32_t i = 0; i < options->worlds; i++) {
        if (options->scenarios && options->scenarios[i] >= config_count)
            return fail(error, FISHSIM_ERR_ARGUMENT, "scenarios[%u] is %u: there are %u", i,
                        options->scenarios[i], config_count);
        if (options->seeds && options->seeds[i] >> 53)
            return fail(error, FISHSIM_ERR_ARGUMENT, "seeds[%u] is not below 2^53", i);
    }
    return FISHSIM_OK;
}

/* All scenarios make arrays of one shape. */
static fishsim_status check_shapes(const fishsim_config *const *configs, uint32_t count,
                                   fishsim_error *error)
{
    for (uint32_t i = 0; i < count; i++) {
        fishsim_error cause = {0};
        if (!configs[i])
            return fail(error, FISHSIM_ERR_ARGUMENT, "configs[%u] is NULL", i);
        if (settings_check(&configs[i]->settings, &cause))
            return fail(error, cause.status, "configs[%u]: %s", i, cause.message);
        uint32_t slots = settings_agent_slots(&configs[i]->settings);
        uint32_t size = perceive_size(&configs[i]->settings);
        if (!slots)
            return fail(error, FISHSIM_ERR_CONFIG,
                        "configs[%u]: it has no agents; set agents.slots or species.*.agents.share",
                        i);
        if (slots != settings_agent_slots(&configs[0]->settings) ||
            size != perceive_size(&configs[0]->settings))
            return fail(error, FISHSIM_ERR_CONFIG,
                        "configs[%u]: %u slots and %u floats of observation differ from the first",
                        i, slots, size);
    }
    return FISHSIM_OK;
}

static fishsim_status make_episodes(fishsim_batch *batch, const fishsim_config *const *configs,
                                    uint32_t config_count, const fishsim_batch_options *options,
                                    fishsim_error *error)
{
    fishsim_status status = FISHSIM_OK;
    for (uint32_t i = 0; i < batch->count && !status; i++) {
        struct episode *episode = &batch->episodes[i];
        episode->scenario = options->scenarios ? options->scenarios[i] : i % config_count;
        const struct settings *settings = &configs[episode->scenario]->settings;
        uint64_t own = (settings->world.seed + i) & (((uint64_t)1 << 53) - 1);
        episode->seed = options->seeds ? options->seeds[i] : own;
        episode->rewards = memory_take(&batch->hooks, batch->slots * sizeof(float));
        if (!episode->rewards)
            return fail(error, FISHSIM_ERR_MEMORY, "no memory for %u rewards", batch->slots);
        status = world_make(settings, episode->seed, &batch->world_hooks, &episode->world, error);
    }
    return status;
}

fishsim_status fishsim_batch_create(const fishsim_config *const *configs, uint32_t config_count,
                                    const fishsim_batch_options *options,
                                    const fishsim_hooks *hooks, fishsim_batch **out,
                                    fishsim_error *error)
{
    fishsim_batch_options given;
    fishsim_hooks taken;
    if (!configs || !config_count || !out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_batch_create: %s",
                    !out      ? "out is NULL"
                    : configs ? "config_count is 0"
                              : "configs is NULL");
    fishsim_status status = sized_take(&given, options, &OPTIONS, error);
    if (!status)
        status = hooks_take(&taken, hooks, error);
    if (!status)
        status = check_options(&given, config_count, error);
    if (!status)
        status = check_shapes(configs, config_count, error);
    fishsim_batch *batch = NULL;
    if (!status)
        status = batch_take(&taken, given.worlds, given.threads, &batch, error);
    if (status)
        return status;
    batch->autoreset = given.autoreset;
    batch->slots = settings_agent_slots(&configs[0]->settings);
    batch->size = perceive_size(&configs[0]->settings);
    status = make_episodes(batch, configs, config_count, &given, error);
    if (status) {
        fishsim_batch_destroy(batch);
        return status;
    }
    *out = batch;
    return FISHSIM_OK;
}

/* ---- what there is -------------------------------------------------------------------------- */

fishsim_status batch_check_idle(const fishsim_batch *batch, uint32_t world, const char *call,
                                fishsim_error *error)
{
    if (!batch)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: batch is NULL", call);
    if (world != FISHSIM_BATCH_ALL && world >= batch->count)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: world %u of %u", call, world, batch->count);
    if (world == FISHSIM_BATCH_ALL ? batch->under_way > 0 : batch->episodes[world].under_way)
        return fail(error, FISHSIM_ERR_STATE, "%s: %s under way", call,
                    world == FISHSIM_BATCH_ALL ? "worlds are" : "the world is");
    return FISHSIM_OK;
}

fishsim_status fishsim_batch_set_buffers(fishsim_batch *batch, const fishsim_batch_buffers *buffers,
                                         fishsim_error *error)
{
    fishsim_status status =
        batch_check_idle(batch, FISHSIM_BATCH_ALL, "fishsim_batch_set_buffers", error);
    if (status)
        return status;
    fishsim_batch_buffers given = {0};
    if (buffers)
        status = sized_take(&given, buffers, &BUFFERS, error);
    if (status)
        return status;
    if (given.actions && given.choices)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_batch_buffers: actions and choices exclude each other");
    batch->buffers = given;
    return FISHSIM_OK;
}

fishsim_status fishsim_batch_get_shape(const fishsim_batch *batch, uint32_t *worlds,
                                       uint32_t *slots, uint32_t *observation_size,
                                       fishsim_error *error)
{
    if (!batch)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_batch_get_shape: batch is NULL");
    if (worlds)
        *worlds = batch->count;
    if (slots)
        *slots = batch->slots;
    if (observation_size)
        *observation_size = batch->size;
    return FISHSIM_OK;
}

fishsim_world *fishsim_batch_get_world(fishsim_batch *batch, uint32_t world)
{
    return batch && world < batch->count ? batch->episodes[world].world : NULL;
}

/* ---- going and coming ----------------------------------------------------------------------- */

/* Copies the named worlds, or all, into batch->list. ERR_ARGUMENT for a wrong or repeated index. */
static fishsim_status take_list(fishsim_batch *batch, const uint32_t *worlds, uint32_t *count,
                                const char *call, fishsim_error *error)
{
    if (!batch)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: batch is NULL", call);
    if (!worlds && *count && *count != batch->count)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: count is %u for all of %u worlds", call,
                    *count, batch->count);
    if (worlds && *count > batch->count)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: count is %u, more than the %u worlds", call,
                    *count, batch->count);
    if (!worlds)
        *count = batch->count;
    for (uint32_t i = 0; i < batch->count; i++)
        batch->episodes[i].named = false;
    for (uint32_t i = 0; i < *count; i++) {
        uint32_t world = worlds ? worlds[i] : i;
        if (world >= batch->count || batch->episodes[world].named)
            return fail(error, FISHSIM_ERR_ARGUMENT, "%s: worlds[%u] is %u, which is %s", call, i,
                        world, world < batch->count ? "named twice" : "no world");
        batch->episodes[world].named = true;
        batch->list[i] = world;
    }
    return FISHSIM_OK;
}

fishsim_status fishsim_batch_reset(fishsim_batch *batch, const uint32_t *worlds, uint32_t count,
                                   const uint64_t *seeds, fishsim_error *error)
{
    fishsim_status status = take_list(batch, worlds, &count, "fishsim_batch_reset", error);
    for (uint32_t i = 0; !status && i < count; i++) {
        status = batch_check_idle(batch, batch->list[i], "fishsim_batch_reset", error);
        if (!status && seeds && seeds[i] >> 53)
            status = fail(error, FISHSIM_ERR_ARGUMENT, "seeds[%u] is not below 2^53", i);
    }
    for (uint32_t i = 0; !status && i < count; i++) {
        struct episode *episode = &batch->episodes[batch->list[i]];
        uint64_t seed = episode->seed, number = episode->number;
        episode->seed = seeds ? seeds[i] : seed;
        episode->number = seeds ? 0 : number + episode->begun;
        status = episode_begin(batch, episode, error);
        if (status) {
            episode->seed = seed;
            episode->number = number;
            break;
        }
        episode_write(batch, batch->list[i]);
    }
    return status;
}

fishsim_status fishsim_batch_send(fishsim_batch *batch, const uint32_t *worlds, uint32_t count,
                                  fishsim_error *error)
{
    fishsim_status status = take_list(batch, worlds, &count, "fishsim_batch_send", error);
    for (uint32_t i = 0; !status && i < count; i++)
        status = episode_check(batch, batch->list[i], error);
    if (status)
        return status;
    for (uint32_t i = 0; i < count; i++) {
        struct episode *episode = &batch->episodes[batch->list[i]];
        episode_order(batch, batch->list[i]);
        episode->under_way = episode->begun = true;
        batch->under_way++;
    }
    for (uint32_t i = 0; i < count; i++)
        crew_push(batch->crew, batch->list[i]);
    return FISHSIM_OK;
}

/* Collects worlds into batch->list; the error of the first one that failed. */
static fishsim_status collect(fishsim_batch *batch, uint32_t least, uint32_t *count,
                              fishsim_error *error)
{
    *count = crew_collect(batch->crew, least, batch->list);
    batch->under_way -= *count;
    for (uint32_t i = 0; i < *count; i++) {
        batch->episodes[batch->list[i]].under_way = false;
        batch->episodes[batch->list[i]].named = true;
    }
    fishsim_status status = FISHSIM_OK;
    for (uint32_t i = 0; i < *count; i++) {
        const struct episode *episode = &batch->episodes[batch->list[i]];
        if (!status && episode->error.status)
            status = fail(error, episode->error.status, "world %u: %s", batch->list[i],
                          episode->error.message);
    }
    return status;
}

fishsim_status fishsim_batch_receive(fishsim_batch *batch, uint32_t least, uint32_t *worlds,
                                     uint32_t *count, fishsim_error *error)
{
    if (!batch || !worlds || !count)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_batch_receive: %s is NULL",
                    !batch    ? "batch"
                    : !worlds ? "worlds"
                              : "count");
    if (least > batch->under_way)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_batch_receive: least is %u, but %u worlds are under way", least,
                    batch->under_way);
    for (uint32_t i = 0; i < batch->count; i++)
        batch->episodes[i].named = false;
    fishsim_status status = collect(batch, least, count, error);
    for (uint32_t i = 0, place = 0; i < batch->count; i++)
        if (batch->episodes[i].named)
            worlds[place++] = i;
    return status;
}

fishsim_status fishsim_batch_step(fishsim_batch *batch, fishsim_error *error)
{
    fishsim_status status = batch_check_idle(batch, FISHSIM_BATCH_ALL, "fishsim_batch_step", error);
    if (!status)
        status = fishsim_batch_send(batch, NULL, 0, error);
    if (status)
        return status;
    uint32_t count;
    return collect(batch, batch->count, &count, error);
}

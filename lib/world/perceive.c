/* SPDX-License-Identifier: MIT */
/*
 * perceive.c: how a row of perception is laid out, and what follows for it from the settings.
 */
#include "world/perceive.h"

#include "base/real.h"
#include "mind/mind.h"
#include "world/climate.h"
#include "world/world.h"

#include <string.h>

static const char *const BLOCK_NAME[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) [BLOCK_##NAME] = #name,
    BLOCK_TABLE(X)
#undef X
};

static int32_t find_block(const char *name)
{
    for (int32_t kind = 0; kind < BLOCK_COUNT; kind++)
        if (!strcmp(BLOCK_NAME[kind], name))
            return kind;
    return ABSENT;
}

static void lay_out(struct perception *perception, const struct settings *settings)
{
    const struct agents_settings *agents = &settings->agents;
    const uint64_t rows_of[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) rows,
        BLOCK_TABLE(X)
#undef X
    };
    static const uint32_t COLUMNS_OF[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) columns,
        BLOCK_TABLE(X)
#undef X
    };
    for (int kind = 0; kind < BLOCK_COUNT; kind++)
        perception->at[kind] = ABSENT;
    const struct names *observe = &agents->observe;
    for (uint32_t i = 0; i < observe->count; i++) {
        int32_t kind = find_block(observe->name[i]);
        perception->block[i].kind = (uint32_t)kind;
        perception->block[i].offset = perception->size;
        perception->block[i].rows = (uint32_t)rows_of[kind];
        perception->block[i].columns = COLUMNS_OF[kind];
        perception->at[kind] = (int32_t)perception->size;
        perception->size += (uint32_t)rows_of[kind] * COLUMNS_OF[kind];
    }
    perception->block_count = observe->count;
}

uint32_t perceive_size(const struct settings *settings)
{
    struct perception perception = {0};
    lay_out(&perception, settings);
    return perception.size;
}

/* Whether any mind in use, or the host, perceives. */
static bool is_used(const fishsim_world *world)
{
    bool used = world->agents.slots > 0;
    for (uint32_t s = 0; s < world->species_count; s++)
        for (uint32_t i = 0; i < world->species[s].mind_count; i++)
            used = used || world->species[s].minds[i]->rule->plan;
    return used;
}

/* What a species is to the one that sees it, as the block nearest says it. */
static float relation_to(const fishsim_world *world, uint32_t own, uint32_t other)
{
    return other == own                                ? 0.5f
           : world->species[own].capture[other] > 0.0f ? 1.0f
           : world->species[other].capture[own] > 0.0f ? -1.0f
                                                       : 0.0f;
}

void perceive_prepare(fishsim_world *world)
{
    struct perception *perception = &world->perception;
    const struct settings *settings = &world->settings;
    perception->used = is_used(world);
    perception->rays = (uint32_t)settings->agents.rays;
    perception->nearest = (uint32_t)settings->agents.nearest;
    perception->sectors = (uint32_t)settings->agents.sectors;
    perception->sight_bl = (float)settings->agents.sight_radius;
    lay_out(perception, settings);
    for (uint32_t ray = 0; ray < perception->rays; ray++) {
        double sine, cosine;
        real_sincos(2.0 * REAL_PI * ray / perception->rays, &sine, &cosine);
        perception->ray_x[ray] = (float)cosine;
        perception->ray_y[ray] = (float)sine;
    }
    double capacity_uj = settings->fields.plankton.capacity_g_per_m2 *
                         settings->fields.plankton.energy_j_per_g * 1e6 *
                         world->field_grid.cell_area_m2;
    perception->plankton_per_capacity = capacity_uj > 0.0 ? (float)(1.0 / capacity_uj) : 0.0f;
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species_settings *species = &world->species[s].settings;
        perception->per_length_inf[s] =
            (float)(1.0 / species_length_at(species, species->growth.weight_inf_g));
        for (uint32_t other = 0; other < world->species_count; other++)
            perception->relation[s][other] = relation_to(world, s, other);
    }
}

void perceive_describe(const struct perception *perception, uint32_t index, fishsim_block *block)
{
    static const char *const UNIT[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) unit,
        BLOCK_TABLE(X)
#undef X
    };
    static const char *const MEANING[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) meaning,
        BLOCK_TABLE(X)
#undef X
    };
    uint32_t kind = perception->block[index].kind;
    const fishsim_block described = {
        .struct_size = sizeof described,
        .offset = perception->block[index].offset,
        .rows = perception->block[index].rows,
        .columns = perception->block[index].columns,
        .low = -1.0f,
        .high = 1.0f,
        .name = BLOCK_NAME[kind],
        .unit = UNIT[kind],
        .meaning = MEANING[kind],
    };
    *block = described;
}

struct moment perceive_moment(const fishsim_world *world)
{
    const uint64_t day_us = 86400000000;
    uint128 us = (uint128)world->tick * world->calendar_us_per_tick + world->calendar_start_us;
    double sine, cosine;
    real_sincos(2.0 * REAL_PI * (double)(uint64_t)(us % day_us) / (double)day_us, &sine, &cosine);
    return (struct moment){(float)sine, (float)cosine, climate_sight(world)};
}

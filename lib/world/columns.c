/* SPDX-License-Identifier: MIT */
/*
 * columns.c: the state of a world as the host reads it: figures, species, columns and fields.
 *
 * Nothing here changes a world, so all of it may be called from a system or a sink.
 */
#include "base/status.h"
#include "world/hash.h"
#include "world/world.h"

#include <string.h>

static const double US_PER_SECOND = 1e6;

/* Text of a species: the settings' buffers fit the ones of the ABI. */
_Static_assert(sizeof((fishsim_species_info *)0)->name == NAME_BYTES &&
                   sizeof((fishsim_species_info *)0)->label == TEXT_BYTES,
               "fishsim_species_info holds names and labels of any length: keep settings.h alike");

static const struct sized WORLD_INFO = SIZED(fishsim_world_info, population);
static const struct sized SPECIES_INFO = SIZED(fishsim_species_info, rows);
static const struct sized COLUMN = SIZED(fishsim_column, meaning);
static const struct sized FIELD = SIZED(fishsim_field, capacity_uj);

fishsim_status fishsim_world_info_init(fishsim_world_info *info, size_t struct_size)
{
    return sized_init(info, struct_size, &WORLD_INFO);
}

fishsim_status fishsim_species_info_init(fishsim_species_info *info, size_t struct_size)
{
    return sized_init(info, struct_size, &SPECIES_INFO);
}

fishsim_status fishsim_column_init(fishsim_column *column, size_t struct_size)
{
    return sized_init(column, struct_size, &COLUMN);
}

fishsim_status fishsim_field_init(fishsim_field *field, size_t struct_size)
{
    return sized_init(field, struct_size, &FIELD);
}

/* ---- figures -------------------------------------------------------------------------------- */

/* Calendar time, in 128 bits because a fast calendar passes 2^64 us within two million ticks. */
static void fill_calendar(const fishsim_world *world, fishsim_world_info *info)
{
    uint128 elapsed_us = (uint128)world->tick * world->calendar_us_per_tick;
    uint64_t hours = world_calendar_hour(world, world->tick);
    info->calendar_seconds_per_tick = (double)world->calendar_us_per_tick / US_PER_SECOND;
    info->calendar_seconds = (double)elapsed_us / US_PER_SECOND;
    info->hour = (uint32_t)(hours % 24);
    info->day = (uint32_t)(hours / 24);
}

static uint64_t deaths_of(const struct species *species)
{
    uint64_t deaths = 0;
    for (uint32_t cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++)
        deaths += species->deaths[cause];
    return deaths;
}

fishsim_status fishsim_world_get_info(const fishsim_world *world, fishsim_world_info *info,
                                      fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_info: world is NULL");
    fishsim_world_info filled = {0};
    filled.dims = (uint32_t)world->settings.world.dims;
    filled.seed = world->settings.world.seed;
    filled.tick = world->tick;
    filled.fish = world->fish.count;
    filled.births_refused = world->births_refused;
    filled.agent_steps = world->agent_steps;
    filled.width_m = world->settings.world.width_m;
    filled.height_m = world->settings.world.height_m;
    filled.depth_m = world->deep ? world->settings.world.depth_m : 0.0;
    filled.tick_seconds = world->settings.world.tick_seconds;
    filled.temperature_c = world->temperature_c;
    filled.species = world->species_count;
    filled.walls = world->settings.world.boundary == BOUNDARY_WALLS;
    filled.population = world->many ? 0 : world->fish.count;
    for (uint32_t row = 0; world->many && row < world->fish.count; row++)
        filled.population += world->fish.worth[row];
    fill_calendar(world, &filled);
    for (uint32_t s = 0; s < world->species_count; s++) {
        filled.births += world->species[s].births;
        filled.deaths += deaths_of(&world->species[s]);
    }
    return sized_give(info, &filled, &WORLD_INFO, error);
}

const char *fishsim_cause_name(uint32_t cause)
{
    /* Lower case, beside the upper-case names of the table. */
    static const char *const NAMES[] = {"none", "eaten", "starved", "age", "background", "fished"};
#define X(name, number, meaning) +1
    _Static_assert(sizeof NAMES / sizeof NAMES[0] == 1 FISHSIM_CAUSE_TABLE(X),
                   "a cause of FISHSIM_CAUSE_TABLE has no name here");
#undef X
    return cause < sizeof NAMES / sizeof NAMES[0] ? NAMES[cause] : NAMES[0];
}

static int64_t saturate(int128 uj)
{
    return uj > INT64_MAX ? INT64_MAX : (int64_t)uj;
}

/* Sums over the fish of one species. The biomass follows from a sum of integers, which no order of
 * the fish can change. */
static void fill_stocks(const fishsim_world *world, uint32_t species, fishsim_species_info *info)
{
    const struct fish *fish = &world->fish;
    const struct species *kind = &world->species[species];
    int128 soma = 0, gut = 0, repro = 0, nanograms = 0;
    for (uint32_t row = 0; row < fish->count; row++) {
        if (fish->species[row] != species)
            continue;
        int128 worth = fish->worth[row];
        info->rows++;
        info->fish += fish->worth[row];
        soma += worth * fish->soma_uj[row];
        nanograms += kind->varies ? worth * (int128)((double)fish->weight_g[row] * 1e9) : 0;
        gut += worth * fish->gut_uj[row];
        repro += worth * fish->repro_uj[row];
    }
    info->soma_uj = saturate(soma);
    info->gut_uj = saturate(gut);
    info->repro_uj = saturate(repro);
    info->biomass_g = (double)soma / (info->energy_density_j_per_g * 1e6);
    if (kind->varies) {
        info->biomass_g = (double)nanograms * 1e-9;
        if (nanograms > 0)
            info->energy_density_j_per_g = (double)soma * 1e-6 / info->biomass_g;
    }
}

fishsim_status fishsim_world_get_species(const fishsim_world *world, uint32_t species,
                                         fishsim_species_info *info, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_species: world is NULL");
    if (species >= world->species_count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "species %u: the world has %u", species,
                    world->species_count);
    const struct species *source = &world->species[species];
    fishsim_species_info filled = {0};
    filled.color_rgb = source->settings.color;
    memcpy(filled.name, source->settings.name, sizeof filled.name);
    memcpy(filled.label, source->settings.label, sizeof filled.label);
    filled.births = source->births;
    memcpy(filled.deaths, source->deaths, sizeof filled.deaths);
    filled.bites = source->bites;
    filled.energy_density_j_per_g = source->settings.body.energy_density_j_per_g;
    fill_stocks(world, species, &filled);
    return sized_give(info, &filled, &SPECIES_INFO, error);
}

/* ---- columns -------------------------------------------------------------------------------- */

#define X(NAME, field, number, element, unit, meaning)                                             \
    _Static_assert(sizeof *((struct fish *)0)->field ==                                            \
                       (FISHSIM_ELEMENT_##element == FISHSIM_ELEMENT_U8    ? 1                     \
                        : FISHSIM_ELEMENT_##element == FISHSIM_ELEMENT_U16 ? 2                     \
                        : FISHSIM_ELEMENT_##element == FISHSIM_ELEMENT_U32 ? 4                     \
                        : FISHSIM_ELEMENT_##element == FISHSIM_ELEMENT_F32 ? 4                     \
                                                                           : 8),                   \
                   "column " #NAME ": its element in world.h differs from its type in fish.h");
FISHSIM_COLUMN_TABLE(X)
#undef X

/* Where a column without any memory points. */
static const uint64_t NOTHING = 0;

static bool describe_column(const struct fish *fish, uint32_t wanted, fishsim_column *column)
{
    switch (wanted) {
#define X(NAME, field, number, element_name, unit_text, meaning_text)                              \
    case number:                                                                                   \
        column->element = FISHSIM_ELEMENT_##element_name;                                          \
        column->data = fish->field;                                                                \
        column->stride = sizeof *fish->field;                                                      \
        column->name = #field;                                                                     \
        column->unit = unit_text;                                                                  \
        column->meaning = meaning_text;                                                            \
        break;
        FISHSIM_COLUMN_TABLE(X)
#undef X
    default:
        return false;
    }
    column->count = fish->count;
    if (!column->data)
        column->data = &NOTHING;
    return true;
}

fishsim_status fishsim_world_get_column(const fishsim_world *world, uint32_t number,
                                        fishsim_column *column, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_column: world is NULL");
    fishsim_column filled = {0};
    if (!describe_column(&world->fish, number, &filled))
        return fail(error, FISHSIM_ERR_NOT_FOUND, "there is no column %u", number);
    return sized_give(column, &filled, &COLUMN, error);
}

/* ---- fields --------------------------------------------------------------------------------- */

fishsim_status fishsim_world_get_field(const fishsim_world *world, uint32_t number,
                                       fishsim_field *field, fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_field: world is NULL");
    const struct field_grid *grid = &world->field_grid;
    fishsim_field filled = {0};
    filled.columns = grid->columns;
    filled.rows = grid->rows;
    filled.cell_width_m = grid->cell_width_m;
    filled.cell_height_m = grid->cell_height_m;
    switch (number) {
    case FISHSIM_FIELD_PLANKTON:
        filled.energy_uj = world->plankton.energy_uj;
        filled.capacity_uj = world->settings.fields.plankton.capacity_g_per_m2 *
                             world->settings.fields.plankton.energy_j_per_g * 1e6 *
                             grid->cell_area_m2;
        break;
    case FISHSIM_FIELD_DETRITUS:
        filled.energy_uj = world->detritus.energy_uj;
        break;
    default:
        return fail(error, FISHSIM_ERR_NOT_FOUND, "there is no field %u", number);
    }
    return sized_give(field, &filled, &FIELD, error);
}

/* SPDX-License-Identifier: MIT */
/*
 * world.c: making and freeing a world, and the host's hand in it (food, harvest, temperature,
 * systems).
 */
#include "world/world.h"

#include "base/random.h"
#include "base/real.h"
#include "config/config.h"
#include "mind/mind.h"
#include "tick/kernel.h"
#include "world/cells.h"
#include "world/climate.h"

#include <math.h>
#include <string.h>

/* ---- building ------------------------------------------------------------------------------- */

static void prepare_space(fishsim_world *world)
{
    const struct settings *settings = &world->settings;
    world->width_m = (float)settings->world.width_m;
    world->height_m = (float)settings->world.height_m;
    float shorter = world->width_m < world->height_m ? world->width_m : world->height_m;
    float across = world->width_m + world->height_m;
    world->deep = settings->world.dims == 3;
    if (world->deep) {
        world->depth_m = (float)settings->world.depth_m;
        shorter = shorter < world->depth_m ? shorter : world->depth_m;
        across += world->depth_m;
    }
    world->reach_limit_m = settings->world.boundary == BOUNDARY_TORUS ? 0.49f * shorter : across;

    struct field_grid *grid = &world->field_grid;
    double columns = floor(settings->world.width_m / settings->fields.cell_m + 0.5);
    double rows = floor(settings->world.height_m / settings->fields.cell_m + 0.5);
    grid->columns = columns < 1.0 ? 1 : (uint32_t)columns;
    grid->rows = rows < 1.0 ? 1 : (uint32_t)rows;
    grid->cells = grid->columns * grid->rows;
    grid->cell_width_m = settings->world.width_m / grid->columns;
    grid->cell_height_m = settings->world.height_m / grid->rows;
    grid->cell_area_m2 = grid->cell_width_m * grid->cell_height_m;
    grid->per_m_x = (float)(1.0 / grid->cell_width_m);
    grid->per_m_y = (float)(1.0 / grid->cell_height_m);
}

static void prepare_time(fishsim_world *world)
{
    const struct settings *settings = &world->settings;
    double us = settings->world.tick_seconds * settings->calendar.acceleration * 1e6;
    world->calendar_us_per_tick = (uint64_t)(us + 0.5);
    world->calendar_start_us = (uint64_t)(settings->calendar.start_hour * 3600e6 + 0.5);
    world->calendar_days_per_tick = (double)world->calendar_us_per_tick / 86400e6;
    world->days_per_step = world->calendar_days_per_tick * (double)settings->calendar.biology_every;
    world->sight = climate_sight(world);
}

static void prepare_diet(fishsim_world *world, uint32_t predator)
{
    struct species *species = &world->species[predator];
    for (uint32_t prey = 0; prey < world->species_count; prey++) {
        species->capture[prey] = (float)world->settings.web[predator][prey];
        species->hunts = species->hunts || species->capture[prey] > 0.0f;
    }
    species->grazing = world->settings.web[predator][SPECIES_MAX];
    species->grazes = species->grazing > 0.0;
}

static void prepare_minds(fishsim_world *world)
{
    world->mind_count = world->settings.mind_count;
    for (uint32_t i = 0; i < world->mind_count; i++) {
        world->minds[i].settings = world->settings.minds[i];
        world->minds[i].rule = world->kernel->mind_rule(world->minds[i].settings.kind);
    }
    for (uint32_t s = 0; s < world->species_count; s++) {
        struct species *species = &world->species[s];
        const struct names *names = &species->settings.minds;
        species->mind_count = names->count;
        for (uint32_t i = 0; i < names->count; i++) {
            int32_t mind =
                settings_find_mind(&world->settings, names->name[i], strlen(names->name[i]));
            species->minds[i] = &world->minds[mind];
        }
    }
}

static void prepare_species(fishsim_world *world)
{
    world->species_count = world->settings.species_count;
    for (uint32_t s = 0; s < world->species_count; s++)
        world->species[s].settings = world->settings.species[s];
    prepare_minds(world);
    for (uint32_t s = 0; s < world->species_count; s++) {
        struct species *species = &world->species[s];
        species_prepare(species, world->settings.world.tick_seconds, world->days_per_step);
        world->many = world->many || species->many;
        prepare_diet(world, s);
    }
    world_set_temperature(world, climate_temperature(world, world_calendar_hour(world, 0)));
}

/* Sums that threads make apart: at most four bytes for each fish that there may be. */
static fishsim_status take_cell_sums(fishsim_world *world, fishsim_error *error)
{
    enum { PARTS = 8 };
    uint64_t cells = world->field_grid.cells;
    uint64_t parts = world->settings.world.max_fish / (2 * cells);
    parts = parts < PARTS ? parts : PARTS;
    if (!world->hooks.execute || parts < 2)
        return FISHSIM_OK;
    world->cell_sums = memory_take(&world->hooks, parts * cells * sizeof *world->cell_sums);
    if (!world->cell_sums)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for the sums of %u field cells",
                    world->field_grid.cells);
    world->cell_parts = (uint32_t)parts;
    return FISHSIM_OK;
}

static fishsim_status take_working_memory(fishsim_world *world, fishsim_error *error)
{
    const fishsim_hooks *hooks = &world->hooks;
    size_t cells = world->field_grid.cells * sizeof(int64_t);
    world->cell_start = memory_take(hooks, (cells_most(world) + 1) * sizeof *world->cell_start);
    world->plankton.energy_uj = memory_take(hooks, cells);
    world->detritus.energy_uj = memory_take(hooks, cells);
    world->field_scratch = memory_take(hooks, cells);
    if (!world->cell_start || !world->plankton.energy_uj || !world->detritus.energy_uj ||
        !world->field_scratch)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a world of %u field cells",
                    world->field_grid.cells);
    return take_cell_sums(world, error);
}

/* First room for fish: the starting ones and as many again, at least 256. */
static uint64_t first_capacity(const struct settings *settings)
{
    uint64_t count = 0;
    for (uint32_t s = 0; s < settings->species_count; s++)
        count += settings_first_rows(&settings->species[s]);
    uint64_t capacity = 2 * count < 256 ? 256 : 2 * count;
    return capacity < settings->world.max_fish ? capacity : settings->world.max_fish;
}

fishsim_status world_build(const struct settings *settings, const fishsim_hooks *hooks,
                           fishsim_world **out, fishsim_error *error)
{
    fishsim_world *world = memory_take(hooks, sizeof *world);
    if (!world)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a world");
    world->hooks = *hooks;
    world->settings = *settings;
    world->kernel = kernel_choose(settings->engine.kernel);
    world->next_id = 1;
    world->sinks.next_id = 1;
    prepare_space(world);
    prepare_time(world);
    prepare_species(world);
    fishsim_status status = take_working_memory(world, error);
    if (!status)
        status = agents_take(world, error);
    if (status) {
        fishsim_world_destroy(world);
        return status;
    }
    perceive_prepare(world);
    *out = world;
    return FISHSIM_OK;
}

void fishsim_world_destroy(fishsim_world *world)
{
    if (!world)
        return;
    const fishsim_hooks hooks = world->hooks;
    size_t cells = world->field_grid.cells * sizeof(int64_t);
    fish_release(&world->fish, &hooks);
    sinks_release(world);
    host_minds_free(world);
    agents_free(world);
    genomes_free(world);
    memory_release(&hooks, world->cell_start, (cells_most(world) + 1) * sizeof *world->cell_start);
    memory_release(&hooks, world->plankton.energy_uj, cells);
    memory_release(&hooks, world->detritus.energy_uj, cells);
    memory_release(&hooks, world->field_scratch, cells);
    memory_release(&hooks, world->cell_sums, world->cell_parts * cells);
    memory_release(&hooks, world->claims, world->claim_capacity * sizeof *world->claims);
    memory_release(&hooks, world->flows, world->flow_capacity * sizeof *world->flows);
    memory_release(&hooks, world->systems, world->system_capacity * sizeof *world->systems);
    memory_release(&hooks, world, sizeof *world);
}

/* ---- the first state ------------------------------------------------------------------------ */

uint32_t world_add_fish(fishsim_world *world, uint32_t species, double weight_g)
{
    struct fish *fish = &world->fish;
    uint32_t row = fish->count++;
#define X(field, type) fish->field[row] = 0;
    FISH_STATE(X)
#undef X
    fish->id[row] = world->next_id++;
    fish->birth_tick[row] = (int64_t)world->tick;
    fish->species[row] = (uint16_t)species;
    fish->worth[row] = 1;
    fish->soma_uj[row] = (int64_t)species_body_uj(&world->species[species], weight_g);
    fish->heading_x[row] = 1.0f;
    float *trait[FISH_TRAITS];
    fish_traits(fish, trait);
    for (int i = 0; i < FISH_TRAITS; i++)
        trait[i][row] = 1.0f;
    world_update_body(world, row);
    fish->agent[row] = 0;
    fish->genome[row] = 0;
    fish->fate[row] = 0;
    return row;
}

void world_update_body(fishsim_world *world, uint32_t row)
{
    const struct species *species = &world->species[world->fish.species[row]];
    if (species->varies)
        fish_set_weight(&world->fish, species, row,
                        species_body_g(species, (double)world->fish.soma_uj[row]));
    else
        fish_update_body(&world->fish, species, row);
}

void world_derive(fishsim_world *world)
{
    for (uint32_t row = 0; row < world->fish.count; row++) {
        float length_cm = world->fish.length_cm[row];
        world_update_body(world, row);
        world->fish.length_cm[row] = length_cm;
    }
}

fishsim_status world_make(const struct settings *settings, uint64_t seed,
                          const fishsim_hooks *hooks, fishsim_world **out, fishsim_error *error)
{
    fishsim_world *world = NULL;
    fishsim_status status = world_build(settings, hooks, &world, error);
    if (status)
        return status;
    world->settings.world.seed = seed;
    status = fish_reserve(&world->fish, hooks, first_capacity(settings), error);
    if (status) {
        fishsim_world_destroy(world);
        return status;
    }
    world_fill(world);
    agents_follow(world, false);
    status = genomes_fill(world, error);
    if (status) {
        fishsim_world_destroy(world);
        return status;
    }
    *out = world;
    return FISHSIM_OK;
}

fishsim_status fishsim_world_create(const fishsim_config *config, const fishsim_hooks *hooks,
                                    fishsim_world **out, fishsim_error *error)
{
    if (!config || !out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_create: %s is NULL",
                    config ? "out" : "config");
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (!status)
        status = settings_check(&config->settings, error);
    if (!status)
        status = world_make(&config->settings, config->settings.world.seed, &taken, out, error);
    return status;
}

fishsim_status fishsim_world_get_config(const fishsim_world *world, fishsim_config **out,
                                        fishsim_error *error)
{
    if (!world || !out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_get_config: %s is NULL",
                    world ? "out" : "world");
    fishsim_status status = fishsim_config_create(&world->hooks, out, error);
    if (!status)
        (*out)->settings = world->settings;
    return status;
}

uint64_t world_calendar_hour(const fishsim_world *world, uint64_t tick)
{
    const uint64_t us_per_hour = 3600000000;
    uint128 elapsed_us = (uint128)tick * world->calendar_us_per_tick;
    return (uint64_t)((elapsed_us + world->calendar_start_us) / us_per_hour);
}

/* ---- the host acts -------------------------------------------------------------------------- */

void world_set_temperature(fishsim_world *world, double celsius)
{
    world->temperature_c = celsius;
    for (uint32_t s = 0; s < world->species_count; s++)
        species_warm(&world->species[s], celsius);
}

/* Whether the host may change the world now: between ticks, or from a system. */
static fishsim_status check_changeable(const fishsim_world *world, const char *call,
                                       fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s: world is NULL", call);
    if (world->dead)
        return fail(error, FISHSIM_ERR_STATE, "%s: the world died in an earlier tick", call);
    if (world->inside != INSIDE_NOTHING && world->inside != INSIDE_SYSTEM)
        return fail(error, FISHSIM_ERR_STATE, "%s: not allowed from a sink", call);
    return FISHSIM_OK;
}

fishsim_status fishsim_world_set_temperature(fishsim_world *world, double temperature_c,
                                             fishsim_error *error)
{
    fishsim_status status = check_changeable(world, "fishsim_world_set_temperature", error);
    if (status)
        return status;
    if (!(temperature_c >= -2.0 && temperature_c <= 40.0))
        return fail(error, FISHSIM_ERR_ARGUMENT, "temperature_c %g is not within [-2, 40]",
                    temperature_c);
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species_settings *species = &world->species[s].settings;
        const char *key = species_temperature_limit(species, temperature_c);
        if (key)
            return fail(error, FISHSIM_ERR_ARGUMENT, "species %s cannot live at %g degC: %s",
                        species->name, temperature_c, key);
    }
    world_set_temperature(world, temperature_c);
    return FISHSIM_OK;
}

fishsim_status fishsim_world_add_food(fishsim_world *world, uint32_t field, double x_m, double y_m,
                                      int64_t energy_uj, fishsim_error *error)
{
    fishsim_status status = check_changeable(world, "fishsim_world_add_food", error);
    if (status)
        return status;
    if (field != FISHSIM_FIELD_PLANKTON && field != FISHSIM_FIELD_DETRITUS)
        return fail(error, FISHSIM_ERR_ARGUMENT, "field %u is not a FISHSIM_FIELD_*", field);
    if (!(x_m >= 0.0 && x_m < world->settings.world.width_m && y_m >= 0.0 &&
          y_m < world->settings.world.height_m))
        return fail(error, FISHSIM_ERR_ARGUMENT, "(x_m, y_m) = (%g, %g) is not in the water", x_m,
                    y_m);
    if (energy_uj < 0 || energy_uj > 1000000000000000)
        return fail(error, FISHSIM_ERR_ARGUMENT, "energy_uj %lld is not within [0, 10^15]",
                    (long long)energy_uj);
    struct field *target = field == FISHSIM_FIELD_PLANKTON ? &world->plankton : &world->detritus;
    int64_t *cell = &target->energy_uj[field_cell(&world->field_grid, (float)x_m, (float)y_m)];
    if (*cell > FIELD_CELL_MAX_UJ - energy_uj)
        return fail(error, FISHSIM_ERR_ARGUMENT, "the cell at (%g, %g) can hold no more", x_m, y_m);
    *cell += energy_uj;
    world->ledger.flow[FISHSIM_LEDGER_ADDED] += energy_uj;
    return FISHSIM_OK;
}

fishsim_status fishsim_world_harvest(fishsim_world *world, uint64_t fish_id, fishsim_error *error)
{
    fishsim_status status = check_changeable(world, "fishsim_world_harvest", error);
    if (status)
        return status;
    struct fish *fish = &world->fish;
    uint32_t row = 0;
    while (row < fish->count && fish->id[row] != fish_id)
        row++;
    if (row == fish->count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no live fish has the id %llu",
                    (unsigned long long)fish_id);
    fishsim_event event = event_of_fish(world, FISHSIM_EVENT_DIED, row);
    event.cause = FISHSIM_CAUSE_FISHED;
    event.energy_uj = fish_energy(fish, row) * fish->worth[row];
    event.value = fish->worth[row];
    event_add(world, event);
    if (world->sinks.out_of_memory) {
        world->sinks.out_of_memory = false;
        world->sinks.sequence--;
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for the event of a harvest");
    }
    world->ledger.flow[FISHSIM_LEDGER_LANDED] += event.energy_uj;
    struct species *species = &world->species[fish->species[row]];
    species->flow[FISHSIM_FLOW_LANDED] += event.energy_uj;
    species->deaths[FISHSIM_CAUSE_FISHED] += fish->worth[row];
    fish_remove(fish, row);
    world->indexed = false;
    agents_follow(world, false);
    return FISHSIM_OK;
}

static const struct sized SYSTEM = SIZED(fishsim_system, user);

fishsim_status fishsim_system_init(fishsim_system *system, size_t struct_size)
{
    return sized_init(system, struct_size, &SYSTEM);
}

fishsim_status fishsim_world_add_system(fishsim_world *world, const fishsim_system *system,
                                        fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_add_system: world is NULL");
    if (world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "a system cannot be added inside a tick");
    fishsim_system given;
    fishsim_status status = sized_take(&given, system, &SYSTEM, error);
    if (status)
        return status;
    if (!given.run || given.every < FISHSIM_EVERY_TICK || given.every > FISHSIM_EVERY_DAY)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_system: %s",
                    given.run ? "every is not a FISHSIM_EVERY_*" : "run is NULL");
    status = memory_room(&world->hooks, (void **)&world->systems, &world->system_capacity,
                         world->system_count + 1, sizeof *world->systems, error);
    if (status)
        return status;
    world->systems[world->system_count++] = given;
    return FISHSIM_OK;
}

uint64_t fishsim_world_get_system_failures(const fishsim_world *world)
{
    return world ? world->system_failures : 0;
}

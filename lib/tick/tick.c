/* SPDX-License-Identifier: MIT */
/*
 * tick.c: what a tick is. tick_phases reads as the model's table of contents.
 *
 * Called by tick/kernel.c, of the kernel of the world.
 */
#include "tick/tick.h"

#include "measure/measure.h"
#include "mind/mind.h"
#include "world/cells.h"
#include "world/climate.h"
#include "world/grid.h"

#include <string.h>

/* Which columns tell fish apart in this world. */
static void find_alike(fishsim_world *world)
{
    struct fish *fish = &world->fish;
    fish->alike.depth = !world->deep;
    fish->alike.agent = world->agents.slots == 0;
    fish->alike.genome = world->genomes.genes == 0;
    fish->alike.action = !world->perception.used;
    fish->alike.worth = !world->many;
}

void tick_index(fishsim_world *world)
{
    if (world->indexed)
        return;
    find_alike(world);
    cells_fit(world);
    struct grid grids[SPECIES_MAX];
    for (uint32_t s = 0; s < world->species_count; s++)
        grids[s] = world->species[s].grid;
    grid_index(&world->fish, grids, world->cell_start, world->total_cells, &world->hooks);
    for (uint32_t s = 0; s < world->species_count; s++) {
        struct species *species = &world->species[s];
        species->begin = species->grid.cell_start[0];
        species->end = species->grid.cell_start[grid_cells(&species->grid)];
        for (uint32_t row = species->begin; row < species->end; row++)
            world->fish.species[row] = (uint16_t)s;
    }
    if (world->fish.count)
        memset(world->fish.fate, 0, world->fish.count);
    world->indexed = true;
}

/* The budget must close to the microjoule. */
static fishsim_status tick_audit(fishsim_world *world, fishsim_error *error)
{
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(world, stock);
    if (ledger_residual(world, stock) != 0)
        return broken(&world->hooks, error, "the energy ledger closes", __FILE__, __LINE__);
    return FISHSIM_OK;
}

/* What fish do with their energy in a step of biology. */
static fishsim_status live(fishsim_world *world, fishsim_error *error)
{
    fishsim_status status = tick_graze(world, error);
    if (!status)
        status = tick_grow(world, error);
    if (!status)
        status = tick_breed(world, error);
    if (!status)
        status = tick_multiply(world, error);
    return status;
}

fishsim_status tick_phases(fishsim_world *world, fishsim_error *error)
{
    world->agent_steps += world->fish.count;
    world->tick++;
    world->sight = climate_sight(world);
    tick_index(world);
    world->indexed = false;
    fishsim_status status = host_minds_room(world, error);
    if (status)
        return status;
    tick_plan(world);
    tick_decide(world);
    tick_move(world);
    status = tick_bite(world, error);
    if (status)
        return status;
    if (biology_is_due(world)) {
        status = live(world, error);
        if (status)
            return status;
    }
    status = tick_die(world, error);
    if (status)
        return status;
    tick_fields(world);
    tick_calendar(world);
    agents_follow(world, true);
    status = tick_audit(world, error);
    if (status)
        return status;
    if (world->sinks.out_of_memory)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for the events of tick %llu",
                    (unsigned long long)world->tick);
    status = measure_take(world, error);
    if (status)
        return status;
    sinks_deliver(world, true);
    return FISHSIM_OK;
}

struct species_rows {
    fishsim_world *world;
    species_task task;
};

static void run_rows(void *context, uint32_t begin, uint32_t end)
{
    struct species_rows *rows = context;
    for (uint32_t s = 0; s < rows->world->species_count; s++) {
        struct species *species = &rows->world->species[s];
        uint32_t first = species->begin > begin ? species->begin : begin;
        uint32_t last = species->end < end ? species->end : end;
        if (first < last)
            rows->task(rows->world, species, first, last);
    }
}

void for_each_species_rows(fishsim_world *world, species_task task)
{
    struct species_rows rows = {world, task};
    uint32_t sorted = world->species_count ? world->species[world->species_count - 1].end : 0;
    parallel_for(&world->hooks, sorted, PIECE, run_rows, &rows);
}

fishsim_status flows_begin(fishsim_world *world, fishsim_error *error)
{
    uint32_t ranges = world->fish.count / PIECE + world->species_count + 1;
    fishsim_status status = memory_room(&world->hooks, (void **)&world->flows,
                                        &world->flow_capacity, ranges, sizeof *world->flows, error);
    if (!status)
        memset(world->flows, 0, ranges * sizeof *world->flows);
    return status;
}

uint64_t species_number(const fishsim_world *world, const struct species *species)
{
    uint64_t number = species->many ? 0 : species->end - species->begin;
    for (uint32_t row = species->begin; species->many && row < species->end; row++)
        number += world->fish.worth[row];
    return number;
}

void leave_carcasses(fishsim_world *world, uint32_t row, uint32_t number, uint32_t cause)
{
    int64_t energy_uj = number * fish_energy(&world->fish, row);
    world->detritus.energy_uj[world->fish.field_cell[row]] += energy_uj;
    world->species[world->fish.species[row]].flow[FISHSIM_FLOW_DEAD] += energy_uj;
    die_of(world, row, number, cause, 0, 0);
}

void die_of(fishsim_world *world, uint32_t row, uint32_t number, uint32_t cause, uint64_t killer_id,
            uint16_t killer_species)
{
    struct fish *fish = &world->fish;
    bool all = number == fish->worth[row];
    fishsim_event event =
        event_of_fish(world, all ? FISHSIM_EVENT_DIED : FISHSIM_EVENT_THINNED, row);
    event.cause = (uint16_t)cause;
    event.energy_uj = number * fish_energy(fish, row);
    event.other = killer_id;
    event.other_species = killer_species;
    event.value = number;
    event_add(world, event);
    world->species[fish->species[row]].deaths[cause] += number;
    world->mates.species = 0;
    if (all)
        fish->fate[row] = (uint8_t)cause;
    else
        fish->worth[row] -= number;
}

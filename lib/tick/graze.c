/* SPDX-License-Identifier: MIT */
/*
 * graze.c: fish clear plankton from the water of their field cell.
 *
 * Each asks for clearance times density, at most the room in its gut; the fish of a
 * super-individual ask together. Where the demands of a cell exceed what it holds, all are cut in
 * proportion. Integer sums make the result independent of order, and close the ledger.
 */
#include "base/lanes.h"
#include "tick/tick.h"

#include "base/real.h"

#include <string.h>

static void demand_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    const struct species_settings *settings = &species->settings;
    double area_m2 = settings->feeding.clearance_m2_per_d * species->grazing * world->days_per_step;
    double part_of_cell = area_m2 / world->field_grid.cell_area_m2;
    if (!species->grazes) {
        memset(fish->flow_uj + begin, 0, (end - begin) * sizeof *fish->flow_uj);
        return;
    }
    float exponent = (float)settings->feeding.clearance_exponent;
    float power[PIECE]; /* of weight, in clearance */
    EACH_APART
    for (uint32_t row = begin; row < end; row++)
        power[row - begin] = real_exp_f(exponent * fish->ln_weight[row]);
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        int64_t room = (int64_t)fish->gut_capacity_uj[row] - fish->gut_uj[row];
        double held = (double)world->plankton.energy_uj[fish->field_cell[row]];
        double part = part_of_cell * (double)power[row - begin];
        double wanted = part < 1.0 ? part * held : held;
        int64_t demand = wanted < (double)room ? (int64_t)wanted : room;
        bool able = !fish->fate[row] && room > 0;
        fish->flow_uj[row] = able ? fish->worth[row] * demand : 0;
    }
}

/* Gives the rows what they get, and notes the sum. */
static void share_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    int64_t grazed = 0;
    for (uint32_t row = begin; species->grazes && row < end; row++) {
        int64_t held = world->plankton.energy_uj[fish->field_cell[row]];
        int64_t demanded = world->field_scratch[fish->field_cell[row]];
        if (demanded > held)
            fish->flow_uj[row] =
                (int64_t)((uint128)fish->flow_uj[row] * (uint128)held / (uint128)demanded);
        int64_t each = fish->flow_uj[row];
        if (fish->worth[row] > 1) {
            /* What does not divide, less than a microjoule for each, is not taken. */
            each /= fish->worth[row];
            fish->flow_uj[row] = each * fish->worth[row];
        }
        fish->gut_uj[row] += each;
        grazed += fish->flow_uj[row];
    }
    flows_of_range(world, species, begin)->grazed = grazed;
}

fishsim_status tick_graze(fishsim_world *world, fishsim_error *error)
{
    bool grazers = false;
    for (uint32_t s = 0; s < world->species_count; s++)
        grazers = grazers || world->species[s].grazes;
    fishsim_status status = grazers ? flows_begin(world, error) : FISHSIM_OK;
    if (status || !grazers)
        return status;
    for_each_species_rows(world, demand_rows);
    memset(world->field_scratch, 0, world->field_grid.cells * sizeof *world->field_scratch);
    flow_into_cells(world, world->field_scratch);
    for_each_species_rows(world, share_rows);
    flow_out_of_cells(world, world->plankton.energy_uj);
    for (uint32_t s = 0; s < world->species_count; s++) {
        struct species *species = &world->species[s];
        for (uint32_t row = species->begin; row < species->end; row = range_end(row))
            species->flow[FISHSIM_FLOW_GRAZED] += flows_of_range(world, species, row)->grazed;
    }
    return FISHSIM_OK;
}

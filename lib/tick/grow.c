/* SPDX-License-Identifier: MIT */
/*
 * grow.c: digestion, metabolism and growth over the calendar time of a tick (Fish Bioenergetics 4).
 *
 *     surplus = consumption - egestion - excretion - specific dynamic action - respiration
 *
 * A surplus goes to the gonads and the body; a deficit drains the gonads, then the body. Flows are
 * whole microjoules; what a flow owes below one is carried to the next tick.
 */
#include "tick/tick.h"

#include "base/real.h"

#include <string.h>

/* Whole microjoules of `exact` plus the carry; the rest is the new carry. */
static int64_t whole(double exact, float *carry)
{
    double sum = exact + (double)*carry;
    int64_t part = (int64_t)sum;
    double rest = sum - (double)part;
    *carry = rest < 0.99999994 ? (float)rest : 0.99999994f; /* the largest float below 1 */
    return part;
}

/* Takes `wanted` from a store that may hold less; returns what was taken. */
static int64_t drain(int64_t *store, int64_t wanted)
{
    int64_t taken = wanted < *store ? wanted : *store;
    *store -= taken;
    return taken;
}

/* Digests from the gut, or what comes from outside, and splits the food. Returns what is left for
 * the fish. */
static int64_t digest(fishsim_world *world, const struct species *species, uint32_t row,
                      double consumption_uj, struct flows *flows)
{
    struct fish *fish = &world->fish;
    double level = species->settings.growth.feeding_level;
    int64_t food = 0;
    if (level > 0.0) {
        food = whole(consumption_uj * level, &fish->carry_digestion[row]);
        flows->added += food;
    } else {
        food = drain(&fish->gut_uj[row], whole(consumption_uj, &fish->carry_digestion[row]));
    }
    double exact = (double)food, egestion = species->egestion, excretion = species->excretion;
    if (species->egestion_ration != 0.0 || species->excretion_ration != 0.0) {
        /* Carries can make a meal of a few microjoules exceed the maximum. */
        double ration = exact < consumption_uj ? exact / consumption_uj : 1.0;
        egestion *= real_exp(species->egestion_ration * ration);
        excretion *= real_exp(species->excretion_ration * ration);
    }
    double assimilated = exact * (1.0 - egestion);
    int64_t egested = whole(exact * egestion, &fish->carry_egestion[row]);
    int64_t excreted = whole(assimilated * excretion, &fish->carry_excretion[row]);
    int64_t heat = whole(assimilated * species->sda, &fish->carry_sda[row]);
    /* Carries can make the parts exceed a meal of a few microjoules. */
    int64_t left = food;
    egested = drain(&left, egested);
    excreted = drain(&left, excreted);
    heat = drain(&left, heat);
    fish->flow_uj[row] = egested;
    flows->excretion += excreted;
    flows->digestion += heat;
    return left;
}

/* Puts a surplus away, or pays a deficit. Returns the part of a deficit that could not be paid. */
static int64_t settle(struct fish *fish, const struct species *species, uint32_t row,
                      int64_t surplus)
{
    if (surplus >= 0) {
        double share = species_reproduction_share(
            species, (double)fish->weight_g[row], (double)fish->ln_weight[row],
            (double)fish->trait_size[row], (double)fish->trait_investment[row]);
        int64_t to_gonads = (int64_t)((double)surplus * share);
        to_gonads = to_gonads < surplus ? to_gonads : surplus;
        fish->repro_uj[row] += to_gonads;
        fish->ripened_uj[row] = to_gonads;
        fish->soma_uj[row] += surplus - to_gonads;
        return 0;
    }
    int64_t owed = -surplus;
    owed -= drain(&fish->repro_uj[row], owed);
    owed -= drain(&fish->soma_uj[row], owed);
    return owed;
}

static void grow_row(fishsim_world *world, const struct species *species, uint32_t row,
                     struct flows *flows)
{
    struct fish *fish = &world->fish;
    double pace = (double)fish->trait_pace[row];
    double ln_weight = (double)fish->ln_weight[row];
    double uj_per_j_d = world->calendar_days_per_tick * 1e6;
    double consumption_j = species_consumption(species, ln_weight, pace);
    int64_t gained = digest(world, species, row, consumption_j * uj_per_j_d, flows);
    double respiration_j = species_respiration(species, ln_weight, pace, (double)fish->speed[row],
                                               (double)fish->length_cm[row]);
    int64_t spent = whole(respiration_j * uj_per_j_d, &fish->carry_respiration[row]);
    int64_t unpaid = settle(fish, species, row, gained - spent);
    flows->respiration += spent - unpaid;
    fish->gut_capacity_uj[row] = (int64_t)(consumption_j * 1e6);
    world_update_body(world, row);
}

/* A fish that does not grow: what it has eaten becomes heat. */
static void burn_row(struct fish *fish, uint32_t row, struct flows *flows)
{
    flows->digestion += fish->gut_uj[row];
    fish->gut_uj[row] = 0;
}

static void grow_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct flows flows = {0};
    for (uint32_t row = begin; row < end; row++) {
        world->fish.flow_uj[row] = world->fish.ripened_uj[row] = 0;
        if (world->fish.fate[row])
            continue;
        if (species->settings.growth.model == GROWTH_NONE)
            burn_row(&world->fish, row, &flows);
        else
            grow_row(world, species, row, &flows);
    }
    /* Ranges of one piece run on one thread. */
    struct flows *piece = &world->flows[begin / PIECE];
    piece->respiration += flows.respiration;
    piece->digestion += flows.digestion;
    piece->excretion += flows.excretion;
    piece->added += flows.added;
}

fishsim_status tick_grow(fishsim_world *world, fishsim_error *error)
{
    struct fish *fish = &world->fish;
    uint32_t pieces = fish->count / PIECE + 1;
    fishsim_status status = memory_room(&world->hooks, (void **)&world->flows,
                                        &world->flow_capacity, pieces, sizeof *world->flows, error);
    if (status)
        return status;
    memset(world->flows, 0, pieces * sizeof *world->flows);
    for_each_species_rows(world, grow_rows);
    int128 *booked = world->ledger.flow;
    for (uint32_t i = 0; i < pieces; i++) {
        booked[FISHSIM_LEDGER_RESPIRATION] += world->flows[i].respiration;
        booked[FISHSIM_LEDGER_DIGESTION] += world->flows[i].digestion;
        booked[FISHSIM_LEDGER_EXCRETION] += world->flows[i].excretion;
        booked[FISHSIM_LEDGER_ADDED] += world->flows[i].added;
    }
    for (uint32_t row = 0; row < fish->count; row++)
        world->detritus.energy_uj[fish->field_cell[row]] += fish->flow_uj[row];
    return FISHSIM_OK;
}

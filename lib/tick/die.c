/* SPDX-License-Identifier: MIT */
/*
 * die.c: starvation, age and background mortality; carcasses become detritus; the dead leave.
 *
 * Background mortality is mizer's Z0 = 0.6 W_inf^(n-1) per year (Scott et al. 2014).
 */
#include "tick/tick.h"

#include "base/random.h"

/* The cause of which this fish dies now, or 0. */
static uint32_t cause_of_death(const fishsim_world *world, const struct species *species,
                               uint32_t row)
{
    const struct fish *fish = &world->fish;
    const struct species_settings *settings = &species->settings;
    double full = species_weight_at(settings, (double)fish->length_cm[row]);
    if ((double)fish->weight_g[row] < settings->mortality.starvation_condition * full ||
        fish->soma_uj[row] == 0)
        return FISHSIM_CAUSE_STARVED;
    double age_d =
        (double)((int64_t)world->tick - fish->birth_tick[row]) * world->calendar_days_per_tick;
    if (settings->mortality.max_age_days > 0.0 && age_d >= settings->mortality.max_age_days)
        return FISHSIM_CAUSE_AGE;
    if (species->death_per_tick > 0.0) {
        struct random4 draw =
            random_draw(world->settings.world.seed, world->tick, fish->id[row], RANDOM_DEATH, 0);
        if (random_uniform(draw.word[0]) < species->death_per_tick)
            return FISHSIM_CAUSE_BACKGROUND;
    }
    return 0;
}

static void find_doomed(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    for (uint32_t row = begin; row < end; row++)
        fish->doom[row] = fish->fate[row] ? 0 : (uint8_t)cause_of_death(world, species, row);
}

void tick_die(fishsim_world *world)
{
    struct fish *fish = &world->fish;
    for_each_species_rows(world, find_doomed);
    uint32_t sorted = world->species_count ? world->species[world->species_count - 1].end : 0;
    for (uint32_t row = 0; row < sorted; row++) {
        uint32_t cause = fish->doom[row];
        if (!cause)
            continue;
        mark_dead(world, row, cause, 0, 0);
        world->detritus.energy_uj[fish->field_cell[row]] += fish_energy(fish, row);
    }
    for (uint32_t row = fish->count; row-- > 0;)
        if (fish->fate[row])
            fish_remove(fish, row);
}

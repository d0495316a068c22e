/* SPDX-License-Identifier: MIT */
/*
 * die.c: starvation, age and background mortality; carcasses become detritus; the dead leave.
 *
 * Background mortality is mizer's Z0 = 0.6 W_inf^(n-1) per year (Scott et al. 2014). It takes fish
 * out of a super-individual; starvation and age, alike for all its fish, take the whole.
 */
#include "base/lanes.h"
#include "tick/tick.h"

#include <math.h>

static struct random4 draw_death(const fishsim_world *world, uint32_t row)
{
    return random_draw(world->settings.world.seed, world->tick, world->fish.id[row], RANDOM_DEATH,
                       0);
}

/* How many fish of a row die of what the model does not name, by a word drawn for it. */
static inline double background_deaths(const struct fish *fish, const struct species *species,
                                       uint32_t row, uint32_t word)
{
    double worth = (double)fish->worth[row];
    double number = round_by_chance(species->death_per_tick * worth, word);
    return number < worth ? number : worth;
}

/*
 * Of which cause the rows die now, or 0; `chance` says in which of them some die by chance. `cubic`
 * says that weight is the cube of length, and is a constant where this is called.
 */
BODY_OF_LOOP void set_doom(const fishsim_world *world, const struct species *species,
                           uint32_t begin, uint32_t end, const double *chance, bool cubic)
{
    const struct fish *fish = &world->fish;
    const struct species_settings *settings = &species->settings;
    double exponent = settings->body.length_exponent;
    double thinnest = settings->mortality.starvation_condition * settings->body.length_coefficient;
    double oldest_d =
        settings->mortality.max_age_days > 0.0 ? settings->mortality.max_age_days : INFINITY;
    int64_t now = (int64_t)world->tick;
    double cause[PIECE];
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        double length = (double)fish->length_cm[row];
        double volume = cubic ? length * length * length : real_pow(length, exponent);
        double age_d = (double)(now - fish->birth_tick[row]) * world->calendar_days_per_tick;
        bool thin = (double)fish->weight_g[row] < thinnest * volume;
        double of = chance[row - begin] > 0.0 ? (double)FISHSIM_CAUSE_BACKGROUND : 0.0;
        of = age_d >= oldest_d ? (double)FISHSIM_CAUSE_AGE : of;
        of = thin ? (double)FISHSIM_CAUSE_STARVED : of;
        cause[row - begin] = fish->soma_uj[row] == 0 ? (double)FISHSIM_CAUSE_STARVED : of;
    }
    for (uint32_t row = begin; row < end; row++)
        fish->doom[row] = fish->fate[row] ? 0 : (uint8_t)cause[row - begin];
}

static void find_doomed(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    const struct fish *fish = &world->fish;
    double chance[PIECE] = {0.0}; /* fish of a row that die of what the model does not name */
    if (species->death_per_tick > 0.0)
        EACH_APART
    for (uint32_t row = begin; row < end; row++)
        chance[row - begin] = background_deaths(fish, species, row, draw_death(world, row).word[0]);
    if (species->settings.body.length_exponent == 3.0)
        set_doom(world, species, begin, end, chance, true);
    else
        set_doom(world, species, begin, end, chance, false);
}

/* For each dead fish of a species that is kept up, one like the first ones comes in. */
static fishsim_status replace_dead(fishsim_world *world, uint32_t sorted, fishsim_error *error)
{
    const struct fish *fish = &world->fish;
    for (uint32_t row = 0; (row = next_marked(fish->fate, row, sorted)) < sorted; row++) {
        uint32_t s = fish->species[row];
        struct species *species = &world->species[s];
        bool eaten = fish->fate[row] == FISHSIM_CAUSE_EATEN;
        if (!species->replaces ||
            (species->settings.mortality.replaced == REPLACED_EATEN && !eaten))
            continue;
        fishsim_status status = make_room(world, 1, error);
        if (status)
            return status;
        uint32_t newcomer = world_add_first(world, s, 0);
        world->ledger.flow[FISHSIM_LEDGER_ADDED] += fish_energy(fish, newcomer);
        species->flow[FISHSIM_FLOW_ADDED] += fish_energy(fish, newcomer);
        species->births++;
        fishsim_event event = event_of_fish(world, FISHSIM_EVENT_BORN, newcomer);
        event.energy_uj = fish->soma_uj[newcomer];
        event_add(world, event);
    }
    return FISHSIM_OK;
}

/* The last row takes the place of a dead one, so the last ones leave first. */
static void remove_dead(struct fish *fish)
{
    enum { ROWS = 256 };
    for (uint32_t beyond = fish->count, begin; beyond > 0; beyond = begin) {
        begin = (beyond - 1) / ROWS * ROWS;
        if (next_marked(fish->fate, begin, beyond) == beyond)
            continue;
        for (uint32_t row = beyond; row-- > begin;)
            if (fish->fate[row])
                fish_remove(fish, row);
    }
}

fishsim_status tick_die(fishsim_world *world, fishsim_error *error)
{
    struct fish *fish = &world->fish;
    for_each_species_rows(world, find_doomed);
    uint32_t sorted = world->species_count ? world->species[world->species_count - 1].end : 0;
    for (uint32_t row = 0; (row = next_marked(fish->doom, row, sorted)) < sorted; row++) {
        uint32_t cause = fish->doom[row], dead = fish->worth[row];
        if (cause == FISHSIM_CAUSE_BACKGROUND)
            dead = (uint32_t)background_deaths(fish, &world->species[fish->species[row]], row,
                                               draw_death(world, row).word[0]);
        leave_carcasses(world, row, dead, cause);
    }
    fishsim_status status = replace_dead(world, sorted, error);
    if (status)
        return status;
    remove_dead(fish);
    return FISHSIM_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * die.c: starvation, age and background mortality; carcasses become detritus; the dead leave.
 *
 * Background mortality is mizer's Z0 = 0.6 W_inf^(n-1) per year (Scott et al. 2014). It takes fish
 * out of a super-individual; starvation and age, alike for all its fish, take the whole.
 */
#include "base/lanes.h"
#include "base/random.h"
#include "base/real.h"
#include "tick/tick.h"

#include <string.h>

static uint64_t stream_of_deaths(const fishsim_world *world)
{
    return random_stream(world->settings.world.seed, world->tick, RANDOM_DEATH);
}

static inline uint32_t draw_death(uint64_t stream, uint64_t id)
{
    return (uint32_t)(random_of_stream(stream, id) >> 32);
}

/* How many fish of a row die of what the model does not name, by a word drawn for it. */
static inline double background_deaths(const struct fish *fish, const struct species *species,
                                       uint32_t row, uint32_t word)
{
    double worth = (double)fish->worth[row];
    double number = round_by_chance(species->death_per_step * worth, word);
    return number < worth ? number : worth;
}

/* Below what part of the cube of its length, or of another power, a fish starves. */
BODY_OF_LOOP bool is_thin(const struct fish *fish, const struct species *species, uint32_t row,
                          bool cubic)
{
    const struct species_settings *settings = &species->settings;
    float thinnest =
        (float)(settings->mortality.starvation_condition * settings->body.length_coefficient);
    float length = fish->length_cm[row];
    float volume = cubic ? length * length * length
                         : real_exp_f((float)settings->body.length_exponent * real_log_f(length));
    return (fish->weight_g[row] < thinnest * volume) | (fish->soma_uj[row] == 0);
}

static bool is_cubic(const struct species *species)
{
    return species->settings.body.length_exponent == 3.0;
}

static bool is_old(const fishsim_world *world, const struct species *species, uint32_t row)
{
    double oldest_d = species->settings.mortality.max_age_days;
    int64_t age = (int64_t)world->tick - world->fish.birth_tick[row];
    return oldest_d > 0.0 && (double)age * world->calendar_days_per_tick >= oldest_d;
}

/* Of which cause a row dies now, or 0. */
static uint32_t find_cause(const fishsim_world *world, const struct species *species, uint32_t row,
                           uint64_t stream)
{
    const struct fish *fish = &world->fish;
    if (fish->fate[row])
        return 0;
    if (is_thin(fish, species, row, is_cubic(species)))
        return FISHSIM_CAUSE_STARVED;
    if (is_old(world, species, row))
        return FISHSIM_CAUSE_AGE;
    uint32_t word = draw_death(stream, fish->id[row]);
    return background_deaths(fish, species, row, word) > 0.0 ? FISHSIM_CAUSE_BACKGROUND : 0;
}

/* Whether any of the rows may die, by tests that are quick. `cubic` is a constant here. */
BODY_OF_LOOP bool any_may_die(const fishsim_world *world, const struct species *species,
                              uint32_t begin, uint32_t end, uint64_t stream, bool cubic)
{
    const struct fish *fish = &world->fish;
    double limit = species->death_per_step * 4294967296.0; /* word + 1/2 below it: a death */
    uint32_t most = limit < 4294967295.0 ? (uint32_t)limit : UINT32_MAX;
    uint32_t thin = 0, drawn = 0, old = 0;
    EACH_APART
    for (uint32_t row = begin; row < end; row++)
        thin |= is_thin(fish, species, row, cubic);
    if (species->death_per_step > 0.0) {
        EACH_APART
        for (uint32_t row = begin; row < end; row++)
            drawn |= draw_death(stream, fish->id[row]) <= most;
    }
    for (uint32_t row = begin; species->settings.mortality.max_age_days > 0.0 && row < end; row++)
        old |= is_old(world, species, row);
    return thin | drawn | old | species->many;
}

static void find_doomed(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    uint64_t stream = stream_of_deaths(world);
    bool any = is_cubic(species) ? any_may_die(world, species, begin, end, stream, true)
                                 : any_may_die(world, species, begin, end, stream, false);
    memset(fish->doom + begin, 0, end - begin);
    for (uint32_t row = begin; any && row < end; row++)
        fish->doom[row] = (uint8_t)find_cause(world, species, row, stream);
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

/* Of hunger, age or chance. */
static void die_by_themselves(fishsim_world *world, uint32_t sorted)
{
    const struct fish *fish = &world->fish;
    for_each_species_rows(world, find_doomed);
    for (uint32_t row = 0; (row = next_marked(fish->doom, row, sorted)) < sorted; row++) {
        uint32_t cause = fish->doom[row], dead = fish->worth[row];
        if (cause == FISHSIM_CAUSE_BACKGROUND)
            dead = (uint32_t)background_deaths(fish, &world->species[fish->species[row]], row,
                                               draw_death(stream_of_deaths(world), fish->id[row]));
        leave_carcasses(world, row, dead, cause);
    }
}

fishsim_status tick_die(fishsim_world *world, fishsim_error *error)
{
    uint32_t sorted = world->species_count ? world->species[world->species_count - 1].end : 0;
    if (biology_is_due(world))
        die_by_themselves(world, sorted);
    fishsim_status status = replace_dead(world, sorted, error);
    if (status)
        return status;
    remove_dead(&world->fish);
    return FISHSIM_OK;
}

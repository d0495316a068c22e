/* SPDX-License-Identifier: MIT */
/*
 * multiply.c: species that bear at rates of their own, or as generations, with energy that comes in
 * from outside and is booked as added.
 *
 * Such species stand for populations of the textbooks: logistic growth, predators that turn prey
 * into offspring, and generations of constant size that drift or are selected (Wright and Fisher).
 */
#include "tick/tick.h"

#include "base/random.h"
#include "base/real.h"

#include <string.h>

/* ---- rates ---------------------------------------------------------------------------------- */

/* Births of a fish in this tick, less than 0 for deaths: e^(r (1 - N / K) d) - 1. */
static double births_expected(const fishsim_world *world, const struct species *species)
{
    double rate = species->settings.reproduction.birth_per_d;
    double capacity = species->settings.reproduction.capacity;
    double count = (double)species_number(world, species);
    if (capacity > 0.0)
        rate *= 1.0 - count / capacity;
    double births = real_exp(rate * world->days_per_step) - 1.0;
    return births > 0.0 ? births * recruits_that_live(world, species, births * count) : births;
}

/* Whole births of a row: what is left of a number below one is a chance of one more. */
static uint64_t births_of(const fishsim_world *world, uint32_t row, double expected, uint32_t word)
{
    double most = 1e6 * world->fish.worth[row];
    double number = expected + random_uniform(word);
    return (uint64_t)(number < most ? number : most);
}

/* Whole deaths of a row, at most all. */
static uint32_t deaths_of(const fishsim_world *world, uint32_t row, double each, uint32_t word)
{
    uint32_t worth = world->fish.worth[row];
    uint64_t number = (uint64_t)round_by_chance(each * worth, word);
    return number < worth ? (uint32_t)number : worth;
}

static fishsim_status multiply_row(fishsim_world *world, const struct species *species,
                                   uint32_t row, double births, fishsim_error *error)
{
    const struct fish *fish = &world->fish;
    struct random4 draw =
        random_draw(world->settings.world.seed, world->tick, fish->id[row], RANDOM_BIRTH, 0);
    uint32_t die = births < 0.0 ? deaths_of(world, row, -births, draw.word[0]) : 0;
    if (die) {
        leave_carcasses(world, row, die, FISHSIM_CAUSE_BACKGROUND);
        return FISHSIM_OK;
    }
    double worth = (double)fish->worth[row];
    uint64_t born = births > 0.0 ? births_of(world, row, worth * births, draw.word[0]) : 0;
    double for_prey = species->settings.reproduction.offspring_per_prey * fish->caught[row];
    born += births_of(world, row, for_prey, draw.word[1]);
    uint32_t mate = born ? choose_mate(world, species, row) : NO_ROW;
    if (mate == NO_ROW)
        return FISHSIM_OK;
    uint32_t rows;
    born = admit_births(world, species, born, &rows);
    fishsim_status status = make_room(world, rows, error);
    if (!status)
        bear_from_outside(world, row, mate, born);
    return status;
}

static fishsim_status multiply(fishsim_world *world, const struct species *species,
                               fishsim_error *error)
{
    double births = births_expected(world, species);
    fishsim_status status = FISHSIM_OK;
    for (uint32_t row = species->begin; row < species->end && !status; row++)
        if (!world->fish.fate[row])
            status = multiply_row(world, species, row, births, error);
    return status;
}

/* ---- generations ---------------------------------------------------------------------------- */

/* Whether a generation ends with this step. */
static bool generation_ends(const fishsim_world *world, const struct species *species)
{
    double days = species->settings.reproduction.generation_days;
    uint64_t us = (uint64_t)(days * 86400e6 + 0.5);
    uint128 now = (uint128)world->tick * world->calendar_us_per_tick;
    uint128 step = (uint128)world->settings.calendar.biology_every * world->calendar_us_per_tick;
    return now / us > (now - step) / us;
}

/* A number that grows with the selected trait and what the environment adds to it. */
static uint32_t merit(const fishsim_world *world, const struct species *species, uint32_t row)
{
    float *trait[FISH_TRAITS];
    fish_traits(&world->fish, trait);
    double ln_trait =
        real_log((double)trait[species->settings.reproduction.selected_trait - 1][row]);
    struct random4 draw =
        random_draw(world->settings.world.seed, world->tick, world->fish.id[row], RANDOM_PARENT, 1);
    double normal[2];
    random_normal(draw.word[0], draw.word[1], normal);
    ln_trait += species->settings.reproduction.environment_sigma * normal[0];
    float value = (float)ln_trait;
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 31 ? ~bits : bits | 0x80000000u; /* in the order of the floats */
}

/* Whether fish a comes before fish b among the parents. */
static bool better(const struct fish *fish, uint32_t a, uint32_t b)
{
    return fish->key[a] != fish->key[b] ? fish->key[a] > fish->key[b] : fish->id[a] < fish->id[b];
}

static void sift_down(const struct fish *fish, uint32_t *rows, uint32_t root, uint32_t count)
{
    uint32_t row = rows[root];
    for (uint32_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && better(fish, rows[child], rows[child + 1]))
            child++;
        if (!better(fish, row, rows[child]))
            break;
        rows[root] = rows[child];
    }
    rows[root] = row;
}

/* Sorts rows by merit, the best first: a heap whose root is the worst. */
static void sort_by_merit(const struct fish *fish, uint32_t *rows, uint32_t count)
{
    for (uint32_t root = count / 2; root-- > 0;)
        sift_down(fish, rows, root, count);
    for (uint32_t last = count; last-- > 1;) {
        uint32_t row = rows[0];
        rows[0] = rows[last];
        rows[last] = row;
        sift_down(fish, rows, 0, last);
    }
}

/* Puts the rows of those that may be parents first into fish->order; returns their number. */
static uint32_t choose_parents(fishsim_world *world, const struct species *species,
                               uint32_t *living)
{
    struct fish *fish = &world->fish;
    bool selects = species->settings.reproduction.selected_trait != 0;
    uint32_t count = 0;
    world->mates.species = 0; /* whose list is there, too */
    for (uint32_t row = species->begin; row < species->end; row++) {
        if (fish->fate[row])
            continue;
        fish->key[row] = selects ? merit(world, species, row) : 0;
        fish->order[count++] = row;
    }
    *living = count;
    if (!selects || !count)
        return count;
    sort_by_merit(fish, fish->order, count);
    double chosen = species->settings.reproduction.selected_fraction * (double)count + 0.5;
    return chosen < 1.0 ? 1 : (uint32_t)chosen;
}

static fishsim_status replace_generation(fishsim_world *world, const struct species *species,
                                         fishsim_error *error)
{
    const struct fish *fish = &world->fish;
    bool two = species->settings.reproduction.parents == PARENTS_TWO;
    fishsim_status status = make_room(world, species->end - species->begin, error);
    if (status)
        return status;
    uint32_t living, parents = choose_parents(world, species, &living);
    for (uint32_t i = 0; i < living; i++) {
        struct random4 draw =
            random_draw(world->settings.world.seed, world->tick, world->next_id, RANDOM_PARENT, 0);
        uint32_t mother = fish->order[(uint64_t)draw.word[0] * parents >> 32];
        uint32_t father = two ? fish->order[(uint64_t)draw.word[1] * parents >> 32] : mother;
        bear_from_outside(world, mother, father, 1);
    }
    for (uint32_t row = species->begin; row < species->end; row++)
        if (!fish->fate[row])
            leave_carcasses(world, row, 1, FISHSIM_CAUSE_AGE);
    return FISHSIM_OK;
}

fishsim_status tick_multiply(fishsim_world *world, fishsim_error *error)
{
    fishsim_status status = FISHSIM_OK;
    for (uint32_t s = 0; s < world->species_count && !status; s++) {
        const struct species *species = &world->species[s];
        uint32_t mode = species->settings.reproduction.mode;
        if (mode == REPRODUCTION_RATE)
            status = multiply(world, species, error);
        else if (mode == REPRODUCTION_GENERATIONS && generation_ends(world, species))
            status = replace_generation(world, species, error);
    }
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * breed.c: fish with ripe gonads spawn; recruits inherit their parents' traits.
 *
 * A female turns the part e_r of a clutch's energy into recruits, the rest into detritus and heat,
 * half and half; a male's clutch is milt, and all of it is lost so. A female waits until there is a
 * mature male of her species; which one it is, is drawn. Recruits stand for the few young that live
 * through the stages the model leaves out.
 */
#include "tick/tick.h"

#include "base/random.h"
#include "base/real.h"

#include <math.h>

enum { FEMALE, MALE };

static bool is_mature_male(const struct fish *fish, const struct species *species, uint32_t row)
{
    return fish->sex[row] == MALE && !fish->fate[row] &&
           (double)fish->weight_g[row] >= species->maturity_g * (double)fish->trait_size[row];
}

/* Lists the males once for all mothers of a tick; a death of any fish makes the list void. */
static const struct mates *list_males(fishsim_world *world, const struct species *species)
{
    struct mates *mates = &world->mates;
    const struct fish *fish = &world->fish;
    uint32_t number = (uint32_t)(species - world->species) + 1;
    if (mates->species == number && mates->tick == world->tick && mates->rows == fish->order)
        return mates;
    *mates = (struct mates){.tick = world->tick, .species = number, .rows = fish->order};
    for (uint32_t row = species->begin; row < species->end; row++)
        if (is_mature_male(fish, species, row)) {
            fish->order[mates->count++] = row;
            mates->worth += fish->worth[row];
        }
    return mates;
}

uint32_t choose_mate(fishsim_world *world, const struct species *species, uint32_t mother)
{
    const struct fish *fish = &world->fish;
    if (species->settings.reproduction.parents == PARENTS_ONE)
        return mother;
    const struct mates *males = list_males(world, species);
    if (!males->count)
        return NO_ROW;
    struct random4 draw =
        random_draw(world->settings.world.seed, world->tick, fish->id[mother], RANDOM_MATE, 0);
    uint64_t nth = (uint64_t)((uint128)draw.word[0] * males->worth >> 32);
    if (males->worth == males->count)
        return males->rows[nth];
    for (const uint32_t *row = males->rows;; nth -= fish->worth[*row++])
        if (nth < fish->worth[*row])
            return *row;
}

static float mutate(double mother, double father, double sigma, double normal)
{
    return trait_of(0.5 * (real_log(mother) + real_log(father)) + sigma * normal);
}

/* ln z' = mean of the parents' ln z + N(0, sigma^2), for each trait. */
static void inherit(fishsim_world *world, uint32_t child, uint32_t mother, uint32_t father,
                    double sigma)
{
    struct fish *fish = &world->fish;
    float *trait[FISH_TRAITS];
    fish_traits(fish, trait);
    for (uint32_t i = 0; i < FISH_TRAITS; i += 2) {
        struct random4 draw = random_draw(world->settings.world.seed, world->tick, fish->id[child],
                                          RANDOM_HEREDITY, i);
        double normal[2];
        random_normal(draw.word[0], draw.word[1], normal);
        for (uint32_t k = 0; k < 2; k++)
            trait[i + k][child] = mutate((double)trait[i + k][mother], (double)trait[i + k][father],
                                         sigma, normal[k]);
    }
}

/* Puts a point at an offset from a fish, in the water: round the torus, or back from a wall. */
static float scatter(float at, double offset, float extent, bool torus)
{
    double to = (double)at + offset;
    double width = (double)extent;
    if (torus)
        to -= floor(to / width) * width;
    float limit = nextafterf(extent, 0.0f);
    float placed = to > 0.0 ? (float)to : 0.0f;
    return placed < limit ? placed : limit;
}

static void place_recruit(fishsim_world *world, uint32_t child, uint32_t mother)
{
    struct fish *fish = &world->fish;
    const struct species_settings *settings = &world->species[fish->species[child]].settings;
    struct random4 draw =
        random_draw(world->settings.world.seed, world->tick, fish->id[child], RANDOM_NEWBORN, 0);
    struct random4 deeper = {{0}};
    if (world->deep)
        deeper = random_draw(world->settings.world.seed, world->tick, fish->id[child],
                             RANDOM_NEWBORN, 1);
    double to[3];
    random_direction(draw.word[0], deeper.word[0], world->deep, to);
    double distance =
        settings->reproduction.scatter_m * random_radius(random_uniform(draw.word[1]), world->deep);
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    fish->x[child] = scatter(fish->x[mother], distance * to[0], world->width_m, torus);
    fish->y[child] = scatter(fish->y[mother], distance * to[1], world->height_m, torus);
    if (world->deep)
        fish->z[child] = scatter(fish->z[mother], distance * to[2], world->depth_m, torus);
    random_direction(draw.word[2], deeper.word[1], world->deep, to);
    fish->heading_x[child] = (float)to[0];
    fish->heading_y[child] = (float)to[1];
    fish->heading_z[child] = (float)to[2];
    fish->speed[child] = (float)settings->motion.cruise_bl_per_s * fish_length_m(fish, child);
    fish->sex[child] = draw.word[3] & 1;
}

uint32_t bear(fishsim_world *world, uint32_t mother, uint32_t father, double weight_g,
              uint32_t worth)
{
    struct fish *fish = &world->fish;
    struct species *species = &world->species[fish->species[mother]];
    uint32_t child = world_add_fish(world, (uint32_t)(species - world->species), weight_g);
    fish->generation[child] = fish->generation[mother] + 1;
    fish->worth[child] = worth;
    inherit(world, child, mother, father, species->settings.reproduction.mutation_sigma);
    genomes_inherit(world, child, mother, father);
    place_recruit(world, child, mother);
    double day_j = species_consumption(species, (double)fish->ln_weight[child],
                                       (double)fish->trait_pace[child]);
    fish->gut_capacity_uj[child] = (float)(day_j * 1e6);
    fish->field_cell[child] = field_cell(&world->field_grid, fish->x[child], fish->y[child]);
    species->births += worth;
    agents_count(world, mother, FISHSIM_REWARD_OFFSPRING);
    if (father != mother)
        agents_count(world, father, FISHSIM_REWARD_OFFSPRING);
    fishsim_event event = event_of_fish(world, FISHSIM_EVENT_BORN, child);
    event.other = fish->id[mother];
    event.other_species = fish->species[mother];
    event.energy_uj = worth * fish->soma_uj[child];
    event.value = worth;
    event_add(world, event);
    return child;
}

/* Bears so many recruits in rows that have room; returns the energy of their bodies. */
static int64_t bear_rows(fishsim_world *world, uint32_t mother, uint32_t father, double weight_g,
                         uint64_t number)
{
    const struct species *species = &world->species[world->fish.species[mother]];
    uint64_t most = species->settings.reproduction.recruit_worth;
    int64_t energy_uj = 0;
    while (number) {
        uint32_t worth = (uint32_t)(number < most ? number : most);
        uint32_t child = bear(world, mother, father, weight_g, worth);
        energy_uj += worth * world->fish.soma_uj[child];
        number -= worth;
    }
    return energy_uj;
}

void bear_from_outside(fishsim_world *world, uint32_t mother, uint32_t father, uint64_t number)
{
    struct species *species = &world->species[world->fish.species[mother]];
    double weight_g = species->recruit_g * (double)world->fish.trait_egg[mother];
    int64_t energy_uj = bear_rows(world, mother, father, weight_g, number);
    species->flow[FISHSIM_FLOW_ADDED] += energy_uj;
    world->ledger.flow[FISHSIM_LEDGER_ADDED] += energy_uj;
}

fishsim_status make_room(fishsim_world *world, uint32_t more, fishsim_error *error)
{
    struct fish *fish = &world->fish;
    uint64_t needed = (uint64_t)fish->count + more;
    uint64_t capacity = 2 * needed, most = world->settings.world.max_fish;
    fishsim_status status = genomes_room(world, more, error);
    if (status || needed <= fish->capacity)
        return status;
    capacity = capacity < most ? capacity : most;
    return fish_reserve(fish, &world->hooks, capacity > needed ? capacity : needed, error);
}

uint64_t admit_births(fishsim_world *world, const struct species *species, uint64_t births,
                      uint32_t *rows)
{
    uint64_t most = world->settings.world.max_fish;
    uint64_t room = most > world->fish.count ? most - world->fish.count : 0;
    uint64_t worth = species->settings.reproduction.recruit_worth;
    uint64_t admitted = births < room * worth ? births : room * worth;
    world->births_refused += births - admitted;
    *rows = (uint32_t)((admitted + worth - 1) / worth);
    return admitted;
}

double recruits_that_live(const fishsim_world *world, const struct species *species,
                          double recruits_per_step)
{
    double most = species->settings.reproduction.most_recruits_per_d;
    double per_d = recruits_per_step / world->days_per_step;
    return most > 0.0 ? most / (per_d + most) : 1.0;
}

/* Recruits that the gain of all gonads in this step would make. */
static double recruits_ripening(const fishsim_world *world, const struct species *species)
{
    const struct fish *fish = &world->fish;
    bool all = species->settings.reproduction.parents == PARENTS_ONE;
    double sum_uj = 0.0;
    for (uint32_t row = species->begin; row < species->end; row++)
        if (all || fish->sex[row] == FEMALE)
            sum_uj += (double)fish->ripened_uj[row] * fish->worth[row];
    double recruit_uj = species_body_uj(species, species->recruit_g);
    return sum_uj * species->settings.reproduction.efficiency / recruit_uj;
}

/* How many recruits the clutches of a row yield. What is left below one is a chance of one more. */
static uint64_t recruits_of(const fishsim_world *world, const struct species *species,
                            uint32_t mother, int64_t clutch_uj, double recruit_uj)
{
    struct random4 draw = random_draw(world->settings.world.seed, world->tick,
                                      world->fish.id[mother], RANDOM_MATE, 1);
    double yield = (double)clutch_uj * species->settings.reproduction.efficiency / recruit_uj;
    yield *= species->recruits_live;
    double number = floor(yield + random_uniform(draw.word[0]));
    double affordable = floor((double)clutch_uj / recruit_uj);
    number = number < affordable ? number : affordable;
    double most = 1e6 * world->fish.worth[mother];
    return (uint64_t)(number < most ? number : most);
}

/* Bears the recruits that the world has room for, and takes their energy out of the clutch. */
static fishsim_status bear_all(fishsim_world *world, struct species *species, uint32_t mother,
                               uint32_t father, int64_t *clutch_uj, uint64_t *born,
                               fishsim_error *error)
{
    struct fish *fish = &world->fish;
    double weight_g = species->recruit_g * (double)fish->trait_egg[mother];
    double recruit_uj = species_body_uj(species, weight_g);
    uint64_t number = recruits_of(world, species, mother, *clutch_uj, recruit_uj);
    uint32_t rows;
    *born = admit_births(world, species, number, &rows);
    fishsim_status status = make_room(world, rows, error);
    if (status)
        return status;
    int64_t recruited = bear_rows(world, mother, father, weight_g, *born);
    species->flow[FISHSIM_FLOW_RECRUITED] += recruited;
    *clutch_uj -= recruited;
    return FISHSIM_OK;
}

static fishsim_status spawn(fishsim_world *world, struct species *species, uint32_t row,
                            fishsim_error *error)
{
    struct fish *fish = &world->fish;
    uint32_t father = NO_ROW;
    uint64_t born = 0;
    int64_t clutch_uj = fish->worth[row] * fish->repro_uj[row];
    fishsim_event event = event_of_fish(world, FISHSIM_EVENT_SPAWNED, row);
    event.energy_uj = clutch_uj;
    if (fish->sex[row] == FEMALE || species->settings.reproduction.parents == PARENTS_ONE) {
        father = choose_mate(world, species, row);
        if (father == NO_ROW)
            return FISHSIM_OK;
        event.other = fish->id[father];
        event.other_species = fish->species[father];
        fishsim_status status = bear_all(world, species, row, father, &clutch_uj, &born, error);
        if (status)
            return status;
    }
    event.value = born < UINT32_MAX ? (uint32_t)born : UINT32_MAX;
    event_add(world, event);
    fish->repro_uj[row] = 0;
    int64_t to_detritus = clutch_uj / 2;
    world->detritus.energy_uj[fish->field_cell[row]] += to_detritus;
    world->ledger.flow[FISHSIM_LEDGER_SPAWNING] += clutch_uj - to_detritus;
    species->flow[FISHSIM_FLOW_SPAWN_LOST] += to_detritus;
    species->flow[FISHSIM_FLOW_SPAWN_HEAT] += clutch_uj - to_detritus;
    return FISHSIM_OK;
}

static void find_ripe(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    double clutch_fraction = species->settings.reproduction.clutch_fraction;
    bool by_energy = species->settings.reproduction.mode == REPRODUCTION_ENERGY;
    for (uint32_t row = begin; row < end; row++)
        fish->ripe[row] =
            by_energy && fish->repro_uj[row] > 0 && !fish->fate[row] &&
            (double)fish->repro_uj[row] >= clutch_fraction * (double)fish->soma_uj[row];
}

fishsim_status tick_breed(fishsim_world *world, fishsim_error *error)
{
    struct fish *fish = &world->fish;
    for_each_species_rows(world, find_ripe);
    world->mates.species = 0;
    for (uint32_t s = 0; s < world->species_count; s++) {
        struct species *species = &world->species[s];
        if (species->settings.reproduction.most_recruits_per_d > 0.0)
            species->recruits_live =
                recruits_that_live(world, species, recruits_ripening(world, species));
        uint32_t end = species->end;
        for (uint32_t row = species->begin; (row = next_marked(fish->ripe, row, end)) < end;
             row++) {
            fishsim_status status = spawn(world, species, row, error);
            if (status)
                return status;
        }
    }
    return FISHSIM_OK;
}

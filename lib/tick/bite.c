/* SPDX-License-Identifier: MIT */
/*
 * bite.c: predators claim the prey that they meet first within the tick, and claims are settled in
 * the order of their moments.
 *
 * A meeting is tested over the whole movement of both fish, not at its end: a point test loses 12
 * to 22 % of the encounters at a small radius. Claims are ordered by (moment, hash of prey and
 * predator, id of the predator), and void when either party is dead by then, so the outcome does
 * not depend on the order in which fish are stored or looked at. Hunters of well-mixed water make
 * their claims in meet.c; they are settled here with the others.
 */
#include "mind/mind.h"
#include "tick/tick.h"

#include "base/lanes.h"
#include "base/random.h"
#include "base/real.h"

#include <math.h>
#include <string.h>

/* The longest step that a fish of each species has made, m. */
struct strides {
    const fishsim_world *world;
    uint32_t size; /* of a part of the rows */
    float part[PARTS_MAX][SPECIES_MAX];
    float longest[SPECIES_MAX];
};

/* The root of the largest square is the largest root. */
static float longest_step(const struct fish *fish, uint32_t begin, uint32_t end)
{
    f32s most2 = lanes_all(0.0f);
    for (uint32_t row = begin; row < end; row += LANES) {
        m32s rows = lanes_first(end - row < LANES ? end - row : LANES);
        f32s x = lanes_load(fish->step_x + row), y = lanes_load(fish->step_y + row);
        f32s z = lanes_load(fish->step_z + row);
        f32s step2 = x * x + y * y + z * z;
        most2 = lanes_larger(most2, lanes_select(rows, step2, most2));
    }
    return sqrtf(lanes_most(most2));
}

static void measure_strides(void *context, uint32_t begin, uint32_t end)
{
    struct strides *strides = context;
    const fishsim_world *world = strides->world;
    float *longest = strides->part[begin / strides->size];
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *species = &world->species[s];
        uint32_t row = species->begin > begin ? species->begin : begin;
        uint32_t last = species->end < end ? species->end : end;
        longest[s] = row < last ? longest_step(&world->fish, row, last) : 0.0f;
    }
}

static void find_strides(const fishsim_world *world, struct strides *strides, uint32_t least)
{
    uint32_t sorted = world->species[world->species_count - 1].end;
    strides->world = world;
    strides->size = part_size(sorted, least);
    parallel_for(&world->hooks, sorted, strides->size, measure_strides, strides);
    for (uint32_t s = 0; s < world->species_count; s++) {
        strides->longest[s] = 0.0f;
        for (uint32_t part = 0; (uint64_t)part * strides->size < sorted; part++)
            if (strides->part[part][s] > strides->longest[s])
                strides->longest[s] = strides->part[part][s];
    }
}

/*
 * The first moment in [0, 1] of the tick at which two fish are within `radius`: the smaller root of
 * |d + t v|^2 = radius^2. Negative when there is none.
 */
static inline float first_meeting(struct direction d, struct direction v, float radius)
{
    float c = direction_dot(d, d) - radius * radius;
    if (c <= 0.0f)
        return 0.0f;
    float a = direction_dot(v, v);
    float b = direction_dot(d, v);
    float discriminant = b * b - a * c;
    if (b >= 0.0f || discriminant < 0.0f)
        return -1.0f;
    float moment = c / (-b + sqrtf(discriminant));
    return moment <= 1.0f ? moment : -1.0f;
}

/*
 * Keeps in *claim the earliest meeting of its predator with a fish of one span. `deep` is a
 * constant where this is called.
 */
static inline void meet_span(const fishsim_world *world, const struct span *span, float radius,
                             struct claim *claim, float *earliest, bool deep)
{
    const struct fish *fish = &world->fish;
    uint32_t row = claim->predator;
    struct direction own = fish_before(world, row, deep);
    for (uint32_t prey = span->begin; prey < span->end; prey++) {
        if (prey == row)
            continue;
        struct direction at = fish_before(world, prey, deep);
        struct direction d = {at.x + span->shift_x - own.x, at.y + span->shift_y - own.y, 0.0f};
        struct direction v = {fish->step_x[prey] - fish->step_x[row],
                              fish->step_y[prey] - fish->step_y[row], 0.0f};
        if (deep) {
            d.z = at.z + span->shift_z - own.z;
            v.z = fish->step_z[prey] - fish->step_z[row];
        }
        float moment = first_meeting(d, v, radius);
        if (moment < 0.0f || moment > *earliest)
            continue;
        if (moment == *earliest && fish->id[prey] > fish->id[claim->prey])
            continue;
        *earliest = moment;
        claim->prey = prey;
    }
}

/* Fish that the predator sees and could eat; itself not counted. */
static uint64_t count_visible(const fishsim_world *world, const struct species *species,
                              uint32_t row)
{
    const struct fish *fish = &world->fish;
    float reach = (float)species->settings.feeding.vision_radius * fish_length_m(fish, row) *
                  fish->trait_vision[row] * world->sight;
    reach = world_reach(world, reach);
    struct direction own = fish_before(world, row, world->deep);
    uint64_t visible = 0;
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *prey = &world->species[s];
        struct scan scan;
        struct span span;
        if (species->capture[s] <= 0.0f)
            continue;
        scan_begin(&scan, &prey->grid, own.x, own.y, own.z, reach);
        while (scan_next(&scan, &span))
            for (uint32_t other = span.begin; other < span.end; other++) {
                struct direction at = fish_before(world, other, world->deep);
                float dx = at.x + span.shift_x - own.x;
                float dy = at.y + span.shift_y - own.y;
                float dz = at.z + span.shift_z - own.z;
                if (other != row && dx * dx + dy * dy + dz * dz <= reach * reach)
                    visible += fish->worth[other];
            }
    }
    return visible;
}

/*
 * How far it can bite. With few prey in sight it hardly minds them, and its reach is short
 * (Holling's type III, after Real 1977): what it sweeps is then in proportion to N / (N0 + N).
 */
static float bite_radius(const fishsim_world *world, const struct species *species, uint32_t row)
{
    float radius = (float)species->settings.feeding.bite_radius * fish_length_m(&world->fish, row);
    double half = species->settings.feeding.half_attention;
    if (half <= 0.0)
        return radius;
    double visible = (double)count_visible(world, species, row);
    double part = visible / (half + visible);
    return radius * (float)(world->deep ? sqrt(part) : part);
}

/* The claim of one predator. False when it meets nothing. `steps` is the longest step by species.
 */
static bool make_claim(const fishsim_world *world, const struct species *species, uint32_t row,
                       const float *steps, struct claim *claim)
{
    const struct fish *fish = &world->fish;
    float radius = bite_radius(world, species, row);
    float stride = direction_length(fish_step(fish, row));
    struct direction own = fish_before(world, row, world->deep);
    float earliest = 2.0f; /* later than any */
    *claim = (struct claim){.predator = row, .prey = NO_ROW};
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *prey = &world->species[s];
        if (species->capture[s] <= 0.0f || prey->begin == prey->end)
            continue;
        float reach = world_reach(world, radius + stride + steps[s]);
        struct scan scan;
        struct span span;
        scan_begin(&scan, &prey->grid, own.x, own.y, own.z, reach);
        while (scan_next(&scan, &span))
            world->deep ? meet_span(world, &span, radius, claim, &earliest, true)
                        : meet_span(world, &span, radius, claim, &earliest, false);
    }
    if (claim->prey == NO_ROW)
        return false;
    claim->moment = (uint32_t)(earliest * 16777216.0f);
    return true;
}

/* What decides between claims of the same moment. */
static uint64_t order_of(const fishsim_world *world, const struct claim *claim)
{
    const uint64_t *id = world->fish.id;
    struct random4 draw =
        random_draw(world->settings.world.seed, world->tick,
                    id[claim->prey] ^ hash_mix(id[claim->predator]), RANDOM_CLAIM, 0);
    return (uint64_t)draw.word[0] << 32 | draw.word[1];
}

static bool comes_before(const fishsim_world *world, const struct claim *a, const struct claim *b)
{
    if (a->moment != b->moment)
        return a->moment < b->moment;
    if (a->order != b->order)
        return a->order < b->order;
    return world->fish.id[a->predator] < world->fish.id[b->predator];
}

static void sift_down(const fishsim_world *world, struct claim *claims, uint32_t root,
                      uint32_t count)
{
    struct claim claim = claims[root];
    for (uint32_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && comes_before(world, &claims[child], &claims[child + 1]))
            child++;
        if (!comes_before(world, &claim, &claims[child]))
            break;
        claims[root] = claims[child];
    }
    claims[root] = claim;
}

static void sort_claims(const fishsim_world *world, struct claim *claims, uint32_t count)
{
    for (uint32_t root = count / 2; root-- > 0;)
        sift_down(world, claims, root, count);
    for (uint32_t last = count; last-- > 1;) {
        struct claim first = claims[0];
        claims[0] = claims[last];
        claims[last] = first;
        sift_down(world, claims, 0, last);
    }
}

/* p0 phi N^-kappa: suitability of the prey and confusion by its school (Olson et al. 2013). */
static double capture_probability(const fishsim_world *world, const struct species *species,
                                  const struct claim *claim)
{
    const struct fish *fish = &world->fish;
    double probability = (double)species->capture[fish->species[claim->prey]] *
                         mind_suits(species, (double)fish->ln_weight[claim->predator],
                                    (double)fish->ln_weight[claim->prey]);
    double kappa = species->settings.feeding.confusion_exponent;
    if (kappa > 0.0) {
        uint64_t visible = count_visible(world, species, claim->predator);
        probability *= real_pow(visible > 1 ? (double)visible : 1.0, -kappa);
    }
    return probability;
}

/* One event for every so many prey. */
static void report_bite(fishsim_world *world, struct species *species, const struct claim *claim,
                        uint32_t number, int64_t energy_uj)
{
    struct fish *fish = &world->fish;
    uint64_t every = world->settings.events.bite_every;
    uint64_t told = (species->bites + every - 1) / every;
    species->bites += number;
    if ((species->bites + every - 1) / every == told)
        return;
    fishsim_event event = event_of_fish(world, FISHSIM_EVENT_BITE, claim->predator);
    event.other = fish->id[claim->prey];
    event.other_species = fish->species[claim->prey];
    event.energy_uj = energy_uj;
    event.value = number;
    event_add(world, event);
}

/* Shares prey out among the predators of a row. What does not divide, less than a microjoule for
 * each, is left over. */
static void swallow(fishsim_world *world, const struct claim *claim, int64_t energy_uj)
{
    struct fish *fish = &world->fish;
    int64_t predators = fish->worth[claim->predator];
    int64_t share = predators > 1 ? energy_uj / predators : energy_uj;
    fish->gut_uj[claim->predator] += share;
    int64_t left = energy_uj - share * predators;
    world->detritus.energy_uj[fish->field_cell[claim->prey]] += left;
    world->species[fish->species[claim->predator]].flow[FISHSIM_FLOW_EGESTED] += left;
}

/* Books so many prey and their energy, with those who have eaten and those who were eaten. */
static void book_prey(fishsim_world *world, struct species *species, uint32_t prey, uint32_t number,
                      int64_t energy_uj)
{
    struct prey *eaten = &species->eaten[prey];
    eaten->fish += number;
    eaten->energy_uj += energy_uj;
    species->flow[FISHSIM_FLOW_HUNTED] += energy_uj;
    world->species[prey].flow[FISHSIM_FLOW_EATEN] += energy_uj;
}

/* How many prey are caught: each predator of the row strikes once, and none takes two. Hunters of
 * well-mixed water have a claim for each prey. */
static uint32_t caught_by(const fishsim_world *world, const struct species *species,
                          const struct claim *claim)
{
    const struct fish *fish = &world->fish;
    struct random4 draw = random_draw(world->settings.world.seed, world->tick,
                                      fish->id[claim->predator], RANDOM_CAPTURE, 0);
    if (claim->certain)
        return 1;
    double predators = (double)fish->worth[claim->predator];
    uint64_t caught =
        round_by_chance(predators * capture_probability(world, species, claim), draw.word[0]);
    uint32_t prey = fish->worth[claim->prey];
    return caught < prey ? (uint32_t)caught : prey;
}

static void settle(fishsim_world *world, const struct claim *claim)
{
    struct fish *fish = &world->fish;
    if (fish->fate[claim->predator] || fish->fate[claim->prey])
        return;
    struct species *species = &world->species[fish->species[claim->predator]];
    float handling_s = (float)species->settings.feeding.handling_s;
    if (claim->certain) /* one of them handles its prey */
        fish->handling_s[claim->predator] += handling_s / (float)fish->worth[claim->predator];
    else
        fish->handling_s[claim->predator] = handling_s;
    uint32_t number = caught_by(world, species, claim);
    if (!number)
        return;
    int64_t energy_uj = number * fish_energy(fish, claim->prey);
    swallow(world, claim, energy_uj);
    book_prey(world, species, fish->species[claim->prey], number, energy_uj);
    agents_count(world, claim->predator, FISHSIM_REWARD_PREY);
    fish->caught[claim->predator] += number;
    report_bite(world, species, claim, number, energy_uj);
    die_of(world, claim->prey, number, FISHSIM_CAUSE_EATEN, fish->id[claim->predator],
           fish->species[claim->predator]);
}

/* The rows that hunt by their senses, numbered from the first species on. */
struct hunt {
    fishsim_world *world;
    const struct strides *strides;
    uint32_t before[SPECIES_MAX + 1]; /* hunters of the species before; the last: all */
};

/* Some hunters look for what they meet; each has its own place among the claims. */
static void make_claims(void *context, uint32_t begin, uint32_t end)
{
    const struct hunt *hunt = context;
    fishsim_world *world = hunt->world;
    for (uint32_t hunter = begin, s = 0; hunter < end; hunter++) {
        while (hunter >= hunt->before[s + 1])
            s++;
        const struct species *species = &world->species[s];
        uint32_t row = species->begin + hunter - hunt->before[s];
        struct claim *claim = &world->claims[hunter];
        if (mind_bites(world, species, row) &&
            make_claim(world, species, row, hunt->strides->longest, claim))
            claim->order = order_of(world, claim);
        else
            claim->prey = NO_ROW;
    }
}

/* All claims of those that hunt by their senses; *count receives their number. */
static fishsim_status claim_by_senses(fishsim_world *world, uint32_t *count, fishsim_error *error)
{
    enum { HUNTERS = 16, ROWS = 4096 };
    struct strides strides;
    struct hunt hunt = {.world = world, .strides = &strides};
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *species = &world->species[s];
        bool mixed = species->settings.feeding.encounter == ENCOUNTER_MIXED;
        uint32_t hunters = species->hunts && !mixed ? species->end - species->begin : 0;
        hunt.before[s + 1] = hunt.before[s] + hunters;
    }
    uint32_t hunters = hunt.before[world->species_count];
    fishsim_status status =
        memory_room(&world->hooks, (void **)&world->claims, &world->claim_capacity, hunters,
                    sizeof *world->claims, error);
    if (status || !hunters)
        return status;
    find_strides(world, &strides, ROWS);
    parallel_for(&world->hooks, hunters, HUNTERS, make_claims, &hunt);
    for (uint32_t i = 0; i < hunters; i++)
        if (world->claims[i].prey != NO_ROW)
            world->claims[(*count)++] = world->claims[i];
    return FISHSIM_OK;
}

/* Adds the claims of one row of hunters in well-mixed water. */
static fishsim_status claim_by_chance(fishsim_world *world, const struct species *species,
                                      uint32_t row, uint32_t *count, fishsim_error *error)
{
    uint32_t hunters = world->fish.worth[row];
    uint32_t most = hunters < MEETINGS_MOST ? hunters : MEETINGS_MOST;
    fishsim_status status =
        memory_room(&world->hooks, (void **)&world->claims, &world->claim_capacity, *count + most,
                    sizeof *world->claims, error);
    if (status || !mind_bites(world, species, row))
        return status;
    struct claim *claims = &world->claims[*count];
    uint32_t made = meet_by_chance(world, species, row, claims);
    for (uint32_t i = 0; i < made; i++)
        claims[i].order = order_of(world, &claims[i]);
    *count += made;
    return FISHSIM_OK;
}

fishsim_status tick_bite(fishsim_world *world, fishsim_error *error)
{
    uint32_t count = 0;
    fishsim_status status = claim_by_senses(world, &count, error);
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *species = &world->species[s];
        bool mixed = species->settings.feeding.encounter == ENCOUNTER_MIXED;
        for (uint32_t row = species->begin;
             species->hunts && mixed && row < species->end && !status; row++)
            status = claim_by_chance(world, species, row, &count, error);
    }
    if (status)
        return status;
    sort_claims(world, world->claims, count);
    for (uint32_t i = 0; i < count; i++)
        settle(world, &world->claims[i]);
    return FISHSIM_OK;
}

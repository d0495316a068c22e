/* SPDX-License-Identifier: MIT */
/*
 * grow.c: digestion, metabolism and growth over the calendar time of a tick (Fish Bioenergetics 4).
 *
 *     surplus = consumption - egestion - excretion - specific dynamic action - respiration
 *
 * A surplus goes to the gonads and the body; a deficit drains the gonads, then the body. Flows are
 * whole microjoules; what a flow has above them is the chance of one more.
 */
#include "base/lanes.h"
#include "tick/tick.h"

#include "base/random.h"
#include "base/real.h"

#include <string.h>

/* What the rows of one piece may eat, must spend, and would put into reproduction. */
struct budget {
    float consumption_j[PIECE], respiration_j[PIECE]; /* a day */
    float share[PIECE];                               /* of a surplus */
};

/* Numbers drawn evenly from [0, 1), in steps of 2^-21: those by which flows are rounded. */
struct chances {
    float digestion[PIECE], waste[PIECE], respiration[PIECE];
};

static inline float chance_of(uint64_t bits)
{
    return (float)(int32_t)(bits & 0x1fffff) * 0x1p-21f;
}

static void draw_chances(const fishsim_world *world, uint32_t begin, uint32_t end,
                         struct chances *chances)
{
    const uint64_t *id = world->fish.id;
    uint64_t stream = random_stream(world->settings.world.seed, world->tick, RANDOM_FLOW);
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        uint64_t bits = random_of_stream(stream, id[row]);
        chances->digestion[row - begin] = chance_of(bits);
        chances->waste[row - begin] = chance_of(bits >> 21);
        chances->respiration[row - begin] = chance_of(bits >> 42);
    }
}

/* What species.h has for one fish in doubles, for vectors of floats, within 2e-6 of it. */
struct rates {
    float consumption_j, consumption_exponent;
    float respiration_j, respiration_exponent, per_bl, per_cm, most_activity; /* a logarithm */
    float most_j;
    float maturity_g, ln_inf, exponent; /* of weight, in what is left of a surplus */
    float speed_m_per_s, speed_exponent;
};

static struct rates rates_of(const struct species *species)
{
    const struct species_settings *settings = &species->settings;
    return (struct rates){
        .consumption_j = (float)species->consumption_j,
        .consumption_exponent = (float)species->consumption_exponent,
        .respiration_j = (float)species->respiration_j,
        .respiration_exponent = (float)species->respiration_exponent,
        .per_bl = (float)(100.0 * species->activity_s_per_bl),
        .per_cm = (float)(100.0 * species->activity_s_per_cm),
        .most_activity = (float)real_log(ACTIVITY_MAX),
        .most_j = 0.999999f * (float)species->rate_max_j,
        .maturity_g = (float)species->maturity_g,
        .ln_inf = (float)real_log(settings->growth.weight_inf_g),
        .exponent = (float)(settings->growth.exponent_m - settings->growth.exponent_n),
        .speed_m_per_s = (float)(0.01 * species->speed_cm_per_s),
        .speed_exponent = (float)species->speed_exponent,
    };
}

static inline float consumption_of(const struct rates *rates, float ln_weight, float pace)
{
    float power = real_exp_f(rates->consumption_exponent * ln_weight);
    float rate_j = rates->consumption_j * power * pace;
    return rate_j < rates->most_j ? rate_j : rates->most_j;
}

static inline float respiration_of(const struct rates *rates, float ln_weight, float pace,
                                   float speed, float length_cm)
{
    float activity = rates->per_bl * speed / length_cm + rates->per_cm * speed;
    activity = activity < rates->most_activity ? activity : rates->most_activity;
    float power = real_exp_f(rates->respiration_exponent * ln_weight + activity);
    float rate_j = rates->respiration_j * power * pace;
    return rate_j < rates->most_j ? rate_j : rates->most_j;
}

static inline float share_of(const struct rates *rates, float weight_g, float ln_weight, float size,
                             float investment)
{
    float ratio = rates->maturity_g * size / weight_g;
    float u = ratio < 10.0f ? ratio : 10.0f, u2 = u * u, u4 = u2 * u2;
    float mature = 1.0f / (1.0f + u4 * u4 * u2);
    float ln_inf = rates->ln_inf + real_log_f(size);
    float of_surplus = real_exp_f(rates->exponent * (ln_weight - ln_inf));
    float wanted = mature * (of_surplus < 1.0f ? of_surplus : 1.0f) * investment;
    float share = wanted < 1.0f ? wanted : 1.0f;
    return ratio > 10.0f ? 0.0f : share;
}

static void plan_rows(const struct fish *fish, const struct species *species, uint32_t begin,
                      uint32_t end, struct budget *budget)
{
    struct rates rates = rates_of(species);
    float own[PIECE];
    const float *speed = fish->speed + begin;
    if (species->settings.respiration.speed == SPEED_WEIGHT) {
        EACH_APART
        for (uint32_t row = begin; row < end; row++)
            own[row - begin] =
                rates.speed_m_per_s * real_exp_f(rates.speed_exponent * fish->ln_weight[row]);
        speed = own;
    }
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        float pace = fish->trait_pace[row], ln_weight = fish->ln_weight[row];
        budget->consumption_j[row - begin] = consumption_of(&rates, ln_weight, pace);
        budget->respiration_j[row - begin] =
            respiration_of(&rates, ln_weight, pace, speed[row - begin], fish->length_cm[row]);
        budget->share[row - begin] = share_of(&rates, fish->weight_g[row], ln_weight,
                                              fish->trait_size[row], fish->trait_investment[row]);
    }
}

/* Whole microjoules, `exact` on average. */
static inline int64_t whole(double exact, float chance)
{
    return (int64_t)(exact + (double)chance);
}

static inline int64_t at_most(int64_t most, int64_t number)
{
    return number < most ? number : most;
}

/* Takes `wanted` from a store that may hold less; returns what was taken. */
static inline int64_t drain(int64_t *store, int64_t wanted)
{
    int64_t taken = wanted < *store ? wanted : *store;
    *store -= taken;
    return taken;
}

/* What has become of the food of one fish. */
struct meal {
    int64_t food, egested, excreted, heat;
};

/* Digests from the gut, or what comes from outside (`fed`), and splits the food, `by_ration` where
 * its parts depend on how much there is. */
static inline struct meal digest(struct fish *fish, const struct species *species, uint32_t row,
                                 const struct chances *chances, uint32_t i, double consumption_uj,
                                 bool fed, bool by_ration)
{
    struct meal meal;
    double eaten_uj =
        fed ? consumption_uj * species->settings.growth.feeding_level : consumption_uj;
    meal.food = whole(eaten_uj, chances->digestion[i]);
    if (!fed)
        meal.food = drain(&fish->gut_uj[row], meal.food);
    double exact = (double)meal.food, egestion = species->egestion, excretion = species->excretion;
    if (by_ration) {
        /* Chance can make a meal of a few microjoules exceed the maximum. */
        double ration = exact < consumption_uj ? exact / consumption_uj : 1.0;
        egestion *= real_exp(species->egestion_ration * ration);
        egestion += species->indigestible;
        egestion = egestion > 0.0 ? egestion < 1.0 ? egestion : 1.0 : 0.0;
        excretion *= real_exp(species->excretion_ration * ration);
    }
    double assimilated = exact * (1.0 - egestion);
    /* Sums are rounded by one number, and the parts are their differences: no more than the meal,
     * and each exact on average. */
    double first = exact * egestion, second = first + assimilated * excretion;
    double third = second + assimilated * species->sda;
    int64_t egested = at_most(meal.food, whole(first, chances->waste[i]));
    int64_t excreted = at_most(meal.food, whole(second, chances->waste[i]));
    int64_t heat = at_most(meal.food, whole(third, chances->waste[i]));
    meal.egested = egested;
    meal.excreted = excreted - egested;
    meal.heat = heat - excreted;
    return meal;
}

/* Puts a surplus away, or pays a deficit. Returns the part of a deficit that could not be paid. */
static inline int64_t settle(struct fish *fish, uint32_t row, int64_t surplus, double share)
{
    bool grows = surplus >= 0;
    int64_t to_gonads = (int64_t)((double)surplus * share);
    to_gonads = to_gonads < surplus ? to_gonads : surplus;
    int64_t repro = fish->repro_uj[row], soma = fish->soma_uj[row];
    int64_t repro_left = repro, soma_left = soma, owed = -surplus;
    owed -= drain(&repro_left, owed);
    owed -= drain(&soma_left, owed);
    fish->ripened_uj[row] = grows ? to_gonads : 0;
    fish->repro_uj[row] = grows ? repro + to_gonads : repro_left;
    fish->soma_uj[row] = grows ? soma + surplus - to_gonads : soma_left;
    return grows ? 0 : owed;
}

/* The dead neither eat nor breathe: the rates of nothing leave all as it is. */
BODY_OF_LOOP void feed_rows(struct fish *fish, const struct species *species, uint32_t begin,
                            uint32_t end, double uj_per_j_d, const struct budget *budget,
                            const struct chances *chances, struct flows *flows, bool fed,
                            bool by_ration, bool many)
{
    int64_t respired = 0, digestion = 0, excreted = 0, egested = 0, food = 0, ripened = 0;
    EACH_APART
    for (uint32_t row = begin; row < end; row++) {
        double alive = fish->fate[row] ? 0.0 : 1.0;
        double consumption_j = alive * (double)budget->consumption_j[row - begin];
        double respiration_j = alive * (double)budget->respiration_j[row - begin];
        struct meal meal = digest(fish, species, row, chances, row - begin,
                                  consumption_j * uj_per_j_d, fed, by_ration);
        int64_t gained = meal.food - meal.egested - meal.excreted - meal.heat;
        int64_t spent = whole(respiration_j * uj_per_j_d, chances->respiration[row - begin]);
        int64_t unpaid = settle(fish, row, gained - spent, (double)budget->share[row - begin]);
        int64_t worth = many ? fish->worth[row] : 1;
        fish->flow_uj[row] = worth * meal.egested;
        fish->gut_capacity_uj[row] = (float)(consumption_j * 1e6);
        respired += worth * (spent - unpaid);
        digestion += worth * meal.heat;
        excreted += worth * meal.excreted;
        egested += worth * meal.egested;
        food += worth * meal.food;
        ripened += worth * fish->ripened_uj[row];
    }
    flows->respired += respired;
    flows->digestion += digestion;
    flows->excreted += excreted;
    flows->egested += egested;
    flows->food += food;
    flows->ripened += ripened;
}

/* The usual way, in vectors; and the others. */
static void feed_from_gut(struct fish *fish, const struct species *species, uint32_t begin,
                          uint32_t end, double uj_per_j_d, const struct budget *budget,
                          const struct chances *chances, struct flows *flows)
{
    feed_rows(fish, species, begin, end, uj_per_j_d, budget, chances, flows, false, false, false);
}

static void feed_otherwise(struct fish *fish, const struct species *species, uint32_t begin,
                           uint32_t end, double uj_per_j_d, const struct budget *budget,
                           const struct chances *chances, struct flows *flows)
{
    feed_rows(fish, species, begin, end, uj_per_j_d, budget, chances, flows,
              species->settings.growth.feeding_level > 0.0, true, true);
}

static void update_bodies(struct fish *fish, const struct species *species, uint32_t begin,
                          uint32_t end)
{
    if (species->varies) {
        for (uint32_t row = begin; row < end; row++)
            fish_set_weight(fish, species, row,
                            species_body_g(species, (double)fish->soma_uj[row]));
        return;
    }
    EACH_APART
    for (uint32_t row = begin; row < end; row++)
        fish_update_body(fish, species, row);
}

/* Fish that do not grow: what they have eaten becomes heat. */
static void burn_rows(struct fish *fish, uint32_t begin, uint32_t end, struct flows *flows)
{
    for (uint32_t row = begin; row < end; row++) {
        fish->flow_uj[row] = fish->ripened_uj[row] = 0;
        if (fish->fate[row])
            continue;
        flows->food += fish->worth[row] * fish->gut_uj[row];
        flows->digestion += fish->worth[row] * fish->gut_uj[row];
        fish->gut_uj[row] = 0;
    }
}

/* Fish that neither eat nor breathe stay as they are. */
static bool rests(const struct species *species)
{
    return species->consumption_j == 0.0 && species->respiration_j == 0.0 &&
           species->settings.growth.feeding_level <= 0.0;
}

static void grow_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct flows flows = {0};
    struct fish *fish = &world->fish;
    struct budget budget;
    struct chances chances;
    double uj_per_j_d = world->days_per_step * 1e6;
    if (species->settings.growth.model == GROWTH_NONE) {
        burn_rows(fish, begin, end, &flows);
    } else if (rests(species)) {
        memset(fish->flow_uj + begin, 0, (end - begin) * sizeof *fish->flow_uj);
        memset(fish->ripened_uj + begin, 0, (end - begin) * sizeof *fish->ripened_uj);
    } else {
        plan_rows(fish, species, begin, end, &budget);
        draw_chances(world, begin, end, &chances);
        bool usual = !species->many && species->settings.growth.feeding_level <= 0.0 &&
                     species->egestion_ration == 0.0 && species->excretion_ration == 0.0 &&
                     species->indigestible == 0.0;
        (usual ? feed_from_gut : feed_otherwise)(fish, species, begin, end, uj_per_j_d, &budget,
                                                 &chances, &flows);
        update_bodies(fish, species, begin, end);
    }
    *flows_of_range(world, species, begin) = flows;
}

static void book(fishsim_world *world, struct species *species, const struct flows *flows)
{
    int128 *booked = world->ledger.flow, *own = species->flow;
    int64_t spent = flows->egested + flows->excreted + flows->digestion + flows->respired;
    bool fed = species->settings.growth.feeding_level > 0.0 &&
               species->settings.growth.model != GROWTH_NONE;
    booked[FISHSIM_LEDGER_RESPIRATION] += flows->respired;
    booked[FISHSIM_LEDGER_DIGESTION] += flows->digestion;
    booked[FISHSIM_LEDGER_EXCRETION] += flows->excreted;
    booked[FISHSIM_LEDGER_ADDED] += fed ? flows->food : 0;
    own[FISHSIM_FLOW_RESPIRED] += flows->respired;
    own[FISHSIM_FLOW_DIGESTION] += flows->digestion;
    own[FISHSIM_FLOW_EXCRETED] += flows->excreted;
    own[FISHSIM_FLOW_EGESTED] += flows->egested;
    own[FISHSIM_FLOW_ADDED] += fed ? flows->food : 0;
    own[FISHSIM_FLOW_GROWN] += flows->food - spent;
    own[FISHSIM_FLOW_RIPENED] += flows->ripened;
}

fishsim_status tick_grow(fishsim_world *world, fishsim_error *error)
{
    fishsim_status status = flows_begin(world, error);
    if (status)
        return status;
    for_each_species_rows(world, grow_rows);
    for (uint32_t s = 0; s < world->species_count; s++) {
        struct species *species = &world->species[s];
        for (uint32_t row = species->begin; row < species->end; row = range_end(row))
            book(world, species, flows_of_range(world, species, row));
    }
    flow_into_cells(world, world->detritus.energy_uj);
    return FISHSIM_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * check.c: what no single key can tell.
 *
 * Called by fishsim_config_check and when a world is made. What passes here cannot make a division
 * by zero, a logarithm of nothing or an unstable step later. A message names the full path of a
 * key, what was found, and what may be changed.
 */
#include "config/config.h"

#include "base/real.h"
#include "config/blocks.h"
#include "base/status.h"
#include "config/path.h"
#include "config/value.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double DAY_S = 86400;
static const double STABLE = 0.2;                /* D dt / dx^2 of explicit diffusion, model.md */
static const double RESOLVED = 0.5;              /* dx sqrt(r / D): a growing front spans cells */
static const double ROUNDING = 1e-6;             /* of a limit that is met, in units changed */
static const double CELLS_MAX = 4194304;         /* of each field */
static const double CELL_CAPACITY_MAX_UJ = 5e17; /* sums in int64 stay in range */
static const double WEIGHT_MAX_G = 4e7;          /* a fish's energy in uJ stays far below 2^63 */
static const double FACTOR_MAX = 1000;           /* of a rate by temperature, e^(qT) */
static const double FRACTION_MIN = 1e-6;         /* of consumption at the ends of a curve */
static const double ENERGY_MAX_J_PER_G = 50000;  /* fat has 39500 */
static const double TEMPERATURE_GAP = 0.01;      /* degC between the corners of a curve */

/* A number as it stands in a message. */
struct shown {
    char text[NUMBER_BYTES];
};

static struct shown show(double number)
{
    struct shown shown;
    number_show(number, shown.text);
    return shown;
}

/* Fails with "species.NAME.KEY: ...". */
__attribute__((format(printf, 4, 5))) static fishsim_status
refuse(fishsim_error *error, const struct species_settings *species, const char *key,
       const char *format, ...)
{
    char message[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return fail(error, FISHSIM_ERR_CONFIG, "species.%s.%s: %s", species->name, key, message);
}

/* ---- the world ---------------------------------------------------------------------------- */

static double calendar_step_s(const struct settings *settings)
{
    return settings->world.tick_seconds * settings->calendar.acceleration;
}

/* Of biology. */
static double biology_step_s(const struct settings *settings)
{
    return calendar_step_s(settings) * (double)settings->calendar.biology_every;
}

static fishsim_status check_clock(const struct settings *settings, fishsim_error *error)
{
    double step_s = calendar_step_s(settings);
    double step_us = step_s * 1e6;
    double whole_us = floor(step_us + 0.5);
    if (step_s > DAY_S)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "calendar.acceleration: a tick is %s s of the calendar, more than a day; lower "
                    "it or world.tick_seconds",
                    show(step_s).text);
    if (biology_step_s(settings) > DAY_S)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "calendar.biology_every: a step of biology is %s s of the calendar, more than "
                    "a day",
                    show(biology_step_s(settings)).text);
    char exact_us[NUMBER_BYTES];
    number_write(step_us, exact_us);
    if (whole_us < 1 || fabs(step_us - whole_us) > 1e-9 * step_us)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "calendar.acceleration: times world.tick_seconds it is %s microseconds of the "
                    "calendar, which must be a whole number",
                    exact_us);
    return FISHSIM_OK;
}

static fishsim_status check_season(const struct settings *settings, fishsim_error *error)
{
    double mean_c = settings->world.temperature_c, swing_c = settings->world.temperature_swing_c;
    if (mean_c - swing_c < -2.0 || mean_c + swing_c > 40.0)
        return fail(
            error, FISHSIM_ERR_CONFIG,
            "world.temperature_swing_c: water of %s to %s degC, which must be within -2 and 40",
            show(mean_c - swing_c).text, show(mean_c + swing_c).text);
    return FISHSIM_OK;
}

/* Cells along an extent: as many as make the wanted width nearest. */
static double cell_count(double extent_m, double cell_m)
{
    double count = floor(extent_m / cell_m + 0.5);
    return count < 1 ? 1 : count;
}

static fishsim_status check_axis(const struct settings *settings, const char *axis, double cell_m,
                                 fishsim_error *error)
{
    double diffusion = settings->fields.plankton.diffusion_m2_per_s;
    double growth_per_s = settings->fields.plankton.growth_per_d / DAY_S;
    double step = diffusion * calendar_step_s(settings) / (cell_m * cell_m);
    double front = cell_m * sqrt(growth_per_s / diffusion);
    if (step > STABLE * (1.0 + ROUNDING))
        return fail(error, FISHSIM_ERR_CONFIG,
                    "fields.plankton.diffusion_m2_per_s: D dt / dx^2 is %s along %s (cell %s m), "
                    "at most %s is stable; lower it, world.tick_seconds or calendar.acceleration, "
                    "or raise fields.cell_m",
                    show(step).text, axis, show(cell_m).text, show(STABLE).text);
    if (front > RESOLVED * (1.0 + ROUNDING))
        return fail(error, FISHSIM_ERR_CONFIG,
                    "fields.cell_m: dx sqrt(r / D) is %s along %s (cell %s m), at most %s; lower "
                    "it or fields.plankton.growth_per_d, or raise "
                    "fields.plankton.diffusion_m2_per_s",
                    show(front).text, axis, show(cell_m).text, show(RESOLVED).text);
    return FISHSIM_OK;
}

static fishsim_status check_fields(const struct settings *settings, fishsim_error *error)
{
    double columns = cell_count(settings->world.width_m, settings->fields.cell_m);
    double rows = cell_count(settings->world.height_m, settings->fields.cell_m);
    if (columns * rows > CELLS_MAX)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "fields.cell_m: the world has %.0f cells, at most %.0f; raise it, or lower "
                    "world.width_m or world.height_m",
                    columns * rows, CELLS_MAX);
    double cell_area_m2 = settings->world.width_m * settings->world.height_m / (columns * rows);
    double capacity_uj = settings->fields.plankton.capacity_g_per_m2 *
                         settings->fields.plankton.energy_j_per_g * 1e6 * cell_area_m2;
    if (capacity_uj > CELL_CAPACITY_MAX_UJ)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "fields.cell_m: a cell would hold %s J of plankton, at most %s; lower it or "
                    "fields.plankton.capacity_g_per_m2",
                    show(capacity_uj * 1e-6).text, show(CELL_CAPACITY_MAX_UJ * 1e-6).text);
    if (settings->fields.plankton.diffusion_m2_per_s <= 0)
        return FISHSIM_OK;
    fishsim_status status =
        check_axis(settings, "world.width_m", settings->world.width_m / columns, error);
    if (!status)
        status = check_axis(settings, "world.height_m", settings->world.height_m / rows, error);
    return status;
}

static fishsim_status check_count(const struct settings *settings, fishsim_error *error)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < settings->species_count; i++)
        total += settings_first_rows(&settings->species[i]);
    if (total > settings->world.max_fish)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "world.max_fish: %llu fish are allowed, but species.*.start.count adds up to "
                    "%llu",
                    (unsigned long long)settings->world.max_fish, (unsigned long long)total);
    return FISHSIM_OK;
}

/* The first name in a list of blocks that is none, or stands there for the second time. */
static const char *bad_block(const struct names *observe)
{
    static const char *const BLOCKS[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) #name,
        BLOCK_TABLE(X)
#undef X
    };
    bool seen[BLOCK_COUNT] = {false};
    for (uint32_t i = 0; i < observe->count; i++) {
        int kind = 0;
        while (kind < BLOCK_COUNT && strcmp(BLOCKS[kind], observe->name[i]))
            kind++;
        if (kind == BLOCK_COUNT || seen[kind])
            return observe->name[i];
        seen[kind] = true;
    }
    return NULL;
}

uint32_t settings_agent_slots(const struct settings *settings)
{
    double slots = (double)settings->agents.slots;
    for (uint32_t s = 0; !settings->agents.slots && s < settings->species_count; s++)
        slots += ceil(settings->species[s].agents.share * (double)settings->species[s].start.count);
    return (uint32_t)slots;
}

static fishsim_status check_agents(const struct settings *settings, fishsim_error *error)
{
    const char *bad = bad_block(&settings->agents.observe);
    if (bad)
        return fail(error, FISHSIM_ERR_CONFIG, "agents.observe: %s is no block, or stands twice",
                    bad);
    if (!settings->agents.observe.count)
        return fail(error, FISHSIM_ERR_CONFIG, "agents.observe: an observation needs a block");
    if (settings->agents.slots > settings->world.max_fish)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "agents.slots: %llu is more than world.max_fish, %llu",
                    (unsigned long long)settings->agents.slots,
                    (unsigned long long)settings->world.max_fish);
    if (settings->world.dims == 3 && settings_agent_slots(settings))
        return fail(error, FISHSIM_ERR_CONFIG,
                    "world.dims: agents live in two dimensions; set it to 2, or agents.slots and "
                    "species.*.agents.share to 0");
    return FISHSIM_OK;
}

static fishsim_status check_mind(const struct mind_settings *mind, fishsim_error *error)
{
    if (mind->kind != MIND_COUZIN && mind->kind != MIND_KATZ)
        return FISHSIM_OK;
    if (mind->orientation_radius < mind->repulsion_radius)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "minds.%s.orientation_radius: %s is less than the repulsion_radius, %s",
                    mind->name, show(mind->orientation_radius).text,
                    show(mind->repulsion_radius).text);
    if (mind->attraction_radius < mind->orientation_radius)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "minds.%s.attraction_radius: %s is less than the orientation_radius, %s",
                    mind->name, show(mind->attraction_radius).text,
                    show(mind->orientation_radius).text);
    return FISHSIM_OK;
}

/* ---- a species ---------------------------------------------------------------------------- */

static fishsim_status check_minds(const struct settings *settings,
                                  const struct species_settings *species, fishsim_error *error)
{
    const char *schooling = NULL, *planning = NULL;
    for (uint32_t i = 0; i < species->minds.count; i++) {
        const char *name = species->minds.name[i];
        int32_t mind = settings_find_mind(settings, name, strlen(name));
        if (mind < 0)
            return refuse(error, species, "minds", "there is no mind %s", name);
        uint32_t kind = settings->minds[mind].kind;
        bool perceives = kind == MIND_HOST || kind == MIND_BRAIN;
        if (perceives && settings->world.dims == 3)
            return refuse(error, species, "minds", "%s perceives, which needs world.dims 2", name);
        if (perceives && planning)
            return refuse(error, species, "minds",
                          "%s and %s both perceive; a species can have one such mind", planning,
                          name);
        if (perceives)
            planning = name;
        if (kind != MIND_COUZIN && kind != MIND_BOIDS && kind != MIND_VICSEK && kind != MIND_KATZ)
            continue;
        if (schooling)
            return refuse(error, species, "minds",
                          "%s and %s both make schools; a species can have one such mind",
                          schooling, name);
        schooling = name;
    }
    return FISHSIM_OK;
}

/* Corners of a curve of temperature must be some way apart: low + gap <= high. */
static bool apart(double low_c, double high_c)
{
    return high_c - low_c >= TEMPERATURE_GAP;
}

/* Equation 2 (Kitchell) takes ln q and divides by it, and by tm_c - to_c. */
static fishsim_status check_kitchell(const struct species_settings *species, const char *process,
                                     double q, double to_c, double tm_c, fishsim_error *error)
{
    char key[NAME_BYTES];
    snprintf(key, sizeof key, "%s.%s", process, q > 1 ? "tm_c" : "q");
    if (!(q > 1))
        return refuse(error, species, key, "equation 2 needs more than 1, not %s", show(q).text);
    if (!apart(to_c, tm_c))
        return refuse(error, species, key,
                      "equation 2 needs it above to_c by %s or more; they are %s and %s",
                      show(TEMPERATURE_GAP).text, show(tm_c).text, show(to_c).text);
    return FISHSIM_OK;
}

/* Equation 3 (Thornton and Lessem) divides by to_c - q and tl_c - tm_c and takes logarithms. */
static fishsim_status check_thornton(const struct species_settings *species, fishsim_error *error)
{
    double q = species->consumption.q;
    double to_c = species->consumption.to_c;
    double tm_c = species->consumption.tm_c;
    double tl_c = species->consumption.tl_c;
    const char *key = NULL;
    if (!apart(q, to_c))
        key = "consumption.to_c";
    else if (tm_c < to_c)
        key = "consumption.tm_c";
    else if (!apart(tm_c, tl_c))
        key = "consumption.tl_c";
    if (key)
        return refuse(error, species, key,
                      "equation 3 needs q < to_c <= tm_c < tl_c, at < by %s or more; they are %s, "
                      "%s, %s, %s",
                      show(TEMPERATURE_GAP).text, show(q).text, show(to_c).text, show(tm_c).text,
                      show(tl_c).text);
    double k1 = species->consumption.k1, k4 = species->consumption.k4;
    if (!(k1 >= FRACTION_MIN && k1 < 0.98))
        key = "consumption.k1";
    else if (!(k4 >= FRACTION_MIN && k4 < 0.98))
        key = "consumption.k4";
    return key ? refuse(error, species, key, "equation 3 needs a part from %s to less than 0.98",
                        show(FRACTION_MIN).text)
               : FISHSIM_OK;
}

static fishsim_status check_curves(const struct species_settings *species, fishsim_error *error)
{
    fishsim_status status = FISHSIM_OK;
    if (species->consumption.equation == 2)
        status = check_kitchell(species, "consumption", species->consumption.q,
                                species->consumption.to_c, species->consumption.tm_c, error);
    else if (species->consumption.equation == 3)
        status = check_thornton(species, error);
    if (!status && species->respiration.equation == 2)
        status = check_kitchell(species, "respiration", species->respiration.q,
                                species->respiration.to_c, species->respiration.tm_c, error);
    return status;
}

/* A part of food, times T^exponent and at most exp(ration); -1 where it has no value. */
static double part_at(double part, double exponent, double ration, double temperature_c)
{
    double most = part * (ration > 0 ? real_exp(ration) : 1.0);
    if (part <= 0 || exponent == 0)
        return most;
    return temperature_c < 1e-9 ? -1 : most * real_pow(temperature_c, exponent);
}

const char *species_temperature_limit(const struct species_settings *species, double temperature_c)
{
    bool eats_by_exponent = species->consumption.equation == 1;
    bool breathes_by_exponent = species->respiration.equation == 1;
    double logarithm_max = real_log(FACTOR_MAX);
    if (species->consumption.equation == 2 && temperature_c >= species->consumption.tm_c)
        return "species.*.consumption.tm_c";
    if (eats_by_exponent && species->consumption.q * temperature_c > logarithm_max)
        return "species.*.consumption.q";
    double cubic = species->consumption.k1 + species->consumption.k4 * temperature_c;
    if (species->consumption.equation == 4 &&
        (species->consumption.q + cubic * temperature_c) * temperature_c > logarithm_max)
        return "species.*.consumption.q";
    if (species->respiration.equation == 2 && temperature_c >= species->respiration.tm_c)
        return "species.*.respiration.tm_c";
    if (breathes_by_exponent && species->respiration.q * temperature_c > logarithm_max)
        return "species.*.respiration.q";
    double egested = part_at(species->waste.egestion_fraction, species->waste.egestion_exponent,
                             species->waste.egestion_ration, temperature_c);
    double excreted = part_at(species->waste.excretion_fraction, species->waste.excretion_exponent,
                              species->waste.excretion_ration, temperature_c);
    if (egested < 0)
        return "species.*.waste.egestion_exponent";
    if (species->waste.indigestible_fraction != 0.1)
        egested = (egested - 0.1) / 0.9 * (1.0 - species->waste.indigestible_fraction) +
                  species->waste.indigestible_fraction;
    if (egested >= 1)
        return "species.*.waste.egestion_fraction";
    if (excreted < 0)
        return "species.*.waste.excretion_exponent";
    return excreted + species->waste.sda_fraction <= 1 ? NULL
                                                       : "species.*.waste.excretion_fraction";
}

/* At the mean temperature and at both ends of the season. */
static fishsim_status check_temperature(const struct settings *settings,
                                        const struct species_settings *species,
                                        fishsim_error *error)
{
    double mean_c = settings->world.temperature_c, swing_c = settings->world.temperature_swing_c;
    double temperature_c = mean_c;
    const char *limit = species_temperature_limit(species, mean_c);
    if (!limit)
        limit = species_temperature_limit(species, temperature_c = mean_c + swing_c);
    if (!limit)
        limit = species_temperature_limit(species, temperature_c = mean_c - swing_c);
    if (!limit)
        return FISHSIM_OK;
    const struct key_row *row = KEYS;
    while (strcmp(row->path, limit))
        row++;
    char value[VALUE_BYTES];
    char key[PATH_BYTES];
    value_print(row, (const char *)species + row->offset, value);
    path_write(row, species->name, NULL, key);
    if (swing_c > 0)
        return fail(error, FISHSIM_ERR_CONFIG,
                    "%s: with %s the species cannot live at %s degC, which world.temperature_c %s "
                    "and world.temperature_swing_c %s make",
                    key, value, show(temperature_c).text, show(mean_c).text, show(swing_c).text);
    return fail(error, FISHSIM_ERR_CONFIG,
                "%s: with %s the species cannot live at world.temperature_c %s", key, value,
                show(temperature_c).text);
}

double settings_maturity_g(const struct species_settings *species)
{
    double weight_g = species->reproduction.maturity_weight_g;
    return weight_g > 0.0 ? weight_g : species->growth.weight_inf_g / 4.0;
}

double settings_recruit_g(const struct species_settings *species)
{
    double weight_g = species->reproduction.recruit_weight_g;
    return weight_g > 0.0 ? weight_g : species->growth.weight_inf_g / 200.0;
}

static fishsim_status check_body(const struct species_settings *species, fishsim_error *error)
{
    double largest_g = species->start.weight_g * real_exp(4 * species->start.weight_sigma);
    double share = species->waste.sda_fraction + species->waste.excretion_fraction;
    double weight_inf_g = species->growth.weight_inf_g;
    if (largest_g > WEIGHT_MAX_G)
        return refuse(error, species, "start.weight_g",
                      "with start.weight_sigma some fish would weigh %s g, at most %s",
                      show(largest_g).text, show(WEIGHT_MAX_G).text);
    if (share > 1)
        return refuse(error, species, "waste.sda_fraction",
                      "with waste.excretion_fraction it is %s, more than all food",
                      show(share).text);
    if (species->motion.maximum_bl_per_s < species->motion.cruise_bl_per_s)
        return refuse(error, species, "motion.maximum_bl_per_s",
                      "%s is less than motion.cruise_bl_per_s, %s",
                      show(species->motion.maximum_bl_per_s).text,
                      show(species->motion.cruise_bl_per_s).text);
    if (species->reproduction.recruit_weight_g >= weight_inf_g)
        return refuse(error, species, "reproduction.recruit_weight_g",
                      "%s is not less than growth.weight_inf_g, %s",
                      show(species->reproduction.recruit_weight_g).text, show(weight_inf_g).text);
    if (species->reproduction.maturity_weight_g > weight_inf_g)
        return refuse(error, species, "reproduction.maturity_weight_g",
                      "%s is more than growth.weight_inf_g, %s",
                      show(species->reproduction.maturity_weight_g).text, show(weight_inf_g).text);
    double clutch_g = species->reproduction.clutch_fraction * settings_maturity_g(species);
    if (species->reproduction.efficiency > 0 && clutch_g < settings_recruit_g(species))
        return refuse(error, species, "reproduction.recruit_weight_g",
                      "%s g is more than a whole clutch at maturity, %s g; lower it, or raise "
                      "reproduction.clutch_fraction",
                      show(settings_recruit_g(species)).text, show(clutch_g).text);
    return FISHSIM_OK;
}

/* Energy of the body must rise with its weight, as weight follows from energy. */
static fishsim_status check_energy(const struct species_settings *species, fishsim_error *error)
{
    double largest_g = species->start.weight_g * real_exp(4 * species->start.weight_sigma);
    if (largest_g < species->growth.weight_inf_g)
        largest_g = species->growth.weight_inf_g;
    double cutoff_g = species->body.energy_cutoff_g, alpha = species->body.energy_density_j_per_g;
    double beta = species->body.energy_slope_j_per_g2;
    bool two = cutoff_g > 0 && largest_g > cutoff_g;
    double end_g = two ? cutoff_g : largest_g, most = alpha;
    if (species->body.energy_equation == 3)
        most = alpha * real_pow(largest_g, species->body.energy_exponent);
    if (species->body.energy_equation != 2)
        return most <= ENERGY_MAX_J_PER_G
                   ? FISHSIM_OK
                   : refuse(error, species, "body.energy_exponent",
                            "a gram of a fish of %s g would hold %s J, at most %s",
                            show(largest_g).text, show(most).text, show(ENERGY_MAX_J_PER_G).text);
    if (alpha + 2 * beta * end_g <= 0)
        return refuse(error, species, "body.energy_slope_j_per_g2",
                      "a body of %s g would hold less energy than a lighter one", show(end_g).text);
    most = alpha + beta * end_g;
    double above = species->body.energy_density_above_j_per_g +
                   species->body.energy_slope_above_j_per_g2 * largest_g;
    most = two && above > most ? above : most;
    if (most > ENERGY_MAX_J_PER_G)
        return refuse(error, species, "body.energy_slope_j_per_g2",
                      "a gram of a fish of up to %s g would hold %s J, at most %s",
                      show(largest_g).text, show(most).text, show(ENERGY_MAX_J_PER_G).text);
    return FISHSIM_OK;
}

uint64_t settings_most_worth(const struct species_settings *species)
{
    uint64_t first = species->start.worth, recruits = species->reproduction.recruit_worth;
    return first > recruits ? first : recruits;
}

uint64_t settings_first_rows(const struct species_settings *species)
{
    return (species->start.count + species->start.worth - 1) / species->start.worth;
}

/* Super-individuals: not where each fish counts for itself, and not heavier than a fish may be. */
static fishsim_status check_worth(const struct species_settings *species, fishsim_error *error)
{
    uint64_t worth = settings_most_worth(species);
    const char *key = worth == species->start.worth ? "start.worth" : "reproduction.recruit_worth";
    double largest_g = species->start.weight_g * real_exp(4 * species->start.weight_sigma);
    if (largest_g < species->growth.weight_inf_g)
        largest_g = species->growth.weight_inf_g;
    const char *single = species->agents.share > 0                       ? "agents.share above 0"
                         : species->mortality.replaced != REPLACED_NEVER ? "mortality.replaced"
                         : species->reproduction.mode == REPRODUCTION_GENERATIONS
                             ? "reproduction.mode generations"
                             : NULL;
    if (worth > 1 && single)
        return refuse(error, species, key, "must be 1 where there is %s", single);
    if (worth > 1 && (double)worth * largest_g > WEIGHT_MAX_G)
        return refuse(error, species, key,
                      "%llu fish of %s g would make a row of more than %s g; lower it",
                      (unsigned long long)worth, show(largest_g).text, show(WEIGHT_MAX_G).text);
    return FISHSIM_OK;
}

static fishsim_status check_species(const struct settings *settings,
                                    const struct species_settings *species, fishsim_error *error)
{
    fishsim_status status = check_minds(settings, species, error);
    if (!status)
        status = check_body(species, error);
    if (!status)
        status = check_energy(species, error);
    if (!status)
        status = check_worth(species, error);
    if (!status)
        status = check_curves(species, error);
    if (!status)
        status = check_temperature(settings, species, error);
    return status;
}

fishsim_status settings_check(const struct settings *settings, fishsim_error *error)
{
    fishsim_status status = check_clock(settings, error);
    if (!status)
        status = check_season(settings, error);
    if (!status)
        status = check_fields(settings, error);
    if (!status)
        status = check_count(settings, error);
    if (!status)
        status = check_agents(settings, error);
    for (uint32_t i = 0; i < settings->mind_count && !status; i++)
        status = check_mind(&settings->minds[i], error);
    for (uint32_t i = 0; i < settings->species_count && !status; i++)
        status = check_species(settings, &settings->species[i], error);
    return status;
}

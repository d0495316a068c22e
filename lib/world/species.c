/* SPDX-License-Identifier: MIT */
/*
 * species.c: bioenergetics of a species, as pure functions, and its precomputed constants.
 *
 * Called by world.c when a world is made or warmed, and by tick/grow.c for every fish.
 */
#include "world/species.h"

#include "base/real.h"
#include "config/config.h"

#include <math.h>

/* Oxycalorific coefficient, J per g of O2 (Fish Bioenergetics 4). */
static const double JOULES_PER_G_OXYGEN = 13560.0;

static const double DAYS_PER_YEAR = 365.25;

/* The fish of no row take up or spend more, so that a tick's flows stay in range; a blue whale
 * spends 10^9. */
static const double ROW_RATE_MAX_J_PER_D = 1e10;

/* Kitchell et al. 1977: rises with Q10-like q to the optimum, falls to 0 at the maximum. */
static double kitchell(double celsius, double q, double optimum, double maximum)
{
    double v = (maximum - celsius) / (maximum - optimum);
    if (v <= 0.0)
        return 0.0;
    double y = real_log(q) * (maximum - optimum + 2.0);
    double z = real_log(q) * (maximum - optimum);
    double root = 1.0 + sqrt(1.0 + 40.0 / y);
    double x = z * z * root * root / 400.0;
    return real_pow(v, x) * real_exp(x * (1.0 - v));
}

/* One logistic limb of Thornton and Lessem 1978: k at 0, 0.98 at `span`. */
static double limb(double k, double span, double distance)
{
    double rate = real_log(0.98 * (1.0 - k) / (0.02 * k)) / span;
    double grown = real_exp(rate * distance);
    return k * grown / (1.0 + k * (grown - 1.0));
}

double consumption_temperature(const struct species_settings *species, double celsius)
{
    double q = species->consumption.q, to = species->consumption.to_c;
    double tm = species->consumption.tm_c, tl = species->consumption.tl_c;
    switch (species->consumption.equation) {
    case 1:
        return real_exp(q * celsius);
    case 2:
        return kitchell(celsius, q, to, tm);
    case 4:
        return real_exp(
            (q + (species->consumption.k1 + species->consumption.k4 * celsius) * celsius) *
            celsius);
    default:
        return limb(species->consumption.k1, to - q, celsius - q) *
               limb(species->consumption.k4, tl - tm, tl - celsius);
    }
}

double respiration_temperature(const struct species_settings *species, double celsius)
{
    double q = species->respiration.q;
    if (species->respiration.equation == 1)
        return real_exp(q * celsius);
    return kitchell(celsius, q, species->respiration.to_c, species->respiration.tm_c);
}

/* ---- energy of the body --------------------------------------------------------------------- */

/* Energy of a gram on a straight line (PREDEDEQ 2): alpha + beta W, in J. */
struct line {
    double alpha, beta;
};

static struct line line_below(const struct species_settings *species)
{
    return (struct line){species->body.energy_density_j_per_g, species->body.energy_slope_j_per_g2};
}

static struct line line_above(const struct species_settings *species)
{
    return (struct line){species->body.energy_density_above_j_per_g,
                         species->body.energy_slope_above_j_per_g2};
}

static double energy_on(struct line line, double weight_g)
{
    return (line.alpha + line.beta * weight_g) * weight_g * 1e6;
}

/* The weight at which (alpha + beta W) W is the energy, without loss where beta is small. */
static double weight_on(struct line line, double uj)
{
    double joules = uj * 1e-6;
    double root = line.alpha * line.alpha + 4.0 * line.beta * joules;
    return 2.0 * joules / (line.alpha + sqrt(root > 0.0 ? root : 0.0));
}

double species_body_uj(const struct species *species, double weight_g)
{
    const struct species_settings *settings = &species->settings;
    double cutoff_g = settings->body.energy_cutoff_g;
    switch (settings->body.energy_equation) {
    case 2:
        return energy_on(cutoff_g > 0.0 && weight_g >= cutoff_g ? line_above(settings)
                                                                : line_below(settings),
                         weight_g);
    case 3:
        return species->uj_per_g * real_pow(weight_g, 1.0 + settings->body.energy_exponent);
    default:
        return weight_g * settings->body.energy_density_j_per_g * 1e6;
    }
}

/* Where two lines do not quite meet, the upper one holds from its own cutoff on. */
double species_body_g(const struct species *species, double soma_uj)
{
    const struct species_settings *settings = &species->settings;
    double cutoff_g = settings->body.energy_cutoff_g;
    if (soma_uj <= 0.0)
        return 0.0;
    if (settings->body.energy_equation == 3)
        return real_exp(real_log(soma_uj / species->uj_per_g) /
                        (1.0 + settings->body.energy_exponent));
    if (settings->body.energy_equation != 2)
        return soma_uj / species->uj_per_g;
    if (cutoff_g <= 0.0 || soma_uj < energy_on(line_below(settings), cutoff_g))
        return weight_on(line_below(settings), soma_uj);
    double weight_g = weight_on(line_above(settings), soma_uj);
    return weight_g > cutoff_g ? weight_g : cutoff_g;
}

/* ---- what depends on the temperature -------------------------------------------------------- */

/* mizer: h W^n is eaten, alpha of it assimilated, ks W^p maintains the fish; not by temperature. */
static void set_allometric(struct species *species)
{
    const struct species_settings *settings = &species->settings;
    double n = settings->growth.exponent_n, p = settings->growth.exponent_p;
    double intake = settings->growth.intake_per_y, maintenance = settings->growth.maintenance_per_y;
    if (maintenance <= 0.0)
        maintenance = settings->growth.critical_level * settings->growth.assimilation * intake *
                      real_pow(species->maturity_g, n - p);
    species->consumption_exponent = n;
    species->respiration_exponent = p;
    species->consumption_j = intake / DAYS_PER_YEAR * settings->feeding.prey_energy_j_per_g;
    species->respiration_j = maintenance / DAYS_PER_YEAR * settings->body.energy_density_j_per_g;
    species->egestion = 1.0 - settings->growth.assimilation;
    species->excretion = species->sda = 0.0;
    species->activity_s_per_bl = species->activity_s_per_cm = 0.0;
}

/* The gut has room for the fish's own weight of food, and holds none after a tick. */
static void set_unchanging(struct species *species)
{
    species->consumption_exponent = species->respiration_exponent = 1.0;
    species->consumption_j = species->settings.feeding.prey_energy_j_per_g;
    species->respiration_j = species->egestion = species->excretion = species->sda = 0.0;
    species->activity_s_per_bl = species->activity_s_per_cm = 0.0;
}

/* (PE - 0.1) / 0.9 (1 - PFF) + PFF is egested of food of which nobody digests PFF (Stewart et al.
 * 1983): a part in proportion to PE, and one that is always there. */
static void warm_indigestible(struct species *species)
{
    double part = species->settings.waste.indigestible_fraction;
    species->indigestible = 0.0;
    if (part == 0.1)
        return;
    double kept = (1.0 - part) / 0.9;
    species->egestion *= kept;
    species->indigestible = part - 0.1 * kept;
}

/* RK1 W^RK4 exp(RK5 T), or ACT W^RK4 exp(BACT T) up to RTL. */
static void warm_speed(struct species *species, double celsius)
{
    const struct species_settings *settings = &species->settings;
    bool cold = celsius <= settings->respiration.speed_tl_c;
    double a = cold ? settings->respiration.speed_cold_a : settings->respiration.speed_a;
    double q = cold ? settings->respiration.speed_cold_q : settings->respiration.speed_q;
    species->speed_cm_per_s = a * real_exp(q * celsius);
    species->speed_exponent = settings->respiration.speed_b;
}

void species_warm(struct species *species, double celsius)
{
    const struct species_settings *settings = &species->settings;
    if (settings->growth.model == GROWTH_ALLOMETRIC)
        set_allometric(species);
    else if (settings->growth.model == GROWTH_NONE)
        set_unchanging(species);
    if (settings->growth.model != GROWTH_BIOENERGETICS)
        return;
    species->consumption_exponent = 1.0 + settings->consumption.b;
    species->respiration_exponent = 1.0 + settings->respiration.b;
    double ub = settings->waste.excretion_exponent;
    species->excretion =
        settings->waste.excretion_fraction * (ub == 0.0 ? 1.0 : real_pow(celsius, ub));
    species->egestion_ration = settings->waste.egestion_ration;
    species->excretion_ration = settings->waste.excretion_ration;
    species->sda = settings->waste.sda_fraction;
    species->activity_s_per_bl = settings->respiration.activity_s_per_bl;
    species->activity_s_per_cm = settings->respiration.activity_s_per_cm;
    species->consumption_j = settings->consumption.a * consumption_temperature(settings, celsius) *
                             settings->feeding.prey_energy_j_per_g;
    species->respiration_j = settings->respiration.a * respiration_temperature(settings, celsius) *
                             JOULES_PER_G_OXYGEN * settings->respiration.activity_factor;
    double exponent = settings->waste.egestion_exponent;
    species->egestion =
        settings->waste.egestion_fraction * (exponent == 0.0 ? 1.0 : real_pow(celsius, exponent));
    warm_indigestible(species);
    warm_speed(species, celsius);
}

static void set_turn(double degrees, float *cosine, float *sine)
{
    double c, s;
    real_sincos((degrees < 180.0 ? degrees : 180.0) * REAL_PI / 180.0, &s, &c);
    *cosine = (float)c;
    *sine = (float)s;
}

void species_prepare(struct species *species, double tick_seconds, double days_per_step)
{
    const struct species_settings *settings = &species->settings;
    double weight_inf = settings->growth.weight_inf_g;
    species->most_worth = (uint32_t)settings_most_worth(settings);
    species->many = species->most_worth > 1;
    species->rate_max_j = ROW_RATE_MAX_J_PER_D / species->most_worth;
    species->uj_per_g = settings->body.energy_density_j_per_g * 1e6;
    species->varies = settings->body.energy_equation != 1;
    species->ln_length_coefficient = (float)real_log(settings->body.length_coefficient);
    species->inverse_length_exponent = (float)(1.0 / settings->body.length_exponent);
    species->maturity_g = settings_maturity_g(settings);
    species->recruits_live = 1.0;
    species->recruit_g = settings_recruit_g(settings);
    species->ln_prey_ratio = real_log(settings->feeding.prey_ratio);
    double per_year = settings->mortality.background_coefficient *
                      real_pow(weight_inf, settings->growth.exponent_n - 1.0);
    double per_step =
        per_year * days_per_step / DAYS_PER_YEAR + settings->mortality.rate_per_d * days_per_step;
    species->death_per_step = 1.0 - real_exp(-per_step);
    species->replaces = settings->mortality.replaced != REPLACED_NEVER;
    set_turn(settings->motion.turn_deg_per_s * tick_seconds, &species->turn_cos,
             &species->turn_sin);
    set_turn(settings->motion.burst_turn_deg_per_s * tick_seconds, &species->burst_cos,
             &species->burst_sin);
    double fastest = settings->motion.maximum_bl_per_s;
    species->cruise_fraction =
        fastest > 0.0 ? (float)(settings->motion.cruise_bl_per_s / fastest) : 0.0f;
    double widest_deg = settings->motion.turn_deg_per_s > settings->motion.burst_turn_deg_per_s
                            ? settings->motion.turn_deg_per_s
                            : settings->motion.burst_turn_deg_per_s;
    double degrees = widest_deg * tick_seconds < 180.0 ? widest_deg * tick_seconds : 180.0;
    double half_sine, half_cosine;
    species->widest_rad = degrees * REAL_PI / 180.0;
    real_sincos(0.5 * species->widest_rad, &half_sine, &half_cosine);
    species->widest_half_sin = (float)half_sine;
}

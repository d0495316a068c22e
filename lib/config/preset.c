/* SPDX-License-Identifier: MIT */
/*
 * preset.c: values that no file gives: defaults, new species and minds, published species.
 *
 * All are words of tables, read by the same parser as a file's, so each is written down once.
 * Places by name: inserting a species moves rows and columns of the web; its last column is
 * plankton and stays.
 */
#include "config/preset.h"

#include "config/config.h"
#include "config/path.h"
#include "config/value.h"

#include <string.h>

static void store(const struct key_row *row, const char *literal, void *target)
{
    struct raw_value raw;
    char reason[REASON_BYTES];
    raw_value_literal(&raw, literal);
    value_parse(row, &raw, target, reason);
}

/* Stores the defaults of one group's rows into the struct at `base`. */
static void store_defaults(uint32_t group, void *base)
{
    for (uint32_t i = 0; i < KEY_COUNT; i++)
        if (KEYS[i].group == group && KEYS[i].default_value[0])
            store(&KEYS[i], KEYS[i].default_value, (char *)base + KEYS[i].offset);
}

/*
 * Place of `name` among `count` structs of `size` bytes that begin with their name, in order;
 * the place where it belongs if it is not there, and then *found is false.
 */
static uint32_t find_place(const void *first, size_t size, uint32_t count, const char *name,
                           size_t length, bool *found)
{
    uint32_t place = 0;
    *found = false;
    for (; place < count; place++) {
        const char *other = (const char *)first + place * size;
        int order = strncmp(other, name, length);
        if (!order && other[length])
            order = 1;
        *found = !order;
        if (order >= 0)
            break;
    }
    return place;
}

static int32_t find_name(const void *first, size_t size, uint32_t count, const char *name,
                         size_t length)
{
    bool found = false;
    uint32_t place = 0;
    if (length < NAME_BYTES)
        place = find_place(first, size, count, name, length, &found);
    return found ? (int32_t)place : -1;
}

int32_t settings_find_species(const struct settings *settings, const char *name, size_t length)
{
    return find_name(settings->species, sizeof settings->species[0], settings->species_count, name,
                     length);
}

int32_t settings_find_mind(const struct settings *settings, const char *name, size_t length)
{
    return find_name(settings->minds, sizeof settings->minds[0], settings->mind_count, name,
                     length);
}

/* Opens a row and a column of the web at `place`: no bite of or at the new species succeeds. */
static void widen_web(struct settings *settings, uint32_t place)
{
    uint32_t count = settings->species_count;
    for (uint32_t row = 0; row < count; row++) {
        double *capture = settings->web[row];
        memmove(capture + place + 1, capture + place, (count - place) * sizeof *capture);
        capture[place] = 0;
    }
    memmove(settings->web[place + 1], settings->web[place],
            (count - place) * sizeof settings->web[0]);
    memset(settings->web[place], 0, sizeof settings->web[0]);
}

int32_t settings_make_species(struct settings *settings, const char *name)
{
    bool found;
    uint32_t count = settings->species_count;
    struct species_settings *species = settings->species;
    uint32_t place = find_place(species, sizeof *species, count, name, strlen(name), &found);
    if (found)
        return (int32_t)place;
    if (count == SPECIES_MAX)
        return -1;
    widen_web(settings, place);
    memmove(species + place + 1, species + place, (count - place) * sizeof *species);
    memset(species + place, 0, sizeof *species);
    strncpy(species[place].name, name, NAME_BYTES - 1);
    store_defaults(GROUP_SPECIES, species + place);
    settings->species_count++;
    return (int32_t)place;
}

int32_t settings_make_mind(struct settings *settings, const char *name)
{
    bool found;
    uint32_t count = settings->mind_count;
    struct mind_settings *mind = settings->minds;
    uint32_t place = find_place(mind, sizeof *mind, count, name, strlen(name), &found);
    if (found)
        return (int32_t)place;
    if (count == MINDS_MAX)
        return -1;
    memmove(mind + place + 1, mind + place, (count - place) * sizeof *mind);
    memset(mind + place, 0, sizeof *mind);
    strncpy(mind[place].name, name, NAME_BYTES - 1);
    mind[place].kind = MIND_KIND_COUNT;
    store_defaults(GROUP_MIND, mind + place);
    settings->mind_count++;
    return (int32_t)place;
}

void settings_default(struct settings *settings)
{
    static const struct {
        const char *name;
        enum mind_kind kind;
    } BUILT_IN[] = {{"boids", MIND_BOIDS}, {"brain", MIND_BRAIN},   {"couzin", MIND_COUZIN},
                    {"evade", MIND_EVADE}, {"forage", MIND_FORAGE}, {"host", MIND_HOST},
                    {"katz", MIND_KATZ},   {"pursue", MIND_PURSUE}, {"vicsek", MIND_VICSEK},
                    {"walk", MIND_WALK}};
    _Static_assert(sizeof BUILT_IN / sizeof BUILT_IN[0] == MIND_KIND_COUNT,
                   "every kind of mind has a built-in mind of its name; mend BUILT_IN");
    memset(settings, 0, sizeof *settings);
    store_defaults(GROUP_ROOT, settings);
    for (size_t i = 0; i < MIND_KIND_COUNT; i++) {
        int32_t place = settings_make_mind(settings, BUILT_IN[i].name);
        settings->minds[place].kind = BUILT_IN[i].kind;
    }
}

/*
 * Published species: rows of Fish Bioenergetics 4 (Deslauriers et al. 2017), which took them from
 *   bay anchovy       Luo & Brandt 1993
 *   atlantic herring  Rudstam 1988, adults
 *   bluefish          Hartman & Brandt 1995, ages 0-2
 *   striped bass      Hartman & Brandt 1995, adults
 *   generic           mizer's defaults, of which only weight_inf_g need be given; what is not here
 *                     is mizer's by default. Its clearance is ours: with as much plankton as by
 *                     default a fish feeds at mizer's f0 = 0.6
 * NULL: the equation of that species does not use the key. The anchovy's constant activity of 2 is
 * reached at 1 BL/s, exp(ln 2). Our own choices: weight_inf_g, label and color, which are of the
 * palette of Okabe & Ito, told apart by the colour-blind and light against blue-green water.
 */
enum { PRESET_COUNT = BASE_GENERIC };

static const struct {
    const char *path;
    const char *value[PRESET_COUNT]; /* in the order of the words of species.*.base, less "none" */
} PRESETS[] = {
    {"label",
     {"Bay anchovy", "Atlantic herring", "Bluefish", "Striped bass", "Fish of a size spectrum"}},
    {"color", {"#f0e442", "#e69f00", "#cc79a7", "#d55e00", "#56b4e9"}},
    {"body.energy_density_j_per_g", {"4184", "5533", "6279", "6488", NULL}},
    {"consumption.equation", {"2", "3", "3", "3", NULL}},
    {"consumption.a", {".41", ".642", ".5197", ".3021", NULL}},
    {"consumption.b", {"-.33", "-.256", "-.288", "-.2523", NULL}},
    {"consumption.q", {"2.22", "1", "10.2", "7.4", NULL}},
    {"consumption.to_c", {"27", "13", "23", "15", NULL}},
    {"consumption.tm_c", {"33", "15", "28", "28", NULL}},
    {"consumption.tl_c", {NULL, "23", "32", "30", NULL}},
    {"consumption.k1", {NULL, ".1", ".156", ".323", NULL}},
    {"consumption.k4", {NULL, ".01", ".85", ".85", NULL}},
    {"respiration.equation", {"2", "1", "1", "1", NULL}},
    {"respiration.a", {".0115", ".0033", ".00558", ".0028", NULL}},
    {"respiration.b", {"-.346", "-.227", "-.264", "-.218", NULL}},
    {"respiration.q", {"2.25", ".0548", ".06925", ".076", NULL}},
    {"respiration.to_c", {"30", NULL, NULL, NULL, NULL}},
    {"respiration.tm_c", {"36", NULL, NULL, NULL, NULL}},
    {"respiration.activity_s_per_bl", {"0.6931471805599453", "0", ".6315", ".5002", NULL}},
    {"respiration.activity_s_per_cm", {"0", ".03", "0", "0", NULL}},
    {"waste.sda_fraction", {".10", ".175", ".172", ".172", NULL}},
    {"waste.excretion_fraction", {".15", ".10", ".068", ".068", NULL}},
    {"waste.egestion_fraction", {".77", ".16", ".104", ".104", NULL}},
    {"waste.egestion_exponent", {"-.40", "0", "0", "0", NULL}},
    {"feeding.prey_energy_j_per_g", {"2500", "2500", "5000", "5000", NULL}},
    {"growth.weight_inf_g", {"8", "250", "4000", "15000", NULL}},
    {"growth.model", {NULL, NULL, NULL, NULL, "allometric"}},
    {"reproduction.recruit_weight_g", {NULL, NULL, NULL, NULL, "0.001"}},
    {"feeding.attack_exponent", {NULL, NULL, NULL, NULL, "0.7166666666666667"}},
    {"feeding.clearance_m2_per_d", {NULL, NULL, NULL, NULL, "0.005"}},
    {"feeding.clearance_exponent", {NULL, NULL, NULL, NULL, "0.6666666666666666"}},
    {"reproduction.efficiency", {NULL, NULL, NULL, NULL, "1"}},
};

void preset_apply(struct species_settings *species)
{
    static const char PREFIX[] = "species.*.";
    if (species->base == BASE_NONE)
        return;
    for (size_t i = 0; i < sizeof PRESETS / sizeof PRESETS[0]; i++) {
        const char *value = PRESETS[i].value[species->base - 1];
        for (uint32_t k = 0; value && k < KEY_COUNT; k++)
            if (KEYS[k].group == GROUP_SPECIES &&
                !strcmp(KEYS[k].path + sizeof PREFIX - 1, PRESETS[i].path))
                store(&KEYS[k], value, (char *)species + KEYS[k].offset);
    }
}

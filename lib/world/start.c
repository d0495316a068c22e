/* SPDX-License-Identifier: MIT */
/*
 * start.c: the first state of a world: where its first fish stand, how large and old they are, and
 * how much plankton there is.
 *
 * Called by fishsim_world_create. What is drawn for a fish depends on the seed and its id alone.
 */
#include "world/world.h"

#include "base/random.h"
#include "base/real.h"
#include "config/config.h"

#include <math.h>

static float wrap_start(double at, double extent, bool torus)
{
    if (torus)
        at -= floor(at / extent) * extent;
    at = at < 0.0 ? 0.0 : at;
    float limit = nextafterf((float)extent, 0.0f);
    return (float)at < limit ? (float)at : limit;
}

/* Somewhere in the water, or in the fish's group if its species stands in groups. */
static void place_first(fishsim_world *world, uint32_t row, uint64_t nth)
{
    const struct species_settings *settings = &world->species[world->fish.species[row]].settings;
    uint64_t seed = world->settings.world.seed;
    struct random4 draw = random_draw(seed, 0, world->fish.id[row], RANDOM_START, 0);
    double width = world->settings.world.width_m, height = world->settings.world.height_m;
    double depth = world->deep ? world->settings.world.depth_m : 0.0;
    double x = random_uniform(draw.word[0]) * width;
    double y = random_uniform(draw.word[1]) * height;
    double z = random_uniform(draw.word[2]) * depth;
    if (settings->start.groups) {
        /* A group is known by the id of its first fish. */
        uint64_t first = world->fish.id[row] - nth + nth % settings->start.groups;
        struct random4 group = random_draw(seed, 0, first, RANDOM_GROUP, 0);
        double radius = settings->start.group_radius_m *
                        random_radius(random_uniform(draw.word[0]), world->deep);
        double to[3];
        random_direction(draw.word[1], draw.word[2], world->deep, to);
        x = random_uniform(group.word[0]) * width + radius * to[0];
        y = random_uniform(group.word[1]) * height + radius * to[1];
        z = random_uniform(group.word[2]) * depth + radius * to[2];
    }
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    world->fish.x[row] = wrap_start(x, width, torus);
    world->fish.y[row] = wrap_start(y, height, torus);
    world->fish.z[row] = world->deep ? wrap_start(z, depth, torus) : 0.0f;
}

/* ln z = N(0, sigma^2), for each trait. */
static void draw_traits(fishsim_world *world, uint32_t row, double sigma)
{
    float *trait[FISH_TRAITS];
    fish_traits(&world->fish, trait);
    for (uint32_t i = 0; sigma > 0.0 && i < FISH_TRAITS; i += 2) {
        double normal[2];
        struct random4 draw =
            random_draw(world->settings.world.seed, 0, world->fish.id[row], RANDOM_START, 4 + i);
        random_normal(draw.word[0], draw.word[1], normal);
        trait[i][row] = trait_of(sigma * normal[0]);
        trait[i + 1][row] = trait_of(sigma * normal[1]);
    }
}

static uint64_t first_worth(const struct species_settings *settings, uint64_t nth)
{
    uint64_t left = settings->start.count - nth * settings->start.worth;
    return left < settings->start.worth ? left : settings->start.worth;
}

uint32_t world_add_first(fishsim_world *world, uint32_t s, uint64_t nth)
{
    struct fish *fish = &world->fish;
    const struct species *species = &world->species[s];
    uint64_t seed = world->settings.world.seed;
    struct random4 draw = random_draw(seed, 0, world->next_id, RANDOM_START, 1);
    double normal[2];
    random_normal(draw.word[0], draw.word[1], normal);
    double clipped = normal[0] < -4.0 ? -4.0 : normal[0] > 4.0 ? 4.0 : normal[0];
    double weight =
        species->settings.start.weight_g * real_exp(species->settings.start.weight_sigma * clipped);
    uint32_t row = world_add_fish(world, s, weight);
    place_first(world, row, nth);
    struct random4 age = random_draw(seed, 0, fish->id[row], RANDOM_START, 2);
    double heading[3];
    random_direction(draw.word[2], age.word[1], world->deep, heading);
    fish->heading_x[row] = (float)heading[0];
    fish->heading_y[row] = (float)heading[1];
    fish->heading_z[row] = (float)heading[2];
    fish->sex[row] = draw.word[3] & 1;
    fish->birth_tick[row] -=
        (int64_t)(random_uniform(age.word[0]) * species->settings.start.age_days /
                  world->calendar_days_per_tick);
    fish->speed[row] = (float)species->settings.motion.cruise_bl_per_s * fish_length_m(fish, row);
    double day_uj = species_consumption(species, (double)fish->ln_weight[row], 1.0) * 1e6;
    fish->gut_capacity_uj[row] = (float)day_uj;
    fish->gut_uj[row] =
        (int64_t)((double)fish->gut_capacity_uj[row] * species->settings.start.gut_fraction);
    draw_traits(world, row, species->settings.start.trait_sigma);
    return row;
}

void world_fill(fishsim_world *world)
{
    const struct settings *settings = &world->settings;
    double capacity = settings->fields.plankton.capacity_g_per_m2 *
                      settings->fields.plankton.energy_j_per_g * 1e6 *
                      world->field_grid.cell_area_m2;
    int64_t initial = (int64_t)(capacity * settings->fields.plankton.initial_fraction);
    const struct field_grid *grid = &world->field_grid;
    double patch_m = settings->fields.plankton.initial_width_m;
    for (uint32_t cell = 0; cell < grid->cells; cell++) {
        double middle_m = (cell % grid->columns + 0.5) * grid->cell_width_m;
        world->plankton.energy_uj[cell] = patch_m <= 0.0 || middle_m < patch_m ? initial : 0;
    }
    for (uint32_t s = 0; s < world->species_count; s++)
        for (uint64_t nth = 0; nth < settings_first_rows(&settings->species[s]); nth++) {
            uint32_t row = world_add_first(world, s, nth);
            world->fish.worth[row] = (uint32_t)first_worth(&settings->species[s], nth);
        }
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(world, stock);
    for (int entry = 0; entry < FISHSIM_LEDGER_COUNT; entry++)
        world->ledger.start += stock[entry];
}

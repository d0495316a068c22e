/* SPDX-License-Identifier: MIT */
/*
 * perceive.c: rows of perception, one fish at a time.
 *
 * Fish in sight are first gathered from the spans of the grids into small arrays, then looked at in
 * plain loops over those; nearest ones, rays and the lateral line keep what is theirs. Fish at one
 * distance are told apart by the order of the scan, which depends on places and ids alone.
 */
#include "world/perceive.h"

#include "base/real.h"
#include "mind/mind.h"
#include "world/world.h"

#include <math.h>
#include <string.h>

static const char *const BLOCK_NAME[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) [BLOCK_##NAME] = #name,
    BLOCK_TABLE(X)
#undef X
};

static int32_t find_block(const char *name)
{
    for (int32_t kind = 0; kind < BLOCK_COUNT; kind++)
        if (!strcmp(BLOCK_NAME[kind], name))
            return kind;
    return ABSENT;
}

static void lay_out(struct perception *perception, const struct settings *settings)
{
    const struct agents_settings *agents = &settings->agents;
    const uint64_t rows_of[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) rows,
        BLOCK_TABLE(X)
#undef X
    };
    static const uint32_t COLUMNS_OF[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) columns,
        BLOCK_TABLE(X)
#undef X
    };
    for (int kind = 0; kind < BLOCK_COUNT; kind++)
        perception->at[kind] = ABSENT;
    const struct names *observe = &agents->observe;
    for (uint32_t i = 0; i < observe->count; i++) {
        int32_t kind = find_block(observe->name[i]);
        perception->block[i].kind = (uint32_t)kind;
        perception->block[i].offset = perception->size;
        perception->block[i].rows = (uint32_t)rows_of[kind];
        perception->block[i].columns = COLUMNS_OF[kind];
        perception->at[kind] = (int32_t)perception->size;
        perception->size += (uint32_t)rows_of[kind] * COLUMNS_OF[kind];
    }
    perception->block_count = observe->count;
}

uint32_t perceive_size(const struct settings *settings)
{
    struct perception perception = {0};
    lay_out(&perception, settings);
    return perception.size;
}

/* Whether any mind in use, or the host, perceives. */
static bool is_used(const fishsim_world *world)
{
    bool used = world->agents.slots > 0;
    for (uint32_t s = 0; s < world->species_count; s++)
        for (uint32_t i = 0; i < world->species[s].mind_count; i++)
            used = used || world->species[s].minds[i]->rule->plan;
    return used;
}

void perceive_prepare(fishsim_world *world)
{
    struct perception *perception = &world->perception;
    const struct settings *settings = &world->settings;
    perception->used = is_used(world);
    perception->rays = (uint32_t)settings->agents.rays;
    perception->nearest = (uint32_t)settings->agents.nearest;
    perception->sectors = (uint32_t)settings->agents.sectors;
    perception->sight_bl = (float)settings->agents.sight_radius;
    lay_out(perception, settings);
    for (uint32_t ray = 0; ray < perception->rays; ray++) {
        double sine, cosine;
        real_sincos(2.0 * REAL_PI * ray / perception->rays, &sine, &cosine);
        perception->ray_x[ray] = (float)cosine;
        perception->ray_y[ray] = (float)sine;
    }
    double capacity_uj = settings->fields.plankton.capacity_g_per_m2 *
                         settings->fields.plankton.energy_j_per_g * 1e6 *
                         world->field_grid.cell_area_m2;
    perception->plankton_per_capacity = capacity_uj > 0.0 ? (float)(1.0 / capacity_uj) : 0.0f;
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species_settings *species = &world->species[s].settings;
        perception->per_length_inf[s] =
            (float)(1.0 / species_length_at(species, species->growth.weight_inf_g));
    }
}

void perceive_describe(const struct perception *perception, uint32_t index, fishsim_block *block)
{
    static const char *const UNIT[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) unit,
        BLOCK_TABLE(X)
#undef X
    };
    static const char *const MEANING[BLOCK_COUNT] = {
#define X(NAME, name, rows, columns, unit, meaning) meaning,
        BLOCK_TABLE(X)
#undef X
    };
    uint32_t kind = perception->block[index].kind;
    const fishsim_block described = {
        .struct_size = sizeof described,
        .offset = perception->block[index].offset,
        .rows = perception->block[index].rows,
        .columns = perception->block[index].columns,
        .low = -1.0f,
        .high = 1.0f,
        .name = BLOCK_NAME[kind],
        .unit = UNIT[kind],
        .meaning = MEANING[kind],
    };
    *block = described;
}

struct moment perceive_moment(const fishsim_world *world)
{
    const uint64_t day_us = 86400000000;
    uint128 us = (uint128)world->tick * world->calendar_us_per_tick + world->calendar_start_us;
    double sine, cosine;
    real_sincos(2.0 * REAL_PI * (double)(uint64_t)(us % day_us) / (double)day_us, &sine, &cosine);
    return (struct moment){(float)sine, (float)cosine};
}

/* ---- one fish ------------------------------------------------------------------------------- */

/* The fish that perceives. */
struct self {
    uint32_t row, species;
    float x, y, heading_x, heading_y, speed;
    float body_m, reach_m, reach2, per_reach;
    float per_fastest; /* s/m */
};

enum { GATHERED = 64 };

/* Fish in sight, in the frame of the one that sees them. */
struct gathered {
    uint32_t count;
    uint32_t row[GATHERED];
    float dx[GATHERED], dy[GATHERED], distance2[GATHERED]; /* dx, dy in the frame of the world */
    float ahead[GATHERED], left[GATHERED];                 /* the same in that of the fish */
    float turn[GATHERED];                                  /* angle to the left in turns, [0, 1) */
};

/* The nearest fish of all kinds so far, nearest first. */
struct nearest {
    uint32_t count;
    uint32_t row[NEAREST_MAX];
    float distance2[NEAREST_MAX], ahead[NEAREST_MAX], left[NEAREST_MAX];
    float relation[NEAREST_MAX];
};

enum { SEEN_KIN, SEEN_PREY, SEEN_PREDATOR, SEEN_KINDS };

struct rays {
    float distance2[RAYS_MAX][SEEN_KINDS];
    float nearest2[RAYS_MAX];
    uint32_t nearest_row[RAYS_MAX];
    float ahead[RAYS_MAX], left[RAYS_MAX];
};

struct scene {
    struct self self;
    struct gathered gathered;
    struct nearest nearest;
    struct rays rays;
    float pushed[RAYS_MAX];
    struct company company;
};

static float clip(float x)
{
    return x < -1.0f ? -1.0f : x > 1.0f ? 1.0f : x;
}

static float at_most_one(float x)
{
    return x < 1.0f ? x : 1.0f;
}

/*
 * Angle of (x, y) in turns, in [0, 1), to about 2e-6: odd polynomial of the arctangent on [0, 1]
 * (Abramowitz and Stegun 4.4.49), the rest by symmetry. 0 for (0, 0).
 */
static inline float turn_of(float x, float y)
{
    float ax = fabsf(x), ay = fabsf(y);
    float larger = ax > ay ? ax : ay, smaller = ax > ay ? ay : ax;
    float t = smaller / (larger > 1e-30f ? larger : 1e-30f);
    float t2 = t * t;
    float p =
        0.9998660f + t2 * (-0.3302995f + t2 * (0.1801410f + t2 * (-0.0851330f + t2 * 0.0208351f)));
    float angle = t * p * 0.15915494f;
    angle = ay > ax ? 0.25f - angle : angle;
    angle = x < 0.0f ? 0.5f - angle : angle;
    angle = y < 0.0f ? 1.0f - angle : angle;
    return angle < 1.0f ? angle : 0.0f;
}

/* Sector of an angle among `count`, the first of which is centred straight ahead. */
static inline uint32_t sector_of(float turn, uint32_t count)
{
    uint32_t sector = (uint32_t)(turn * (float)count + 0.5f);
    return sector < count ? sector : 0;
}

static void into_frame(const struct self *self, struct gathered *gathered, bool angles)
{
    for (uint32_t i = 0; i < gathered->count; i++) {
        float dx = gathered->dx[i], dy = gathered->dy[i];
        gathered->ahead[i] = dx * self->heading_x + dy * self->heading_y;
        gathered->left[i] = dy * self->heading_x - dx * self->heading_y;
    }
    for (uint32_t i = 0; angles && i < gathered->count; i++)
        gathered->turn[i] = turn_of(gathered->ahead[i], gathered->left[i]);
}

static void keep_nearest(struct nearest *nearest, uint32_t most, const struct gathered *gathered,
                         float relation)
{
    for (uint32_t i = 0; i < gathered->count; i++) {
        float distance2 = gathered->distance2[i];
        if (nearest->count == most && distance2 >= nearest->distance2[most - 1])
            continue;
        uint32_t place = nearest->count < most ? nearest->count++ : most - 1;
        for (; place > 0 && nearest->distance2[place - 1] > distance2; place--) {
            nearest->row[place] = nearest->row[place - 1];
            nearest->distance2[place] = nearest->distance2[place - 1];
            nearest->ahead[place] = nearest->ahead[place - 1];
            nearest->left[place] = nearest->left[place - 1];
            nearest->relation[place] = nearest->relation[place - 1];
        }
        nearest->row[place] = gathered->row[i];
        nearest->distance2[place] = distance2;
        nearest->ahead[place] = gathered->ahead[i];
        nearest->left[place] = gathered->left[i];
        nearest->relation[place] = relation;
    }
}

static void keep_rays(struct rays *rays, uint32_t count, const struct gathered *gathered,
                      const bool seen[SEEN_KINDS])
{
    for (uint32_t i = 0; i < gathered->count; i++) {
        uint32_t ray = sector_of(gathered->turn[i], count);
        float distance2 = gathered->distance2[i];
        for (int kind = 0; kind < SEEN_KINDS; kind++)
            if (seen[kind] && distance2 < rays->distance2[ray][kind])
                rays->distance2[ray][kind] = distance2;
        if (distance2 < rays->nearest2[ray]) {
            rays->nearest2[ray] = distance2;
            rays->nearest_row[ray] = gathered->row[i];
            rays->ahead[ray] = gathered->ahead[i];
            rays->left[ray] = gathered->left[i];
        }
    }
}

/* Velocity of another fish less that of the own, in the own frame. */
static void relative_velocity(const struct fish *fish, const struct self *self, uint32_t other,
                              float *ahead, float *left)
{
    float vx = fish->heading_x[other] * fish->speed[other] - self->heading_x * self->speed;
    float vy = fish->heading_y[other] * fish->speed[other] - self->heading_y * self->speed;
    *ahead = vx * self->heading_x + vy * self->heading_y;
    *left = vy * self->heading_x - vx * self->heading_y;
}

/* How fast the gap to a fish at (ahead, left) shrinks, m/s. */
static float closing_speed(const struct fish *fish, const struct self *self, uint32_t other,
                           float ahead, float left, float distance)
{
    float v_ahead, v_left;
    relative_velocity(fish, self, other, &v_ahead, &v_left);
    return distance > 0.0f ? -(v_ahead * ahead + v_left * left) / distance : 0.0f;
}

static void feel(const struct fish *fish, struct scene *scene, uint32_t sectors)
{
    const struct gathered *gathered = &scene->gathered;
    float range = 2.0f * scene->self.body_m;
    for (uint32_t i = 0; i < gathered->count; i++) {
        if (gathered->distance2[i] >= range * range)
            continue;
        float distance = sqrtf(gathered->distance2[i]);
        float closing = closing_speed(fish, &scene->self, gathered->row[i], gathered->ahead[i],
                                      gathered->left[i], distance);
        scene->pushed[sector_of(gathered->turn[i], sectors)] +=
            closing * scene->self.per_fastest * (1.0f - distance / range);
    }
}

static void keep_company(const struct fish *fish, struct scene *scene, bool kin)
{
    const struct gathered *gathered = &scene->gathered;
    struct company *company = &scene->company;
    float touch = 0.2f * scene->self.body_m;
    for (uint32_t i = 0; i < gathered->count; i++) {
        float distance2 = gathered->distance2[i];
        company->touching += distance2 < touch * touch;
        if (!kin)
            continue;
        if (distance2 < company->nearest_m * company->nearest_m)
            company->nearest_m = sqrtf(distance2);
        company->kin++;
        company->heading_x += fish->heading_x[gathered->row[i]];
        company->heading_y += fish->heading_y[gathered->row[i]];
    }
}

/* What is wanted of the fish in sight. */
struct wanted {
    bool nearest, rays, lateral_line, company;
};

static void look_at(const fishsim_world *world, struct scene *scene, uint32_t other_species,
                    const struct wanted *wanted)
{
    const struct perception *perception = &world->perception;
    uint32_t own = scene->self.species;
    const bool seen[SEEN_KINDS] = {
        [SEEN_KIN] = other_species == own,
        [SEEN_PREY] = world->species[own].capture[other_species] > 0.0f,
        [SEEN_PREDATOR] = world->species[other_species].capture[own] > 0.0f,
    };
    struct gathered *gathered = &scene->gathered;
    into_frame(&scene->self, gathered, wanted->rays || wanted->lateral_line);
    if (wanted->nearest) {
        float relation = seen[SEEN_KIN]        ? 0.5f
                         : seen[SEEN_PREY]     ? 1.0f
                         : seen[SEEN_PREDATOR] ? -1.0f
                                               : 0.0f;
        keep_nearest(&scene->nearest, perception->nearest, gathered, relation);
    }
    if (wanted->rays)
        keep_rays(&scene->rays, perception->rays, gathered, seen);
    if (wanted->lateral_line)
        feel(&world->fish, scene, perception->sectors);
    if (wanted->company)
        keep_company(&world->fish, scene, seen[SEEN_KIN]);
    gathered->count = 0;
}

static void look_around(const fishsim_world *world, struct scene *scene,
                        const struct wanted *wanted)
{
    const struct fish *fish = &world->fish;
    const struct self *self = &scene->self;
    struct gathered *gathered = &scene->gathered;
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *species = &world->species[s];
        if (species->begin == species->end)
            continue;
        struct scan scan;
        struct span span;
        scan_begin(&scan, &species->grid, self->x, self->y, 0.0f, self->reach_m);
        while (scan_next(&scan, &span))
            for (uint32_t begin = span.begin; begin < span.end;) {
                uint32_t room = GATHERED - gathered->count;
                uint32_t end = span.end - begin < room ? span.end : begin + room;
                float from_x = self->x - span.shift_x, from_y = self->y - span.shift_y;
                for (uint32_t other = begin; other < end; other++) {
                    float dx = fish->x[other] - from_x, dy = fish->y[other] - from_y;
                    float distance2 = dx * dx + dy * dy;
                    uint32_t i = gathered->count;
                    gathered->row[i] = other;
                    gathered->dx[i] = dx;
                    gathered->dy[i] = dy;
                    gathered->distance2[i] = distance2;
                    gathered->count += distance2 < self->reach2 && other != self->row;
                }
                begin = end;
                if (gathered->count == GATHERED)
                    look_at(world, scene, s, wanted);
            }
        look_at(world, scene, s, wanted);
    }
}

/* ---- writing the blocks --------------------------------------------------------------------- */

static void write_own(const fishsim_world *world, const struct self *self, float *out)
{
    const struct fish *fish = &world->fish;
    uint32_t row = self->row;
    const struct species *species = &world->species[self->species];
    const struct species_settings *settings = &species->settings;
    double full_g = species_weight_at(settings, (double)fish->length_cm[row]);
    double full_uj = full_g * settings->body.energy_density_j_per_g * 1e6;
    float capacity_uj = (float)fish->gut_capacity_uj[row];
    float full = (float)full_uj + capacity_uj;
    float handling_s = (float)settings->feeding.handling_s;
    float age_d = (float)((double)((int64_t)world->tick - fish->birth_tick[row]) *
                          world->calendar_days_per_tick);
    uint32_t word = fish->action[row];
    bool told = action_given(word);
    struct action last = action_unpack(word);
    out[0] = at_most_one((float)fish_energy(fish, row) / (2.0f * full));
    out[1] = capacity_uj > 0.0f ? at_most_one((float)fish->gut_uj[row] / capacity_uj) : 0.0f;
    out[2] = at_most_one(0.5f * fish->weight_g[row] / (float)full_g);
    out[3] = at_most_one(fish->length_cm[row] * world->perception.per_length_inf[self->species]);
    out[4] = at_most_one(self->speed * self->per_fastest);
    out[5] = action_body(word);
    out[6] = handling_s > 0.0f ? at_most_one(fish->handling_s[row] / handling_s) : 0.0f;
    out[7] = age_d / (age_d + 365.0f);
    out[8] =
        at_most_one(fish->weight_g[row] / ((float)species->maturity_g * fish->trait_size[row]));
    out[9] = told ? last.turn : 0.0f;
    out[10] = told ? last.speed : 0.0f;
    out[11] = told && last.bite ? 1.0f : 0.0f;
}

/* Nearness of the wall along a ray: 1 at the wall, 0 at the radius of sight and beyond. */
static float wall_nearness(const fishsim_world *world, const struct self *self, float ray_x,
                           float ray_y)
{
    float x = self->heading_x * ray_x - self->heading_y * ray_y;
    float y = self->heading_y * ray_x + self->heading_x * ray_y;
    float to_x = x > 0.0f ? world->width_m - self->x : self->x;
    float to_y = y > 0.0f ? world->height_m - self->y : self->y;
    float along_x = fabsf(x) * self->reach_m > to_x ? to_x / fabsf(x) : self->reach_m;
    float along_y = fabsf(y) * self->reach_m > to_y ? to_y / fabsf(y) : self->reach_m;
    float along = along_x < along_y ? along_x : along_y;
    float nearness = 1.0f - along * self->per_reach;
    return nearness > 0.0f ? nearness : 0.0f;
}

static float nearness_of(float distance2, const struct self *self)
{
    return distance2 < self->reach2 ? 1.0f - sqrtf(distance2) * self->per_reach : 0.0f;
}

static void write_rays(const fishsim_world *world, const struct scene *scene, float *out)
{
    const struct perception *perception = &world->perception;
    const struct self *self = &scene->self;
    const struct rays *rays = &scene->rays;
    bool walls = world->settings.world.boundary == BOUNDARY_WALLS;
    for (uint32_t ray = 0; ray < perception->rays; ray++, out += 5) {
        for (int kind = 0; kind < SEEN_KINDS; kind++)
            out[kind] = nearness_of(rays->distance2[ray][kind], self);
        out[3] = walls ? wall_nearness(world, self, perception->ray_x[ray], perception->ray_y[ray])
                       : 0.0f;
        out[4] = 0.0f;
        if (rays->nearest2[ray] < self->reach2)
            out[4] =
                clip(0.5f * self->per_fastest *
                     closing_speed(&world->fish, self, rays->nearest_row[ray], rays->ahead[ray],
                                   rays->left[ray], sqrtf(rays->nearest2[ray])));
    }
}

static void write_nearest(const fishsim_world *world, const struct scene *scene, float *out)
{
    const struct self *self = &scene->self;
    const struct nearest *nearest = &scene->nearest;
    float ln_weight = world->fish.ln_weight[self->row];
    for (uint32_t i = 0; i < nearest->count; i++, out += 7) {
        float ahead, left;
        relative_velocity(&world->fish, self, nearest->row[i], &ahead, &left);
        out[0] = clip(nearest->ahead[i] * self->per_reach);
        out[1] = clip(nearest->left[i] * self->per_reach);
        out[2] = clip(0.5f * ahead * self->per_fastest);
        out[3] = clip(0.5f * left * self->per_fastest);
        out[4] = clip((world->fish.ln_weight[nearest->row[i]] - ln_weight) * (1.0f / 7.0f));
        out[5] = nearest->relation[i];
        out[6] = 1.0f;
    }
    uint32_t left = world->perception.nearest - nearest->count;
    memset(out, 0, left * 7 * sizeof *out);
}

/* The neighbour of a cell along one axis: round the torus, or the cell itself at a wall. */
static uint32_t beside(uint32_t cell, int32_t step, uint32_t count, bool torus)
{
    if (step < 0)
        return cell > 0 ? cell - 1 : torus ? count - 1 : cell;
    if (step > 0)
        return cell + 1 < count ? cell + 1 : torus ? 0 : cell;
    return cell;
}

static void write_plankton(const fishsim_world *world, const struct self *self, float *out)
{
    const struct field_grid *grid = &world->field_grid;
    bool torus = world->settings.world.boundary == BOUNDARY_TORUS;
    float scale = world->perception.plankton_per_capacity;
    uint32_t cell = field_cell(grid, self->x, self->y);
    uint32_t column = cell % grid->columns, row = cell / grid->columns;
    float around[3][3], most = 0.0f;
    for (int32_t j = 0; j < 3; j++)
        for (int32_t i = 0; i < 3; i++) {
            uint32_t at = beside(row, j - 1, grid->rows, torus) * grid->columns +
                          beside(column, i - 1, grid->columns, torus);
            around[j][i] = at_most_one((float)world->plankton.energy_uj[at] * scale);
            most = around[j][i] > most ? around[j][i] : most;
        }
    float along_x = around[1][2] - around[1][0], along_y = around[2][1] - around[0][1];
    float detritus = (float)world->detritus.energy_uj[cell] * scale;
    out[0] = around[1][1];
    out[1] = clip(along_x * self->heading_x + along_y * self->heading_y);
    out[2] = clip(along_y * self->heading_x - along_x * self->heading_y);
    out[3] = most;
    out[4] = detritus / (detritus + 1.0f);
}

static struct self self_of(const fishsim_world *world, uint32_t row)
{
    const struct fish *fish = &world->fish;
    float body = fish_length_m(fish, row);
    float reach = world_reach(world, world->perception.sight_bl * body);
    const struct species *species = &world->species[fish->species[row]];
    float fastest = (float)species->settings.motion.maximum_bl_per_s * body;
    return (struct self){
        .row = row,
        .species = fish->species[row],
        .x = fish->x[row],
        .y = fish->y[row],
        .heading_x = fish->heading_x[row],
        .heading_y = fish->heading_y[row],
        .speed = fish->speed[row],
        .body_m = body,
        .reach_m = reach,
        .reach2 = reach * reach,
        .per_reach = 1.0f / reach,
        .per_fastest = fastest > 0.0f ? 1.0f / fastest : 0.0f,
    };
}

static void open_scene(const struct perception *perception, struct scene *scene,
                       const struct wanted *wanted)
{
    scene->gathered.count = 0;
    scene->nearest.count = 0;
    for (uint32_t ray = 0; wanted->rays && ray < perception->rays; ray++) {
        scene->rays.nearest2[ray] = INFINITY;
        for (int kind = 0; kind < SEEN_KINDS; kind++)
            scene->rays.distance2[ray][kind] = INFINITY;
    }
    for (uint32_t sector = 0; wanted->lateral_line && sector < perception->sectors; sector++)
        scene->pushed[sector] = 0.0f;
    scene->company = (struct company){.nearest_m = scene->self.reach_m};
}

static void write_blocks(const fishsim_world *world, const struct moment *moment,
                         const struct scene *scene, float *out)
{
    const int32_t *at = world->perception.at;
    if (at[BLOCK_OWN] != ABSENT)
        write_own(world, &scene->self, out + at[BLOCK_OWN]);
    if (at[BLOCK_RAYS] != ABSENT)
        write_rays(world, scene, out + at[BLOCK_RAYS]);
    if (at[BLOCK_NEAREST] != ABSENT)
        write_nearest(world, scene, out + at[BLOCK_NEAREST]);
    for (uint32_t sector = 0;
         at[BLOCK_LATERAL_LINE] != ABSENT && sector < world->perception.sectors; sector++)
        out[(uint32_t)at[BLOCK_LATERAL_LINE] + sector] = clip(scene->pushed[sector]);
    if (at[BLOCK_PLANKTON] != ABSENT)
        write_plankton(world, &scene->self, out + at[BLOCK_PLANKTON]);
    if (at[BLOCK_CLOCK] != ABSENT) {
        out[at[BLOCK_CLOCK]] = moment->clock_sine;
        out[at[BLOCK_CLOCK] + 1] = moment->clock_cosine;
    }
}

void perceive_row(const fishsim_world *world, const struct moment *moment, uint32_t row, float *out,
                  struct company *company)
{
    const int32_t *at = world->perception.at;
    const struct wanted wanted = {
        .nearest = out && at[BLOCK_NEAREST] != ABSENT,
        .rays = out && at[BLOCK_RAYS] != ABSENT,
        .lateral_line = out && at[BLOCK_LATERAL_LINE] != ABSENT,
        .company = company != NULL,
    };
    struct scene scene;
    scene.self = self_of(world, row);
    open_scene(&world->perception, &scene, &wanted);
    if (wanted.nearest || wanted.rays || wanted.lateral_line || wanted.company)
        look_around(world, &scene, &wanted);
    if (out)
        write_blocks(world, moment, &scene, out);
    if (company)
        *company = scene.company;
}

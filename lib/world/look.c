/* SPDX-License-Identifier: MIT */
/*
 * look.c: fish that stand next to each other look around, and their rows of perception are filled.
 *
 * Called by lib/agent and by minds that perceive, through the kernel of the world.
 */
#include "world/look.h"

#include <math.h>
#include <string.h>

/* What is wanted of the fish in sight. */
struct wanted {
    bool nearest, rays, lateral_line, company;
    bool sight; /* one of the last three */
};

/* The watchers, and what they look at now. */
struct scene {
    const fishsim_world *world;
    struct wanted wanted;
    uint32_t count;
    struct watcher watcher[WATCHERS];
    struct ladder ladder;
    struct crowd crowd;
    struct sight sight[ABREAST];
};
_Static_assert(sizeof(struct scene) <= 1 << 16, "the stack of a host's thread may be small");

static void keep_company(const struct fish *fish, struct watcher *self, const struct sight *sight,
                         bool kin)
{
    struct company *company = &self->company;
    float touch = 0.2f * self->body_m, nearest2 = company->nearest_m * company->nearest_m;
    for (uint32_t i = 0; i < sight->count; i++) {
        float distance2 = sight->distance2[i];
        company->touching += distance2 < touch * touch;
        if (!kin)
            continue;
        if (distance2 < nearest2) {
            nearest2 = distance2;
            company->nearest_m = sqrtf(distance2);
        }
        company->kin++;
        company->heading_x += fish->heading_x[sight->row[i]];
        company->heading_y += fish->heading_y[sight->row[i]];
    }
}

/* ---- looking -------------------------------------------------------------------------------- */

/* What one watcher has in sight of the crowd, itself left out. */
static void see(const struct crowd *crowd, const struct watcher *self, struct sight *sight)
{
    f32s x = lanes_all(self->x), y = lanes_all(self->y), reach2 = lanes_all(self->reach2);
    uint32_t count = 0;
    for (uint32_t i = 0; i < crowd->count; i += LANES) {
        f32s dx = lanes_load(crowd->x + i) - x, dy = lanes_load(crowd->y + i) - y;
        f32s distance2 = dx * dx + dy * dy;
        uint32_t bits = lanes_bits(lanes_less(distance2, reach2));
        if (self->place - i < LANES)
            bits &= ~(1u << (self->place - i));
        pick_floats(sight->dx + count, bits, dx);
        pick_floats(sight->dy + count, bits, dy);
        pick_floats(sight->distance2 + count, bits, distance2);
        pick_numbers(sight->row + count, bits, crowd->row + i);
        count += pick_count(bits);
    }
    sight->count = count;
    lanes_store(sight->distance2 + count, lanes_all(INFINITY));
}

/*
 * What `count` watchers have in sight of the crowd, and what comes of it. Stage by stage, since
 * each stage of one watcher has to wait for the one before.
 */
static void take_in(struct scene *scene, struct watcher *watchers, uint32_t count,
                    const bool seen[SEEN_KINDS])
{
    const fishsim_world *world = scene->world;
    const struct wanted *wanted = &scene->wanted;
    for (uint32_t i = 0; i < count; i++)
        see(&scene->crowd, &watchers[i], &scene->sight[i]);
    for (uint32_t i = 0; (wanted->rays || wanted->lateral_line) && i < count; i++)
        find_turns(&watchers[i], &scene->sight[i]);
    for (uint32_t i = 0; i < count; i++) {
        struct watcher *self = &watchers[i];
        if (wanted->rays)
            keep_rays(self, &scene->sight[i], world->perception.rays, seen);
        if (wanted->lateral_line)
            feel(world, self, &scene->sight[i]);
        if (wanted->company)
            keep_company(&world->fish, self, &scene->sight[i], seen[SEEN_KIN]);
        self->place = CROWD + SPARE;
    }
}

/* All watchers look at the crowd, which is then empty. */
static void look_at_crowd(struct scene *scene)
{
    const fishsim_world *world = scene->world;
    const struct perception *perception = &world->perception;
    struct crowd *crowd = &scene->crowd;
    uint32_t own = scene->watcher[0].species, other = crowd->species;
    const bool seen[SEEN_KINDS] = {
        [SEEN_KIN] = other == own,
        [SEEN_PREY] = world->species[own].capture[other] > 0.0f,
        [SEEN_PREDATOR] = world->species[other].capture[own] > 0.0f,
    };
    if (crowd->count == 0)
        return;
    if (scene->wanted.nearest)
        find_nearest(&scene->ladder, crowd, scene->count, perception->nearest);
    lanes_store(crowd->x + crowd->count, lanes_all(INFINITY));
    for (uint32_t i = 0; scene->wanted.sight && i < scene->count; i += ABREAST)
        take_in(scene, &scene->watcher[i], scene->count - i < ABREAST ? scene->count - i : ABREAST,
                seen);
    crowd->count = 0;
}

/*
 * Takes rows from the front of a span, which join the crowd if they are in the box, until that is
 * full. `next` is the first watcher whose row may still come.
 */
static void join(struct scene *scene, struct span *span, const struct box *box, uint32_t *next)
{
    const struct fish *fish = &scene->world->fish;
    struct crowd *crowd = &scene->crowd;
    f32s low_x = lanes_all(box->low_x), high_x = lanes_all(box->high_x);
    f32s low_y = lanes_all(box->low_y), high_y = lanes_all(box->high_y);
    f32s shift_x = lanes_all(span->shift_x), shift_y = lanes_all(span->shift_y);
    bool here = span->shift_x == 0.0f && span->shift_y == 0.0f;
    uint32_t count = crowd->count, row = span->begin;
    for (; row < span->end && count <= CROWD - LANES; row += LANES) {
        f32s x = lanes_load(fish->x + row) + shift_x;
        f32s y = lanes_load(fish->y + row) + shift_y;
        m32s inside_x = lanes_and(lanes_at_most(low_x, x), lanes_at_most(x, high_x));
        m32s inside_y = lanes_and(lanes_at_most(low_y, y), lanes_at_most(y, high_y));
        uint32_t bits = lanes_bits(lanes_and(inside_x, inside_y));
        uint32_t most = span->end - row < LANES ? span->end - row : LANES;
        if (most < LANES)
            bits &= (1u << most) - 1;
        for (; here && *next < scene->count && scene->watcher[*next].row < row + most; ++*next) {
            uint32_t at = scene->watcher[*next].row - row;
            if (at < most)
                scene->watcher[*next].place = count + pick_count(bits & ((1u << at) - 1));
        }
        pick_floats(crowd->x + count, bits, x);
        pick_floats(crowd->y + count, bits, y);
        uint32_t rows[LANES];
        for (uint32_t i = 0; i < LANES; i++)
            rows[i] = row + i;
        pick_numbers(crowd->row + count, bits, rows);
        count += pick_count(bits);
    }
    crowd->count = count;
    span->begin = row < span->end ? row : span->end;
}

/* A box around the watchers, and the longest reach among them. */
static struct box box_around(const struct scene *scene, float *reach)
{
    const struct watcher *first = &scene->watcher[0];
    struct box box = {first->x, first->y, 0.0f, first->x, first->y, 0.0f};
    *reach = first->reach_m;
    for (uint32_t i = 1; i < scene->count; i++) {
        const struct watcher *watcher = &scene->watcher[i];
        box.low_x = watcher->x < box.low_x ? watcher->x : box.low_x;
        box.low_y = watcher->y < box.low_y ? watcher->y : box.low_y;
        box.high_x = watcher->x > box.high_x ? watcher->x : box.high_x;
        box.high_y = watcher->y > box.high_y ? watcher->y : box.high_y;
        *reach = watcher->reach_m > *reach ? watcher->reach_m : *reach;
    }
    return box;
}

/* A box with a margin on all sides, a little wider than it must be. */
static struct box widened(const fishsim_world *world, const struct box *box, float margin)
{
    float longer = world->width_m > world->height_m ? world->width_m : world->height_m;
    float more = margin * 1.00001f + 1e-6f * longer;
    return (struct box){box->low_x - more,  box->low_y - more,  0.0f,
                        box->high_x + more, box->high_y + more, 0.0f};
}

static void look_around(struct scene *scene)
{
    const fishsim_world *world = scene->world;
    float reach;
    struct box box = box_around(scene, &reach), near = widened(world, &box, reach);
    for (uint32_t s = 0; s < world->species_count; s++) {
        if (world->species[s].begin == world->species[s].end)
            continue;
        struct scan scan;
        struct span span;
        scene->crowd.species = s;
        scan_begin_box(&scan, &world->species[s].grid, &box, reach);
        while (scan_next(&scan, &span)) {
            uint32_t next = 0;
            join(scene, &span, &near, &next);
            while (span.begin < span.end) {
                look_at_crowd(scene);
                join(scene, &span, &near, &next);
            }
        }
        look_at_crowd(scene);
    }
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* No sight is shorter, so that there is always something to divide by. */
static const float LEAST_REACH_M = 1e-6f;

static void open_watcher(const struct scene *scene, const struct moment *moment, uint32_t row,
                         struct watcher *self)
{
    const fishsim_world *world = scene->world;
    const struct fish *fish = &world->fish;
    const struct species *species = &world->species[fish->species[row]];
    float body = fish_length_m(fish, row);
    float fastest = (float)species->settings.motion.maximum_bl_per_s * body;
    float reach = world_reach(world, world->perception.sight_bl * body * moment->sight);
    self->row = row;
    self->species = fish->species[row];
    self->x = fish->x[row];
    self->y = fish->y[row];
    self->heading_x = fish->heading_x[row];
    self->heading_y = fish->heading_y[row];
    self->speed = fish->speed[row];
    self->body_m = body;
    self->reach_m = reach > LEAST_REACH_M ? reach : LEAST_REACH_M;
    self->reach2 = self->reach_m * self->reach_m;
    self->per_reach = 1.0f / self->reach_m;
    self->per_fastest = fastest > 0.0f ? 1.0f / fastest : 0.0f;
    self->place = CROWD + SPARE;
    if (scene->wanted.rays || scene->wanted.lateral_line)
        open_rays(self, &world->perception);
    self->company = (struct company){.nearest_m = self->reach_m};
}

/* As many of the rows as are of one species, lie in one row of cells, and are near to the first. */
static uint32_t take_watchers(struct scene *scene, const struct moment *moment,
                              const uint32_t *rows, uint32_t count)
{
    const struct fish *fish = &scene->world->fish;
    uint32_t species = fish->species[rows[0]], most = count < WATCHERS ? count : WATCHERS, n = 0;
    const struct grid *grid = &scene->world->species[species].grid;
    uint32_t cell_row = grid_row(grid, fish->y[rows[0]], 0.0f);
    float far = fish->x[rows[0]] + 24.0f / grid->per_m_x;
    while (n < most && fish->species[rows[n]] == species && fish->x[rows[n]] <= far &&
           grid_row(grid, fish->y[rows[n]], 0.0f) == cell_row) {
        open_watcher(scene, moment, rows[n], &scene->watcher[n]);
        n++;
    }
    scene->count = n;
    if (scene->wanted.nearest)
        open_ladder(scene->world, scene->watcher, n, &scene->ladder);
    return n;
}

static void write_blocks(struct scene *scene, const struct moment *moment, uint32_t nth, float *out)
{
    const fishsim_world *world = scene->world;
    const int32_t *at = world->perception.at;
    struct watcher *self = &scene->watcher[nth];
    if (at[BLOCK_RAYS] != ABSENT)
        write_rays(world, self, out + at[BLOCK_RAYS]);
    if (at[BLOCK_LATERAL_LINE] != ABSENT)
        write_lateral_line(world, self, out + at[BLOCK_LATERAL_LINE]);
    if (at[BLOCK_PLANKTON] != ABSENT)
        write_plankton(world, self, out + at[BLOCK_PLANKTON]);
    if (at[BLOCK_CLOCK] != ABSENT) {
        out[at[BLOCK_CLOCK]] = moment->clock_sine;
        out[at[BLOCK_CLOCK] + 1] = moment->clock_cosine;
    }
}

void perceive_rows(const fishsim_world *world, const struct moment *moment,
                   const struct perceived *perceived)
{
    const struct perception *perception = &world->perception;
    const int32_t *at = perception->at;
    float *const *out = perceived->out;
    struct scene scene;
    scene.world = world;
    scene.crowd.count = 0;
    scene.wanted = (struct wanted){
        .nearest = out && at[BLOCK_NEAREST] != ABSENT,
        .rays = out && at[BLOCK_RAYS] != ABSENT,
        .lateral_line = out && at[BLOCK_LATERAL_LINE] != ABSENT,
        .company = perceived->company != NULL,
    };
    struct wanted *wanted = &scene.wanted;
    wanted->sight = wanted->rays || wanted->lateral_line || wanted->company;
    for (uint32_t begin = 0; begin < perceived->count;) {
        uint32_t n =
            take_watchers(&scene, moment, perceived->row + begin, perceived->count - begin);
        if (wanted->nearest || wanted->sight)
            look_around(&scene);
        if (out && at[BLOCK_OWN] != ABSENT)
            write_own(world, scene.watcher, n, out + begin, (uint32_t)at[BLOCK_OWN]);
        if (wanted->nearest)
            write_nearest(world, &scene.ladder, n, out + begin, (uint32_t)at[BLOCK_NEAREST]);
        for (uint32_t i = 0; out && i < n; i++)
            write_blocks(&scene, moment, i, out[begin + i]);
        for (uint32_t i = 0; perceived->company && i < n; i++)
            perceived->company[begin + i] = scene.watcher[i].company;
        begin += n;
    }
}

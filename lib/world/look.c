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
    bool sight;  /* one of the last three */
    bool motion; /* one of the first three */
    bool turns;  /* rays or the lateral line */
};

/* The watchers, and what they look at now. */
struct scene {
    const fishsim_world *world;
    struct wanted wanted;
    struct watchers watchers;
    float *const *out; /* (count) */
    struct company company[WATCHERS];
    struct crowd crowd;
    struct ladder ladder;
    struct rays rays[WATCHERS];
    struct sight sight[ABREAST];
};
_Static_assert(sizeof(struct scene) <= 1 << 16, "the stack of a host's thread may be small");

static void keep_company(const struct fish *fish, const struct sight *sight, float body_m, bool kin,
                         struct company *company)
{
    float touch = 0.2f * body_m, nearest2 = company->nearest_m * company->nearest_m;
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

/* What a watcher has in sight of the crowd, itself left out: as much of it as is wanted. */
BODY_OF_LOOP void see(const struct crowd *crowd, const struct watchers *watchers, uint32_t nth,
                      bool turns, bool rows, struct sight *sight)
{
    f32s x = lanes_all(watchers->x[nth]), y = lanes_all(watchers->y[nth]);
    f32s reach2 = lanes_all(watchers->reach2[nth]);
    number32s own = numbers_all(watchers->row[nth]);
    uint32_t count = 0;
    for (uint32_t i = 0; i < crowd->count; i += LANES) {
        f32s dx = lanes_load(crowd->x + i) - x, dy = lanes_load(crowd->y + i) - y;
        f32s distance2 = dx * dx + dy * dy;
        m32s self = numbers_equal(numbers_load(crowd->row + i), own);
        uint32_t bits = lanes_bits(lanes_but(lanes_less(distance2, reach2), self));
        pick_floats(sight->dx + count, bits, dx);
        pick_floats(sight->dy + count, bits, dy);
        pick_floats(sight->distance2 + count, bits, distance2);
        if (turns) {
            pick_floats(sight->velocity_x + count, bits, lanes_load(crowd->velocity_x + i));
            pick_floats(sight->velocity_y + count, bits, lanes_load(crowd->velocity_y + i));
        }
        if (rows)
            pick_numbers(sight->row + count, bits, numbers_load(crowd->row + i));
        count += pick_count(bits);
    }
    sight->count = count;
    for (uint32_t i = 0; i < STRIDE; i += LANES)
        lanes_store(sight->distance2 + count + i, lanes_all(INFINITY));
}

/*
 * What watchers [begin, end) have in sight of the crowd, and what comes of it. Stage by stage,
 * since each stage of one watcher has to wait for the one before.
 */
static void take_in(struct scene *scene, uint32_t begin, uint32_t end)
{
    const fishsim_world *world = scene->world;
    const struct perception *perception = &world->perception;
    const struct watchers *watchers = &scene->watchers;
    const struct crowd *crowd = &scene->crowd;
    const struct wanted *wanted = &scene->wanted;
    const int32_t *at = perception->at;
    struct sight *sight = scene->sight;
    for (uint32_t i = begin; i < end; i++)
        if (!wanted->company)
            see(crowd, watchers, i, true, false, &sight[i - begin]);
        else
            see(crowd, watchers, i, wanted->turns, true, &sight[i - begin]);
    for (uint32_t i = begin; wanted->turns && i < end; i++)
        find_turns(watchers, i, &sight[i - begin]);
    for (uint32_t i = begin; wanted->rays && i < end; i++)
        find_hits(&sight[i - begin], perception->rays);
    for (uint32_t i = begin; wanted->rays && i < end; i++)
        keep_rays(crowd, &sight[i - begin], perception->rays, &scene->rays[i],
                  scene->out[i] + at[BLOCK_RAYS]);
    for (uint32_t i = begin; wanted->lateral_line && i < end; i++)
        feel(watchers, i, &sight[i - begin], perception->sectors,
             scene->out[i] + at[BLOCK_LATERAL_LINE]);
    for (uint32_t i = begin; wanted->company && i < end; i++)
        keep_company(&world->fish, &sight[i - begin], watchers->body_m[i], crowd->seen[SEEN_KIN],
                     &scene->company[i]);
}

/* All watchers look at the crowd, which is then empty. */
static void look_at_crowd(struct scene *scene)
{
    struct crowd *crowd = &scene->crowd;
    const struct watchers *watchers = &scene->watchers;
    uint32_t count = watchers->count;
    if (crowd->count == 0)
        return;
    if (scene->wanted.nearest)
        find_nearest(scene->world, watchers, crowd, &scene->ladder, scene->out);
    lanes_store(crowd->x + crowd->count, lanes_all(INFINITY));
    for (uint32_t i = 0; scene->wanted.sight && i < count; i += ABREAST)
        take_in(scene, i, count - i < ABREAST ? count : i + ABREAST);
    crowd->count = crowd->first = crowd->last = 0;
}

/*
 * Takes rows from the front of a span, which join the crowd if they are in the box, until that is
 * full.
 */
static void join(struct scene *scene, struct span *span, const struct box *box)
{
    const struct fish *fish = &scene->world->fish;
    const struct watchers *watchers = &scene->watchers;
    struct crowd *crowd = &scene->crowd;
    f32s low_x = lanes_all(box->low_x), high_x = lanes_all(box->high_x);
    f32s low_y = lanes_all(box->low_y), high_y = lanes_all(box->high_y);
    f32s shift_x = lanes_all(span->shift_x), shift_y = lanes_all(span->shift_y);
    bool among = span->begin <= watchers->row[watchers->count - 1] && watchers->row[0] < span->end;
    uint32_t count = crowd->count, row = span->begin;
    for (; row < span->end && count <= CROWD - LANES; row += LANES) {
        f32s x = lanes_load(fish->x + row) + shift_x;
        f32s y = lanes_load(fish->y + row) + shift_y;
        m32s inside_x = lanes_and(lanes_at_most(low_x, x), lanes_at_most(x, high_x));
        m32s inside_y = lanes_and(lanes_at_most(low_y, y), lanes_at_most(y, high_y));
        uint32_t bits = lanes_bits(lanes_and(inside_x, inside_y));
        uint32_t left = span->end - row, most = left < LANES ? left : LANES;
        bits &= (1u << most) - 1;
        pick_floats(crowd->x + count, bits, x);
        pick_floats(crowd->y + count, bits, y);
        pick_numbers(crowd->row + count, bits, numbers_all(row) + numbers_in_line());
        if (scene->wanted.motion) {
            f32s speed = lanes_load(fish->speed + row);
            pick_floats(crowd->velocity_x + count, bits, lanes_load(fish->heading_x + row) * speed);
            pick_floats(crowd->velocity_y + count, bits, lanes_load(fish->heading_y + row) * speed);
        }
        count += pick_count(bits);
    }
    if (among) {
        crowd->first = crowd->last ? crowd->first : crowd->count;
        crowd->last = count;
    }
    crowd->count = count;
    span->begin = row < span->end ? row : span->end;
}

/* A box around the watchers, and the longest reach among them. */
static struct box box_around(const struct watchers *watchers, float *reach)
{
    const float *x = watchers->x, *y = watchers->y;
    struct box box = {x[0], y[0], 0.0f, x[0], y[0], 0.0f};
    *reach = watchers->reach_m[0];
    for (uint32_t i = 1; i < WATCHERS; i++) {
        box.low_x = x[i] < box.low_x ? x[i] : box.low_x;
        box.low_y = y[i] < box.low_y ? y[i] : box.low_y;
        box.high_x = x[i] > box.high_x ? x[i] : box.high_x;
        box.high_y = y[i] > box.high_y ? y[i] : box.high_y;
        *reach = watchers->reach_m[i] > *reach ? watchers->reach_m[i] : *reach;
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

/* Makes the crowd one of fish of a species. */
static void name_crowd(struct scene *scene, uint32_t species)
{
    const fishsim_world *world = scene->world;
    uint32_t own = scene->watchers.species;
    scene->crowd.species = species;
    scene->crowd.seen[SEEN_KIN] = species == own;
    scene->crowd.seen[SEEN_PREY] = world->species[own].capture[species] > 0.0f;
    scene->crowd.seen[SEEN_PREDATOR] = world->species[species].capture[own] > 0.0f;
}

static void look_around(struct scene *scene)
{
    const fishsim_world *world = scene->world;
    float reach;
    struct box box = box_around(&scene->watchers, &reach), near = widened(world, &box, reach);
    for (uint32_t s = 0; s < world->species_count; s++) {
        if (world->species[s].begin == world->species[s].end)
            continue;
        struct scan scan;
        struct span span;
        name_crowd(scene, s);
        scan_begin_box(&scan, &world->species[s].grid, &box, reach);
        while (scan_next(&scan, &span)) {
            join(scene, &span, &near);
            while (span.begin < span.end) {
                look_at_crowd(scene);
                join(scene, &span, &near);
            }
        }
        look_at_crowd(scene);
    }
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* No sight is shorter, so that there is always something to divide by. */
static const float LEAST_REACH_M = 1e-6f;

static void fill_watchers(const fishsim_world *world, float sight_bl, struct watchers *watchers)
{
    const struct fish *fish = &world->fish;
    float fastest_bl = (float)world->species[watchers->species].settings.motion.maximum_bl_per_s;
    load_floats(watchers, fish->x, watchers->x);
    load_floats(watchers, fish->y, watchers->y);
    load_floats(watchers, fish->heading_x, watchers->heading_x);
    load_floats(watchers, fish->heading_y, watchers->heading_y);
    load_floats(watchers, fish->speed, watchers->speed);
    load_floats(watchers, fish->length_cm, watchers->length_cm);
    f32s none = lanes_all(0.0f), one = lanes_all(1.0f), least = lanes_all(LEAST_REACH_M);
    for (uint32_t i = 0; i < WATCHERS; i += LANES) {
        f32s speed = lanes_load(watchers->speed + i);
        f32s body = lanes_load(watchers->length_cm + i) * lanes_all(0.01f);
        f32s fastest = lanes_all(fastest_bl) * body;
        f32s reach = lanes_smaller(lanes_all(sight_bl) * body, lanes_all(world->reach_limit_m));
        reach = lanes_larger(reach, least);
        lanes_store(watchers->velocity_x + i, lanes_load(watchers->heading_x + i) * speed);
        lanes_store(watchers->velocity_y + i, lanes_load(watchers->heading_y + i) * speed);
        lanes_store(watchers->body_m + i, body);
        lanes_store(watchers->reach_m + i, reach);
        lanes_store(watchers->reach2 + i, reach * reach);
        lanes_store(watchers->per_reach + i, one / reach);
        lanes_store(watchers->per_fastest + i,
                    lanes_select(lanes_less(none, fastest), one / fastest, none));
    }
}

/* As many of the rows as are of one species, lie in one row of cells, and are near to the first. */
static uint32_t count_watchers(const fishsim_world *world, const uint32_t *rows, uint32_t count)
{
    const struct fish *fish = &world->fish;
    const struct species *species = &world->species[fish->species[rows[0]]];
    const struct grid *grid = &species->grid;
    uint32_t most = count < WATCHERS ? count : WATCHERS, n = 1;
    uint32_t cell_row = grid_row(grid, fish->y[rows[0]], 0.0f);
    float far = fish->x[rows[0]] + 24.0f / grid->per_m_x;
    while (n < most && rows[n] < species->end && fish->x[rows[n]] <= far &&
           grid_row(grid, fish->y[rows[n]], 0.0f) == cell_row)
        n++;
    return n;
}

/* Has the rows fetched that are written next. */
static void expect_rows(const struct perceived *perceived, uint32_t begin, size_t size)
{
    enum { LINE = 64 / sizeof(float) };
    for (uint32_t i = begin; i < begin + WATCHERS && i < perceived->count; i++)
        for (size_t k = 0; k < size; k += LINE)
            __builtin_prefetch(perceived->out[i] + k, 1);
}

static uint32_t take_watchers(struct scene *scene, const struct moment *moment,
                              const struct perceived *perceived, uint32_t begin)
{
    const fishsim_world *world = scene->world;
    struct watchers *watchers = &scene->watchers;
    const uint32_t *rows = perceived->row + begin;
    uint32_t n = count_watchers(world, rows, perceived->count - begin);
    watchers->count = n;
    watchers->species = world->fish.species[rows[0]];
    for (uint32_t i = 0; i < WATCHERS; i++)
        watchers->row[i] = rows[i < n ? i : 0];
    watchers->in_line = n == WATCHERS && rows[n - 1] - rows[0] == n - 1;
    fill_watchers(world, world->perception.sight_bl * moment->sight, watchers);
    if (scene->wanted.nearest)
        open_ladder(&scene->ladder, world->perception.nearest);
    for (uint32_t i = 0; i < n; i++) {
        scene->rays[i].empty = true;
        scene->company[i] = (struct company){.nearest_m = watchers->reach_m[i]};
    }
    scene->out = perceived->out ? perceived->out + begin : NULL;
    if (scene->wanted.lateral_line)
        for (uint32_t i = 0; i < n; i++)
            memset(scene->out[i] + world->perception.at[BLOCK_LATERAL_LINE], 0,
                   world->perception.sectors * sizeof(float));
    return n;
}

/* What is left to be written when all around has been looked at. */
static void write_blocks(const struct scene *scene, const struct moment *moment)
{
    const fishsim_world *world = scene->world;
    const struct watchers *watchers = &scene->watchers;
    const int32_t *at = world->perception.at;
    if (at[BLOCK_OWN] != ABSENT)
        write_own(world, watchers, scene->out, (uint32_t)at[BLOCK_OWN]);
    if (scene->wanted.nearest)
        finish_nearest(world, watchers, &scene->ladder, scene->out);
    for (uint32_t i = 0; i < watchers->count; i++) {
        float *out = scene->out[i];
        if (scene->wanted.rays)
            finish_rays(world, watchers, i, &scene->rays[i], out + at[BLOCK_RAYS]);
        if (scene->wanted.lateral_line)
            finish_lateral_line(world->perception.sectors, out + at[BLOCK_LATERAL_LINE]);
        if (at[BLOCK_PLANKTON] != ABSENT)
            write_plankton(world, watchers, i, out + at[BLOCK_PLANKTON]);
        if (at[BLOCK_CLOCK] != ABSENT) {
            out[at[BLOCK_CLOCK]] = moment->clock_sine;
            out[at[BLOCK_CLOCK] + 1] = moment->clock_cosine;
        }
    }
}

void perceive_rows(const fishsim_world *world, const struct moment *moment,
                   const struct perceived *perceived)
{
    const int32_t *at = world->perception.at;
    struct scene scene;
    scene.world = world;
    scene.crowd.count = scene.crowd.first = scene.crowd.last = 0;
    scene.wanted = (struct wanted){
        .nearest = perceived->out && at[BLOCK_NEAREST] != ABSENT,
        .rays = perceived->out && at[BLOCK_RAYS] != ABSENT,
        .lateral_line = perceived->out && at[BLOCK_LATERAL_LINE] != ABSENT,
        .company = perceived->company != NULL,
    };
    struct wanted *wanted = &scene.wanted;
    wanted->turns = wanted->rays || wanted->lateral_line;
    wanted->sight = wanted->turns || wanted->company;
    wanted->motion = wanted->turns || wanted->nearest;
    for (uint32_t begin = 0; begin < perceived->count;) {
        uint32_t n = take_watchers(&scene, moment, perceived, begin);
        if (perceived->out)
            expect_rows(perceived, begin + n, world->perception.size);
        if (wanted->nearest || wanted->sight)
            look_around(&scene);
        if (perceived->out)
            write_blocks(&scene, moment);
        if (perceived->company)
            memcpy(perceived->company + begin, scene.company, n * sizeof *scene.company);
        begin += n;
    }
}

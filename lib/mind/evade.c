/* SPDX-License-Identifier: MIT */
/*
 * evade.c: flee from predators that are near and heavier, at an angle, as fast as possible.
 *
 * The angle off the straight line away keeps the predator in sight (Domenici et al. 2011); the fish
 * takes the side to which it already heads.
 *
 * Predators are few: those around a stretch of rows are found once, and each is met by the rows of
 * the cells that it may reach.
 */
#include "mind/mind.h"

#include "base/lanes.h"
#include "base/real.h"
#include "tick/tick.h"

#include <math.h>
#include <string.h>

/* Rows that lie in one row of cells, and how far the farthest of them looks. */
struct stretch {
    const struct mind *mind;
    const struct grid *grid;
    uint32_t begin, end;
    uint32_t cell; /* the first one of the row of cells */
    float reach;
};

/* What the rows of a stretch feel: sums of unit vectors away from predators, and how many. Lanes
 * may reach beyond them. */
struct fear {
    bool any; /* else nothing here is set */
    float reach[PIECE + LANES];
    float x[PIECE + LANES], y[PIECE + LANES], z[PIECE + LANES], threats[PIECE + LANES];
};

/* How far open rows look; others see nothing. */
static inline f32s find_reach(const fishsim_world *world, const struct mind *mind, m32s open,
                              f32s length_cm, f32s boldness)
{
    f32s reach = lanes_all((float)mind->settings.flee_radius) * (length_cm * lanes_all(0.01f)) /
                 boldness * lanes_all(world->sight);
    reach = lanes_smaller(reach, lanes_all(world->reach_limit_m));
    return lanes_select(open, reach, lanes_all(0.0f));
}

/* As far as the longest fish would look if it were the least bold, and so no less than any. */
static float farthest_reach(const fishsim_world *world, const struct mind *mind, uint32_t begin,
                            uint32_t end)
{
    const struct fish *fish = &world->fish;
    f32s longest = lanes_all(fish->length_cm[begin]);
    f32s shyest = lanes_all(fish->trait_boldness[begin]);
    for (uint32_t row = begin; row < end; row += LANES) {
        m32s rows = lanes_first(end - row < LANES ? end - row : LANES);
        f32s length_cm = lanes_load(fish->length_cm + row);
        f32s boldness = lanes_load(fish->trait_boldness + row);
        longest = lanes_larger(lanes_select(rows, length_cm, longest), longest);
        shyest = lanes_smaller(lanes_select(rows, boldness, shyest), shyest);
    }
    longest = lanes_all(lanes_most(longest));
    shyest = lanes_all(lanes_least(shyest));
    return lanes_most(find_reach(world, mind, lanes_first(LANES), longest, shyest));
}

/* From one edge of some cells to the other, along an axis with so many cells. */
static void find_edges(uint32_t first, uint32_t last, uint32_t count, float per_m, float *low,
                       float *high)
{
    float more = 1e-6f * (float)count;
    *low = per_m > 0.0f ? ((float)first - more) / per_m : 0.0f;
    *high = per_m > 0.0f ? ((float)last + 1.0f + more) / per_m : 0.0f;
}

/* A box that holds the cells of a stretch. */
static struct box box_of(const struct fish *fish, const struct stretch *stretch)
{
    const struct grid *grid = stretch->grid;
    uint32_t row = stretch->cell / grid->columns, last = stretch->end - 1;
    struct box box;
    find_edges(grid_column(grid, fish->x[stretch->begin]), grid_column(grid, fish->x[last]),
               grid->columns, grid->per_m_x, &box.low_x, &box.high_x);
    find_edges(row % grid->rows, row % grid->rows, grid->rows, grid->per_m_y, &box.low_y,
               &box.high_y);
    find_edges(row / grid->rows, row / grid->rows, grid->layers, grid->per_m_z, &box.low_z,
               &box.high_z);
    return box;
}

/* Where a predator is seen from the rows. */
struct predator {
    float x, y, z, weight_g;
};

/* The lanes from the i-th row on meet a predator. `deep` is a constant here. */
BODY_OF_LOOP void meet(const struct fish *fish, const struct stretch *stretch,
                       struct predator predator, uint32_t i, struct fear *fear, bool deep)
{
    uint32_t row = stretch->begin + i;
    f32s reach = lanes_load(fear->reach + i);
    f32s dx = lanes_load(fish->x + row) - lanes_all(predator.x);
    f32s dy = lanes_load(fish->y + row) - lanes_all(predator.y);
    f32s dz = lanes_load(fish->z + row) - lanes_all(predator.z);
    f32s distance2 = dx * dx + dy * dy;
    if (deep)
        distance2 = distance2 + dz * dz;
    m32s near =
        lanes_and(lanes_at_most(distance2, reach * reach), lanes_less(lanes_all(0.0f), distance2));
    m32s feared =
        lanes_and(near, lanes_less(lanes_load(fish->weight_g + row), lanes_all(predator.weight_g)));
    if (!lanes_any(feared))
        return;
    f32s inverse = lanes_inverse_root(distance2);
    lanes_store(fear->x + i, lanes_add(feared, lanes_load(fear->x + i), dx * inverse));
    lanes_store(fear->y + i, lanes_add(feared, lanes_load(fear->y + i), dy * inverse));
    if (deep)
        lanes_store(fear->z + i, lanes_add(feared, lanes_load(fear->z + i), dz * inverse));
    lanes_store(fear->threats + i,
                lanes_add(feared, lanes_load(fear->threats + i), lanes_all(1.0f)));
}

/* Nothing is feared yet. */
static void begin_fear(const fishsim_world *world, const struct stretch *stretch, struct fear *fear)
{
    const struct fish *fish = &world->fish;
    uint32_t count = stretch->end - stretch->begin;
    fear->any = true;
    for (uint32_t i = 0; i < count; i += LANES) {
        uint32_t row = stretch->begin + i, left = count - i;
        m32s open = lanes_zero(fish->mind + row, left < LANES ? left : LANES);
        lanes_store(fear->reach + i,
                    find_reach(world, stretch->mind, open, lanes_load(fish->length_cm + row),
                               lanes_load(fish->trait_boldness + row)));
        lanes_store(fear->x + i, lanes_all(0.0f));
        lanes_store(fear->y + i, lanes_all(0.0f));
        lanes_store(fear->z + i, lanes_all(0.0f));
        lanes_store(fear->threats + i, lanes_all(0.0f));
    }
}

/* The rows that are within the columns of a predator's neighbourhood meet it. */
static void meet_predator(const fishsim_world *world, const struct stretch *stretch,
                          struct predator predator, struct fear *fear)
{
    const struct grid *grid = stretch->grid;
    float more = 1.0001f * stretch->reach + 1e-6f * grid->width_m;
    float low = predator.x - more, high = predator.x + more;
    if (high < 0.0f || low > grid->width_m)
        return;
    uint32_t first = grid_column(grid, low > 0.0f ? low : 0.0f), last = grid_column(grid, high);
    uint32_t begin = grid->cell_start[stretch->cell + first];
    uint32_t end = grid->cell_start[stretch->cell + last + 1];
    begin = begin > stretch->begin ? begin : stretch->begin;
    end = end < stretch->end ? end : stretch->end;
    if (begin >= end)
        return;
    if (!fear->any)
        begin_fear(world, stretch, fear);
    for (uint32_t i = (begin - stretch->begin) / LANES * LANES; i < end - stretch->begin;
         i += LANES)
        if (world->deep)
            meet(&world->fish, stretch, predator, i, fear, true);
        else
            meet(&world->fish, stretch, predator, i, fear, false);
}

/* Those of a span that are near the stretch, which must be within the box, widened. */
static void meet_span(const fishsim_world *world, const struct stretch *stretch,
                      const struct span *span, const struct box *wide, struct fear *fear)
{
    const struct fish *fish = &world->fish;
    for (uint32_t other = span->begin; other < span->end; other += LANES) {
        uint32_t left = span->end - other;
        f32s x = lanes_load(fish->x + other) + lanes_all(span->shift_x);
        f32s y = lanes_load(fish->y + other) + lanes_all(span->shift_y);
        m32s near = lanes_and(lanes_at_most(lanes_all(wide->low_x), x),
                              lanes_at_most(x, lanes_all(wide->high_x)));
        near = lanes_and(near, lanes_at_most(lanes_all(wide->low_y), y));
        near = lanes_and(near, lanes_at_most(y, lanes_all(wide->high_y)));
        near = lanes_and(near, lanes_first(left < LANES ? left : LANES));
        for (uint32_t bits = lanes_bits(near); bits; bits &= bits - 1) {
            uint32_t row = other + (uint32_t)__builtin_ctz(bits);
            struct predator predator = {fish->x[row] + span->shift_x, fish->y[row] + span->shift_y,
                                        fish->z[row] + span->shift_z, fish->weight_g[row]};
            meet_predator(world, stretch, predator, fear);
        }
    }
}

/* All fish of a species around the box of the stretch, in the order of the walk. */
static void meet_species(const fishsim_world *world, const struct grid *grid,
                         const struct stretch *stretch, const struct box *box, struct fear *fear)
{
    float more = 1.0001f * stretch->reach + 1e-6f * world->width_m + 1e-6f * world->height_m;
    struct box wide = {.low_x = box->low_x - more,
                       .low_y = box->low_y - more,
                       .high_x = box->high_x + more,
                       .high_y = box->high_y + more};
    struct scan scan;
    struct span span;
    scan_begin_box(&scan, grid, box, stretch->reach);
    while (scan_next(&scan, &span))
        meet_span(world, stretch, &span, &wide, fear);
}

/*
 * Away from the threat, turned by the angle towards the side of the heading: on the plane in two
 * dimensions, about the axis across both in three.
 */
static struct direction flight_deep(struct direction away, struct direction heading, float cosine,
                                    float sine)
{
    float length = direction_length(away);
    if (length > 0.0f)
        away = (struct direction){away.x / length, away.y / length, away.z / length};
    return direction_towards(away, heading, cosine, sine);
}

/* The afraid ones of the lanes from a row on, the i-th of the stretch. */
static void flee_flat(fishsim_world *world, const struct mind *mind, const struct species *species,
                      const struct fear *fear, uint32_t i, uint32_t row, m32s afraid, float cosine,
                      float sine)
{
    struct fish *fish = &world->fish;
    f32s x = lanes_load(fear->x + i), y = lanes_load(fear->y + i);
    f32s across = x * lanes_load(fish->heading_y + row) - y * lanes_load(fish->heading_x + row);
    f32s side =
        lanes_select(lanes_less(across, lanes_all(0.0f)), lanes_all(-sine), lanes_all(sine));
    f32s body = lanes_load(fish->length_cm + row) * lanes_all(0.01f);
    f32s speed = lanes_all((float)species->settings.motion.maximum_bl_per_s) * body;
    lanes_store_where(afraid, fish->intent_x + row, x * lanes_all(cosine) - y * side);
    lanes_store_where(afraid, fish->intent_y + row, x * side + y * lanes_all(cosine));
    lanes_store_where(afraid, fish->intent_z + row, lanes_all(0.0f));
    lanes_store_where(afraid, fish->intent_speed + row, speed);
    lanes_store_byte(afraid, fish->mind + row, mind_number(world, mind));
    lanes_store_byte(afraid, fish->burst + row, 1);
}

static void flee_deep(fishsim_world *world, const struct mind *mind, const struct species *species,
                      const struct fear *fear, uint32_t i, uint32_t row, m32s afraid, float cosine,
                      float sine)
{
    for (uint32_t bits = lanes_bits(afraid); bits; bits &= bits - 1) {
        uint32_t lane = (uint32_t)__builtin_ctz(bits);
        struct direction away = {fear->x[i + lane], fear->y[i + lane], fear->z[i + lane]};
        struct direction heading = fish_heading(&world->fish, row + lane);
        mind_want(world, mind, row + lane, flight_deep(away, heading, cosine, sine),
                  mind_fastest(world, species, row + lane));
        world->fish.burst[row + lane] = 1;
    }
}

static void flee(fishsim_world *world, const struct mind *mind, const struct species *species,
                 const struct stretch *stretch, const struct fear *fear)
{
    double sine, cosine;
    real_sincos(mind->settings.flee_angle_deg * (REAL_PI / 180.0), &sine, &cosine);
    uint32_t count = stretch->end - stretch->begin;
    for (uint32_t i = 0; i < count; i += LANES) {
        m32s rows = lanes_first(count - i < LANES ? count - i : LANES);
        m32s afraid = lanes_and(rows, lanes_less(lanes_all(0.0f), lanes_load(fear->threats + i)));
        if (lanes_any(afraid))
            (world->deep ? flee_deep : flee_flat)(world, mind, species, fear, i, stretch->begin + i,
                                                  afraid, (float)cosine, (float)sine);
    }
}

static void decide_stretch(fishsim_world *world, const struct mind *mind,
                           const struct species *species, struct stretch *stretch)
{
    uint32_t self = (uint32_t)(species - world->species);
    struct fear fear;
    fear.any = false;
    stretch->reach = farthest_reach(world, mind, stretch->begin, stretch->end);
    struct box box = box_of(&world->fish, stretch);
    for (uint32_t s = 0; stretch->reach > 0.0f && s < world->species_count; s++) {
        const struct species *predator = &world->species[s];
        if (predator->capture[self] > 0.0f && predator->begin < predator->end)
            meet_species(world, &predator->grid, stretch, &box, &fear);
    }
    if (fear.any)
        flee(world, mind, species, stretch, &fear);
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    const struct fish *fish = &world->fish;
    const struct grid *grid = &species->grid;
    struct stretch stretch = {.mind = mind, .grid = grid, .begin = begin};
    for (; stretch.begin < end; stretch.begin = stretch.end) {
        uint32_t row = grid_row(grid, fish->y[stretch.begin], fish->z[stretch.begin]);
        uint32_t beyond = grid->cell_start[(row + 1) * grid->columns];
        stretch.cell = row * grid->columns;
        stretch.end = beyond < end ? beyond : end;
        decide_stretch(world, mind, species, &stretch);
    }
}

const struct mind_rule MIND_EVADE_RULE = {.name = "evade", .decide = decide};

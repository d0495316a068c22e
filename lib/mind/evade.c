/* SPDX-License-Identifier: MIT */
/*
 * evade.c: flee from predators that are near and heavier, at an angle, as fast as possible.
 *
 * The angle off the straight line away keeps the predator in sight (Domenici et al. 2011); the fish
 * takes the side to which it already heads.
 *
 * Predators are few: those around a stretch of rows are listed once, and each row goes through the
 * list.
 */
#include "mind/group.h"

#include "base/real.h"
#include "tick/tick.h"

#include <math.h>
#include <string.h>

enum { LISTED = 64 };

/* Predators, where they are seen from the rows. */
struct list {
    uint32_t count;
    float x[LISTED], y[LISTED], z[LISTED], weight_g[LISTED];
};

/* What the rows of a piece feel: sums of unit vectors away from predators, and how many. */
struct fear {
    uint32_t begin, count; /* the rows; lanes may reach beyond them */
    float reach[PIECE + LANES];
    float x[PIECE + LANES], y[PIECE + LANES], z[PIECE + LANES], threats[PIECE + LANES];
};

/* Open rows look as far as flee_radius; others see nothing. Returns the farthest. */
static float set_reach(const fishsim_world *world, const struct mind *mind, struct fear *fear)
{
    const struct fish *fish = &world->fish;
    f32s most = lanes_all(0.0f);
    for (uint32_t i = 0; i < fear->count; i += LANES) {
        uint32_t row = fear->begin + i, left = fear->count - i;
        m32s open = lanes_zero(fish->mind + row, left < LANES ? left : LANES);
        f32s body = lanes_load(fish->length_cm + row) * lanes_all(0.01f);
        f32s reach = lanes_all((float)mind->settings.flee_radius) * body /
                     lanes_load(fish->trait_boldness + row) * lanes_all(world->sight);
        reach = lanes_smaller(reach, lanes_all(world->reach_limit_m));
        reach = lanes_select(open, reach, lanes_all(0.0f));
        lanes_store(fear->reach + i, reach);
        most = lanes_larger(most, reach);
    }
    return lanes_most(most);
}

/* The smallest box that holds the rows. */
static struct box box_around(const struct fish *fish, uint32_t begin, uint32_t end)
{
    float low[3], high[3];
    const float *const columns[3] = {fish->x, fish->y, fish->z};
    for (int axis = 0; axis < 3; axis++) {
        const float *at = columns[axis];
        f32s least = lanes_all(at[begin]), most = least;
        for (uint32_t row = begin; row < end; row += LANES) {
            m32s rows = lanes_first(end - row < LANES ? end - row : LANES);
            f32s here = lanes_select(rows, lanes_load(at + row), lanes_all(at[begin]));
            least = lanes_smaller(least, here);
            most = lanes_larger(most, here);
        }
        low[axis] = lanes_least(least);
        high[axis] = lanes_most(most);
    }
    return (struct box){low[0], low[1], low[2], high[0], high[1], high[2]};
}

/* The rows from i on, met by all predators of the list. `deep` is a constant here. */
BODY_OF_LOOP void meet(const struct fish *fish, const struct list *list, struct fear *fear,
                       uint32_t i, bool deep)
{
    uint32_t row = fear->begin + i;
    f32s x = lanes_load(fish->x + row), y = lanes_load(fish->y + row);
    f32s z = lanes_load(fish->z + row), weight_g = lanes_load(fish->weight_g + row);
    f32s reach = lanes_load(fear->reach + i), reach2 = reach * reach;
    f32s away_x = lanes_load(fear->x + i), away_y = lanes_load(fear->y + i);
    f32s away_z = lanes_load(fear->z + i), threats = lanes_load(fear->threats + i);
    for (uint32_t k = 0; k < list->count; k++) {
        f32s dx = x - lanes_all(list->x[k]), dy = y - lanes_all(list->y[k]);
        f32s dz = z - lanes_all(list->z[k]);
        f32s distance2 = dx * dx + dy * dy;
        if (deep)
            distance2 = distance2 + dz * dz;
        m32s near =
            lanes_and(lanes_at_most(distance2, reach2), lanes_less(lanes_all(0.0f), distance2));
        m32s feared = lanes_and(near, lanes_less(weight_g, lanes_all(list->weight_g[k])));
        if (!lanes_any(feared))
            continue;
        f32s inverse = lanes_inverse_root(distance2);
        away_x = lanes_add(feared, away_x, dx * inverse);
        away_y = lanes_add(feared, away_y, dy * inverse);
        if (deep)
            away_z = lanes_add(feared, away_z, dz * inverse);
        threats = lanes_add(feared, threats, lanes_all(1.0f));
    }
    lanes_store(fear->x + i, away_x);
    lanes_store(fear->y + i, away_y);
    lanes_store(fear->z + i, away_z);
    lanes_store(fear->threats + i, threats);
}

/* All rows meet the predators of the list, which is then empty. */
static void meet_all(const fishsim_world *world, struct list *list, struct fear *fear)
{
    for (uint32_t i = 0; list->count && i < fear->count; i += LANES)
        if (world->deep)
            meet(&world->fish, list, fear, i, true);
        else
            meet(&world->fish, list, fear, i, false);
    list->count = 0;
}

/* All fish of a species around the rows, in the order of the walk. */
static void meet_species(const fishsim_world *world, const struct grid *grid, const struct box *box,
                         float reach, struct fear *fear)
{
    const struct fish *fish = &world->fish;
    float more = 1.0001f * reach + 1e-6f * world->width_m + 1e-6f * world->height_m;
    float low_x = box->low_x - more, high_x = box->high_x + more;
    float low_y = box->low_y - more, high_y = box->high_y + more;
    struct list list;
    struct scan scan;
    struct span span;
    list.count = 0;
    scan_begin_box(&scan, grid, box, reach);
    while (scan_next(&scan, &span))
        for (uint32_t other = span.begin; other < span.end; other++) {
            uint32_t k = list.count;
            list.x[k] = fish->x[other] + span.shift_x;
            list.y[k] = fish->y[other] + span.shift_y;
            list.z[k] = fish->z[other] + span.shift_z;
            list.weight_g[k] = fish->weight_g[other];
            list.count += list.x[k] >= low_x && list.x[k] <= high_x && list.y[k] >= low_y &&
                          list.y[k] <= high_y;
            if (list.count == LISTED)
                meet_all(world, &list, fear);
        }
    meet_all(world, &list, fear);
}

/*
 * Away from the threat, turned by the angle towards the side of the heading: on the plane in two
 * dimensions, about the axis across both in three.
 */
static struct direction flight(const fishsim_world *world, struct direction away,
                               struct direction heading, float cosine, float sine)
{
    if (world->deep) {
        float length = direction_length(away);
        if (length > 0.0f)
            away = (struct direction){away.x / length, away.y / length, away.z / length};
        return direction_towards(away, heading, cosine, sine);
    }
    float side = away.x * heading.y - away.y * heading.x < 0.0f ? -sine : sine;
    return (struct direction){away.x * cosine - away.y * side, away.x * side + away.y * cosine,
                              0.0f};
}

static void flee(fishsim_world *world, const struct mind *mind, const struct species *species,
                 const struct fear *fear)
{
    double sine, cosine;
    real_sincos(mind->settings.flee_angle_deg * (REAL_PI / 180.0), &sine, &cosine);
    for (uint32_t i = 0; i < fear->count; i++) {
        if (fear->threats[i] == 0.0f)
            continue;
        uint32_t row = fear->begin + i;
        struct direction away = {fear->x[i], fear->y[i], fear->z[i]};
        struct direction wanted =
            flight(world, away, fish_heading(&world->fish, row), (float)cosine, (float)sine);
        mind_want(world, mind, row, wanted, mind_fastest(world, species, row));
        world->fish.burst[row] = 1;
    }
}

/* For rows that lie in one row of cells, so that the box around them is small. */
static void decide_stretch(fishsim_world *world, const struct mind *mind,
                           const struct species *species, uint32_t begin, uint32_t end)
{
    uint32_t self = (uint32_t)(species - world->species);
    struct fear fear;
    fear.begin = begin;
    fear.count = end - begin;
    size_t bytes = (fear.count + LANES) * sizeof *fear.x;
    memset(fear.x, 0, bytes);
    memset(fear.y, 0, bytes);
    memset(fear.z, 0, bytes);
    memset(fear.threats, 0, bytes);
    float reach = set_reach(world, mind, &fear);
    struct box box = box_around(&world->fish, begin, end);
    for (uint32_t s = 0; reach > 0.0f && s < world->species_count; s++) {
        const struct species *predator = &world->species[s];
        if (predator->capture[self] > 0.0f && predator->begin < predator->end)
            meet_species(world, &predator->grid, &box, reach, &fear);
    }
    flee(world, mind, species, &fear);
}

static void decide(fishsim_world *world, const struct mind *mind, const struct species *species,
                   uint32_t begin, uint32_t end)
{
    const struct fish *fish = &world->fish;
    const struct grid *grid = &species->grid;
    while (begin < end) {
        uint32_t row = grid_row(grid, fish->y[begin], fish->z[begin]);
        uint32_t stop = grid->cell_start[(row + 1) * grid->columns];
        stop = stop < end ? stop : end;
        decide_stretch(world, mind, species, begin, stop);
        begin = stop;
    }
}

const struct mind_rule MIND_EVADE_RULE = {.name = "evade", .decide = decide};

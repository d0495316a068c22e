/* SPDX-License-Identifier: MIT */
/*
 * school.c: polarisation, milling, spread, nearest neighbours and clusters of one species.
 *
 * Polarisation and milling are those of Couzin et al. 2002. Every sum is of numbers rounded to
 * 2^-40, as integers, so that it does not depend on the order of the rows. On a torus offsets are
 * to the nearest copy of a fish.
 */
#include "measure/school.h"

#include "base/real.h"
#include "world/world.h"

#include <math.h>
#include <string.h>

/* ---- sums that have no order ----------------------------------------------------------------- */

static const double UNIT = 1.0 / 1099511627776.0; /* 2^-40 */

static int128 parts(double value)
{
    return (int128)(value / UNIT);
}

static double mean(int128 sum, uint64_t count)
{
    return (double)sum * UNIT / (double)count;
}

struct vector {
    double at[3];
};

struct vector_sum {
    int128 at[3];
};

static void add(struct vector_sum *sum, struct vector vector)
{
    for (int axis = 0; axis < 3; axis++)
        sum->at[axis] += parts(vector.at[axis]);
}

static struct vector mean_vector(const struct vector_sum *sum, uint32_t count)
{
    return (struct vector){
        {mean(sum->at[0], count), mean(sum->at[1], count), mean(sum->at[2], count)}};
}

static double length_of(struct vector v)
{
    return sqrt(v.at[0] * v.at[0] + v.at[1] * v.at[1] + v.at[2] * v.at[2]);
}

/* ---- space ---------------------------------------------------------------------------------- */

/* The water, as far as offsets need it. Along an axis of extent 0 there is nothing to wrap. */
struct water {
    bool torus;
    double extent[3];
};

static struct water water_of(const fishsim_world *world)
{
    return (struct water){.torus = world->settings.world.boundary == BOUNDARY_TORUS,
                          .extent = {(double)world->width_m, (double)world->height_m,
                                     world->deep ? (double)world->depth_m : 0.0}};
}

static struct vector place(const struct fish *fish, uint32_t row)
{
    return (struct vector){{(double)fish->x[row], (double)fish->y[row], (double)fish->z[row]}};
}

static struct vector heading(const struct fish *fish, uint32_t row)
{
    return (struct vector){
        {(double)fish->heading_x[row], (double)fish->heading_y[row], (double)fish->heading_z[row]}};
}

/* From one place to the nearest copy of another; the two are at most an extent apart. */
static struct vector offset(const struct water *water, struct vector from, struct vector to)
{
    struct vector d;
    for (int axis = 0; axis < 3; axis++) {
        double extent = water->extent[axis];
        d.at[axis] = to.at[axis] - from.at[axis];
        if (water->torus && d.at[axis] > 0.5 * extent)
            d.at[axis] -= extent;
        else if (water->torus && d.at[axis] < -0.5 * extent)
            d.at[axis] += extent;
    }
    return d;
}

/* ---- the centre ----------------------------------------------------------------------------- */

/* One coordinate as a point of the unit circle, which joins the edges of a torus. */
static void on_circle(const struct water *water, int axis, double at, double *cosine, double *sine)
{
    *cosine = *sine = 0.0;
    if (water->extent[axis] > 0.0)
        real_sincos(2.0 * REAL_PI * at / water->extent[axis], sine, cosine);
}

/*
 * The fish's coordinate nearest to their circular mean: a place from which no school that fits into
 * half of the torus is torn apart.
 */
static double anchor(const fishsim_world *world, const struct water *water, int axis,
                     const uint32_t *rows, uint32_t count)
{
    int128 sum_cosine = 0, sum_sine = 0;
    double cosine, sine, best = -INFINITY, found = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        on_circle(water, axis, place(&world->fish, rows[i]).at[axis], &cosine, &sine);
        sum_cosine += parts(cosine);
        sum_sine += parts(sine);
    }
    double mean_cosine = mean(sum_cosine, count), mean_sine = mean(sum_sine, count);
    for (uint32_t i = 0; i < count; i++) {
        double at = place(&world->fish, rows[i]).at[axis];
        on_circle(water, axis, at, &cosine, &sine);
        double nearness = cosine * mean_cosine + sine * mean_sine;
        if (nearness > best || (nearness == best && at < found)) {
            best = nearness;
            found = at;
        }
    }
    return found;
}

/* Centre of mass. On a torus it may lie outside of the water, by less than an extent. */
static struct vector centre(const fishsim_world *world, const struct water *water,
                            const uint32_t *rows, uint32_t count)
{
    struct vector from = {{0.0, 0.0, 0.0}};
    for (int axis = 0; axis < 3 && water->torus; axis++)
        from.at[axis] = anchor(world, water, axis, rows, count);
    struct vector_sum sum = {{0}};
    for (uint32_t i = 0; i < count; i++)
        add(&sum, offset(water, from, place(&world->fish, rows[i])));
    struct vector shift = mean_vector(&sum, count);
    for (int axis = 0; axis < 3; axis++)
        from.at[axis] += shift.at[axis];
    return from;
}

/* ---- heading and turning --------------------------------------------------------------------- */

/* r x v, with r of length 1, or 0 for a fish in the very centre. */
static struct vector turning(struct vector r, struct vector v)
{
    double length = length_of(r), scale = length > 0.0 ? 1.0 / length : 0.0;
    return (struct vector){{scale * (r.at[1] * v.at[2] - r.at[2] * v.at[1]),
                            scale * (r.at[2] * v.at[0] - r.at[0] * v.at[2]),
                            scale * (r.at[0] * v.at[1] - r.at[1] * v.at[0])}};
}

static void measure_order(const fishsim_world *world, const struct water *water,
                          const uint32_t *rows, struct school *school)
{
    struct vector middle = centre(world, water, rows, school->fish);
    struct vector_sum headings = {{0}}, turnings = {{0}};
    int128 squares = 0;
    for (uint32_t i = 0; i < school->fish; i++) {
        struct vector r = offset(water, middle, place(&world->fish, rows[i]));
        struct vector v = heading(&world->fish, rows[i]);
        double distance = length_of(r);
        add(&headings, v);
        add(&turnings, turning(r, v));
        squares += parts(distance * distance);
    }
    school->polarisation = length_of(mean_vector(&headings, school->fish));
    school->milling = length_of(mean_vector(&turnings, school->fish));
    school->spread_m = sqrt(mean(squares, school->fish));
}

/* ---- cells ---------------------------------------------------------------------------------- */

/* A grid over the water whose cells are no smaller than a link. */
struct cells {
    uint32_t count[3], total;
    double width[3], narrowest;
};

static struct cells cells_of_side(const struct water *water, double side_m)
{
    struct cells cells = {.total = 1, .narrowest = INFINITY};
    for (int axis = 0; axis < 3; axis++) {
        double extent = water->extent[axis], fit = floor(extent / side_m);
        cells.count[axis] = fit < 1.0 ? 1 : fit > 1000.0 ? 1000 : (uint32_t)fit;
        cells.width[axis] = extent / cells.count[axis];
        cells.total *= cells.count[axis];
        if (cells.count[axis] > 1 && cells.width[axis] < cells.narrowest)
            cells.narrowest = cells.width[axis];
    }
    return cells;
}

/* Cells as wide as a link, or wider, so that there are not many more than fish. */
static struct cells choose_cells(const struct water *water, uint32_t fish, double link_m)
{
    struct cells cells = cells_of_side(water, link_m);
    for (double side = 2.0 * link_m; cells.total > 64 && cells.total / 16 > fish; side *= 2.0)
        cells = cells_of_side(water, side);
    return cells;
}

static uint32_t cell_along(const struct cells *cells, int axis, double at)
{
    double width = cells->width[axis];
    uint32_t cell = width > 0.0 ? (uint32_t)(at / width) : 0;
    return cell < cells->count[axis] ? cell : cells->count[axis] - 1;
}

static uint32_t cell_of(const struct cells *cells, struct vector at)
{
    uint32_t cell = 0;
    for (int axis = 2; axis >= 0; axis--)
        cell = cell * cells->count[axis] + cell_along(cells, axis, at.at[axis]);
    return cell;
}

/* Sorts the rows by cell: a counting sort, by way of the memory of `cluster`. */
static void sort_by_cell(const fishsim_world *world, const struct cells *cells, uint32_t count,
                         struct school_room *room)
{
    uint32_t *begin = room->cell_begin;
    memset(begin, 0, (cells->total + 1) * sizeof *begin);
    memcpy(room->cluster, room->rows, count * sizeof *room->rows);
    for (uint32_t i = 0; i < count; i++) {
        room->cell[i] = cell_of(cells, place(&world->fish, room->cluster[i]));
        begin[room->cell[i] + 1]++;
    }
    for (uint32_t c = 0; c < cells->total; c++)
        begin[c + 1] += begin[c];
    for (uint32_t i = count; i-- > 0;)
        room->rows[--begin[room->cell[i] + 1]] = room->cluster[i];
    /* Each entry is now the begin of the cell before it. */
    memmove(begin, begin + 1, cells->total * sizeof *begin);
    begin[cells->total] = count;
}

/* ---- neighbours ----------------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *cluster, uint32_t i)
{
    while (cluster[i] != i) {
        cluster[i] = cluster[cluster[i]];
        i = cluster[i];
    }
    return i;
}

static void join(uint32_t *cluster, uint32_t a, uint32_t b)
{
    a = root_of(cluster, a);
    b = root_of(cluster, b);
    if (a < b)
        cluster[b] = a;
    else
        cluster[a] = b;
}

struct search {
    const struct fish *fish;
    const struct water *water;
    struct cells cells;
    struct school_room *room;
    double link2;
    uint32_t self;   /* place of the fish that looks */
    double nearest2; /* square of the distance to the nearest so far */
};

static void look_into(struct search *search, uint32_t cell)
{
    const uint32_t *rows = search->room->rows;
    struct vector from = place(search->fish, rows[search->self]);
    for (uint32_t i = search->room->cell_begin[cell]; i < search->room->cell_begin[cell + 1]; i++) {
        if (i == search->self)
            continue;
        struct vector d = offset(search->water, from, place(search->fish, rows[i]));
        double distance2 = d.at[0] * d.at[0] + d.at[1] * d.at[1] + d.at[2] * d.at[2];
        if (distance2 < search->nearest2)
            search->nearest2 = distance2;
        if (distance2 <= search->link2)
            join(search->room->cluster, search->self, i);
    }
}

/* The cell `steps` from another along an axis; false where there is none, or it has been seen. */
static bool step_along(const struct search *search, int axis, uint32_t from, int32_t steps,
                       uint32_t *to)
{
    int32_t count = (int32_t)search->cells.count[axis], at = (int32_t)from + steps;
    if (search->water->torus) {
        if (2 * steps > count || 2 * steps <= -count)
            return false;
        at = (at + count) % count;
    }
    *to = (uint32_t)at;
    return at >= 0 && at < count;
}

/* Looks into the cells of a ring: those at most, and along one axis just, `ring` from the fish's.
 */
static void look_around(struct search *search, const uint32_t home[3], int32_t ring)
{
    uint32_t x, y, z;
    for (int32_t dz = -ring; dz <= ring; dz++) {
        if (!step_along(search, 2, home[2], dz, &z))
            continue;
        for (int32_t dy = -ring; dy <= ring; dy++) {
            bool edge = dz == ring || dz == -ring || dy == ring || dy == -ring;
            if (!step_along(search, 1, home[1], dy, &y))
                continue;
            for (int32_t dx = -ring; dx <= ring; dx += edge ? 1 : 2 * ring)
                if (step_along(search, 0, home[0], dx, &x))
                    look_into(search,
                              (z * search->cells.count[1] + y) * search->cells.count[0] + x);
        }
    }
}

/* Distance to the nearest other fish; joins the clusters of all within a link on the way. */
static double look_about(struct search *search)
{
    struct vector at = place(search->fish, search->room->rows[search->self]);
    uint32_t home[3], rings = 0;
    for (int axis = 0; axis < 3; axis++) {
        home[axis] = cell_along(&search->cells, axis, at.at[axis]);
        rings = search->cells.count[axis] > rings ? search->cells.count[axis] : rings;
    }
    search->nearest2 = INFINITY;
    for (uint32_t ring = 0; ring < rings; ring++) {
        double seen = ring > 0 ? (ring - 1) * search->cells.narrowest : 0.0;
        if (ring > 1 && search->nearest2 <= seen * seen)
            break;
        look_around(search, home, (int32_t)ring);
    }
    return sqrt(search->nearest2);
}

static void count_clusters(struct school_room *room, struct school *school)
{
    uint32_t *size = room->cell;
    memset(size, 0, school->fish * sizeof *size);
    for (uint32_t i = 0; i < school->fish; i++) {
        uint32_t root = root_of(room->cluster, i);
        school->clusters += size[root]++ == 0;
        school->largest = size[root] > school->largest ? size[root] : school->largest;
    }
}

static void measure_spacing(const fishsim_world *world, const struct water *water,
                            const struct cells *cells, double link_m, struct school_room *room,
                            struct school *school)
{
    struct search search = {.fish = &world->fish, .water = water, .cells = *cells, .room = room};
    int128 distances = 0;
    search.link2 = link_m * link_m;
    sort_by_cell(world, cells, school->fish, room);
    for (uint32_t i = 0; i < school->fish; i++)
        room->cluster[i] = i;
    for (search.self = 0; search.self < school->fish; search.self++)
        distances += school->fish > 1 ? parts(look_about(&search)) : 0;
    school->nearest_m = mean(distances, school->fish);
    count_clusters(room, school);
}

/* ---- all of it ------------------------------------------------------------------------------ */

/* Lists the fish of a species, and sums their bodies. */
static void gather(const fishsim_world *world, uint32_t species, struct school_room *room,
                   struct school *school)
{
    const struct fish *fish = &world->fish;
    int128 weights = 0, lengths = 0;
    for (uint32_t row = 0; row < fish->count; row++) {
        if (fish->species[row] != species)
            continue;
        room->rows[school->fish++] = row;
        school->number += fish->worth[row];
        weights += parts((double)fish->weight_g[row]) * fish->worth[row];
        lengths += parts((double)fish->length_cm[row]) * fish->worth[row];
    }
    school->biomass_g = (double)weights * UNIT;
    school->length_cm = school->fish ? mean(lengths, school->number) : 0.0;
}

static fishsim_status make_room(const fishsim_world *world, struct school_room *room, uint32_t rows,
                                fishsim_error *error)
{
    fishsim_status status = memory_room(&world->hooks, (void **)&room->rows, &room->capacity, rows,
                                        sizeof *room->rows, error);
    if (!status)
        status = memory_room(&world->hooks, (void **)&room->cluster, &room->cluster_capacity, rows,
                             sizeof *room->cluster, error);
    if (!status)
        status = memory_room(&world->hooks, (void **)&room->cell, &room->cell_capacity, rows,
                             sizeof *room->cell, error);
    return status;
}

fishsim_status school_measure(const fishsim_world *world, uint32_t species,
                              struct school_room *room, struct school *school, fishsim_error *error)
{
    memset(school, 0, sizeof *school);
    fishsim_status status = make_room(world, room, world->fish.count, error);
    if (status)
        return status;
    gather(world, species, room, school);
    if (school->fish == 0)
        return FISHSIM_OK;
    struct water water = water_of(world);
    double link_m = world->settings.measures.link_radius * 0.01 * school->length_cm;
    struct cells cells = choose_cells(&water, school->fish, link_m);
    status = memory_room(&world->hooks, (void **)&room->cell_begin, &room->begin_capacity,
                         cells.total + 1, sizeof *room->cell_begin, error);
    if (status)
        return status;
    measure_order(world, &water, room->rows, school);
    measure_spacing(world, &water, &cells, link_m, room, school);
    return FISHSIM_OK;
}

void school_release(struct school_room *room, const fishsim_hooks *hooks)
{
    memory_release(hooks, room->rows, room->capacity * sizeof *room->rows);
    memory_release(hooks, room->cluster, room->cluster_capacity * sizeof *room->cluster);
    memory_release(hooks, room->cell, room->cell_capacity * sizeof *room->cell);
    memory_release(hooks, room->cell_begin, room->begin_capacity * sizeof *room->cell_begin);
    memset(room, 0, sizeof *room);
}

/* SPDX-License-Identifier: MIT */
/*
 * move.c: carry out intents within what a body can do: turn, change speed, swim on, stay in the
 * water.
 */
#include "base/lanes.h"
#include "tick/tick.h"

#include <math.h>
#include <string.h>

/* A wall bends the wanted heading of a fish that is nearer than so many body lengths. */
static const float WALL_MARGIN_BL = 3.0f;

/* Pushes a wanted heading inwards, the more the nearer the wall. */
BODY_OF_LOOP float away_from_walls(float wanted, float at, float extent, float margin)
{
    float up = wanted + 2.0f * (margin - at) / margin;
    float down = wanted - 2.0f * (at - (extent - margin)) / margin;
    bool low = at < margin && wanted<0.5f, high = at> extent - margin && wanted > -0.5f;
    return low ? up : high ? down : wanted;
}

/* Sets a heading of any length but 0 as the unit vector that it must be. */
static void set_heading(struct fish *fish, uint32_t row, struct direction heading)
{
    float norm = direction_length(heading);
    fish->heading_x[row] = heading.x / norm;
    fish->heading_y[row] = heading.y / norm;
    fish->heading_z[row] = heading.z / norm;
}

/* Turns the heading of a row towards its intent, by at most the angle given as cosine and sine. */
static void turn_deep(struct fish *fish, uint32_t row, struct direction wanted, float most_cos,
                      float most_sin)
{
    struct direction heading = fish_heading(fish, row);
    float length = direction_length(wanted);
    if (length > 0.0f) {
        wanted = (struct direction){wanted.x / length, wanted.y / length, wanted.z / length};
        heading = direction_dot(heading, wanted) < most_cos
                      ? direction_towards(heading, wanted, most_cos, most_sin)
                      : wanted;
    }
    set_heading(fish, row, heading);
}

/* The same in the plane, where a side to turn to is a sign. */
BODY_OF_LOOP void turn_flat(struct fish *fish, uint32_t row, float wanted_x, float wanted_y,
                            float most_cos, float most_sin)
{
    float x = fish->heading_x[row], y = fish->heading_y[row];
    float length = sqrtf(wanted_x * wanted_x + wanted_y * wanted_y);
    float inverse = 1.0f / length;
    bool some = length > 0.0f;
    float unit_x = some ? wanted_x * inverse : x, unit_y = some ? wanted_y * inverse : y;
    bool too_far = some && x * unit_x + y * unit_y < most_cos;
    float side = x * unit_y - y * unit_x < 0.0f ? -most_sin : most_sin;
    float to_x = too_far ? x * most_cos - y * side : unit_x;
    float to_y = too_far ? x * side + y * most_cos : unit_y;
    inverse = 1.0f / sqrtf(to_x * to_x + to_y * to_y);
    fish->heading_x[row] = to_x * inverse;
    fish->heading_y[row] = to_y * inverse;
    fish->heading_z[row] = 0.0f;
}

BODY_OF_LOOP float change_speed(float speed, float wanted, float most)
{
    float change = wanted - speed;
    change = change > most ? most : change < -most ? -most : change;
    return speed + change;
}

/* Stops a fish at a wall, heading along it or inwards; `last` is the number below the extent. */
BODY_OF_LOOP float stop(float at, float extent, float last, float *heading)
{
    bool below = at < 0.0f, beyond = at >= extent;
    float along = fabsf(*heading);
    *heading = below ? along : beyond ? -along : *heading;
    return below ? 0.0f : beyond ? last : at;
}

/* Notes how far a body has turned from its old heading, for those who observe it. */
static void note_turn(struct fish *fish, const struct species *species, uint32_t row, float old_x,
                      float old_y)
{
    float sine = old_x * fish->heading_y[row] - old_y * fish->heading_x[row];
    float cosine = old_x * fish->heading_x[row] + old_y * fish->heading_y[row];
    /* The sine of half the angle grows up to a turn right about, where its cosine vanishes. */
    float half_cosine = sqrtf(0.5f * (cosine > -1.0f ? 1.0f + cosine : 0.0f));
    float half = half_cosine > 0.01f ? 0.5f * fabsf(sine) / half_cosine : 1.0f;
    float turned = species->widest_half_sin > 0.0f ? half / species->widest_half_sin : 0.0f;
    fish->action[row] = action_with_body(fish->action[row], sine < 0.0f ? -turned : turned);
}

/* What is the same for all fish of a species. */
struct course {
    float dt, acceleration;
    float width_m, height_m, depth_m;
    float last_x, last_y, last_z; /* the largest numbers within */
    bool walls, deep;
};

static struct course course_of(const fishsim_world *world, const struct species *species)
{
    float dt = (float)world->settings.world.tick_seconds;
    return (struct course){
        .dt = dt,
        .acceleration = (float)species->settings.motion.acceleration_bl_per_s2 * dt,
        .width_m = world->width_m,
        .height_m = world->height_m,
        .depth_m = world->depth_m,
        .last_x = nextafterf(world->width_m, 0.0f),
        .last_y = nextafterf(world->height_m, 0.0f),
        .last_z = nextafterf(world->depth_m, 0.0f),
        .walls = world->settings.world.boundary == BOUNDARY_WALLS,
        .deep = world->deep,
    };
}

/* Where a fish comes to along one axis; notes its step before wrapping. */
BODY_OF_LOOP float swim(float at, float distance, float extent, float last, bool walls, float *step,
                        float *heading)
{
    float to = at + distance;
    if (walls)
        to = stop(to, extent, last, heading);
    *step = to - at;
    return walls ? to : wrap_around(to, extent);
}

/* `walls` and `deep` are constants where this is called. */
BODY_OF_LOOP void move_row(struct fish *fish, const struct species *species,
                           const struct course *course, uint32_t row, bool walls, bool deep)
{
    float body = fish_length_m(fish, row);
    float x = fish->x[row], y = fish->y[row];
    struct direction wanted = {fish->intent_x[row], fish->intent_y[row], fish->intent_z[row]};
    if (walls) {
        float margin = WALL_MARGIN_BL * body;
        wanted.x = away_from_walls(wanted.x, x, course->width_m, margin);
        wanted.y = away_from_walls(wanted.y, y, course->height_m, margin);
        if (deep)
            wanted.z = away_from_walls(wanted.z, fish->z[row], course->depth_m, margin);
    }
    bool burst = fish->burst[row], lagging = fish->lagging[row];
    float most_cos = burst ? species->burst_cos : species->turn_cos;
    float most_sin = burst ? species->burst_sin : species->turn_sin;
    struct direction before = fish_heading(fish, row);
    float swum = fish->speed[row];
    if (deep)
        turn_deep(fish, row, wanted, most_cos, most_sin);
    else
        turn_flat(fish, row, wanted.x, wanted.y, most_cos, most_sin);
    float speed = change_speed(swum, fish->intent_speed[row], course->acceleration * body);
    fish->speed[row] = speed;
    struct direction after = fish_heading(fish, row);
    swum = lagging ? swum : speed;
    float along_x = lagging ? before.x : after.x, along_y = lagging ? before.y : after.y;
    fish->x[row] = swim(x, along_x * swum * course->dt, course->width_m, course->last_x, walls,
                        &fish->step_x[row], &fish->heading_x[row]);
    fish->y[row] = swim(y, along_y * swum * course->dt, course->height_m, course->last_y, walls,
                        &fish->step_y[row], &fish->heading_y[row]);
    if (deep) {
        float along_z = lagging ? before.z : after.z;
        fish->z[row] = swim(fish->z[row], along_z * (swum * course->dt), course->depth_m,
                            course->last_z, walls, &fish->step_z[row], &fish->heading_z[row]);
    } else {
        fish->step_z[row] = 0.0f;
    }
    float handling = fish->handling_s[row] - course->dt;
    /* To the nearest tick, whatever the rounding. */
    fish->handling_s[row] = handling > 0.5f * course->dt ? handling : 0.0f;
}

static void move_on_torus(struct fish *fish, const struct species *species,
                          const struct course *course, uint32_t begin, uint32_t end)
{
    EACH_APART
    for (uint32_t row = begin; row < end; row++)
        move_row(fish, species, course, row, false, false);
}

static void move_in_walls(struct fish *fish, const struct species *species,
                          const struct course *course, uint32_t begin, uint32_t end)
{
    EACH_APART
    for (uint32_t row = begin; row < end; row++)
        move_row(fish, species, course, row, true, false);
}

static void move_deep(struct fish *fish, const struct species *species, const struct course *course,
                      uint32_t begin, uint32_t end)
{
    for (uint32_t row = begin; row < end; row++)
        move_row(fish, species, course, row, course->walls, true);
}

static void note_turns(struct fish *fish, const struct species *species, const float *old_x,
                       const float *old_y, uint32_t begin, uint32_t end)
{
    for (uint32_t row = begin; row < end; row++)
        note_turn(fish, species, row, old_x[row - begin], old_y[row - begin]);
}

static void find_cells(struct fish *fish, const struct field_grid *grid, uint32_t begin,
                       uint32_t end)
{
    EACH_APART
    for (uint32_t row = begin; row < end; row++)
        fish->field_cell[row] = field_cell(grid, fish->x[row], fish->y[row]);
}

static void move_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    struct course course = course_of(world, species);
    float heading_x[PIECE], heading_y[PIECE];
    memcpy(heading_x, fish->heading_x + begin, (end - begin) * sizeof *heading_x);
    memcpy(heading_y, fish->heading_y + begin, (end - begin) * sizeof *heading_y);
    (course.deep    ? move_deep
     : course.walls ? move_in_walls
                    : move_on_torus)(fish, species, &course, begin, end);
    if (world->perception.used)
        note_turns(fish, species, heading_x, heading_y, begin, end);
    find_cells(fish, &world->field_grid, begin, end);
}

void tick_move(fishsim_world *world)
{
    for_each_species_rows(world, move_rows);
}

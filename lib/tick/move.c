/* SPDX-License-Identifier: MIT */
/*
 * move.c: carry out intents within what a body can do: turn, change speed, swim on, stay in the
 * water.
 */
#include "tick/tick.h"

#include <math.h>

/* A wall bends the wanted heading of a fish that is nearer than so many body lengths. */
static const float WALL_MARGIN_BL = 3.0f;

/* Pushes a wanted heading inwards, the more the nearer the wall. */
static float away_from_walls(float wanted, float at, float extent, float margin)
{
    if (at < margin && wanted < 0.5f)
        return wanted + 2.0f * (margin - at) / margin;
    if (at > extent - margin && wanted > -0.5f)
        return wanted - 2.0f * (at - (extent - margin)) / margin;
    return wanted;
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
static void turn_flat(struct fish *fish, uint32_t row, float wanted_x, float wanted_y,
                      float most_cos, float most_sin)
{
    float x = fish->heading_x[row], y = fish->heading_y[row];
    float length = sqrtf(wanted_x * wanted_x + wanted_y * wanted_y);
    if (length > 0.0f) {
        wanted_x /= length;
        wanted_y /= length;
        if (x * wanted_x + y * wanted_y < most_cos) {
            float side = x * wanted_y - y * wanted_x < 0.0f ? -most_sin : most_sin;
            wanted_x = x * most_cos - y * side;
            wanted_y = x * side + y * most_cos;
        }
        x = wanted_x;
        y = wanted_y;
    }
    set_heading(fish, row, (struct direction){x, y, 0.0f});
}

static float change_speed(float speed, float wanted, float most)
{
    float change = wanted - speed;
    change = change > most ? most : change < -most ? -most : change;
    return speed + change;
}

static float wrap(float at, float extent)
{
    if (at < -extent || at >= 2.0f * extent)
        at -= floorf(at / extent) * extent;
    if (at < 0.0f)
        at += extent;
    if (at >= extent)
        at -= extent;
    return at;
}

/* Stops a fish at a wall, heading along it or inwards. */
static float stop(float at, float extent, float *heading)
{
    if (at < 0.0f) {
        *heading = fabsf(*heading);
        return 0.0f;
    }
    if (at >= extent) {
        *heading = -fabsf(*heading);
        return nextafterf(extent, 0.0f);
    }
    return at;
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

/* Swims along z: what move_rows does along x and y. */
static void rise(fishsim_world *world, uint32_t row, float distance, bool walls)
{
    struct fish *fish = &world->fish;
    float z = fish->z[row];
    float new_z = z + distance;
    if (walls)
        new_z = stop(new_z, world->depth_m, &fish->heading_z[row]);
    fish->old_z[row] = z;
    fish->step_z[row] = new_z - z;
    fish->z[row] = walls ? new_z : wrap(new_z, world->depth_m);
}

/* In two dimensions. */
static void stay_level(struct fish *fish, uint32_t row)
{
    fish->old_z[row] = fish->step_z[row] = 0.0f;
}

static void move_rows(fishsim_world *world, struct species *species, uint32_t begin, uint32_t end)
{
    struct fish *fish = &world->fish;
    const struct species_settings *settings = &species->settings;
    float dt = (float)world->settings.world.tick_seconds;
    float acceleration = (float)settings->motion.acceleration_bl_per_s2 * dt;
    bool walls = world->settings.world.boundary == BOUNDARY_WALLS;
    for (uint32_t row = begin; row < end; row++) {
        float body = fish_length_m(fish, row);
        float x = fish->x[row], y = fish->y[row];
        struct direction wanted = {fish->intent_x[row], fish->intent_y[row], fish->intent_z[row]};
        if (walls) {
            float margin = WALL_MARGIN_BL * body;
            wanted.x = away_from_walls(wanted.x, x, world->width_m, margin);
            wanted.y = away_from_walls(wanted.y, y, world->height_m, margin);
            if (world->deep)
                wanted.z = away_from_walls(wanted.z, fish->z[row], world->depth_m, margin);
        }
        float heading_x = fish->heading_x[row], heading_y = fish->heading_y[row];
        bool burst = fish->burst[row];
        float most_cos = burst ? species->burst_cos : species->turn_cos;
        float most_sin = burst ? species->burst_sin : species->turn_sin;
        struct direction along = fish_heading(fish, row);
        float swum = fish->speed[row];
        if (world->deep)
            turn_deep(fish, row, wanted, most_cos, most_sin);
        else
            turn_flat(fish, row, wanted.x, wanted.y, most_cos, most_sin);
        float speed = change_speed(fish->speed[row], fish->intent_speed[row], acceleration * body);
        fish->speed[row] = speed;
        if (!fish->lagging[row]) {
            along = fish_heading(fish, row);
            swum = speed;
        }
        float new_x = x + along.x * swum * dt;
        float new_y = y + along.y * swum * dt;
        if (walls) {
            new_x = stop(new_x, world->width_m, &fish->heading_x[row]);
            new_y = stop(new_y, world->height_m, &fish->heading_y[row]);
        }
        if (world->deep)
            rise(world, row, along.z * (swum * dt), walls);
        else
            stay_level(fish, row);
        if (world->perception.used)
            note_turn(fish, species, row, heading_x, heading_y);
        fish->old_x[row] = x;
        fish->old_y[row] = y;
        fish->step_x[row] = new_x - x;
        fish->step_y[row] = new_y - y;
        fish->x[row] = walls ? new_x : wrap(new_x, world->width_m);
        fish->y[row] = walls ? new_y : wrap(new_y, world->height_m);
        fish->field_cell[row] = field_cell(&world->field_grid, fish->x[row], fish->y[row]);
        float handling = fish->handling_s[row] - dt;
        /* To the nearest tick, whatever the rounding. */
        fish->handling_s[row] = handling > 0.5f * dt ? handling : 0.0f;
    }
}

void tick_move(fishsim_world *world)
{
    for_each_species_rows(world, move_rows);
}

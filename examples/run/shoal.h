/* SPDX-License-Identifier: MIT */
/*
 * shoal.h: the fish of world.svg: gathered, thinned out when they are too many, and drawn.
 */
#ifndef FISHSIM_RUN_SHOAL_H
#define FISHSIM_RUN_SHOAL_H

#include "cast.h"
#include "water.h"

enum { SHOAL_DRAWN_MAX = 20000 };

/* One fish, as far as a picture shows it. */
struct mark {
    uint64_t id;
    double x_m, y_m;
    double heading_x, heading_y;
    double length_m;
    double depth; /* how deep the body is drawn, 1 for a fish of average condition */
    uint16_t species;
    uint16_t drawn; /* 0 for a fish that was thinned out */
};

struct shoal {
    uint64_t count;       /* fish in the world */
    uint64_t drawn;       /* fish in the picture: fewer when they were thinned out */
    struct mark *marks;   /* (count), from short to long */
    double magnification; /* drawn length over true length */
    double least_px;      /* no fish is drawn shorter */
};

/* Reads the fish and decides how large they are drawn on `water`. 0, or -1 after a complaint. */
int shoal_read(struct shoal *shoal, const fishsim_world *world, const struct water *water);

void shoal_free(struct shoal *shoal);

/* Writes the shapes that shoal_draw and shoal_draw_icon use, and the colours of the cast. */
void shoal_define(FILE *file, const struct cast *cast);

/* Draws the fish, the longest on top. */
void shoal_draw(const struct shoal *shoal, FILE *file, const struct water *water);

/* One fish of a species for a legend, `length_px` long, its middle at (x, y). */
void shoal_draw_icon(FILE *file, uint32_t species, double x, double y, double length_px);

#endif

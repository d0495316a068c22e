/* SPDX-License-Identifier: MIT */
/*
 * water.h: the water of world.svg: its place on the page, and the plankton as shades of it.
 */
#ifndef FISHSIM_RUN_WATER_H
#define FISHSIM_RUN_WATER_H

#include <fishsim/fishsim.h>

#include <stdio.h>

/* Where the world lies on the page. */
struct water {
    double x, y;          /* upper left corner, px */
    double width, height; /* px */
    double px_per_m;
    int walls;
    double plankton_low, plankton_high; /* parts of the capacity that the darkest and lightest shade
                                           stand for; equal when there is no plankton */
};

/* Colour of the water where the plankton is `part` of the way from low to high. */
uint32_t water_color(double part);

/* A colour in the middle of what water_color gives, against which fish must stand out. */
uint32_t water_middle(void);

/* Draws the water, and fills in plankton_low and _high. 0, or -1 after a complaint. */
int water_draw(struct water *water, FILE *file, const fishsim_world *world);

#endif

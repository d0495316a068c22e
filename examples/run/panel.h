/* SPDX-License-Identifier: MIT */
/*
 * panel.h: one panel of population.svg: its frame, its lines, and what they end in.
 */
#ifndef FISHSIM_RUN_PANEL_H
#define FISHSIM_RUN_PANEL_H

#include "cast.h"
#include "history.h"
#include "number.h"
#include "scale.h"

#include <stdio.h>

/* What is drawn, and where time runs: all panels have it in common. */
struct chart {
    FILE *file;
    const struct history *history;
    struct cast cast;
    struct scale time;
    double time_unit_s; /* calendar seconds in one unit of the time axis */
    const char *time_unit;
};

/* One panel, from top to bottom of the plot. */
struct panel {
    double top, bottom;
    double unit; /* what one mark of 1 stands for in units of the values */
    struct scale scale;
};

/* A value of one species in one sample; species is 0 for what is not of a species. */
typedef double (*series_value)(const struct history *history, size_t row, uint32_t species);

/* A scale that suits the values of all species: logarithmic when a linear one would press some to
 * the ground. Needs top and bottom. */
struct scale panel_scale(const struct chart *chart, const struct panel *panel, series_value value);

/* Draws the head, the grid and the marks. */
void panel_frame(const struct chart *chart, const struct panel *panel, const char *head);

/* Writes the points of a line as path data, no two of them nearer along x than can be seen. */
void panel_points(const struct chart *chart, const struct panel *panel, series_value value,
                  uint32_t species);

void panel_line(const struct chart *chart, const struct panel *panel, series_value value,
                uint32_t species, uint32_t rgb);

/* A number in bold and what it is of, to the right of the plot. */
void panel_end_text(const struct chart *chart, double y, uint32_t rgb, const char *number,
                    const char *name);

/* Draws the lines of all species, and at their ends how many or how much there is. */
void panel_species(const struct chart *chart, const struct panel *panel, series_value value,
                   char *(*write)(char text[NUMBER_BYTES], double number));

/* The colour of a species' line. */
uint32_t panel_line_color(const struct role *role);

#endif

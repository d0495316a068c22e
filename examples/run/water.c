/* SPDX-License-Identifier: MIT */
/*
 * water.c: draws the plankton field as a smooth colour field of bounded size.
 *
 * The cells of the model are coarse. They are sampled bilinearly on a finer raster of at most
 * RASTER_MAX samples, shades are rounded to SHADES, equal neighbours in a row become one rectangle,
 * and a slight blur takes the steps away.
 */
#include "water.h"

#include "color.h"
#include "reading.h"
#include "svg.h"

#include <math.h>

enum {
    RASTER_MAX = 16000, /* samples, and so the most rectangles */
    SHADES = 48,
    MARGIN = 2, /* samples drawn beyond each edge, so that the blur sees water there */
};

static const double SAMPLE_PX = 6.0;
static const double LEAST_RANGE = 0.001; /* of the capacity; less than that is drawn as even */

static const uint32_t POOR = 0x0d2a47, MEDIUM = 0x14506a, RICH = 0x2b8072;

uint32_t water_color(double part)
{
    return part < 0.5 ? color_mix(POOR, MEDIUM, part * 2.0)
                      : color_mix(MEDIUM, RICH, part * 2.0 - 1.0);
}

uint32_t water_middle(void)
{
    return MEDIUM;
}

/* Index of a cell, `at` cells from the edge, of `count`: around the torus, or held at the wall. */
static uint32_t cell_index(long at, uint32_t count, int walls)
{
    long n = (long)count;

    if (walls) {
        return (uint32_t)(at < 0 ? 0 : at >= n ? n - 1 : at);
    }
    return (uint32_t)((at % n + n) % n);
}

static double cell_part(const fishsim_field *field, uint32_t column, uint32_t row)
{
    return (double)field->energy_uj[(uint64_t)row * field->columns + column] / field->capacity_uj;
}

/* Plankton at a place in metres, as a part of the capacity, bilinear between centres of cells. */
static double sample(const fishsim_field *field, int walls, double x_m, double y_m)
{
    double u = x_m / field->cell_width_m - 0.5, v = y_m / field->cell_height_m - 0.5;
    long i = (long)floor(u), j = (long)floor(v);
    double s = u - (double)i, t = v - (double)j;
    uint32_t left = cell_index(i, field->columns, walls);
    uint32_t right = cell_index(i + 1, field->columns, walls);
    uint32_t low = cell_index(j, field->rows, walls);
    uint32_t high = cell_index(j + 1, field->rows, walls);

    return (cell_part(field, left, low) * (1.0 - s) + cell_part(field, right, low) * s) *
               (1.0 - t) +
           (cell_part(field, left, high) * (1.0 - s) + cell_part(field, right, high) * s) * t;
}

/* The shades stand for the range that occurs, however small: mixing evens plankton out, so that in
 * most waters a wider one would show nothing. The legend tells the range. */
static void choose_range(struct water *water, const fishsim_field *field)
{
    double low = INFINITY, high = 0.0;

    for (uint32_t row = 0; row < field->rows; row++) {
        for (uint32_t column = 0; column < field->columns; column++) {
            low = fmin(low, cell_part(field, column, row));
            high = fmax(high, cell_part(field, column, row));
        }
    }
    if (high - low < LEAST_RANGE) {
        low = fmax(0.0, (low + high - LEAST_RANGE) / 2.0);
        high = low + LEAST_RANGE;
    }
    water->plankton_low = low;
    water->plankton_high = high;
}

static int shade_at(const struct water *water, const fishsim_field *field, double px, double py)
{
    /* y goes up in the world and down on the page */
    double value =
        sample(field, water->walls, px / water->px_per_m, (water->height - py) / water->px_per_m);
    double part = (value - water->plankton_low) / (water->plankton_high - water->plankton_low);

    return (int)lround(fmin(fmax(part, 0.0), 1.0) * (SHADES - 1));
}

/* One row of the raster, whose upper edge is at py below the water's. */
static void draw_row(const struct water *water, const fishsim_field *field, FILE *file, int columns,
                     double step, double py)
{
    int begin = -MARGIN;
    int shade = shade_at(water, field, (begin + 0.5) * step, py + step / 2);

    for (int column = -MARGIN + 1; column <= columns + MARGIN; column++) {
        int end = column == columns + MARGIN;
        int here = end ? -1 : shade_at(water, field, (column + 0.5) * step, py + step / 2);

        if (here != shade) {
            /* Half a pixel of overlap hides the seams that smoothing of edges would leave. */
            fprintf(file, "<path fill=\"#%06x\" d=\"M%.1f %.1fh%.1fv%.1fh-%.1fz\"/>\n",
                    (unsigned)water_color((double)shade / (SHADES - 1)), water->x + begin * step,
                    water->y + py, (column - begin) * step + 0.5, step + 0.5,
                    (column - begin) * step + 0.5);
            begin = column;
            shade = here;
        }
    }
}

static void draw_plankton(const struct water *water, const fishsim_field *field, FILE *file)
{
    double step = fmax(SAMPLE_PX, sqrt(water->width * water->height / (RASTER_MAX * 0.85)));
    int columns = (int)ceil(water->width / step), rows = (int)ceil(water->height / step);

    fprintf(file,
            "<filter id=\"soft\" filterUnits=\"userSpaceOnUse\" x=\"%.1f\" y=\"%.1f\""
            " width=\"%.1f\" height=\"%.1f\"><feGaussianBlur stdDeviation=\"%.1f\"/></filter>\n"
            "<g filter=\"url(#soft)\">\n",
            water->x - MARGIN * step, water->y - MARGIN * step, (columns + 2 * MARGIN) * step,
            (rows + 2 * MARGIN) * step, step * 0.8);
    for (int row = -MARGIN; row < rows + MARGIN; row++) {
        draw_row(water, field, file, columns, step, row * step);
    }
    fputs("</g>\n", file);
}

/* A little light from above, so that even a water without plankton looks like water. */
static void draw_light(const struct water *water, FILE *file)
{
    fprintf(file,
            "<linearGradient id=\"light\" x1=\"0\" y1=\"0\" x2=\"0.3\" y2=\"1\">"
            "<stop offset=\"0\" stop-color=\"#fff\" stop-opacity=\".05\"/>"
            "<stop offset=\".5\" stop-color=\"#000\" stop-opacity=\".0\"/>"
            "<stop offset=\"1\" stop-color=\"#000\" stop-opacity=\".1\"/>"
            "</linearGradient>\n"
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"url(#light)\"/>\n",
            water->x, water->y, water->width, water->height);
}

int water_draw(struct water *water, FILE *file, const fishsim_world *world)
{
    fishsim_field field;

    water->plankton_low = water->plankton_high = 0.0;
    if (read_field(world, FISHSIM_FIELD_PLANKTON, &field) != 0) {
        return -1;
    }
    if (field.capacity_uj > 0.0) {
        choose_range(water, &field);
        draw_plankton(water, &field, file);
    } else {
        svg_rect(file, water->x, water->y, water->width, water->height, water_color(0.4));
    }
    draw_light(water, file);
    return 0;
}

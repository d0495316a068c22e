/* SPDX-License-Identifier: MIT */
/*
 * shoal.c: draws fish. In most waters a fish at true size would be smaller than a pixel, so fish
 * are magnified until the median one can be seen, and the picture says by how much.
 */
#include "shoal.h"

#include "color.h"
#include "reading.h"
#include "say.h"
#include "scale.h"

#include <math.h>
#include <stdlib.h>

static const double DETAIL_PX = 9.0;       /* from this length on a fish has an eye and fins */
static const double MEDIAN_PX_LEAST = 5.0; /* wanted length of the median fish in a crowd */
static const double MEDIAN_PX_MOST = 8.5;  /* and where there is room */
static const double LONGEST_PX = 56.0;     /* for the sake of which magnification ends */
static const double LEAST_PX = 4.5;
static const double MEAN_COEFFICIENT = 0.01; /* a in W = a L^3, g and cm */

/* ---- gathering ------------------------------------------------------------------------------ */

static int by_id(const void *left, const void *right)
{
    const struct mark *a = left, *b = right;

    return a->id < b->id ? -1 : a->id > b->id;
}

static int by_length(const void *left, const void *right)
{
    const struct mark *a = left, *b = right;

    if (a->length_m != b->length_m) {
        return a->length_m < b->length_m ? -1 : 1;
    }
    return by_id(left, right);
}

/* The columns by the names of their fields: COLUMN_x, COLUMN_weight_g, ... */
enum {
#define NUMBER_FIELD(NAME, field, number, element, unit, meaning) COLUMN_##field = number,
    FISHSIM_COLUMN_TABLE(NUMBER_FIELD)
#undef NUMBER_FIELD
};

struct columns {
    fishsim_column id, species, x, y, heading_x, heading_y, length, weight;
};

static int read_columns(struct columns *columns, const fishsim_world *world)
{
    return read_column(world, COLUMN_id, FISHSIM_ELEMENT_U64, &columns->id) != 0 ||
                   read_column(world, COLUMN_species, FISHSIM_ELEMENT_U16, &columns->species) !=
                       0 ||
                   read_reals(world, COLUMN_x, &columns->x) != 0 ||
                   read_reals(world, COLUMN_y, &columns->y) != 0 ||
                   read_reals(world, COLUMN_heading_x, &columns->heading_x) != 0 ||
                   read_reals(world, COLUMN_heading_y, &columns->heading_y) != 0 ||
                   read_reals(world, COLUMN_length_cm, &columns->length) != 0 ||
                   read_reals(world, COLUMN_weight_g, &columns->weight) != 0
               ? -1
               : 0;
}

static struct mark make_mark(const struct columns *columns, uint64_t row)
{
    double length_cm = real_at(&columns->length, row);
    double mean_g = MEAN_COEFFICIENT * length_cm * length_cm * length_cm;
    double condition = mean_g > 0.0 ? real_at(&columns->weight, row) / mean_g : 1.0;

    return (struct mark){
        .id = u64_at(&columns->id, row),
        .x_m = real_at(&columns->x, row),
        .y_m = real_at(&columns->y, row),
        .heading_x = real_at(&columns->heading_x, row),
        .heading_y = real_at(&columns->heading_y, row),
        .length_m = length_cm / 100.0,
        .depth = fmin(fmax(sqrt(condition), 0.65), 1.35),
        .species = u16_at(&columns->species, row),
    };
}

/* Keeps so many fish at most, spread evenly over the ids. */
static void thin_out(struct shoal *shoal, uint64_t most)
{
    shoal->drawn = shoal->count < most ? shoal->count : most;
    qsort(shoal->marks, shoal->count, sizeof *shoal->marks, by_id);
    for (uint64_t i = 0; i < shoal->drawn; i++) {
        shoal->marks[i * shoal->count / shoal->drawn].drawn = 1;
    }
}

/* Needs the marks in order of length. */
static void choose_size(struct shoal *shoal, const struct water *water)
{
    double space_px, wanted_px, median_px, longest_px, factor;

    shoal->magnification = 1.0;
    shoal->least_px = LEAST_PX;
    if (shoal->count == 0) {
        return;
    }
    space_px = sqrt(water->width * water->height / (double)shoal->count);
    wanted_px = fmin(fmax(0.6 * space_px, MEDIAN_PX_LEAST), MEDIAN_PX_MOST);
    median_px = shoal->marks[shoal->count / 2].length_m * water->px_per_m;
    longest_px = shoal->marks[shoal->count - 1].length_m * water->px_per_m;
    factor = fmin(wanted_px / median_px, LONGEST_PX / longest_px);
    /* A school at nearly its true size is drawn so: magnified, its fish would overlap. */
    if (factor > 1.0 && median_px < MEDIAN_PX_LEAST) {
        shoal->magnification = factor < 2.0    ? 1.5
                               : factor < 10.0 ? floor(factor)
                                               : round_below(factor);
    }
}

int shoal_read(struct shoal *shoal, const fishsim_world *world, const struct water *water)
{
    struct columns columns;

    *shoal = (struct shoal){.count = 0};
    if (read_columns(&columns, world) != 0) {
        return -1;
    }
    shoal->count = columns.id.count;
    shoal->marks = calloc(shoal->count > 0 ? shoal->count : 1, sizeof *shoal->marks);
    if (shoal->marks == NULL) {
        complain("out of memory");
        return -1;
    }
    for (uint64_t row = 0; row < shoal->count; row++) {
        shoal->marks[row] = make_mark(&columns, row);
    }
    thin_out(shoal, SHOAL_DRAWN_MAX);
    qsort(shoal->marks, shoal->count, sizeof *shoal->marks, by_length);
    choose_size(shoal, water);
    return 0;
}

void shoal_free(struct shoal *shoal)
{
    free(shoal->marks);
    *shoal = (struct shoal){.count = 0};
}

/* ---- drawing -------------------------------------------------------------------------------- */

/* Both shapes are one unit long, snout to the right, back up. They take the colour of the place
 * where they are used. */
static const char SHAPES[] =
    "<path id=\"plain\" d=\"M.5 0C.3-.17-.02-.2-.28-.035L-.5-.15Q-.42 0-.5.15L-.28.035"
    "C-.02.2.3.17.5 0z\" stroke=\"#04121f\" stroke-opacity=\".5\" stroke-width=\".04\"/>\n"
    "<g id=\"fine\">"
    "<path d=\"M.17-.12C.06-.23-.06-.22-.13-.19L-.1-.1zM.06.13Q.0.22-.1.21L-.06.1z\""
    " opacity=\".75\"/>"
    "<path d=\"M.5 0C.44-.07.26-.155.06-.155C-.1-.155-.22-.09-.33-.028C-.39-.06-.45-.13-.5-.17"
    "Q-.42 0-.5.17C-.45.13-.39.06-.33.028C-.22.09-.1.155.06.155C.26.155.44.07.5 0z\""
    " stroke=\"#04121f\" stroke-opacity=\".5\" stroke-width=\".02\"/>"
    "<path d=\"M.49.012C.42.075.25.145.06.145C-.1.145-.22.085-.33.022C-.1.06.25.07.49.012z\""
    " fill=\"#fff\" opacity=\".38\"/>"
    "<path d=\"M.26-.1Q.21 0 .26.1\" fill=\"none\" stroke=\"#04121f\" stroke-opacity=\".4\""
    " stroke-width=\".018\"/>"
    "<circle cx=\".365\" cy=\"-.032\" r=\".034\" fill=\"#fff\"/>"
    "<circle cx=\".37\" cy=\"-.032\" r=\".019\" fill=\"#04121f\"/>"
    "</g>\n";

void shoal_define(FILE *file, const struct cast *cast)
{
    fputs("<defs>\n", file);
    fputs(SHAPES, file);
    fputs("</defs>\n<style>\n", file);
    for (uint32_t s = 0; s < cast->count; s++) {
        fprintf(file, ".s%u { fill: #%06x; }\n", (unsigned)s,
                (unsigned)color_against(cast->roles[s].rgb, water_middle(), 0xffffff, 3.0));
    }
    fputs("</style>\n", file);
}

static void draw_shape(FILE *file, uint32_t species, double x, double y, double angle_deg,
                       double length_px, double depth)
{
    const char *shape = length_px >= DETAIL_PX ? "fine" : "plain";

    fprintf(file,
            "<use xlink:href=\"#%s\" class=\"s%u\""
            " transform=\"translate(%.1f %.1f)rotate(%.0f)scale(%.1f %.1f)\"/>\n",
            shape, (unsigned)species, x, y, angle_deg, length_px, length_px * depth);
}

static void draw_mark(const struct mark *mark, FILE *file, const struct water *water,
                      double length_px, double x_m, double y_m)
{
    static const double DEGREES = 57.295779513082321;
    /* y goes down on the page; a fish that heads left is mirrored, so that its back stays up */
    double angle_deg = atan2(-mark->heading_y, mark->heading_x) * DEGREES;
    double upright = mark->heading_x < 0.0 ? -1.0 : 1.0;

    draw_shape(file, mark->species, water->x + x_m * water->px_per_m,
               water->y + water->height - y_m * water->px_per_m, angle_deg, length_px,
               upright * mark->depth);
}

/* Where a fish that reaches over an edge of a torus shows again: that far off, else 0. */
static double far_side(double at, double extent, double reach)
{
    return at < reach ? extent : at > extent - reach ? -extent : 0.0;
}

static void draw_with_copies(const struct mark *mark, FILE *file, const struct water *water,
                             double length_px)
{
    double reach_m = 0.5 * length_px / water->px_per_m;
    double dx_m = far_side(mark->x_m, water->width / water->px_per_m, reach_m);
    double dy_m = far_side(mark->y_m, water->height / water->px_per_m, reach_m);

    draw_mark(mark, file, water, length_px, mark->x_m, mark->y_m);
    if (water->walls) {
        return;
    }
    if (dx_m != 0.0) {
        draw_mark(mark, file, water, length_px, mark->x_m + dx_m, mark->y_m);
    }
    if (dy_m != 0.0) {
        draw_mark(mark, file, water, length_px, mark->x_m, mark->y_m + dy_m);
    }
    if (dx_m != 0.0 && dy_m != 0.0) {
        draw_mark(mark, file, water, length_px, mark->x_m + dx_m, mark->y_m + dy_m);
    }
}

void shoal_draw(const struct shoal *shoal, FILE *file, const struct water *water)
{
    for (uint64_t i = 0; i < shoal->count; i++) {
        const struct mark *mark = &shoal->marks[i];
        double length_px = mark->length_m * water->px_per_m * shoal->magnification;

        if (mark->drawn) {
            draw_with_copies(mark, file, water, fmax(length_px, shoal->least_px));
        }
    }
}

void shoal_draw_icon(FILE *file, uint32_t species, double x, double y, double length_px)
{
    draw_shape(file, species, x, y, 0.0, length_px, 1.0);
}

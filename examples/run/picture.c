/* SPDX-License-Identifier: MIT */
/*
 * picture.c: lays out world.svg: the water with its axes on the left, a legend on the right.
 */
#include "picture.h"

#include "cast.h"
#include "number.h"
#include "output.h"
#include "reading.h"
#include "scale.h"
#include "shoal.h"
#include "svg.h"
#include "water.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const double LEFT = 66.0, TOP = 88.0, BOTTOM = 62.0, LEAST_WIDTH = 700.0;
static const double WATER_WIDTH = 688.0, WATER_HEIGHT = 720.0;
static const double LEGEND_GAP = 30.0, LEGEND_WIDTH = 196.0;
static const double ROLE_ROW = 46.0, LATIN_ROW = 10.0, COMPACT_ROW = 24.0;
static const double SCALE_BAR_PX = 150.0;

static const uint32_t FRAME = 0x5b6b78;

struct picture {
    FILE *file;
    const fishsim_world *world;
    fishsim_world_info info;
    struct cast cast;
    struct water water;
    struct shoal shoal;
    double legend_x;
    int compact; /* many species: one line for each in the legend */
};

static void place_water(struct picture *picture)
{
    const fishsim_world_info *info = &picture->info;
    double px_per_m = fmin(WATER_WIDTH / info->width_m, WATER_HEIGHT / info->height_m);

    picture->water = (struct water){
        .x = LEFT,
        .y = TOP,
        .width = info->width_m * px_per_m,
        .height = info->height_m * px_per_m,
        .px_per_m = px_per_m,
        .walls = info->walls != 0,
    };
}

/* ---- axes ----------------------------------------------------------------------------------- */

static void draw_edge(const struct picture *picture)
{
    const struct water *water = &picture->water;

    fprintf(picture->file,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"none\""
            " stroke=\"#%06x\" stroke-width=\"%s\"/>\n",
            water->x, water->y, water->width, water->height, (unsigned)FRAME,
            water->walls ? "3" : "1\" stroke-dasharray=\"5 4");
}

static void draw_axes(const struct picture *picture)
{
    const struct water *water = &picture->water;
    double bottom = water->y + water->height;
    struct scale across = scale_linear(0.0, picture->info.width_m, water->x,
                                       water->x + water->width, (int)(water->width / 80.0) + 1);
    struct scale up = scale_linear(0.0, picture->info.height_m, bottom, water->y,
                                   (int)(water->height / 80.0) + 1);
    char text[NUMBER_BYTES];

    for (size_t i = 0; i < across.mark_count; i++) {
        double x = scale_at(&across, across.marks[i]);

        svg_line(picture->file, x, bottom + 2, x, bottom + 7, FRAME, 1);
        svg_text(picture->file, x, bottom + 21, "mark", "middle",
                 number_short(text, across.marks[i]));
    }
    for (size_t i = 0; i < up.mark_count; i++) {
        double y = scale_at(&up, up.marks[i]);

        svg_line(picture->file, water->x - 7, y, water->x - 2, y, FRAME, 1);
        svg_text(picture->file, water->x - 11, y + 4, "mark", "end",
                 number_short(text, up.marks[i]));
    }
    svg_text(picture->file, water->x + water->width / 2, bottom + 42, "label", "middle", "x (m)");
    fprintf(picture->file,
            "<text class=\"label\" text-anchor=\"middle\""
            " transform=\"translate(20 %.1f)rotate(-90)\">y (m)</text>\n",
            water->y + water->height / 2);
}

/* ---- legend --------------------------------------------------------------------------------- */

/* The shortest and the longest fish of a species, in centimetres. */
static void measure_role(const struct shoal *shoal, uint32_t species, double *least, double *most)
{
    *least = INFINITY;
    *most = 0.0;
    for (uint64_t i = 0; i < shoal->count; i++) {
        if (shoal->marks[i].species == species) {
            *least = fmin(*least, shoal->marks[i].length_m * 100.0);
            *most = fmax(*most, shoal->marks[i].length_m * 100.0);
        }
    }
}

static void write_role(const struct picture *picture, uint32_t species, char *text, size_t capacity)
{
    const struct role *role = &picture->cast.roles[species];
    char low[NUMBER_BYTES], high[NUMBER_BYTES];
    double least, most;

    if (role->fish == 0) {
        snprintf(text, capacity, "none left");
        return;
    }
    measure_role(&picture->shoal, species, &least, &most);
    number_short(low, least);
    number_short(high, most);
    if (strcmp(low, high) == 0) {
        snprintf(text, capacity, "%" PRIu64 " fish, %s cm", role->fish, low);
    } else {
        snprintf(text, capacity, "%" PRIu64 " fish, %s\xe2\x80\x93%s cm", role->fish, low, high);
    }
}

/* An icon on a patch of water, since its colour was chosen to be seen there. */
static void draw_icon(const struct picture *picture, uint32_t species, double y, double height)
{
    double width = height * 1.6;

    fprintf(picture->file,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\""
            " fill=\"#%06x\"/>\n",
            picture->legend_x, y, width, height, height / 5, (unsigned)water_middle());
    shoal_draw_icon(picture->file, species, picture->legend_x + width / 2, y + height / 2,
                    width * 0.78);
}

static double draw_compact_role(const struct picture *picture, uint32_t species, double y)
{
    const struct role *role = &picture->cast.roles[species];
    char name[160], text[200];

    draw_icon(picture, species, y, 18);
    svg_shorten(name, sizeof name, role->common, 18);
    snprintf(text, sizeof text, "%s, %" PRIu64, name, role->fish);
    svg_text(picture->file, picture->legend_x + 37, y + 13, "label", "start", text);
    return y + COMPACT_ROW;
}

static double draw_role(const struct picture *picture, uint32_t species, double y)
{
    const struct role *role = &picture->cast.roles[species];
    double x = picture->legend_x + 54;
    char name[160], text[100];

    draw_icon(picture, species, y - 2, 28);
    svg_shorten(name, sizeof name, role->common, 18);
    svg_text(picture->file, x, y + 8, "head", "start", name);
    write_role(picture, species, text, sizeof text);
    svg_text(picture->file, x, y + 24, "small", "start", text);
    if (role->latin[0] == '\0') {
        return y + ROLE_ROW;
    }
    svg_shorten(name, sizeof name, role->latin, 24);
    svg_text(picture->file, x, y + 38, "latin", "start", name);
    return y + ROLE_ROW + LATIN_ROW;
}

static double draw_plankton_key(const struct picture *picture, double y)
{
    const struct water *water = &picture->water;
    double span = (water->plankton_high - water->plankton_low) * 100.0;
    int decimals = span >= 10.0 ? 0 : span >= 1.0 ? 1 : 2;
    char text[NUMBER_BYTES];

    if (water->plankton_high <= water->plankton_low) {
        return y;
    }
    fprintf(picture->file,
            "<text x=\"%.1f\" y=\"%.1f\" class=\"head\">Plankton"
            "<tspan class=\"small\" dx=\"7\">%% of its capacity</tspan></text>\n",
            picture->legend_x, y);
    fputs("<linearGradient id=\"key\">", picture->file);
    for (int i = 0; i <= 4; i++) {
        fprintf(picture->file, "<stop offset=\"%.2f\" stop-color=\"#%06x\"/>", i / 4.0,
                (unsigned)water_color(i / 4.0));
    }
    fprintf(picture->file,
            "</linearGradient>\n<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"12\" rx=\"3\""
            " fill=\"url(#key)\"/>\n",
            picture->legend_x, y + 9, LEGEND_WIDTH);
    snprintf(text, sizeof text, "%.*f", decimals, water->plankton_low * 100.0);
    svg_text(picture->file, picture->legend_x, y + 35, "mark", "start", text);
    snprintf(text, sizeof text, "%.*f", decimals, water->plankton_high * 100.0);
    svg_text(picture->file, picture->legend_x + LEGEND_WIDTH, y + 35, "mark", "end", text);
    return y + 68.0;
}

static double draw_scale_bar(const struct picture *picture, double y)
{
    double length_m = round_below(SCALE_BAR_PX / picture->water.px_per_m);
    double length_px = length_m * picture->water.px_per_m;
    char number[NUMBER_BYTES], text[NUMBER_BYTES + 8];

    svg_line(picture->file, picture->legend_x, y, picture->legend_x + length_px, y, SVG_INK, 2);
    svg_line(picture->file, picture->legend_x, y - 5, picture->legend_x, y + 5, SVG_INK, 2);
    svg_line(picture->file, picture->legend_x + length_px, y - 5, picture->legend_x + length_px,
             y + 5, SVG_INK, 2);
    snprintf(text, sizeof text, "%s m", number_short(number, length_m));
    svg_text(picture->file, picture->legend_x + length_px + 9, y + 4, "label", "start", text);
    return y + 28.0;
}

static double draw_notes(const struct picture *picture, double y)
{
    const struct shoal *shoal = &picture->shoal;
    char text[100];

    if (shoal->magnification > 1.0) {
        snprintf(text, sizeof text, "Fish are drawn %g times life size,", shoal->magnification);
    } else {
        snprintf(text, sizeof text, "Fish are drawn at true size,");
    }
    svg_text(picture->file, picture->legend_x, y, "small", "start", text);
    snprintf(text, sizeof text, "but none shorter than %g px.", shoal->least_px);
    svg_text(picture->file, picture->legend_x, y + 15, "small", "start", text);
    svg_text(picture->file, picture->legend_x, y + 30, "small", "start",
             picture->water.walls ? "The edges are walls." : "Opposite edges join (torus).");
    if (shoal->drawn < shoal->count) {
        snprintf(text, sizeof text, "Drawn: %" PRIu64 " of %" PRIu64 " fish.", shoal->drawn,
                 shoal->count);
        svg_text(picture->file, picture->legend_x, y + 45, "small", "start", text);
        return y + 60.0;
    }
    return y + 45.0;
}

static void draw_legend(const struct picture *picture)
{
    double y = TOP + 4.0;

    for (uint32_t s = 0; s < picture->cast.count; s++) {
        y = picture->compact ? draw_compact_role(picture, s, y) : draw_role(picture, s, y);
    }
    y = draw_plankton_key(picture, y + 18.0);
    y = draw_scale_bar(picture, y);
    draw_notes(picture, y);
}

/* What draw_legend will take, at most. */
static double legend_height(const struct picture *picture)
{
    double row = picture->compact ? COMPACT_ROW : ROLE_ROW + LATIN_ROW;

    return 18.0 + 68.0 + 28.0 + 60.0 + picture->cast.count * row;
}

/* ---- the page ------------------------------------------------------------------------------- */

static void draw_heading(const struct picture *picture, const char *heading)
{
    const fishsim_world_info *info = &picture->info;
    char title[160], subtitle[200], time[NUMBER_BYTES];

    svg_shorten(title, sizeof title, heading, 48);
    snprintf(subtitle, sizeof subtitle,
             "tick %" PRIu64
             "  \xc2\xb7  %s of calendar time, hour %u of the day  \xc2\xb7  %g \xc2\xb0"
             "C"
             "  \xc2\xb7  seed %" PRIu64,
             info->tick, number_time(time, info->calendar_seconds), (unsigned)info->hour,
             info->temperature_c, info->seed);
    svg_text(picture->file, LEFT, 42, "title", "start", title);
    svg_text(picture->file, LEFT, 64, "subtitle", "start", subtitle);
}

static int draw(struct picture *picture, const char *heading)
{
    struct water *water = &picture->water;
    FILE *file = picture->file;
    double width, height;

    picture->legend_x = water->x + water->width + LEGEND_GAP;
    picture->compact = legend_height(picture) > fmax(water->height, WATER_HEIGHT);
    width = fmax(picture->legend_x + LEGEND_WIDTH + 20.0, LEAST_WIDTH);
    height = fmax(TOP + water->height + BOTTOM, TOP + legend_height(picture) + 10.0);
    svg_begin(file, width, height, heading,
              "Where the fish are, seen from above, over the plankton.");
    shoal_define(file, &picture->cast);
    draw_heading(picture, heading);
    fprintf(file,
            "<clipPath id=\"water\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>"
            "</clipPath>\n<g clip-path=\"url(#water)\">\n",
            water->x, water->y, water->width, water->height);
    if (water_draw(water, file, picture->world) != 0) {
        return -1;
    }
    shoal_draw(&picture->shoal, file, water);
    fputs("</g>\n", file);
    draw_edge(picture);
    draw_axes(picture);
    draw_legend(picture);
    svg_end(file);
    return 0;
}

static int write_file(struct picture *picture, const char *heading, const char *directory)
{
    struct output output;

    if (output_open(&output, directory, "world.svg") != 0) {
        return -1;
    }
    picture->file = output.file;
    if (draw(picture, heading) != 0) {
        output_abandon(&output);
        return -1;
    }
    return output_close(&output);
}

int picture_write(const fishsim_world *world, const char *heading, const char *directory)
{
    struct picture picture = {.world = world};
    int status = -1;

    if (read_info(world, &picture.info) != 0) {
        return -1;
    }
    place_water(&picture);
    if (cast_read(&picture.cast, world) == 0 &&
        shoal_read(&picture.shoal, world, &picture.water) == 0) {
        status = write_file(&picture, heading, directory);
    }
    shoal_free(&picture.shoal);
    cast_free(&picture.cast);
    return status;
}

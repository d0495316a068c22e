/* SPDX-License-Identifier: MIT */
/*
 * chart.c: three panels over one axis of calendar time. Species range from a handful to thousands,
 * so a panel is logarithmic when a linear one would press some of them to the ground.
 */
#include "chart.h"

#include "cast.h"
#include "color.h"
#include "number.h"
#include "output.h"
#include "reading.h"
#include "scale.h"
#include "svg.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double WIDTH = 1000.0, LEFT = 78.0, RIGHT = 806.0;
static const double LEGEND_TOP = 92.0, LEGEND_ROW = 20.0;
static const double PANEL_GAP = 50.0, FISH_HEIGHT = 236.0, MASS_HEIGHT = 190.0;
static const double PLANKTON_HEIGHT = 104.0, FOOT = 56.0;
static const double LABEL_STEP = 15.0, ZERO_ROOM = 20.0;

static const uint32_t GRID = 0xe3e8ec, FRAME = 0xaeb8c0, PLANKTON_RGB = 0x3f8f5f;

/* What is drawn, and where time runs. */
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

/* The text at the end of a line. */
struct end_label {
    uint32_t species;
    double value;
    double line_y; /* where the line ends */
    double y;      /* where the text stands, once made room for */
};

typedef double (*series_value)(const struct history *history, size_t row, uint32_t species);

static double fish_value(const struct history *history, size_t row, uint32_t species)
{
    return (double)history_species(history, row, species)->fish;
}

static double mass_value(const struct history *history, size_t row, uint32_t species)
{
    return history_species(history, row, species)->biomass_g;
}

/* ---- time ----------------------------------------------------------------------------------- */

static void choose_time(struct chart *chart)
{
    static const struct {
        double seconds;
        const char *name;
    } UNITS[] = {{86400, "days"}, {3600, "hours"}, {60, "minutes"}, {1, "seconds"}};
    const struct history *history = chart->history;
    double from_s = history->samples[0].calendar_s;
    double to_s = history->samples[history->count - 1].calendar_s;
    size_t i = 0;

    while (i < 3 && to_s - from_s < 2.0 * UNITS[i].seconds) {
        i++;
    }
    chart->time_unit_s = UNITS[i].seconds;
    chart->time_unit = UNITS[i].name;
    if (to_s <= from_s) {
        to_s = from_s + 1.0;
    }
    chart->time =
        scale_linear(from_s / chart->time_unit_s, to_s / chart->time_unit_s, LEFT, RIGHT, 10);
}

static double x_of_row(const struct chart *chart, size_t row)
{
    return scale_at(&chart->time, chart->history->samples[row].calendar_s / chart->time_unit_s);
}

/* ---- a panel's frame ------------------------------------------------------------------------ */

static void draw_time_grid(const struct chart *chart, const struct panel *panel)
{
    for (size_t i = 0; i < chart->time.mark_count; i++) {
        double x = scale_at(&chart->time, chart->time.marks[i]);

        svg_line(chart->file, x, panel->top, x, panel->bottom, GRID, 1);
    }
}

static void draw_mark(const struct chart *chart, double y, const char *text)
{
    svg_line(chart->file, LEFT, y, RIGHT, y, GRID, 1);
    svg_text(chart->file, LEFT - 8, y + 4, "mark", "end", text);
}

static void draw_frame(const struct chart *chart, const struct panel *panel, const char *head)
{
    const struct scale *scale = &panel->scale;
    char text[NUMBER_BYTES];

    svg_text(chart->file, LEFT, panel->top - 12, "head", "start", head);
    draw_time_grid(chart, panel);
    for (size_t i = 0; i < scale->mark_count; i++) {
        draw_mark(chart, scale_at(scale, scale->marks[i]),
                  number_short(text, scale->marks[i] / panel->unit));
    }
    if (scale->logarithmic && scale->at_zero != scale->at_from) {
        draw_mark(chart, scale->at_zero, "0");
    }
    svg_line(chart->file, LEFT, panel->bottom, RIGHT, panel->bottom, FRAME, 1);
}

/* Under the last panel. */
static void draw_time_axis(const struct chart *chart, double y)
{
    char text[NUMBER_BYTES];

    for (size_t i = 0; i < chart->time.mark_count; i++) {
        double x = scale_at(&chart->time, chart->time.marks[i]);

        svg_line(chart->file, x, y, x, y + 5, FRAME, 1);
        svg_text(chart->file, x, y + 19, "mark", "middle",
                 number_short(text, chart->time.marks[i]));
    }
    snprintf(text, sizeof text, "calendar time (%s)", chart->time_unit);
    svg_text(chart->file, (LEFT + RIGHT) / 2, y + 40, "label", "middle", text);
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* Writes the points of a line, no two of them nearer along x than can be seen. */
static void write_points(const struct chart *chart, const struct panel *panel, series_value value,
                         uint32_t species)
{
    const struct history *history = chart->history;
    double last_x = -1.0;
    char command = 'M';

    for (size_t row = 0; row < history->count; row++) {
        double x = x_of_row(chart, row);

        if (x - last_x < 0.4 && row + 1 < history->count) {
            continue;
        }
        fprintf(chart->file, "%c%.1f %.1f", command, x,
                scale_at(&panel->scale, value(history, row, species)));
        command = 'L';
        last_x = x;
    }
}

static void draw_line(const struct chart *chart, const struct panel *panel, series_value value,
                      uint32_t species, uint32_t rgb)
{
    fputs("<path d=\"", chart->file);
    write_points(chart, panel, value, species);
    fprintf(chart->file,
            "\" fill=\"none\" stroke=\"#%06x\" stroke-width=\"2\" stroke-linejoin=\"round\""
            " stroke-linecap=\"round\"/>\n",
            (unsigned)rgb);
}

static int by_height(const void *left, const void *right)
{
    const struct end_label *a = left, *b = right;

    if (a->y != b->y) {
        return a->y < b->y ? -1 : 1;
    }
    return a->species < b->species ? -1 : a->species > b->species;
}

/* Moves labels apart: downward from the top, then upward from the bottom. */
static void make_room(struct end_label *labels, uint32_t count, const struct panel *panel)
{
    double limit = panel->bottom;

    qsort(labels, count, sizeof *labels, by_height);
    for (uint32_t i = 1; i < count; i++) {
        labels[i].y = fmax(labels[i].y, labels[i - 1].y + LABEL_STEP);
    }
    for (uint32_t i = count; i > 0; i--) {
        labels[i - 1].y = fmin(labels[i - 1].y, limit);
        limit = labels[i - 1].y - LABEL_STEP;
    }
}

/* A number in bold and what it is of, to the right of the plot. */
static void draw_end_text(const struct chart *chart, double y, uint32_t ink, const char *number,
                          const char *name)
{
    fprintf(chart->file,
            "<text x=\"%.1f\" y=\"%.1f\" class=\"label\" style=\"fill:#%06x\">"
            "<tspan font-weight=\"700\">%s</tspan> ",
            RIGHT + 19, y + 4, (unsigned)ink, number);
    svg_escape(chart->file, name);
    fputs("</text>\n", chart->file);
}

static void draw_label(const struct chart *chart, const struct end_label *label, const char *number)
{
    const struct role *role = &chart->cast.roles[label->species];
    uint32_t ink = color_against(role->rgb, SVG_PAPER, 0x000000, 4.5);
    char name[160];

    svg_shorten(name, sizeof name, role->common, 18);
    svg_line(chart->file, RIGHT + 3, label->line_y, RIGHT + 15, label->y, ink, 1);
    draw_end_text(chart, label->y, ink, number, name);
}

/* Lines of all species, and at their ends how many or how much there is. */
static void draw_species(const struct chart *chart, const struct panel *panel, series_value value,
                         char *(*write)(char text[NUMBER_BYTES], double number))
{
    uint32_t count = chart->cast.count;
    struct end_label *labels = calloc(count > 0 ? count : 1, sizeof *labels);
    char number[NUMBER_BYTES];

    for (uint32_t s = 0; s < count; s++) {
        draw_line(chart, panel, value, s,
                  color_against(chart->cast.roles[s].rgb, SVG_PAPER, 0x000000, 2.2));
    }
    if (labels == NULL) {
        return; /* a chart without labels is better than none */
    }
    for (uint32_t s = 0; s < count; s++) {
        double last = value(chart->history, chart->history->count - 1, s);
        double y = scale_at(&panel->scale, last);

        labels[s] = (struct end_label){.species = s, .value = last, .line_y = y, .y = y};
    }
    make_room(labels, count, panel);
    for (uint32_t i = 0; i < count; i++) {
        draw_label(chart, &labels[i], write(number, labels[i].value));
    }
    free(labels);
}

/* ---- panels --------------------------------------------------------------------------------- */

/* How the values of a panel spread. */
struct spread {
    double smallest; /* above 0 */
    double largest;
    double smallest_peak; /* the largest value of the species that has the smallest one */
    int has_zero;
};

static struct spread measure(const struct chart *chart, series_value value)
{
    struct spread spread = {.smallest = INFINITY, .smallest_peak = INFINITY};

    for (uint32_t s = 0; s < chart->cast.count; s++) {
        double peak = 0.0;

        for (size_t row = 0; row < chart->history->count; row++) {
            double v = value(chart->history, row, s);

            peak = fmax(peak, v);
            spread.has_zero |= v <= 0.0;
            spread.smallest = v > 0.0 ? fmin(spread.smallest, v) : spread.smallest;
        }
        spread.largest = fmax(spread.largest, peak);
        spread.smallest_peak = peak > 0.0 ? fmin(spread.smallest_peak, peak) : spread.smallest_peak;
    }
    return spread;
}

static struct scale choose_scale(const struct chart *chart, const struct panel *panel,
                                 series_value value)
{
    struct spread spread = measure(chart, value);

    if (spread.largest > 0.0 &&
        (spread.largest / spread.smallest_peak > 8.0 || spread.largest / spread.smallest > 40.0)) {
        return scale_log(spread.smallest * 0.95, spread.largest * 1.05, panel->bottom, panel->top,
                         spread.has_zero, ZERO_ROOM);
    }
    return scale_from_zero(spread.largest, panel->bottom, panel->top, 5);
}

static void draw_fish(const struct chart *chart, double top)
{
    struct panel panel = {.top = top, .bottom = top + FISH_HEIGHT, .unit = 1.0};

    panel.scale = choose_scale(chart, &panel, fish_value);
    draw_frame(chart, &panel,
               panel.scale.logarithmic ? "Fish alive (number, logarithmic)"
                                       : "Fish alive (number)");
    draw_species(chart, &panel, fish_value, number_short);
}

static void draw_mass(const struct chart *chart, double top)
{
    struct panel panel = {.top = top, .bottom = top + MASS_HEIGHT, .unit = 1.0};
    const char *unit = "g";
    char head[80];

    panel.scale = choose_scale(chart, &panel, mass_value);
    if (panel.scale.to > 1e7) {
        panel.unit = 1e6;
        unit = "t";
    } else if (panel.scale.to > 1e4) {
        panel.unit = 1e3;
        unit = "kg";
    }
    snprintf(head, sizeof head, "Biomass (%s%s)", unit,
             panel.scale.logarithmic ? ", logarithmic" : "");
    draw_frame(chart, &panel, head);
    draw_species(chart, &panel, mass_value, number_mass);
}

static double plankton_value(const struct history *history, size_t row, uint32_t species)
{
    (void)species;
    return history_plankton_fraction(history, row) * 100.0;
}

static void draw_plankton(const struct chart *chart, double top)
{
    const struct history *history = chart->history;
    struct panel panel = {.top = top, .bottom = top + PLANKTON_HEIGHT, .unit = 1.0};
    double last = plankton_value(history, history->count - 1, 0), largest = 100.0;
    char text[NUMBER_BYTES];

    for (size_t row = 0; row < history->count; row++) {
        largest = fmax(largest, plankton_value(history, row, 0));
    }
    panel.scale = scale_from_zero(largest, panel.bottom, panel.top, 4);
    draw_frame(chart, &panel,
               history->plankton_capacity_j > 0.0 ? "Plankton (% of its carrying capacity)"
                                                  : "Plankton (none in this scenario)");
    fputs("<path d=\"", chart->file);
    write_points(chart, &panel, plankton_value, 0);
    fprintf(chart->file, "L%.1f %.1fL%.1f %.1fZ\" fill=\"#%06x\" fill-opacity=\"0.16\"/>\n", RIGHT,
            panel.bottom, LEFT, panel.bottom, (unsigned)PLANKTON_RGB);
    draw_line(chart, &panel, plankton_value, 0, PLANKTON_RGB);
    snprintf(text, sizeof text, "%.0f %%", last);
    draw_end_text(chart, scale_at(&panel.scale, last),
                  color_against(PLANKTON_RGB, SVG_PAPER, 0x000000, 4.5), text, "Plankton");
    draw_time_axis(chart, panel.bottom);
}

/* ---- the page ------------------------------------------------------------------------------- */

/* Draws the legend, or only measures it when `file` is NULL; returns its number of rows. */
static int draw_legend(const struct chart *chart, FILE *file)
{
    double x = LEFT;
    int row = 0;

    for (uint32_t s = 0; s < chart->cast.count; s++) {
        const struct role *role = &chart->cast.roles[s];
        double width, y;
        char name[160];

        svg_shorten(name, sizeof name, role->common, 28);
        width = 24.0 + svg_text_width(name, 12.0) + 18.0;
        if (x > LEFT && x + width > WIDTH - 20.0) {
            x = LEFT;
            row++;
        }
        y = LEGEND_TOP + row * LEGEND_ROW;
        if (file != NULL) {
            fprintf(file,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"16\" height=\"4\" rx=\"2\""
                    " fill=\"#%06x\"/>\n",
                    x, y - 6, (unsigned)color_against(role->rgb, SVG_PAPER, 0x000000, 2.2));
            svg_text(file, x + 23, y, "label", "start", name);
        }
        x += width;
    }
    return row + 1;
}

static void write_subtitle(char *text, size_t capacity, const fishsim_world_info *info)
{
    char time[NUMBER_BYTES];

    snprintf(text, capacity,
             "seed %" PRIu64 "  \xc2\xb7  %" PRIu64 " ticks  \xc2\xb7  %s of calendar time"
             "  \xc2\xb7  %" PRIu64 " born, %" PRIu64 " died",
             info->seed, info->tick, number_time(time, info->calendar_seconds), info->births,
             info->deaths);
}

static void draw(struct chart *chart, const fishsim_world_info *info, const char *heading)
{
    double top = LEGEND_TOP + draw_legend(chart, NULL) * LEGEND_ROW + 22.0;
    double height = top + FISH_HEIGHT + MASS_HEIGHT + PLANKTON_HEIGHT + 2.0 * PANEL_GAP + FOOT;
    char subtitle[200], title[160];

    svg_shorten(title, sizeof title, heading, 76);
    write_subtitle(subtitle, sizeof subtitle, info);
    svg_begin(chart->file, WIDTH, height, heading,
              "Fish alive, biomass and plankton over calendar time, one line for each species.");
    svg_text(chart->file, LEFT, 42, "title", "start", title);
    svg_text(chart->file, LEFT, 64, "subtitle", "start", subtitle);
    draw_legend(chart, chart->file);
    draw_fish(chart, top);
    draw_mass(chart, top + FISH_HEIGHT + PANEL_GAP);
    draw_plankton(chart, top + FISH_HEIGHT + MASS_HEIGHT + 2.0 * PANEL_GAP);
    svg_end(chart->file);
}

int chart_write(const struct history *history, const fishsim_world *world, const char *heading,
                const char *directory)
{
    struct chart chart = {.history = history};
    fishsim_world_info info;
    struct output output;

    if (read_info(world, &info) != 0 || cast_read(&chart.cast, world) != 0) {
        return -1;
    }
    if (output_open(&output, directory, "population.svg") != 0) {
        cast_free(&chart.cast);
        return -1;
    }
    chart.file = output.file;
    choose_time(&chart);
    draw(&chart, &info, heading);
    cast_free(&chart.cast);
    return output_close(&output);
}

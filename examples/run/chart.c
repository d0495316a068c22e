/* SPDX-License-Identifier: MIT */
/*
 * chart.c: lays out population.svg: three panels over one axis of calendar time.
 */
#include "chart.h"

#include "color.h"
#include "number.h"
#include "output.h"
#include "panel.h"
#include "reading.h"
#include "svg.h"

#include <inttypes.h>
#include <math.h>

static const double WIDTH = 1000.0, LEFT = 78.0, RIGHT = 792.0;
static const double LEGEND_TOP = 92.0, LEGEND_ROW = 20.0;
static const double PANEL_GAP = 50.0, FISH_HEIGHT = 236.0, MASS_HEIGHT = 190.0;
static const double PLANKTON_HEIGHT = 104.0, FOOT = 56.0;

static const uint32_t FRAME = 0xaeb8c0, PLANKTON_RGB = 0x3f8f5f;

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

/* ---- panels --------------------------------------------------------------------------------- */

static void draw_fish(const struct chart *chart, double top)
{
    struct panel panel = {.top = top, .bottom = top + FISH_HEIGHT, .unit = 1.0};

    panel.scale = panel_scale(chart, &panel, fish_value);
    panel_frame(chart, &panel,
                panel.scale.logarithmic ? "Fish alive (number, logarithmic)"
                                        : "Fish alive (number)");
    panel_species(chart, &panel, fish_value, number_short);
}

static void draw_mass(const struct chart *chart, double top)
{
    struct panel panel = {.top = top, .bottom = top + MASS_HEIGHT, .unit = 1.0};
    const char *unit = "g";
    char head[80];

    panel.scale = panel_scale(chart, &panel, mass_value);
    if (panel.scale.to >= 1e7) {
        panel.unit = 1e6;
        unit = "t";
    } else if (panel.scale.to >= 1e4) {
        panel.unit = 1e3;
        unit = "kg";
    }
    snprintf(head, sizeof head, "Biomass (%s%s)", unit,
             panel.scale.logarithmic ? ", logarithmic" : "");
    panel_frame(chart, &panel, head);
    panel_species(chart, &panel, mass_value, number_mass);
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
    panel_frame(chart, &panel,
                history->plankton_capacity_j > 0.0 ? "Plankton (% of its carrying capacity)"
                                                   : "Plankton (none in this scenario)");
    fputs("<path d=\"", chart->file);
    panel_points(chart, &panel, plankton_value, 0);
    fprintf(chart->file, "L%.1f %.1fL%.1f %.1fZ\" fill=\"#%06x\" fill-opacity=\"0.16\"/>\n", RIGHT,
            panel.bottom, LEFT, panel.bottom, (unsigned)PLANKTON_RGB);
    panel_line(chart, &panel, plankton_value, 0, PLANKTON_RGB);
    snprintf(text, sizeof text, "%.0f %%", last);
    panel_end_text(chart, scale_at(&panel.scale, last),
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
                    x, y - 6, (unsigned)panel_line_color(role));
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

    svg_shorten(title, sizeof title, heading, 64);
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

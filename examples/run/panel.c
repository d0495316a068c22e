/* SPDX-License-Identifier: MIT */
/*
 * panel.c: draws one panel of population.svg. Species range from a handful to thousands, and their
 * lines may end anywhere, so scales are chosen by the values and labels are moved apart.
 */
#include "panel.h"

#include "color.h"
#include "svg.h"

#include <math.h>
#include <stdlib.h>

static const double LABEL_STEP = 15.0, ZERO_ROOM = 20.0;

static const uint32_t GRID = 0xe3e8ec, FRAME = 0xaeb8c0;

/* The text at the end of a line. */
struct end_label {
    uint32_t species;
    double value;
    double line_y; /* where the line ends */
    double y;      /* where the text stands, once made room for */
};

/* ---- scale --------------------------------------------------------------------------------------
 */

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

struct scale panel_scale(const struct chart *chart, const struct panel *panel, series_value value)
{
    struct spread spread = measure(chart, value);

    if (spread.largest > 0.0 &&
        (spread.largest / spread.smallest_peak > 8.0 || spread.largest / spread.smallest > 40.0)) {
        return scale_log(spread.smallest * 0.95, spread.largest * 1.05, panel->bottom, panel->top,
                         spread.has_zero, ZERO_ROOM);
    }
    return scale_from_zero(spread.largest * 1.04, panel->bottom, panel->top, 5);
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
    svg_line(chart->file, chart->time.at_from, y, chart->time.at_to, y, GRID, 1);
    svg_text(chart->file, chart->time.at_from - 8, y + 4, "mark", "end", text);
}

void panel_frame(const struct chart *chart, const struct panel *panel, const char *head)
{
    const struct scale *scale = &panel->scale;
    char text[NUMBER_BYTES];

    svg_text(chart->file, chart->time.at_from, panel->top - 12, "head", "start", head);
    draw_time_grid(chart, panel);
    for (size_t i = 0; i < scale->mark_count; i++) {
        draw_mark(chart, scale_at(scale, scale->marks[i]),
                  number_short(text, scale->marks[i] / panel->unit));
    }
    if (scale->logarithmic && scale->at_zero != scale->at_from) {
        draw_mark(chart, scale->at_zero, "0");
    }
    svg_line(chart->file, chart->time.at_from, panel->bottom, chart->time.at_to, panel->bottom,
             FRAME, 1);
}

/* ---- lines ---------------------------------------------------------------------------------- */

static double x_of_row(const struct chart *chart, size_t row)
{
    return scale_at(&chart->time, chart->history->samples[row].calendar_s / chart->time_unit_s);
}

void panel_points(const struct chart *chart, const struct panel *panel, series_value value,
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

uint32_t panel_line_color(const struct role *role)
{
    return color_against(role->rgb, SVG_PAPER, 0x000000, 2.2);
}

void panel_line(const struct chart *chart, const struct panel *panel, series_value value,
                uint32_t species, uint32_t rgb)
{
    fputs("<path d=\"", chart->file);
    panel_points(chart, panel, value, species);
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

static int by_value(const void *left, const void *right)
{
    const struct end_label *a = left, *b = right;

    if (a->value != b->value) {
        return a->value > b->value ? -1 : 1;
    }
    return a->species < b->species ? -1 : a->species > b->species;
}

/* Keeps the labels of the largest values, as many as a panel has room for; returns how many. */
static uint32_t choose_labels(struct end_label *labels, uint32_t count, const struct panel *panel)
{
    uint32_t room = (uint32_t)((panel->bottom - panel->top) / LABEL_STEP) + 1;

    qsort(labels, count, sizeof *labels, by_value);
    return count < room ? count : room;
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

void panel_end_text(const struct chart *chart, double y, uint32_t ink, const char *number,
                    const char *name)
{
    fprintf(chart->file,
            "<text x=\"%.1f\" y=\"%.1f\" class=\"label\" style=\"fill:#%06x\">"
            "<tspan font-weight=\"700\">%s</tspan> ",
            chart->time.at_to + 19, y + 4, (unsigned)ink, number);
    svg_escape(chart->file, name);
    fputs("</text>\n", chart->file);
}

static void draw_label(const struct chart *chart, const struct end_label *label, const char *number)
{
    const struct role *role = &chart->cast.roles[label->species];
    uint32_t ink = color_against(role->rgb, SVG_PAPER, 0x000000, 4.5);
    char name[160];

    svg_shorten(name, sizeof name, role->common, 18);
    svg_line(chart->file, chart->time.at_to + 3, label->line_y, chart->time.at_to + 15, label->y,
             ink, 1);
    panel_end_text(chart, label->y, ink, number, name);
}

void panel_species(const struct chart *chart, const struct panel *panel, series_value value,
                   char *(*write)(char text[NUMBER_BYTES], double number))
{
    uint32_t count = chart->cast.count;
    struct end_label *labels = calloc(count > 0 ? count : 1, sizeof *labels);
    char number[NUMBER_BYTES];

    for (uint32_t s = 0; s < count; s++) {
        panel_line(chart, panel, value, s, panel_line_color(&chart->cast.roles[s]));
    }
    if (labels == NULL) {
        return; /* a chart without labels is better than none */
    }
    for (uint32_t s = 0; s < count; s++) {
        double last = value(chart->history, chart->history->count - 1, s);
        double y = scale_at(&panel->scale, last);

        labels[s] = (struct end_label){.species = s, .value = last, .line_y = y, .y = y};
    }
    count = choose_labels(labels, count, panel);
    make_room(labels, count, panel);
    for (uint32_t i = 0; i < count; i++) {
        draw_label(chart, &labels[i], write(number, labels[i].value));
    }
    free(labels);
}

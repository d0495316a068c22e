/* SPDX-License-Identifier: MIT */
/*
 * grid.h: who is where. Each species has a grid of its own over the water, fine enough for its
 * schools.
 *
 * After grid_index the rows of the fish are sorted by (species, cell, id), cells in row-major
 * order, so the neighbourhood of a point is a few contiguous ranges of rows: the spans of a scan.
 * On a torus a span comes with the shift that brings its fish next to the point, and no pair needs
 * wrapping of its own. In two dimensions a grid is one layer of cells, and shift_z is 0.
 */
#ifndef FISHSIM_LIB_GRID_H
#define FISHSIM_LIB_GRID_H

#include "base/host.h"
#include "world/fish.h"

#include <stdbool.h>

struct grid {
    uint32_t columns;
    uint32_t rows;
    uint32_t layers;     /* along z; 1 in two dimensions */
    uint32_t first_cell; /* of this grid in `cell_start`, which all species share */
    uint32_t torus;
    float width_m;
    float height_m;
    float depth_m;
    float per_m_x;              /* columns per metre */
    float per_m_y;              /* rows per metre */
    float per_m_z;              /* layers per metre; 0 in two dimensions, where all is layer 0 */
    const uint32_t *cell_start; /* of this grid: rows [cell_start[c], cell_start[c + 1]) are in c */
};

/* Rows [begin, end); add the shift to their positions. */
struct span {
    uint32_t begin;
    uint32_t end;
    float shift_x;
    float shift_y;
    float shift_z;
};

/* A walk over the spans that hold every fish of one grid within `reach` of a point, and others. */
struct scan {
    const struct grid *grid;
    int32_t layer, last_layer;
    int32_t row, first_row, last_row; /* the next row of cells to enter */
    int32_t first_column, last_column;
    int32_t piece, first_piece, last_piece; /* -1 left of the seam, 0 the middle, 1 right of it */
    const uint32_t *start;                  /* cell_start of the row entered last */
    float shift_y, shift_z;                 /* of that row */
    bool inside;                            /* the first layer, and no seam, not even of it */
};

/* A box in the water. */
struct box {
    float low_x, low_y, low_z, high_x, high_y, high_z;
};

/* All fish within `reach` of any point of the box. */
void scan_begin_box(struct scan *scan, const struct grid *grid, const struct box *box, float reach);

/* `reach` is below half of each side of a torus. */
void scan_begin(struct scan *scan, const struct grid *grid, float x, float y, float z, float reach);
bool scan_next_across(struct scan *scan, struct span *span);

/* The next span that holds any fish; false when there is none left. */
static inline bool scan_next(struct scan *scan, struct span *span)
{
    if (!scan->inside)
        return scan_next_across(scan, span);
    const struct grid *grid = scan->grid;
    span->shift_x = span->shift_y = span->shift_z = 0.0f;
    while (scan->row <= scan->last_row) {
        const uint32_t *start = grid->cell_start + (uint32_t)scan->row++ * grid->columns;
        span->begin = start[scan->first_column];
        span->end = start[scan->last_column + 1];
        if (span->begin < span->end)
            return true;
    }
    return false;
}

/* Cell of a point inside the water. */
static inline uint32_t grid_cell(const struct grid *grid, float x, float y, float z)
{
    uint32_t column = (uint32_t)(int32_t)(x * grid->per_m_x);
    uint32_t row = (uint32_t)(int32_t)(y * grid->per_m_y);
    uint32_t layer = (uint32_t)(int32_t)(z * grid->per_m_z);
    column = column < grid->columns ? column : grid->columns - 1;
    row = row < grid->rows ? row : grid->rows - 1;
    layer = layer < grid->layers ? layer : grid->layers - 1;
    return (layer * grid->rows + row) * grid->columns + column;
}

/* Column of cells of a point, the last one for what lies beyond. */
static inline uint32_t grid_column(const struct grid *grid, float x)
{
    uint32_t column = (uint32_t)(int32_t)(x * grid->per_m_x);
    return column < grid->columns ? column : grid->columns - 1;
}

/* Number of the row of cells of a point, all layers counted on. */
static inline uint32_t grid_row(const struct grid *grid, float y, float z)
{
    uint32_t row = (uint32_t)(int32_t)(y * grid->per_m_y);
    uint32_t layer = (uint32_t)(int32_t)(z * grid->per_m_z);
    row = row < grid->rows ? row : grid->rows - 1;
    layer = layer < grid->layers ? layer : grid->layers - 1;
    return layer * grid->rows + row;
}

static inline uint32_t grid_cells(const struct grid *grid)
{
    return grid->columns * grid->rows * grid->layers;
}

/*
 * Sorts the fish by (species, cell, id) and fills cell_start (total_cells + 1 entries).
 * `grids` is indexed by species.
 */
void grid_index(struct fish *fish, const struct grid *grids, uint32_t *cell_start,
                uint32_t total_cells, const fishsim_hooks *hooks);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * grid.c: sorting fish into cells, and walking the cells around a point.
 *
 * Called by tick/tick.c (grid_index) and by whatever senses or bites (scans).
 */
#include "world/grid.h"

#include "base/lanes.h"

#include <math.h>
#include <string.h>

static void sift_down(uint32_t *order, uint32_t root, uint32_t count, const uint64_t *id)
{
    uint32_t row = order[root];
    for (uint32_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && id[order[child + 1]] > id[order[child]])
            child++;
        if (id[order[child]] <= id[row])
            break;
        order[root] = order[child];
    }
    order[root] = row;
}

/* Brings a crowded cell's part of `order` into the order of ids, in n log n whatever it was. */
static void sort_by_id_heap(uint32_t *order, uint32_t count, const uint64_t *id)
{
    for (uint32_t root = count / 2; root-- > 0;)
        sift_down(order, root, count, id);
    for (uint32_t last = count - 1; last > 0; last--) {
        uint32_t row = order[last];
        order[last] = order[0];
        order[0] = row;
        sift_down(order, 0, last, id);
    }
}

/*
 * Sorting goes in two steps, so that threads can share it: parts of the rows put their fish into
 * buckets, which are ranges of cells, and then each bucket is sorted by itself. Cells of a bucket
 * are near each other, in the water and in the cache. One thread has one bucket.
 */
enum { BUCKETS_MAX = 64 };

struct sorting {
    struct fish *fish;
    const struct grid *grids; /* by species */
    uint32_t *cell_start, total_cells;
    uint32_t size;                        /* rows of a part */
    uint32_t buckets, shift;              /* a bucket is 2^shift cells */
    uint32_t at[PARTS_MAX][BUCKETS_MAX];  /* fish of a part in a bucket, then their next place */
    uint32_t bucket_end[BUCKETS_MAX + 1]; /* in the new order; by bucket plus 1 */
    /* Columns of scratch, which hold nothing before the fish decide. */
    uint32_t *row;  /* by bucket */
    uint32_t *cell; /* in the new order */
    uint64_t *id;   /* in the new order */
};

/* Finds the cells of some rows, and counts them by bucket. */
static void find_cells(void *context, uint32_t begin, uint32_t end)
{
    struct sorting *sorting = context;
    const struct fish *fish = sorting->fish;
    uint32_t *count = sorting->at[begin / sorting->size], last;
    for (uint32_t first = begin; first < end; first = last) {
        const struct grid grid = sorting->grids[fish->species[first]];
        last = species_run(fish->species, first, end);
        EACH_APART
        for (uint32_t row = first; row < last; row++)
            fish->key[row] =
                grid.first_cell + grid_cell(&grid, fish->x[row], fish->y[row], fish->z[row]);
    }
    if (sorting->buckets == 1)
        return;
    memset(count, 0, sizeof sorting->at[0]);
    for (uint32_t row = begin; row < end; row++)
        count[fish->key[row] >> sorting->shift]++;
}

/* Turns counts into places: bucket by bucket, and within one part by part. */
static void place_parts(struct sorting *sorting, uint32_t parts)
{
    uint32_t sum = 0;
    for (uint32_t bucket = 0; bucket < sorting->buckets; bucket++) {
        for (uint32_t part = 0; part < parts; part++) {
            uint32_t count = sorting->at[part][bucket];
            sorting->at[part][bucket] = sum;
            sum += count;
        }
        sorting->bucket_end[bucket + 1] = sum;
    }
}

/* Puts some rows into their buckets. */
static void fill_buckets(void *context, uint32_t begin, uint32_t end)
{
    struct sorting *sorting = context;
    const uint32_t *key = sorting->fish->key;
    uint32_t *at = sorting->at[begin / sorting->size];
    for (uint32_t row = begin; row < end; row++)
        sorting->row[at[key[row] >> sorting->shift]++] = row;
}

/* Marks the rows of the new order whose id is below the one before, of the same cell. */
static void mark_newcomers(const uint64_t *id, const uint32_t *cell, uint32_t begin, uint32_t end,
                           uint8_t *mark)
{
    EACH_APART
    for (uint32_t i = begin; i < end; i++)
        mark[i - begin] = (id[i] < id[i - 1]) & (cell[i] == cell[i - 1]);
}

/* Puts the fish of a cell in [from, to) of the new order among each other by id; those before
 * `next` are in order. */
static void insert_by_id(const struct sorting *sorting, uint32_t from, uint32_t next, uint32_t to)
{
    uint32_t *order = sorting->fish->order;
    uint64_t *id = sorting->id;
    for (; next < to; next++) {
        uint64_t own = id[next];
        uint32_t row = order[next], at = next;
        for (; at > from && id[at - 1] > own; at--) {
            id[at] = id[at - 1];
            order[at] = order[at - 1];
        }
        id[at] = own;
        order[at] = row;
    }
}

static void sort_crowd(const struct sorting *sorting, uint32_t from, uint32_t to)
{
    const struct fish *fish = sorting->fish;
    sort_by_id_heap(fish->order + from, to - from, fish->id);
    for (uint32_t i = from; i < to; i++)
        sorting->id[i] = fish->id[fish->order[i]];
}

/* Puts those who came into a cell among its fish by their ids: rows [begin, end) of the new order,
 * of the cells from `first` on. */
static void order_by_id(const struct sorting *sorting, uint32_t first, uint32_t begin, uint32_t end)
{
    enum { ROWS = 512, WORD = 8, CROWDED = 64 };
    const uint32_t *cell = sorting->cell, *cell_end = sorting->cell_start + 1;
    uint8_t mark[ROWS + WORD];
    uint32_t done = begin; /* cells before are in order */
    for (uint32_t row = begin + 1, last; row < end; row = last) {
        last = end - row < ROWS ? end : row + ROWS;
        mark_newcomers(sorting->id, cell, row, last, mark);
        memset(mark + (last - row), 0, WORD);
        for (uint32_t i = row; i < last; i += WORD) {
            uint64_t marks;
            memcpy(&marks, mark + (i - row), WORD);
            for (; marks; marks &= marks - 1) {
                uint32_t next = i + (uint32_t)__builtin_ctzll(marks) / 8;
                if (next < done)
                    continue;
                uint32_t from = cell[next] > first ? cell_end[cell[next] - 1] : begin;
                done = cell_end[cell[next]];
                if (done - from <= CROWDED)
                    insert_by_id(sorting, from, next, done);
                else
                    sort_crowd(sorting, from, done);
            }
        }
    }
}

/* Sorts one bucket into fish->order by cell and id, and notes where its cells end. */
static void sort_bucket(const struct sorting *sorting, uint32_t bucket)
{
    const struct fish *fish = sorting->fish;
    const uint32_t *key = fish->key, *from = sorting->buckets > 1 ? sorting->row : NULL;
    uint32_t *cell_end = sorting->cell_start + 1;
    uint32_t first = bucket << sorting->shift, beyond = first + (1u << sorting->shift);
    uint32_t begin = sorting->bucket_end[bucket], end = sorting->bucket_end[bucket + 1];
    beyond = beyond < sorting->total_cells ? beyond : sorting->total_cells;
    memset(cell_end + first, 0, (beyond - first) * sizeof *cell_end);
    for (uint32_t i = begin; i < end; i++)
        cell_end[key[from ? from[i] : i]]++;
    uint32_t sum = begin;
    for (uint32_t cell = first; cell < beyond; cell++) {
        uint32_t count = cell_end[cell];
        cell_end[cell] = sum;
        sum += count;
    }
    /* Placing its fish moves what was the cell's beginning on to its end. */
    for (uint32_t i = begin; i < end; i++) {
        uint32_t row = from ? from[i] : i, cell = key[row], place = cell_end[cell]++;
        fish->order[place] = row;
        sorting->cell[place] = cell;
        sorting->id[place] = fish->id[row];
    }
    order_by_id(sorting, first, begin, end);
}

static void sort_buckets(void *context, uint32_t begin, uint32_t end)
{
    for (uint32_t bucket = begin; bucket < end; bucket++)
        sort_bucket(context, bucket);
}

void grid_index(struct fish *fish, const struct grid *grids, uint32_t *cell_start,
                uint32_t total_cells, const fishsim_hooks *hooks)
{
    enum { LEAST = 2048 };
    if (!fish->count) {
        memset(cell_start, 0, (total_cells + 1) * sizeof *cell_start);
        return;
    }
    struct sorting sorting; /* its counts are set by the parts */
    sorting.fish = fish;
    sorting.grids = grids;
    sorting.cell_start = cell_start;
    sorting.total_cells = total_cells;
    sorting.size = part_size(fish->count, LEAST);
    sorting.row = fish->field_cell;
    sorting.cell = fish->caught;
    sorting.id = (uint64_t *)fish->flow_uj;
    sorting.shift = 0;
    sorting.bucket_end[0] = 0;
    sorting.bucket_end[1] = fish->count;
    uint32_t wanted = hooks->execute ? fish->count / LEAST + 1 : 1;
    wanted = wanted < BUCKETS_MAX ? wanted : BUCKETS_MAX;
    while ((sorting.buckets = ((total_cells - 1) >> sorting.shift) + 1) > wanted)
        sorting.shift++;
    parallel_for(hooks, fish->count, sorting.size, find_cells, &sorting);
    if (sorting.buckets > 1) {
        place_parts(&sorting, (fish->count - 1) / sorting.size + 1);
        parallel_for(hooks, fish->count, sorting.size, fill_buckets, &sorting);
    }
    parallel_for(hooks, sorting.buckets, 1, sort_buckets, &sorting);
    cell_start[0] = 0; /* the others are the ends of the cells before */
    fish->flow_uj = (int64_t *)fish->id;
    fish->id = sorting.id;
    fish_permute(fish, hooks);
}

static int32_t clamp_index(int32_t index, uint32_t count)
{
    return index < 0 ? 0 : index >= (int32_t)count ? (int32_t)count - 1 : index;
}

/*
 * Indices along one axis that hold [low - reach, high + reach]; beyond the ends only on a torus.
 * The reach is taken a little longer, so that no fish is missed whose distance rounds to it.
 */
static void axis_range(float low, float high, float reach, float per_m, uint32_t count, bool torus,
                       int32_t *first, int32_t *last)
{
    float more = reach * 1.00001f + 1e-6f * (float)count / per_m;
    *first = (int32_t)floorf((low - more) * per_m);
    *last = (int32_t)floorf((high + more) * per_m);
    /* A point just below the seam may round on to it: its cell is still the last one. */
    if (!torus || *first >= 0)
        *first = clamp_index(*first, count);
    if (!torus)
        *last = clamp_index(*last, count);
}

void scan_begin_box(struct scan *scan, const struct grid *grid, const struct box *box, float reach)
{
    scan->grid = grid;
    scan->layer = scan->last_layer = 0;
    if (grid->per_m_z > 0.0f)
        axis_range(box->low_z, box->high_z, reach, grid->per_m_z, grid->layers, grid->torus,
                   &scan->layer, &scan->last_layer);
    axis_range(box->low_y, box->high_y, reach, grid->per_m_y, grid->rows, grid->torus,
               &scan->first_row, &scan->last_row);
    axis_range(box->low_x, box->high_x, reach, grid->per_m_x, grid->columns, grid->torus,
               &scan->first_column, &scan->last_column);
    scan->first_piece = scan->first_column < 0 ? -1 : 0;
    scan->last_piece = scan->last_column >= (int32_t)grid->columns ? 1 : 0;
    scan->row = scan->first_row;
    scan->piece = scan->last_piece + 1; /* nothing is left of a row that was not entered */
    scan->inside = scan->layer == scan->last_layer && scan->layer == 0 && scan->first_row >= 0 &&
                   scan->last_row < (int32_t)grid->rows && scan->first_piece == scan->last_piece;
}

void scan_begin(struct scan *scan, const struct grid *grid, float x, float y, float z, float reach)
{
    struct box box = {x, y, z, x, y, z};
    scan_begin_box(scan, grid, &box, reach);
}

/* Columns of one piece of a row: those left of the seam, inside, or right of it. */
static void piece_columns(const struct scan *scan, int32_t *first, int32_t *last, float *shift)
{
    int32_t columns = (int32_t)scan->grid->columns;
    int32_t lowest = scan->piece * columns;
    int32_t highest = lowest + columns - 1;
    *first = (scan->first_column > lowest ? scan->first_column : lowest) - lowest;
    *last = (scan->last_column < highest ? scan->last_column : highest) - lowest;
    *shift = (float)scan->piece * scan->grid->width_m;
}

/* Brings an index back into [0, count), with the shift of the side that it was on. */
static uint32_t wrap_index(int32_t index, uint32_t count, float extent_m, float *shift)
{
    *shift = 0.0f;
    if (index < 0) {
        *shift = -extent_m;
        index += (int32_t)count;
    } else if (index >= (int32_t)count) {
        *shift = extent_m;
        index -= (int32_t)count;
    }
    return (uint32_t)index;
}

/* Enters the next row of cells. False behind the last one. */
static bool enter_row(struct scan *scan)
{
    const struct grid *grid = scan->grid;
    if (scan->row > scan->last_row) {
        scan->row = scan->first_row;
        scan->layer++;
    }
    if (scan->layer > scan->last_layer)
        return false;
    uint32_t layer = wrap_index(scan->layer, grid->layers, grid->depth_m, &scan->shift_z);
    uint32_t row = wrap_index(scan->row++, grid->rows, grid->height_m, &scan->shift_y);
    scan->start = grid->cell_start + (layer * grid->rows + row) * grid->columns;
    scan->piece = scan->first_piece;
    return true;
}

bool scan_next_across(struct scan *scan, struct span *span)
{
    for (;;) {
        while (scan->piece <= scan->last_piece) {
            int32_t first, last;
            piece_columns(scan, &first, &last, &span->shift_x);
            scan->piece++;
            span->begin = scan->start[first];
            span->end = scan->start[last + 1];
            if (span->begin < span->end) {
                span->shift_y = scan->shift_y;
                span->shift_z = scan->shift_z;
                return true;
            }
        }
        if (!enter_row(scan))
            return false;
    }
}

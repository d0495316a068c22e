/* SPDX-License-Identifier: MIT */
/*
 * permute.c: brings the columns of the fish into a new order.
 *
 * Called by world/grid.c, once a tick, before any phase has written a scratch column: what is kept
 * moves into those, and they change places. So several columns move in one round, and threads share
 * the rows.
 */
#include "base/host.h"
#include "base/lanes.h"
#include "world/fish.h"

#include <string.h>

/* Elements by width alone, whatever their type. */
typedef uint8_t __attribute__((may_alias)) element_8;
typedef uint32_t __attribute__((may_alias)) element_32;
typedef uint64_t __attribute__((may_alias)) element_64;

/* A pointer of struct fish, and the bytes of what it points to. */
struct column {
    void *at;
    uint32_t width;
};

struct transfer {
    const void *source;
    void *target;
    uint32_t width;
};

enum { COLUMNS_MAX = 64, WIDTHS = 9, ROWS = 16384 };

/* The transfers of one round. */
struct round {
    const uint32_t *order;
    uint32_t count;
    struct transfer transfer[COLUMNS_MAX];
};

/*
 * Most fish stay among the same ones. So a block of rows is taken out of a window of two vectors,
 * all at once, and then come the strays, whose rows were elsewhere.
 */
enum { BLOCK = FISHSIM_LANES >= 8 ? FISHSIM_LANES : 1, WINDOW = 2 * BLOCK };

/* Some rows, and how they move: found once for all columns. */
struct piece {
    const uint32_t *order; /* of these rows */
    uint32_t count;
    uint32_t window[ROWS / BLOCK]; /* by block: its first row */
    uint8_t place[ROWS];           /* in the window; of a stray anything */
    uint16_t stray[ROWS];          /* counted from the first of the rows, as places are */
    uint32_t strays;
};

static inline uint32_t middle_of(uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* Rows that fill no block are strays. */
static void find_moves(struct piece *piece)
{
    uint32_t row = 0;
    piece->strays = 0;
    for (; piece->count - row >= BLOCK; row += BLOCK) {
        const uint32_t *from = piece->order + row;
        uint32_t middle = middle_of(from[BLOCK / 4], from[BLOCK / 2], from[BLOCK * 3 / 4]);
        uint32_t low = middle > BLOCK ? middle - BLOCK : 0, all = 0;
        piece->window[row / BLOCK] = low;
        for (uint32_t i = 0; i < BLOCK; i++) {
            piece->place[row + i] = (uint8_t)(from[i] - low);
            all |= from[i] - low;
        }
        for (uint32_t i = 0; all >= WINDOW && i < BLOCK; i++)
            if (from[i] - low >= WINDOW)
                piece->stray[piece->strays++] = (uint16_t)(row + i);
    }
    for (; row < piece->count; row++)
        piece->stray[piece->strays++] = (uint16_t)row;
}

/* take_N: target[row] = source[order[row]] for elements of N bits. */
#define TAKE_PLAINLY(bits)                                                                         \
    static void take_##bits(element_##bits *restrict target,                                       \
                            const element_##bits *restrict source, const struct piece *piece)      \
    {                                                                                              \
        for (uint32_t row = 0; row < piece->count; row++)                                          \
            target[row] = source[piece->order[row]];                                               \
    }

#define TAKE_BY_BLOCKS(bits)                                                                       \
    static void take_##bits(element_##bits *restrict target,                                       \
                            const element_##bits *restrict source, const struct piece *piece)      \
    {                                                                                              \
        for (uint32_t row = 0; piece->count - row >= BLOCK; row += BLOCK)                          \
            block_##bits(target + row, source + piece->window[row / BLOCK], piece->place + row);   \
        for (uint32_t i = 0; i < piece->strays; i++)                                               \
            target[piece->stray[i]] = source[piece->order[piece->stray[i]]];                       \
    }

/* block_N: target[i] = window[place[i]] for the rows of a block. */
#if FISHSIM_LANES == 16
static inline __m512i places_16(const uint8_t *place)
{
    return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)place));
}

static inline void block_32(element_32 *target, const element_32 *window, const uint8_t *place)
{
    __m512i low = _mm512_loadu_si512(window), high = _mm512_loadu_si512(window + 16);
    _mm512_storeu_si512(target, _mm512_permutex2var_epi32(low, places_16(place), high));
}

static inline void block_64(element_64 *target, const element_64 *window, const uint8_t *place)
{
    __m512i first = _mm512_loadu_si512(window), second = _mm512_loadu_si512(window + 8);
    __m512i third = _mm512_loadu_si512(window + 16), fourth = _mm512_loadu_si512(window + 24);
    for (int i = 0; i < 16; i += 8) {
        __m512i at = _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)(place + i)));
        __m512i low = _mm512_permutex2var_epi64(first, at, second);
        __m512i high = _mm512_permutex2var_epi64(third, at, fourth);
        __mmask8 is_high = _mm512_test_epi64_mask(at, _mm512_set1_epi64(16));
        _mm512_storeu_si512(target + i, _mm512_mask_blend_epi64(is_high, low, high));
    }
}

static inline void block_8(element_8 *target, const element_8 *window, const uint8_t *place)
{
    __m512i low = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)window));
    __m512i high = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(window + 16)));
    __m512i taken = _mm512_permutex2var_epi32(low, places_16(place), high);
    _mm_storeu_si128((__m128i *)target, _mm512_cvtepi32_epi8(taken));
}

TAKE_BY_BLOCKS(8)
TAKE_BY_BLOCKS(32)
TAKE_BY_BLOCKS(64)
#elif FISHSIM_LANES == 8 && defined(__AVX2__)
static inline void block_32(element_32 *target, const element_32 *window, const uint8_t *place)
{
    __m256i at = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)place));
    __m256i low = _mm256_loadu_si256((const __m256i *)window);
    __m256i high = _mm256_loadu_si256((const __m256i *)(window + 8));
    low = _mm256_permutevar8x32_epi32(low, at);
    high = _mm256_permutevar8x32_epi32(high, at);
    __m256 taken = _mm256_blendv_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high),
                                    _mm256_castsi256_ps(_mm256_slli_epi32(at, 28)));
    _mm256_storeu_si256((__m256i *)target, _mm256_castps_si256(taken));
}

TAKE_PLAINLY(8)
TAKE_BY_BLOCKS(32)
TAKE_PLAINLY(64)
#else
TAKE_PLAINLY(8)
TAKE_PLAINLY(32)
TAKE_PLAINLY(64)
#endif

static void transfer_rows(void *context, uint32_t begin, uint32_t end)
{
    const struct round *round = context;
    struct piece piece;
    piece.order = round->order + begin;
    piece.count = end - begin;
    if (BLOCK > 1)
        find_moves(&piece);
    for (uint32_t i = 0; i < round->count; i++) {
        const struct transfer *transfer = &round->transfer[i];
        if (transfer->width == 1)
            take_8((element_8 *)transfer->target + begin, transfer->source, &piece);
        else if (transfer->width == 4)
            take_32((element_32 *)transfer->target + begin, transfer->source, &piece);
        else
            take_64((element_64 *)transfer->target + begin, transfer->source, &piece);
    }
}

/* Whether a column need not be looked at: it is known to be the same for all fish, or whoever sorts
 * sets it. */
static bool stays(const struct fish *fish, const struct column *column)
{
    const void *at = column->at;
    return at == &fish->id || at == &fish->species ||
           (fish->alike.depth && (at == &fish->z || at == &fish->heading_z)) ||
           (fish->alike.agent && at == &fish->agent) ||
           (fish->alike.genome && at == &fish->genome) ||
           (fish->alike.action && at == &fish->action) || (fish->alike.worth && at == &fish->worth);
}

/* All kept columns, and in which of them fish differ: the others, such as traits before there are
 * any births, need not move. */
struct survey {
    const struct column *column;
    uint32_t columns, count, size;           /* rows, and those of a part */
    uint8_t differs[PARTS_MAX][COLUMNS_MAX]; /* from the fish behind it */
};

static void survey_rows(void *context, uint32_t begin, uint32_t end)
{
    struct survey *survey = context;
    uint8_t *differs = survey->differs[begin / survey->size];
    end = end < survey->count ? end : survey->count - 1;
    for (uint32_t i = 0; i < survey->columns; i++) {
        size_t width = survey->column[i].width;
        const char *at;
        memcpy(&at, survey->column[i].at, sizeof at);
        at += begin * width;
        differs[i] = memcmp(at, at + width, (end - begin) * width) != 0;
    }
}

/* Leaves those columns in the list that must move; returns how many. */
static uint32_t choose_columns(struct fish *fish, const fishsim_hooks *hooks, struct column *column,
                               uint32_t columns)
{
    enum { LEAST = 4096 };
    struct survey survey = {column, 0, fish->count, part_size(fish->count, LEAST), {{0}}};
    uint32_t chosen = 0;
    for (uint32_t i = 0; i < columns; i++)
        if (!stays(fish, &column[i]))
            column[survey.columns++] = column[i];
    parallel_for(hooks, fish->count, survey.size, survey_rows, &survey);
    for (uint32_t i = 0; i < survey.columns; i++) {
        uint8_t differs = 0;
        for (uint32_t part = 0; part < PARTS_MAX; part++)
            differs |= survey.differs[part][i];
        if (differs)
            column[chosen++] = column[i];
    }
    return chosen;
}

/* Adds the transfer of a column into a free one, and lets the two pointers change places. */
static void plan(struct round *round, const struct column *kept, const struct column *free)
{
    struct transfer *transfer = &round->transfer[round->count++];
    void *source, *target;
    memcpy(&source, kept->at, sizeof source);
    memcpy(&target, free->at, sizeof target);
    memcpy(kept->at, &target, sizeof target);
    memcpy(free->at, &source, sizeof source);
    *transfer = (struct transfer){source, target, kept->width};
}

/* Plans as many of the columns from *next on as there are free ones of their widths, in order. */
static void plan_round(struct round *round, const struct column *kept, uint32_t kept_count,
                       uint32_t *next, const struct column *free, uint32_t free_count)
{
    uint32_t used[WIDTHS] = {0}; /* free columns of each width that are behind us */
    for (round->count = 0; *next < kept_count; ++*next) {
        uint32_t width = kept[*next].width, i = used[width];
        while (i < free_count && free[i].width != width)
            i++;
        if (i == free_count)
            return;
        used[width] = i + 1;
        plan(round, &kept[*next], &free[i]);
    }
}

void fish_permute(struct fish *fish, const fishsim_hooks *hooks)
{
    struct column kept[] = {
#define X(field, type) {&fish->field, sizeof(type)},
        FISH_KEPT(X)};
    const struct column free[] = {FISH_SCRATCH(X)
#undef X
    };
    _Static_assert(sizeof kept / sizeof kept[0] <= COLUMNS_MAX, "a round holds all columns");
    struct round round = {.order = fish->order};
    uint32_t count = choose_columns(fish, hooks, kept, sizeof kept / sizeof kept[0]);
    /* Long pieces, for memory comes slowly where a column begins; but enough of them for threads.
     */
    uint32_t rows = hooks->execute ? part_size(fish->count, ROWS / 8) : ROWS;
    rows = rows < ROWS ? rows : ROWS;
    for (uint32_t next = 0; next < count;) {
        plan_round(&round, kept, count, &next, free, sizeof free / sizeof free[0]);
        parallel_for(hooks, fish->count, rows, transfer_rows, &round);
    }
}

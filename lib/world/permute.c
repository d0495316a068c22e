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
typedef uint16_t __attribute__((may_alias)) element_16;
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

/* gather_N: target[i] = source[order[i]] for elements of N bits. */
#define GATHER(bits)                                                                               \
    static void gather_##bits(element_##bits *restrict target,                                     \
                              const element_##bits *restrict source, const uint32_t *order,        \
                              uint32_t begin, uint32_t end)                                        \
    {                                                                                              \
        for (uint32_t i = begin; i < end; i++)                                                     \
            target[i] = source[order[i]];                                                          \
    }
GATHER(8)
GATHER(16)

#if FISHSIM_LANES == 16
/* Most fish stay among the same ones: sixteen come from a window of 32 rows, or eight from 16. */
static void gather_32(element_32 *restrict target, const element_32 *restrict source,
                      const uint32_t *order, uint32_t begin, uint32_t end)
{
    for (; end - begin >= 16; begin += 16) {
        __m512i from = _mm512_loadu_si512(order + begin);
        uint32_t low = _mm512_reduce_min_epu32(from);
        __m512i place = _mm512_sub_epi32(from, _mm512_set1_epi32((int)low));
        __m512i moved = _mm512_cmplt_epu32_mask(place, _mm512_set1_epi32(32)) == 0xffff
                            ? _mm512_permutex2var_epi32(_mm512_loadu_si512(source + low), place,
                                                        _mm512_loadu_si512(source + low + 16))
                            : _mm512_i32gather_epi32(from, source, 4);
        _mm512_storeu_si512(target + begin, moved);
    }
    for (; begin < end; begin++)
        target[begin] = source[order[begin]];
}

static void gather_64(element_64 *restrict target, const element_64 *restrict source,
                      const uint32_t *order, uint32_t begin, uint32_t end)
{
    for (; end - begin >= 8; begin += 8) {
        __m256i from = _mm256_loadu_si256((const __m256i *)(order + begin));
        __m512i wide = _mm512_cvtepu32_epi64(from);
        uint64_t low = _mm512_reduce_min_epu64(wide);
        __m512i place = _mm512_sub_epi64(wide, _mm512_set1_epi64((int64_t)low));
        __m512i moved = _mm512_cmplt_epu64_mask(place, _mm512_set1_epi64(16)) == 0xff
                            ? _mm512_permutex2var_epi64(_mm512_loadu_si512(source + low), place,
                                                        _mm512_loadu_si512(source + low + 8))
                            : _mm512_i32gather_epi64(from, source, 8);
        _mm512_storeu_si512(target + begin, moved);
    }
    for (; begin < end; begin++)
        target[begin] = source[order[begin]];
}
#else
GATHER(32)
GATHER(64)
#endif

enum { COLUMNS_MAX = 64, WIDTHS = 9 };

/* Whether a column holds the same for all fish. */
static bool is_alike(const struct fish *fish, const struct column *column)
{
    const void *at = column->at;
    return (fish->alike.depth && (at == &fish->z || at == &fish->heading_z)) ||
           (fish->alike.agent && at == &fish->agent) ||
           (fish->alike.genome && at == &fish->genome) ||
           (fish->alike.action && at == &fish->action) || (fish->alike.worth && at == &fish->worth);
}

/* The transfers of one round. */
struct round {
    const uint32_t *order;
    uint32_t count;
    struct transfer transfer[COLUMNS_MAX];
};

static void transfer_rows(void *context, uint32_t begin, uint32_t end)
{
    const struct round *round = context;
    for (uint32_t i = 0; i < round->count; i++) {
        const struct transfer *transfer = &round->transfer[i];
        const void *source = transfer->source;
        void *target = transfer->target;
        if (transfer->width == 1)
            gather_8(target, source, round->order, begin, end);
        else if (transfer->width == 2)
            gather_16(target, source, round->order, begin, end);
        else if (transfer->width == 4)
            gather_32(target, source, round->order, begin, end);
        else
            gather_64(target, source, round->order, begin, end);
    }
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
static void plan_round(struct round *round, const struct fish *fish, const struct column *kept,
                       uint32_t kept_count, uint32_t *next, const struct column *free,
                       uint32_t free_count)
{
    uint32_t used[WIDTHS] = {0}; /* free columns of each width that are behind us */
    for (round->count = 0; *next < kept_count; ++*next) {
        if (is_alike(fish, &kept[*next]))
            continue;
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
    enum { ROWS = 1024 };
    const struct column kept[] = {
#define X(field, type) {&fish->field, sizeof(type)},
        FISH_KEPT(X)};
    const struct column free[] = {FISH_SCRATCH(X) X(spare, uint16_t)
#undef X
    };
    struct round round = {.order = fish->order};
    _Static_assert(sizeof kept / sizeof kept[0] <= COLUMNS_MAX, "a round holds all columns");
    for (uint32_t next = 0; next < sizeof kept / sizeof kept[0];) {
        plan_round(&round, fish, kept, sizeof kept / sizeof kept[0], &next, free,
                   sizeof free / sizeof free[0]);
        parallel_for(hooks, fish->count, ROWS, transfer_rows, &round);
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * ledger.c: counting the energy of a world, and what the ledger cannot explain of it.
 *
 * Called after every tick by the audit, so the counting is a plain loop over columns, in parts that
 * threads share.
 */
#include "world/ledger.h"

#include "base/status.h"
#include "world/hash.h"
#include "world/world.h"

enum { UJ_PER_JOULE = 1000000 };

/* By FISHSIM_LEDGER_*: +1 flows in, -1 flows out, 0 stocks. */
static const int8_t KIND[FISHSIM_LEDGER_COUNT] = {
#define X(NAME, field, number, kind, meaning) [number] = kind,
    FISHSIM_LEDGER_TABLE(X)
#undef X
};

/*
 * The exact sum of any 2^32 numbers. Each is moved by 2^63 to be unsigned and its halves are summed
 * apart, so that nothing overflows and the compiler can use vectors.
 */
static int128 sum(const int64_t *restrict values, uint32_t count)
{
    uint64_t low = 0, high = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t moved = (uint64_t)values[i] ^ 0x8000000000000000ULL;
        low += (uint32_t)moved;
        high += moved >> 32;
    }
    uint128 total = ((uint128)high << 32) + low;
    return (int128)(total - ((uint128)count << 63));
}

/* The same, each number taken so many times. */
static int128 weighted_sum(const int64_t *restrict values, const uint32_t *restrict times,
                           uint32_t count)
{
    int128 total = 0;
    for (uint32_t i = 0; i < count; i++)
        total += (int128)values[i] * times[i];
    return total;
}

/* Stocks of one length, counted in parts. */
enum { STOCKS_MAX = 3 };
struct counting {
    const int64_t *values[STOCKS_MAX];
    const uint32_t *times; /* how often each number is taken; NULL: once */
    uint32_t size;         /* of a part */
    int128 part[PARTS_MAX][STOCKS_MAX];
};

static void count_some(void *context, uint32_t begin, uint32_t end)
{
    struct counting *counting = context;
    for (uint32_t i = 0; i < STOCKS_MAX; i++) {
        const int64_t *values = counting->values[i];
        int128 *part = &counting->part[begin / counting->size][i];
        if (!values)
            *part = 0;
        else if (counting->times)
            *part = weighted_sum(values + begin, counting->times + begin, end - begin);
        else
            *part = sum(values + begin, end - begin);
    }
}

static void count_all(const fishsim_hooks *hooks, struct counting *counting, uint32_t length,
                      int128 total[STOCKS_MAX])
{
    enum { LEAST = 4096 };
    counting->size = part_size(length, LEAST);
    parallel_for(hooks, length, counting->size, count_some, counting);
    for (uint32_t i = 0; i < STOCKS_MAX; i++) {
        total[i] = 0;
        for (uint32_t part = 0; part * (uint64_t)counting->size < length; part++)
            total[i] += counting->part[part][i];
    }
}

void ledger_stocks(const struct fishsim_world *world, int128 stock[FISHSIM_LEDGER_COUNT])
{
    const struct fish *fish = &world->fish;
    struct counting counting;
    int128 total[STOCKS_MAX];
    for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
        stock[i] = 0;
    counting.times = world->many ? fish->worth : NULL;
    counting.values[0] = fish->gut_uj;
    counting.values[1] = fish->soma_uj;
    counting.values[2] = fish->repro_uj;
    count_all(&world->hooks, &counting, fish->count, total);
    stock[FISHSIM_LEDGER_GUT] = total[0];
    stock[FISHSIM_LEDGER_SOMA] = total[1];
    stock[FISHSIM_LEDGER_REPRO] = total[2];
    counting.times = NULL;
    counting.values[0] = world->plankton.energy_uj;
    counting.values[1] = world->detritus.energy_uj;
    counting.values[2] = NULL;
    count_all(&world->hooks, &counting, world->field_grid.cells, total);
    stock[FISHSIM_LEDGER_PLANKTON] = total[0];
    stock[FISHSIM_LEDGER_DETRITUS] = total[1];
}

int128 ledger_residual(const struct fishsim_world *world, const int128 stock[FISHSIM_LEDGER_COUNT])
{
    int128 residual = -world->ledger.start;
    for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
        residual += KIND[i] ? -KIND[i] * world->ledger.flow[i] : stock[i];
    return residual;
}

fishsim_energy energy_of(int128 uj)
{
    return (fishsim_energy){(int64_t)(uj / UJ_PER_JOULE), (int64_t)(uj % UJ_PER_JOULE)};
}

static const struct sized LEDGER = SIZED(fishsim_ledger, entry);

fishsim_status fishsim_ledger_init(fishsim_ledger *ledger, size_t struct_size)
{
    return sized_init(ledger, struct_size, &LEDGER);
}

fishsim_status fishsim_world_get_ledger(const fishsim_world *world, fishsim_ledger *ledger,
                                        fishsim_error *error)
{
    if (!world)
        return fail(error, FISHSIM_ERR_ARGUMENT, "world is NULL");
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(world, stock);
    fishsim_ledger filled = {0};
    filled.start = energy_of(world->ledger.start);
    filled.residual = energy_of(ledger_residual(world, stock));
    for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
        filled.entry[i] = energy_of(KIND[i] ? world->ledger.flow[i] : stock[i]);
    return sized_give(ledger, &filled, &LEDGER, error);
}

const char *fishsim_ledger_entry_name(uint32_t entry)
{
    switch (entry) {
#define X(NAME, field, number, kind, meaning)                                                      \
    case number:                                                                                   \
        return #field;
        FISHSIM_LEDGER_TABLE(X)
#undef X
    default:
        return "unknown";
    }
}

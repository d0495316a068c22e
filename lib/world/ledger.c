/* SPDX-License-Identifier: MIT */
/*
 * ledger.c: counting the energy of a world, and what the ledger cannot explain of it.
 *
 * Called after every tick by the audit, so the counting is a plain loop over columns.
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

/* What all fish hold in one store. */
static int128 held(const struct fishsim_world *world, const int64_t *store_uj)
{
    const struct fish *fish = &world->fish;
    return world->many ? weighted_sum(store_uj, fish->worth, fish->count)
                       : sum(store_uj, fish->count);
}

void ledger_stocks(const struct fishsim_world *world, int128 stock[FISHSIM_LEDGER_COUNT])
{
    const struct fish *fish = &world->fish;
    for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
        stock[i] = 0;
    stock[FISHSIM_LEDGER_PLANKTON] = sum(world->plankton.energy_uj, world->field_grid.cells);
    stock[FISHSIM_LEDGER_DETRITUS] = sum(world->detritus.energy_uj, world->field_grid.cells);
    stock[FISHSIM_LEDGER_GUT] = held(world, fish->gut_uj);
    stock[FISHSIM_LEDGER_SOMA] = held(world, fish->soma_uj);
    stock[FISHSIM_LEDGER_REPRO] = held(world, fish->repro_uj);
}

int128 ledger_residual(const struct fishsim_world *world, const int128 stock[FISHSIM_LEDGER_COUNT])
{
    int128 residual = -world->ledger.start;
    for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
        residual += KIND[i] ? -KIND[i] * world->ledger.flow[i] : stock[i];
    return residual;
}

static fishsim_energy energy_of(int128 uj)
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

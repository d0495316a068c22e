/* SPDX-License-Identifier: MIT */
/*
 * digest.c: a 64-bit hash of the state of a world.
 *
 * Each fish is hashed by its values, words paired and multiplied with a key of their own for every
 * place, and the hashes of all fish are summed: neither the order of the rows nor the order of
 * bytes in memory can matter. Derived and scratch columns are left out, and so are the host's
 * things.
 *
 * The number of the last event is left out too: the changes of state of a run are events, and a
 * world that is driven by a run is the same as one that is not.
 *
 * A new column of FISH_STATE goes into hash_row; the static assertion below tells when it is
 * missing.
 */
#include "world/hash.h"
#include "world/world.h"

#include <string.h>

/* State columns that hash_row takes. */
enum { HASHED_COLUMNS = 32 };

#define X(field, type) +1
_Static_assert(0 FISH_STATE(X) == HASHED_COLUMNS,
               "FISH_STATE has changed: take the new column into hash_row");
#undef X

/* Keys of the sums over fish and cells; those below belong to the places in a fish. */
enum { KEY_ACTION = 64, KEY_FISH = 80, KEY_CELLS = 96, KEY_AGENT = 112 };

static uint64_t float_bits(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint64_t double_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* The bits of two floats of one row. */
static inline uint64_t two(const float *low, const float *high, uint32_t row)
{
    return float_bits(low[row]) | float_bits(high[row]) << 32;
}

static inline uint64_t narrow(const struct fish *fish, uint32_t row)
{
    return fish->generation[row] | (uint64_t)fish->species[row] << 32 |
           (uint64_t)fish->sex[row] << 48;
}

/* A sum of products of pairs of words; `place` gives every pair keys of its own. */
static inline uint64_t hash_row(const struct fish *f, uint32_t row)
{
#define PAIR(place, a, b) hash_pair((a) ^ hash_key(2 * (place)), (b) ^ hash_key(2 * (place) + 1))
    return PAIR(0, f->id[row], (uint64_t)f->birth_tick[row]) +
           PAIR(1, (uint64_t)f->soma_uj[row], (uint64_t)f->gut_uj[row]) +
           PAIR(2, (uint64_t)f->repro_uj[row], (uint64_t)f->gut_capacity_uj[row]) +
           PAIR(3, two(f->x, f->y, row), two(f->z, f->speed, row)) +
           PAIR(4, two(f->heading_x, f->heading_y, row), two(f->heading_z, f->length_cm, row)) +
           PAIR(5, two(f->handling_s, f->trait_size, row),
                two(f->trait_cruise, f->trait_boldness, row)) +
           PAIR(6, two(f->trait_sociality, f->trait_pace, row),
                two(f->trait_vision, f->trait_investment, row)) +
           PAIR(7, two(f->trait_egg, f->carry_digestion, row),
                two(f->carry_egestion, f->carry_excretion, row)) +
           PAIR(8, two(f->carry_sda, f->carry_respiration, row), narrow(f, row)) +
           /* 0 where nobody perceives: such worlds have the digest that they had without it. */
           f->action[row] * hash_key(KEY_ACTION);
#undef PAIR
}

/* The fish as a set: two sums over differently mixed hashes. */
static uint64_t hash_fish(const struct fish *fish)
{
    uint64_t first = 0, second = 0;
    for (uint32_t row = 0; row < fish->count; row++) {
        uint64_t hash = hash_row(fish, row);
        uint64_t mixed = hash_mix(hash);
        first += mixed;
        second += hash_pair(mixed ^ hash_key(KEY_FISH), hash ^ hash_key(KEY_FISH + 1));
    }
    return hash_step(hash_step(fish->count, first), second);
}

static uint64_t hash_cells(const int64_t *energy_uj, uint32_t cells)
{
    uint64_t sum = 0;
    for (uint32_t cell = 0; cell < cells; cell++)
        sum += hash_pair((uint64_t)energy_uj[cell] ^ hash_key(KEY_CELLS),
                         hash_mix(cell + hash_key(KEY_CELLS + 1)) | 1);
    return sum;
}

static uint64_t step_wide(uint64_t hash, int128 value)
{
    return hash_step(hash_step(hash, (uint64_t)value), (uint64_t)((uint128)value >> 64));
}

static uint64_t hash_ledger(uint64_t hash, const struct ledger *ledger)
{
    hash = step_wide(hash, ledger->start);
    for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
        hash = step_wide(hash, ledger->flow[i]);
    return hash;
}

static uint64_t hash_species(uint64_t hash, const struct species *species)
{
    hash = hash_step(hash, species->births);
    for (uint32_t cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++)
        hash = hash_step(hash, species->deaths[cause]);
    return hash_step(hash, species->bites);
}

/* Actions that hold for the ticks to come, as a set. The slots themselves are the host's. */
static uint64_t hash_orders(const struct agents *agents)
{
    uint64_t sum = 0;
    for (uint32_t slot = 0; slot < agents->slots; slot++)
        if (action_given(agents->slot[slot].action))
            sum += hash_pair(agents->slot[slot].id ^ hash_key(KEY_AGENT),
                             hash_mix(agents->slot[slot].action));
    return sum;
}

uint64_t fishsim_world_digest(const fishsim_world *world)
{
    if (!world)
        return 0;
    uint64_t hash = hash_step(0, world->settings.world.seed);
    hash = hash_step(hash, world->tick);
    hash = hash_step(hash, world->next_id);
    hash = hash_step(hash, double_bits(world->temperature_c));
    hash = hash_step(hash, world->births_refused);
    hash = hash_step(hash, world->agent_steps);
    hash = hash_step(hash, hash_fish(&world->fish));
    hash = hash_step(hash, hash_cells(world->plankton.energy_uj, world->field_grid.cells));
    hash = hash_step(hash, hash_cells(world->detritus.energy_uj, world->field_grid.cells));
    hash = hash_ledger(hash, &world->ledger);
    hash = hash_step(hash, world->species_count);
    for (uint32_t s = 0; s < world->species_count; s++)
        hash = hash_species(hash, &world->species[s]);
    uint64_t orders = hash_orders(&world->agents), genomes = genomes_hash(world);
    hash = orders ? hash_step(hash, orders) : hash;
    return hash_mix(genomes ? hash_step(hash, genomes) : hash);
}

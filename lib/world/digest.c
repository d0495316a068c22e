/* SPDX-License-Identifier: MIT */
/*
 * digest.c: a 64-bit hash of the state of a world.
 *
 * The fish are hashed as a set, see fish_hash.c, fields by cell: neither the order of the rows nor
 * the order of bytes in memory can matter. Derived and scratch columns are left out, and so are the
 * host's things.
 *
 * The number of the last event is left out too: the changes of state of a run are events, and a
 * world that is driven by a run is the same as one that is not.
 */
#include "tick/kernel.h"
#include "world/fish_hash.h"
#include "world/hash.h"
#include "world/world.h"

#include <string.h>

/* Keys of the sums over cells and agents. */
enum { KEY_CELLS = 96, KEY_AGENT = 112 };

static uint64_t double_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Hashing the fish of a world, or the cells of one field of it. */
struct hashing {
    const fishsim_world *world;
    const int64_t *energy_uj;
    uint32_t size; /* of a part */
    struct fish_hash part[PARTS_MAX];
};

static void hash_rows(void *context, uint32_t begin, uint32_t end)
{
    struct hashing *hashing = context;
    const fishsim_world *world = hashing->world;
    hashing->part[begin / hashing->size] = world->kernel->fish_hash(&world->fish, begin, end);
}

static void hash_cells(void *context, uint32_t begin, uint32_t end)
{
    struct hashing *hashing = context;
    uint64_t sum = 0;
    for (uint32_t cell = begin; cell < end; cell++)
        sum += hash_pair((uint64_t)hashing->energy_uj[cell] ^ hash_key(KEY_CELLS),
                         (cell * 0x9e3779b97f4a7c15ULL ^ hash_key(KEY_CELLS + 1)) | 1);
    hashing->part[begin / hashing->size].first = sum;
}

static struct fish_hash hash_all(struct hashing *hashing, uint32_t count, range_task task)
{
    enum { LEAST = 4096 };
    hashing->size = part_size(count, LEAST);
    parallel_for(&hashing->world->hooks, count, hashing->size, task, hashing);
    struct fish_hash all = {0, 0};
    for (uint32_t i = 0; i < PARTS_MAX; i++) {
        all.first += hashing->part[i].first;
        all.second += hashing->part[i].second;
    }
    return all;
}

static uint64_t hash_fish(const fishsim_world *world)
{
    struct hashing hashing = {.world = world};
    struct fish_hash all = hash_all(&hashing, world->fish.count, hash_rows);
    return hash_step(hash_step(world->fish.count, all.first), all.second);
}

static uint64_t hash_field(const fishsim_world *world, const struct field *field)
{
    struct hashing hashing = {.world = world, .energy_uj = field->energy_uj};
    return hash_all(&hashing, world->field_grid.cells, hash_cells).first;
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

static uint64_t hash_species(uint64_t hash, const struct species *species, uint32_t count)
{
    hash = hash_step(hash, species->births);
    for (uint32_t cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++)
        hash = hash_step(hash, species->deaths[cause]);
    hash = hash_step(hash, species->bites);
    for (uint32_t flow = 0; flow < FISHSIM_FLOW_CAPACITY; flow++)
        hash = step_wide(hash, species->flow[flow]);
    for (uint32_t prey = 0; prey < count; prey++) {
        hash = hash_step(hash, species->eaten[prey].fish);
        hash = step_wide(hash, species->eaten[prey].energy_uj);
    }
    return hash;
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
    hash = hash_step(hash, hash_fish(world));
    hash = hash_step(hash, hash_field(world, &world->plankton));
    hash = hash_step(hash, hash_field(world, &world->detritus));
    hash = hash_ledger(hash, &world->ledger);
    hash = hash_step(hash, world->species_count);
    for (uint32_t s = 0; s < world->species_count; s++)
        hash = hash_species(hash, &world->species[s], world->species_count);
    uint64_t orders = hash_orders(&world->agents), genomes = genomes_hash(world);
    hash = orders ? hash_step(hash, orders) : hash;
    return hash_mix(genomes ? hash_step(hash, genomes) : hash);
}

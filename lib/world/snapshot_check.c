/* SPDX-License-Identifier: MIT */
/*
 * snapshot_check.c: what holds in every world, asked of one that was filled from a snapshot.
 *
 * Called by snapshot.c before a loaded world is handed out. What passes here cannot make the tick
 * divide by zero, leave an array or overflow.
 */
#include "world/snapshot.h"

#include <math.h>
#include <string.h>

/* Ranges that no world leaves; far outside what the model makes, inside what it can compute. */
static const uint64_t TICK_LIMIT = (uint64_t)1 << 40;    /* random_draw has 40 bits for it */
static const uint64_t ID_LIMIT = (uint64_t)1 << 56;      /* and 56 for an id */
static const uint64_t COUNTER_LIMIT = (uint64_t)1 << 62; /* of any counter */
static const int64_t SOMA_LIMIT_UJ = (int64_t)1
                                     << 62; /* with these, a fish's energy fits 63 bits */
static const int64_t STORE_LIMIT_UJ = (int64_t)1 << 61;
static const int64_t OLDEST_TICK = -((int64_t)1 << 60);
static const float HEADING_TOLERANCE = 1e-3f;

/* ---- scalars, species, ledger -----------------------------------------------------------------
 */

static fishsim_status check_counter(const char *section, const char *field, uint64_t value,
                                    uint64_t limit, fishsim_error *error)
{
    if (value < limit)
        return FISHSIM_OK;
    return fail(error, FISHSIM_ERR_FORMAT, "%s: %s is %llu, it must be below %llu", section, field,
                (unsigned long long)value, (unsigned long long)limit);
}

static fishsim_status check_scalars(const fishsim_world *world, fishsim_error *error)
{
    const struct {
        const char *field;
        uint64_t value, limit;
    } scalars[] = {
        {"tick", world->tick, TICK_LIMIT},
        {"next_id", world->next_id, ID_LIMIT},
        {"births_refused", world->births_refused, COUNTER_LIMIT},
        {"agent_steps", world->agent_steps, COUNTER_LIMIT},
        {"event sequence", world->sinks.sequence, COUNTER_LIMIT},
    };
    fishsim_status status = FISHSIM_OK;
    for (size_t i = 0; i < sizeof scalars / sizeof scalars[0] && !status; i++)
        status =
            check_counter("scalars", scalars[i].field, scalars[i].value, scalars[i].limit, error);
    if (!status && !world->next_id)
        return fail(error, FISHSIM_ERR_FORMAT, "scalars: next_id is 0");
    return status;
}

/* Flows of a species, and what it has eaten, are of a size that a world can come to. */
static fishsim_status check_flows(const fishsim_world *world, const struct species *species,
                                  fishsim_error *error)
{
    const int128 limit = (int128)1 << 100;
    const char *name = species->settings.name;
    for (uint32_t i = 0; i < FISHSIM_FLOW_CAPACITY; i++)
        if (species->flow[i] >= limit || species->flow[i] < (i == FISHSIM_FLOW_GROWN ? -limit : 0))
            return fail(error, FISHSIM_ERR_FORMAT, "%s: flow %s is out of range", name,
                        fishsim_flow_name(i));
    for (uint32_t prey = 0; prey < world->species_count; prey++) {
        const struct prey *eaten = &species->eaten[prey];
        fishsim_status status =
            check_counter(name, "prey eaten", eaten->fish, COUNTER_LIMIT, error);
        if (status)
            return status;
        if (eaten->energy_uj < 0 || eaten->energy_uj >= limit)
            return fail(error, FISHSIM_ERR_FORMAT, "%s: energy eaten is out of range", name);
    }
    return FISHSIM_OK;
}

static fishsim_status check_species(const fishsim_world *world, fishsim_error *error)
{
    fishsim_status status = FISHSIM_OK;
    for (uint32_t s = 0; s < world->species_count && !status; s++) {
        const struct species *species = &world->species[s];
        const char *name = species->settings.name;
        status = check_counter(name, "births", species->births, COUNTER_LIMIT, error);
        if (!status)
            status = check_counter(name, "bites", species->bites, COUNTER_LIMIT, error);
        for (uint32_t i = 0; i < FISHSIM_CAUSE_CAPACITY && !status; i++)
            status = check_counter(name, "deaths", species->deaths[i], COUNTER_LIMIT, error);
        if (!status)
            status = check_flows(world, species, error);
    }
    return status;
}

static fishsim_status check_ledger(const fishsim_world *world, fishsim_error *error)
{
    const int128 limit = (int128)1 << 100;
    const struct ledger *ledger = &world->ledger;
    if (ledger->start < 0 || ledger->start >= limit)
        return fail(error, FISHSIM_ERR_FORMAT, "ledger: start is out of range");
#define X(NAME, field, number, kind, meaning)                                                      \
    if (ledger->flow[number] < 0 || ledger->flow[number] >= ((kind) ? limit : 1))                  \
        return fail(error, FISHSIM_ERR_FORMAT, "ledger: " #field " is out of range");
    FISHSIM_LEDGER_TABLE(X)
#undef X
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(world, stock);
    if (ledger_residual(world, stock) != 0)
        return fail(error, FISHSIM_ERR_FORMAT, "ledger: it does not close");
    return FISHSIM_OK;
}

static fishsim_status check_field(const char *name, const int64_t *energy_uj, uint32_t cells,
                                  fishsim_error *error)
{
    for (uint32_t cell = 0; cell < cells; cell++)
        if (energy_uj[cell] < 0 || energy_uj[cell] > FIELD_CELL_MAX_UJ)
            return fail(error, FISHSIM_ERR_FORMAT, "%s: cell %u holds %lld uJ", name, cell,
                        (long long)energy_uj[cell]);
    return FISHSIM_OK;
}

/* ---- fish ------------------------------------------------------------------------------------ */

/* Sorts by one byte of the key, keeping the order of equals (counting sort). */
static void sort_by_byte(const uint64_t *source, uint64_t *target, uint32_t count, unsigned shift)
{
    uint32_t start[257] = {0};
    for (uint32_t i = 0; i < count; i++)
        start[(source[i] >> shift & 0xff) + 1]++;
    for (uint32_t byte = 0; byte < 256; byte++)
        start[byte + 1] += start[byte];
    for (uint32_t i = 0; i < count; i++)
        target[start[source[i] >> shift & 0xff]++] = source[i];
}

/* The first id that occurs twice, or 0. Sorts in linear time whatever the ids are. */
static uint64_t find_twin(uint64_t *ids, uint64_t *scratch, uint32_t count, uint64_t limit)
{
    for (unsigned shift = 0; shift < 64 && limit >> shift; shift += 8) {
        sort_by_byte(ids, scratch, count, shift);
        uint64_t *sorted = scratch;
        scratch = ids;
        ids = sorted;
    }
    for (uint32_t i = 1; i < count; i++)
        if (ids[i] == ids[i - 1])
            return ids[i];
    return 0;
}

static fishsim_status check_ids(const fishsim_world *world, fishsim_error *error)
{
    const struct fish *fish = &world->fish;
    for (uint32_t row = 0; row < fish->count; row++)
        if (!fish->id[row] || fish->id[row] >= world->next_id)
            return fail(error, FISHSIM_ERR_FORMAT, "fish: id %llu is not in [1, %llu)",
                        (unsigned long long)fish->id[row], (unsigned long long)world->next_id);
    size_t size = 2 * sizeof(uint64_t) * (size_t)fish->count;
    uint64_t *ids = memory_take(&world->hooks, size);
    if (!ids)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory to sort the ids of %u fish", fish->count);
    if (fish->count)
        memcpy(ids, fish->id, size / 2);
    uint64_t twin = find_twin(ids, ids + fish->count, fish->count, world->next_id);
    memory_release(&world->hooks, ids, size);
    if (twin)
        return fail(error, FISHSIM_ERR_FORMAT, "fish: id %llu occurs twice",
                    (unsigned long long)twin);
    return FISHSIM_OK;
}

static fishsim_status refuse_fish(const fishsim_world *world, uint32_t row, const char *field,
                                  double value, fishsim_error *error)
{
    return fail(error, FISHSIM_ERR_FORMAT, "fish %llu: %s is %g, which no fish has",
                (unsigned long long)world->fish.id[row], field, value);
}

/* All of a column within [low, high); NaN is not. */
static fishsim_status check_floats(const fishsim_world *world, const char *field,
                                   const float *column, float low, float high, fishsim_error *error)
{
    for (uint32_t row = 0; row < world->fish.count; row++)
        if (!(column[row] >= low && column[row] < high))
            return refuse_fish(world, row, field, (double)column[row], error);
    return FISHSIM_OK;
}

static fishsim_status check_integers(const fishsim_world *world, const char *field,
                                     const int64_t *column, int64_t low, int64_t high,
                                     fishsim_error *error)
{
    for (uint32_t row = 0; row < world->fish.count; row++)
        if (column[row] < low || column[row] >= high)
            return refuse_fish(world, row, field, (double)column[row], error);
    return FISHSIM_OK;
}

/* Kind, worth, sex and heading of every fish; nothing along z in two dimensions. */
static fishsim_status check_rows(const fishsim_world *world, fishsim_error *error)
{
    const struct fish *fish = &world->fish;
    for (uint32_t row = 0; row < fish->count; row++) {
        if (fish->species[row] >= world->species_count)
            return refuse_fish(world, row, "species", fish->species[row], error);
        if (!fish->worth[row] || fish->worth[row] > world->species[fish->species[row]].most_worth)
            return refuse_fish(world, row, "worth", fish->worth[row], error);
        if (fish->sex[row] > 1)
            return refuse_fish(world, row, "sex", fish->sex[row], error);
        if (!action_valid(fish->action[row]))
            return refuse_fish(world, row, "action", fish->action[row], error);
        if (!world->deep && fish->z[row] != 0.0f)
            return refuse_fish(world, row, "z", (double)fish->z[row], error);
        if (!world->deep && fish->heading_z[row] != 0.0f)
            return refuse_fish(world, row, "heading_z", (double)fish->heading_z[row], error);
        struct direction heading = fish_heading(fish, row);
        float square = direction_dot(heading, heading);
        if (!(fabsf(square - 1.0f) < HEADING_TOLERANCE))
            return refuse_fish(world, row, "the square of the heading", (double)square, error);
    }
    return FISHSIM_OK;
}

static fishsim_status check_columns(const fishsim_world *world, fishsim_error *error)
{
    const struct fish *fish = &world->fish;
    const struct {
        const char *field;
        const float *column;
        float low, high;
    } floats[] = {
#define RANGE(field, low, high) {#field, fish->field, low, high}
        RANGE(x, 0.0f, world->width_m),
        RANGE(y, 0.0f, world->height_m),
        RANGE(z, 0.0f, world->deep ? world->depth_m : 1.0f),
        RANGE(speed, 0.0f, 1e6f),
        RANGE(length_cm, 1e-6f, 1e9f),
        RANGE(handling_s, 0.0f, 1e7f),
        RANGE(trait_size, 0.01f, 100.0f),
        RANGE(trait_cruise, 0.01f, 100.0f),
        RANGE(trait_boldness, 0.01f, 100.0f),
        RANGE(trait_sociality, 0.01f, 100.0f),
        RANGE(trait_pace, 0.01f, 100.0f),
        RANGE(trait_vision, 0.01f, 100.0f),
        RANGE(trait_investment, 0.01f, 100.0f),
        RANGE(trait_egg, 0.01f, 100.0f),
        RANGE(gut_capacity_uj, 0.0f, (float)SOMA_LIMIT_UJ),
#undef RANGE
    };
    const struct {
        const char *field;
        const int64_t *column;
        int64_t low, high;
    } integers[] = {
        {"birth_tick", fish->birth_tick, OLDEST_TICK, (int64_t)world->tick + 1},
        {"soma_uj", fish->soma_uj, 0, SOMA_LIMIT_UJ},
        {"gut_uj", fish->gut_uj, 0, STORE_LIMIT_UJ},
        {"repro_uj", fish->repro_uj, 0, STORE_LIMIT_UJ},
    };
    fishsim_status status = FISHSIM_OK;
    for (size_t i = 0; i < sizeof floats / sizeof floats[0] && !status; i++)
        status = check_floats(world, floats[i].field, floats[i].column, floats[i].low,
                              floats[i].high, error);
    for (size_t i = 0; i < sizeof integers / sizeof integers[0] && !status; i++)
        status = check_integers(world, integers[i].field, integers[i].column, integers[i].low,
                                integers[i].high, error);
    return status;
}

/* What the fish of a row hold together, and have room for, must fit 63 bits. */
static fishsim_status check_worth(const fishsim_world *world, fishsim_error *error)
{
    const struct fish *fish = &world->fish;
    for (uint32_t row = 0; row < fish->count; row++) {
        int128 worth = fish->worth[row];
        int128 energy = worth * fish_energy(fish, row);
        int128 room = worth * (int64_t)fish->gut_capacity_uj[row];
        if (energy > INT64_MAX)
            return refuse_fish(world, row, "the energy of its row", (double)energy, error);
        if (room > INT64_MAX)
            return refuse_fish(world, row, "the room of its row", (double)room, error);
    }
    return FISHSIM_OK;
}

fishsim_status snapshot_check(const fishsim_world *world, fishsim_error *error)
{
    uint32_t cells = world->field_grid.cells;
    fishsim_status status = check_scalars(world, error);
    if (!status)
        status = check_species(world, error);
    if (!status)
        status = check_field("plankton", world->plankton.energy_uj, cells, error);
    if (!status)
        status = check_field("detritus", world->detritus.energy_uj, cells, error);
    if (!status)
        status = check_ids(world, error);
    if (!status)
        status = check_rows(world, error);
    if (!status)
        status = check_columns(world, error);
    if (!status)
        status = check_worth(world, error);
    if (!status)
        status = check_ledger(world, error);
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * fuzz_snapshot.c: any bytes as a snapshot.
 *
 * Each input is loaded as it is, and with its length and checksum mended, so that what lies behind
 * them is reached too. A short input is not a snapshot but a list of changes to a small living
 * world, whose ledger is made to close again: so the checks of single values are reached, and the
 * ticks of strange fish. A world that loads must tick, audit, and save to bytes that load.
 */
#include "config/config.h"
#include "world/snapshot.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Memory that one input may have: hostile sizes must end in ERR_MEMORY, not in a dead machine. */
enum { MEMORY_LIMIT = 256 << 20 };

static void *take(void *user, size_t size, size_t alignment)
{
    size_t *used = user;
    size_t rounded = (size + alignment - 1) / alignment * alignment;
    if (rounded > MEMORY_LIMIT - *used)
        return NULL;
    void *memory = aligned_alloc(alignment, rounded);
    if (memory)
        *used += rounded;
    return memory;
}

static void give_back(void *user, void *memory, size_t size)
{
    size_t *used = user;
    *used -= (size + 63) / 64 * 64;
    free(memory);
}

/* Holds of every world that was loaded. A trap here is a finding. */
static void require(bool holds)
{
    if (!holds)
        abort();
}

static void live(fishsim_world *world, const fishsim_hooks *hooks)
{
    uint64_t digest = fishsim_world_digest(world);
    uint64_t length = fishsim_snapshot_size(world);
    void *bytes = malloc(length);
    require(bytes && fishsim_snapshot_save(world, bytes, length, NULL, NULL) == FISHSIM_OK);
    fishsim_world *again = NULL;
    fishsim_status status = fishsim_snapshot_load(bytes, length, hooks, &again, NULL);
    require(status == FISHSIM_OK || status == FISHSIM_ERR_MEMORY);
    if (again)
        require(fishsim_world_digest(again) == digest);
    fishsim_world_destroy(again);
    free(bytes);
    /* Work is bounded, so that a large world does not look like a hang. */
    if (world->fish.count <= 4096 && world->field_grid.cells <= 65536) {
        status = fishsim_world_tick(world, 2, NULL);
        require(status == FISHSIM_OK || status == FISHSIM_ERR_MEMORY);
    }
}

static void load(const uint8_t *data, size_t size)
{
    size_t used = 0;
    fishsim_hooks hooks;
    fishsim_hooks_init(&hooks, sizeof hooks);
    hooks.allocate = take;
    hooks.release = give_back;
    hooks.memory_user = &used;
    fishsim_error error = {0};
    fishsim_world *world = NULL;
    fishsim_status status = fishsim_snapshot_load(data, size, &hooks, &world, &error);
    if (status) {
        require(!world && error.status == status && error.message[0] && used == 0);
        return;
    }
    live(world, &hooks);
    fishsim_world_destroy(world);
    require(used == 0);
}

/* The bytes as they are, then mended. */
static void load_bytes(const uint8_t *data, size_t size)
{
    enum { LENGTH_AT = 16, LEAST = 72 };
    load(data, size);
    uint64_t length = size / 8 * 8;
    if (length < LEAST)
        return;
    uint8_t *mended = malloc(length);
    require(mended);
    memcpy(mended, data, length);
    memcpy(mended + LENGTH_AT, &length, sizeof length);
    uint64_t sum = snapshot_checksum(mended, length - 8);
    memcpy(mended + length - 8, &sum, sizeof sum);
    load(mended, length);
    free(mended);
}

static const char WORLD[] =
    "world: {width_m: 30, height_m: 20, max_fish: 60, boundary: walls, temperature_c: 18}\n"
    "calendar: {acceleration: 36000}\n"
    "fields: {plankton: {diffusion_m2_per_s: 0}}\n"
    "species:\n"
    "  a: {base: bay_anchovy, minds: [evade, couzin], start: {count: 12, weight_g: 3}}\n"
    "  b: {base: striped_bass, minds: [pursue, walk], start: {count: 2, weight_g: 200}}\n"
    "web: {a: {plankton: 1}, b: {a: 1}}\n";

static fishsim_world *make_world(void)
{
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    require(fishsim_config_create(NULL, &config, NULL) == FISHSIM_OK);
    require(fishsim_config_load_text(config, WORLD, sizeof WORLD - 1, NULL, NULL) == FISHSIM_OK);
    require(fishsim_world_create(config, NULL, &world, NULL) == FISHSIM_OK);
    fishsim_config_destroy(config);
    return world;
}

/* Sets a temperature, if all species can live at it. */
static void warm(fishsim_world *world, double celsius)
{
    for (uint32_t s = 0; s < world->species_count; s++)
        if (species_temperature_limit(&world->species[s].settings, celsius))
            return;
    world_set_temperature(world, celsius);
}

/* One change: which value, of which row, and eight bytes to put there. */
enum { CHANGE_BYTES = 10 };

static void change(fishsim_world *world, const uint8_t *bytes)
{
    const struct {
        void *column;
        size_t width;
    } columns[] = {
#define X(field, type) {world->fish.field, sizeof(type)},
        FISH_STATE(X)
#undef X
    };
    enum { COLUMNS = sizeof columns / sizeof columns[0] };
    uint32_t row = bytes[1] % world->fish.count;
    uint32_t cell = bytes[1] % world->field_grid.cells;
    if (bytes[0] < COLUMNS)
        memcpy((char *)columns[bytes[0]].column + row * columns[bytes[0]].width, bytes + 2,
               columns[bytes[0]].width);
    else if (bytes[0] == COLUMNS)
        memcpy(&world->plankton.energy_uj[cell], bytes + 2, sizeof(int64_t));
    else if (bytes[0] == COLUMNS + 1)
        memcpy(&world->detritus.energy_uj[cell], bytes + 2, sizeof(int64_t));
    else if (bytes[0] == COLUMNS + 2)
        memcpy(&world->tick, bytes + 2, sizeof world->tick);
    else if (bytes[0] == COLUMNS + 3)
        memcpy(&world->next_id, bytes + 2, sizeof world->next_id);
    else if (bytes[0] == COLUMNS + 4)
        warm(world, (double)bytes[2] / 10.0);
}

/* Makes the state of one world that of another of the same configuration. */
static void copy_state(fishsim_world *world, const fishsim_world *source)
{
    size_t size = source->field_grid.cells * sizeof(int64_t);
    fish_copy(&world->fish, &source->fish);
    memcpy(world->plankton.energy_uj, source->plankton.energy_uj, size);
    memcpy(world->detritus.energy_uj, source->detritus.energy_uj, size);
    world->ledger = source->ledger;
    world->tick = source->tick;
    world->next_id = source->next_id;
    world->births_refused = source->births_refused;
    world->agent_steps = source->agent_steps;
    world->dead = false;
    world_set_temperature(world, source->temperature_c);
}

/* What snapshot_check lets pass must tick. Worlds are kept, for configurations take long to read.
 */
static void tick_changed_world(const uint8_t *data, size_t size)
{
    static fishsim_world *original, *changed;
    if (!original) {
        original = make_world();
        changed = make_world();
    }
    copy_state(changed, original);
    for (size_t at = 0; at + CHANGE_BYTES <= size; at += CHANGE_BYTES)
        change(changed, data + at);
    int128 stock[FISHSIM_LEDGER_COUNT];
    ledger_stocks(changed, stock);
    changed->ledger.start += ledger_residual(changed, stock);
    if (snapshot_check(changed, NULL) != FISHSIM_OK)
        return;
    world_derive(changed);
    require(fishsim_world_tick(changed, 3, NULL) == FISHSIM_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { SHORT = 200 };
    load_bytes(data, size);
    if (size < SHORT)
        tick_changed_world(data, size);
    return 0;
}

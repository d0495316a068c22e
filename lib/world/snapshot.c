/* SPDX-License-Identifier: MIT */
/*
 * snapshot.c: a world as bytes, and back.
 *
 * All numbers are little-endian, every section begins at a multiple of 8 bytes:
 *
 *     header          64 bytes: magic, version, order mark, length, counts
 *     configuration   YAML text with a NUL
 *     scalars         6 words: tick, next id, temperature, births refused, agent steps, sequence
 *     ledger          start and flows, 2 words each
 *     species         births, deaths by cause, bites, flows (2 words each), and of each prey
 * species the fish and energy eaten (3 words), in order of name fields          plankton, detritus,
 * a word for each cell fish            the columns of FISH_STATE, in that order agents          3
 * words, then 9 for each slot; nothing in a world without slots genomes         floats: of the
 * brains that are shared, then of the fish that have their own checksum        one word over all
 * before it
 *
 * The counts in the header give the exact length, which is compared before memory is taken. What a
 * snapshot asks for is then bounded by its own size and by the limits of a configuration. Any
 * change of the format raises FORMAT_VERSION; other versions are refused.
 */
#include "world/snapshot.h"

#include "config/config.h"
#include "mind/mind.h"
#include "world/hash.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "snapshots are little-endian: swap bytes in put_words, take_words and the columns");

enum { FORMAT_VERSION = 5, ORDER_MARK = 0x01020304, HEADER_BYTES = 64, SCALARS = 6 };
/* Words of the agents in general, and of a slot. */
enum { AGENTS_WORDS = 3, SLOT_WORDS = 6 + (AGENT_SUMS + 1) / 2 };
enum { CONFIG_BYTES_MAX = 1 << 20 };

static const char MAGIC[8] = {'F', 'I', 'S', 'H', 'S', 'N', 'A', 'P'};

/* Words of the ledger, of a species, and of what it has eaten of another. */
enum {
    LEDGER_WORDS = 2 * (1 + FISHSIM_LEDGER_COUNT),
    SPECIES_WORDS = FISHSIM_CAUSE_CAPACITY + 2 + 2 * FISHSIM_FLOW_CAPACITY,
    PREY_WORDS = 3
};

#define X(field, type) +sizeof(type)
enum { ROW_BYTES = 0 FISH_STATE(X) };
#undef X
#define X(field, type) +1
enum { COLUMNS = 0 FISH_STATE(X) };
#undef X

_Static_assert(LEDGER_WORDS == 28 && SPECIES_WORDS == 66 && COLUMNS == 28 && ROW_BYTES == 127 &&
                   SLOT_WORDS == 9,
               "the state has changed: raise FORMAT_VERSION, then these numbers");

/* The header without its constants. */
struct header {
    uint64_t length;
    uint64_t config_bytes; /* with the NUL */
    uint32_t fish;
    uint32_t cell_columns, cell_rows;
    uint32_t species;
    uint32_t slots;
    uint32_t floats; /* of genomes */
};

static uint64_t padded(uint64_t bytes)
{
    return (bytes + 7) / 8 * 8;
}

/* Length that the counts of a header make. Cannot overflow: all but config_bytes are below 2^32. */
static uint64_t layout_length(const struct header *header)
{
    uint64_t words = SCALARS + LEDGER_WORDS + 1;
    words += (uint64_t)header->species * (SPECIES_WORDS + PREY_WORDS * header->species);
    words += header->slots ? AGENTS_WORDS + (uint64_t)header->slots * SLOT_WORDS : 0;
    words += 2 * (uint64_t)header->cell_columns * header->cell_rows;
    uint64_t length = HEADER_BYTES + padded(header->config_bytes) + 8 * words;
#define X(field, type) length += padded((uint64_t)header->fish * sizeof(type));
    FISH_STATE(X)
#undef X
    length += padded((uint64_t)header->floats * sizeof(float));
    return length;
}

/* Four lanes of bijective steps: any single damaged word changes the sum. */
uint64_t snapshot_checksum(const uint8_t *bytes, uint64_t length)
{
    uint64_t lane[4] = {1, 2, 3, 4};
    uint64_t word[4] = {0};
    uint64_t at = 0;
    for (; at + sizeof word <= length; at += sizeof word) {
        memcpy(word, bytes + at, sizeof word);
        for (int i = 0; i < 4; i++)
            lane[i] = hash_step(lane[i], word[i]);
    }
    for (; at + 8 <= length; at += 8) {
        memcpy(word, bytes + at, 8);
        lane[0] = hash_step(lane[0], word[0]);
    }
    uint64_t sum = length;
    for (int i = 0; i < 4; i++)
        sum = hash_step(sum, lane[i]);
    return hash_mix(sum);
}

/* ---- saving ---------------------------------------------------------------------------------- */

static void put_bytes(uint8_t **at, const void *source, size_t size)
{
    if (size)
        memcpy(*at, source, size);
    memset(*at + size, 0, (size_t)(padded(size) - size));
    *at += padded(size);
}

static void put_words(uint8_t **at, const void *words, size_t count)
{
    put_bytes(at, words, 8 * count);
}

static void put_wide(uint8_t **at, int128 value)
{
    const uint64_t words[2] = {(uint64_t)value, (uint64_t)((uint128)value >> 64)};
    put_words(at, words, 2);
}

static struct header describe(const fishsim_world *world)
{
    struct header header = {0};
    size_t text_length = 0;
    settings_print(&world->settings, NULL, 0, &text_length, NULL);
    header.config_bytes = text_length + 1;
    header.fish = world->fish.count;
    header.cell_columns = world->field_grid.columns;
    header.cell_rows = world->field_grid.rows;
    header.species = world->species_count;
    header.slots = world->agents.slots;
    header.floats = (uint32_t)genomes_floats(world);
    header.length = layout_length(&header);
    return header;
}

static void put_header(uint8_t **at, const struct header *header)
{
    const uint32_t constants[2] = {FORMAT_VERSION, ORDER_MARK};
    const uint32_t counts[8] = {
        header->fish, header->cell_columns, header->cell_rows, header->species, COLUMNS,
        ROW_BYTES,    header->slots,        header->floats};
    put_bytes(at, MAGIC, sizeof MAGIC);
    put_bytes(at, constants, sizeof constants);
    put_words(at, &header->length, 1);
    put_words(at, &header->config_bytes, 1);
    put_bytes(at, counts, sizeof counts);
}

static void put_scalars(uint8_t **at, const fishsim_world *world)
{
    uint64_t temperature;
    memcpy(&temperature, &world->temperature_c, sizeof temperature);
    const uint64_t scalars[SCALARS] = {world->tick,        world->next_id,
                                       temperature,        world->births_refused,
                                       world->agent_steps, world->sinks.sequence};
    put_words(at, scalars, SCALARS);
}

static void put_counts(uint8_t **at, const fishsim_world *world)
{
    put_wide(at, world->ledger.start);
    for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
        put_wide(at, world->ledger.flow[i]);
    for (uint32_t s = 0; s < world->species_count; s++) {
        const struct species *species = &world->species[s];
        put_words(at, &species->births, 1);
        put_words(at, species->deaths, FISHSIM_CAUSE_CAPACITY);
        put_words(at, &species->bites, 1);
        for (uint32_t i = 0; i < FISHSIM_FLOW_CAPACITY; i++)
            put_wide(at, species->flow[i]);
        for (uint32_t prey = 0; prey < world->species_count; prey++) {
            put_words(at, &species->eaten[prey].fish, 1);
            put_wide(at, species->eaten[prey].energy_uj);
        }
    }
}

static void put_arrays(uint8_t **at, const fishsim_world *world)
{
    const struct fish *fish = &world->fish;
    put_words(at, world->plankton.energy_uj, world->field_grid.cells);
    put_words(at, world->detritus.energy_uj, world->field_grid.cells);
#define X(field, type) put_bytes(at, fish->field, fish->count * sizeof(type));
    FISH_STATE(X)
#undef X
}

static void put_agents(uint8_t **at, const fishsim_world *world)
{
    const struct agents *agents = &world->agents;
    const uint64_t words[AGENTS_WORDS] = {agents->admitted, agents->refused, agents->next_id};
    if (agents->slots)
        put_words(at, words, AGENTS_WORDS);
    uint8_t *first = *at;
    for (uint32_t slot = 0; slot < agents->slots; slot++) {
        const struct agent_slot *agent = &agents->slot[slot];
        const uint64_t numbers[6] = {0,
                                     agent->id,
                                     (uint64_t)agent->energy_uj,
                                     agent->generation,
                                     agent->state,
                                     agent->action};
        put_words(at, numbers, 6);
        put_bytes(at, agent->sum, sizeof agent->sum);
    }
    /* The fish know their slots, and rows are as they are saved: the first word is the row. */
    for (uint32_t row = 0; row < world->fish.count && agents->slots; row++) {
        const uint64_t place = row;
        if (world->fish.agent[row])
            memcpy(first + (size_t)(world->fish.agent[row] - 1) * SLOT_WORDS * 8, &place, 8);
    }
}

static void put_genome(void *context, float *weights, uint32_t genes)
{
    uint8_t **at = context;
    memcpy(*at, weights, genes * sizeof *weights);
    *at += genes * sizeof *weights;
}

static void put_genomes(uint8_t **at, const fishsim_world *world)
{
    uint8_t *first = *at;
    genomes_visit(world, put_genome, at);
    size_t size = (size_t)(*at - first);
    memset(*at, 0, (size_t)padded(size) - size);
    *at = first + padded(size);
}

uint64_t fishsim_snapshot_size(const fishsim_world *world)
{
    return world && !world->dead ? describe(world).length : 0;
}

fishsim_status fishsim_snapshot_save(const fishsim_world *world, void *buffer, uint64_t capacity,
                                     uint64_t *written, fishsim_error *error)
{
    if (!world || (!buffer && capacity))
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_snapshot_save: %s is NULL",
                    world ? "buffer" : "world");
    if (world->dead || world->inside == INSIDE_TICK || world->inside == INSIDE_SYSTEM)
        return fail(error, FISHSIM_ERR_STATE, "fishsim_snapshot_save: the world is %s",
                    world->dead ? "dead" : "in the middle of a tick");
    struct header header = describe(world);
    if (capacity < header.length)
        return fail(error, FISHSIM_ERR_BUFFER,
                    "fishsim_snapshot_save: %llu bytes are needed, the buffer has %llu",
                    (unsigned long long)header.length, (unsigned long long)capacity);
    uint8_t *at = buffer;
    put_header(&at, &header);
    memset(at, 0, (size_t)padded(header.config_bytes));
    fishsim_status status =
        settings_print(&world->settings, (char *)at, (size_t)header.config_bytes, NULL, error);
    if (status)
        return status;
    at += padded(header.config_bytes);
    put_scalars(&at, world);
    put_counts(&at, world);
    put_arrays(&at, world);
    put_agents(&at, world);
    put_genomes(&at, world);
    uint64_t sum = snapshot_checksum(buffer, header.length - 8);
    put_words(&at, &sum, 1);
    if (written)
        *written = header.length;
    return FISHSIM_OK;
}

/* ---- loading: the header --------------------------------------------------------------------- */

static void take_bytes(const uint8_t **at, void *target, size_t size)
{
    if (size)
        memcpy(target, *at, size);
    *at += padded(size);
}

static void take_words(const uint8_t **at, void *words, size_t count)
{
    take_bytes(at, words, 8 * count);
}

static int128 take_wide(const uint8_t **at)
{
    uint64_t words[2];
    take_words(at, words, 2);
    return (int128)((uint128)words[1] << 64 | words[0]);
}

static fishsim_status check_constants(const uint8_t *bytes, uint64_t length, fishsim_error *error)
{
    uint32_t constants[2];
    if (length < HEADER_BYTES + 8 || memcmp(bytes, MAGIC, sizeof MAGIC) != 0)
        return fail(error, FISHSIM_ERR_FORMAT, "not a snapshot of fishsim");
    memcpy(constants, bytes + sizeof MAGIC, sizeof constants);
    if (constants[1] != ORDER_MARK)
        return fail(error, FISHSIM_ERR_FORMAT, "header: the byte order mark is damaged");
    if (constants[0] != FORMAT_VERSION)
        return fail(error, FISHSIM_ERR_VERSION,
                    "header: the snapshot has format version %u, this library reads %u",
                    constants[0], (unsigned)FORMAT_VERSION);
    return FISHSIM_OK;
}

static fishsim_status take_header(const uint8_t **at, struct header *header, uint64_t length,
                                  fishsim_error *error)
{
    const uint8_t *bytes = *at;
    fishsim_status status = check_constants(bytes, length, error);
    if (status)
        return status;
    uint32_t counts[8];
    *at += sizeof MAGIC + 2 * sizeof counts[0];
    take_words(at, &header->length, 1);
    take_words(at, &header->config_bytes, 1);
    take_bytes(at, counts, sizeof counts);
    header->fish = counts[0];
    header->cell_columns = counts[1];
    header->cell_rows = counts[2];
    header->species = counts[3];
    header->slots = counts[6];
    header->floats = counts[7];
    if (header->length != length)
        return fail(error, FISHSIM_ERR_FORMAT, "header: the snapshot has %llu bytes, not %llu",
                    (unsigned long long)length, (unsigned long long)header->length);
    uint64_t sum;
    memcpy(&sum, bytes + length - 8, sizeof sum);
    if (length % 8 || sum != snapshot_checksum(bytes, length - 8))
        return fail(error, FISHSIM_ERR_FORMAT, "the checksum is wrong: the snapshot is damaged");
    if (counts[4] != COLUMNS || counts[5] != ROW_BYTES)
        return fail(error, FISHSIM_ERR_FORMAT, "header: the columns of a fish are not ours");
    if (!header->config_bytes || header->config_bytes > CONFIG_BYTES_MAX ||
        header->species > SPECIES_MAX || layout_length(header) != length)
        return fail(error, FISHSIM_ERR_FORMAT, "header: the counts do not make the length");
    return FISHSIM_OK;
}

/* ---- loading: the sections ------------------------------------------------------------------- */

/* A configuration that the library would not take is a damaged snapshot. */
static fishsim_status refuse_config(fishsim_status status, const fishsim_error *cause,
                                    fishsim_error *error)
{
    if (status == FISHSIM_ERR_MEMORY)
        return fail(error, status, "%s", cause->message);
    return fail_at(error, FISHSIM_ERR_FORMAT, cause->line, cause->column, "configuration: %s",
                   cause->message);
}

/* Builds the empty world of a configuration text. `settings` is scratch. */
static fishsim_status build(struct settings *settings, const char *text, size_t length,
                            const fishsim_hooks *hooks, fishsim_world **out, fishsim_error *error)
{
    fishsim_error cause = {0};
    settings_default(settings);
    fishsim_status status = settings_parse(settings, hooks, text, length, "snapshot", &cause);
    if (!status)
        status = settings_check(settings, &cause);
    if (status)
        return refuse_config(status, &cause, error);
    return world_build(settings, hooks, out, error);
}

static fishsim_status take_config(const uint8_t **at, const struct header *header,
                                  const fishsim_hooks *hooks, fishsim_world **out,
                                  fishsim_error *error)
{
    const char *text = (const char *)*at;
    size_t length = (size_t)header->config_bytes - 1;
    if (memchr(text, 0, length) || text[length])
        return fail(error, FISHSIM_ERR_FORMAT, "configuration: it must end with its only NUL");
    struct settings *settings = memory_take(hooks, sizeof *settings);
    if (!settings)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a configuration");
    fishsim_status status = build(settings, text, length, hooks, out, error);
    memory_release(hooks, settings, sizeof *settings);
    *at += padded(header->config_bytes);
    return status;
}

/* The header and the configuration must tell the same. */
static fishsim_status check_counts(const fishsim_world *world, const struct header *header,
                                   fishsim_error *error)
{
    if (header->species != world->species_count)
        return fail(error, FISHSIM_ERR_FORMAT, "header: %u species, %u in the configuration",
                    header->species, world->species_count);
    if (header->cell_columns != world->field_grid.columns ||
        header->cell_rows != world->field_grid.rows)
        return fail(error, FISHSIM_ERR_FORMAT, "header: %u x %u field cells, %u x %u configured",
                    header->cell_columns, header->cell_rows, world->field_grid.columns,
                    world->field_grid.rows);
    if (header->slots != world->agents.slots)
        return fail(error, FISHSIM_ERR_FORMAT, "header: %u agents, %u configured", header->slots,
                    world->agents.slots);
    if (header->fish > world->settings.world.max_fish)
        return fail(error, FISHSIM_ERR_FORMAT, "header: %u fish, but world.max_fish is %llu",
                    header->fish, (unsigned long long)world->settings.world.max_fish);
    return FISHSIM_OK;
}

/* The temperature is set by itself: it must be checked before anything is computed from it. */
static double take_scalars(const uint8_t **at, fishsim_world *world)
{
    uint64_t scalars[SCALARS];
    double temperature_c;
    take_words(at, scalars, SCALARS);
    world->tick = scalars[0];
    world->next_id = scalars[1];
    memcpy(&temperature_c, &scalars[2], sizeof temperature_c);
    world->births_refused = scalars[3];
    world->agent_steps = scalars[4];
    world->sinks.sequence = scalars[5];
    return temperature_c;
}

static void take_counts(const uint8_t **at, fishsim_world *world)
{
    world->ledger.start = take_wide(at);
    for (uint32_t i = 0; i < FISHSIM_LEDGER_COUNT; i++)
        world->ledger.flow[i] = take_wide(at);
    for (uint32_t s = 0; s < world->species_count; s++) {
        struct species *species = &world->species[s];
        take_words(at, &species->births, 1);
        take_words(at, species->deaths, FISHSIM_CAUSE_CAPACITY);
        take_words(at, &species->bites, 1);
        for (uint32_t i = 0; i < FISHSIM_FLOW_CAPACITY; i++)
            species->flow[i] = take_wide(at);
        for (uint32_t prey = 0; prey < world->species_count; prey++) {
            take_words(at, &species->eaten[prey].fish, 1);
            species->eaten[prey].energy_uj = take_wide(at);
        }
    }
}

static void take_arrays(const uint8_t **at, fishsim_world *world, uint32_t fish_count)
{
    struct fish *fish = &world->fish;
    take_words(at, world->plankton.energy_uj, world->field_grid.cells);
    take_words(at, world->detritus.energy_uj, world->field_grid.cells);
    fish->count = fish_count;
#define X(field, type) take_bytes(at, fish->field, fish->count * sizeof(type));
    FISH_STATE(X)
#undef X
}

/* Says what is wrong with a slot that was loaded, or NULL. */
static const char *bad_slot(const fishsim_world *world, const struct agent_slot *agent)
{
    const struct fish *fish = &world->fish;
    if (agent->state > AGENT_DEAD || !action_valid(agent->action) || agent->action > ACTION_MASK)
        return "its state or action is none";
    if (agent->state == AGENT_LIVE &&
        (agent->row >= fish->count || fish->id[agent->row] != agent->id))
        return "its fish is not there";
    if (agent->state == AGENT_LIVE && fish->agent[agent->row])
        return "its fish has another slot";
    for (int i = 0; i < AGENT_SUMS; i++)
        if (!(agent->sum[i] >= -1e30f && agent->sum[i] <= 1e30f))
            return "a reward is out of range";
    return NULL;
}

static fishsim_status take_slot(const uint8_t **at, fishsim_world *world, uint32_t slot,
                                fishsim_error *error)
{
    struct agent_slot *agent = &world->agents.slot[slot];
    uint64_t numbers[6];
    take_words(at, numbers, 6);
    take_bytes(at, agent->sum, sizeof agent->sum);
    bool narrow = true;
    for (int i = 0; i < 6; i++)
        narrow = narrow && (numbers[i] <= UINT32_MAX || i == 1 || i == 2);
    agent->row = (uint32_t)numbers[0];
    agent->id = numbers[1];
    agent->energy_uj = (int64_t)numbers[2];
    agent->generation = (uint32_t)numbers[3];
    agent->state = (uint32_t)numbers[4];
    agent->action = (uint32_t)numbers[5];
    const char *bad = narrow ? bad_slot(world, agent) : "a number is too large";
    if (bad)
        return fail(error, FISHSIM_ERR_FORMAT, "agents: slot %u: %s", slot, bad);
    if (agent->state == AGENT_LIVE)
        agent->species = world->fish.species[agent->row];
    if (agent->state == AGENT_LIVE)
        world->fish.agent[agent->row] = slot + 1;
    return FISHSIM_OK;
}

/* Before this, the fish and their number are there; no fish has a slot. */
static fishsim_status take_agents(const uint8_t **at, fishsim_world *world, fishsim_error *error)
{
    struct agents *agents = &world->agents;
    uint64_t words[AGENTS_WORDS] = {0, 0, world->next_id};
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.agent[row] = 0;
    if (agents->slots)
        take_words(at, words, AGENTS_WORDS);
    agents->admitted = words[0];
    agents->refused = words[1];
    agents->next_id = words[2];
    if (agents->next_id > world->next_id)
        return fail(error, FISHSIM_ERR_FORMAT, "agents: fish %llu is yet to be born",
                    (unsigned long long)agents->next_id - 1);
    fishsim_status status = FISHSIM_OK;
    for (uint32_t slot = 0; slot < agents->slots && !status; slot++)
        status = take_slot(at, world, slot, error);
    return status;
}

struct genome_source {
    const uint8_t *at;
    bool bad;
};

static void take_genome(void *context, float *weights, uint32_t genes)
{
    struct genome_source *source = context;
    memcpy(weights, source->at, genes * sizeof *weights);
    source->at += genes * sizeof *weights;
    for (uint32_t i = 0; i < genes; i++)
        source->bad = source->bad || !(weights[i] >= -WEIGHT_MAX && weights[i] <= WEIGHT_MAX);
}

static fishsim_status take_genomes(const uint8_t **at, fishsim_world *world, uint32_t floats,
                                   fishsim_error *error)
{
    struct genome_source source = {*at, false};
    for (uint32_t row = 0; row < world->fish.count; row++)
        if (world->fish.species[row] >= world->species_count)
            return fail(error, FISHSIM_ERR_FORMAT, "fish %llu: species is %u",
                        (unsigned long long)world->fish.id[row], world->fish.species[row]);
    if (genomes_wanted(world) != floats)
        return fail(error, FISHSIM_ERR_FORMAT, "genomes: %u weights, the brains have %llu", floats,
                    (unsigned long long)genomes_wanted(world));
    fishsim_status status = genomes_take(world, error);
    if (status)
        return status;
    genomes_visit(world, take_genome, &source);
    *at += padded((uint64_t)floats * sizeof(float));
    return source.bad ? fail(error, FISHSIM_ERR_FORMAT, "genomes: a weight is out of range")
                      : FISHSIM_OK;
}

static fishsim_status set_temperature(fishsim_world *world, double temperature_c,
                                      fishsim_error *error)
{
    bool livable = temperature_c >= -2.0 && temperature_c <= 40.0;
    for (uint32_t s = 0; s < world->species_count && livable; s++)
        livable = !species_temperature_limit(&world->species[s].settings, temperature_c);
    if (!livable)
        return fail(error, FISHSIM_ERR_FORMAT, "scalars: no species can live at %g degC",
                    temperature_c);
    world_set_temperature(world, temperature_c);
    return FISHSIM_OK;
}

/* Fills a world that was built from the same snapshot's configuration. */
static fishsim_status fill(fishsim_world *world, const uint8_t *at, const struct header *header,
                           fishsim_error *error)
{
    fishsim_status status = check_counts(world, header, error);
    if (!status)
        status = fish_reserve(&world->fish, &world->hooks, header->fish, error);
    if (status)
        return status;
    double temperature_c = take_scalars(&at, world);
    take_counts(&at, world);
    take_arrays(&at, world, header->fish);
    status = take_agents(&at, world, error);
    if (!status)
        status = take_genomes(&at, world, header->floats, error);
    if (!status)
        status = set_temperature(world, temperature_c, error);
    if (!status)
        status = snapshot_check(world, error);
    if (!status)
        world_derive(world);
    return status;
}

/* As fishsim_snapshot_load, with hooks that were taken. */
static fishsim_status load(const void *bytes, uint64_t length, const fishsim_hooks *hooks,
                           fishsim_world **out, fishsim_error *error)
{
    const uint8_t *at = bytes;
    struct header header;
    fishsim_world *world = NULL;
    fishsim_status status = take_header(&at, &header, length, error);
    if (!status)
        status = take_config(&at, &header, hooks, &world, error);
    if (status)
        return status;
    status = fill(world, at, &header, error);
    if (status) {
        fishsim_world_destroy(world);
        return status;
    }
    *out = world;
    return FISHSIM_OK;
}

fishsim_status fishsim_snapshot_load(const void *bytes, uint64_t length, const fishsim_hooks *hooks,
                                     fishsim_world **out, fishsim_error *error)
{
    if (!bytes || !out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_snapshot_load: %s is NULL",
                    bytes ? "out" : "bytes");
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    return status ? status : load(bytes, length, &taken, out, error);
}

/* ---- restoring and cloning ------------------------------------------------------------------- */

static void swap_bytes(void *a, void *b, size_t size)
{
    unsigned char *p = a, *q = b;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = p[i];
        p[i] = q[i];
        q[i] = byte;
    }
}

#define SWAP(a, b) swap_bytes(&(a), &(b), sizeof(a))

void world_swap(fishsim_world *world, fishsim_world *other)
{
    SWAP(*world, *other);
    SWAP(world->hooks, other->hooks);
    SWAP(world->systems, other->systems);
    SWAP(world->system_count, other->system_count);
    SWAP(world->system_capacity, other->system_capacity);
    SWAP(world->system_failures, other->system_failures);
    SWAP(world->sinks, other->sinks);
    SWAP(world->sinks.sequence, other->sinks.sequence);
    host_minds_keep(world, other);
    /* Minds are referred to by address, inside the world that they came in. */
    for (uint32_t s = 0; s < world->species_count; s++)
        for (uint32_t i = 0; i < world->species[s].mind_count; i++)
            world->species[s].minds[i] = world->minds + (world->species[s].minds[i] - other->minds);
    /* Events that no sink has been given yet belong to the time that is undone. */
    world->sinks.event_count = 0;
    world->sinks.out_of_memory = false;
}

fishsim_status fishsim_snapshot_restore(fishsim_world *world, const void *bytes, uint64_t length,
                                        fishsim_error *error)
{
    if (!world || !bytes)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_snapshot_restore: %s is NULL",
                    world ? "bytes" : "world");
    if (world->dead || world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "fishsim_snapshot_restore: the world is %s",
                    world->dead ? "dead" : "inside a tick");
    fishsim_world *loaded = NULL;
    fishsim_status status = load(bytes, length, &world->hooks, &loaded, error);
    if (status)
        return status;
    world_swap(world, loaded);
    fishsim_world_destroy(loaded);
    return FISHSIM_OK;
}

fishsim_status fishsim_world_clone(const fishsim_world *world, fishsim_world **out,
                                   fishsim_error *error)
{
    if (!world || !out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_world_clone: %s is NULL",
                    world ? "out" : "world");
    if (world->dead || world->inside != INSIDE_NOTHING)
        return fail(error, FISHSIM_ERR_STATE, "fishsim_world_clone: the world is %s",
                    world->dead ? "dead" : "inside a tick");
    uint64_t size = fishsim_snapshot_size(world);
    void *bytes = size <= SIZE_MAX ? memory_take(&world->hooks, (size_t)size) : NULL;
    if (!bytes)
        return fail(error, FISHSIM_ERR_MEMORY, "fishsim_world_clone: no memory for %llu bytes",
                    (unsigned long long)size);
    fishsim_status status = fishsim_snapshot_save(world, bytes, size, NULL, error);
    if (!status)
        status = load(bytes, size, &world->hooks, out, error);
    memory_release(&world->hooks, bytes, (size_t)size);
    return status;
}

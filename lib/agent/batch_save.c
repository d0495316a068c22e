/* SPDX-License-Identifier: MIT */
/*
 * batch_save.c: worlds of a batch as bytes, and back; forks and clones.
 *
 * A record is 19 little-endian words and a snapshot:
 *
 *     magic, version, length of the record, scenario, seed, episode, flags, 11 statistics, and a
 *     checksum over those 18; then the snapshot of the world, with a checksum of its own
 *
 * A whole batch is 4 words (magic, version, length, worlds) and a record for each world. Everything
 * is read and checked before any world is changed.
 */
#include "agent/batch.h"

#include "world/snapshot.h"

#include <string.h>

enum { FORMAT_VERSION = 1, HEAD_WORDS = 4 };
enum {
    AT_MAGIC,
    AT_VERSION,
    AT_LENGTH,
    AT_SCENARIO,
    AT_SEED,
    AT_NUMBER,
    AT_FLAGS,
    AT_STATISTICS,
    AT_CHECKSUM = AT_STATISTICS + FISHSIM_STATISTIC_COUNT,
    RECORD_WORDS
};
enum { FLAG_ENDED = 1, FLAG_BEGUN = 2 };

static const char MAGIC_WORLD[8] = {'F', 'I', 'S', 'H', 'B', 'A', 'T', '1'};
static const char MAGIC_ALL[8] = {'F', 'I', 'S', 'H', 'B', 'A', 'T', 'N'};

_Static_assert(RECORD_WORDS == 19,
               "the record has changed: raise FORMAT_VERSION, then this number");

static uint64_t magic_word(const char magic[8])
{
    uint64_t word;
    memcpy(&word, magic, sizeof word);
    return word;
}

/* ---- saving --------------------------------------------------------------------------------- */

static uint64_t record_size(const struct episode *episode)
{
    uint64_t snapshot = fishsim_snapshot_size(episode->world);
    return snapshot ? RECORD_WORDS * 8 + snapshot : 0;
}

uint64_t fishsim_batch_save_size(const fishsim_batch *batch, uint32_t world)
{
    if (batch_check_idle(batch, world, "fishsim_batch_save_size", NULL))
        return 0;
    if (world != FISHSIM_BATCH_ALL)
        return record_size(&batch->episodes[world]);
    uint64_t size = HEAD_WORDS * 8;
    for (uint32_t i = 0; i < batch->count; i++) {
        uint64_t record = record_size(&batch->episodes[i]);
        if (!record)
            return 0;
        size += record;
    }
    return size;
}

static fishsim_status put_record(const struct episode *episode, uint8_t **at, fishsim_error *error)
{
    uint64_t words[RECORD_WORDS] = {0};
    words[AT_MAGIC] = magic_word(MAGIC_WORLD);
    words[AT_VERSION] = FORMAT_VERSION;
    words[AT_LENGTH] = record_size(episode);
    words[AT_SCENARIO] = episode->scenario;
    words[AT_SEED] = episode->seed;
    words[AT_NUMBER] = episode->number;
    words[AT_FLAGS] = (episode->ended ? FLAG_ENDED : 0u) | (episode->begun ? FLAG_BEGUN : 0u);
    memcpy(&words[AT_STATISTICS], episode->statistics, sizeof episode->statistics);
    words[AT_CHECKSUM] = snapshot_checksum((const uint8_t *)words, AT_CHECKSUM * 8);
    memcpy(*at, words, sizeof words);
    uint64_t snapshot = words[AT_LENGTH] - sizeof words;
    fishsim_status status =
        fishsim_snapshot_save(episode->world, *at + sizeof words, snapshot, NULL, error);
    *at += words[AT_LENGTH];
    return status;
}

fishsim_status fishsim_batch_save(const fishsim_batch *batch, uint32_t world, void *buffer,
                                  uint64_t capacity, uint64_t *written, fishsim_error *error)
{
    fishsim_status status = batch_check_idle(batch, world, "fishsim_batch_save", error);
    if (status)
        return status;
    if (!buffer)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_batch_save: buffer is NULL");
    uint64_t size = fishsim_batch_save_size(batch, world);
    if (!size)
        return fail(error, FISHSIM_ERR_STATE, "fishsim_batch_save: a world is dead");
    if (capacity < size)
        return fail(error, FISHSIM_ERR_BUFFER,
                    "fishsim_batch_save: %llu bytes are needed, the buffer has %llu",
                    (unsigned long long)size, (unsigned long long)capacity);
    uint8_t *at = buffer;
    bool all = world == FISHSIM_BATCH_ALL;
    const uint64_t head[HEAD_WORDS] = {magic_word(MAGIC_ALL), FORMAT_VERSION, size, batch->count};
    if (all) {
        memcpy(at, head, sizeof head);
        at += sizeof head;
    }
    for (uint32_t i = all ? 0 : world; !status && i < (all ? batch->count : world + 1); i++)
        status = put_record(&batch->episodes[i], &at, error);
    if (!status && written)
        *written = size;
    return status;
}

/* ---- restoring ------------------------------------------------------------------------------ */

static fishsim_status check_head(const uint64_t *words, const char magic[8], uint64_t length,
                                 fishsim_error *error)
{
    if (words[AT_MAGIC] != magic_word(magic))
        return fail(error, FISHSIM_ERR_FORMAT, "these are not the bytes of %s",
                    magic == MAGIC_ALL ? "a whole batch" : "a world of a batch");
    if (words[AT_VERSION] != FORMAT_VERSION)
        return fail(error, FISHSIM_ERR_VERSION, "the batch has format version %llu, not %u",
                    (unsigned long long)words[AT_VERSION], (unsigned)FORMAT_VERSION);
    if (words[AT_LENGTH] > length)
        return fail(error, FISHSIM_ERR_FORMAT, "%llu bytes are there, not %llu",
                    (unsigned long long)length, (unsigned long long)words[AT_LENGTH]);
    return FISHSIM_OK;
}

/* Whether statistics are numbers that sums can have come to. */
static bool good_statistics(const double *statistics)
{
    for (int i = 0; i < FISHSIM_STATISTIC_COUNT; i++)
        if (!(statistics[i] >= -1e300 && statistics[i] <= 1e300))
            return false;
    return true;
}

/* Reads a record into *loaded, whose world is then new. */
static fishsim_status take_record(const fishsim_batch *batch, const struct episode *present,
                                  const uint8_t **at, uint64_t *left, struct episode *loaded,
                                  fishsim_error *error)
{
    uint64_t words[RECORD_WORDS];
    if (*left < sizeof words)
        return fail(error, FISHSIM_ERR_FORMAT, "the bytes end within a record");
    memcpy(words, *at, sizeof words);
    fishsim_status status = check_head(words, MAGIC_WORLD, *left, error);
    if (status)
        return status;
    loaded->scenario = (uint32_t)words[AT_SCENARIO];
    loaded->seed = words[AT_SEED];
    loaded->number = words[AT_NUMBER];
    loaded->ended = (words[AT_FLAGS] & FLAG_ENDED) != 0;
    loaded->begun = (words[AT_FLAGS] & FLAG_BEGUN) != 0;
    memcpy(loaded->statistics, &words[AT_STATISTICS], sizeof loaded->statistics);
    if (words[AT_CHECKSUM] != snapshot_checksum((const uint8_t *)words, AT_CHECKSUM * 8) ||
        words[AT_LENGTH] < sizeof words || words[AT_FLAGS] > (FLAG_ENDED | FLAG_BEGUN) ||
        loaded->seed >> 53 || !good_statistics(loaded->statistics))
        return fail(error, FISHSIM_ERR_FORMAT, "the record is damaged");
    if (words[AT_SCENARIO] != present->scenario)
        return fail(error, FISHSIM_ERR_FORMAT, "the record is of scenario %llu, the world of %u",
                    (unsigned long long)words[AT_SCENARIO], present->scenario);
    status = fishsim_snapshot_load(*at + sizeof words, words[AT_LENGTH] - sizeof words,
                                   &batch->world_hooks, &loaded->world, error);
    if (!status && (loaded->world->agents.slots != batch->slots ||
                    loaded->world->perception.size != batch->size))
        status = fail(error, FISHSIM_ERR_FORMAT, "its agents are not those of this batch");
    *at += words[AT_LENGTH];
    *left -= words[AT_LENGTH];
    return status;
}

/* Puts what was loaded in the place of an episode; what stood there goes. */
static void replace(struct episode *episode, struct episode *loaded)
{
    world_swap(episode->world, loaded->world);
    fishsim_world_destroy(loaded->world);
    loaded->world = episode->world;
    loaded->rewards = episode->rewards;
    *episode = *loaded;
}

static fishsim_status restore(fishsim_batch *batch, uint32_t first, uint32_t count,
                              const uint8_t *at, uint64_t left, fishsim_error *error)
{
    struct episode *loaded = memory_take(&batch->hooks, count * sizeof *loaded);
    if (!loaded)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory to restore %u worlds", count);
    fishsim_status status = FISHSIM_OK;
    for (uint32_t i = 0; i < count && !status; i++)
        status = take_record(batch, &batch->episodes[first + i], &at, &left, &loaded[i], error);
    if (!status && left)
        status = fail(error, FISHSIM_ERR_FORMAT, "%llu bytes too many", (unsigned long long)left);
    for (uint32_t i = 0; i < count; i++) {
        if (status) {
            fishsim_world_destroy(loaded[i].world);
            continue;
        }
        replace(&batch->episodes[first + i], &loaded[i]);
        episode_write(batch, first + i);
    }
    memory_release(&batch->hooks, loaded, count * sizeof *loaded);
    return status;
}

fishsim_status fishsim_batch_restore(fishsim_batch *batch, uint32_t world, const void *bytes,
                                     uint64_t length, fishsim_error *error)
{
    fishsim_status status = batch_check_idle(batch, world, "fishsim_batch_restore", error);
    if (status)
        return status;
    if (!bytes)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_batch_restore: bytes is NULL");
    if (world != FISHSIM_BATCH_ALL)
        return restore(batch, world, 1, bytes, length, error);
    uint64_t head[HEAD_WORDS];
    if (length < sizeof head)
        return fail(error, FISHSIM_ERR_FORMAT, "these are not the bytes of a whole batch");
    memcpy(head, bytes, sizeof head);
    status = check_head(head, MAGIC_ALL, length, error);
    if (!status && head[AT_LENGTH] != length)
        status = fail(error, FISHSIM_ERR_FORMAT, "%llu bytes are there, not %llu",
                      (unsigned long long)length, (unsigned long long)head[AT_LENGTH]);
    if (!status && head[3] != batch->count)
        status = fail(error, FISHSIM_ERR_FORMAT, "the bytes hold %llu worlds, the batch %u",
                      (unsigned long long)head[3], batch->count);
    if (status)
        return status;
    return restore(batch, 0, batch->count, (const uint8_t *)bytes + sizeof head,
                   length - sizeof head, error);
}

/* ---- forks and clones ----------------------------------------------------------------------- */

fishsim_status fishsim_batch_fork(fishsim_batch *batch, uint32_t from, uint32_t to,
                                  fishsim_error *error)
{
    fishsim_status status = batch_check_idle(batch, from, "fishsim_batch_fork", error);
    if (!status)
        status = batch_check_idle(batch, to, "fishsim_batch_fork", error);
    if (status)
        return status;
    if (from == FISHSIM_BATCH_ALL || to == FISHSIM_BATCH_ALL ||
        batch->episodes[from].scenario != batch->episodes[to].scenario)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_batch_fork: from and to are not two worlds of one scenario");
    struct episode copy = batch->episodes[from];
    if (from == to)
        return FISHSIM_OK;
    status = fishsim_world_clone(batch->episodes[from].world, &copy.world, error);
    if (status)
        return status;
    replace(&batch->episodes[to], &copy);
    episode_write(batch, to);
    return FISHSIM_OK;
}

fishsim_status fishsim_batch_clone(const fishsim_batch *batch, fishsim_batch **out,
                                   fishsim_error *error)
{
    fishsim_status status =
        batch_check_idle(batch, FISHSIM_BATCH_ALL, "fishsim_batch_clone", error);
    if (status)
        return status;
    if (!out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_batch_clone: out is NULL");
    fishsim_batch *copy = NULL;
    status = batch_take(&batch->hooks, batch->count, batch->threads, &copy, error);
    if (status)
        return status;
    copy->autoreset = batch->autoreset;
    copy->slots = batch->slots;
    copy->size = batch->size;
    for (uint32_t i = 0; i < batch->count && !status; i++) {
        struct episode *episode = &copy->episodes[i];
        *episode = batch->episodes[i];
        episode->world = NULL;
        episode->rewards = memory_take(&copy->hooks, copy->slots * sizeof(float));
        status = episode->rewards
                     ? fishsim_world_clone(batch->episodes[i].world, &episode->world, error)
                     : fail(error, FISHSIM_ERR_MEMORY, "no memory for %u rewards", copy->slots);
    }
    if (status) {
        fishsim_batch_destroy(copy);
        return status;
    }
    *out = copy;
    return FISHSIM_OK;
}

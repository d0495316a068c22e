/* SPDX-License-Identifier: MIT */
/* batch_save.c: a record is a world with its episode, and a damaged one changes nothing. */
#include "batch_fixture.h"

enum { RECORD_WORDS = 19, AT_LENGTH = 2, AT_SCENARIO = 3, AT_FLAGS = 6, HEAD_WORDS = 4 };

static uint8_t *save(const fishsim_batch *batch, uint32_t world, uint64_t *size)
{
    uint64_t written = 0;
    *size = fishsim_batch_save_size(batch, world);
    assert_true(*size > 0);
    uint8_t *bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fishsim_batch_save(batch, world, bytes, *size - 1, &written, NULL),
                     FISHSIM_ERR_BUFFER);
    assert_ok(fishsim_batch_save(batch, world, bytes, *size, &written, NULL));
    assert_int_equal(written, *size);
    return bytes;
}

static uint64_t word_at(const uint8_t *bytes, size_t nth)
{
    uint64_t word;
    memcpy(&word, bytes + nth * 8, sizeof word);
    return word;
}

/* All that a batch holds of its worlds. */
static uint64_t sum_of(const fishsim_batch *batch)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < WORLDS; i++) {
        const struct episode *episode = &batch->episodes[i];
        sum = sum * 31 + fishsim_world_digest(episode->world) + episode->number + episode->seed +
              2 * episode->ended + episode->begun +
              real_to_bits(episode->statistics[FISHSIM_STATISTIC_RETURN]);
    }
    return sum;
}

static void a_world_comes_back_with_its_episode(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    for (int n = 0; n < 4; n++)
        step(batch);
    uint64_t size, digest = fishsim_world_digest(batch->episodes[0].world);
    uint8_t *bytes = save(batch, 0, &size);
    assert_int_equal(word_at(bytes, AT_LENGTH), size);
    assert_int_equal(word_at(bytes, AT_SCENARIO), 0);
    assert_int_equal(word_at(bytes, AT_FLAGS), 3); /* begun and ended */
    double returned = batch->episodes[0].statistics[FISHSIM_STATISTIC_RETURN];
    step(batch);
    step(batch);
    /* Into another world of the same scenario. */
    assert_ok(fishsim_batch_restore(batch, 2, bytes, size, NULL));
    const struct episode *episode = &batch->episodes[2];
    assert_int_equal(fishsim_world_digest(episode->world), digest);
    assert_true(episode->ended && episode->begun);
    assert_int_equal(episode->seed, 40);
    assert_near(episode->statistics[FISHSIM_STATISTIC_RETURN], returned, 0.0);
    assert_int_equal(arrays.ended[2], 1);
    assert_near(statistic(&arrays, 2, FISHSIM_STATISTIC_STEPS), 4.0, 0.0);
    assert_int_equal(fishsim_batch_restore(batch, 1, bytes, size, NULL), FISHSIM_ERR_FORMAT);
    free(bytes);
    fishsim_batch_destroy(batch);
}

static void every_damaged_word_is_found(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    step(batch);
    uint64_t size, before = sum_of(batch);
    uint8_t *bytes = save(batch, 0, &size);
    /* The record's own words, then some of the snapshot's. */
    for (uint64_t at = 0; at < size; at += at < RECORD_WORDS * 8 ? 1 : 997) {
        fishsim_error error = {0};
        bytes[at] ^= 0x10;
        fishsim_status status = fishsim_batch_restore(batch, 0, bytes, size, &error);
        assert_true(status == FISHSIM_ERR_FORMAT || status == FISHSIM_ERR_VERSION);
        assert_int_equal(error.status, status);
        assert_true(strlen(error.message) > 0);
        assert_int_equal(sum_of(batch), before);
        bytes[at] ^= 0x10;
    }
    assert_ok(fishsim_batch_restore(batch, 0, bytes, size, NULL));
    assert_int_equal(sum_of(batch), before);
    free(bytes);
    fishsim_batch_destroy(batch);
}

static void bytes_that_end_early_or_late_are_refused(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    step(batch);
    uint64_t size, before = sum_of(batch);
    uint8_t *bytes = save(batch, FISHSIM_BATCH_ALL, &size);
    assert_int_equal(word_at(bytes, AT_LENGTH), size);
    assert_int_equal(word_at(bytes, 3), WORLDS);
    for (uint64_t length = 0; length < size; length += length < 300 ? 1 : 1013)
        assert_int_equal(fishsim_batch_restore(batch, FISHSIM_BATCH_ALL, bytes, length, NULL),
                         FISHSIM_ERR_FORMAT);
    uint8_t *longer = malloc(size + 8);
    assert_non_null(longer);
    memcpy(longer, bytes, size);
    memset(longer + size, 0, 8);
    assert_int_equal(fishsim_batch_restore(batch, FISHSIM_BATCH_ALL, longer, size + 8, NULL),
                     FISHSIM_ERR_FORMAT);
    /* A record is no batch, nor the other way round. */
    assert_int_equal(fishsim_batch_restore(batch, 0, bytes, size, NULL), FISHSIM_ERR_FORMAT);
    assert_int_equal(fishsim_batch_restore(batch, FISHSIM_BATCH_ALL, bytes + HEAD_WORDS * 8,
                                           size - HEAD_WORDS * 8, NULL),
                     FISHSIM_ERR_FORMAT);
    assert_int_equal(sum_of(batch), before);
    assert_ok(fishsim_batch_restore(batch, FISHSIM_BATCH_ALL, bytes, size, NULL));
    assert_int_equal(sum_of(batch), before);
    free(bytes);
    free(longer);
    fishsim_batch_destroy(batch);
}

static void a_bad_record_among_good_ones_changes_no_world(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    uint64_t size;
    uint8_t *bytes = save(batch, FISHSIM_BATCH_ALL, &size);
    step(batch);
    uint64_t before = sum_of(batch);
    bytes[size - 9] ^= 1; /* in the last world */
    assert_int_equal(fishsim_batch_restore(batch, FISHSIM_BATCH_ALL, bytes, size, NULL),
                     FISHSIM_ERR_FORMAT);
    assert_int_equal(sum_of(batch), before);
    free(bytes);
    fishsim_batch_destroy(batch);
}

static void forks_are_equal_and_then_go_their_own_way(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_NEXT_STEP, NULL);
    step(batch);
    const float *rewards = batch->episodes[2].rewards;
    assert_ok(fishsim_batch_fork(batch, 0, 2, NULL));
    assert_ok(fishsim_batch_fork(batch, 0, 0, NULL));
    assert_ptr_equal(batch->episodes[2].rewards, rewards);
    assert_int_equal(batch->episodes[2].seed, 40);
    assert_int_equal(fishsim_world_digest(batch->episodes[0].world),
                     fishsim_world_digest(batch->episodes[2].world));
    assert_memory_equal(arrays.observations, arrays.observations + 2 * SLOTS * SIZE,
                        SLOTS * SIZE * sizeof(float));
    assert_int_equal(fishsim_batch_fork(batch, 0, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_batch_fork(batch, 0, FISHSIM_BATCH_ALL, NULL), FISHSIM_ERR_ARGUMENT);
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        arrays.actions[slot * FISHSIM_ACTION_SIZE + FISHSIM_ACTION_SPEED] = 1.0f;
    step(batch);
    assert_int_not_equal(fishsim_world_digest(batch->episodes[0].world),
                         fishsim_world_digest(batch->episodes[2].world));
    fishsim_batch_destroy(batch);
}

static void a_clone_has_worlds_of_its_own(void **state)
{
    (void)state;
    struct arrays arrays;
    fishsim_batch *batch = batch_with(&arrays, FISHSIM_AUTORESET_SAME_STEP, NULL), *copy = NULL;
    step(batch);
    assert_ok(fishsim_batch_clone(batch, &copy, NULL));
    uint64_t before = sum_of(batch);
    assert_int_equal(sum_of(copy), before);
    assert_int_equal(copy->autoreset, FISHSIM_AUTORESET_SAME_STEP);
    assert_null(copy->buffers.actions);
    step(copy);
    assert_int_equal(sum_of(batch), before);
    for (uint32_t i = 0; i < WORLDS; i++) {
        assert_ptr_not_equal(copy->episodes[i].world, batch->episodes[i].world);
        assert_ptr_not_equal(copy->episodes[i].rewards, batch->episodes[i].rewards);
    }
    fishsim_batch_destroy(batch);
    step(copy);
    fishsim_batch_destroy(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_world_comes_back_with_its_episode),
        TEST(every_damaged_word_is_found),
        TEST(bytes_that_end_early_or_late_are_refused),
        TEST(a_bad_record_among_good_ones_changes_no_world),
        TEST(forks_are_equal_and_then_go_their_own_way),
        TEST(a_clone_has_worlds_of_its_own),
    };
    return RUN(tests);
}

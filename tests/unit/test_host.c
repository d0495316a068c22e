/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "allocator.h"

static void no_hooks_means_the_defaults(void **state)
{
    (void)state;
    fishsim_hooks taken;
    memset(&taken, 0xff, sizeof taken);
    assert_ok(hooks_take(&taken, NULL, NULL));
    assert_null(taken.allocate);
    assert_null(taken.log);
    assert_null(taken.broken);
    assert_null(taken.execute);
}

static void allocate_and_release_go_together(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks taken, hooks = allocator_hooks(&allocator);
    assert_ok(hooks_take(&taken, &hooks, NULL));
    hooks.release = NULL;
    assert_int_equal(hooks_take(&taken, &hooks, NULL), FISHSIM_ERR_ARGUMENT);
    hooks = allocator_hooks(&allocator);
    hooks.allocate = NULL;
    assert_int_equal(hooks_take(&taken, &hooks, NULL), FISHSIM_ERR_ARGUMENT);
    hooks.struct_size = 8;
    assert_int_equal(hooks_take(&taken, &hooks, NULL), FISHSIM_ERR_ABI);
}

static void memory_is_zeroed_and_aligned_and_given_back_with_its_size(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks given = allocator_hooks(&allocator), defaults;
    assert_ok(hooks_take(&defaults, NULL, NULL));
    const fishsim_hooks *both[] = {&given, &defaults};
    for (int i = 0; i < 2; i++)
        for (size_t size = 0; size < 200; size += 33) {
            unsigned char *memory = memory_take(both[i], size);
            assert_non_null(memory);
            assert_int_equal((uintptr_t)memory % 64, 0);
            for (size_t k = 0; k < size; k++)
                assert_int_equal(memory[k], 0);
            memory_release(both[i], memory, size);
        }
    memory_release(&given, NULL, 10);
    assert_int_equal(allocator.live_bytes, 0);
    assert_null(memory_take(&defaults, SIZE_MAX));
    assert_null(memory_take(&given, SIZE_MAX - 10));
}

static void room_doubles_and_keeps_what_it_holds(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    void *array = NULL;
    uint32_t capacity = 0;
    assert_ok(memory_room(&hooks, &array, &capacity, 0, 4, NULL));
    assert_null(array);
    assert_ok(memory_room(&hooks, &array, &capacity, 3, 4, NULL));
    assert_true(capacity >= 3);
    memcpy(array, "abcdefghijkl", 12);
    uint32_t before = capacity;
    assert_ok(memory_room(&hooks, &array, &capacity, before + 1, 4, NULL));
    assert_true(capacity >= 2 * before);
    assert_memory_equal(array, "abcdefghijkl", 12);

    assert_ok(memory_room(&hooks, &array, &capacity, 1000, 4, NULL));
    assert_true(capacity >= 1000);
    assert_memory_equal(array, "abcdefghijkl", 12);

    void *kept = array;
    before = capacity;
    allocator.fail_from = allocator.calls + 1;
    fishsim_error error = {0};
    assert_int_equal(memory_room(&hooks, &array, &capacity, before + 1, 4, &error),
                     FISHSIM_ERR_MEMORY);
    assert_detail(&error, FISHSIM_ERR_MEMORY);
    assert_ptr_equal(array, kept);
    assert_int_equal(capacity, before);
    memory_release(&hooks, array, capacity * 4);
    assert_int_equal(allocator.live_bytes, 0);
}

/* Blocks that ask for large pages are like all others. */
static void large_blocks_are_aligned_and_zero(void **state)
{
    (void)state;
    const size_t sizes[] = {((size_t)4 << 20) - 1, (size_t)4 << 20, ((size_t)9 << 20) + 7};
    const fishsim_hooks hooks = {0};
    for (int i = 0; i < 3; i++) {
        unsigned char *block = memory_take(&hooks, sizes[i]);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % 64, 0);
        for (size_t at = 0; at < sizes[i]; at++)
            if (block[at])
                assert_true(false);
        memory_release(&hooks, block, sizes[i]);
    }
}

static void parts_are_few_and_not_small(void **state)
{
    (void)state;
    static const uint32_t counts[] = {0, 1, 99, 100, 6400, 6401, 1000000, UINT32_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        uint32_t size = part_size(counts[i], 100);
        assert_true(size >= 100);
        assert_true(((uint64_t)counts[i] + size - 1) / size <= PARTS_MAX);
    }
    assert_int_equal(part_size(100 * PARTS_MAX, 100), 100);
    assert_int_equal(part_size(100 * PARTS_MAX + 1, 100), 101);
}

static void count_lines(void *user, int32_t level, const char *text)
{
    assert_int_equal(level, FISHSIM_LOG_WARNING);
    assert_string_equal(text, "seven 7");
    ++*(int *)user;
}

static void log_reaches_the_host_only_if_it_listens(void **state)
{
    (void)state;
    int lines = 0;
    fishsim_hooks hooks = {.log = count_lines, .log_user = &lines};
    log_line(&hooks, FISHSIM_LOG_WARNING, "seven %d", 7);
    assert_int_equal(lines, 1);
    hooks.log = NULL;
    log_line(&hooks, FISHSIM_LOG_WARNING, "seven %d", 7);
    assert_int_equal(lines, 1);
}

static void note_broken(void *user, const char *invariant, const char *file, int32_t line)
{
    assert_string_equal(invariant, "one is two");
    assert_string_equal(file, "x.c");
    assert_int_equal(line, 12);
    ++*(int *)user;
}

static void a_broken_invariant_is_reported_once_and_returned(void **state)
{
    (void)state;
    int reports = 0;
    fishsim_error error = {0};
    fishsim_hooks hooks = {.broken = note_broken, .broken_user = &reports};
    assert_int_equal(broken(&hooks, &error, "one is two", "x.c", 12), FISHSIM_ERR_INVARIANT);
    assert_int_equal(reports, 1);
    assert_non_null(strstr(error.message, "one is two"));
}

/* An executor that runs the pieces backwards. */
static void backwards(void *user, fishsim_task task, void *argument, uint32_t count)
{
    *(uint32_t *)user += count;
    while (count-- > 0)
        task(argument, count);
}

static void mark(void *context, uint32_t begin, uint32_t end)
{
    unsigned char *visits = context;
    assert_true(begin < end);
    for (uint32_t i = begin; i < end; i++)
        visits[i]++;
}

static void parallel_for_covers_each_index_once(void **state)
{
    (void)state;
    uint32_t pieces = 0;
    fishsim_hooks alone = {0}, helped = {.execute = backwards, .execute_user = &pieces};
    const fishsim_hooks *both[] = {&alone, &helped};
    for (int i = 0; i < 2; i++)
        for (uint32_t count = 0; count < 40; count++) {
            unsigned char visits[64] = {0};
            parallel_for(both[i], count, 8, mark, visits);
            for (uint32_t k = 0; k < sizeof visits; k++)
                assert_int_equal(visits[k], k < count);
        }
    assert_true(pieces > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_hooks_means_the_defaults),
        TEST(allocate_and_release_go_together),
        TEST(memory_is_zeroed_and_aligned_and_given_back_with_its_size),
        TEST(large_blocks_are_aligned_and_zero),
        TEST(parts_are_few_and_not_small),
        TEST(room_doubles_and_keeps_what_it_holds),
        TEST(log_reaches_the_host_only_if_it_listens),
        TEST(a_broken_invariant_is_reported_once_and_returned),
        TEST(parallel_for_covers_each_index_once),
    };
    return RUN(tests);
}

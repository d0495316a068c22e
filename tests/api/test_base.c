/* SPDX-License-Identifier: MIT */
/* base.h: version, statuses, and the hooks that a host lends to an object. */
#include "api.h"

/* An allocator that counts, and checks that blocks come back with the size they were asked for. */
struct block {
    size_t size;
    void *start;
};

struct heap {
    uint64_t live_blocks, taken;
    bool wrong;
    bool refuse;
};

static void *heap_allocate(void *user, size_t size, size_t alignment)
{
    struct heap *heap = user;
    heap->taken++;
    if (alignment == 0 || (alignment & (alignment - 1)) != 0)
        heap->wrong = true;
    if (heap->refuse || heap->wrong)
        return NULL;
    size_t room = sizeof(struct block) + alignment + size;
    char *start = malloc(room);
    if (!start)
        return NULL;
    memset(start, 0xA5, room); /* the library must not count on zeroed memory */
    uintptr_t place = (uintptr_t)start + sizeof(struct block);
    place = (place + alignment - 1) / alignment * alignment;
    struct block block = {size, start};
    memcpy((char *)place - sizeof block, &block, sizeof block);
    heap->live_blocks++;
    return (void *)place;
}

static void heap_release(void *user, void *memory, size_t size)
{
    struct heap *heap = user;
    struct block block;
    memcpy(&block, (char *)memory - sizeof block, sizeof block);
    if (block.size != size)
        heap->wrong = true;
    heap->live_blocks--;
    free(block.start);
}

static fishsim_hooks hooks_of(struct heap *heap)
{
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    hooks.allocate = heap_allocate;
    hooks.release = heap_release;
    hooks.memory_user = heap;
    return hooks;
}

static void the_library_has_the_version_of_its_headers(void **state)
{
    (void)state;
    char version[32];
    snprintf(version, sizeof version, "%d.%d.%d", FISHSIM_VERSION_MAJOR, FISHSIM_VERSION_MINOR,
             FISHSIM_VERSION_PATCH);
    assert_string_equal(version, FISHSIM_VERSION_STRING);
    assert_string_equal(fishsim_version(), FISHSIM_VERSION_STRING);
}

static void every_status_has_a_name_and_a_meaning(void **state)
{
    (void)state;
#define X(name, number, meaning)                                                                   \
    assert_int_equal(FISHSIM_##name, number);                                                      \
    assert_string_equal(fishsim_status_name(number), #name);                                       \
    assert_string_equal(fishsim_status_meaning(number), meaning);
    FISHSIM_STATUS_TABLE(X)
#undef X
}

static void a_number_that_is_no_status_is_unknown(void **state)
{
    (void)state;
    assert_string_equal(fishsim_status_name(1), "UNKNOWN");
    assert_string_equal(fishsim_status_name(INT32_MIN), "UNKNOWN");
    assert_true(fishsim_status_meaning(INT32_MAX)[0] != '\0');
}

static void an_error_is_512_bytes(void **state)
{
    (void)state;
    assert_int_equal(sizeof(fishsim_error), 512);
}

static void success_leaves_the_error_alone(void **state)
{
    (void)state;
    fishsim_error error, before;
    memset(&error, 0x5A, sizeof error);
    before = error;
    fishsim_config *config = NULL;
    assert_ok(fishsim_config_create(NULL, &config, &error));
    assert_ok(fishsim_config_set(config, "title", "quiet", &error));
    assert_memory_equal(&error, &before, sizeof error);
    fishsim_config_destroy(config);
}

static void initialised_hooks_are_no_hooks(void **state)
{
    (void)state;
    fishsim_hooks hooks, none;
    memset(&hooks, 0x5A, sizeof hooks);
    memset(&none, 0, sizeof none);
    none.struct_size = sizeof none;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    assert_memory_equal(&hooks, &none, sizeof none);

    fishsim_world *plain = small_world();
    fishsim_world *hooked = small_world_with(&hooks, NULL, NULL);
    assert_int_equal(fishsim_world_digest(plain), fishsim_world_digest(hooked));
    fishsim_world_destroy(plain);
    fishsim_world_destroy(hooked);
}

static void allocate_and_release_go_together(void **state)
{
    (void)state;
    struct heap heap = {0};
    fishsim_config *config = NULL;
    fishsim_error error = {0};
    fishsim_hooks hooks = hooks_of(&heap);
    hooks.release = NULL;
    assert_int_equal(fishsim_config_create(&hooks, &config, &error), FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    hooks = hooks_of(&heap);
    hooks.allocate = NULL;
    assert_int_equal(fishsim_config_create(&hooks, &config, NULL), FISHSIM_ERR_ARGUMENT);
    assert_null(config);
    assert_int_equal(heap.taken, 0);
}

static void every_block_goes_back_with_its_size(void **state)
{
    (void)state;
    struct heap heap = {0};
    fishsim_hooks hooks = hooks_of(&heap);
    fishsim_error error = {0};
    fishsim_config *config = NULL, *copy = NULL;
    fishsim_world *world = NULL, *twin = NULL;
    fishsim_event_log *log = NULL;
    fishsim_run *run = NULL;
    fishsim_sink sink;

    assert_status(FISHSIM_OK, fishsim_config_create(&hooks, &config, &error), &error);
    assert_status(
        FISHSIM_OK,
        fishsim_config_load_text(config, SMALL_WORLD, sizeof SMALL_WORLD - 1, NULL, &error),
        &error);
    assert_status(FISHSIM_OK, fishsim_config_clone(config, &copy, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_create(copy, &hooks, &world, &error), &error);
    assert_status(FISHSIM_OK, fishsim_event_log_create(&hooks, 1000, &log, &error), &error);
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_status(FISHSIM_OK, fishsim_event_log_sink(log, &sink, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_add_sink(world, &sink, NULL, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_tick(world, 200, &error), &error);
    assert_status(FISHSIM_OK, fishsim_world_clone(world, &twin, &error), &error);
    assert_status(FISHSIM_OK, fishsim_run_create(world, 300, &hooks, &run, &error), &error);
    assert_status(FISHSIM_OK, fishsim_run_start(run, &error), &error);
    assert_status(FISHSIM_OK, fishsim_run_advance(run, 1000, NULL, &error), &error);
    assert_true(heap.live_blocks > 0);

    fishsim_run_destroy(run);
    fishsim_event_log_destroy(log);
    fishsim_world_destroy(twin);
    fishsim_config_destroy(copy);
    fishsim_config_destroy(config);
    assert_false(heap.wrong);
    assert_int_equal(heap.live_blocks, 0);
}

static void without_memory_nothing_is_made(void **state)
{
    (void)state;
    struct heap heap = {.refuse = true};
    fishsim_hooks hooks = hooks_of(&heap);
    fishsim_error error = {0};
    fishsim_config *config = NULL;
    fishsim_event_log *log = NULL;
    fishsim_world *world = NULL;
    assert_int_equal(fishsim_config_create(&hooks, &config, &error), FISHSIM_ERR_MEMORY);
    assert_detail(&error, FISHSIM_ERR_MEMORY);
    assert_null(config);
    assert_int_equal(fishsim_event_log_create(&hooks, 16, &log, NULL), FISHSIM_ERR_MEMORY);
    assert_null(log);
    config = small_config();
    assert_int_equal(fishsim_world_create(config, &hooks, &world, NULL), FISHSIM_ERR_MEMORY);
    assert_null(world);
    fishsim_config_destroy(config);
    assert_int_equal(heap.live_blocks, 0);
}

static void a_settled_world_ticks_without_asking_for_memory(void **state)
{
    (void)state;
    struct heap heap = {0};
    fishsim_hooks hooks = hooks_of(&heap);
    fishsim_world *world = small_world_with(&hooks, NULL, NULL);
    assert_ok(fishsim_world_tick(world, 1, NULL));
    heap.refuse = true; /* a tick that asks for memory now kills the world */
    uint64_t taken = heap.taken;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_tick(world, 500, &error), &error);
    assert_int_equal(heap.taken, taken);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_has_the_version_of_its_headers),
        cmocka_unit_test(every_status_has_a_name_and_a_meaning),
        cmocka_unit_test(a_number_that_is_no_status_is_unknown),
        cmocka_unit_test(an_error_is_512_bytes),
        cmocka_unit_test(success_leaves_the_error_alone),
        cmocka_unit_test(initialised_hooks_are_no_hooks),
        cmocka_unit_test(allocate_and_release_go_together),
        cmocka_unit_test(every_block_goes_back_with_its_size),
        cmocka_unit_test(without_memory_nothing_is_made),
        cmocka_unit_test(a_settled_world_ticks_without_asking_for_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * test_config.c: what fishsim/config.h promises beyond the parts that have tests of their own.
 */
#define _POSIX_C_SOURCE 200809L /* mkstemp */

#include "config/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* An allocator that counts, and fails at its `fail_at`th call (from 1; 0: never). */
struct heap {
    int calls;
    int fail_at;
    size_t bytes;
    int blocks;
};

static void *heap_allocate(void *user, size_t size, size_t alignment)
{
    struct heap *heap = user;
    if (++heap->calls == heap->fail_at)
        return NULL;
    heap->bytes += size;
    heap->blocks++;
    return aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

static void heap_release(void *user, void *memory, size_t size)
{
    struct heap *heap = user;
    heap->bytes -= size;
    heap->blocks--;
    free(memory);
}

static fishsim_hooks hooks_of(struct heap *heap)
{
    fishsim_hooks hooks;
    memset(heap, 0, sizeof *heap);
    assert_int_equal(fishsim_hooks_init(&hooks, sizeof hooks), FISHSIM_OK);
    hooks.allocate = heap_allocate;
    hooks.release = heap_release;
    hooks.memory_user = heap;
    return hooks;
}

static fishsim_config *make_config(const fishsim_hooks *hooks)
{
    fishsim_config *config;
    assert_int_equal(fishsim_config_create(hooks, &config, NULL), FISHSIM_OK);
    return config;
}

static const char TEXT[] = "title: \"a \\\"b\\\" \xc3\xa4\"\n"
                           "species:\n  bass: {base: striped_bass, minds: [pursue, walk]}\n"
                           "  anchovy: {base: bay_anchovy, start: {count: 3, weight_g: 0.1e1}}\n"
                           "  -odd: {}\n  \"null\": {}\n"
                           "minds: {-m: {kind: couzin}}\n"
                           "web: {bass: {anchovy: 0.30000000000000004}}\n";

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    fishsim_config *config = make_config(NULL);
    fishsim_config *out;
    char buffer[8];
    fishsim_error error = {0};
    assert_int_equal(fishsim_config_create(NULL, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_clone(NULL, &out, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_clone(config, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_load_text(NULL, "", 0, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_load_text(config, NULL, 1, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_load_text(config, NULL, 0, NULL, &error), FISHSIM_ERR_CONFIG);
    assert_int_equal(fishsim_config_load_file(NULL, "x", &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_load_file(config, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_set(NULL, "a", "b", &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_set(config, NULL, "b", &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_set(config, "a", NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_get(NULL, "a", buffer, 8, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_get(config, NULL, buffer, 8, NULL, &error),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_get(config, "title", NULL, 8, NULL, &error),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_print(NULL, buffer, 8, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_print(config, NULL, 8, NULL, &error), FISHSIM_ERR_ARGUMENT);
    fishsim_hooks hooks = {0};
    assert_int_equal(fishsim_config_create(&hooks, &out, &error), FISHSIM_ERR_ABI);
    fishsim_config_destroy(NULL);
    fishsim_config_destroy(config);
}

static void what_prints_reads_back_bit_for_bit(void **state)
{
    (void)state;
    fishsim_config *config = make_config(NULL);
    fishsim_config *again = make_config(NULL);
    fishsim_error error = {0};
    size_t length = 0;
    if (fishsim_config_load_text(config, TEXT, sizeof TEXT - 1, NULL, &error))
        fail_msg("%s", error.message);
    assert_int_equal(fishsim_config_print(config, NULL, 0, &length, &error), FISHSIM_OK);
    char *text = malloc(length + 1);
    assert_int_equal(fishsim_config_print(config, text, length, NULL, &error), FISHSIM_ERR_BUFFER);
    assert_int_equal(fishsim_config_print(config, text, length + 1, NULL, &error), FISHSIM_OK);
    assert_int_equal(strlen(text), length);
    if (fishsim_config_load_text(again, text, length, "printed", &error))
        fail_msg("%s", error.message);
    assert_memory_equal(&again->settings, &config->settings, sizeof config->settings);
    free(text);
    fishsim_config_destroy(again);
    fishsim_config_destroy(config);
}

/* Every key that is printed can be got, and what is got can be set. */
static void every_key_can_be_got_and_set(void **state)
{
    (void)state;
    fishsim_config *config = make_config(NULL);
    fishsim_config *other = make_config(NULL);
    static const char *const NAMES[] = {"anchovy", "bass", "-odd", "null"};
    fishsim_error error = {0};
    assert_int_equal(fishsim_config_load_text(config, TEXT, sizeof TEXT - 1, NULL, NULL), 0);
    assert_int_equal(fishsim_config_load_text(other, TEXT, sizeof TEXT - 1, NULL, NULL), 0);
    for (uint32_t i = 0; i < fishsim_config_key_count(); i++)
        for (size_t k = 0; k < 4; k++) {
            fishsim_key key;
            char path[200];
            char value[400];
            size_t used = 0;
            fishsim_key_init(&key, sizeof key);
            assert_int_equal(fishsim_config_describe(i, &key, NULL), FISHSIM_OK);
            for (const char *at = key.path; *at; at++)
                if (*at == '*')
                    used +=
                        (size_t)sprintf(path + used, "%s", key.path[0] == 'm' ? "-m" : NAMES[k]);
                else
                    path[used++] = *at;
            path[used] = 0;
            size_t length;
            assert_int_equal(fishsim_config_get(config, path, value, sizeof value, &length, NULL),
                             FISHSIM_OK);
            assert_int_equal(strlen(value), length);
            if (fishsim_config_set(other, path, value, &error))
                fail_msg("%s: %s", path, error.message);
        }
    fishsim_config_destroy(config);
    fishsim_config_destroy(other);
}

static void get_fits_the_buffer_or_says_how_much_it_needs(void **state)
{
    (void)state;
    fishsim_config *config = make_config(NULL);
    char buffer[8] = "xxxxxxx";
    size_t length = 0;
    fishsim_error error = {0};
    assert_int_equal(fishsim_config_get(config, "world.boundary", buffer, 5, &length, &error),
                     FISHSIM_ERR_BUFFER);
    assert_int_equal(length, 5);
    assert_string_equal(buffer, "");
    assert_int_equal(fishsim_config_get(config, "world.boundary", buffer, 6, &length, &error),
                     FISHSIM_OK);
    assert_string_equal(buffer, "torus");
    assert_int_equal(fishsim_config_get(config, "world.boundary", NULL, 0, &length, &error),
                     FISHSIM_OK);
    assert_int_equal(fishsim_config_get(config, "world.boundry", NULL, 0, NULL, &error),
                     FISHSIM_ERR_NOT_FOUND);
    assert_string_equal(error.message, "unknown key world.boundry; did you mean world.boundary?");
    assert_int_equal(fishsim_config_get(config, "species.x.base", NULL, 0, NULL, &error),
                     FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_config_get(config, "world", NULL, 0, NULL, &error),
                     FISHSIM_ERR_NOT_FOUND);
    fishsim_config_destroy(config);
}

static void a_clone_is_independent(void **state)
{
    (void)state;
    struct heap heap;
    fishsim_hooks hooks = hooks_of(&heap);
    fishsim_config *config = make_config(&hooks);
    fishsim_config *clone;
    assert_int_equal(fishsim_config_clone(config, &clone, NULL), FISHSIM_OK);
    assert_memory_equal(&clone->settings, &config->settings, sizeof config->settings);
    assert_int_equal(fishsim_config_set(clone, "world.seed", "9", NULL), FISHSIM_OK);
    assert_int_equal(config->settings.world.seed, 1);
    assert_int_equal(heap.blocks, 2);
    fishsim_config_destroy(config);
    fishsim_config_destroy(clone);
    assert_int_equal(heap.blocks, 0);
    assert_int_equal(heap.bytes, 0);
}

static void files_are_read_or_refused(void **state)
{
    (void)state;
    char path[] = "/tmp/fishsim-test-XXXXXX";
    int file = mkstemp(path);
    fishsim_config *config = make_config(NULL);
    fishsim_error error = {0};
    assert_true(file >= 0);
    assert_int_equal(write(file, "world: {seed: 9}\n", 17), 17);
    assert_int_equal(fishsim_config_load_file(config, path, &error), FISHSIM_OK);
    assert_int_equal(config->settings.world.seed, 9);
    assert_int_equal(write(file, "x", 1), 1);
    assert_int_equal(fishsim_config_load_file(config, path, &error), FISHSIM_ERR_CONFIG);
    assert_non_null(strstr(error.message, path));
    close(file);
    unlink(path);
    assert_int_equal(fishsim_config_load_file(config, path, &error), FISHSIM_ERR_IO);
    assert_non_null(strstr(error.message, path));
    assert_int_equal(fishsim_config_load_file(config, "/", &error), FISHSIM_ERR_IO);
    assert_int_equal(fishsim_config_load_file(config, "/dev/zero", &error), FISHSIM_ERR_LIMIT);
    assert_int_equal(fishsim_config_load_file(config, "/dev/null", &error), FISHSIM_ERR_CONFIG);
    assert_int_equal(config->settings.world.seed, 9);
    fishsim_config_destroy(config);
}

typedef fishsim_status (*operation)(fishsim_config *config, fishsim_error *error);

/* Enough keys that the list of entries grows. */
static fishsim_status load(fishsim_config *config, fishsim_error *error)
{
    char text[4000] = "species:\n";
    size_t used = strlen(text);
    for (int i = 0; i < 25; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "  s%d: {base: bluefish, start: {count: 1}}\n", i);
    return fishsim_config_load_text(config, text, used, NULL, error);
}

static fishsim_status override(fishsim_config *config, fishsim_error *error)
{
    return fishsim_config_set(config, "species.x.base", "bluefish", error);
}

static fishsim_status duplicate(fishsim_config *config, fishsim_error *error)
{
    fishsim_config *clone = NULL;
    fishsim_status status = fishsim_config_clone(config, &clone, error);
    fishsim_config_destroy(clone);
    return status;
}

static fishsim_status read_device(fishsim_config *config, fishsim_error *error)
{
    fishsim_status status = fishsim_config_load_file(config, "/dev/null", error);
    return status == FISHSIM_ERR_CONFIG ? FISHSIM_OK : status;
}

/* Fails the first, second, ... allocation until none is left to fail. */
static void every_failed_allocation_leaves_all_as_it_was(void **state)
{
    (void)state;
    static const operation OPERATIONS[] = {load, override, duplicate, read_device};
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof OPERATIONS[0]; i++) {
        struct heap heap;
        fishsim_hooks hooks = hooks_of(&heap);
        fishsim_status status = FISHSIM_ERR_MEMORY;
        int faults = 0;
        for (; status == FISHSIM_ERR_MEMORY; faults++) {
            fishsim_config *config = make_config(&hooks);
            fishsim_config *before = make_config(NULL);
            fishsim_error error = {0};
            heap.calls = 0;
            heap.fail_at = faults + 1;
            status = OPERATIONS[i](config, &error);
            heap.fail_at = 0;
            if (status) {
                assert_int_equal(status, FISHSIM_ERR_MEMORY);
                assert_int_equal(error.status, FISHSIM_ERR_MEMORY);
                assert_memory_equal(&config->settings, &before->settings, sizeof before->settings);
            }
            assert_int_equal(heap.blocks, 1);
            fishsim_config_destroy(config);
            fishsim_config_destroy(before);
            assert_int_equal(heap.blocks, 0);
            assert_int_equal(heap.bytes, 0);
        }
        assert_int_equal(status, FISHSIM_OK);
        assert_true(faults > 1);
        if (OPERATIONS[i] == load)
            assert_true(faults >= 4); /* two lists of entries, the copy, and none */
    }
}

static void no_memory_for_a_configuration_is_an_error(void **state)
{
    (void)state;
    struct heap heap;
    fishsim_hooks hooks = hooks_of(&heap);
    fishsim_config *config = NULL;
    heap.fail_at = 1;
    assert_int_equal(fishsim_config_create(&hooks, &config, NULL), FISHSIM_ERR_MEMORY);
    assert_null(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(what_prints_reads_back_bit_for_bit),
        cmocka_unit_test(every_key_can_be_got_and_set),
        cmocka_unit_test(get_fits_the_buffer_or_says_how_much_it_needs),
        cmocka_unit_test(a_clone_is_independent),
        cmocka_unit_test(files_are_read_or_refused),
        cmocka_unit_test(every_failed_allocation_leaves_all_as_it_was),
        cmocka_unit_test(no_memory_for_a_configuration_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * test_apply.c: what lib/config/apply.c promises: entries are stored whatever their order, all of
 * them or none, and a refusal says where.
 */
#include "config/reader.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { MOST = 8 };

static const fishsim_hooks NO_HOOKS = {.struct_size = sizeof(fishsim_hooks)};
static struct settings settings, before;
static struct entry entries[MOST];
static fishsim_error error;
static struct reader reader;

static int set_up(void **state)
{
    (void)state;
    settings_default(&settings);
    memcpy(&before, &settings, sizeof before);
    memset(entries, 0, sizeof entries);
    memset(&error, 0, sizeof error);
    reader = (struct reader){.hooks = &NO_HOOKS,
                             .error = &error,
                             .source = "reef.yaml",
                             .unknown = FISHSIM_ERR_CONFIG,
                             .entries = entries};
    return 0;
}

/* Adds an entry that stands in the line of its number, from 1. */
static void add(const char *path, const char *value)
{
    struct entry *entry = &entries[reader.count++];
    assert_true(reader.count <= MOST && path_resolve(path, &entry->path));
    strcpy(entry->text, path);
    entry->key = (struct place){reader.count, 1};
    entry->value = (struct place){reader.count, 10};
    raw_value_literal(&entry->raw, value);
}

static void assert_refused(const char *message)
{
    assert_int_equal(reader_apply(&reader, &settings), FISHSIM_ERR_CONFIG);
    assert_string_equal(error.message, message);
    assert_memory_equal(&settings, &before, sizeof settings);
}

static void presets_and_kinds_come_first(void **state)
{
    (void)state;
    add("species.x.consumption.a", "0.5");
    add("minds.m.orientation_radius", "7");
    add("species.x.base", "bluefish");
    add("minds.m.kind", "couzin");
    assert_int_equal(reader_apply(&reader, &settings), FISHSIM_OK);
    assert_int_equal(settings.species_count, 1);
    assert_true(settings.species[0].consumption.a == 0.5);
    assert_true(settings.species[0].consumption.b == -0.288); /* of the preset */
    const struct mind_settings *mind = &settings.minds[settings_find_mind(&settings, "m", 1)];
    assert_int_equal(mind->kind, MIND_COUZIN);
    assert_true(mind->orientation_radius == 7.0);
}

static void a_wrong_entry_leaves_all_as_it_was(void **state)
{
    (void)state;
    add("world.width_m", "200");
    add("species.x.start.count", "many");
    assert_refused(
        "reef.yaml:2:10: species.x.start.count: many is not a whole number between 0 and "
        "1000000000");
}

static void names_must_be_of_something(void **state)
{
    (void)state;
    add("web.x.y", "1");
    assert_refused("reef.yaml:1:1: web.x.y: there is no species x");
    set_up(NULL);
    add("minds.m.vision_deg", "270");
    assert_refused("reef.yaml:1:1: minds.m.kind is missing: a new mind must say its kind first");
    set_up(NULL);
    add("species.plankton.start.count", "1");
    assert_refused("reef.yaml:1:1: species.plankton: plankton is a field; no species can have its "
                   "name");
}

static void an_override_is_named_by_its_key(void **state)
{
    (void)state;
    reader.source = NULL;
    add("world.width_m", "wide");
    assert_refused("world.width_m: wide is not a number between 0.1 and 1000000");
    assert_int_equal(reader_out_of_memory(&reader), FISHSIM_ERR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(presets_and_kinds_come_first, set_up),
        cmocka_unit_test_setup(a_wrong_entry_leaves_all_as_it_was, set_up),
        cmocka_unit_test_setup(names_must_be_of_something, set_up),
        cmocka_unit_test_setup(an_override_is_named_by_its_key, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * test_path.c: what lib/config/path.c promises.
 */
#include "config/path.h"
#include "config/preset.h"

#include "config/config.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void paths_name_keys_or_groups(void **state)
{
    (void)state;
    struct key_path path;
    assert_true(path_resolve("world.width_m", &path));
    assert_string_equal(path.row->path, "world.width_m");
    assert_int_equal(path.name_count, 0);
    assert_true(path_resolve("species", &path) && !path.row && !path.name_count);
    assert_int_equal(path.group, GROUP_SPECIES);
    assert_true(path_resolve("species.bass", &path) && !path.row);
    assert_string_equal(path.name[0], "bass");
    assert_true(path_resolve("species.bass.start", &path) && !path.row);
    assert_true(path_resolve("web.a.b", &path) && path.row);
    assert_string_equal(path.name[0], "a");
    assert_string_equal(path.name[1], "b");
}

static void other_paths_are_unknown(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      ".",
                                      "world.",
                                      ".world",
                                      "worl",
                                      "worlds",
                                      "world..seed",
                                      "world.seed.x",
                                      "species..base",
                                      "species.*.base",
                                      "species. .base",
                                      "web.a.b.c",
                                      "World.seed",
                                      "title.",
                                      "species.a.start.count.x",
                                      "species.abcdefghijklmnopqrstuvwxyz012345.base"};
    struct key_path path;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        assert_false(path_resolve(BAD[i], &path));
}

static void targets_follow_names(void **state)
{
    (void)state;
    static struct settings settings;
    struct key_path path;
    settings_default(&settings);
    settings_make_species(&settings, "bass");
    settings_make_species(&settings, "anchovy");
    assert_true(path_resolve("web.bass.anchovy", &path));
    assert_ptr_equal(path_target(&settings, &path), &settings.web[1][0]);
    assert_true(path_resolve("web.bass.plankton", &path));
    assert_ptr_equal(path_source(&settings, &path), &settings.web[1][SPECIES_MAX]);
    assert_true(path_resolve("web.bass.kraken", &path));
    assert_null(path_target(&settings, &path));
    assert_true(path_resolve("web.plankton.bass", &path));
    assert_null(path_target(&settings, &path));
    assert_true(path_resolve("species.bass.start.count", &path));
    assert_ptr_equal(path_target(&settings, &path), &settings.species[1].start.count);
    assert_true(path_resolve("species.kraken.base", &path));
    assert_null(path_target(&settings, &path));
    assert_true(path_resolve("minds.walk.kind", &path));
    assert_ptr_equal(path_target(&settings, &path), &settings.minds[MIND_KIND_COUNT - 1].kind);
    assert_true(path_resolve("minds.kraken.kind", &path));
    assert_null(path_target(&settings, &path));
    assert_true(path_resolve("fields.cell_m", &path));
    assert_ptr_equal(path_target(&settings, &path), &settings.fields.cell_m);
}

static void unknown_paths_get_a_hint(void **state)
{
    (void)state;
    static const char *const HINTS[][2] = {
        {"world.widht_m", "; did you mean world.width_m?"},
        {"wrld.width_m", "; did you mean world.width_m?"},
        {"wolrd", "; did you mean world?"},
        {"world.cell_m", "; did you mean fields.cell_m?"},
        {"species.bass.count", "; did you mean species.bass.start.count?"},
        {"species.bass.start.cuont", "; did you mean species.bass.start.count?"},
        {"species.bass.start", "; it is a group of keys"},
        {"kraken", ""},
        {"", ""},
        {"species.a\x1b.base", ""},
        {"species.a b.start.count", ""},
    };
    for (size_t i = 0; i < sizeof HINTS / sizeof HINTS[0]; i++) {
        char out[EXPLAIN_BYTES];
        path_explain(HINTS[i][0], out);
        assert_string_equal(out, HINTS[i][1]);
    }
    char text[2000];
    char out[EXPLAIN_BYTES];
    for (size_t dots = 0; dots < 100; dots++) {
        memset(text, 'a', sizeof text);
        for (size_t i = 0; dots && i < sizeof text; i += dots)
            text[i] = '.';
        text[sizeof text - 1] = 0;
        path_explain(text, out);
        assert_string_equal(out, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_name_keys_or_groups),
        cmocka_unit_test(other_paths_are_unknown),
        cmocka_unit_test(targets_follow_names),
        cmocka_unit_test(unknown_paths_get_a_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

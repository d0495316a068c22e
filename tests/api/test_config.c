/* SPDX-License-Identifier: MIT */
/* config.h: a configuration is data, and a refused change leaves it as it was. */
#include "api.h"

/* The whole configuration as text; the caller frees it. */
static char *printed(const fishsim_config *config)
{
    size_t length = 0;
    assert_ok(fishsim_config_print(config, NULL, 0, &length, NULL));
    char *text = malloc(length + 1);
    assert_non_null(text);
    assert_ok(fishsim_config_print(config, text, length + 1, NULL, NULL));
    assert_int_equal(strlen(text), length);
    return text;
}

static void assert_value(const fishsim_config *config, const char *key, const char *wanted)
{
    char value[256];
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_config_get(config, key, value, sizeof value, NULL, &error),
                  &error);
    assert_string_equal(value, wanted);
}

static void every_row_of_the_table_describes_itself(void **state)
{
    (void)state;
    uint32_t count = fishsim_config_key_count();
    assert_true(count > 50);
    for (uint32_t i = 0; i < count; i++) {
        fishsim_key key;
        assert_ok(fishsim_key_init(&key, sizeof key));
        assert_ok(fishsim_config_describe(i, &key, NULL));
        assert_true(key.path[0] != '\0');
        assert_true(key.meaning[0] != '\0');
        assert_non_null(key.default_value);
        assert_non_null(key.unit);
        assert_true(key.type >= FISHSIM_TYPE_REAL && key.type <= FISHSIM_TYPE_COLOR);
        assert_true(key.minimum <= key.maximum);
        assert_true((key.type == FISHSIM_TYPE_CHOICE) == (key.choices[0] != '\0'));
    }
}

static void a_row_beyond_the_table_is_refused(void **state)
{
    (void)state;
    fishsim_key key;
    fishsim_error error = {0};
    assert_ok(fishsim_key_init(&key, sizeof key));
    assert_int_equal(fishsim_config_describe(fishsim_config_key_count(), &key, &error),
                     FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_describe(UINT32_MAX, &key, NULL), FISHSIM_ERR_ARGUMENT);
}

static void a_new_configuration_holds_the_defaults(void **state)
{
    (void)state;
    fishsim_config *config = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    for (uint32_t i = 0; i < fishsim_config_key_count(); i++) {
        fishsim_key key;
        assert_ok(fishsim_key_init(&key, sizeof key));
        assert_ok(fishsim_config_describe(i, &key, NULL));
        if (strchr(key.path, '*') || key.type == FISHSIM_TYPE_TEXT)
            continue;
        char value[256];
        assert_ok(fishsim_config_get(config, key.path, value, sizeof value, NULL, NULL));
        if (key.type == FISHSIM_TYPE_REAL)
            assert_true(strtod(value, NULL) == strtod(key.default_value, NULL));
        else
            assert_string_equal(value, key.default_value);
    }
    fishsim_config_destroy(config);
}

static void text_is_read_over_what_is_there(void **state)
{
    (void)state;
    static const char more[] = "world: {seed: 9}\n";
    fishsim_config *config = small_config();
    assert_ok(fishsim_config_load_text(config, more, sizeof more - 1, NULL, NULL));
    assert_value(config, "world.seed", "9");
    assert_value(config, "world.width_m", "40");
    assert_value(config, "species.anchovy.start.count", "150");
    fishsim_config_destroy(config);
}

static void set_makes_species_and_minds(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_config_set(config, "minds.shy.kind", "evade", &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_config_set(config, "species.smelt.minds", "[shy]", &error),
                  &error);
    assert_status(FISHSIM_OK, fishsim_config_set(config, "species.smelt.start.count", "3", &error),
                  &error);
    assert_value(config, "species.smelt.minds", "[shy]");
    assert_value(config, "species.smelt.start.count", "3");
    fishsim_config_destroy(config);
}

static void a_refused_change_leaves_the_configuration_as_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value;
        fishsim_status status;
    } cases[] = {
        {"world.width", "20", FISHSIM_ERR_NOT_FOUND},
        {"", "20", FISHSIM_ERR_NOT_FOUND},
        {"b", "20", FISHSIM_ERR_NOT_FOUND}, /* the last part of a key, alone */
        {"species.anchovy.colour", "\"#000000\"", FISHSIM_ERR_NOT_FOUND},
        {"world.width_m", "wide", FISHSIM_ERR_CONFIG},
        {"world.width_m", "-1", FISHSIM_ERR_CONFIG},
        {"world.width_m", "nan", FISHSIM_ERR_CONFIG},
        {"world.width_m", "1e999", FISHSIM_ERR_CONFIG},
        {"world.width_m", "", FISHSIM_ERR_CONFIG},
        {"world.max_fish", "1.5", FISHSIM_ERR_CONFIG},
        {"world.boundary", "open", FISHSIM_ERR_CONFIG},
        {"species.anchovy.color", "red", FISHSIM_ERR_CONFIG},
    };
    fishsim_config *config = small_config();
    char *before = printed(config);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fishsim_error error = {0};
        assert_status(cases[i].status,
                      fishsim_config_set(config, cases[i].key, cases[i].value, &error), &error);
        assert_detail(&error, cases[i].status);
        if (cases[i].key[0])
            assert_non_null(strstr(error.message, cases[i].key));
        char *after = printed(config);
        assert_string_equal(after, before);
        free(after);
    }
    free(before);
    fishsim_config_destroy(config);
}

static void a_refused_text_names_its_place_and_changes_nothing(void **state)
{
    (void)state;
    static const char text[] = "title: half read\n"
                               "world:\n"
                               "  width_m: 50\n"
                               "  height_m: tall\n";
    fishsim_config *config = small_config();
    char *before = printed(config);
    fishsim_error error = {0};
    assert_int_equal(fishsim_config_load_text(config, text, sizeof text - 1, "tall.yaml", &error),
                     FISHSIM_ERR_CONFIG);
    assert_detail(&error, FISHSIM_ERR_CONFIG);
    assert_int_equal(error.line, 4);
    assert_int_equal(error.column, 13);
    assert_non_null(strstr(error.message, "tall.yaml"));
    assert_non_null(strstr(error.message, "height_m"));
    char *after = printed(config);
    assert_string_equal(after, before);
    free(before);
    free(after);
    fishsim_config_destroy(config);
}

static void a_file_that_is_not_there_is_an_io_error_that_names_it(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_error error = {0};
    assert_int_equal(fishsim_config_load_file(config, "no/such/reef.yaml", &error), FISHSIM_ERR_IO);
    assert_detail(&error, FISHSIM_ERR_IO);
    assert_non_null(strstr(error.message, "no/such/reef.yaml"));
    fishsim_config_destroy(config);
}

static void the_length_is_told_when_the_buffer_is_too_small(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_error error = {0};
    char value[8];
    size_t length = 0;
    assert_ok(fishsim_config_set(config, "title", "0123456789", NULL));
    assert_int_equal(fishsim_config_get(config, "title", value, sizeof value, &length, &error),
                     FISHSIM_ERR_BUFFER);
    assert_detail(&error, FISHSIM_ERR_BUFFER);
    assert_true(length >= 10);
    length = 0;
    assert_ok(fishsim_config_get(config, "title", NULL, 0, &length, NULL));
    assert_true(length >= 10);
    char *exact = malloc(length + 1);
    assert_non_null(exact);
    assert_int_equal(fishsim_config_get(config, "title", exact, length, NULL, NULL),
                     FISHSIM_ERR_BUFFER);
    assert_ok(fishsim_config_get(config, "title", exact, length + 1, NULL, NULL));
    assert_int_equal(strlen(exact), length);
    free(exact);
    fishsim_config_destroy(config);
}

static void what_is_printed_reads_back_to_the_same_world(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_config *again = NULL;
    assert_ok(fishsim_config_set(config, "world.temperature_c", "21.123456789012345", NULL));
    char *text = printed(config);
    fishsim_error error = {0};
    assert_ok(fishsim_config_create(NULL, &again, NULL));
    assert_status(FISHSIM_OK,
                  fishsim_config_load_text(again, text, strlen(text), "printed", &error), &error);
    char *twice = printed(again);
    assert_string_equal(twice, text);

    fishsim_world *one = NULL, *two = NULL;
    assert_ok(fishsim_world_create(config, NULL, &one, NULL));
    assert_ok(fishsim_world_create(again, NULL, &two, NULL));
    assert_ok(fishsim_world_tick(one, 50, NULL));
    assert_ok(fishsim_world_tick(two, 50, NULL));
    assert_int_equal(fishsim_world_digest(one), fishsim_world_digest(two));
    fishsim_world_destroy(one);
    fishsim_world_destroy(two);
    free(text);
    free(twice);
    fishsim_config_destroy(config);
    fishsim_config_destroy(again);
}

static void a_clone_is_independent(void **state)
{
    (void)state;
    fishsim_config *config = small_config();
    fishsim_config *copy = NULL;
    assert_ok(fishsim_config_clone(config, &copy, NULL));
    assert_ok(fishsim_config_set(copy, "world.seed", "11", NULL));
    assert_value(config, "world.seed", "7");
    fishsim_config_destroy(config);
    assert_value(copy, "world.seed", "11");
    fishsim_config_destroy(copy);
}

static void check_finds_what_no_single_key_can_tell(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value;
    } cases[] = {
        {"species.anchovy.minds", "[nobody]"},
        {"species.anchovy.start.count", "601"}, /* max_fish is 600 */
        {"world.temperature_c", "34"},          /* bay anchovy: CTM is 33 */
        {"fields.plankton.diffusion_m2_per_s", "1000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fishsim_config *config = small_config();
        fishsim_error error = {0};
        fishsim_world *world = NULL;
        assert_status(FISHSIM_OK, fishsim_config_set(config, cases[i].key, cases[i].value, &error),
                      &error);
        assert_status(FISHSIM_ERR_CONFIG, fishsim_config_check(config, &error), &error);
        assert_detail(&error, FISHSIM_ERR_CONFIG);
        memset(&error, 0, sizeof error);
        assert_int_equal(fishsim_world_create(config, NULL, &world, &error), FISHSIM_ERR_CONFIG);
        assert_detail(&error, FISHSIM_ERR_CONFIG);
        assert_null(world);
        fishsim_config_destroy(config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table_describes_itself),
        cmocka_unit_test(a_row_beyond_the_table_is_refused),
        cmocka_unit_test(a_new_configuration_holds_the_defaults),
        cmocka_unit_test(text_is_read_over_what_is_there),
        cmocka_unit_test(set_makes_species_and_minds),
        cmocka_unit_test(a_refused_change_leaves_the_configuration_as_it_was),
        cmocka_unit_test(a_refused_text_names_its_place_and_changes_nothing),
        cmocka_unit_test(a_file_that_is_not_there_is_an_io_error_that_names_it),
        cmocka_unit_test(the_length_is_told_when_the_buffer_is_too_small),
        cmocka_unit_test(what_is_printed_reads_back_to_the_same_world),
        cmocka_unit_test(a_clone_is_independent),
        cmocka_unit_test(check_finds_what_no_single_key_can_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

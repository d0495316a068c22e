/* SPDX-License-Identifier: MIT */
/*
 * test_keys.c: what the table of keys promises, and fishsim_config_describe with it.
 */
#include "config/keys.h"
#include "config/path.h"
#include "config/value.h"

#include <fishsim/config.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void every_row_is_whole(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        const struct key_row *row = &KEYS[i];
        bool number = row->type == FISHSIM_TYPE_REAL || row->type == FISHSIM_TYPE_INTEGER;
        assert_true(row->meaning[0] && row->path[0]);
        assert_int_equal(row->type == FISHSIM_TYPE_CHOICE, row->choices[0] != 0);
        if (number)
            assert_true(row->minimum < row->maximum);
        if (row->type == FISHSIM_TYPE_INTEGER)
            assert_true(row->minimum >= 0 && row->maximum <= 9007199254740992.0);
        for (uint32_t k = 0; k < i; k++)
            assert_string_not_equal(row->path, KEYS[k].path);
    }
}

static void every_default_is_a_value(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        const struct key_row *row = &KEYS[i];
        struct raw_value raw;
        char reason[REASON_BYTES];
        char target[sizeof(struct names)];
        if (!row->default_value[0]) {
            assert_true(row->type == FISHSIM_TYPE_TEXT || !strcmp(row->path, "minds.*.kind"));
            continue;
        }
        raw_value_literal(&raw, row->default_value);
        assert_true(value_parse(row, &raw, target, reason));
    }
}

static void every_member_has_its_own_place(void **state)
{
    (void)state;
    static const size_t SIZE[] = {0, 8, 8, 4, NAME_BYTES, sizeof(struct names), TEXT_BYTES, 4};
    for (uint32_t i = 0; i < KEY_COUNT; i++)
        for (uint32_t k = 0; k < KEY_COUNT; k++) {
            const struct key_row *a = &KEYS[i];
            const struct key_row *b = &KEYS[k];
            if (i != k && a->group == b->group && a->group != GROUP_WEB)
                assert_true(a->offset + SIZE[a->type] <= b->offset ||
                            b->offset + SIZE[b->type] <= a->offset);
        }
}

static void every_path_fits_with_the_longest_names(void **state)
{
    (void)state;
    static const char NAME[] = "abcdefghijklmnopqrstuvwxyz-_012";
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        char text[PATH_BYTES] = "";
        struct key_path path;
        path_write(&KEYS[i], NAME, NAME, text);
        assert_null(strchr(text, '*'));
        assert_true(path_resolve(text, &path));
        assert_ptr_equal(path.row, &KEYS[i]);
        for (uint32_t k = 0; k < path.name_count; k++)
            assert_string_equal(path.name[k], NAME);
    }
}

static void describe_gives_every_row(void **state)
{
    (void)state;
    fishsim_key key;
    fishsim_error error = {0};
    assert_int_equal(fishsim_key_init(&key, sizeof key), FISHSIM_OK);
    assert_int_equal(fishsim_config_key_count(), KEY_COUNT);
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        assert_int_equal(fishsim_config_describe(i, &key, &error), FISHSIM_OK);
        assert_int_equal(key.struct_size, sizeof key);
        assert_int_equal(key.type, KEYS[i].type);
        assert_string_equal(key.path, KEYS[i].path);
        assert_string_equal(key.default_value, KEYS[i].default_value);
        assert_string_equal(key.choices, KEYS[i].choices);
        assert_string_equal(key.unit, KEYS[i].unit);
        assert_string_equal(key.meaning, KEYS[i].meaning);
        assert_true(key.minimum == KEYS[i].minimum && key.maximum == KEYS[i].maximum);
    }
}

static void describe_refuses_bad_arguments(void **state)
{
    (void)state;
    fishsim_key key = {0};
    fishsim_error error = {0};
    assert_int_equal(fishsim_key_init(NULL, sizeof key), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_key_init(&key, 4), FISHSIM_ERR_ABI);
    assert_int_equal(fishsim_config_describe(0, &key, &error), FISHSIM_ERR_ABI);
    assert_int_equal(fishsim_config_describe(0, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_config_describe(KEY_COUNT, &key, &error), FISHSIM_ERR_ARGUMENT);
    assert_true(error.message[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(every_default_is_a_value),
        cmocka_unit_test(every_member_has_its_own_place),
        cmocka_unit_test(every_path_fits_with_the_longest_names),
        cmocka_unit_test(describe_gives_every_row),
        cmocka_unit_test(describe_refuses_bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

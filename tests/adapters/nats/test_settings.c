/* SPDX-License-Identifier: MIT */
/* What settings.c promises: defaults, values, and a refusal of all else that names file and line.
 */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct mine {
    struct nats_settings nats;
    char id[SETTING_TEXT_BYTES], mode[SETTING_TEXT_BYTES], hooks[SETTING_LIST_BYTES];
    uint64_t capacity, frames;
    double wait_s;
};

#define AT(field) offsetof(struct mine, field)

static const struct setting table[] = {
    NATS_SETTINGS,
    {"mine.id", SETTING_ID, AT(id), "one", 0, 0, "", "Id."},
    {"mine.mode", SETTING_CHOICE, AT(mode), "free", 0, 0, "free|lockstep", "Mode."},
    {"mine.hooks", SETTING_LIST, AT(hooks), "", 0, 0, "", "Hooks."},
    {"mine.capacity", SETTING_INTEGER, AT(capacity), "2", 1, 64, "", "Capacity."},
    {"mine.frames", SETTING_FLAG, AT(frames), "true", 0, 0, "", "Frames."},
    {"mine.wait_s", SETTING_REAL, AT(wait_s), "0.5", 0, 10, "", "Wait."},
};

enum { ROWS = sizeof table / sizeof table[0] };

static char path[] = "/tmp/fishsim-settings-XXXXXX";

static fishsim_status read_text(const char *text, size_t length, struct mine *mine,
                                fishsim_error *error)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
    return settings_read(table, ROWS, path, mine, error);
}

static void without_a_file_there_are_the_defaults(void **state)
{
    (void)state;
    struct mine mine;
    assert_int_equal(settings_read(table, ROWS, NULL, &mine, NULL), FISHSIM_OK);
    assert_string_equal(mine.nats.url, "nats://127.0.0.1:4222");
    assert_string_equal(mine.nats.stream, "LOGGING_EVENTS_RAW");
    assert_string_equal(mine.id, "one");
    assert_string_equal(mine.hooks, "");
    assert_int_equal(mine.capacity, 2);
    assert_int_equal(mine.frames, 1);
    assert_true(mine.wait_s == 0.5);
}

static void values_are_taken_and_other_programs_left_alone(void **state)
{
    (void)state;
    static const char text[] = "# comment\nnats:\n  url: \"nats://a:1,nats://b:2\"\nmine:\n"
                               "  id: Worker_2-x\n  capacity: 64\n  frames: false\n"
                               "  mode: lockstep\n  hooks: [\"http://a\", 'http://b']\n"
                               "  wait_s: 2.25\nlogger: {root: /x, anything: [1, 2]}\nalerter:\n";
    struct mine mine;
    fishsim_error error = {0};
    if (read_text(text, sizeof text - 1, &mine, &error))
        fail_msg("%s", error.message);
    assert_string_equal(mine.nats.url, "nats://a:1,nats://b:2");
    assert_string_equal(mine.id, "Worker_2-x");
    assert_string_equal(mine.mode, "lockstep");
    assert_string_equal(mine.hooks, "http://a\nhttp://b\n");
    assert_int_equal(mine.capacity, 64);
    assert_int_equal(mine.frames, 0);
    assert_true(mine.wait_s == 2.25);
}

#define BAD(text, wrong)                                                                           \
    {                                                                                              \
        text, sizeof text - 1, wrong                                                               \
    }

static void what_is_wrong_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
        const char *wrong;
    } bad[] = {
        BAD("mine:\n  idd: a\n", ":2: mine.idd: there is no such key"),
        BAD("mine:\n  id: ../../etc\n", ":2: mine.id: is not of the form"),
        BAD("mine: {id: \"a\\r\\nb\"}\n", "has a control character"),
        BAD("mine: {id: a, id: b}\n", "is given twice"),
        BAD("mine: {capacity: 0}\n", "is not a number in its range"),
        BAD("mine: {capacity: .nan}\n", "is not a number in its range"),
        BAD("mine: {capacity: 1e9}\n", "is not a number in its range"),
        BAD("mine: {capacity: -1}\n", "is not a number in its range"),
        BAD("mine: {capacity: 1.5}\n", "is not a whole number"),
        BAD("mine: {frames: yes}\n", "is neither true nor false"),
        BAD("mine: {mode: lock}\n", "is not one of the words"),
        BAD("mine: {id: [a]}\n", "is not a list"),
        BAD("mine: {id: {a: b}}\n", "a section and its keys belong here"),
        BAD("mine: &a {id: a}\n", "anchors"),
        BAD("mine: {id: &a b}\n", "anchors"),
        BAD("mine: {id: *a}\n", "alias"),
        BAD("mine: {id: !!str a}\n", "tags"),
        BAD("mine: text\n", "must be a section"),
        BAD("- a\n", "a section and its keys belong here"),
        BAD("text\n", "a section and its keys belong here"),
        BAD("%YAML 1.1\n---\nmine: {}\n", "directives"),
        BAD("mine: [[[[\n", "a section and its keys belong here"),
        BAD("mine: {id: \"a\\0b\"}\n", "NUL"),
        BAD("mine: {\n", ":2: "),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mine mine;
        fishsim_error error = {0};
        fishsim_status status = read_text(bad[i].text, bad[i].length, &mine, &error);
        if (status != FISHSIM_ERR_CONFIG || !strstr(error.message, bad[i].wrong) ||
            !strstr(error.message, path))
            fail_msg("%s: %d %s", bad[i].text, (int)status, error.message);
    }
}

static void a_file_that_cannot_be_read_or_is_too_large_is_refused(void **state)
{
    (void)state;
    struct mine mine;
    fishsim_error error = {0};
    assert_int_equal(settings_read(table, ROWS, "/nowhere/x.yaml", &mine, &error), FISHSIM_ERR_IO);
    assert_int_equal(settings_read(table, ROWS, "/tmp", &mine, &error), FISHSIM_ERR_IO);
    size_t length = (1 << 20) + 1;
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, '#', length);
    assert_int_equal(read_text(text, length, &mine, &error), FISHSIM_ERR_LIMIT);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_there_are_the_defaults),
        cmocka_unit_test(values_are_taken_and_other_programs_left_alone),
        cmocka_unit_test(what_is_wrong_is_refused_with_its_line),
        cmocka_unit_test(a_file_that_cannot_be_read_or_is_too_large_is_refused),
    };
    int descriptor = mkstemp(path);
    if (descriptor < 0)
        return 1;
    close(descriptor);
    int result = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return result;
}

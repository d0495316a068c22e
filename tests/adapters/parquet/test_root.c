/* SPDX-License-Identifier: MIT */
/* root.h: a file is whole under its name or not there, whatever call fails and wherever links lead.
 */
#define _GNU_SOURCE

#include "api/api.h"
#include "scratch.h"

#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

/* ---- calls that fail ------------------------------------------------------------------------ */

static long calls;        /* since the last reset */
static long failing_call; /* counted from 1; 0: none */

static bool fails_now(void)
{
    if (++calls != failing_call)
        return false;
    errno = EIO;
    return true;
}

#define FAILING(result, name, declared, passed)                                                    \
    result __real_##name declared;                                                                 \
    result __wrap_##name declared;                                                                 \
    result __wrap_##name declared                                                                  \
    {                                                                                              \
        return fails_now() ? -1 : __real_##name passed;                                            \
    }
FAILING(int, fsync, (int file), (file))
FAILING(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
FAILING(int, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(int, flock, (int file, int operation), (file, operation))
FAILING(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags),
        (a, from, b, to, flags))
FAILING(int, openat, (int folder, const char *path, int flags, mode_t mode),
        (folder, path, flags, mode))
FAILING(int, openat64, (int folder, const char *path, int flags, mode_t mode),
        (folder, path, flags, mode))

/* ---- tests ---------------------------------------------------------------------------------- */

static char scratch[PATH_MAX];

static int make_scratch(void **state)
{
    (void)state;
    calls = failing_call = 0;
    scratch_make(scratch);
    return 0;
}

static int remove_scratch(void **state)
{
    (void)state;
    failing_call = 0;
    scratch_remove(scratch);
    return 0;
}

/* Writes "whole" to root/path. */
static fishsim_status write_file(const char *path, fishsim_error *error)
{
    struct root root;
    struct part part;
    char joined[PATH_MAX];
    scratch_join(joined, scratch, "deep/log");
    fishsim_status status = root_open(&root, joined, error);
    if (status)
        return status;
    status = root_begin(&root, &part, error);
    if (!status) {
        assert_int_equal(write(part.file, "whole", 5), 5);
        status = root_publish(&root, &part, path, error);
    }
    root_close(&root);
    return status;
}

static void a_file_appears_with_its_folders(void **state)
{
    (void)state;
    char text[16];
    assert_ok(write_file("sim/2031-05-06/07/12.parquet", NULL));
    scratch_read(scratch, "deep/log/sim/2031-05-06/07/12.parquet", text, sizeof text);
    assert_string_equal(text, "whole");
    assert_int_equal(scratch_count(scratch, "deep/log", ""), 1); /* no .part is left */
}

static void a_file_is_not_replaced(void **state)
{
    (void)state;
    fishsim_error error = {0};
    char text[16];
    assert_ok(write_file("sim/1", NULL));
    scratch_write(scratch, "deep/log/sim/1", "old");
    assert_int_equal(write_file("sim/1", &error), FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    scratch_read(scratch, "deep/log/sim/1", text, sizeof text);
    assert_string_equal(text, "old");
}

/* A part may outlive a sweep that failed, not the next one. */
static void sweep_all(void)
{
    struct root root;
    char joined[PATH_MAX];
    scratch_join(joined, scratch, "deep/log");
    assert_ok(root_open(&root, joined, NULL));
    root_close(&root);
    assert_int_equal(scratch_count(scratch, "deep/log/.part", ""), -1);
}

static void whichever_call_fails_the_file_is_whole_or_absent(void **state)
{
    (void)state;
    char text[16];
    fishsim_status status = FISHSIM_ERR_IO;
    long failed = 0;
    for (long call = 1; failed == call - 1; call++) {
        char name[32];
        snprintf(name, sizeof name, "f%ld/g/file", call);
        calls = 0;
        failing_call = call;
        fishsim_error error = {0};
        status = write_file(name, &error);
        failed += calls >= call;
        failing_call = 0;
        char path[64];
        snprintf(path, sizeof path, "deep/log/%s", name);
        scratch_read(scratch, path, text, sizeof text);
        if (status)
            assert_detail(&error, FISHSIM_ERR_IO);
        if (!status || text[0])
            assert_string_equal(text, "whole");
        sweep_all();
    }
    assert_ok(status);        /* the last run met no failing call */
    assert_true(failed > 15); /* and all the others did */
}

static void links_are_not_followed(void **state)
{
    (void)state;
    char outside[PATH_MAX], link_path[PATH_MAX];
    fishsim_error error = {0};
    assert_ok(write_file("first", NULL));
    scratch_join(outside, scratch, "outside");
    assert_int_equal(mkdir(outside, 0777), 0);
    scratch_join(link_path, scratch, "deep/log/sim");
    assert_int_equal(symlink(outside, link_path), 0);
    assert_int_equal(write_file("sim/file", &error), FISHSIM_ERR_IO);
    assert_detail(&error, FISHSIM_ERR_IO);
    assert_int_equal(scratch_count(scratch, "outside", ""), 0);
}

static void nothing_leads_out_of_the_root(void **state)
{
    (void)state;
    static const char *const OUT[] = {"../file", "a/../../file", "./file", ".part/file"};
    for (size_t i = 0; i < sizeof OUT / sizeof OUT[0]; i++)
        assert_int_equal(write_file(OUT[i], NULL), FISHSIM_ERR_IO);
    assert_int_equal(scratch_count(scratch, "deep", ""), 1);
}

static void parts_of_the_dead_are_swept_and_those_of_the_living_stay(void **state)
{
    (void)state;
    char joined[PATH_MAX];
    struct root root, other;
    struct part part;
    scratch_join(joined, scratch, "root");
    assert_ok(root_open(&root, joined, NULL));
    assert_ok(root_begin(&root, &part, NULL));
    scratch_write(scratch, "root/.part/99999-0", "left by a killed process");
    assert_ok(root_open(&other, joined, NULL));
    assert_int_equal(scratch_count(scratch, "root/.part", ""), 1);
    root_close(&other);
    assert_ok(root_publish(&root, &part, "file", NULL));
    root_close(&root);
    assert_int_equal(scratch_count(scratch, "root", ""), 1);
}

static bool count_name(void *user, const char *name)
{
    int *count = user;
    assert_true(name[0] != '.');
    return ++*count < 2;
}

static void a_folder_is_listed_as_far_as_the_visitor_wants(void **state)
{
    (void)state;
    char joined[PATH_MAX];
    struct root root;
    int count = 0;
    scratch_join(joined, scratch, "deep/log");
    assert_ok(write_file("a/1", NULL));
    assert_ok(write_file("a/2", NULL));
    assert_ok(write_file("a/3", NULL));
    assert_ok(root_open(&root, joined, NULL));
    assert_ok(root_list(&root, "nowhere/at/all", count_name, &count, NULL));
    assert_int_equal(count, 0);
    assert_ok(root_list(&root, "a", count_name, &count, NULL));
    assert_int_equal(count, 2);
    count = 0;
    assert_ok(root_list(&root, "", count_name, &count, NULL));
    assert_int_equal(count, 1);
    int file = root_read(&root, "a/2");
    assert_true(file >= 0);
    close(file);
    assert_int_equal(root_read(&root, "a/4"), -1);
    root_close(&root);
}

static void ids_that_could_harm_are_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",
                                      "../../etc",
                                      "a b",
                                      "a/b",
                                      ".",
                                      "a\r\nb",
                                      "a.b",
                                      "\xc3\xa4",
                                      "a*",
                                      ">",
                                      ("0123456789012345678901234567890123456789012345678901234567"
                                       "8901234")};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        assert_false(id_is_safe(BAD[i]));
    assert_false(id_is_safe(NULL));
    assert_true(id_is_safe("reef-1_A"));
    assert_true(id_is_safe("0123456789012345678901234567890123456789012345678901234567890123"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)
    const struct CMUnitTest tests[] = {
        TEST(a_file_appears_with_its_folders),
        TEST(a_file_is_not_replaced),
        TEST(whichever_call_fails_the_file_is_whole_or_absent),
        TEST(links_are_not_followed),
        TEST(nothing_leads_out_of_the_root),
        TEST(parts_of_the_dead_are_swept_and_those_of_the_living_stay),
        TEST(a_folder_is_listed_as_far_as_the_visitor_wants),
        TEST(ids_that_could_harm_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Tests of world/snapshot_file.c: files are replaced whole; see also fault/test_io.c. */
#define _POSIX_C_SOURCE 200809L

#include "snapshot_fixture.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char path[64];
    char file[96];
};

static struct folder make_folder(void)
{
    struct folder folder;
    snprintf(folder.path, sizeof folder.path, "/tmp/fishsim-snapshot-XXXXXX");
    assert_non_null(mkdtemp(folder.path));
    snprintf(folder.file, sizeof folder.file, "%s/world.snapshot", folder.path);
    return folder;
}

static int files_in(const struct folder *folder)
{
    DIR *open = opendir(folder->path);
    assert_non_null(open);
    int count = 0;
    for (struct dirent *entry = readdir(open); entry; entry = readdir(open))
        count += entry->d_name[0] != '.';
    closedir(open);
    return count;
}

static void a_file_holds_the_world_and_is_replaced_whole(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    fishsim_world *world = lively_world(NULL);
    for (int i = 0; i < 3; i++) {
        fishsim_error error = {0};
        tick_world(world, 10);
        assert_status(FISHSIM_OK, fishsim_snapshot_save_file(world, folder.file, &error), &error);
        assert_int_equal(files_in(&folder), 1);
        fishsim_world *loaded = NULL;
        assert_status(FISHSIM_OK, fishsim_snapshot_load_file(folder.file, NULL, &loaded, &error),
                      &error);
        assert_int_equal(fishsim_world_digest(loaded), fishsim_world_digest(world));
        fishsim_world_destroy(loaded);
    }
    struct stat status;
    assert_int_equal(stat(folder.file, &status), 0);
    assert_int_equal(status.st_mode & 0133, 0); /* no more than rw-r--r-- */
    assert_int_equal(status.st_size, fishsim_snapshot_size(world));
    unlink(folder.file);
    rmdir(folder.path);
    fishsim_world_destroy(world);
}

static void what_cannot_be_written_or_read_is_named(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    fishsim_world *world = lively_world(NULL), *loaded = NULL;
    fishsim_error error = {0};
    char nowhere[128];
    snprintf(nowhere, sizeof nowhere, "%s/none/world", folder.path);
    const char *const unwritable[] = {nowhere, folder.path};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(fishsim_snapshot_save_file(world, unwritable[i], &error), FISHSIM_ERR_IO);
        assert_detail(&error, FISHSIM_ERR_IO);
        assert_non_null(strstr(error.message, unwritable[i]));
        assert_int_equal(fishsim_snapshot_load_file(unwritable[i], NULL, &loaded, &error),
                         FISHSIM_ERR_IO);
        assert_non_null(strstr(error.message, unwritable[i]));
    }
    assert_int_equal(mkfifo(folder.file, 0600), 0); /* must not block */
    assert_int_equal(fishsim_snapshot_load_file(folder.file, NULL, &loaded, &error),
                     FISHSIM_ERR_IO);
    unlink(folder.file);
    FILE *empty = fopen(folder.file, "wb");
    assert_non_null(empty);
    fclose(empty);
    assert_int_equal(fishsim_snapshot_load_file(folder.file, NULL, &loaded, &error),
                     FISHSIM_ERR_FORMAT);
    assert_int_equal(truncate(folder.file, ((off_t)1 << 40) + 1), 0);
    assert_int_equal(fishsim_snapshot_load_file(folder.file, NULL, &loaded, &error),
                     FISHSIM_ERR_IO);
    assert_null(loaded);
    unlink(folder.file);
    char name[128]; /* the folder beside which the second name was tried */
    snprintf(name, sizeof name, "%s.%ld-0.tmp", folder.path, (long)getpid());
    assert_int_equal(access(name, F_OK), -1);
    rmdir(folder.path);
    fishsim_world_destroy(world);
}

static void a_name_in_use_is_not_written_through(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    fishsim_world *world = lively_world(NULL);
    char name[160], victim[96];
    snprintf(name, sizeof name, "%s.%ld-0.tmp", folder.file, (long)getpid());
    snprintf(victim, sizeof victim, "%s/victim", folder.path);
    assert_int_equal(symlink(victim, name), 0);
    assert_ok(fishsim_snapshot_save_file(world, folder.file, NULL));
    assert_int_equal(access(victim, F_OK), -1);
    unlink(name);
    unlink(folder.file);
    rmdir(folder.path);
    fishsim_world_destroy(world);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *out = NULL;
    assert_int_equal(fishsim_snapshot_save_file(world, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_save_file(world, "", NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_save_file(NULL, "x", NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_load_file(NULL, NULL, &out, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_snapshot_load_file("x", NULL, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    hooks.struct_size = 4;
    assert_int_equal(fishsim_snapshot_load_file("x", &hooks, &out, NULL), FISHSIM_ERR_ABI);
    assert_null(out);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_holds_the_world_and_is_replaced_whole),
        cmocka_unit_test(what_cannot_be_written_or_read_is_named),
        cmocka_unit_test(a_name_in_use_is_not_written_through),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

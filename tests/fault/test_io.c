/* SPDX-License-Identifier: MIT */
/*
 * test_io.c: every system call of saving and loading a file fails in turn, in many ways.
 *
 * Linked with the static library and -Wl,--wrap for each of CALLS below, under the name with and
 * without 64. Whatever fails, the old file or the new one is whole, and nothing else is left.
 */
#define _POSIX_C_SOURCE 200809L

#include "world_fixture.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

int __real_open(const char *path, int flags, ...);
int __real_close(int file);
ssize_t __real_write(int file, const void *bytes, size_t size);
ssize_t __real_read(int file, void *bytes, size_t size);
int __real_fsync(int file);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __real_fstat(int file, struct stat *status);

int __wrap_open(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_close(int file);
ssize_t __wrap_write(int file, const void *bytes, size_t size);
ssize_t __wrap_read(int file, void *bytes, size_t size);
int __wrap_fsync(int file);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);
int __wrap_fstat(int file, struct stat *status);
int __wrap_fstat64(int file, struct stat *status);

#define CALLS(X) X(OPEN) X(CLOSE) X(WRITE) X(READ) X(FSYNC) X(RENAME) X(UNLINK) X(FSTAT)
enum call {
#define X(name) name,
    CALLS(X)
#undef X
        CALL_COUNT
};

/* What goes wrong, and where. */
static struct {
    bool armed;
    bool for_good;  /* all calls from the place on fail, else that one only */
    uint64_t place; /* from 1 */
    int number;     /* errno; 0: the call does nothing and says so (write, read) */
    size_t chunk;   /* most bytes that one write or read moves */
    uint64_t calls;
    uint64_t failed;
    enum call kind; /* of the first call that failed */
    uint64_t seen[CALL_COUNT];
} fault;

/* So many writes and reads make a file where a test wants many. */
enum { PIECES = 220 };

static uint64_t faults;
static int open_files;

static bool fails(enum call kind)
{
    if (!fault.armed)
        return false;
    fault.calls++;
    fault.seen[kind]++;
    bool now = fault.for_good ? fault.calls >= fault.place : fault.calls == fault.place;
    if (!now)
        return false;
    if (!fault.failed++)
        fault.kind = kind;
    errno = fault.number;
    return true;
}

static int open_common(const char *path, int flags, mode_t mode)
{
    if (fails(OPEN))
        return -1;
    int file = __real_open(path, flags, mode);
    open_files += fault.armed && file >= 0;
    return file;
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_common(path, flags, mode);
}

int __wrap_open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_common(path, flags, mode);
}

/* Even a close that fails has closed the file, as on Linux. */
int __wrap_close(int file)
{
    bool failing = fails(CLOSE);
    open_files -= fault.armed;
    int result = __real_close(file);
    if (failing)
        errno = fault.number;
    return failing ? -1 : result;
}

ssize_t __wrap_write(int file, const void *bytes, size_t size)
{
    if (fails(WRITE))
        return fault.number ? -1 : 0;
    return __real_write(file, bytes, fault.armed && size > fault.chunk ? fault.chunk : size);
}

ssize_t __wrap_read(int file, void *bytes, size_t size)
{
    if (fails(READ))
        return fault.number ? -1 : 0;
    return __real_read(file, bytes, fault.armed && size > fault.chunk ? fault.chunk : size);
}

int __wrap_fsync(int file)
{
    return fails(FSYNC) ? -1 : __real_fsync(file);
}

int __wrap_rename(const char *from, const char *to)
{
    return fails(RENAME) ? -1 : __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    return fails(UNLINK) ? -1 : __real_unlink(path);
}

int __wrap_fstat(int file, struct stat *status)
{
    return fails(FSTAT) ? -1 : __real_fstat(file, status);
}

int __wrap_fstat64(int file, struct stat *status)
{
    return fails(FSTAT) ? -1 : __real_fstat(file, status);
}

/* ---- the stage ---------------------------------------------------------------------------------
 */

static struct {
    char folder[64];
    char path[96];
    fishsim_world *old, *new;
    uint64_t old_digest, new_digest;
} stage;

static int prepare(void **state)
{
    (void)state;
    snprintf(stage.folder, sizeof stage.folder, "/tmp/fishsim-io-XXXXXX");
    if (!mkdtemp(stage.folder))
        return -1;
    snprintf(stage.path, sizeof stage.path, "%s/world", stage.folder);
    stage.old = lively_world(NULL);
    stage.new = lively_world(NULL);
    tick_world(stage.new, 3);
    stage.old_digest = fishsim_world_digest(stage.old);
    stage.new_digest = fishsim_world_digest(stage.new);
    return 0;
}

static int tidy(void **state)
{
    (void)state;
    fault.armed = false;
    fishsim_world_destroy(stage.old);
    fishsim_world_destroy(stage.new);
    unlink(stage.path);
    return rmdir(stage.folder);
}

/* Files in the folder beside the target; those there are, are deleted. */
static int sweep_leftovers(void)
{
    DIR *folder = opendir(stage.folder);
    assert_non_null(folder);
    int count = 0;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "world"))
            continue;
        char path[400];
        snprintf(path, sizeof path, "%s/%s", stage.folder, entry->d_name);
        unlink(path);
        count++;
    }
    closedir(folder);
    return count;
}

static void arm(uint64_t place, int number, bool for_good, size_t chunk)
{
    memset(&fault, 0, sizeof fault);
    fault.place = place;
    fault.number = number;
    fault.for_good = for_good;
    fault.chunk = chunk;
    open_files = 0;
    fault.armed = true;
}

static uint64_t digest_of_file(void)
{
    fishsim_world *world = NULL;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_snapshot_load_file(stage.path, NULL, &world, &error), &error);
    uint64_t digest = fishsim_world_digest(world);
    fishsim_world_destroy(world);
    return digest;
}

/* A call that was only interrupted, or moved nothing yet, may be made again. */
static bool is_harmless(void)
{
    return !fault.for_good && (fault.kind == WRITE || fault.kind == READ) && fault.number == EINTR;
}

/* ---- saving ------------------------------------------------------------------------------------
 */

/* One save with one fault. True when it was not reached. */
static bool save_with_fault(uint64_t place, int number, bool for_good, size_t chunk)
{
    assert_ok(fishsim_snapshot_save_file(stage.old, stage.path, NULL));
    fishsim_error error = {0};
    arm(place, number, for_good, chunk);
    fishsim_status status = fishsim_snapshot_save_file(stage.new, stage.path, &error);
    fault.armed = false;
    assert_int_equal(open_files, 0);
    if (!fault.failed || is_harmless()) {
        assert_ok(status);
        assert_int_equal(digest_of_file(), stage.new_digest);
        assert_int_equal(sweep_leftovers(), 0);
        return !fault.failed;
    }
    faults++;
    uint64_t digest = digest_of_file();
    assert_true(digest == stage.old_digest || digest == stage.new_digest);
    if (status)
        assert_detail(&error, FISHSIM_ERR_IO);
    else
        assert_int_equal(digest, stage.new_digest);
    /* A file may be left only where it could not be deleted, and the target is then the old one. */
    if (sweep_leftovers())
        assert_true(fault.for_good && digest == stage.old_digest);
    return false;
}

/* Errors of a full or broken disk, of rights, and of a signal. */
static const int NUMBERS[] = {ENOSPC, EIO, EDQUOT, EACCES, EROFS, EINTR};
enum { NUMBER_COUNT = sizeof NUMBERS / sizeof NUMBERS[0] };

static void every_call_of_a_save_fails_in_turn(void **state)
{
    (void)state;
    for (int for_good = 0; for_good < 2; for_good++) {
        for (int i = 0; i < NUMBER_COUNT; i++) {
            if (for_good && NUMBERS[i] == EINTR)
                continue; /* interrupted for ever: no call need end */
            uint64_t place = 1;
            while (!save_with_fault(place, NUMBERS[i], for_good, SIZE_MAX))
                place++;
            assert_true(place > 8); /* open, write, fsync, close, rename, and the directory */
        }
    }
    assert_int_equal(fault.seen[OPEN], 2);
    assert_int_equal(fault.seen[FSYNC], 2);
    assert_int_equal(fault.seen[CLOSE], 2);
    assert_int_equal(fault.seen[RENAME], 1);
}

static void a_save_in_small_pieces_fails_at_each(void **state)
{
    (void)state;
    size_t chunk = (size_t)(fishsim_snapshot_size(stage.new) / PIECES);
    for (int i = 0; i < NUMBER_COUNT; i++) {
        uint64_t place = 1;
        while (!save_with_fault(place, NUMBERS[i], false, chunk))
            place++;
        assert_true(place > PIECES);
        assert_true(fault.seen[WRITE] >= PIECES);
    }
}

static void a_write_that_moves_nothing_is_an_error(void **state)
{
    (void)state;
    for (uint64_t place = 2; place < 10; place++) { /* the writes: after the open */
        assert_ok(fishsim_snapshot_save_file(stage.old, stage.path, NULL));
        fishsim_error error = {0};
        arm(place, 0, true, 1000);
        assert_int_equal(fishsim_snapshot_save_file(stage.new, stage.path, &error), FISHSIM_ERR_IO);
        fault.armed = false;
        assert_int_equal(fault.kind, WRITE);
        assert_int_equal(digest_of_file(), stage.old_digest);
        sweep_leftovers(); /* unlink failed too */
    }
}

/* EINVAL is how a file system says that it cannot sync a directory. */
static void a_directory_that_cannot_be_synced_is_no_error(void **state)
{
    (void)state;
    arm(7, EINVAL, false, SIZE_MAX);
    assert_ok(fishsim_snapshot_save_file(stage.new, stage.path, NULL));
    fault.armed = false;
    assert_int_equal(fault.failed, 1);
    assert_int_equal(fault.kind, FSYNC);
    assert_int_equal(digest_of_file(), stage.new_digest);
}

/* All names that it would take for the file beside the target are in use. */
static void names_in_use_are_passed_over(void **state)
{
    (void)state;
    assert_ok(fishsim_snapshot_save_file(stage.old, stage.path, NULL));
    fishsim_error error = {0};
    arm(1, EEXIST, true, SIZE_MAX);
    assert_int_equal(fishsim_snapshot_save_file(stage.new, stage.path, &error), FISHSIM_ERR_IO);
    fault.armed = false;
    assert_true(fault.seen[OPEN] > 10 && fault.seen[OPEN] < 1000);
    assert_int_equal(digest_of_file(), stage.old_digest);
    arm(1, EEXIST, false, SIZE_MAX);
    assert_ok(fishsim_snapshot_save_file(stage.new, stage.path, &error));
    fault.armed = false;
    assert_int_equal(digest_of_file(), stage.new_digest);
    assert_int_equal(sweep_leftovers(), 0);
}

/* ---- loading -----------------------------------------------------------------------------------
 */

static bool load_with_fault(uint64_t place, int number, size_t chunk)
{
    fishsim_world *world = NULL;
    fishsim_error error = {0};
    arm(place, number, false, chunk);
    fishsim_status status = fishsim_snapshot_load_file(stage.path, NULL, &world, &error);
    fault.armed = false;
    assert_int_equal(open_files, 0);
    faults += fault.failed;
    if (status) {
        assert_true(fault.failed > 0 && !is_harmless());
        assert_detail(&error, FISHSIM_ERR_IO);
        assert_null(world);
    } else {
        assert_true(!fault.failed || is_harmless() || fault.kind == CLOSE);
        assert_int_equal(fishsim_world_digest(world), stage.new_digest);
    }
    fishsim_world_destroy(world);
    return !fault.failed;
}

static void every_call_of_a_load_fails_in_turn(void **state)
{
    (void)state;
    assert_ok(fishsim_snapshot_save_file(stage.new, stage.path, NULL));
    size_t chunk = (size_t)(fishsim_snapshot_size(stage.new) / PIECES);
    static const int numbers[] = {EIO, EINTR, ENOMEM, 0};
    for (int i = 0; i < 4; i++) {
        uint64_t place = numbers[i] ? 1 : 3; /* only a read can say that it moved nothing */
        uint64_t first = place;
        while (!load_with_fault(place, numbers[i], chunk))
            place++;
        assert_true(place > first + PIECES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_call_of_a_save_fails_in_turn, prepare, tidy),
        cmocka_unit_test_setup_teardown(a_save_in_small_pieces_fails_at_each, prepare, tidy),
        cmocka_unit_test_setup_teardown(a_write_that_moves_nothing_is_an_error, prepare, tidy),
        cmocka_unit_test_setup_teardown(a_directory_that_cannot_be_synced_is_no_error, prepare,
                                        tidy),
        cmocka_unit_test_setup_teardown(names_in_use_are_passed_over, prepare, tidy),
        cmocka_unit_test_setup_teardown(every_call_of_a_load_fails_in_turn, prepare, tidy),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    print_message("# %llu faults\n", (unsigned long long)faults);
    return failed;
}

/* SPDX-License-Identifier: MIT */
/*
 * snapshot_file.c: snapshots in files. The only file of the world's that touches a file system.
 *
 * A snapshot is written beside its target, synced, renamed over it, and the directory is synced:
 * whatever fails, and wherever the machine loses power, the old file or the new one is whole.
 */
#define _POSIX_C_SOURCE 200809L

#include "world/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Larger files are not read: no world comes near. */
static const int64_t FILE_BYTES_MAX = (int64_t)1 << 40;

/* Names that are tried for the file beside the target. */
enum { NAMES_TRIED = 100 };

static fishsim_status io_error(fishsim_error *error, const char *what, const char *path, int number)
{
    char reason[128] = "unknown error";
    strerror_r(number, reason, sizeof reason);
    return fail(error, FISHSIM_ERR_IO, "cannot %s %s: %s", what, path, reason);
}

/* ---- writing --------------------------------------------------------------------------------- */

static bool write_all(int file, const char *bytes, uint64_t length)
{
    const uint64_t most = 1 << 30; /* some systems write no more than 2^31 - 1 at once */
    while (length > 0) {
        ssize_t written = write(file, bytes, (size_t)(length < most ? length : most));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            errno = written < 0 ? errno : ENOSPC;
            return false;
        }
        bytes += written;
        length -= (uint64_t)written;
    }
    return true;
}

/* Makes a file that was not there before, and names it in `name`. -1 with errno. */
static int open_beside(const char *path, char *name, size_t name_size)
{
    for (int i = 0; i < NAMES_TRIED; i++) {
        snprintf(name, name_size, "%s.%ld-%d.tmp", path, (long)getpid(), i);
        int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
    return -1;
}

/* Makes the rename durable. `name` is scratch. Some file systems cannot sync a directory. */
static bool sync_directory(const char *path, char *name)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    if (length)
        memcpy(name, path, length);
    else
        name[length++] = slash ? '/' : '.';
    name[length] = '\0';
    int directory = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return false;
    bool synced = fsync(directory) == 0 || errno == EINVAL;
    int number = errno;
    close(directory);
    errno = number;
    return synced;
}

/* Writes, syncs and closes the file `name`. On failure it is gone. */
static fishsim_status write_beside(int file, const char *name, const char *bytes, uint64_t length,
                                   fishsim_error *error)
{
    bool whole = write_all(file, bytes, length) && fsync(file) == 0;
    int number = errno;
    if (close(file) != 0 && whole) {
        whole = false;
        number = errno;
    }
    if (whole)
        return FISHSIM_OK;
    unlink(name);
    return io_error(error, "write", name, number);
}

/* `name` is scratch for the path of the file beside the target. */
static fishsim_status replace_file(const char *path, char *name, size_t name_size,
                                   const char *bytes, uint64_t length, fishsim_error *error)
{
    int file = open_beside(path, name, name_size);
    if (file < 0)
        return io_error(error, "create", name, errno);
    fishsim_status status = write_beside(file, name, bytes, length, error);
    if (status)
        return status;
    if (rename(name, path) != 0) {
        int number = errno;
        unlink(name);
        return io_error(error, "replace", path, number);
    }
    if (!sync_directory(path, name))
        return io_error(error, "sync the directory of", path, errno);
    return FISHSIM_OK;
}

fishsim_status fishsim_snapshot_save_file(const fishsim_world *world, const char *path,
                                          fishsim_error *error)
{
    if (!world || !path || !*path)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_snapshot_save_file: %s",
                    !world  ? "world is NULL"
                    : !path ? "path is NULL"
                            : "path is empty");
    const fishsim_hooks *hooks = &world->hooks;
    uint64_t size = fishsim_snapshot_size(world);
    size_t name_size = strlen(path) + 64;
    char *name = memory_take(hooks, name_size);
    void *bytes = size <= SIZE_MAX ? memory_take(hooks, (size_t)size) : NULL;
    fishsim_status status = FISHSIM_ERR_MEMORY;
    if (!name || !bytes)
        fail(error, status, "no memory to write a snapshot of %llu bytes",
             (unsigned long long)size);
    else
        status = fishsim_snapshot_save(world, bytes, size, NULL, error);
    if (!status)
        status = replace_file(path, name, name_size, bytes, size, error);
    memory_release(hooks, bytes, (size_t)size);
    memory_release(hooks, name, name_size);
    return status;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Size of a regular file, or -1 after filling *error. */
static int64_t size_of(int file, const char *path, fishsim_error *error)
{
    struct stat status;
    if (fstat(file, &status) != 0) {
        io_error(error, "read", path, errno);
        return -1;
    }
    if (!S_ISREG(status.st_mode)) {
        fail(error, FISHSIM_ERR_IO, "cannot read %s: not a regular file", path);
        return -1;
    }
    if (status.st_size > FILE_BYTES_MAX || (uint64_t)status.st_size > SIZE_MAX) {
        fail(error, FISHSIM_ERR_IO, "cannot read %s: %lld bytes are too many for a snapshot", path,
             (long long)status.st_size);
        return -1;
    }
    return status.st_size;
}

static fishsim_status read_all(int file, const char *path, char *bytes, uint64_t length,
                               fishsim_error *error)
{
    const uint64_t most = 1 << 30;
    while (length > 0) {
        ssize_t got = read(file, bytes, (size_t)(length < most ? length : most));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return io_error(error, "read", path, errno);
        if (got == 0)
            return fail(error, FISHSIM_ERR_IO, "cannot read %s: it became shorter", path);
        bytes += got;
        length -= (uint64_t)got;
    }
    return FISHSIM_OK;
}

static fishsim_status load_open_file(int file, const char *path, const fishsim_hooks *hooks,
                                     fishsim_world **out, fishsim_error *error)
{
    int64_t size = size_of(file, path, error);
    if (size < 0)
        return FISHSIM_ERR_IO;
    char *bytes = memory_take(hooks, (size_t)size);
    if (!bytes)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for the %lld bytes of %s",
                    (long long)size, path);
    fishsim_status status = read_all(file, path, bytes, (uint64_t)size, error);
    if (!status)
        status = fishsim_snapshot_load(bytes, (uint64_t)size, hooks, out, error);
    memory_release(hooks, bytes, (size_t)size);
    return status;
}

fishsim_status fishsim_snapshot_load_file(const char *path, const fishsim_hooks *hooks,
                                          fishsim_world **out, fishsim_error *error)
{
    if (!path || !out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_snapshot_load_file: %s is NULL",
                    path ? "out" : "path");
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    /* Not to be held up by a pipe; a regular file does not know the difference. */
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return io_error(error, "open", path, errno);
    status = load_open_file(file, path, &taken, out, error);
    close(file);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* store.c: simulations kept in files. See store.h. */
#define _POSIX_C_SOURCE 200809L

#include "store.h"

#include "trouble.h"

#include <fishsim/snapshot.h>
#include <fishsim/wire.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 256, NAME_BYTES = 96 };

static const char SUFFIX[] = ".simulation";
/* Sequence, last tick, ticks per second in millionths, paused, length of what follows. */
static const char FORM[] = "fishsim-worker 1 %" PRIu64 " %" PRIu64 " %" PRIu64 " %d %" PRIu64 "\n";
static const char READ_FORM[] = "fishsim-worker 1 %" SCNu64 " %" SCNu64 " %" SCNu64 " %d %" SCNu64;

static int open_folder(const char *folder)
{
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void name_of(char name[NAME_BYTES], const char *id, const char *more)
{
    snprintf(name, NAME_BYTES, "%s%s%s", id, SUFFIX, more);
}

static bool write_all(int file, const void *bytes, uint64_t length)
{
    const char *at = bytes;
    while (length) {
        ssize_t written = write(file, at, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        length -= (uint64_t)written;
    }
    return true;
}

/* Writes, syncs and renames. */
static bool write_file(int folder, const char *id, const char *head, const void *bytes,
                       uint64_t length)
{
    char name[NAME_BYTES], beside[NAME_BYTES];
    name_of(name, id, "");
    name_of(beside, id, ".new");
    int file = openat(folder, beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool good =
        write_all(file, head, HEAD_BYTES) && write_all(file, bytes, length) && fsync(file) == 0;
    good = close(file) == 0 && good;
    good = good && renameat(folder, beside, folder, name) == 0 && fsync(folder) == 0;
    if (!good) {
        int why = errno;
        unlinkat(folder, beside, 0);
        errno = why;
    }
    return good;
}

fishsim_status store_save(const char *folder, const char *id, const fishsim_world *world,
                          const struct kept *kept, fishsim_error *error)
{
    uint64_t length = fishsim_snapshot_size(world);
    void *bytes = length ? malloc(length) : NULL;
    if (!bytes)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a snapshot of %s", id);
    fishsim_status status = fishsim_snapshot_save(world, bytes, length, NULL, error);
    char head[HEAD_BYTES] = "";
    snprintf(head, sizeof head, FORM, kept->sequence, kept->last_tick,
             (uint64_t)(kept->ticks_per_second * 1e6 + 0.5), kept->paused, length);
    int place = status ? -1 : open_folder(folder);
    if (!status && (place < 0 || !write_file(place, id, head, bytes, length)))
        status = trouble(error, FISHSIM_ERR_IO, "%s/%s%s: %s", folder, id, SUFFIX, strerror(errno));
    if (place >= 0)
        close(place);
    free(bytes);
    return status;
}

static bool read_all(int file, void *bytes, uint64_t length)
{
    char *at = bytes;
    while (length) {
        ssize_t got = read(file, at, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        length -= (uint64_t)got;
    }
    return true;
}

static fishsim_status read_file(int file, const char *id, fishsim_world **world, struct kept *kept,
                                fishsim_error *error)
{
    char head[HEAD_BYTES + 1] = "";
    uint64_t millionths = 0, length = 0;
    int paused = 0;
    struct stat about;
    if (!read_all(file, head, HEAD_BYTES) || fstat(file, &about) != 0 ||
        sscanf(head, READ_FORM, &kept->sequence, &kept->last_tick, &millionths, &paused, &length) !=
            5 ||
        length != (uint64_t)about.st_size - HEAD_BYTES)
        return trouble(error, FISHSIM_ERR_FORMAT, "%s%s is not of a worker, or is cut", id, SUFFIX);
    kept->ticks_per_second = (double)millionths / 1e6;
    kept->paused = paused != 0;
    void *bytes = malloc(length ? length : 1);
    if (!bytes)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a snapshot of %s", id);
    fishsim_status status =
        read_all(file, bytes, length)
            ? fishsim_snapshot_load(bytes, length, NULL, world, error)
            : trouble(error, FISHSIM_ERR_IO, "%s%s: %s", id, SUFFIX, strerror(errno));
    free(bytes);
    return status;
}

fishsim_status store_load(const char *folder, const char *id, fishsim_world **world,
                          struct kept *kept, fishsim_error *error)
{
    char name[NAME_BYTES];
    name_of(name, id, "");
    int place = folder[0] ? open_folder(folder) : -1;
    int file = place < 0 ? -1 : openat(place, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    fishsim_status status =
        file < 0 ? trouble(error, FISHSIM_ERR_NOT_FOUND, "there is no snapshot of %s", id)
                 : read_file(file, id, world, kept, error);
    if (file >= 0)
        close(file);
    if (place >= 0)
        close(place);
    return status;
}

void store_remove(const char *folder, const char *id)
{
    char name[NAME_BYTES];
    name_of(name, id, "");
    int place = folder[0] ? open_folder(folder) : -1;
    if (place < 0)
        return;
    unlinkat(place, name, 0);
    close(place);
}

void store_list(const char *folder, void (*found)(void *user, const char *id), void *user)
{
    DIR *place = folder[0] ? opendir(folder) : NULL;
    if (!place)
        return;
    for (struct dirent *entry; (entry = readdir(place));) {
        size_t length = strlen(entry->d_name), suffix = sizeof SUFFIX - 1;
        if (length <= suffix || length >= NAME_BYTES ||
            strcmp(entry->d_name + length - suffix, SUFFIX) != 0)
            continue;
        char id[NAME_BYTES];
        snprintf(id, sizeof id, "%.*s", (int)(length - suffix), entry->d_name);
        if (fishsim_wire_id_valid(id))
            found(user, id);
    }
    closedir(place);
}

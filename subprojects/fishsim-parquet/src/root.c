/* SPDX-License-Identifier: MIT */
/*
 * root.c: making files durable, in the order that a power cut asks for: data, name, folder.
 */
#define _GNU_SOURCE /* renameat2 */

#include "root.h"

#include "refuse.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTS ".part"

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, PATH_BYTES = 512 };

static fishsim_status say(fishsim_error *error, const char *verb, const char *name)
{
    return refuse(error, FISHSIM_ERR_IO, "%s: cannot %s: %s", name, verb, strerror(errno));
}

static void close_quietly(int file)
{
    int trouble = errno;
    close(file);
    errno = trouble;
}

bool id_is_safe(const char *id)
{
    static const char SAFE[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t length = id ? strspn(id, SAFE) : 0;
    return length >= 1 && length <= 64 && id[length] == '\0';
}

/* ---- folders -------------------------------------------------------------------------------- */

/* Opens parent/name, made and synced into its parent where it is not there. */
static int enter(int parent, const char *name)
{
    if (mkdirat(parent, name, 0777) == 0) {
        if (fsync(parent) != 0)
            return -1;
    } else if (errno != EEXIST) {
        return -1;
    }
    return openat(parent, name, FOLDER_FLAGS);
}

/*
 * Walks from the root to the folder that holds `path`, of which *name becomes the last part. `copy`
 * has room for the path. Makes folders on the way if `make`. A descriptor to close, or -1.
 */
static int walk(const struct root *root, const char *path, bool make, char copy[PATH_BYTES],
                const char **name)
{
    if (strlen(path) >= PATH_BYTES || path[0] == '.' || strstr(path, "/.")) {
        errno = EINVAL;
        return -1;
    }
    strcpy(copy, path);
    int folder = fcntl(root->folder, F_DUPFD_CLOEXEC, 0);
    char *step = copy;
    for (char *slash = strchr(step, '/'); folder >= 0 && slash; slash = strchr(step, '/')) {
        *slash = '\0';
        int next = make ? enter(folder, step) : openat(folder, step, FOLDER_FLAGS);
        close_quietly(folder);
        folder = next;
        step = slash + 1;
    }
    *name = step;
    return folder;
}

/* Makes each of a/, a/b, a/b/c in turn, by ending the path at one slash after the other. */
static int make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int status = mkdir(path, 0777);
        *slash = '/';
        if (status != 0 && errno != EEXIST)
            return -1;
    }
    return mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : -1;
}

/* Removes the parts that nobody holds a lock on. */
static void sweep(int parts)
{
    int again = openat(parts, ".", FOLDER_FLAGS);
    DIR *list = again < 0 ? NULL : fdopendir(again);
    if (!list) {
        if (again >= 0)
            close(again);
        return;
    }
    for (struct dirent *entry = readdir(list); entry; entry = readdir(list)) {
        if (entry->d_name[0] == '.')
            continue;
        int file = openat(parts, entry->d_name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
        if (file < 0)
            continue;
        if (flock(file, LOCK_EX | LOCK_NB) == 0)
            unlinkat(parts, entry->d_name, 0);
        close(file);
    }
    closedir(list);
}

fishsim_status root_open(struct root *root, const char *path, fishsim_error *error)
{
    char *copy = path[0] ? strdup(path) : NULL;
    if (!copy || make_folders(copy) != 0) {
        if (!path[0])
            errno = ENOENT;
        fishsim_status status = say(error, "make the folder", path);
        free(copy);
        return status;
    }
    free(copy);
    /* The root itself is the operator's choice, and may be a link. */
    root->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root->folder < 0)
        return say(error, "open the folder", path);
    root->parts = enter(root->folder, PARTS);
    if (root->parts < 0) {
        fishsim_status status = say(error, "make the folder " PARTS " in it", path);
        close(root->folder);
        return status;
    }
    sweep(root->parts);
    return FISHSIM_OK;
}

void root_close(struct root *root)
{
    unlinkat(root->folder, PARTS, AT_REMOVEDIR); /* fails while another writer has a part */
    close(root->parts);
    close(root->folder);
}

/* ---- files ---------------------------------------------------------------------------------- */

/* Makes and locks a part; EAGAIN when a sweeper came between the two. */
static int make_part(const struct root *root, const char *name)
{
    int file = openat(root->parts, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0)
        return -1;
    struct stat found;
    if (flock(file, LOCK_EX | LOCK_NB) == 0 && fstat(file, &found) == 0) {
        if (found.st_nlink > 0)
            return file;
        errno = EAGAIN;
    }
    close_quietly(file);
    return -1;
}

fishsim_status root_begin(const struct root *root, struct part *part, fishsim_error *error)
{
    enum { TRIES = 1000 };
    int number = 0;
    do {
        snprintf(part->name, sizeof part->name, "%ld-%d", (long)getpid(), number++);
        part->file = make_part(root, part->name);
    } while (part->file < 0 && number < TRIES && (errno == EEXIST || errno == EAGAIN));
    return part->file < 0 ? say(error, "begin a file", PARTS) : FISHSIM_OK;
}

/* Gives a part its name. Once it has it, the name in root/.part may be another writer's. */
static fishsim_status put_in_place(const struct root *root, struct part *part, int folder,
                                   const char *path, const char *name, fishsim_error *error)
{
    if (renameat2(root->parts, part->name, folder, name, RENAME_NOREPLACE) != 0) {
        fishsim_status status = errno == EEXIST ? refuse(error, FISHSIM_ERR_STATE,
                                                         "%s: there is a file of that name", path)
                                                : say(error, "rename", path);
        root_abandon(root, part);
        return status;
    }
    close(part->file);
    part->file = -1;
    return fsync(folder) == 0 ? FISHSIM_OK : say(error, "sync the folder", path);
}

fishsim_status root_publish(const struct root *root, struct part *part, const char *path,
                            fishsim_error *error)
{
    char copy[PATH_BYTES];
    const char *name = NULL;
    int folder = -1;
    fishsim_status status = FISHSIM_OK;
    if (fsync(part->file) != 0)
        status = say(error, "sync", path);
    else if ((folder = walk(root, path, true, copy, &name)) < 0)
        status = say(error, "make the folders", path);
    if (status) {
        root_abandon(root, part);
        return status;
    }
    status = put_in_place(root, part, folder, path, name, error);
    close(folder);
    return status;
}

void root_abandon(const struct root *root, struct part *part)
{
    unlinkat(root->parts, part->name, 0);
    close(part->file);
    part->file = -1;
}

/* ---- reading -------------------------------------------------------------------------------- */

/* Whether all was read that the visitor wanted. */
static bool visit_entries(DIR *list, bool (*visit)(void *user, const char *name), void *user)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(list);
        if (!entry)
            return errno == 0;
        if (entry->d_name[0] != '.' && !visit(user, entry->d_name))
            return true;
    }
}

fishsim_status root_list(const struct root *root, const char *path,
                         bool (*visit)(void *user, const char *name), void *user,
                         fishsim_error *error)
{
    char copy[PATH_BYTES];
    const char *name;
    int parent = walk(root, path, false, copy, &name);
    int folder = parent < 0 ? -1 : openat(parent, name[0] ? name : ".", FOLDER_FLAGS);
    if (parent >= 0)
        close_quietly(parent);
    if (folder < 0)
        return errno == ENOENT ? FISHSIM_OK : say(error, "open the folder", path);
    DIR *list = fdopendir(folder);
    if (!list) {
        close_quietly(folder);
        return say(error, "list the folder", path);
    }
    fishsim_status status =
        visit_entries(list, visit, user) ? FISHSIM_OK : say(error, "list", path);
    closedir(list);
    return status;
}

int root_read(const struct root *root, const char *path)
{
    char copy[PATH_BYTES];
    const char *name;
    int folder = walk(root, path, false, copy, &name);
    if (folder < 0)
        return -1;
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    close_quietly(folder);
    return file;
}

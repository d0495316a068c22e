/* SPDX-License-Identifier: MIT */
/*
 * output.c: directories and files of the results. A file that could not be written in full is
 * removed, and an older one of that name stays as it was.
 */
#define _POSIX_C_SOURCE 200809L

#include "output.h"

#include "say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNKNOWN = -1 };

static int make_directory(const char *path)
{
    struct stat found;
    int trouble;

    if (mkdir(path, 0777) == 0) {
        return 0;
    }
    trouble = errno;
    if (stat(path, &found) == 0) {
        if (S_ISDIR(found.st_mode)) {
            return 0;
        }
        trouble = ENOTDIR;
    }
    complain("%s: cannot make the directory: %s", path, strerror(trouble));
    return -1;
}

/* Makes each of a/, a/b, a/b/c in turn, by ending the copied path at one slash after the other. */
static int make_directories(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        int status;

        *slash = '\0';
        status = make_directory(path);
        *slash = '/';
        if (status != 0) {
            return -1;
        }
    }
    return make_directory(path);
}

char *output_path(const char *directory, const char *name)
{
    size_t length = strlen(directory);
    size_t size = length + strlen(name) + 2;
    char *path = malloc(size);

    if (path != NULL) {
        const char *between = length > 0 && directory[length - 1] == '/' ? "" : "/";

        snprintf(path, size, "%s%s%s", directory, between, name);
    }
    return path;
}

int output_prepare(const char *directory)
{
    char *path = strdup(directory);
    int status;

    if (path == NULL) {
        complain("out of memory");
        return -1;
    }
    status = make_directories(path);
    free(path);
    if (status == 0 && access(directory, W_OK | X_OK) != 0) {
        complain("%s: cannot write into the directory: %s", directory, strerror(errno));
        status = -1;
    }
    return status;
}

static void forget(struct output *output)
{
    free(output->path);
    free(output->temporary);
    *output = (struct output){.file = NULL};
}

int output_open(struct output *output, const char *directory, const char *name)
{
    char temporary[64];

    /* The process id keeps two runs into one directory from writing into one another's file. */
    snprintf(temporary, sizeof temporary, ".%.32s.%ld", name, (long)getpid());
    output->file = NULL;
    output->path = output_path(directory, name);
    output->temporary = output_path(directory, temporary);
    if (output->path == NULL || output->temporary == NULL) {
        complain("out of memory");
        forget(output);
        return -1;
    }
    output->file = fopen(output->temporary, "w");
    if (output->file == NULL) {
        complain("%s: cannot write: %s", output->path, strerror(errno));
        forget(output);
        return -1;
    }
    return 0;
}

void output_abandon(struct output *output)
{
    fclose(output->file);
    unlink(output->temporary);
    forget(output);
}

/* Flushes and closes. 0, or the number of the error; UNKNOWN when it came at an earlier write,
 * whose number is lost. */
static int finish(FILE *file)
{
    int trouble = ferror(file) ? UNKNOWN : 0;

    if (trouble == 0 && (fflush(file) != 0 || fsync(fileno(file)) != 0)) {
        trouble = errno;
    }
    if (fclose(file) != 0 && trouble == 0) {
        trouble = errno;
    }
    return trouble;
}

int output_close(struct output *output)
{
    int trouble = finish(output->file);

    if (trouble == 0 && rename(output->temporary, output->path) != 0) {
        trouble = errno;
    }
    if (trouble != 0) {
        complain("%s: cannot write: %s", output->path,
                 trouble == UNKNOWN ? "no room for all of it" : strerror(trouble));
        unlink(output->temporary);
    }
    forget(output);
    return trouble == 0 ? 0 : -1;
}

/* SPDX-License-Identifier: MIT */
/*
 * scratch.h: a fresh folder for a test that writes files, and what is in it.
 */
#ifndef FISHSIM_TESTS_SCRATCH_H
#define FISHSIM_TESTS_SCRATCH_H

#include <dirent.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline void scratch_make(char path[PATH_MAX])
{
    const char *base = getenv("TMPDIR");
    snprintf(path, PATH_MAX, "%s/fishsim-test-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(path));
}

static inline int scratch_remove_one(const char *path, const struct stat *found, int kind,
                                     struct FTW *place)
{
    (void)found;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline void scratch_remove(const char *path)
{
    assert_int_equal(nftw(path, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline void scratch_join(char joined[PATH_MAX], const char *path, const char *name)
{
    assert_true(snprintf(joined, PATH_MAX, "%s/%s", path, name) < PATH_MAX);
}

/* Entries of path/name whose name ends so, or -1 when there is no such folder. */
static inline int scratch_count(const char *path, const char *name, const char *ending)
{
    char joined[PATH_MAX];
    scratch_join(joined, path, name);
    DIR *list = opendir(joined);
    int count = list ? 0 : -1;
    for (struct dirent *entry = list ? readdir(list) : NULL; entry; entry = readdir(list)) {
        size_t length = strlen(entry->d_name), tail = strlen(ending);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && length >= tail &&
            strcmp(entry->d_name + length - tail, ending) == 0)
            count++;
    }
    if (list)
        closedir(list);
    return count;
}

static inline void scratch_write(const char *path, const char *name, const char *text)
{
    char joined[PATH_MAX];
    scratch_join(joined, path, name);
    FILE *file = fopen(joined, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* The first bytes of a file as text, or "" when it cannot be opened. */
static inline void scratch_read(const char *path, const char *name, char *text, size_t room)
{
    char joined[PATH_MAX];
    scratch_join(joined, path, name);
    FILE *file = fopen(joined, "r");
    size_t length = file ? fread(text, 1, room - 1, file) : 0;
    text[length] = '\0';
    if (file)
        fclose(file);
}

#endif

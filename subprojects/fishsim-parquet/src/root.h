/* SPDX-License-Identifier: MIT */
/*
 * root.h: a folder in which files appear whole or not at all, whatever dies and when.
 *
 * Used by the sink and the logger. A file is written in root/.part under a lock, synced, renamed to
 * its place without replacing anything, and every folder on the way is synced. Names below the root
 * are walked one by one and no symbolic link is followed, so that nothing can lead out of it.
 * Parts that a killed process left behind carry no lock, and are swept when a root is opened.
 */
#ifndef FISHSIM_PARQUET_ROOT_H
#define FISHSIM_PARQUET_ROOT_H

#include <fishsim/base.h>

#include <stdbool.h>

struct root {
    int folder;
    int parts; /* root/.part */
};

/* A file being written. */
struct part {
    int file;
    char name[64]; /* in root/.part */
};

/* Opens a root, and makes it and its parents where they are not there. OK, ERR_IO. */
fishsim_status root_open(struct root *root, const char *path, fishsim_error *error);

/* Closes a root; root/.part goes if it is empty. */
void root_close(struct root *root);

/* Begins a file, open for reading and writing. OK, ERR_IO. */
fishsim_status root_begin(const struct root *root, struct part *part, fishsim_error *error);

/*
 * Ends a part as root/`path`, durable when this returns OK; folders on the way are made. ERR_IO, or
 * ERR_STATE when there is a file of that name. The part is gone in any case.
 */
fishsim_status root_publish(const struct root *root, struct part *part, const char *path,
                            fishsim_error *error);

/* Ends a part that shall not come to be. */
void root_abandon(const struct root *root, struct part *part);

/*
 * Calls visit(user, name) for each entry of root/`path`, without those that begin with a dot, in no
 * order, as long as it returns true. A folder that is not there has none. OK, ERR_IO.
 */
fishsim_status root_list(const struct root *root, const char *path,
                         bool (*visit)(void *user, const char *name), void *user,
                         fishsim_error *error);

/* Opens root/`path` for reading: a descriptor that the caller closes, or -1 with errno set. */
int root_read(const struct root *root, const char *path);

/* Whether an id matches [A-Za-z0-9_-]{1,64}, as simulations, workers and their folders must. */
bool id_is_safe(const char *id);

#endif

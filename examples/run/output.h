/* SPDX-License-Identifier: MIT */
/*
 * output.h: files that are whole or not there: written under another name, then renamed.
 */
#ifndef FISHSIM_RUN_OUTPUT_H
#define FISHSIM_RUN_OUTPUT_H

#include <stdio.h>

/* A file being written. */
struct output {
    FILE *file;
    char *path;      /* the name that it will have */
    char *temporary; /* the name that it has */
};

/* Makes a directory and its parents, and tries whether files can be made there. 0, or -1 after a
 * complaint. */
int output_prepare(const char *directory);

/* "directory/name" in memory that the caller frees; NULL without memory. */
char *output_path(const char *directory, const char *name);

/* Begins a file. 0, or -1 after a complaint. */
int output_open(struct output *output, const char *directory, const char *name);

/* Ends a file: what was written is on the disk under its own name, or the old file is untouched
 * and -1 is returned after a complaint. */
int output_close(struct output *output);

/* Ends a file that shall not come to be. */
void output_abandon(struct output *output);

#endif

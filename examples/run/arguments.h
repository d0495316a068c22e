/* SPDX-License-Identifier: MIT */
/*
 * arguments.h: what the command line asks for.
 */
#ifndef FISHSIM_RUN_ARGUMENTS_H
#define FISHSIM_RUN_ARGUMENTS_H

#include <stddef.h>
#include <stdint.h>

enum wish { WISH_RUN, WISH_HELP, WISH_VERSION, WISH_DESCRIBE, WISH_DESCRIBE_MARKDOWN };

/* All strings belong to the command line, but for `settings` itself. */
struct arguments {
    enum wish wish;
    const char *scenario;  /* NULL when resuming without one */
    const char *resume;    /* snapshot to go on from, or NULL */
    const char *out;       /* directory of the results, or NULL */
    const char *parquet;   /* directory of the tables, or NULL */
    const char *seed;      /* decimal digits, or NULL */
    const char **settings; /* (setting_count) texts key=value, in order */
    size_t setting_count;
    uint64_t ticks; /* ticks to do; 0: the default */
    int quiet;
};

/* Reads the command line; 0, or an exit status after a complaint. Free with arguments_free. */
int arguments_read(struct arguments *arguments, int argc, char **argv);

void arguments_free(struct arguments *arguments);

void arguments_print_help(void);

#endif

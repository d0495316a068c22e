/* SPDX-License-Identifier: MIT */
/*
 * tables.h: --parquet, events and fish as Parquet files, written while the world is driven.
 *
 * tables.c needs the adapter fishsim-parquet; a program built without it has tables_absent.c in its
 * place, which says how to get it.
 */
#ifndef FISHSIM_RUN_TABLES_H
#define FISHSIM_RUN_TABLES_H

#include "scenario.h"

struct tables;

/* Begins to write what happens in a world into DIR/NAME-seedN. NULL for `directory` writes nothing,
 * and leaves *tables NULL. 0, or an exit status after a complaint. */
int tables_open(const char *directory, const struct scenario *scenario, struct tables **tables);

/* Ends the files, before the world goes, and says where they are; NULL is allowed. 0, or -1 after a
 * complaint. */
int tables_close(struct tables *tables);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * tables_absent.c: --parquet in a program that was built without the adapter.
 */
#include "tables.h"

#include "say.h"

int tables_open(const char *directory, const struct scenario *scenario, struct tables **tables)
{
    (void)scenario;
    *tables = NULL;
    if (directory == NULL) {
        return 0;
    }
    complain("--parquet: this program was built without fishsim-parquet; configure it with "
             "-Dparquet=enabled (docs/operations.md says what that needs)");
    return EXIT_USAGE;
}

int tables_close(struct tables *tables)
{
    (void)tables;
    return 0;
}

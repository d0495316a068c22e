/* SPDX-License-Identifier: MIT */
/*
 * rows.h: the rows of the validation table, one function for each; their comments say what is held
 * against what.
 */
#ifndef FISHSIM_TESTS_ROWS_H
#define FISHSIM_TESTS_ROWS_H

#include "suite.h"

/* The row of a number, or NULL. */
const struct row *find_row(uint32_t number);

/* Prints the numbers of all rows. */
void list_rows(void);

void row_walk(struct suite *suite);      /* walk.c */
void row_couzin_3d(struct suite *suite); /* couzin.c */
void row_couzin_2d(struct suite *suite);
void row_memory(struct suite *suite);
void row_vicsek(struct suite *suite);  /* vicsek.c */
void row_holling(struct suite *suite); /* encounters.c */
void row_lotka(struct suite *suite);   /* predation.c */
void row_enrichment(struct suite *suite);
void row_logistic(struct suite *suite); /* fields.c */
void row_diffusion(struct suite *suite);
void row_fisher(struct suite *suite);
void row_growth(struct suite *suite);        /* growth.c */
void row_bioenergetics(struct suite *suite); /* bioenergetics.c */
void row_evolution(struct suite *suite);     /* evolution.c */
void row_spectrum(struct suite *suite);      /* spectrum.c */
void row_invariants(struct suite *suite);    /* invariants.c */
void check_worth(struct suite *suite);       /* worth.c, for row 20 */

#endif

/* SPDX-License-Identifier: MIT */
/* rows.c: the table of rows. */
#include "rows.h"

#include <stddef.h>
#include <stdio.h>

static const struct row ROWS[] = {
    {1, "Persistent random walk", "Kareiva and Shigesada 1983, Oecologia 56:234-238", row_walk},
    {2, "Schools in three dimensions",
     "Couzin, Krause, James, Ruxton and Franks 2002, J. Theor. Biol. 218:1-11", row_couzin_3d},
    {3, "Schools in two dimensions", "the same rules in the plane; a reference of our own",
     row_couzin_2d},
    {4, "Collective memory", "Couzin, Krause, James, Ruxton and Franks 2002", row_memory},
    {5, "Order against noise",
     "Vicsek, Czirok, Ben-Jacob, Cohen and Shochet 1995, Phys. Rev. Lett. 75:1226-1229",
     row_vicsek},
    {9, "Logistic growth of the plankton", "Verhulst 1838: the exact solution", row_logistic},
    {10, "Diffusion of the plankton", "variance 2 D t along each axis (Einstein 1905)",
     row_diffusion},
    {11, "Wave into empty water", "Fisher 1937, Ann. Eugenics 7:355-369; Bramson 1983", row_fisher},
    {13, "Bioenergetics of four species",
     "Deslauriers, Chipps, Breck, Rice and Madenjian 2017, Fisheries 42:586-596",
     row_bioenergetics},
    {20, "Invariants", "promises of this library", row_invariants},
};

const struct row *find_row(uint32_t number)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        if (ROWS[i].number == number)
            return &ROWS[i];
    return NULL;
}

void list_rows(void)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        printf("%u\n", ROWS[i].number);
}

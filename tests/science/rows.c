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
    {6, "Functional response", "Holling 1959, Can. Entomol. 91:293-320 and 385-398", row_holling},
    {7, "Predators and prey", "Lotka 1925; Volterra 1926, Nature 118:558-560", row_lotka},
    {8, "Paradox of enrichment",
     "Rosenzweig and MacArthur 1963, Am. Nat. 97:209-223; Rosenzweig 1971, Science 171:385-387",
     row_enrichment},
    {9, "Logistic growth of the plankton", "Verhulst 1838: the exact solution", row_logistic},
    {10, "Diffusion of the plankton", "variance 2 D t along each axis (Einstein 1905)",
     row_diffusion},
    {11, "Wave into empty water", "Fisher 1937, Ann. Eugenics 7:355-369; Bramson 1983", row_fisher},
    {12, "Growth of a fish", "von Bertalanffy 1938, Hum. Biol. 10:181-213", row_growth},
    {13, "Bioenergetics of four species",
     "Deslauriers, Chipps, Breck, Rice and Madenjian 2017, Fisheries 42:586-596",
     row_bioenergetics},
    {19, "Selection and drift",
     "Lush 1937, Animal Breeding Plans; Lynch and Hill 1986, Evolution 40:915-935", row_evolution},
    {20, "Invariants", "promises of this library", row_invariants},
    {21, "Size spectrum",
     "Andersen 2019, Fish Ecology, Evolution, and Exploitation; Scott, Blanchard and Andersen 2014",
     row_spectrum},
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

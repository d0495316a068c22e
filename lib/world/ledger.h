/* SPDX-License-Identifier: MIT */
/*
 * ledger.h: where every microjoule is and through which door it came or went.
 *
 * Integers only, so that the budget closes exactly: sum of stocks - start = inflows - outflows.
 */
#ifndef FISHSIM_LIB_LEDGER_H
#define FISHSIM_LIB_LEDGER_H

#include "base/int128.h"

#include <fishsim/world.h>

/* Flows since the world was made, in uJ, by FISHSIM_LEDGER_*; the places of the stocks stay 0. */
struct ledger {
    int128 start;
    int128 flow[FISHSIM_LEDGER_COUNT];
};

/* Counts the stocks of the world into stock[], by FISHSIM_LEDGER_*; the rest is 0. */
void ledger_stocks(const struct fishsim_world *world, int128 stock[FISHSIM_LEDGER_COUNT]);

/* An amount as the ABI has it. */
fishsim_energy energy_of(int128 uj);

/* What the ledger cannot explain, in uJ: 0, or the library is wrong. */
int128 ledger_residual(const struct fishsim_world *world, const int128 stock[FISHSIM_LEDGER_COUNT]);

#endif

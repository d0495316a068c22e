/* SPDX-License-Identifier: MIT */
/* int128.h: 128-bit integers, for sums over a world and exact products. */
#ifndef FISHSIM_LIB_INT128_H
#define FISHSIM_LIB_INT128_H

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

#endif

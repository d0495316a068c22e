/* SPDX-License-Identifier: MIT */
/*
 * blocks.h: the blocks that an observation can have, which agents.observe names.
 *
 * The one list of them: the check of a configuration reads the names, world/perceive.c lays out and
 * describes them, world/look.c has them filled.
 */
#ifndef FISHSIM_LIB_BLOCKS_H
#define FISHSIM_LIB_BLOCKS_H

/* X(NAME, name, rows, columns, unit, meaning); rows are a key of agents.*, or 1. */
#define BLOCK_TABLE(X)                                                                             \
    X(OWN, own, 1, 12, "see meaning",                                                              \
      "energy of body and gut (twice a full body and gut), gut filled, condition (2), length "     \
      "(that of weight_inf_g), speed (motion.maximum_bl_per_s), turn made (largest), handling "    \
      "left (feeding.handling_s), age (age / (age + 1 y)), maturity (weight of maturity), last "   \
      "turn, speed and bite")                                                                      \
    X(RAYS, rays, agents->rays, 5, "1 near, 0 at sight_radius; closing: twice the fastest",        \
      "nearness of own kind, prey, predator and wall along each ray, counted to the left from "    \
      "straight ahead, and how fast the nearest fish there closes in")                             \
    X(NEAREST, nearest, agents->nearest, 7, "sight_radius; twice the fastest; e^7 in weight",      \
      "dx, dy, dvx, dvy, ln of the ratio of weights, relation (1 prey, 0.5 own kind, 0 other, -1 " \
      "predator), valid; nearest first")                                                           \
    X(LATERAL_LINE, lateral_line, agents->sectors, 1, "the fastest",                               \
      "water pushed by fish within 2 BL, sector by sector to the left: closing speed, the more "   \
      "the nearer")                                                                                \
    X(PLANKTON, plankton, 1, 5, "capacity of the water",                                           \
      "here, change ahead and to the left over two cells, most in the nine cells around, "         \
      "detritus here (d / (d + capacity))")                                                        \
    X(CLOCK, clock, 1, 2, "", "sine and cosine of the hour of the day")

enum observe_block {
#define X(NAME, name, rows, columns, unit, meaning) BLOCK_##NAME,
    BLOCK_TABLE(X)
#undef X
        BLOCK_COUNT
};

#endif

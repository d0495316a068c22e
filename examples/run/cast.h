/* SPDX-License-Identifier: MIT */
/*
 * cast.h: the species of a world as a picture shows them: names and colours of their own.
 */
#ifndef FISHSIM_RUN_CAST_H
#define FISHSIM_RUN_CAST_H

#include <fishsim/fishsim.h>

struct role {
    char common[128]; /* "Bay anchovy", or the name in the configuration */
    char latin[128];  /* "Anchoa mitchilli", or "" */
    uint32_t rgb;     /* no two species that could be told apart by nothing else share one */
    uint64_t fish;
};

struct cast {
    uint32_t count;
    struct role *roles; /* (count), in the order of the species */
};

/* 0, or -1 after a complaint. */
int cast_read(struct cast *cast, const fishsim_world *world);

void cast_free(struct cast *cast);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * action.h: an action in one word, which is how slots and the state column `action` keep it.
 *
 *     bits  0..11  turn, -2047..2047 plus 2048; 0: no action at all
 *     bits 12..22  speed, 0..2047
 *     bit  23      bite
 *     bits 24..31  the turn that the body made of it, -127..127, of the largest
 *
 * Actions are rounded to this when they are given, so that what is done, saved and observed is the
 * same. The word is 0 for fish that nobody perceives for, so their worlds keep their digests.
 */
#ifndef FISHSIM_LIB_ACTION_H
#define FISHSIM_LIB_ACTION_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

enum { ACTION_NONE = 0, ACTION_STEPS = 2047, ACTION_TURN_MASK = 0xfff, ACTION_BODY_STEPS = 127 };
#define ACTION_MASK 0xffffffu

struct action {
    float turn;  /* -1..1 of the largest turn, to the left */
    float speed; /* 0..1 of the fastest */
    bool bite;
};

static inline int32_t action_round(float x)
{
    return (int32_t)(x + copysignf(0.5f, x)); /* no branch: nobody could guess the sign */
}

/* Turn, speed and bite, as in FISHSIM_ACTION_TABLE and within its bounds. */
static inline uint32_t action_pack(const float values[3])
{
    uint32_t turn = (uint32_t)(action_round(values[0] * ACTION_STEPS) + ACTION_STEPS + 1);
    uint32_t speed = (uint32_t)action_round(values[1] * ACTION_STEPS);
    return turn | speed << 12 | (uint32_t)(values[2] > 0.0f) << 23;
}

static inline struct action action_unpack(uint32_t word)
{
    const float step = 1.0f / ACTION_STEPS;
    int32_t turn = (int32_t)(word & ACTION_TURN_MASK) - ACTION_STEPS - 1;
    return (struct action){(float)turn * step, (float)(word >> 12 & 0x7ff) * step,
                           (word >> 23 & 1) != 0};
}

static inline bool action_given(uint32_t word)
{
    return (word & ACTION_TURN_MASK) != 0;
}

/* The word with the turn that the body has made, -1..1 of the largest. */
static inline uint32_t action_with_body(uint32_t word, float turned)
{
    float clipped = turned < -1.0f ? -1.0f : turned > 1.0f ? 1.0f : turned;
    return (word & ACTION_MASK) | (uint32_t)action_round(clipped * ACTION_BODY_STEPS) << 24;
}

static inline float action_body(uint32_t word)
{
    return (float)(int8_t)(word >> 24) * (1.0f / ACTION_BODY_STEPS);
}

/* Whether a word from outside is one that can have come about. */
static inline bool action_valid(uint32_t word)
{
    bool none = !(word & ACTION_MASK);
    return (none || action_given(word)) && word >> 24 != 0x80;
}

#endif

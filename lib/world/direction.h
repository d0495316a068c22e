/* SPDX-License-Identifier: MIT */
/*
 * direction.h: vectors in the water. In two dimensions z is 0 throughout, and sums and lengths have
 * the bits that they would have without it.
 */
#ifndef FISHSIM_LIB_DIRECTION_H
#define FISHSIM_LIB_DIRECTION_H

#include <math.h>

struct direction {
    float x, y, z;
};

static inline float direction_dot(struct direction a, struct direction b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline float direction_length(struct direction a)
{
    return sqrtf(direction_dot(a, a));
}

/*
 * Two unit vectors across a unit vector and each other, without a seam but at z = 0 (Duff et al.
 * 2017, J. Computer Graphics Techniques 6(1):1-8).
 */
static inline void direction_across(struct direction unit, struct direction *side,
                                    struct direction *up)
{
    float sign = unit.z < 0.0f ? -1.0f : 1.0f;
    float a = -1.0f / (sign + unit.z);
    float b = unit.x * unit.y * a;
    *side = (struct direction){1.0f + sign * unit.x * unit.x * a, sign * b, -sign * unit.x};
    *up = (struct direction){b, sign + unit.y * unit.y * a, -unit.y};
}

/* A unit vector turned towards another one across it, by an angle given as cosine and sine. */
static inline struct direction direction_turned(struct direction unit, struct direction across,
                                                float cosine, float sine)
{
    return (struct direction){unit.x * cosine + across.x * sine, unit.y * cosine + across.y * sine,
                              unit.z * cosine + across.z * sine};
}

/*
 * A unit vector turned towards another by an angle, about the axis across both. Any axis serves
 * where the two are in one line.
 */
static inline struct direction direction_towards(struct direction unit, struct direction other,
                                                 float cosine, float sine)
{
    float along = direction_dot(unit, other);
    struct direction across = {other.x - along * unit.x, other.y - along * unit.y,
                               other.z - along * unit.z};
    float length = direction_length(across);
    struct direction up;
    if (length > 1e-6f)
        across = (struct direction){across.x / length, across.y / length, across.z / length};
    else
        direction_across(unit, &across, &up);
    return direction_turned(unit, across, cosine, sine);
}

#endif

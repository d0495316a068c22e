/* SPDX-License-Identifier: MIT */
/*
 * color.c: colours of a picture that stay visible, whatever a scenario has chosen.
 * Source of luminance and contrast: Web Content Accessibility Guidelines 2.1, section 7.
 */
#include "color.h"

#include <math.h>

static uint32_t channel(uint32_t rgb, int shift)
{
    return (rgb >> shift) & 0xff;
}

uint32_t color_mix(uint32_t from, uint32_t to, double t)
{
    uint32_t mixed = 0;

    for (int shift = 16; shift >= 0; shift -= 8) {
        double value = channel(from, shift) * (1.0 - t) + channel(to, shift) * t;

        mixed |= (uint32_t)lround(value) << shift;
    }
    return mixed;
}

uint32_t color_of_hue(double degrees)
{
    static const double RADIANS = 0.017453292519943295;
    uint32_t rgb = 0;

    for (int i = 0; i < 3; i++) {
        double value = 0.55 + 0.33 * cos((degrees - 120.0 * i) * RADIANS);

        rgb = rgb << 8 | (uint32_t)lround(value * 255.0);
    }
    return rgb;
}

static double linear(uint32_t level)
{
    double s = level / 255.0;

    return s <= 0.03928 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * linear(channel(rgb, 16)) + 0.7152 * linear(channel(rgb, 8)) +
           0.0722 * linear(channel(rgb, 0));
}

double color_contrast(uint32_t a, uint32_t b)
{
    double light = luminance(a), dark = luminance(b);

    if (light < dark) {
        double swap = light;

        light = dark;
        dark = swap;
    }
    return (light + 0.05) / (dark + 0.05);
}

uint32_t color_against(uint32_t rgb, uint32_t background, uint32_t extreme, double contrast)
{
    uint32_t moved = rgb;

    for (int step = 1; step <= 20 && color_contrast(moved, background) < contrast; step++) {
        moved = color_mix(rgb, extreme, step / 20.0);
    }
    return moved;
}

/* SPDX-License-Identifier: MIT */
/*
 * color.h: colours as 0xRRGGBB, mixed and compared as eyes do.
 */
#ifndef FISHSIM_RUN_COLOR_H
#define FISHSIM_RUN_COLOR_H

#include <stdint.h>

/* The colour a part `t` (0 to 1) of the way from one colour to another. */
uint32_t color_mix(uint32_t from, uint32_t to, double t);

/* A colour of middling lightness and strength. */
uint32_t color_of_hue(double degrees);

/* Contrast ratio, 1 to 21 (WCAG 2). */
double color_contrast(uint32_t a, uint32_t b);

/* `rgb`, moved toward `extreme` (black or white) just far enough that it stands out from
 * `background` by the contrast asked for. */
uint32_t color_against(uint32_t rgb, uint32_t background, uint32_t extreme, double contrast);

#endif

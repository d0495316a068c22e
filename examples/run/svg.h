/* SPDX-License-Identifier: MIT */
/*
 * svg.h: the parts that both pictures are drawn with. Coordinates are pixels, y downward.
 */
#ifndef FISHSIM_RUN_SVG_H
#define FISHSIM_RUN_SVG_H

#include <stdint.h>
#include <stdio.h>

/* Ink and paper. */
enum {
    SVG_PAPER = 0xfcfdfd,
    SVG_INK = 0x1d2b36,
};

/* Begins a picture on paper, with the classes that svg_text knows: title, subtitle, head, label,
 * small, latin. The title and description are what a screen reader tells. */
void svg_begin(FILE *file, double width, double height, const char *title, const char *description);
void svg_end(FILE *file);

/* Text content, with everything escaped that XML gives a meaning or forbids. */
void svg_escape(FILE *file, const char *utf8);

/* A text whose `anchor` (start, middle or end) is at x. */
void svg_text(FILE *file, double x, double y, const char *class, const char *anchor,
              const char *utf8);

void svg_line(FILE *file, double x1, double y1, double x2, double y2, uint32_t rgb, double width);
void svg_rect(FILE *file, double x, double y, double width, double height, uint32_t rgb);

/* About how wide a text of that font size will be. */
double svg_text_width(const char *utf8, double font_size);

/* `utf8` cut to at most `characters`, the last one an ellipsis when something is cut off. */
void svg_shorten(char *text, size_t capacity, const char *utf8, size_t characters);

#endif

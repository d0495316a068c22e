/* SPDX-License-Identifier: MIT */
/*
 * svg.c: SVG 1.1, with one style sheet for both pictures.
 */
#include "svg.h"

#include "utf8.h"

#include <string.h>

static const char STYLE[] =
    "<style>\n"
    "text { font-family: Inter, 'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif;"
    " fill: #1d2b36; }\n"
    ".title { font-size: 21px; font-weight: 700; }\n"
    ".subtitle { font-size: 13px; fill: #5b6b78; }\n"
    ".head { font-size: 13px; font-weight: 700; }\n"
    ".label { font-size: 12px; }\n"
    ".mark { font-size: 11.5px; fill: #5b6b78; }\n"
    ".small { font-size: 11px; font-weight: 400; fill: #5b6b78; }\n"
    ".latin { font-size: 11px; font-style: italic; fill: #5b6b78; }\n"
    "</style>\n";

void svg_begin(FILE *file, double width, double height, const char *title, const char *description)
{
    fprintf(file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
            " width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n<title>",
            width, height, width, height);
    svg_escape(file, title);
    fputs("</title>\n<desc>", file);
    svg_escape(file, description);
    fputs("</desc>\n", file);
    fputs(STYLE, file);
    svg_rect(file, 0, 0, width, height, SVG_PAPER);
}

void svg_end(FILE *file)
{
    fputs("</svg>\n", file);
}

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

void svg_escape(FILE *file, const char *utf8)
{
    while (*utf8 != '\0') {
        size_t length = utf8_length(utf8);
        const char *escaped = entity(*utf8);

        if (length == 0 || ((unsigned char)*utf8 < 0x20)) {
            /* Control characters are forbidden even when they are escaped. */
            fputs("\xef\xbf\xbd", file);
            length = 1;
        } else if (escaped != NULL) {
            fputs(escaped, file);
        } else {
            fwrite(utf8, 1, length, file);
        }
        utf8 += length;
    }
}

void svg_text(FILE *file, double x, double y, const char *class, const char *anchor,
              const char *utf8)
{
    fprintf(file, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">", x, y, class,
            anchor);
    svg_escape(file, utf8);
    fputs("</text>\n", file);
}

void svg_line(FILE *file, double x1, double y1, double x2, double y2, uint32_t rgb, double width)
{
    fprintf(file,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#%06x\""
            " stroke-width=\"%.2g\"/>\n",
            x1, y1, x2, y2, (unsigned)rgb, width);
}

void svg_rect(FILE *file, double x, double y, double width, double height, uint32_t rgb)
{
    fprintf(file, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#%06x\"/>\n",
            x, y, width, height, (unsigned)rgb);
}

static size_t count_characters(const char *utf8)
{
    size_t count = 0;

    for (; *utf8 != '\0'; count++) {
        utf8 += utf8_prefix(utf8, 1);
    }
    return count;
}

double svg_text_width(const char *utf8, double font_size)
{
    /* The mean of a sans-serif font's letters, on the wide side. */
    return (double)count_characters(utf8) * font_size * 0.6;
}

void svg_shorten(char *text, size_t capacity, const char *utf8, size_t characters)
{
    size_t length = strlen(utf8);
    const char *end = "";

    if (count_characters(utf8) > characters) {
        length = utf8_prefix(utf8, characters - 1);
        end = "\xe2\x80\xa6";
    }
    snprintf(text, capacity, "%.*s%s", (int)length, utf8, end);
}

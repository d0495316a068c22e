/* SPDX-License-Identifier: MIT */
/*
 * number.c: numbers as people read them, each in the largest unit of which there is at least one.
 */
#include "number.h"

#include <math.h>
#include <stdio.h>

struct unit {
    double size;
    const char *name;
};

/* Three significant digits, without an exponent and without trailing zeros. */
static void write_digits(char text[NUMBER_BYTES], double number, const char *unit)
{
    double magnitude = fabs(number);
    int decimals = magnitude > 0.0 ? 2 - (int)floor(log10(magnitude * 1.0005)) : 0;
    char digits[NUMBER_BYTES / 2 + 8];
    int length;

    decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
    length = snprintf(digits, sizeof digits, "%.*f", decimals, number);

    while (decimals > 0 && length > 0 && (digits[length - 1] == '0' || digits[length - 1] == '.')) {
        if (digits[--length] == '.') {
            decimals = 0;
        }
    }
    snprintf(text, NUMBER_BYTES, "%.*s%s%s", length, digits, unit[0] != '\0' ? " " : "", unit);
}

/* `units` go from large to small; the last one takes what is smaller still. */
static char *write_in_units(char text[NUMBER_BYTES], double number, const struct unit *units,
                            size_t count)
{
    size_t i = 0;

    while (i + 1 < count && fabs(number) < units[i].size * 0.9995) {
        i++;
    }
    write_digits(text, number / units[i].size, units[i].name);
    return text;
}

char *number_short(char text[NUMBER_BYTES], double number)
{
    static const struct unit UNITS[] = {{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e4, "k"}, {1, ""}};

    if (fabs(number) >= 9999.5 && fabs(number) < 1e6) {
        write_digits(text, number / 1e3, "k");
        return text;
    }
    return write_in_units(text, number, UNITS, sizeof UNITS / sizeof UNITS[0]);
}

char *number_mass(char text[NUMBER_BYTES], double grams)
{
    static const struct unit UNITS[] = {{1e6, "t"}, {1e3, "kg"}, {1, "g"}, {1e-3, "mg"}};

    if (grams == 0.0) {
        write_digits(text, 0.0, "g");
        return text;
    }
    return write_in_units(text, grams, UNITS, sizeof UNITS / sizeof UNITS[0]);
}

char *number_time(char text[NUMBER_BYTES], double seconds)
{
    static const struct unit UNITS[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};

    return write_in_units(text, seconds, UNITS, sizeof UNITS / sizeof UNITS[0]);
}

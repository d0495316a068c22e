/* SPDX-License-Identifier: MIT */
/*
 * number.h: numbers as people read them.
 */
#ifndef FISHSIM_RUN_NUMBER_H
#define FISHSIM_RUN_NUMBER_H

#include <stddef.h>

/* Room for any of these texts. */
enum { NUMBER_BYTES = 32 };

/* Three significant digits and a prefix: 0, 7, 950, 12.3 k, 1.45 M. */
char *number_short(char text[NUMBER_BYTES], double number);

/* A mass in the unit that suits it: 1.2 mg, 310 g, 4.5 kg, 2 t. */
char *number_mass(char text[NUMBER_BYTES], double grams);

/* A time in the unit that suits it: 40 s, 5.5 min, 3 h, 10 d. */
char *number_time(char text[NUMBER_BYTES], double seconds);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * say.h: how the program speaks of trouble: one line on stderr that begins with its name.
 */
#ifndef FISHSIM_RUN_SAY_H
#define FISHSIM_RUN_SAY_H

#include <fishsim/fishsim.h>

#if defined(__GNUC__)
#define LIKE_PRINTF(text, values) __attribute__((format(printf, text, values)))
#else
#define LIKE_PRINTF(text, values)
#endif

/* Exit statuses of the program; one that a signal has stopped ends with 128 + the signal. */
enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Prints "fishsim-run: <text>" and a newline. */
void complain(const char *format, ...) LIKE_PRINTF(1, 2);

/* Passes on what the library said, after `what` unless that is NULL. */
void complain_of(const char *what, const fishsim_error *error);

/* Hooks through which the library's warnings and broken invariants are said in the same way. */
void speaking_hooks(fishsim_hooks *hooks);

#endif

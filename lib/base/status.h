/* SPDX-License-Identifier: MIT */
/*
 * status.h: how a function of the library says no, and how sized structs cross the ABI.
 *
 * Used by every other file. fail() is the only writer of fishsim_error.
 */
#ifndef FISHSIM_LIB_STATUS_H
#define FISHSIM_LIB_STATUS_H

#include <fishsim/base.h>

#include <stddef.h>

/* Fills *error (may be NULL) with a formatted message and returns `status`. */
fishsim_status fail(fishsim_error *error, fishsim_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As fail(), with a place in a text. */
fishsim_status fail_at(fishsim_error *error, fishsim_status status, uint32_t line, uint32_t column,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));

/*
 * A struct of the contract that begins with struct_size and grows only at its tail. Callers of any
 * size from the first release's up to SIZED_LARGEST are served; a size outside, such as that of a
 * struct that never saw its init function, is ERR_ABI.
 */
struct sized {
    const char *name;
    size_t size;  /* today's */
    size_t first; /* in the first release that had the struct */
};

enum { SIZED_LARGEST = 4096 };

/* `last` is the member that stood last in the first release, and stays so when others follow. */
#define SIZED(type, last)                                                                          \
    {                                                                                              \
#type, sizeof(type), offsetof(type, last) + sizeof((type *)0)->last                        \
    }

/* Zeroes a caller's struct of `caller_size` bytes and stores its size in the first field. */
fishsim_status sized_init(void *target, size_t caller_size, const struct sized *sized);

/*
 * Copies a struct that the caller filled into `target`, which is of today's size: what a smaller
 * one lacks is zero. ERR_ABI when it has a tail, unknown to us, that is not all zero.
 */
fishsim_status sized_take(void *target, const void *source, const struct sized *sized,
                          fishsim_error *error);

/*
 * Copies `source`, of today's size, over a struct that the caller set up: as much as fits, leaving
 * struct_size and zeroing a tail.
 */
fishsim_status sized_give(void *target, const void *source, const struct sized *sized,
                          fishsim_error *error);

#endif

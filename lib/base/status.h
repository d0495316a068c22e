/* SPDX-License-Identifier: MIT */
/*
 * status.h: how a function of the library says no, and how sized structs cross the ABI.
 *
 * Used by every other file. fail() is the only writer of fishsim_error.
 */
#ifndef FISHSIM_LIB_STATUS_H
#define FISHSIM_LIB_STATUS_H

#include <fishsim/base.h>

/* Fills *error (may be NULL) with a formatted message and returns `status`. */
fishsim_status fail(fishsim_error *error, fishsim_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As fail(), with a place in a text. */
fishsim_status fail_at(fishsim_error *error, fishsim_status status, uint32_t line, uint32_t column,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Zeroes a caller's struct of `caller_size` bytes and stores its size in the first field. */
fishsim_status sized_init(void *target, size_t caller_size, size_t known_size);

/*
 * Copies a struct that the caller filled into `target`. ERR_ABI when it is smaller than ours, or
 * has a tail, unknown to us, that is not all zero.
 */
fishsim_status sized_take(void *target, const void *source, size_t known_size, const char *name,
                          fishsim_error *error);

/* Copies `source` over a struct that the caller set up, leaving struct_size and zeroing a tail. */
fishsim_status sized_give(void *target, const void *source, size_t known_size, const char *name,
                          fishsim_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * refuse.h: how this adapter says no: a status, and one line in the caller's fishsim_error.
 */
#ifndef FISHSIM_PARQUET_REFUSE_H
#define FISHSIM_PARQUET_REFUSE_H

#include <fishsim/base.h>

/* Fills *error (may be NULL) and returns `status`. */
fishsim_status refuse(fishsim_error *error, fishsim_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif

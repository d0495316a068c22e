/* SPDX-License-Identifier: MIT */
/* say_no.h: how this adapter says no: a status, and one line in the caller's fishsim_error. */
#ifndef FISHSIM_PROMETHEUS_SAY_NO_H
#define FISHSIM_PROMETHEUS_SAY_NO_H

#include <fishsim/base.h>

/* Fills *error (may be NULL) and returns `status`. */
fishsim_status say_no(fishsim_error *error, fishsim_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif

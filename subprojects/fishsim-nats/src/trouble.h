/* SPDX-License-Identifier: MIT */
/* trouble.h: how the adapter says no, with a message in the caller's fishsim_error. */
#ifndef FISHSIM_NATS_TROUBLE_H
#define FISHSIM_NATS_TROUBLE_H

#include <fishsim/base.h>

/* Fills *error (may be NULL) and returns `status`. */
fishsim_status trouble(fishsim_error *error, fishsim_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Time since some moment, and Unix time. */
int64_t clock_steady_ns(void);
int64_t clock_unix_ns(void);

#endif

/* SPDX-License-Identifier: MIT */
/* trouble.c: error detail and clocks. See trouble.h. */
#define _POSIX_C_SOURCE 200809L

#include "trouble.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

fishsim_status trouble(fishsim_error *error, fishsim_status status, const char *format, ...)
{
    if (!error)
        return status;
    va_list arguments;
    va_start(arguments, format);
    memset(error, 0, sizeof *error);
    error->status = status;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return status;
}

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t clock_steady_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_unix_ns(void)
{
    return read_clock(CLOCK_REALTIME);
}

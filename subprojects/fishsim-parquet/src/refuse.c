/* SPDX-License-Identifier: MIT */
/* refuse.c: the only writer of fishsim_error in this adapter. */
#include "refuse.h"

#include <stdarg.h>
#include <stdio.h>

fishsim_status refuse(fishsim_error *error, fishsim_status status, const char *format, ...)
{
    if (!error)
        return status;
    *error = (fishsim_error){.status = status};
    va_list values;
    va_start(values, format);
    vsnprintf(error->message, sizeof error->message, format, values);
    va_end(values);
    return status;
}

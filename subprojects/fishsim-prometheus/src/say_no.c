/* SPDX-License-Identifier: MIT */
/* say_no.c: the only writer of fishsim_error in this adapter. */
#include "say_no.h"

#include <stdarg.h>
#include <stdio.h>

fishsim_status say_no(fishsim_error *error, fishsim_status status, const char *format, ...)
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

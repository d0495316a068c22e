/* SPDX-License-Identifier: MIT */
/*
 * say.c: messages to the person at the terminal, the library's own included.
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

void complain(const char *format, ...)
{
    va_list values;

    fputs("fishsim-run: ", stderr);
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
}

void complain_of(const char *what, const fishsim_error *error)
{
    const char *text =
        error->message[0] != '\0' ? error->message : fishsim_status_meaning(error->status);

    if (what != NULL) {
        complain("%s: %s", what, text);
    } else {
        complain("%s", text);
    }
}

static void say_log(void *user, int32_t level, const char *text)
{
    (void)user;
    if (level <= FISHSIM_LOG_WARNING) {
        complain("%s%s", level == FISHSIM_LOG_WARNING ? "warning: " : "", text);
    }
}

static void say_broken(void *user, const char *invariant, const char *file, int32_t line)
{
    (void)user;
    complain("please report: the library found %s broken at %s:%d", invariant, file, (int)line);
}

void speaking_hooks(fishsim_hooks *hooks)
{
    /* Cannot fail: the struct is of the size that this program was compiled with. */
    (void)fishsim_hooks_init(hooks, sizeof *hooks);
    hooks->log = say_log;
    hooks->broken = say_broken;
}

/* SPDX-License-Identifier: MIT */
/*
 * status.c: statuses, error detail and sized structs.
 */
#include "base/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *fishsim_version(void)
{
    return FISHSIM_VERSION_STRING;
}

const char *fishsim_status_name(fishsim_status status)
{
    switch (status) {
#define X(name, number, meaning)                                                                   \
    case number:                                                                                   \
        return #name;
        FISHSIM_STATUS_TABLE(X)
#undef X
    default:
        return "UNKNOWN";
    }
}

const char *fishsim_status_meaning(fishsim_status status)
{
    switch (status) {
#define X(name, number, meaning)                                                                   \
    case number:                                                                                   \
        return meaning;
        FISHSIM_STATUS_TABLE(X)
#undef X
    default:
        return "not a status of this library";
    }
}

/* Takes the bytes of an unfinished UTF-8 sequence off the end of a message that was cut. */
static void cut_before_broken_character(char *message)
{
    size_t length = strlen(message), follow = 0;
    while (follow < 3 && follow < length &&
           ((unsigned char)message[length - 1 - follow] & 0xC0) == 0x80)
        follow++;
    if (follow == length)
        return;
    unsigned char lead = (unsigned char)message[length - 1 - follow];
    size_t needed = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (needed > follow)
        message[length - 1 - follow] = '\0';
}

static void fill(fishsim_error *error, fishsim_status status, uint32_t line, uint32_t column,
                 const char *format, va_list arguments)
{
    if (!error)
        return;
    error->status = status;
    error->line = line;
    error->column = column;
    error->reserved = 0;
    int length = vsnprintf(error->message, sizeof error->message, format, arguments);
    if (length >= (int)sizeof error->message)
        cut_before_broken_character(error->message);
}

fishsim_status fail(fishsim_error *error, fishsim_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(error, status, 0, 0, format, arguments);
    va_end(arguments);
    return status;
}

fishsim_status fail_at(fishsim_error *error, fishsim_status status, uint32_t line, uint32_t column,
                       const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(error, status, line, column, format, arguments);
    va_end(arguments);
    return status;
}

/* ---- sized structs -------------------------------------------------------------------------- */

static bool is_served(size_t size, const struct sized *sized)
{
    return size >= sized->first && size <= SIZED_LARGEST;
}

static fishsim_status check_caller(const void *struct_of_caller, const struct sized *sized,
                                   fishsim_error *error)
{
    if (!struct_of_caller)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL", sized->name);
    uint32_t size = *(const uint32_t *)struct_of_caller;
    if (!is_served(size, sized))
        return fail(error, FISHSIM_ERR_ABI,
                    "%s.struct_size is %u, not within %zu to %d: was it set up by its init?",
                    sized->name, size, sized->first, SIZED_LARGEST);
    return FISHSIM_OK;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

fishsim_status sized_init(void *target, size_t caller_size, const struct sized *sized)
{
    if (!target)
        return FISHSIM_ERR_ARGUMENT;
    if (!is_served(caller_size, sized))
        return FISHSIM_ERR_ABI;
    memset(target, 0, caller_size);
    *(uint32_t *)target = (uint32_t)caller_size;
    return FISHSIM_OK;
}

fishsim_status sized_take(void *target, const void *source, const struct sized *sized,
                          fishsim_error *error)
{
    fishsim_status status = check_caller(source, sized, error);
    if (status)
        return status;
    const unsigned char *bytes = source;
    uint32_t size = *(const uint32_t *)source;
    for (size_t i = sized->size; i < size; i++)
        if (bytes[i])
            return fail(error, FISHSIM_ERR_ABI, "%s has fields that library %s does not know",
                        sized->name, FISHSIM_VERSION_STRING);
    memset(target, 0, sized->size);
    memcpy(target, source, smaller(size, sized->size));
    return FISHSIM_OK;
}

fishsim_status sized_give(void *target, const void *source, const struct sized *sized,
                          fishsim_error *error)
{
    fishsim_status status = check_caller(target, sized, error);
    if (status)
        return status;
    uint32_t size = *(const uint32_t *)target;
    memset(target, 0, size);
    memcpy(target, source, smaller(size, sized->size));
    *(uint32_t *)target = size;
    return FISHSIM_OK;
}

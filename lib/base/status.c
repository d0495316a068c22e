/* SPDX-License-Identifier: MIT */
/*
 * status.c: statuses, error detail and sized structs.
 */
#include "base/status.h"

#include <stdarg.h>
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

static void fill(fishsim_error *error, fishsim_status status, uint32_t line, uint32_t column,
                 const char *format, va_list arguments)
{
    if (!error)
        return;
    error->status = status;
    error->line = line;
    error->column = column;
    error->reserved = 0;
    vsnprintf(error->message, sizeof error->message, format, arguments);
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

fishsim_status sized_init(void *target, size_t caller_size, size_t known_size)
{
    if (!target)
        return FISHSIM_ERR_ARGUMENT;
    if (caller_size < known_size || caller_size > UINT32_MAX)
        return FISHSIM_ERR_ABI;
    memset(target, 0, caller_size);
    *(uint32_t *)target = (uint32_t)caller_size;
    return FISHSIM_OK;
}

fishsim_status sized_take(void *target, const void *source, size_t known_size, const char *name,
                          fishsim_error *error)
{
    if (!source)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL", name);
    size_t size = *(const uint32_t *)source;
    if (size < known_size)
        return fail(error, FISHSIM_ERR_ABI, "%s.struct_size is %zu, at least %zu is needed", name,
                    size, known_size);
    const unsigned char *bytes = source;
    for (size_t i = known_size; i < size; i++)
        if (bytes[i])
            return fail(error, FISHSIM_ERR_ABI, "%s has fields that library %s does not know", name,
                        FISHSIM_VERSION_STRING);
    memcpy(target, source, known_size);
    return FISHSIM_OK;
}

fishsim_status sized_give(void *target, const void *source, size_t known_size, const char *name,
                          fishsim_error *error)
{
    if (!target)
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL", name);
    size_t size = *(const uint32_t *)target;
    if (size < known_size)
        return fail(error, FISHSIM_ERR_ABI, "%s.struct_size is %zu, at least %zu is needed", name,
                    size, known_size);
    memcpy((char *)target + sizeof(uint32_t), (const char *)source + sizeof(uint32_t),
           known_size - sizeof(uint32_t));
    memset((char *)target + known_size, 0, size - known_size);
    return FISHSIM_OK;
}

/* SPDX-License-Identifier: MIT */
/**
 * base.h: what every other header needs: statuses, error detail, version and the host's hooks.
 *
 * Conventions that hold everywhere:
 *  - Functions are named fishsim_<noun>_<verb>; units stand last in a name (width_m, soma_uj).
 *  - A function that can fail returns a fishsim_status: FISHSIM_OK is 0, every error is negative.
 *    Where a `fishsim_error *error` is taken it may be NULL; on failure it is filled, on success it
 *    is left alone.
 *  - A call that fails leaves its object as it was. The one exception is a failure inside a tick:
 *    then the world is dead, every further tick returns FISHSIM_ERR_STATE, and the only useful call
 *    left is its destroy function.
 *  - Nothing here is global: two objects never share state, so two threads may use two objects at
 *    once. One object is used by one thread at a time, unless its header says otherwise.
 *  - Structs that the caller fills begin with struct_size and are set up by a *_init function that
 *    takes the caller's sizeof. They grow only at the tail.
 */
#ifndef FISHSIM_BASE_H
#define FISHSIM_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32) && defined(FISHSIM_SHARED)
#define FISHSIM_API __declspec(dllexport)
#elif defined(__GNUC__)
#define FISHSIM_API __attribute__((visibility("default")))
#else
#define FISHSIM_API
#endif

/** Version of these headers. Compare with fishsim_version() for the library that is loaded. */
#define FISHSIM_VERSION_MAJOR  0
#define FISHSIM_VERSION_MINOR  1
#define FISHSIM_VERSION_PATCH  0
#define FISHSIM_VERSION_STRING "0.1.0"

/**
 * Every status: X(name, number, meaning). Numbers are never reused.
 */
#define FISHSIM_STATUS_TABLE(X)                                                                    \
    X(OK, 0, "success")                                                                            \
    X(ERR_ARGUMENT, -1, "an argument is NULL, out of range, or contradicts another")               \
    X(ERR_MEMORY, -2, "the allocator returned no memory")                                          \
    X(ERR_ABI, -3, "a struct has a size or a tail that this library does not know")                \
    X(ERR_CONFIG, -4, "the configuration is malformed, out of range or contradicts itself")        \
    X(ERR_LIMIT, -5, "a fixed limit of the library was exceeded")                                  \
    X(ERR_FORMAT, -6, "the bytes are not a snapshot or a message, or are damaged")                 \
    X(ERR_VERSION, -7, "the snapshot comes from another version of the format")                    \
    X(ERR_IO, -8, "a file could not be read or written")                                           \
    X(ERR_STATE, -9, "the object is not in a state that allows this call")                         \
    X(ERR_BUFFER, -10, "the caller's buffer is too small")                                         \
    X(ERR_NOT_FOUND, -11, "no key, species, fish or sink of that name or number")                  \
    X(ERR_INVARIANT, -12, "the library found itself in a state that must not occur")

/** Result of a call: FISHSIM_OK or one of the negative FISHSIM_ERR_* numbers. */
typedef int32_t fishsim_status;

enum {
#define FISHSIM_X(name, number, meaning) FISHSIM_##name = number,
    FISHSIM_STATUS_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/**
 * Detail of a failure, owned by the caller. Always 512 bytes; it does not grow, so it needs no
 * struct_size: `fishsim_error error = {0};` is enough.
 */
typedef struct fishsim_error {
    fishsim_status status; /**< the status that the failing call returned */
    uint32_t line;         /**< line in the configuration text, from 1; 0 where it has no meaning */
    uint32_t column;       /**< column in that line, from 1; 0 where it has no meaning */
    uint32_t reserved;     /**< 0 */
    char message[496];     /**< one line of UTF-8 that names the file, key or field; always ended */
} fishsim_error;

/** Version of the library that is loaded, as "major.minor.patch". Static; never NULL. Since 0.1. */
FISHSIM_API const char *fishsim_version(void);

/**
 * Name of a status, such as "ERR_CONFIG". Static; "UNKNOWN" for a number that is not a status.
 * Since 0.1.
 */
FISHSIM_API const char *fishsim_status_name(fishsim_status status);

/** What a status means, as a short sentence. Static; never NULL. Since 0.1. */
FISHSIM_API const char *fishsim_status_meaning(fishsim_status status);

/** Levels that the log hook receives: X(name, number). */
#define FISHSIM_LOG_TABLE(X) X(ERROR, 0) X(WARNING, 1) X(INFO, 2)

enum {
#define FISHSIM_X(name, number) FISHSIM_LOG_##name = number,
    FISHSIM_LOG_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** One piece of work of an executor: called with the pointer it was given and its index. */
typedef void (*fishsim_task)(void *argument, uint32_t index);

/**
 * What the host lends to an object when it is made. All hooks are optional: a zeroed (initialised)
 * struct, or NULL in its place, means malloc and free, no log, no assertion report, one thread.
 * The library copies the struct; whatever the user pointers point at must outlive the object.
 */
typedef struct fishsim_hooks {
    uint32_t struct_size; /**< set by fishsim_hooks_init */
    uint32_t reserved;    /**< 0 */

    /**
     * Returns `size` bytes aligned to `alignment` (a power of two), or NULL. Both or neither of
     * allocate and release are given. Called by the thread that uses the object, never by a task.
     */
    void *(*allocate)(void *user, size_t size, size_t alignment);
    /** Takes back memory from allocate, with the size it was asked for. Never called with NULL. */
    void (*release)(void *user, void *memory, size_t size);
    void *memory_user;

    /** Receives one line of text without a newline. The text is valid during the call only. */
    void (*log)(void *user, int32_t level, const char *text);
    void *log_user;

    /**
     * Called once when an invariant of the library is found broken, before the call that found it
     * returns FISHSIM_ERR_INVARIANT. The host may record, break into a debugger, or return.
     */
    void (*broken)(void *user, const char *invariant, const char *file, int32_t line);
    void *broken_user;

    /**
     * Runs task(argument, i) once for every i in [0, count), on any threads and in any order, and
     * returns when all have ended. Results do not depend on how it does so. A task needs less than
     * 128 KiB of stack.
     */
    void (*execute)(void *user, fishsim_task task, void *argument, uint32_t count);
    void *execute_user;
} fishsim_hooks;

/**
 * Sets up *hooks as "no hooks": zeroes struct_size bytes and stores struct_size.
 * @param hooks        struct to set up; not NULL
 * @param struct_size  sizeof(fishsim_hooks) as the caller was compiled
 * @return FISHSIM_OK, ERR_ARGUMENT (NULL) or ERR_ABI (size this library cannot serve)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_hooks_init(fishsim_hooks *hooks, size_t struct_size);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_BASE_H */

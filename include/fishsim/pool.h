/* SPDX-License-Identifier: MIT */
/**
 * pool.h: a small pool of threads for hosts that have none of their own.
 *
 * Nothing uses one unless it is made and lent: the library starts no thread by itself. A host with
 * a thread pool gives the hook `execute` (base.h) instead.
 */
#ifndef FISHSIM_POOL_H
#define FISHSIM_POOL_H

#include <fishsim/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A pool of threads: opaque. Several objects may use one pool, from any threads. */
typedef struct fishsim_pool fishsim_pool;

/** Most threads of a pool. */
#define FISHSIM_POOL_THREADS_MAX 256

/**
 * Makes a pool and starts its threads. They sleep while there is nothing to do.
 * @param threads  threads that work at once, 1 to FISHSIM_POOL_THREADS_MAX; the one that asks for
 *                 work is among them, so that threads - 1 are started
 * @param hooks    memory and log of the pool, copied; NULL for the defaults
 * @param out      the pool, for fishsim_pool_destroy
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_MEMORY (also when a thread could not be started)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_pool_create(uint32_t threads, const fishsim_hooks *hooks,
                                               fishsim_pool **out, fishsim_error *error);

/**
 * Ends the threads and frees the pool; NULL is allowed. Objects that were lent it must not work any
 * more. After a fork the child may destroy it too: it has none of the threads.
 * Since 0.1.
 */
FISHSIM_API void fishsim_pool_destroy(fishsim_pool *pool);

/**
 * Sets execute and execute_user of *hooks, so that objects made with them work on the pool. While
 * one object's work is under way another's is done by its own thread alone, and so it is in the
 * child of a fork: results never depend on it.
 * @param hooks  set up by fishsim_hooks_init
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_pool_lend(fishsim_pool *pool, fishsim_hooks *hooks,
                                             fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_POOL_H */

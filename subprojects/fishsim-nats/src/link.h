/* SPDX-License-Identifier: MIT */
/*
 * link.h: a connection to a NATS server that never gives up, and what it counts.
 *
 * Used by the publisher and by the programs: worker, logger, alerter. libnats 3.4.1 calls back on
 * threads of its own, so the callbacks here only count. What to know of that version: a reconnect
 * ends after 60 tries unless told, subjects are not checked (ids are, by wire.h), a publish that
 * the server denies succeeds and is told later, natsSubscription_Fetch corrupts the heap.
 */
#ifndef FISHSIM_NATS_LINK_H
#define FISHSIM_NATS_LINK_H

#include <fishsim/base.h>

#include <nats/nats.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* How to reach a server. Empty or NULL texts are "none". */
struct link_options {
    const char *url;  /* or several, with commas */
    const char *name; /* of this client, for the server's lists */
    const char *user, *password, *token, *credentials_file;
    const char *ca_file, *certificate_file, *key_file;
    bool send_at_once; /* fast requests and slow floods of messages, or the reverse */
};

/* A connection: the caller owns the struct, which must stay where it is while it is open. */
struct link {
    natsConnection *connection;
    atomic_uint_fast64_t reconnects;
    atomic_uint_fast64_t denied; /* errors that the server told later, or slow subscribers */
};

/* Opens; returns at once, also when no server is there. ERR_ARGUMENT, ERR_IO, ERR_MEMORY. */
fishsim_status link_open(struct link *link, const struct link_options *options,
                         fishsim_error *error);

/* Whether there is a connection at this moment. */
bool link_connected(const struct link *link);

/* Why there is no connection, for people; "" if that is not known. Valid until the next call. */
const char *link_trouble(const struct link *link);

/* Closes; no callback runs afterwards. */
void link_close(struct link *link);

/* A subscription whose callback runs on a thread of libnats. It must stay where it is. */
struct listener {
    natsConnection *connection;
    natsSubscription *subscription;
    pthread_mutex_t mutex;
    pthread_cond_t silent;
    bool is_open, is_silent;
};

/* Listens to a subject; `queue` (or NULL) names the group that shares it. To nothing, and
 * without an error, once the server has refused the login for good. ERR_IO, ERR_MEMORY. */
fishsim_status listener_open(struct listener *listener, const struct link *link,
                             const char *subject, const char *queue, natsMsgHandler callback,
                             void *user, fishsim_error *error);

/*
 * Ends it: what has come by then is still handed over while there is a connection, and no callback
 * runs once this has returned. Does nothing to one that is not open.
 */
void listener_close(struct listener *listener);

#endif

/* SPDX-License-Identifier: MIT */
/* link.c: opening and watching a connection. See link.h. */
#define _POSIX_C_SOURCE 200809L /* access */

#include "link.h"

#include "trouble.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { RECONNECT_WAIT_MS = 250, RECONNECT_JITTER_MS = 100, PING_MS = 5000, PINGS_OUT = 2 };
enum { DRAIN_MS = 2000 };

static bool given(const char *text)
{
    return text && text[0];
}

/* The first connection, when it was not there at once, is told as a reconnect too. */
static void on_connected(natsConnection *connection, void *user)
{
    (void)connection;
    struct link *link = user;
    atomic_fetch_add(&link->reconnects, 1);
}

static void on_error(natsConnection *connection, natsSubscription *subscription, natsStatus status,
                     void *user)
{
    (void)connection;
    (void)subscription;
    (void)status;
    struct link *link = user;
    atomic_fetch_add(&link->denied, 1);
}

/* Cuts a list at its commas. */
static natsStatus set_servers(natsOptions *options, const char *urls)
{
    enum { SERVERS_MAX = 16, URLS_BYTES = 2048 };
    char text[URLS_BYTES];
    const char *servers[SERVERS_MAX];
    int count = 0;
    if (!given(urls) || strlen(urls) >= sizeof text)
        return NATS_INVALID_ARG;
    memcpy(text, urls, strlen(urls) + 1);
    for (char *at = text; at;) {
        if (count == SERVERS_MAX)
            return NATS_INVALID_ARG;
        servers[count++] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = '\0';
    }
    return natsOptions_SetServers(options, servers, count);
}

static natsStatus set_identity(natsOptions *options, const struct link_options *wanted)
{
    natsStatus status = NATS_OK;
    if (given(wanted->name))
        status = natsOptions_SetName(options, wanted->name);
    if (status == NATS_OK && given(wanted->user))
        status = natsOptions_SetUserInfo(options, wanted->user,
                                         wanted->password ? wanted->password : "");
    if (status == NATS_OK && given(wanted->token))
        status = natsOptions_SetToken(options, wanted->token);
    if (status == NATS_OK && given(wanted->credentials_file))
        status = natsOptions_SetUserCredentialsFromFiles(options, wanted->credentials_file, NULL);
    return status;
}

static natsStatus set_tls(natsOptions *options, const struct link_options *wanted)
{
    natsStatus status = NATS_OK;
    if (given(wanted->ca_file) || given(wanted->certificate_file))
        status = natsOptions_SetSecure(options, true);
    if (status == NATS_OK && given(wanted->ca_file))
        status = natsOptions_LoadCATrustedCertificates(options, wanted->ca_file);
    if (status == NATS_OK && given(wanted->certificate_file))
        status =
            natsOptions_LoadCertificatesChain(options, wanted->certificate_file, wanted->key_file);
    return status;
}

static natsStatus set_endurance(natsOptions *options, const struct link_options *wanted,
                                struct link *link)
{
    natsStatus status = natsOptions_SetMaxReconnect(options, -1);
    if (status == NATS_OK)
        status = natsOptions_SetReconnectWait(options, RECONNECT_WAIT_MS);
    if (status == NATS_OK)
        status = natsOptions_SetReconnectJitter(options, RECONNECT_JITTER_MS, RECONNECT_JITTER_MS);
    if (status == NATS_OK)
        status = natsOptions_SetPingInterval(options, PING_MS);
    if (status == NATS_OK)
        status = natsOptions_SetMaxPingsOut(options, PINGS_OUT);
    if (status == NATS_OK)
        status = natsOptions_SetRetryOnFailedConnect(options, true, on_connected, link);
    if (status == NATS_OK)
        status = natsOptions_SetReconnectedCB(options, on_connected, link);
    if (status == NATS_OK)
        status = natsOptions_SetErrorHandler(options, on_error, link);
    if (status == NATS_OK)
        status = natsOptions_SetSendAsap(options, wanted->send_at_once);
    return status;
}

/* A status of libnats while opening, as one of ours. The URL is not told: it may hold a password.
 */
static fishsim_status refuse(natsStatus status, const struct link_options *wanted,
                             fishsim_error *error)
{
    if (status == NATS_NO_MEMORY)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a connection to NATS");
    bool files = given(wanted->ca_file) || given(wanted->certificate_file) ||
                 given(wanted->credentials_file);
    return trouble(error, files ? FISHSIM_ERR_IO : FISHSIM_ERR_ARGUMENT,
                   "no connection to NATS: %s", natsStatus_GetText(status));
}

fishsim_status link_open(struct link *link, const struct link_options *wanted, fishsim_error *error)
{
    natsOptions *options = NULL;
    memset(link, 0, sizeof *link);
    /* libnats would look into it with each try to connect, and say nothing. */
    if (given(wanted->credentials_file) && access(wanted->credentials_file, R_OK) != 0)
        return trouble(error, FISHSIM_ERR_IO, "%s: %s", wanted->credentials_file, strerror(errno));
    natsStatus status = natsOptions_Create(&options);
    if (status == NATS_OK)
        status = set_servers(options, wanted->url);
    if (status == NATS_OK)
        status = set_identity(options, wanted);
    if (status == NATS_OK)
        status = set_tls(options, wanted);
    if (status == NATS_OK)
        status = set_endurance(options, wanted, link);
    if (status == NATS_OK)
        status = natsConnection_Connect(&link->connection, options);
    natsOptions_Destroy(options);
    if (status == NATS_OK || status == NATS_NOT_YET_CONNECTED)
        return FISHSIM_OK;
    return refuse(status, wanted, error);
}

bool link_connected(const struct link *link)
{
    return natsConnection_Status(link->connection) == NATS_CONN_STATUS_CONNECTED;
}

const char *link_trouble(const struct link *link)
{
    const char *text = NULL;
    natsConnection_GetLastError(link->connection, &text);
    return text ? text : "";
}

static void on_silent(void *user)
{
    struct listener *listener = user;
    pthread_mutex_lock(&listener->mutex);
    listener->is_silent = true;
    pthread_cond_signal(&listener->silent);
    pthread_mutex_unlock(&listener->mutex);
}

fishsim_status listener_open(struct listener *listener, const struct link *link,
                             const char *subject, const char *queue, natsMsgHandler callback,
                             void *user, fishsim_error *error)
{
    memset(listener, 0, sizeof *listener);
    natsStatus status =
        queue ? natsConnection_QueueSubscribe(&listener->subscription, link->connection, subject,
                                              queue, callback, user)
              : natsConnection_Subscribe(&listener->subscription, link->connection, subject,
                                         callback, user);
    /* libnats gives a server up that has refused the login twice, maybe before we come here: what
     * was sent would be lost as well, and link_trouble says why. */
    if (status == NATS_CONNECTION_CLOSED)
        return FISHSIM_OK;
    if (status != NATS_OK)
        return trouble(error, FISHSIM_ERR_IO, "cannot listen to %s: %s", subject,
                       natsStatus_GetText(status));
    pthread_mutex_init(&listener->mutex, NULL);
    pthread_cond_init(&listener->silent, NULL);
    listener->is_open = true;
    listener->connection = link->connection;
    natsSubscription_SetPendingLimits(listener->subscription, -1, -1); /* callers bound it */
    if (natsSubscription_SetOnCompleteCB(listener->subscription, on_silent, listener) == NATS_OK)
        return FISHSIM_OK;
    listener->is_silent = true; /* nobody will say so */
    listener_close(listener);
    return trouble(error, FISHSIM_ERR_MEMORY, "no memory to listen to %s", subject);
}

void listener_close(struct listener *listener)
{
    if (!listener->is_open)
        return;
    bool connected = natsConnection_Status(listener->connection) == NATS_CONN_STATUS_CONNECTED;
    if (!connected || natsSubscription_DrainTimeout(listener->subscription, DRAIN_MS) != NATS_OK)
        natsSubscription_Unsubscribe(listener->subscription);
    pthread_mutex_lock(&listener->mutex);
    while (!listener->is_silent)
        pthread_cond_wait(&listener->silent, &listener->mutex);
    pthread_mutex_unlock(&listener->mutex);
    natsSubscription_Destroy(listener->subscription);
    pthread_mutex_destroy(&listener->mutex);
    pthread_cond_destroy(&listener->silent);
    listener->is_open = false;
}

void link_close(struct link *link)
{
    if (!link->connection)
        return;
    natsConnection_Close(link->connection);
    natsConnection_Destroy(link->connection);
    link->connection = NULL;
}

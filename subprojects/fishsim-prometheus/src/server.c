/* SPDX-License-Identifier: MIT */
/*
 * server.c: GET /metrics by civetweb. No document root, so there are no files to reach; few
 * threads, a short queue of connections, a time-out, and no bodies. Plain HTTP: Debian's civetweb
 * crashes with TLS, so off loopback this belongs behind a proxy that speaks it.
 */
#define _POSIX_C_SOURCE 200809L

#include <fishsim/prometheus.h>

#include "say_no.h"

#include <civetweb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fishsim_metrics_server {
    fishsim_metrics *metrics;
    struct mg_context *context;
    char *authorization; /* "Bearer ...", or NULL */
    uint16_t port;
};

/* ---- answering ------------------------------------------------------------------------------ */

/* Takes the same time wherever the texts differ; their lengths may show. */
static bool equal(const char *given, const char *wanted)
{
    size_t length = strlen(given), wanted_length = strlen(wanted);
    unsigned char different = length != wanted_length;
    for (size_t i = 0; i < wanted_length; i++)
        different |= (unsigned char)wanted[i] ^ (unsigned char)(length ? given[i % length] : 0);
    return !different;
}

static int answer(struct mg_connection *connection, const char *status, const char *more,
                  const char *body, size_t length)
{
    mg_printf(connection,
              "HTTP/1.1 %s\r\n%sContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
              "Content-Length: %zu\r\nConnection: close\r\n\r\n",
              status, more, length);
    mg_write(connection, body, length);
    return atoi(status);
}

static int serve(struct mg_connection *connection, void *user)
{
    const fishsim_metrics_server *server = user;
    const struct mg_request_info *request = mg_get_request_info(connection);
    const char *given = mg_get_header(connection, "Authorization");
    char *text;
    size_t length;
    if (server->authorization && !equal(given ? given : "", server->authorization))
        return answer(connection, "401 Unauthorized", "WWW-Authenticate: Bearer\r\n", "", 0);
    if (strcmp(request->local_uri, "/metrics") != 0)
        return answer(connection, "404 Not Found", "", "", 0);
    if (strcmp(request->request_method, "GET") != 0)
        return answer(connection, "405 Method Not Allowed", "Allow: GET\r\n", "", 0);
    if (request->content_length > 0)
        return answer(connection, "413 Payload Too Large", "", "", 0);
    if (fishsim_metrics_write(server->metrics, &text, &length, NULL))
        return answer(connection, "503 Service Unavailable", "", "", 0);
    int status = answer(connection, "200 OK", "", text, length);
    fishsim_metrics_free_text(text);
    return status;
}

/* civetweb would write to stderr. */
static int be_quiet(const struct mg_connection *connection, const char *message)
{
    (void)connection;
    (void)message;
    return 1;
}

/* ---- starting ------------------------------------------------------------------------------- */

/* Whether "host:port" can be one, and whether host is this machine's own. */
static bool read_address(const char *address, bool *loopback)
{
    const char *colon = address ? strrchr(address, ':') : NULL;
    if (!colon || colon == address || !colon[1] || strlen(colon + 1) > 5 ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1) || atoi(colon + 1) > 65535 ||
        strlen(address) > 100 || strspn(address, "0123456789abcdefABCDEF.:[]") != strlen(address))
        return false;
    *loopback = strncmp(address, "127.", 4) == 0 || strncmp(address, "[::1]:", 6) == 0;
    return true;
}

static struct mg_context *start(fishsim_metrics_server *server, const char *address)
{
    const char *options[] = {"listening_ports",
                             address,
                             "num_threads",
                             "3",
                             "request_timeout_ms",
                             "5000",
                             "max_request_size",
                             "8192",
                             "connection_queue",
                             "16",
                             "enable_keep_alive",
                             "no",
                             NULL};
    struct mg_callbacks callbacks = {.log_message = be_quiet};
    struct mg_context *context = mg_start(&callbacks, server, options);
    if (context)
        mg_set_request_handler(context, "/", serve, server);
    return context;
}

fishsim_status fishsim_metrics_serve(fishsim_metrics *metrics, const char *address,
                                     const char *token, fishsim_metrics_server **out,
                                     fishsim_error *error)
{
    bool loopback, secret = token && token[0];
    if (!metrics || !out)
        return say_no(error, FISHSIM_ERR_ARGUMENT, "fishsim_metrics_serve: %s is NULL",
                      metrics ? "out" : "metrics");
    if (!read_address(address, &loopback))
        return say_no(error, FISHSIM_ERR_ARGUMENT, "the address of /metrics must be IP:port");
    if (!loopback && !secret)
        return say_no(error, FISHSIM_ERR_ARGUMENT, "%s is not loopback: it needs a bearer token",
                      address);
    fishsim_metrics_server *made = calloc(1, sizeof *made);
    size_t room = secret ? strlen(token) + 8 : 1;
    char *authorization = malloc(room);
    if (!made || !authorization) {
        free(made);
        free(authorization);
        return say_no(error, FISHSIM_ERR_MEMORY, "no memory for a server");
    }
    if (secret) {
        snprintf(authorization, room, "Bearer %s", token);
        made->authorization = authorization;
    } else {
        free(authorization);
    }
    made->metrics = metrics;
    mg_init_library(MG_FEATURES_DEFAULT);
    made->context = start(made, address);
    if (!made->context) {
        mg_exit_library();
        free(made->authorization);
        free(made);
        return say_no(error, FISHSIM_ERR_IO, "cannot serve /metrics on %s", address);
    }
    struct mg_server_port port = {0};
    if (mg_get_server_ports(made->context, 1, &port) == 1)
        made->port = (uint16_t)port.port;
    *out = made;
    return FISHSIM_OK;
}

uint16_t fishsim_metrics_server_port(const fishsim_metrics_server *server)
{
    return server ? server->port : 0;
}

void fishsim_metrics_server_stop(fishsim_metrics_server *server)
{
    if (!server)
        return;
    mg_stop(server->context);
    mg_exit_library();
    free(server->authorization);
    free(server);
}

/* SPDX-License-Identifier: MIT */
/* post.c: HTTP by libcurl: http and https only, no redirects, a time-out, and some tries. */
#define _POSIX_C_SOURCE 200809L

#include "alerter.h"

#include <curl/curl.h>
#include <time.h>

enum { FIRST_WAIT_MS = 200, LONGEST_WAIT_MS = 10000 };

static size_t drop(char *data, size_t size, size_t count, void *user)
{
    (void)data;
    (void)user;
    return size * count;
}

static bool post_once(const struct alerter_settings *settings, const char *url, const char *json)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    long answer = 0;
    CURLcode status = CURLE_OUT_OF_MEMORY;
    if (curl && headers) {
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)settings->timeout_ms);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
        if (settings->token[0]) {
            curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
            curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, settings->token);
        }
        status = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return status == CURLE_OK && answer >= 200 && answer < 300;
}

bool post(const struct alerter_settings *settings, const char *url, const char *json,
          const volatile sig_atomic_t *ended)
{
    long wait_ms = FIRST_WAIT_MS;
    for (uint64_t i = 0; i < settings->tries && !*ended; i++) {
        if (post_once(settings, url, json))
            return true;
        const struct timespec wait = {wait_ms / 1000, wait_ms % 1000 * 1000000L};
        nanosleep(&wait, NULL);
        wait_ms = 2 * wait_ms < LONGEST_WAIT_MS ? 2 * wait_ms : LONGEST_WAIT_MS;
    }
    return false;
}

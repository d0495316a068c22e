/* SPDX-License-Identifier: MIT */
/* fishsim/prometheus.h: text that Prometheus reads, whatever labels hold, and no more than allowed.
 */
#define _POSIX_C_SOURCE 200809L

#include "world_fixture.h"

#include <fishsim/prometheus.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static fishsim_metrics *metrics_of(uint32_t series_max)
{
    fishsim_metrics *metrics = NULL;
    assert_ok(fishsim_metrics_create(series_max, &metrics, NULL));
    return metrics;
}

static uint32_t family_of(fishsim_metrics *metrics, uint32_t kind, const char *name)
{
    uint32_t family;
    assert_ok(fishsim_metrics_add_family(metrics, kind, name, "A family.", &family, NULL));
    return family;
}

static void assert_says(fishsim_metrics *metrics, const char *wanted, bool present)
{
    char *text;
    assert_ok(fishsim_metrics_write(metrics, &text, NULL, NULL));
    if ((strstr(text, wanted) != NULL) != present) {
        print_error("%s '%s' in:\n%s", present ? "no" : "there is", wanted, text);
        _fail(__FILE__, __LINE__);
    }
    fishsim_metrics_free_text(text);
}

static void counters_and_gauges_are_set_and_raised(void **state)
{
    (void)state;
    fishsim_metrics *metrics = metrics_of(10);
    uint32_t counter = family_of(metrics, FISHSIM_METRIC_COUNTER, "a_total");
    uint32_t gauge = family_of(metrics, FISHSIM_METRIC_GAUGE, "b");
    const fishsim_label label = {"x", "1"};
    assert_ok(fishsim_metrics_add(metrics, counter, NULL, 0, 2));
    assert_ok(fishsim_metrics_add(metrics, counter, NULL, 0, 3));
    assert_ok(fishsim_metrics_set(metrics, gauge, &label, 1, 0.5));
    assert_says(metrics, "# HELP a_total A family.\n# TYPE a_total counter\na_total 5\n", true);
    assert_says(metrics, "b{x=\"1\"} 0.5\n", true);
    assert_says(metrics, "fishsim_build_info{version=\"", true);
    fishsim_metrics_forget(metrics, &label);
    assert_says(metrics, "b{x=\"1\"}", false);
    fishsim_metrics_destroy(metrics);
}

static void labels_are_escaped_and_cut(void **state)
{
    (void)state;
    fishsim_metrics *metrics = metrics_of(10);
    uint32_t gauge = family_of(metrics, FISHSIM_METRIC_GAUGE, "g");
    const fishsim_label nasty = {"x", "a\"} 1\nfake 2\\"};
    char longer[400];
    memset(longer, 'y', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    const fishsim_label cut = {"x", longer};
    assert_ok(fishsim_metrics_set(metrics, gauge, &nasty, 1, 1));
    assert_ok(fishsim_metrics_set(metrics, gauge, &cut, 1, 1));
    assert_says(metrics, "g{x=\"a\\\"} 1\\nfake 2\\\\\"} 1\n", true);
    assert_says(metrics, "\nfake", false);
    longer[128] = '\0';
    assert_says(metrics, longer, true);
    longer[128] = 'y';
    longer[129] = '\0';
    assert_says(metrics, longer, false);
    /* A label that looks like another inside a value is not forgotten with it. */
    const fishsim_label inside = {"y", "x=\"z\""}, other = {"x", "z"};
    assert_ok(fishsim_metrics_set(metrics, gauge, &inside, 1, 7));
    fishsim_metrics_forget(metrics, &other);
    assert_says(metrics, "g{y=\"x=\\\"z\\\"\"} 7", true);
    fishsim_metrics_destroy(metrics);
}

static void series_are_capped_and_the_rest_is_counted(void **state)
{
    (void)state;
    fishsim_metrics *metrics = metrics_of(3);
    uint32_t gauge = family_of(metrics, FISHSIM_METRIC_GAUGE, "g");
    for (int i = 0; i < 10; i++) {
        char value[8];
        snprintf(value, sizeof value, "%d", i);
        const fishsim_label label = {"x", value};
        assert_int_equal(fishsim_metrics_set(metrics, gauge, &label, 1, i),
                         i < 3 ? FISHSIM_OK : FISHSIM_ERR_LIMIT);
    }
    assert_says(metrics, "g{x=\"2\"} 2\n", true);
    assert_says(metrics, "g{x=\"3\"}", false);
    assert_says(metrics, "fishsim_metrics_series_dropped_total 7\n", true);
    fishsim_metrics_destroy(metrics);
}

static void histograms_add_up(void **state)
{
    (void)state;
    fishsim_metrics *metrics = metrics_of(3);
    uint32_t family = family_of(metrics, FISHSIM_METRIC_HISTOGRAM, "h_seconds");
    const fishsim_label label = {"x", "1"};
    const double values[] = {0.000001, 0.001, 0.0011, 3, 100};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        assert_ok(fishsim_metrics_observe(metrics, family, &label, 1, values[i]));
    assert_says(metrics, "h_seconds_bucket{x=\"1\",le=\"0.00001\"} 1\n", true);
    assert_says(metrics, "h_seconds_bucket{x=\"1\",le=\"0.001\"} 2\n", true);
    assert_says(metrics, "h_seconds_bucket{x=\"1\",le=\"0.0025\"} 3\n", true);
    assert_says(metrics, "h_seconds_bucket{x=\"1\",le=\"10\"} 4\n", true);
    assert_says(metrics, "h_seconds_bucket{x=\"1\",le=\"+Inf\"} 5\n", true);
    assert_says(metrics, "h_seconds_count{x=\"1\"} 5\n", true);
    assert_int_equal(fishsim_metrics_set(metrics, family, &label, 1, 1), FISHSIM_ERR_ARGUMENT);
    fishsim_metrics_destroy(metrics);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"", "1a", "a b", "a-b", "a\nb", NULL};
    fishsim_metrics *metrics = metrics_of(3), *none = NULL;
    uint32_t family = 0, other;
    fishsim_error error = {0};
    assert_int_equal(fishsim_metrics_create(0, &none, &error), FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_metrics_create(5, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        const fishsim_label label = {BAD[i], "v"};
        assert_int_equal(
            fishsim_metrics_add_family(metrics, FISHSIM_METRIC_GAUGE, BAD[i], "A", &family, &error),
            FISHSIM_ERR_ARGUMENT);
        assert_int_equal(fishsim_metrics_set(metrics, 0, &label, 1, 1), FISHSIM_ERR_ARGUMENT);
    }
    family = family_of(metrics, FISHSIM_METRIC_GAUGE, "g");
    assert_int_equal(family_of(metrics, FISHSIM_METRIC_GAUGE, "g"), family);
    assert_int_equal(
        fishsim_metrics_add_family(metrics, FISHSIM_METRIC_COUNTER, "g", "A", &other, &error),
        FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_metrics_set(metrics, 99, NULL, 0, 1), FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_metrics_observe(metrics, family, NULL, 0, 1), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_metrics_set(NULL, 0, NULL, 0, 1), FISHSIM_ERR_ARGUMENT);
    fishsim_metrics_destroy(metrics);
    fishsim_metrics_destroy(NULL);
}

static void a_watch_tells_what_the_world_tells(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *bare = lively_world(NULL);
    fishsim_metrics *metrics = metrics_of(100);
    fishsim_metrics_watch *watch = NULL;
    fishsim_sink sink;
    fishsim_error error = {0};
    assert_int_equal(fishsim_metrics_watch_create(metrics, "a b", 1, &watch, &error),
                     FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_metrics_watch_create(metrics, "sim-1", 10, &watch, NULL));
    assert_ok(fishsim_metrics_watch_sink(watch, &sink, NULL));
    uint32_t sink_id;
    assert_ok(fishsim_world_add_sink(world, &sink, &sink_id, NULL));
    tick_world(world, 50);
    tick_world(bare, 50);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(bare));
    fishsim_species_info info;
    assert_ok(fishsim_species_info_init(&info, sizeof info));
    assert_ok(fishsim_world_get_species(world, 0, &info, NULL));
    char wanted[160];
    snprintf(wanted, sizeof wanted, "fishsim_fish{simulation=\"sim-1\",species=\"anchovy\"} %llu\n",
             (unsigned long long)info.fish);
    assert_says(metrics, wanted, true);
    snprintf(wanted, sizeof wanted,
             "fishsim_births_total{simulation=\"sim-1\",species=\"anchovy\"} %llu\n",
             (unsigned long long)info.births);
    assert_says(metrics, wanted, true);
    snprintf(
        wanted, sizeof wanted,
        "fishsim_deaths_total{simulation=\"sim-1\",species=\"anchovy\",cause=\"eaten\"} %llu\n",
        (unsigned long long)info.deaths[FISHSIM_CAUSE_EATEN]);
    assert_says(metrics, wanted, true);
    assert_says(metrics, "fishsim_ticks_total{simulation=\"sim-1\"} 50\n", true);
    assert_says(metrics, "fishsim_tick_duration_seconds_count{simulation=\"sim-1\"} 49\n", true);
    assert_ok(fishsim_world_remove_sink(world, sink_id, NULL));
    fishsim_metrics_watch_destroy(watch);
    assert_says(metrics, "sim-1", false);
    fishsim_metrics_destroy(metrics);
    fishsim_world_destroy(world);
    fishsim_world_destroy(bare);
}

/* ---- the server ----------------------------------------------------------------------------- */

/* Sends a request and gives the first bytes of the answer. */
static void ask(uint16_t port, const char *request, char answer[4096])
{
    int link = socket(AF_INET, SOCK_STREAM, 0);
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(link, (const struct sockaddr *)&address, sizeof address), 0);
    assert_true(write(link, request, strlen(request)) > 0);
    size_t length = 0;
    for (ssize_t got; length < 4095 && (got = read(link, answer + length, 4095 - length)) > 0;)
        length += (size_t)got;
    answer[length] = '\0';
    close(link);
}

static void assert_answer(uint16_t port, const char *request, const char *status)
{
    char answer[4096], wanted[32];
    ask(port, request, answer);
    snprintf(wanted, sizeof wanted, "HTTP/1.1 %s", status);
    if (strncmp(answer, wanted, strlen(wanted)) != 0) {
        print_error("'%.40s' for '%s'\n", answer, request);
        _fail(__FILE__, __LINE__);
    }
}

static void the_server_gives_metrics_and_nothing_else(void **state)
{
    (void)state;
    fishsim_metrics *metrics = metrics_of(10);
    fishsim_metrics_server *server = NULL;
    assert_ok(fishsim_metrics_serve(metrics, "127.0.0.1:0", NULL, &server, NULL));
    uint16_t port = fishsim_metrics_server_port(server);
    assert_true(port > 0);
    assert_answer(port, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "200");
    assert_answer(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "404");
    assert_answer(port, "GET /etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", "404");
    assert_answer(port, "POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "405");
    assert_answer(port, "GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789",
                  "413");
    fishsim_metrics_server_stop(server);
    fishsim_metrics_server_stop(NULL);
    fishsim_metrics_destroy(metrics);
}

static void a_token_is_asked_for(void **state)
{
    (void)state;
    fishsim_metrics *metrics = metrics_of(10);
    fishsim_metrics_server *server = NULL;
    fishsim_error error = {0};
    assert_int_equal(fishsim_metrics_serve(metrics, "0.0.0.0:0", NULL, &server, &error),
                     FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    static const char *const BAD[] = {"",
                                      "9464",
                                      "host:9464",
                                      "127.0.0.1:",
                                      "127.0.0.1:99999",
                                      "127.0.0.1:80,0.0.0.0:81",
                                      "127.0.0.1:80s"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        assert_int_equal(fishsim_metrics_serve(metrics, BAD[i], "t", &server, NULL),
                         FISHSIM_ERR_ARGUMENT);
    assert_null(server);
    assert_ok(fishsim_metrics_serve(metrics, "127.0.0.1:0", "secret", &server, NULL));
    uint16_t port = fishsim_metrics_server_port(server);
    assert_answer(port, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "401");
    assert_answer(port, "GET /metrics HTTP/1.1\r\nAuthorization: Bearer secre\r\n\r\n", "401");
    assert_answer(port, "GET /metrics HTTP/1.1\r\nAuthorization: Bearer secrets\r\n\r\n", "401");
    assert_answer(port, "GET /metrics HTTP/1.1\r\nAuthorization: Bearer secret\r\n\r\n", "200");
    fishsim_metrics_server_stop(server);
    fishsim_metrics_destroy(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_and_gauges_are_set_and_raised),
        cmocka_unit_test(labels_are_escaped_and_cut),
        cmocka_unit_test(series_are_capped_and_the_rest_is_counted),
        cmocka_unit_test(histograms_add_up),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(a_watch_tells_what_the_world_tells),
        cmocka_unit_test(the_server_gives_metrics_and_nothing_else),
        cmocka_unit_test(a_token_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* nats.h without a server: what is refused, what is bounded, and that every message is counted. */
#include "world_fixture.h"

#include <fishsim/nats.h>

static fishsim_nats_options plain_options(void)
{
    fishsim_nats_options options;
    assert_ok(fishsim_nats_options_init(&options, sizeof options));
    options.url = "nats://127.0.0.1:1"; /* nobody is there */
    options.worker_id = "tester";
    return options;
}

static fishsim_nats *open_plain(void)
{
    const fishsim_nats_options options = plain_options();
    fishsim_error error = {0};
    fishsim_nats *nats = NULL;
    assert_status(FISHSIM_OK, fishsim_nats_open(&options, &nats, &error), &error);
    return nats;
}

static void refuse_with(const fishsim_nats_options *options, fishsim_status wanted)
{
    fishsim_nats *nats = NULL;
    fishsim_error error = {0};
    assert_status(wanted, fishsim_nats_open(options, &nats, &error), &error);
    assert_detail(&error, wanted);
    assert_null(nats);
}

static void bad_options_are_refused(void **state)
{
    (void)state;
    fishsim_nats_options options;
#define REFUSE(member, value, status)                                                              \
    options = plain_options();                                                                     \
    options.member = value;                                                                        \
    refuse_with(&options, status)
    static const char *const BAD[] = {"../../etc", "a b", "a\r\nPUB x", "a.b", "", NULL};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        REFUSE(worker_id, BAD[i], FISHSIM_ERR_ARGUMENT);
        REFUSE(stream, BAD[i], FISHSIM_ERR_ARGUMENT);
    }
    REFUSE(log_subject, NULL, FISHSIM_ERR_ARGUMENT);
    REFUSE(log_subject, "", FISHSIM_ERR_ARGUMENT);
    REFUSE(log_subject, "logging.>", FISHSIM_ERR_ARGUMENT);
    REFUSE(log_subject, "logging\r\nPUB", FISHSIM_ERR_ARGUMENT);
    REFUSE(url, "", FISHSIM_ERR_ARGUMENT);
    REFUSE(url, "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", FISHSIM_ERR_ARGUMENT);
    REFUSE(in_flight, 0, FISHSIM_ERR_ARGUMENT);
    REFUSE(queue_bytes, 65535, FISHSIM_ERR_ARGUMENT);
    REFUSE(in_flight_bytes, 0, FISHSIM_ERR_ARGUMENT);
    REFUSE(frame_fish_max, 0, FISHSIM_ERR_ARGUMENT);
    REFUSE(ack_wait_ms, 1, FISHSIM_ERR_ARGUMENT);
    REFUSE(ca_file, "/nowhere/ca.pem", FISHSIM_ERR_IO);
    REFUSE(certificate_file, "/nowhere/me.pem", FISHSIM_ERR_IO);
    REFUSE(credentials_file, "/nowhere/me.creds", FISHSIM_ERR_IO);
    REFUSE(struct_size, 8, FISHSIM_ERR_ABI);
#undef REFUSE
    options = plain_options();
    refuse_with(NULL, FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_nats_open(&options, NULL, NULL), FISHSIM_ERR_ARGUMENT);
}

static void structs_of_later_callers_are_taken_while_their_tails_are_zero(void **state)
{
    (void)state;
    struct {
        fishsim_nats_options options;
        uint64_t later;
    } longer;
    struct {
        fishsim_nats_stats stats;
        uint64_t later;
    } told;
    fishsim_nats *nats = NULL;
    assert_int_equal(fishsim_nats_options_init(NULL, sizeof longer), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_nats_options_init(&longer.options, 8), FISHSIM_ERR_ABI);
    assert_int_equal(fishsim_nats_stats_init(NULL, sizeof told), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_nats_stats_init(&told.stats, 8), FISHSIM_ERR_ABI);
    assert_ok(fishsim_nats_options_init(&longer.options, sizeof longer));
    longer.options.url = "nats://127.0.0.1:1";
    longer.options.worker_id = "tester";
    longer.later = 1;
    refuse_with(&longer.options, FISHSIM_ERR_ABI);
    longer.later = 0;
    assert_ok(fishsim_nats_open(&longer.options, &nats, NULL));
    assert_ok(fishsim_nats_stats_init(&told.stats, sizeof told));
    assert_ok(fishsim_nats_get_stats(nats, &told.stats, NULL));
    assert_int_equal(told.stats.connected, 0);
    told.stats.struct_size = 8;
    assert_int_equal(fishsim_nats_get_stats(nats, &told.stats, NULL), FISHSIM_ERR_ABI);
    fishsim_nats_close(nats, 0, NULL);
}

static void bad_feeds_are_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"../../etc", "a b", "a\r\nPUB x 0", "", NULL};
    fishsim_world *world = lively_world(NULL);
    fishsim_nats *nats = open_plain();
    fishsim_nats_feed *feed = NULL;
    fishsim_error error = {0};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(fishsim_nats_feed_create(nats, world, BAD[i], 0, &feed, &error),
                         FISHSIM_ERR_ARGUMENT);
        assert_detail(&error, FISHSIM_ERR_ARGUMENT);
        assert_null(feed);
    }
    assert_int_equal(fishsim_nats_feed_create(NULL, world, "a", 0, &feed, NULL),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_nats_feed_create(nats, NULL, "a", 0, &feed, NULL),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_nats_feed_create(nats, world, "a", 0, NULL, NULL),
                     FISHSIM_ERR_ARGUMENT);
    fishsim_nats_close(nats, 0, NULL);
    fishsim_world_destroy(world);
}

static void null_is_refused_or_allowed_as_documented(void **state)
{
    (void)state;
    fishsim_nats_stats stats = {.struct_size = sizeof stats};
    fishsim_wire_status status = {.struct_size = sizeof status};
    fishsim_sink sink;
    assert_int_equal(fishsim_nats_get_stats(NULL, &stats, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_nats_feed_sink(NULL, &sink, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_nats_feed_status(NULL, &status, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_nats_feed_sequence(NULL), 0);
    fishsim_nats_feed_destroy(NULL);
    fishsim_nats_close(NULL, 0, &stats);
}

/* Without a server nothing is sent; a feed numbers on from where it is told. */
static void what_is_not_sent_is_counted_as_dropped(void **state)
{
    (void)state;
    enum { BEFORE = 1000 };
    fishsim_world *world = lively_world(NULL);
    fishsim_nats *nats = open_plain();
    fishsim_nats_feed *feed = NULL;
    fishsim_nats_stats last;
    fishsim_wire_status status;
    fishsim_sink sink;
    assert_ok(fishsim_nats_feed_create(nats, world, "sim", BEFORE, &feed, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_int_equal(fishsim_nats_feed_sink(feed, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_nats_feed_sink(feed, &sink, NULL));
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    tick_world(world, 50);
    uint64_t told = fishsim_nats_feed_sequence(feed) - BEFORE;
    assert_true(told > 100);
    assert_ok(fishsim_wire_status_init(&status, sizeof status));
    assert_ok(fishsim_nats_feed_status(feed, &status, world, NULL));
    status.struct_size = 4;
    assert_int_equal(fishsim_nats_feed_status(feed, &status, world, NULL), FISHSIM_ERR_ABI);
    assert_int_equal(fishsim_nats_feed_status(feed, NULL, world, NULL), FISHSIM_ERR_ARGUMENT);
    fishsim_nats_feed_destroy(feed); /* its messages are still in the queue */
    assert_ok(fishsim_nats_stats_init(&last, sizeof last));
    fishsim_nats_close(nats, 0, &last);
    assert_int_equal(last.offered, told + 1);
    assert_int_equal(last.dropped, told + 1);
    assert_int_equal(last.acked, 0);
    assert_int_equal(last.queued_bytes, 0);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(structs_of_later_callers_are_taken_while_their_tails_are_zero),
        cmocka_unit_test(bad_feeds_are_refused),
        cmocka_unit_test(null_is_refused_or_allowed_as_documented),
        cmocka_unit_test(what_is_not_sent_is_counted_as_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

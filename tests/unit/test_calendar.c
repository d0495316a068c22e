/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* What a host saw of its systems: the counts they were called with, in order. */
struct diary {
    uint32_t entries;
    int32_t every[400];
    uint64_t count[400];
    fishsim_status answer;
};

struct author {
    struct diary *diary;
    int32_t every;
};

static fishsim_status write_down(void *user, fishsim_world *world, uint64_t count)
{
    struct author *author = user;
    struct diary *diary = author->diary;
    assert_non_null(world);
    assert_true(diary->entries < 400);
    diary->every[diary->entries] = author->every;
    diary->count[diary->entries++] = count;
    return diary->answer;
}

static void add(fishsim_world *world, struct author *author)
{
    fishsim_system system;
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.every = author->every;
    system.run = write_down;
    system.user = author;
    assert_ok(fishsim_world_add_system(world, &system, NULL));
}

/* A world in which a tick takes so many seconds of the calendar. */
static fishsim_world *world_of(double tick_s)
{
    char yaml[200];
    snprintf(yaml, sizeof yaml,
             "world: {tick_seconds: 0.1}\ncalendar: {acceleration: %g}\n"
             "fields: {plankton: {diffusion_m2_per_s: 0}}\n",
             10.0 * tick_s);
    return world_from(yaml);
}

/* Ticks, and expects so many entries in all. */
static void tick_to(fishsim_world *world, const struct diary *diary, uint64_t ticks,
                    uint32_t entries)
{
    assert_ok(fishsim_world_tick(world, ticks, NULL));
    assert_int_equal(diary->entries, entries);
}

static void hours_and_days_come_when_they_are_full(void **state)
{
    (void)state;
    fishsim_world *world = world_of(600.0);
    struct diary diary = {0};
    struct author hourly = {&diary, FISHSIM_EVERY_HOUR}, daily = {&diary, FISHSIM_EVERY_DAY};
    add(world, &hourly);
    add(world, &daily);
    tick_to(world, &diary, 5, 0);
    tick_to(world, &diary, 1, 1);
    assert_int_equal(diary.count[0], 1);
    tick_to(world, &diary, 6 * 23 - 1, 23);
    tick_to(world, &diary, 1, 25); /* the hour, then the day */
    assert_int_equal(diary.count[23], 24);
    assert_int_equal(diary.every[24], FISHSIM_EVERY_DAY);
    assert_int_equal(diary.count[24], 1);
    fishsim_world_destroy(world);
}

static void a_tick_of_many_hours_passes_each_of_them(void **state)
{
    (void)state;
    fishsim_world *world = world_of(9000.0); /* two and a half hours */
    struct diary diary = {0};
    struct author hourly = {&diary, FISHSIM_EVERY_HOUR};
    add(world, &hourly);
    static const uint32_t DONE[] = {2, 5, 7, 10};
    for (int tick = 0; tick < 4; tick++) {
        assert_ok(fishsim_world_tick(world, 1, NULL));
        assert_int_equal(diary.entries, DONE[tick]);
    }
    for (uint32_t i = 0; i < diary.entries; i++)
        assert_int_equal(diary.count[i], i + 1);
    fishsim_world_destroy(world);
}

static void a_tick_of_a_day_is_a_day(void **state)
{
    (void)state;
    fishsim_world *world = world_of(86400.0);
    struct diary diary = {0};
    struct author daily = {&diary, FISHSIM_EVERY_DAY};
    add(world, &daily);
    assert_ok(fishsim_world_tick(world, 3, NULL));
    assert_int_equal(diary.entries, 3);
    assert_int_equal(diary.count[2], 3);
    fishsim_world_destroy(world);
}

static void a_day_begins_at_midnight_wherever_the_world_begins(void **state)
{
    (void)state;
    fishsim_world *world = world_from("calendar: {acceleration: 36000, start_hour: 20.5}\n"
                                      "fields: {plankton: {diffusion_m2_per_s: 0}}\n");
    struct diary diary = {0};
    struct author hourly = {&diary, FISHSIM_EVERY_HOUR}, daily = {&diary, FISHSIM_EVERY_DAY};
    add(world, &hourly);
    add(world, &daily);
    tick_to(world, &diary, 3, 3); /* 23:30 */
    assert_int_equal(diary.count[2], 23);
    assert_int_equal(info_of(world).day, 0);
    tick_to(world, &diary, 1, 5); /* half past midnight */
    assert_int_equal(diary.count[3], 24);
    assert_int_equal(diary.every[4], FISHSIM_EVERY_DAY);
    assert_int_equal(diary.count[4], 1);
    assert_int_equal(info_of(world).day, 1);
    assert_int_equal(info_of(world).hour, 0);
    fishsim_world_destroy(world);
}

static void systems_run_in_the_order_in_which_they_were_added(void **state)
{
    (void)state;
    fishsim_world *world = world_of(3600.0);
    struct diary diary = {0};
    struct author first = {&diary, FISHSIM_EVERY_TICK}, second = {&diary, FISHSIM_EVERY_TICK};
    struct author hourly = {&diary, FISHSIM_EVERY_HOUR};
    add(world, &hourly);
    add(world, &first);
    add(world, &second);
    first.every = 100; /* a mark in the diary only */
    second.every = 200;
    assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_int_equal(diary.entries, 3);
    assert_int_equal(diary.every[0], 100);
    assert_int_equal(diary.every[1], 200);
    assert_int_equal(diary.every[2], FISHSIM_EVERY_HOUR);
    assert_int_equal(diary.count[0], 1);
    fishsim_world_destroy(world);
}

static void count_lines(void *user, int32_t level, const char *text)
{
    (void)text;
    *(uint32_t *)user += level == FISHSIM_LOG_WARNING;
}

static void a_system_that_fails_is_counted_and_told_of_once(void **state)
{
    (void)state;
    fishsim_world *world = world_of(3600.0);
    uint32_t lines = 0;
    world->hooks.log = count_lines;
    world->hooks.log_user = &lines;
    struct diary diary = {.answer = FISHSIM_ERR_IO};
    struct author author = {&diary, FISHSIM_EVERY_TICK};
    add(world, &author);
    assert_ok(fishsim_world_tick(world, 3, NULL));
    assert_int_equal(fishsim_world_get_system_failures(world), 3);
    assert_int_equal(lines, 1);
    diary.answer = 1; /* not negative: no failure */
    assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_int_equal(fishsim_world_get_system_failures(world), 3);
    fishsim_world_destroy(world);
}

/* What a system tries; the statuses it gets. */
static fishsim_status meddle(void *user, fishsim_world *world, uint64_t count)
{
    (void)user;
    (void)count;
    fishsim_system system;
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.every = FISHSIM_EVERY_TICK;
    system.run = meddle;
    assert_int_equal(fishsim_world_add_system(world, &system, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_world_tick(world, 1, NULL), FISHSIM_ERR_STATE);
    assert_ok(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 1.0, 1.0, 99, NULL));
    assert_ok(fishsim_world_harvest(world, id_at(world, 0), NULL));
    return fishsim_world_set_temperature(world, 21.0, NULL);
}

static void a_system_may_feed_fish_and_warm_but_not_tick(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {start: {count: 4}}}\n");
    fishsim_system system;
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.every = FISHSIM_EVERY_TICK;
    system.run = meddle;
    assert_ok(fishsim_world_add_system(world, &system, NULL));
    assert_ok(fishsim_world_tick(world, 3, NULL));
    assert_int_equal(world->fish.count, 1);
    assert_true(world->temperature_c == 21.0);
    assert_int_equal(fishsim_world_get_system_failures(world), 0);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(hours_and_days_come_when_they_are_full),
        TEST(a_tick_of_many_hours_passes_each_of_them),
        TEST(a_tick_of_a_day_is_a_day),
        TEST(a_day_begins_at_midnight_wherever_the_world_begins),
        TEST(systems_run_in_the_order_in_which_they_were_added),
        TEST(a_system_that_fails_is_counted_and_told_of_once),
        TEST(a_system_may_feed_fish_and_warm_but_not_tick),
    };
    return RUN(tests);
}

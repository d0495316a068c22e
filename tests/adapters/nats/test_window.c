/* SPDX-License-Identifier: MIT */
/* What window.c promises: a message stays until its own ticket comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "window.h"

#include <string.h>

static uint32_t sent_again;

static void count_sent(void *user, const struct sent *message)
{
    (void)user;
    assert_string_equal(message->id, "s:w:1");
    assert_memory_equal(message->data, "hello", 5);
    sent_again++;
}

static uint64_t put(struct window *window, int64_t now_ns)
{
    const struct sent *sent = window_put(window, "s:w:1", "hello", 5, now_ns);
    return sent ? sent->ticket : 0;
}

static void a_slot_is_free_again_after_its_ticket_came_back(void **state)
{
    (void)state;
    struct window window;
    assert_true(window_open(&window, 3, 1000));
    uint64_t tickets[3];
    for (int i = 0; i < 3; i++)
        tickets[i] = put(&window, 1);
    assert_int_equal(put(&window, 1), 0);
    assert_int_equal(window_count(&window), 3);
    assert_true(window_acknowledge(&window, tickets[1]));
    assert_false(window_acknowledge(&window, tickets[1]));
    uint64_t later = put(&window, 1);
    assert_true(later != 0 && later != tickets[1]);
    assert_false(window_acknowledge(&window, tickets[1])); /* of the message before */
    assert_false(window_acknowledge(&window, 0));
    assert_false(window_acknowledge(&window, 999999));
    assert_true(window_acknowledge(&window, later));
    window_close(&window);
}

static void bytes_are_bounded_too(void **state)
{
    (void)state;
    struct window window;
    assert_true(window_open(&window, 100, 12));
    assert_true(put(&window, 1) != 0);
    uint64_t second = put(&window, 1);
    assert_true(second != 0);
    assert_int_equal(put(&window, 1), 0);
    assert_true(window_acknowledge(&window, second));
    assert_true(put(&window, 1) != 0);
    window_close(&window);
    /* One message larger than the bound still goes, alone. */
    assert_true(window_open(&window, 100, 3));
    assert_true(put(&window, 1) != 0);
    assert_int_equal(put(&window, 1), 0);
    window_close(&window);
}

static void overdue_messages_are_sent_again(void **state)
{
    (void)state;
    struct window window;
    assert_true(window_open(&window, 8, 1000));
    uint64_t early = put(&window, 10), late = put(&window, 20);
    sent_again = 0;
    assert_int_equal(window_overdue(&window, 10, 30, count_sent, NULL), 0);
    assert_int_equal(window_overdue(&window, 11, 30, count_sent, NULL), 1);
    assert_int_equal(window_overdue(&window, 11, 30, count_sent, NULL), 0);
    window_postpone(&window, late, 5);
    assert_int_equal(window_overdue(&window, 11, 30, count_sent, NULL), 1);
    window_forget_sent(&window);
    assert_int_equal(window_overdue(&window, 1, 30, count_sent, NULL), 2);
    assert_int_equal(sent_again, 4);
    assert_true(window_acknowledge(&window, early));
    window_forget_sent(&window);
    assert_int_equal(window_overdue(&window, 1, 30, count_sent, NULL), 1);
    window_close(&window);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slot_is_free_again_after_its_ticket_came_back),
        cmocka_unit_test(bytes_are_bounded_too),
        cmocka_unit_test(overdue_messages_are_sent_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

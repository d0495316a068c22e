/* SPDX-License-Identifier: MIT */
/* What queue.c promises: records come out whole and in order, and a full queue says no. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "queue.h"

#include <string.h>

struct head {
    uint64_t number, size;
};

static uint64_t size_of(uint64_t number)
{
    return number * 7919 % 300;
}

static bool push(struct queue *queue, uint64_t number)
{
    unsigned char body[300];
    struct head head = {number, size_of(number)};
    memset(body, (int)(number % 251), sizeof body);
    return queue_push(queue, &head, sizeof head, body, head.size);
}

static void check_front(struct queue *queue, uint64_t number)
{
    const struct head *head = queue_front(queue, 0);
    assert_non_null(head);
    assert_int_equal(head->number, number);
    assert_int_equal(head->size, size_of(number));
    const unsigned char *body = (const unsigned char *)(head + 1);
    for (uint64_t i = 0; i < head->size; i++)
        assert_int_equal(body[i], number % 251);
    queue_pop(queue);
}

static void records_come_out_whole_and_in_order_however_the_ring_wraps(void **state)
{
    (void)state;
    for (uint64_t capacity = 512; capacity < 1200; capacity += 8) {
        struct queue queue;
        assert_true(queue_open(&queue, capacity));
        uint64_t in = 0, out = 0;
        while (out < 500) {
            while (in < 500 && push(&queue, in))
                in++;
            assert_true(in > out); /* an empty queue takes a record */
            check_front(&queue, out++);
        }
        assert_null(queue_front(&queue, 0));
        assert_int_equal(queue_bytes(&queue), 0);
        queue_close(&queue);
    }
}

static void what_does_not_fit_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static unsigned char large[2048];
    struct queue queue;
    assert_true(queue_open(&queue, 1024));
    assert_false(queue_push(&queue, large, 16, large, 1024));
    assert_int_equal(queue_bytes(&queue), 0);
    assert_true(queue_push(&queue, large, 16, large, 900));
    uint64_t before = queue_bytes(&queue);
    assert_false(queue_push(&queue, large, 16, large, 200));
    assert_int_equal(queue_bytes(&queue), before);
    queue_close(&queue);
}

enum { MANY = 20000 };

static void *push_many(void *user)
{
    struct queue *queue = user;
    for (uint64_t i = 0; i < MANY;)
        i += push(queue, i);
    return NULL;
}

static void a_reader_gets_what_another_thread_pushes(void **state)
{
    (void)state;
    struct queue queue;
    pthread_t thread;
    assert_true(queue_open(&queue, 4096));
    assert_int_equal(pthread_create(&thread, NULL, push_many, &queue), 0);
    for (uint64_t i = 0; i < MANY; i++) {
        while (!queue_front(&queue, 1))
            ;
        check_front(&queue, i);
    }
    pthread_join(thread, NULL);
    queue_close(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_out_whole_and_in_order_however_the_ring_wraps),
        cmocka_unit_test(what_does_not_fit_is_refused_and_changes_nothing),
        cmocka_unit_test(a_reader_gets_what_another_thread_pushes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

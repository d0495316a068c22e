/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* A struct of the ABI as it is today, and as a later header might have it. */
struct today {
    uint32_t struct_size;
    uint32_t value;
};

struct later {
    uint32_t struct_size;
    uint32_t value;
    uint64_t more;
};

/* What a library knows that has had `today` from the first release on, and one that has grown. */
static const struct sized TODAY = SIZED(struct today, value);
static const struct sized GROWN = SIZED(struct later, value);

static void every_status_has_its_name_and_meaning(void **state)
{
    (void)state;
#define X(name, number, meaning)                                                                   \
    assert_string_equal(fishsim_status_name(number), #name);                                       \
    assert_string_equal(fishsim_status_meaning(number), meaning);
    FISHSIM_STATUS_TABLE(X)
#undef X
    assert_string_equal(fishsim_status_name(1), "UNKNOWN");
    assert_string_equal(fishsim_status_name(INT32_MIN), "UNKNOWN");
    assert_non_null(fishsim_status_meaning(-999));
}

static void version_is_that_of_the_headers(void **state)
{
    (void)state;
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%d.%d.%d", FISHSIM_VERSION_MAJOR, FISHSIM_VERSION_MINOR,
             FISHSIM_VERSION_PATCH);
    assert_string_equal(fishsim_version(), wanted);
    assert_string_equal(FISHSIM_VERSION_STRING, wanted);
}

static void fail_fills_the_error_and_returns_the_status(void **state)
{
    (void)state;
    fishsim_error error = {.line = 7, .column = 8};
    assert_int_equal(fail(&error, FISHSIM_ERR_IO, "file %s", "a"), FISHSIM_ERR_IO);
    assert_int_equal(error.status, FISHSIM_ERR_IO);
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 0);
    assert_string_equal(error.message, "file a");
    assert_int_equal(fail_at(&error, FISHSIM_ERR_CONFIG, 3, 9, "here"), FISHSIM_ERR_CONFIG);
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 9);
    assert_int_equal(fail(NULL, FISHSIM_ERR_IO, "nobody listens"), FISHSIM_ERR_IO);
}

static void a_long_message_is_cut_and_ended(void **state)
{
    (void)state;
    fishsim_error error;
    size_t room = sizeof error.message - 1;
    fail(&error, FISHSIM_ERR_IO, "%0600d", 1);
    assert_int_equal(strlen(error.message), room);
    /* Never within a character: of two, three and four bytes, cut after each of them. */
    static const char *const CHARACTERS[] = {"\u00e9", "\u20ac", "\U0001f41f"};
    for (size_t i = 0; i < 3; i++) {
        size_t bytes = strlen(CHARACTERS[i]);
        for (size_t kept = 1; kept <= bytes; kept++) {
            fail(&error, FISHSIM_ERR_IO, "%0*d%s%s", (int)(room - kept), 1, CHARACTERS[i], "more");
            assert_int_equal(strlen(error.message), kept == bytes ? room : room - kept);
        }
    }
}

static void init_zeroes_the_callers_struct_and_keeps_its_size(void **state)
{
    (void)state;
    struct later later = {1, 2, 3};
    assert_ok(sized_init(&later, sizeof later, &TODAY));
    assert_int_equal(later.struct_size, sizeof later);
    assert_int_equal(later.value, 0);
    assert_int_equal(later.more, 0);
    assert_int_equal(sized_init(NULL, sizeof later, &TODAY), FISHSIM_ERR_ARGUMENT);
}

static void init_refuses_a_size_that_no_release_had(void **state)
{
    (void)state;
    struct today today = {1, 2};
    assert_int_equal(sized_init(&today, sizeof today - 1, &GROWN), FISHSIM_ERR_ABI);
    assert_int_equal(sized_init(&today, SIZED_LARGEST + 1, &GROWN), FISHSIM_ERR_ABI);
    assert_int_equal(today.struct_size, 1);
    assert_int_equal(today.value, 2);
}

static void take_refuses_a_tail_that_is_not_zero(void **state)
{
    (void)state;
    fishsim_error error = {0};
    struct today today = {0, 0};
    struct later later = {sizeof later, 5, 0};
    assert_ok(sized_take(&today, &later, &TODAY, &error));
    assert_int_equal(today.value, 5);
    later.more = (uint64_t)1 << 63;
    later.value = 6;
    assert_int_equal(sized_take(&today, &later, &TODAY, &error), FISHSIM_ERR_ABI);
    assert_int_equal(today.value, 5);
    assert_detail(&error, FISHSIM_ERR_ABI);
    later.struct_size = 4;
    assert_int_equal(sized_take(&today, &later, &TODAY, NULL), FISHSIM_ERR_ABI);
    later.struct_size = SIZED_LARGEST + 1;
    assert_int_equal(sized_take(&today, &later, &TODAY, NULL), FISHSIM_ERR_ABI);
    assert_int_equal(sized_take(&today, NULL, &TODAY, NULL), FISHSIM_ERR_ARGUMENT);
}

static void give_leaves_the_size_and_zeroes_the_tail(void **state)
{
    (void)state;
    struct today today = {sizeof today, 5};
    struct later later = {sizeof later, 1, 9};
    assert_ok(sized_give(&later, &today, &TODAY, NULL));
    assert_int_equal(later.struct_size, sizeof later);
    assert_int_equal(later.value, 5);
    assert_int_equal(later.more, 0);
    assert_int_equal(sized_give(NULL, &today, &TODAY, NULL), FISHSIM_ERR_ARGUMENT);
    struct today small = {sizeof(uint32_t), 7};
    assert_int_equal(sized_give(&small, &today, &TODAY, NULL), FISHSIM_ERR_ABI);
    assert_int_equal(small.value, 7);
}

static void a_grown_struct_serves_callers_of_the_first_release(void **state)
{
    (void)state;
    struct today before = {0, 0};
    struct later now = {0, 5, 6};
    assert_ok(sized_init(&before, sizeof before, &GROWN));
    before.value = 7;
    assert_ok(sized_take(&now, &before, &GROWN, NULL));
    assert_int_equal(now.value, 7);
    assert_int_equal(now.more, 0);
    struct {
        struct today before;
        uint64_t behind;
    } room = {{sizeof(struct today), 0}, 9};
    now = (struct later){0, 5, 6};
    assert_ok(sized_give(&room.before, &now, &GROWN, NULL));
    assert_int_equal(room.before.struct_size, sizeof(struct today));
    assert_int_equal(room.before.value, 5);
    assert_int_equal(room.behind, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_status_has_its_name_and_meaning),
        TEST(version_is_that_of_the_headers),
        TEST(fail_fills_the_error_and_returns_the_status),
        TEST(a_long_message_is_cut_and_ended),
        TEST(init_zeroes_the_callers_struct_and_keeps_its_size),
        TEST(init_refuses_a_size_that_no_release_had),
        TEST(take_refuses_a_tail_that_is_not_zero),
        TEST(give_leaves_the_size_and_zeroes_the_tail),
        TEST(a_grown_struct_serves_callers_of_the_first_release),
    };
    return RUN(tests);
}

/* SPDX-License-Identifier: MIT */
/* What lib/wire/kind.c promises: kinds and keys answer to each other, and ids are narrow. */
#include "builder.h"

#include "wire/wire.h"

static void every_kind_has_a_key_of_its_own(void **state)
{
    (void)state;
#define X(NAME, NUMBER, KEY, MESSAGE, LIMIT)                                                       \
    assert_string_equal(fishsim_wire_key(FISHSIM_WIRE_##NAME), KEY);                               \
    assert_int_equal(fishsim_wire_kind(KEY), NUMBER);                                              \
    assert_int_equal(wire_kind_of(NUMBER)->limit_bytes, LIMIT);                                    \
    assert_string_equal(wire_kind_of(NUMBER)->hint, "protobuf:fishsim.v1." #MESSAGE);              \
    assert_string_equal(wire_kind_of(NUMBER)->payload->name, "fishsim.v1." #MESSAGE);
    FISHSIM_WIRE_TABLE(X)
#undef X
    assert_null(wire_kind_of(0));
    assert_string_equal(fishsim_wire_key(UINT32_MAX), "unknown");
    assert_int_equal(fishsim_wire_kind("sim.agent_died.v2"), 0);
    assert_int_equal(fishsim_wire_kind(""), 0);
    assert_int_equal(fishsim_wire_kind(NULL), 0);
    assert_int_equal(wire_kind_of_key("sim.agent_died.v1.more", 17), FISHSIM_WIRE_DIED);
}

static void ids_hold_letters_digits_and_two_signs(void **state)
{
    (void)state;
    char longest[66];
    memset(longest, 'a', sizeof longest);
    longest[64] = '\0';
    assert_true(fishsim_wire_id_valid(longest));
    longest[64] = 'a';
    longest[65] = '\0';
    assert_false(fishsim_wire_id_valid(longest));
    assert_true(fishsim_wire_id_valid("Reef_7-b"));
    const char *const bad[] = {"",  "../../etc", "a b",      "a\r\nPUB x", "a.b",  "*",
                               ">", "a/b",       "\xc3\xa9", "a\"b",       "a\\b", "\t"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(fishsim_wire_id_valid(bad[i]));
    assert_false(fishsim_wire_id_valid(NULL));
    assert_false(wire_id_valid("a\0b", 3));
}

static void structs_are_set_up_with_texts_that_can_be_read(void **state)
{
    (void)state;
    fishsim_wire_start start;
    fishsim_wire_status status;
    fishsim_wire_registration registration;
    fishsim_wire_critical critical;
    assert_ok(fishsim_wire_start_init(&start, sizeof start));
    assert_ok(fishsim_wire_status_init(&status, sizeof status));
    assert_ok(fishsim_wire_registration_init(&registration, sizeof registration));
    assert_ok(fishsim_wire_critical_init(&critical, sizeof critical));
    assert_string_equal(start.scenario, "");
    assert_string_equal(status.message, "");
    assert_string_equal(registration.library_version, "");
    assert_string_equal(critical.name, "");
    assert_string_equal(critical.summary, "");
    assert_string_equal(critical.species, "");
    assert_int_equal(fishsim_wire_start_init(&start, 3), FISHSIM_ERR_ABI);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_has_a_key_of_its_own),
        TEST(ids_hold_letters_digits_and_two_signs),
        TEST(structs_are_set_up_with_texts_that_can_be_read),
    };
    return RUN(tests);
}

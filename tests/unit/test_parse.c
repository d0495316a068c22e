/* SPDX-License-Identifier: MIT */
/*
 * test_parse.c: what lib/config/parse.c promises: places and words of refusals, the order in which
 * keys apply, and settings that a refusal leaves alone. tests/hostile has many more refusals.
 */
#include "config/config.h"
#include "config/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const fishsim_hooks NO_HOOKS = {.struct_size = sizeof(fishsim_hooks)};
static struct settings settings;
static struct settings before;

static int set_up(void **state)
{
    (void)state;
    settings_default(&settings);
    memcpy(&before, &settings, sizeof before);
    return 0;
}

static void accept(const char *text)
{
    fishsim_error error = {0};
    if (settings_parse(&settings, &NO_HOOKS, text, strlen(text), "reef.yaml", &error))
        fail_msg("%s", error.message);
}

static const struct species_settings *species(const char *name)
{
    int32_t place = settings_find_species(&settings, name, strlen(name));
    assert_true(place >= 0);
    return &settings.species[place];
}

static void refusals_say_where_and_why(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *message;
    } CASES[] = {
        {"species:\n  anchovy:\n    start:\n      count: 1e999\n",
         "reef.yaml:4:14: species.anchovy.start.count: 1e999 is not a whole number between 0 and "
         "1000000000"},
        {"world: {widht_m: 1}", "reef.yaml:1:9: unknown key world.widht_m; did you mean "
                                "world.width_m?"},
        {"title: \xc3\xa4 \x07", "reef.yaml:1:10: character U+0007 is not allowed"},
        {"title: a\r\ntitle: b", "reef.yaml:2:1: title is given twice, first in line 1"},
        {"a\xff", "reef.yaml:1:2: byte 0xff is not valid UTF-8 here"},
        {"title: '",
         "reef.yaml:1:9: not YAML: while scanning a quoted scalar, found unexpected end "
         "of stream"},
        {"species: {a: {minds: [[a]]}}",
         "reef.yaml:1:23: species.a.minds: a list may hold names only"},
        {"species: {a: {minds: [\"\\e\"]}}", "reef.yaml:1:23: species.a.minds: `\\x1b` is not a "
                                             "name: letters, digits, _ and -, 1 to 31 "
                                             "of them"},
        {"{a b: 1}",
         "reef.yaml:1:2: `a b` is not a key: letters, digits, _ and -, 1 to 31 of them"},
        {"{[a]: 1}", "reef.yaml:1:2: a key is one word, not a list and not keys"},
        {"world: [1]", "reef.yaml:1:8: world: keys are expected here, not a list; {} stands for "
                       "none"},
        {"web:\n  plankton: {}\n", "reef.yaml:2:3: web.plankton: there is no species plankton"},
        {"species: {a: {base: cod}}",
         "reef.yaml:1:21: species.a.base: cod is not one of "
         "none|bay_anchovy|atlantic_herring|bluefish|striped_bass|generic"},
        {"", "reef.yaml:1:1: the text is empty; {} stands for no keys"},
        {"\xff\xfe", "reef.yaml:1:1: the text is not UTF-8 but seems to be UTF-16"},
        {"a\r%b", "reef.yaml:2:1: a line cannot begin with %; YAML directives are not allowed"},
        {"--- {}\n--- {}\n", "reef.yaml:2:1: more than one document"},
        {"title: *a", "reef.yaml:1:8: anchors, aliases and tags (& * !) are not allowed"},
        {"world:\n",
         "reef.yaml:1:7: world: keys are expected here, not an end; {} stands for none"},
        {"web: {a: {plankton: 1}}", "reef.yaml:1:7: web.a: there is no species a"},
        {"species: {b: {}}\nweb: {b: {a: 1}}", "reef.yaml:2:11: web.b.a: there is no species a"},
        {"minds: {m: {noise_rad: 1}}",
         "reef.yaml:1:9: minds.m.kind is missing: a new mind must say its kind first"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        fishsim_error error = {0};
        unsigned line = 0;
        unsigned column = 0;
        assert_int_equal(settings_parse(&settings, &NO_HOOKS, CASES[i].text, strlen(CASES[i].text),
                                        "reef.yaml", &error),
                         FISHSIM_ERR_CONFIG);
        assert_string_equal(error.message, CASES[i].message);
        assert_int_equal(error.status, FISHSIM_ERR_CONFIG);
        assert_int_equal(sscanf(error.message, "reef.yaml:%u:%u:", &line, &column), 2);
        assert_int_equal(error.line, line);
        assert_int_equal(error.column, column);
        assert_memory_equal(&settings, &before, sizeof before);
    }
}

static void a_refusal_leaves_the_settings_alone(void **state)
{
    (void)state;
    static const char TEXT[] = "title: x\nworld: {width_m: 7}\nspecies: {b: {base: bluefish}, "
                               "a: {}}\nminds: {m: {kind: walk}}\nweb: {a: {b: 1}}\n"
                               "fields: {cell_m: 0}\n";
    fishsim_error error = {0};
    assert_int_equal(settings_parse(&settings, &NO_HOOKS, TEXT, strlen(TEXT), NULL, &error),
                     FISHSIM_ERR_CONFIG);
    assert_memory_equal(&settings, &before, sizeof before);
    assert_int_equal(strncmp(error.message, "<text>:6:18: fields.cell_m: ", 28), 0);
    assert_int_equal(settings_parse(&settings, &NO_HOOKS, TEXT, strlen(TEXT), NULL, NULL),
                     FISHSIM_ERR_CONFIG);
}

/* Every beginning of a good text is refused whole or accepted. */
static void a_cut_text_never_half_applies(void **state)
{
    (void)state;
    static const char TEXT[] = "title: \"x \\xe4\"\nworld: {width_m: 70, boundary: walls}\n"
                               "species:\n  b: {base: bluefish, minds: [evade, walk]}\n  a: {}\n"
                               "web: {b: {a: 0.5}}\n";
    for (size_t length = 0; length <= sizeof TEXT - 1; length++) {
        fishsim_error error = {0};
        char *text = malloc(length + 1); /* of exactly the length, for the sanitizer */
        memcpy(text, TEXT, length);
        settings_default(&settings);
        fishsim_status status = settings_parse(&settings, &NO_HOOKS, text, length, "x", &error);
        free(text);
        if (status)
            assert_memory_equal(&settings, &before, sizeof before);
        assert_int_equal(status, error.status);
        if (length == sizeof TEXT - 1)
            assert_int_equal(settings.species_count, 2);
    }
}

static void the_order_in_a_text_means_nothing(void **state)
{
    (void)state;
    accept(
        "web: {bass: {anchovy: 0.7, plankton: 0.1}}\n"
        "minds: {m: {noise_rad: 0.3, kind: couzin}}\n"
        "species: {bass: {growth: {weight_inf_g: 99}, base: bluefish, minds: m}, anchovy: {}}\n");
    assert_string_equal(settings.species[0].name, "anchovy");
    assert_true(settings.web[1][0] == 0.7 && settings.web[1][SPECIES_MAX] == 0.1);
    assert_true(species("bass")->growth.weight_inf_g == 99);
    assert_true(species("bass")->consumption.a == .5197);
    assert_string_equal(species("bass")->minds.name[0], "m");
    int32_t mind = settings_find_mind(&settings, "m", 1);
    assert_true(settings.minds[mind].kind == MIND_COUZIN && settings.minds[mind].noise_rad == 0.3);
}

static void a_later_text_changes_only_what_it_names(void **state)
{
    (void)state;
    accept("world: {width_m: 200}\nspecies: {bass: {start: {count: 5}}}\nweb: {bass: {bass: 1}}\n");
    accept("species: {anchovy: {}}\nworld: {height_m: 300}\n");
    assert_true(settings.world.width_m == 200 && settings.world.height_m == 300);
    assert_int_equal(species("bass")->start.count, 5);
    assert_true(settings.web[1][1] == 1 && settings.web[0][0] == 0);
    accept("{}");
    accept("minds: {walk: {noise_rad: 0.2}}");
    assert_true(settings.minds[MIND_KIND_COUNT - 1].noise_rad == 0.2 &&
                settings.minds[MIND_KIND_COUNT - 1].kind == MIND_WALK);
}

static void ways_of_writing_mean_the_same(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "species:\n  a:\n    minds: [walk]\n    label: 'x'\n",
        "\xef\xbb\xbfspecies: {a: {minds: walk, label: x}}\n",
        "---\r\n\"species\" :\r\n a: # x\r\n  minds:\r\n  - walk\r\n  label: x\r\n...\r\n",
        "? species\n: {\"\\x61\": {label: \"x\", minds: [walk, ]}}\n",
    };
    static struct settings first;
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        settings_default(&settings);
        accept(TEXTS[i]);
        if (!i)
            memcpy(&first, &settings, sizeof first);
        assert_memory_equal(&settings, &first, sizeof first);
    }
}

static void the_largest_configuration_is_read(void **state)
{
    (void)state;
    char name[NAME_BYTES];
    fishsim_error error = {0};
    for (int i = 0; i < SPECIES_MAX; i++) {
        snprintf(name, sizeof name, "species-%022d-", i);
        char key[100];
        snprintf(key, sizeof key, "species.%s.base", name);
        assert_int_equal(settings_set(&settings, &NO_HOOKS, key, "bluefish", &error), FISHSIM_OK);
    }
    for (int i = MIND_KIND_COUNT; i < MINDS_MAX; i++) {
        char key[100];
        snprintf(key, sizeof key, "minds.mind-%d.kind", i);
        assert_int_equal(settings_set(&settings, &NO_HOOKS, key, "boids", &error), FISHSIM_OK);
    }
    size_t length;
    assert_int_equal(settings_print(&settings, NULL, 0, &length, &error), FISHSIM_OK);
    char *text = malloc(length + 1);
    assert_int_equal(settings_print(&settings, text, length + 1, NULL, &error), FISHSIM_OK);
    assert_true(length < CONFIG_TEXT_MAX);
    memcpy(&before, &settings, sizeof before);
    settings_default(&settings);
    if (settings_parse(&settings, &NO_HOOKS, text, length, "x", &error))
        fail_msg("%s", error.message);
    assert_memory_equal(&settings, &before, sizeof before);
    free(text);
}

static void a_text_has_at_most_a_megabyte(void **state)
{
    (void)state;
    char *text = malloc(CONFIG_TEXT_MAX + 1);
    fishsim_error error = {0};
    memset(text, ' ', CONFIG_TEXT_MAX + 1);
    memcpy(text, "{}", 2);
    assert_int_equal(settings_parse(&settings, &NO_HOOKS, text, CONFIG_TEXT_MAX, "x", &error),
                     FISHSIM_OK);
    assert_int_equal(settings_parse(&settings, &NO_HOOKS, text, CONFIG_TEXT_MAX + 1, "x", &error),
                     FISHSIM_ERR_LIMIT);
    assert_int_equal(error.status, FISHSIM_ERR_LIMIT);
    free(text);
}

/* Writes a line in which # becomes the number; returns its length. */
static size_t print_line(char *out, const char *line, int number)
{
    size_t head = strcspn(line, "#");
    if (!line[head])
        return (size_t)sprintf(out, "%s", line);
    return (size_t)sprintf(out, "%.*s%d%s", (int)head, line, number, line + head + 1);
}

static void limits_have_a_status_of_their_own(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        const char *line;
        int count;
        fishsim_status status;
    } CASES[] = {
        {"species:\n", "  s#: {}\n", SPECIES_MAX, FISHSIM_OK},
        {"species:\n", "  s#: {}\n", SPECIES_MAX + 1, FISHSIM_ERR_LIMIT},
        {"minds:\n", "  m#: {kind: walk}\n", MINDS_MAX - MIND_KIND_COUNT, FISHSIM_OK},
        {"minds:\n", "  m#: {kind: walk}\n", MINDS_MAX - MIND_KIND_COUNT + 1, FISHSIM_ERR_LIMIT},
        {"web:\n", "  s#: {}\n", 9000, FISHSIM_ERR_LIMIT},
        {"species:\n a:\n  minds:\n", "   - m#\n", 6, FISHSIM_OK},
        {"species:\n a:\n  minds:\n", "   - m#\n", 7, FISHSIM_ERR_LIMIT},
        {"title:\n", "   0000000000000000000000000000000000000000000000000000000000000\n", 2,
         FISHSIM_OK},
        {"title:\n", "   0000000000000000000000000000000000000000000000000000000000000000\n", 2,
         FISHSIM_ERR_CONFIG},
    };
    enum { ROOM = 200000 };
    char *text = malloc(ROOM);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        fishsim_error error = {0};
        settings_default(&settings);
        size_t used = (size_t)snprintf(text, ROOM, "%s", CASES[i].head);
        for (int k = 0; k < CASES[i].count; k++)
            used += print_line(text + used, CASES[i].line, k);
        fishsim_status status = settings_parse(&settings, &NO_HOOKS, text, used, "x", &error);
        if (status != CASES[i].status)
            fail_msg("case %zu: status %d, %s", i, (int)status, error.message);
        if (status)
            assert_memory_equal(&settings, &before, sizeof before);
    }
    memset(text, '1', ROOM);
    text[ROOM - 1] = 0;
    assert_int_equal(settings_set(&settings, &NO_HOOKS, "world.seed", text, NULL),
                     FISHSIM_ERR_CONFIG);
    free(text);
}

static void a_long_source_keeps_its_end(void **state)
{
    (void)state;
    char source[3000];
    fishsim_error error = {0};
    memset(source, '/', sizeof source);
    strcpy(source + sizeof source - 14, "\nre\x1b"
                                        "ef.yaml");
    assert_int_equal(settings_parse(&settings, &NO_HOOKS, "x", 1, source, &error),
                     FISHSIM_ERR_CONFIG);
    assert_non_null(strstr(error.message, "\\x0are\\x1bef.yaml:1:1: the text must be keys"));
}

static void an_override_refuses_without_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        const char *value;
        fishsim_status status;
        const char *message;
    } CASES[] = {
        {"world.widht_m", "1", FISHSIM_ERR_NOT_FOUND,
         "unknown key world.widht_m; did you mean world.width_m?"},
        {"world", "1", FISHSIM_ERR_NOT_FOUND, "unknown key world; it is a group of keys"},
        {"a\nb", "1", FISHSIM_ERR_NOT_FOUND, "unknown key a\\x0ab"},
        {"web.a.b", "1", FISHSIM_ERR_NOT_FOUND, "web.a.b: there is no species a"},
        {"world.seed", "-1", FISHSIM_ERR_CONFIG,
         "world.seed: -1 is not a whole number between 0 and 9007199254740992"},
        {"world.seed", "", FISHSIM_ERR_CONFIG, "world.seed: there is no value"},
        {"world.seed", "# 1", FISHSIM_ERR_CONFIG, "world.seed: there is no value"},
        {"world.seed", "1\n---\n2", FISHSIM_ERR_CONFIG, "world.seed: more than one document"},
        {"world.seed", "&a 1", FISHSIM_ERR_CONFIG,
         "world.seed: anchors, aliases and tags (& * !) are not allowed"},
        {"world.seed", "{a: 1}", FISHSIM_ERR_CONFIG,
         "world.seed: keys are not a value of this key"},
        {"title", "[", FISHSIM_ERR_CONFIG, "title: a list is not a value of this key"},
        {"title", "\x07", FISHSIM_ERR_CONFIG, "title: character U+0007 is not allowed"},
        {"minds.m.noise_rad", "1", FISHSIM_ERR_CONFIG,
         "minds.m.noise_rad: minds.m.kind is missing: a new mind must say its kind first"},
        {"species.plankton.base", "none", FISHSIM_ERR_CONFIG,
         "species.plankton.base: species.plankton: plankton is a field; no species can have its "
         "name"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        fishsim_error error = {0};
        fishsim_status status =
            settings_set(&settings, &NO_HOOKS, CASES[i].key, CASES[i].value, &error);
        assert_string_equal(error.message, CASES[i].message);
        assert_int_equal(status, CASES[i].status);
        assert_int_equal(error.status, CASES[i].status);
        assert_int_equal(error.line, 0);
        assert_int_equal(error.column, 0);
        assert_memory_equal(&settings, &before, sizeof before);
    }
}

static void an_override_reads_yaml(void **state)
{
    (void)state;
    static const char *const SETS[][2] = {{"species.b.base", "bluefish"},
                                          {"species.a.minds", "[evade, couzin]"},
                                          {"species.a.color", "'#010203'"},
                                          {"web.b.a", "0.5"},
                                          {"minds.m.kind", "boids"},
                                          {"minds.m.noise_rad", "1 # rad"},
                                          {"title", "\"\\xe4\""}};
    for (size_t i = 0; i < sizeof SETS / sizeof SETS[0]; i++)
        assert_int_equal(settings_set(&settings, &NO_HOOKS, SETS[i][0], SETS[i][1], NULL),
                         FISHSIM_OK);
    assert_true(species("b")->consumption.a == .5197);
    assert_string_equal(species("a")->minds.name[1], "couzin");
    assert_int_equal(species("a")->color, 0x010203);
    assert_true(settings.web[1][0] == 0.5);
    assert_string_equal(settings.title, "\xc3\xa4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(refusals_say_where_and_why, set_up),
        cmocka_unit_test_setup(a_refusal_leaves_the_settings_alone, set_up),
        cmocka_unit_test_setup(a_cut_text_never_half_applies, set_up),
        cmocka_unit_test_setup(the_order_in_a_text_means_nothing, set_up),
        cmocka_unit_test_setup(a_later_text_changes_only_what_it_names, set_up),
        cmocka_unit_test_setup(ways_of_writing_mean_the_same, set_up),
        cmocka_unit_test_setup(the_largest_configuration_is_read, set_up),
        cmocka_unit_test_setup(a_text_has_at_most_a_megabyte, set_up),
        cmocka_unit_test_setup(limits_have_a_status_of_their_own, set_up),
        cmocka_unit_test_setup(a_long_source_keeps_its_end, set_up),
        cmocka_unit_test_setup(an_override_refuses_without_a_place, set_up),
        cmocka_unit_test_setup(an_override_reads_yaml, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * describe.c: prints what fishsim_config_describe tells of every key. The text is the library's; a
 * new key needs nothing here, but for a heading when it opens a new section.
 */
#include "describe.h"

#include "say.h"
#include "utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 96, INDENT = 4, RANGE_BYTES = 160 };

/* Sections of the page, by how the paths in them begin; the longest that fits is the one. */
struct section {
    const char *prefix;
    const char *heading;
    const char *text;
};

static const struct section SECTIONS[] = {
    {"", "Scenario", "Keys at the top of the file."},
    {"world.", "World", "The water: its size, its clock of movement, its temperature."},
    {"calendar.", "Calendar", "How movement time turns into days for biology."},
    {"fields.", "Fields", "Plankton, which grows and spreads, and detritus, which decays."},
    {"events.", "Events", "How often sinks hear of things."},
    {"agents.", "Agents",
     "What fish under the control of the host perceive, how long they may, and for what they are "
     "rewarded; minds that perceive see the same."},
    {"species.*.", "Species", "`*` is a name of your choice; every species is one block."},
    {"species.*.start.", "Species: start", "The first fish."},
    {"species.*.body.", "Species: body", "Weight, length and energy."},
    {"species.*.motion.", "Species: motion", "How fast it swims and turns. BL is a body length."},
    {"species.*.consumption.", "Species: consumption", "Most that it can eat in a day."},
    {"species.*.respiration.", "Species: respiration", "What living and swimming cost."},
    {"species.*.waste.", "Species: waste", "What of the food is lost."},
    {"species.*.feeding.", "Species: feeding", "How it finds and takes its food."},
    {"species.*.growth.", "Species: growth", "How surplus energy is shared out."},
    {"species.*.reproduction.", "Species: reproduction", "When it spawns and what comes of it."},
    {"species.*.mortality.", "Species: mortality", "What it dies of but for being eaten."},
    {"minds.*.", "Minds", "`*` is a name of your choice, which species name in their lists."},
    {"web.", "Food web", "Who eats whom."},
};

static const char INTRODUCTION[] =
    "# Configuration\n"
    "\n"
    "<!-- Printed by `fishsim-run --describe=markdown`. Edit lib/config/keys.c instead. -->\n"
    "\n"
    "Every key that a scenario may hold. A key that is not given has its default; in a species,\n"
    "the default is that of the preset named by its `base`, where the preset has one. A path is\n"
    "written with dots here, for `--set` and for `fishsim_config_set`, and as nested blocks in\n"
    "YAML:\n"
    "\n"
    "```yaml\n"
    "world:\n"
    "  width_m: 200          # world.width_m\n"
    "species:\n"
    "  anchovy:\n"
    "    base: bay_anchovy   # species.anchovy.base\n"
    "```\n"
    "\n"
    "| Type | How a value is written |\n"
    "|---|---|\n";

static const char *type_name(int32_t type)
{
    switch (type) {
    case FISHSIM_TYPE_REAL:
        return "real";
    case FISHSIM_TYPE_INTEGER:
        return "integer";
    case FISHSIM_TYPE_CHOICE:
        return "choice";
    case FISHSIM_TYPE_NAME:
        return "name";
    case FISHSIM_TYPE_NAMES:
        return "names";
    case FISHSIM_TYPE_TEXT:
        return "text";
    case FISHSIM_TYPE_COLOR:
        return "color";
    default:
        return "value";
    }
}

static const struct section *section_of(const char *path)
{
    const struct section *best = &SECTIONS[0];

    for (size_t i = 0; i < sizeof SECTIONS / sizeof SECTIONS[0]; i++) {
        size_t length = strlen(SECTIONS[i].prefix);

        if (strncmp(path, SECTIONS[i].prefix, length) == 0 && length >= strlen(best->prefix)) {
            best = &SECTIONS[i];
        }
    }
    return best;
}

/* A bound of a range, without the digits that a double adds to a round number. */
static void write_bound(char text[RANGE_BYTES / 2], double bound)
{
    if (bound == floor(bound) && fabs(bound) <= 9007199254740992.0) {
        snprintf(text, RANGE_BYTES / 2, "%.0f", bound);
    } else {
        snprintf(text, RANGE_BYTES / 2, "%.6g", bound);
    }
}

/* "0 .. 100", the words of a choice, or "" where every value of the type will do. */
static void write_range(char text[RANGE_BYTES], const fishsim_key *key, const char *between)
{
    char low[RANGE_BYTES / 2], high[RANGE_BYTES / 2];
    size_t length = 0;

    text[0] = '\0';
    if (key->type == FISHSIM_TYPE_REAL || key->type == FISHSIM_TYPE_INTEGER) {
        write_bound(low, key->minimum);
        write_bound(high, key->maximum);
        snprintf(text, RANGE_BYTES, "%.60s .. %.60s", low, high);
    }
    for (const char *c = key->choices; *c != '\0' && length + 8 < RANGE_BYTES; c++) {
        if (*c == '|') {
            length += (size_t)snprintf(text + length, RANGE_BYTES - length, "%s", between);
        } else {
            text[length++] = *c;
            text[length] = '\0';
        }
    }
}

/* Calls `print` for every key in order; it is told the key before, NULL at first. */
static int for_every_key(void (*print)(const fishsim_key *key, const fishsim_key *before))
{
    fishsim_error error = {0};
    fishsim_key keys[2];
    uint32_t count = fishsim_config_key_count();

    for (uint32_t i = 0; i < count; i++) {
        fishsim_key *key = &keys[i % 2];

        if (fishsim_key_init(key, sizeof *key) != FISHSIM_OK ||
            fishsim_config_describe(i, key, &error) != FISHSIM_OK) {
            complain_of("the table of keys", &error);
            return -1;
        }
        print(key, i > 0 ? &keys[(i + 1) % 2] : NULL);
    }
    return 0;
}

static int opens_section(const fishsim_key *key, const fishsim_key *before)
{
    return before == NULL || section_of(before->path) != section_of(key->path);
}

/* ---- for the terminal ----------------------------------------------------------------------- */

/* Breaks a text at its spaces into lines of at most COLUMNS, each indented. */
static void print_wrapped(const char *text)
{
    size_t column = 0;

    while (*text != '\0') {
        size_t word = strcspn(text, " ");

        if (column == 0 || column + 1 + word > COLUMNS) {
            printf("%s%*s", column == 0 ? "" : "\n", INDENT, "");
            column = INDENT;
        } else {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)word, text);
        column += word;
        text += word;
        text += strspn(text, " ");
    }
    putchar('\n');
}

static void print_key_text(const fishsim_key *key, const fishsim_key *before)
{
    char range[RANGE_BYTES];

    if (opens_section(key, before)) {
        const struct section *section = section_of(key->path);

        printf("%s%s\n", before != NULL ? "\n" : "", section->heading);
        for (size_t i = 0; i < strlen(section->heading); i++) {
            putchar('-');
        }
        putchar('\n');
    }
    write_range(range, key, " | ");
    printf("%s   %s", key->path, type_name(key->type));
    if (key->choices[0] != '\0' || range[0] != '\0') {
        printf(" %s", range);
    }
    if (key->unit[0] != '\0') {
        printf(" %s", key->unit);
    }
    if (key->default_value[0] != '\0') {
        printf("   (default %s)", key->default_value);
    }
    putchar('\n');
    print_wrapped(key->meaning);
}

int describe_text(void)
{
    return for_every_key(print_key_text);
}

/* ---- as a page ------------------------------------------------------------------------------ */

/* Prints text into a cell of a table, where '|' would end the cell. */
static void print_cell(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|' || *text == '*' || *text == '<') {
            putchar('\\');
        }
        putchar(*text);
    }
}

static void print_code_cell(const char *text)
{
    if (text[0] != '\0') {
        printf("`%s`", text);
    }
}

static void print_key_row(const fishsim_key *key, const fishsim_key *before)
{
    char range[RANGE_BYTES];

    if (opens_section(key, before)) {
        const struct section *section = section_of(key->path);

        printf("\n## %s\n\n%s\n\n", section->heading, section->text);
        puts("| Key | Type | Range | Default | Unit | Meaning |");
        puts("|---|---|---|---|---|---|");
    }
    write_range(range, key, ", ");
    printf("| `%s` | %s | ", key->path, type_name(key->type));
    print_cell(range);
    fputs(" | ", stdout);
    print_code_cell(key->default_value);
    fputs(" | ", stdout);
    print_cell(key->unit);
    fputs(" | ", stdout);
    print_cell(key->meaning);
    puts(" |");
}

int describe_markdown(void)
{
    fputs(INTRODUCTION, stdout);
#define PRINT_TYPE(name, number, form) printf("| %s | %s |\n", type_name(number), form);
    FISHSIM_TYPE_TABLE(PRINT_TYPE)
#undef PRINT_TYPE
    return for_every_key(print_key_row);
}

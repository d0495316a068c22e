/* SPDX-License-Identifier: MIT */
/*
 * value.c: one value of one key, from text to memory and back. See value.h.
 *
 * A locale may write a decimal comma, and it is the host's, not ours. So numbers are checked
 * against a grammar of our own, and the C library sees them with whatever separator it uses at the
 * time; nothing of the thread or the process is changed.
 */
#include "config/value.h"

#include "config/text.h"

#include <fishsim/config.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    VALUE_QUOTED = 48, /* bytes of a refused value that a message shows */
    FORM_BYTES = 112,  /* what a value should have been */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && is_digit(text[count]))
        count++;
    return count;
}

/* [+-]? (digits [. digits?] | . digits) ([eE] [+-]? digits)? */
static bool number_is_decimal(const char *text, size_t length)
{
    size_t at = 0;
    if (at < length && (text[at] == '+' || text[at] == '-'))
        at++;
    size_t digits = count_digits(text + at, length - at);
    at += digits;
    if (at < length && text[at] == '.') {
        at++;
        size_t fraction = count_digits(text + at, length - at);
        at += fraction;
        digits += fraction;
    }
    if (!digits)
        return false;
    if (at == length)
        return true;
    if (text[at] != 'e' && text[at] != 'E')
        return false;
    at++;
    if (at < length && (text[at] == '+' || text[at] == '-'))
        at++;
    digits = count_digits(text + at, length - at);
    return digits && at + digits == length;
}

/* The decimal separator of the locale that happens to be set; returns its length. */
static size_t find_separator(char separator[NUMBER_BYTES])
{
    char probe[NUMBER_BYTES];
    int length = snprintf(probe, sizeof probe, "%.1f", 0.5); /* "0", the separator, "5" */
    if (length < 3 || length >= NUMBER_BYTES)
        return 0;
    memcpy(separator, probe + 1, (size_t)length - 2);
    return (size_t)length - 2;
}

bool number_read(const char *text, size_t length, double *number)
{
    char separator[NUMBER_BYTES];
    char copy[TEXT_BYTES + NUMBER_BYTES];
    if (length >= TEXT_BYTES || !number_is_decimal(text, length))
        return false;
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.') {
            size_t size = find_separator(separator);
            memcpy(copy + used, separator, size);
            used += size;
        } else {
            copy[used++] = text[i];
        }
    }
    copy[used] = 0;
    char *end;
    double read = strtod(copy, &end);
    if (end != copy + used)
        return false;
    *number = read + 0.0; /* -0 becomes 0: a digest would see the difference, no user would */
    return true;
}

/* Writes so many digits, with a point whatever the locale's separator. */
static size_t write_digits(double number, int digits, char out[NUMBER_BYTES])
{
    char raw[NUMBER_BYTES];
    size_t used = 0;
    snprintf(raw, sizeof raw, "%.*g", digits, number);
    for (size_t i = 0; raw[i]; i++) {
        if (is_digit(raw[i]) || strchr("+-e", raw[i]))
            out[used++] = raw[i];
        else if (!used || out[used - 1] != '.') /* a separator of several bytes is one point */
            out[used++] = '.';
    }
    out[used] = 0;
    return used;
}

void number_write(double number, char out[NUMBER_BYTES])
{
    for (int digits = 15; digits <= 17; digits++) {
        double back;
        size_t length = write_digits(number, digits, out);
        if (number_read(out, length, &back) && back == number)
            return;
    }
}

void number_show(double number, char out[NUMBER_BYTES])
{
    write_digits(number, 5, out);
}

void raw_value_literal(struct raw_value *raw, const char *literal)
{
    memset(raw, 0, sizeof *raw);
    size_t length = strlen(literal);
    raw->is_plain = literal[0] != '"';
    if (literal[0] != '[') {
        size_t mark = raw->is_plain ? 0 : 1;
        raw->length = length - 2 * mark;
        memcpy(raw->scalar, literal + mark, raw->length);
        return;
    }
    raw->is_list = true;
    for (const char *at = literal + 1; *at && *at != ']'; at += strspn(at, ", ")) {
        size_t size = strcspn(at, ",]");
        memcpy(raw->list.name[raw->list.count++], at, size);
        at += size;
    }
}

/* Fills `reason` with "VALUE is not FORM". */
static bool refuse(char reason[REASON_BYTES], const struct raw_value *raw, const char *form)
{
    char shown[QUOTE_BYTES];
    quote(shown, raw->scalar, raw->length, VALUE_QUOTED, false);
    snprintf(reason, REASON_BYTES, "%s is not %s", raw->length ? shown : "an empty text", form);
    return false;
}

static bool refuse_number(char reason[REASON_BYTES], const struct raw_value *raw,
                          const struct key_row *row, const char *form)
{
    char minimum[NUMBER_BYTES];
    char maximum[NUMBER_BYTES];
    char range[FORM_BYTES];
    number_write(row->minimum, minimum);
    number_write(row->maximum, maximum);
    snprintf(range, sizeof range, "%s between %s and %s", form, minimum, maximum);
    return refuse(reason, raw, range);
}

static bool parse_real(const struct key_row *row, const struct raw_value *raw, double *target,
                       char reason[REASON_BYTES])
{
    double number;
    if (!number_read(raw->scalar, raw->length, &number) || !isfinite(number) ||
        number < row->minimum || number > row->maximum)
        return refuse_number(reason, raw, row, "a number");
    *target = number;
    return true;
}

static bool parse_integer(const struct key_row *row, const struct raw_value *raw, uint64_t *target,
                          char reason[REASON_BYTES])
{
    size_t start = raw->length && raw->scalar[0] == '+';
    size_t digits = count_digits(raw->scalar + start, raw->length - start);
    bool good = digits && start + digits == raw->length;
    uint64_t number = 0;
    for (size_t i = start; good && i < raw->length; i++) {
        uint64_t digit = (uint64_t)(raw->scalar[i] - '0');
        good = number <= (UINT64_MAX - digit) / 10;
        if (good)
            number = number * 10 + digit;
    }
    if (!good || number < (uint64_t)row->minimum || number > (uint64_t)row->maximum)
        return refuse_number(reason, raw, row, "a whole number");
    *target = number;
    return true;
}

static bool parse_choice(const struct key_row *row, const struct raw_value *raw, uint32_t *target,
                         char reason[REASON_BYTES])
{
    uint32_t place = 0;
    for (const char *word = row->choices; *word; place++) {
        size_t length = strcspn(word, "|");
        if (length == raw->length && !memcmp(word, raw->scalar, length)) {
            *target = place;
            return true;
        }
        word += length + (word[length] == '|');
    }
    char form[FORM_BYTES];
    snprintf(form, sizeof form, "one of %s", row->choices);
    return refuse(reason, raw, form);
}

static bool parse_name(const struct raw_value *raw, char target[NAME_BYTES],
                       char reason[REASON_BYTES])
{
    if (!name_valid(raw->scalar, raw->length))
        return refuse(reason, raw, "a name: letters, digits, _ and -, 1 to 31 of them");
    memset(target, 0, NAME_BYTES);
    memcpy(target, raw->scalar, raw->length);
    return true;
}

static bool parse_names(const struct raw_value *raw, struct names *target,
                        char reason[REASON_BYTES])
{
    if (raw->is_list) {
        memcpy(target, &raw->list, sizeof *target);
        return true;
    }
    struct names names;
    memset(&names, 0, sizeof names);
    names.count = 1;
    if (!parse_name(raw, names.name[0], reason))
        return false;
    memcpy(target, &names, sizeof *target);
    return true;
}

static bool parse_text(const struct raw_value *raw, char target[TEXT_BYTES],
                       char reason[REASON_BYTES])
{
    uint32_t code;
    for (size_t at = 0; at < raw->length;) {
        size_t size = utf8_decode(raw->scalar + at, raw->length - at, &code);
        if (!size || !code_is_text(code))
            return refuse(reason, raw, "text on one line, without control characters");
        at += size;
    }
    memset(target, 0, TEXT_BYTES);
    memcpy(target, raw->scalar, raw->length);
    return true;
}

static bool parse_color(const struct raw_value *raw, uint32_t *target, char reason[REASON_BYTES])
{
    static const char HEX[] = "0123456789abcdef0123456789ABCDEF";
    bool good = raw->length == 7 && raw->scalar[0] == '#';
    uint32_t color = 0;
    for (size_t i = 1; good && i < 7; i++) {
        const char *digit = raw->scalar[i] ? strchr(HEX, raw->scalar[i]) : NULL;
        good = digit != NULL;
        if (good)
            color = color << 4 | ((uint32_t)(digit - HEX) & 15);
    }
    if (!good)
        return refuse(reason, raw, "a colour, \"#rrggbb\" in quotes");
    *target = color;
    return true;
}

/* What YAML calls null, written out or left out. Quotes make a text of it. */
static bool is_null(const struct raw_value *raw)
{
    static const char *const WORDS[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; raw->is_plain && i < sizeof WORDS / sizeof WORDS[0]; i++)
        if (strlen(WORDS[i]) == raw->length && !memcmp(WORDS[i], raw->scalar, raw->length))
            return true;
    return false;
}

bool value_parse(const struct key_row *row, const struct raw_value *raw, void *target,
                 char reason[REASON_BYTES])
{
    if (raw->is_list && row->type != FISHSIM_TYPE_NAMES) {
        snprintf(reason, REASON_BYTES, "a list is not a value of this key");
        return false;
    }
    if (!raw->is_list && is_null(raw)) {
        snprintf(reason, REASON_BYTES, "there is no value%s",
                 row->type == FISHSIM_TYPE_COLOR  ? "; a colour stands in quotes, \"#rrggbb\""
                 : row->type == FISHSIM_TYPE_TEXT ? "; an empty text is written \"\""
                                                  : "");
        return false;
    }
    switch (row->type) {
    case FISHSIM_TYPE_REAL:
        return parse_real(row, raw, target, reason);
    case FISHSIM_TYPE_INTEGER:
        return parse_integer(row, raw, target, reason);
    case FISHSIM_TYPE_CHOICE:
        return parse_choice(row, raw, target, reason);
    case FISHSIM_TYPE_NAME:
        return parse_name(raw, target, reason);
    case FISHSIM_TYPE_NAMES:
        return parse_names(raw, target, reason);
    case FISHSIM_TYPE_TEXT:
        return parse_text(raw, target, reason);
    default:
        return parse_color(raw, target, reason);
    }
}

static size_t print_choice(const struct key_row *row, uint32_t place, char out[VALUE_BYTES])
{
    const char *word = row->choices;
    for (; place && *word; place--)
        word += strcspn(word, "|") + 1;
    return (size_t)snprintf(out, VALUE_BYTES, "%.*s", (int)strcspn(word, "|"), word);
}

/* A name that begins with - could be taken for the item of a list. */
static size_t print_name(const char *name, char *out)
{
    const char *mark = name[0] == '-' ? "\"" : "";
    return (size_t)snprintf(out, NAME_BYTES + 2, "%s%s%s", mark, name, mark);
}

static size_t print_names(const struct names *names, char out[VALUE_BYTES])
{
    size_t used = 0;
    out[used++] = '[';
    for (uint32_t i = 0; i < names->count; i++) {
        if (i) {
            out[used++] = ',';
            out[used++] = ' ';
        }
        used += print_name(names->name[i], out + used);
    }
    out[used++] = ']';
    out[used] = 0;
    return used;
}

static size_t print_text(const char *text, char out[VALUE_BYTES])
{
    size_t used = 0;
    out[used++] = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            out[used++] = '\\';
        out[used++] = *text;
    }
    out[used++] = '"';
    out[used] = 0;
    return used;
}

size_t value_print(const struct key_row *row, const void *source, char out[VALUE_BYTES])
{
    _Static_assert(VALUE_BYTES > 2 * TEXT_BYTES + 3, "a text of quotes must fit VALUE_BYTES");
    _Static_assert(VALUE_BYTES > SPECIES_MINDS_MAX * (NAME_BYTES + 4) + 3,
                   "a full list of names must fit VALUE_BYTES");
    switch (row->type) {
    case FISHSIM_TYPE_REAL:
        number_write(*(const double *)source, out);
        return strlen(out);
    case FISHSIM_TYPE_INTEGER:
        return (size_t)snprintf(out, VALUE_BYTES, "%" PRIu64, *(const uint64_t *)source);
    case FISHSIM_TYPE_CHOICE:
        return print_choice(row, *(const uint32_t *)source, out);
    case FISHSIM_TYPE_NAME:
        return print_name(source, out);
    case FISHSIM_TYPE_NAMES:
        return print_names(source, out);
    case FISHSIM_TYPE_TEXT:
        return print_text(source, out);
    default:
        return (size_t)snprintf(out, VALUE_BYTES, "\"#%06" PRIx32 "\"", *(const uint32_t *)source);
    }
}

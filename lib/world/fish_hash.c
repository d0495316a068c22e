/* SPDX-License-Identifier: MIT */
/*
 * fish_hash.c: a hash of some fish as a set, in vectors.
 *
 * A fish is two sums of its values, 32 bits at a time, each times a key of its own (a multilinear
 * hash, after Lemire and Kaser 2014). Both sums are mixed into numbers that are summed over all
 * fish, so that the order of rows does not matter. All is of integers: any way to add has the same
 * bits.
 *
 * Every column of FISH_STATE is taken in, in that order.
 */
#include "world/fish_hash.h"

#include "base/lanes.h"
#include "world/hash.h"

#include <string.h>

/* 64-bit words of a vector; multiply takes the lower halves of both. */
#if FISHSIM_LANES == 1
enum { WORDS = 1 };
typedef uint64_t words;
typedef uint32_t halves;

static inline words multiply(words a, words b)
{
    return (uint64_t)(uint32_t)a * (uint32_t)b;
}

static inline words widen(halves values)
{
    return values;
}
#else
enum { WORDS = FISHSIM_LANES / 2 };
typedef uint64_t words __attribute__((vector_size(8 * WORDS)));
typedef uint32_t halves __attribute__((vector_size(4 * WORDS)));

static inline words multiply(words a, words b)
{
#if FISHSIM_LANES == 16
    return (words)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif FISHSIM_LANES == 8 && defined(__AVX2__)
    return (words)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif FISHSIM_LANES == 4 && defined(__SSE2__)
    return (words)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
    return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

static inline words widen(halves values)
{
    return __builtin_convertvector(values, words);
}
#endif

/* The two sums of each of some fish. */
struct sums {
    words a, b;
};

/* Takes in 32 bits of each; `place` tells the values of a fish apart. */
static inline void add(struct sums *sums, words values, uint64_t place)
{
    words none = {0};
    sums->a += multiply(values, none + (hash_key(2 * place) >> 32 | 1));
    sums->b += multiply(values, none + (hash_key(2 * place + 1) >> 32 | 1));
}

/* The values of one column in so many rows, at most WORDS. */
static inline void add_column(struct sums *sums, const void *column, size_t width, uint32_t row,
                              uint32_t rows, uint64_t place)
{
    const unsigned char *from = (const unsigned char *)column + row * width;
    words wide = {0};
    halves narrow = {0};
    if (width == 8) {
        memcpy(&wide, from, 8 * rows);
        add(sums, wide, 2 * place);
        add(sums, wide >> 32, 2 * place + 1);
    } else if (width == 4) {
        memcpy(&narrow, from, 4 * rows);
        add(sums, widen(narrow), 2 * place);
    }
}

/* Numbers of the columns, and keys of the mixing behind those of the columns. */
enum {
#define X(field, type) PLACE_##field,
    FISH_STATE(X)
#undef X
        KEY_NARROW = 256,
    KEY_MIX = 512
};

/* The values of one fish that are narrower than a vector wants. */
static inline uint64_t narrow_of(const struct fish *fish, uint32_t row)
{
    uint64_t sum = 0;
#define X(field, type)                                                                             \
    if (sizeof(type) < 4)                                                                          \
        sum += (uint64_t)fish->field[row] * hash_key(KEY_NARROW + PLACE_##field);
    FISH_STATE(X)
#undef X
    return sum;
}

/* So many fish, at most WORDS; a constant where this is called in the loop. */
static inline void hash_some(const struct fish *fish, uint32_t row, uint32_t rows,
                             struct fish_hash *hash)
{
    words none = {0};
    struct sums sums = {none, none};
#define X(field, type) add_column(&sums, fish->field, sizeof(type), row, rows, PLACE_##field);
    FISH_STATE(X)
#undef X
    uint64_t a[WORDS], b[WORDS];
    memcpy(a, &sums.a, sizeof a);
    memcpy(b, &sums.b, sizeof b);
    for (uint32_t i = 0; i < rows; i++) {
        a[i] += narrow_of(fish, row + i);
        uint64_t mixed = hash_pair(a[i] ^ hash_key(KEY_MIX), b[i] ^ hash_key(KEY_MIX + 1));
        hash->first += mixed;
        hash->second += hash_pair(mixed ^ hash_key(KEY_MIX + 2), a[i] ^ hash_key(KEY_MIX + 3));
    }
}

struct fish_hash fish_hash(const struct fish *fish, uint32_t begin, uint32_t end)
{
    struct fish_hash hash = {0, 0};
    uint32_t row = begin;
    for (; row + WORDS <= end; row += WORDS)
        hash_some(fish, row, WORDS, &hash);
    if (row < end)
        hash_some(fish, row, end - row, &hash);
    return hash;
}

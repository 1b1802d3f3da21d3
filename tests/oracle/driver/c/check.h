/*
 * check.h: what the C tests share: a check that says where it failed, random numbers that a seed repeats, and
 * bytes that tell one record from another.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : CheckFailed(#condition, __FILE__, __LINE__))

static inline _Noreturn void CheckFailed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    exit(1);
}

/* The number of an argument. */
static inline uint64_t Argument(int argc, char **argv, int index)
{
    CHECK(index < argc);
    return strtoull(argv[index], NULL, 10);
}

/* SplitMix64 (Steele, Lea, Flood 2014): every seed is a good one. */
static inline uint64_t Random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

/* 0 .. limit - 1. */
static inline uint32_t RandomBelow(uint64_t *state, uint32_t limit)
{
    return (uint32_t)(Random(state) % limit);
}

/* Writes the bytes that belong to this key. */
static inline void FillBytes(uint8_t *bytes, uint32_t length, uint64_t key)
{
    for (uint32_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t)((key + i) * 0x9E3779B97F4A7C15 >> 56);
    }
}

/* Checks that they are there. */
static inline void CheckBytes(const uint8_t *bytes, uint32_t length, uint64_t key)
{
    for (uint32_t i = 0; i < length; i++) {
        CHECK(bytes[i] == (uint8_t)((key + i) * 0x9E3779B97F4A7C15 >> 56));
    }
}

#endif

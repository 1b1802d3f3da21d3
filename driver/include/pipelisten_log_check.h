/*
 * pipelisten_log_check.h: whether a format of PIPELISTEN_LOG fits its arguments, asked while it is compiled.
 *
 * C++ evaluates a constant expression. In C, gcc and clang fold the same questions in the optimiser, where a function with
 * the attribute `error` must not be left over. Other compilers, and builds without optimisation, check nothing here.
 */
#ifndef PIPELISTEN_LOG_CHECK_H
#define PIPELISTEN_LOG_CHECK_H

/* Sets of kinds. */
#define PIPELISTEN_LOG_SET_OF(Kind) (1u << (Kind))
#define PIPELISTEN_LOG_32 (PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_I32) | PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_U32))
#define PIPELISTEN_LOG_64 (PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_I64) | PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_U64))
#define PIPELISTEN_LOG_POINTERS                                                                       \
    (PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_POINTER) | PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_ANSI) |     \
     PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_WIDE) | PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_GUID) |        \
     PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_ANSI_STRING) | PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_UNICODE_STRING))

/* The kinds of up to 12 arguments, 5 bits each. */
#define PIPELISTEN_LOG_KINDS_0(F) 0ull
#define PIPELISTEN_LOG_KINDS_1(F, A1) \
    (PIPELISTEN_LOG_KINDS_0(F) | (unsigned long long)PIPELISTEN_LOG_KIND(A1) << 0)
#define PIPELISTEN_LOG_KINDS_2(F, A1, A2) \
    (PIPELISTEN_LOG_KINDS_1(F, A1) | (unsigned long long)PIPELISTEN_LOG_KIND(A2) << 5)
#define PIPELISTEN_LOG_KINDS_3(F, A1, A2, A3) \
    (PIPELISTEN_LOG_KINDS_2(F, A1, A2) | (unsigned long long)PIPELISTEN_LOG_KIND(A3) << 10)
#define PIPELISTEN_LOG_KINDS_4(F, A1, A2, A3, A4) \
    (PIPELISTEN_LOG_KINDS_3(F, A1, A2, A3) | (unsigned long long)PIPELISTEN_LOG_KIND(A4) << 15)
#define PIPELISTEN_LOG_KINDS_5(F, A1, A2, A3, A4, A5) \
    (PIPELISTEN_LOG_KINDS_4(F, A1, A2, A3, A4) | (unsigned long long)PIPELISTEN_LOG_KIND(A5) << 20)
#define PIPELISTEN_LOG_KINDS_6(F, A1, A2, A3, A4, A5, A6) \
    (PIPELISTEN_LOG_KINDS_5(F, A1, A2, A3, A4, A5) | (unsigned long long)PIPELISTEN_LOG_KIND(A6) << 25)
#define PIPELISTEN_LOG_KINDS_7(F, A1, A2, A3, A4, A5, A6, A7) \
    (PIPELISTEN_LOG_KINDS_6(F, A1, A2, A3, A4, A5, A6) | (unsigned long long)PIPELISTEN_LOG_KIND(A7) << 30)
#define PIPELISTEN_LOG_KINDS_8(F, A1, A2, A3, A4, A5, A6, A7, A8) \
    (PIPELISTEN_LOG_KINDS_7(F, A1, A2, A3, A4, A5, A6, A7) | (unsigned long long)PIPELISTEN_LOG_KIND(A8) << 35)
#define PIPELISTEN_LOG_KINDS_9(F, A1, A2, A3, A4, A5, A6, A7, A8, A9) \
    (PIPELISTEN_LOG_KINDS_8(F, A1, A2, A3, A4, A5, A6, A7, A8) | (unsigned long long)PIPELISTEN_LOG_KIND(A9) << 40)
#define PIPELISTEN_LOG_KINDS_10(F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10) \
    (PIPELISTEN_LOG_KINDS_9(F, A1, A2, A3, A4, A5, A6, A7, A8, A9) | (unsigned long long)PIPELISTEN_LOG_KIND(A10) << 45)
#define PIPELISTEN_LOG_KINDS_11(F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11) \
    (PIPELISTEN_LOG_KINDS_10(F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10) | (unsigned long long)PIPELISTEN_LOG_KIND(A11) << 50)
#define PIPELISTEN_LOG_KINDS_12(F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12) \
    (PIPELISTEN_LOG_KINDS_11(F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11) | (unsigned long long)PIPELISTEN_LOG_KIND(A12) << 55)

#if defined(__cplusplus) && (__cplusplus >= 201402L || (defined(_MSVC_LANG) && _MSVC_LANG >= 201402L))
#define PIPELISTEN_LOG_CHECKS
#define PIPELISTEN_LOG_FOLDED constexpr static inline
#elif !defined(__cplusplus) && (defined(__GNUC__) || defined(__clang__)) && defined(__OPTIMIZE__)
#define PIPELISTEN_LOG_CHECKS
#define PIPELISTEN_LOG_FOLDED static inline __attribute__((always_inline))
#endif

#ifndef PIPELISTEN_LOG_CHECKS
#define PIPELISTEN_LOG_CHECK(Count, ...) ((VOID)0)
#else

#ifdef __cplusplus
extern "C++" {

/* After the characters of that set. */
constexpr static inline const char *PipelistenLogSkip(const char *Text, const char *Set)
{
    for (;; Text++) {
        const char *found = Set;

        while (*found != 0 && *found != *Text) {
            found++;
        }
        if (*found == 0) {
            return Text;
        }
    }
}

/* At the next conversion, or at the end. */
constexpr static inline const char *PipelistenLogFind(const char *Text)
{
    while (*Text != 0 && *Text != '%') {
        Text++;
    }
    return Text;
}

constexpr static inline bool PipelistenLogBegins(const char *Text, const char *Beginning)
{
    while (*Beginning != 0 && *Text == *Beginning) {
        Text++;
        Beginning++;
    }
    return *Beginning == 0;
}

#define PIPELISTEN_LOG_SKIP(Text, Set) PipelistenLogSkip(Text, Set)
#define PIPELISTEN_LOG_FIND(Text) PipelistenLogFind(Text)
#define PIPELISTEN_LOG_BEGINS(Text, Beginning) PipelistenLogBegins(Text, Beginning)
#else
/* Without loops, which the optimiser would not unroll. */
#define PIPELISTEN_LOG_SKIP(Text, Set) ((Text) + __builtin_strspn(Text, Set))
#define PIPELISTEN_LOG_FIND(Text) ((Text) + __builtin_strcspn(Text, "%"))
#define PIPELISTEN_LOG_BEGINS(Text, Beginning) (__builtin_strncmp(Text, Beginning, sizeof(Beginning) - 1) == 0)
#endif

typedef struct {
    const char *At; /* in the format */
    unsigned Used;  /* arguments so far */
    BOOLEAN IsWrong;
} PipelistenLogChecked;

/* Takes the next argument, which has to be of one of these kinds. */
PIPELISTEN_LOG_FOLDED PipelistenLogChecked PipelistenLogTake(PipelistenLogChecked So, unsigned long long Kinds, unsigned Set)
{
    const unsigned kind = So.Used < 12 ? (unsigned)(Kinds >> (5 * So.Used)) & 31 : 0;

    So.Used++;
    So.IsWrong = So.IsWrong || ((Set >> kind) & 1) == 0;
    return So;
}

/* A width or a precision. */
PIPELISTEN_LOG_FOLDED PipelistenLogChecked PipelistenLogTakeNumber(PipelistenLogChecked So, unsigned long long Kinds)
{
    if (*So.At != '*') {
        So.At = PIPELISTEN_LOG_SKIP(So.At, "0123456789");
        return So;
    }
    So.At++;
    return PipelistenLogTake(So, Kinds, PIPELISTEN_LOG_32);
}

/* What a conversion takes whose size was 'w' or 'l' (L), "ll" or "I64" (8), 'h' (H), or none (0). */
PIPELISTEN_LOG_FOLDED unsigned PipelistenLogTaken(char Conversion, char Size)
{
    switch (Conversion) {
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        return Size == '8' ? PIPELISTEN_LOG_64 : PIPELISTEN_LOG_32;
    case 'c':
    case 'C':
        return PIPELISTEN_LOG_32;
    case 'p':
        return PIPELISTEN_LOG_POINTERS;
    case 's':
        return PIPELISTEN_LOG_SET_OF(Size == 'L' ? PIPELISTEN_LOG_WIDE : PIPELISTEN_LOG_ANSI);
    case 'S':
        return PIPELISTEN_LOG_SET_OF(Size == 'H' ? PIPELISTEN_LOG_ANSI : PIPELISTEN_LOG_WIDE);
    case 'Z':
        return PIPELISTEN_LOG_SET_OF(Size == 'L' ? PIPELISTEN_LOG_UNICODE_STRING : PIPELISTEN_LOG_ANSI_STRING);
    default:
        return 0; /* there is no such conversion */
    }
}

/* After the % of one of WPP's. */
PIPELISTEN_LOG_FOLDED PipelistenLogChecked PipelistenLogCheckName(PipelistenLogChecked So, unsigned long long Kinds)
{
    unsigned set = 0;

    if (PIPELISTEN_LOG_BEGINS(So.At, "!STATUS!") || PIPELISTEN_LOG_BEGINS(So.At, "!WINERROR!")) {
        set = PIPELISTEN_LOG_32;
        So.At += *(So.At + 1) == 'S' ? 8 : 10;
    } else if (PIPELISTEN_LOG_BEGINS(So.At, "!GUID!")) {
        set = PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_GUID);
        So.At += 6;
    } else if (PIPELISTEN_LOG_BEGINS(So.At, "!HEX!")) {
        set = PIPELISTEN_LOG_SET_OF(PIPELISTEN_LOG_BINARY);
        So.At += 5;
    }
    return PipelistenLogTake(So, Kinds, set);
}

/* One conversion, if another follows. */
PIPELISTEN_LOG_FOLDED PipelistenLogChecked PipelistenLogStep(PipelistenLogChecked So, unsigned long long Kinds)
{
    char size = 0;

    So.At = PIPELISTEN_LOG_FIND(So.At);
    if (*So.At == 0) {
        return So;
    }
    So.At++;
    if (*So.At == '%') {
        So.At++;
        return So;
    }
    if (*So.At == '!') {
        return PipelistenLogCheckName(So, Kinds);
    }
    So.At = PIPELISTEN_LOG_SKIP(So.At, "-+ #0");
    So = PipelistenLogTakeNumber(So, Kinds);
    if (*So.At == '.') {
        So.At++;
        So = PipelistenLogTakeNumber(So, Kinds);
    }
    if (PIPELISTEN_LOG_BEGINS(So.At, "I64")) {
        size = '8';
        So.At += 3;
    } else if (PIPELISTEN_LOG_BEGINS(So.At, "I32")) {
        So.At += 3;
    } else if (PIPELISTEN_LOG_BEGINS(So.At, "ll")) {
        size = '8';
        So.At += 2;
    } else if (PIPELISTEN_LOG_BEGINS(So.At, "hh")) {
        So.At += 2;
    } else if (*So.At == 'l' || *So.At == 'w') {
        size = 'L';
        So.At++;
    } else if (*So.At == 'h') {
        size = 'H';
        So.At++;
    } else if (*So.At == 'I' || *So.At == 'z' || *So.At == 't') {
        size = sizeof(VOID *) == 8 ? '8' : '4';
        So.At++;
    }
    So = PipelistenLogTake(So, Kinds, PipelistenLogTaken(*So.At, size));
    So.At += *So.At != 0;
    return So;
}

#ifdef __cplusplus
constexpr static inline bool PipelistenLogFits(const char *Format, unsigned long long Kinds, unsigned Count)
{
    PipelistenLogChecked so = {Format, 0, false};

    while (*so.At != 0) {
        so = PipelistenLogStep(so, Kinds);
    }
    return !so.IsWrong && so.Used == Count;
}
}

#define PIPELISTEN_LOG_CHECK(Count, ...)                                                                     \
    static_assert(PipelistenLogFits(PIPELISTEN_LOG_FORMAT(__VA_ARGS__),                                      \
                                    PIPELISTEN_LOG_EXPAND(PIPELISTEN_LOG_KINDS_##Count(__VA_ARGS__)), Count), \
                  "the format does not fit the arguments")
#else
__attribute__((error("the format does not fit the arguments"))) VOID PipelistenLogFormatDoesNotFit(VOID);

/* A step for each argument, and three for %%; with more of them the format is not checked to its end. */
#define PIPELISTEN_LOG_CHECK(Count, ...)                                                              \
    do {                                                                                              \
        PipelistenLogChecked pipelistenSo = {PIPELISTEN_LOG_FORMAT(__VA_ARGS__), 0, FALSE};           \
                                                                                                      \
        PIPELISTEN_LOG_STEPS_##Count(pipelistenSo = PipelistenLogStep(pipelistenSo, PIPELISTEN_LOG_KINDS_##Count(__VA_ARGS__));) \
        pipelistenSo.IsWrong = pipelistenSo.IsWrong || (*PIPELISTEN_LOG_FIND(pipelistenSo.At) == 0 && pipelistenSo.Used != (Count)); \
        if (__builtin_constant_p(pipelistenSo.IsWrong) && pipelistenSo.IsWrong) {                     \
            PipelistenLogFormatDoesNotFit();                                                          \
        }                                                                                             \
    } while (0)
#define PIPELISTEN_LOG_STEPS_0(Step) Step Step Step
#define PIPELISTEN_LOG_STEPS_1(Step) PIPELISTEN_LOG_STEPS_0(Step) Step
#define PIPELISTEN_LOG_STEPS_2(Step) PIPELISTEN_LOG_STEPS_1(Step) Step
#define PIPELISTEN_LOG_STEPS_3(Step) PIPELISTEN_LOG_STEPS_2(Step) Step
#define PIPELISTEN_LOG_STEPS_4(Step) PIPELISTEN_LOG_STEPS_3(Step) Step
#define PIPELISTEN_LOG_STEPS_5(Step) PIPELISTEN_LOG_STEPS_4(Step) Step
#define PIPELISTEN_LOG_STEPS_6(Step) PIPELISTEN_LOG_STEPS_5(Step) Step
#define PIPELISTEN_LOG_STEPS_7(Step) PIPELISTEN_LOG_STEPS_6(Step) Step
#define PIPELISTEN_LOG_STEPS_8(Step) PIPELISTEN_LOG_STEPS_7(Step) Step
#define PIPELISTEN_LOG_STEPS_9(Step) PIPELISTEN_LOG_STEPS_8(Step) Step
#define PIPELISTEN_LOG_STEPS_10(Step) PIPELISTEN_LOG_STEPS_9(Step) Step
#define PIPELISTEN_LOG_STEPS_11(Step) PIPELISTEN_LOG_STEPS_10(Step) Step
#define PIPELISTEN_LOG_STEPS_12(Step) PIPELISTEN_LOG_STEPS_11(Step) Step
#endif

#endif
#endif

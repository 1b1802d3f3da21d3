/*
 * pipelisten_log_argument.h: an argument of PIPELISTEN_LOG, made of a C expression by its type. Anything else, as a double or a
 * struct, does not compile.
 */
#ifndef PIPELISTEN_LOG_ARGUMENT_H
#define PIPELISTEN_LOG_ARGUMENT_H

/* What an argument is. The first nine are also what a line on the pipe says (pipelisten_event.h). */
#define PIPELISTEN_LOG_I32 1
#define PIPELISTEN_LOG_U32 2
#define PIPELISTEN_LOG_I64 3
#define PIPELISTEN_LOG_U64 4
#define PIPELISTEN_LOG_POINTER 5
#define PIPELISTEN_LOG_ANSI 6
#define PIPELISTEN_LOG_WIDE 7
#define PIPELISTEN_LOG_BINARY 8
#define PIPELISTEN_LOG_GUID 9
#define PIPELISTEN_LOG_NULL 10 /* on the pipe only */
#define PIPELISTEN_LOG_ANSI_STRING 11
#define PIPELISTEN_LOG_UNICODE_STRING 12

typedef struct {
    ULONG Kind;      /* one of the above */
    ULONG Length;    /* of a block, in bytes */
    ULONGLONG Value; /* the number, or the pointer to what is to be read */
} PIPELISTEN_LOG_ARGUMENT;

/* Memory, for %!HEX!. */
typedef struct {
    const VOID *Address;
    ULONG Length;
} PIPELISTEN_LOG_BLOCK;

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogArgumentOf(ULONG Kind, ULONGLONG Value)
{
    PIPELISTEN_LOG_ARGUMENT argument;

    argument.Kind = Kind;
    argument.Length = 0;
    argument.Value = Value;
    return argument;
}

FORCEINLINE PIPELISTEN_LOG_BLOCK PipelistenLogBlock(_In_opt_ const VOID *Address, ULONG Length)
{
    PIPELISTEN_LOG_BLOCK block;

    block.Address = Address;
    block.Length = Length;
    return block;
}

#define PIPELISTEN_BLOCK(Pointer, Size) PipelistenLogBlock((Pointer), (Size))

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfI32(LONG Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_I32, (ULONG)Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfU32(ULONG Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_U32, Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfI64(LONGLONG Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_I64, (ULONGLONG)Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfU64(ULONGLONG Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_U64, Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfBlock(PIPELISTEN_LOG_BLOCK Block)
{
    PIPELISTEN_LOG_ARGUMENT argument = PipelistenLogArgumentOf(PIPELISTEN_LOG_BINARY, (ULONG_PTR)Block.Address);

    argument.Length = Block.Length;
    return argument;
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfPointer(_In_opt_ const volatile VOID *Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_POINTER, (ULONG_PTR)Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfAnsi(_In_opt_ const CHAR *Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_ANSI, (ULONG_PTR)Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfWide(_In_opt_ const WCHAR *Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_WIDE, (ULONG_PTR)Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfGuid(_In_opt_ const GUID *Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_GUID, (ULONG_PTR)Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfAnsiString(_In_opt_ const ANSI_STRING *Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_ANSI_STRING, (ULONG_PTR)Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfUnicodeString(_In_opt_ const UNICODE_STRING *Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_UNICODE_STRING, (ULONG_PTR)Value);
}

/* A long has 32 bits on Windows; the client's own tests also run where it has 64. */
#define PIPELISTEN_LOG_LONG (sizeof(long) == 4 ? PIPELISTEN_LOG_I32 : PIPELISTEN_LOG_I64)
#define PIPELISTEN_LOG_ULONG (sizeof(long) == 4 ? PIPELISTEN_LOG_U32 : PIPELISTEN_LOG_U64)

/*
 * Type by type: what an argument is, and what makes it. X(Type, Kind, Make).
 * Smaller integers are promoted to int, as for any function without a prototype.
 */
#define PIPELISTEN_LOG_INTEGERS(X)                                \
    X(char, PIPELISTEN_LOG_I32, PipelistenLogOfI32)               \
    X(signed char, PIPELISTEN_LOG_I32, PipelistenLogOfI32)        \
    X(unsigned char, PIPELISTEN_LOG_I32, PipelistenLogOfI32)      \
    X(short, PIPELISTEN_LOG_I32, PipelistenLogOfI32)              \
    X(unsigned short, PIPELISTEN_LOG_I32, PipelistenLogOfI32)     \
    X(int, PIPELISTEN_LOG_I32, PipelistenLogOfI32)                \
    X(unsigned int, PIPELISTEN_LOG_U32, PipelistenLogOfU32)       \
    X(long, PIPELISTEN_LOG_LONG, PipelistenLogOfLong)             \
    X(unsigned long, PIPELISTEN_LOG_ULONG, PipelistenLogOfUlong)  \
    X(long long, PIPELISTEN_LOG_I64, PipelistenLogOfI64)          \
    X(unsigned long long, PIPELISTEN_LOG_U64, PipelistenLogOfU64)

#define PIPELISTEN_LOG_READ(X)                                                             \
    X(CHAR *, PIPELISTEN_LOG_ANSI, PipelistenLogOfAnsi)                                    \
    X(const CHAR *, PIPELISTEN_LOG_ANSI, PipelistenLogOfAnsi)                              \
    X(WCHAR *, PIPELISTEN_LOG_WIDE, PipelistenLogOfWide)                                   \
    X(const WCHAR *, PIPELISTEN_LOG_WIDE, PipelistenLogOfWide)                             \
    X(GUID *, PIPELISTEN_LOG_GUID, PipelistenLogOfGuid)                                    \
    X(const GUID *, PIPELISTEN_LOG_GUID, PipelistenLogOfGuid)                              \
    X(ANSI_STRING *, PIPELISTEN_LOG_ANSI_STRING, PipelistenLogOfAnsiString)                \
    X(const ANSI_STRING *, PIPELISTEN_LOG_ANSI_STRING, PipelistenLogOfAnsiString)          \
    X(UNICODE_STRING *, PIPELISTEN_LOG_UNICODE_STRING, PipelistenLogOfUnicodeString)       \
    X(const UNICODE_STRING *, PIPELISTEN_LOG_UNICODE_STRING, PipelistenLogOfUnicodeString) \
    X(PIPELISTEN_LOG_BLOCK, PIPELISTEN_LOG_BINARY, PipelistenLogOfBlock)

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfLong(long Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_LONG, sizeof(long) == 4 ? (ULONG)Value : (ULONGLONG)Value);
}

FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogOfUlong(unsigned long Value)
{
    return PipelistenLogArgumentOf(PIPELISTEN_LOG_ULONG, Value);
}

#ifdef __cplusplus
extern "C++" {

/* Of a type whose size is the kind: for unevaluated operands. */
template <int Kind> struct PipelistenLogKind {
    char Size[Kind];
};

#define PIPELISTEN_LOG_OVERLOAD(Type, Kind, Make)               \
    PipelistenLogKind<(Kind)> PipelistenLogKindOf(Type);        \
    FORCEINLINE PIPELISTEN_LOG_ARGUMENT PipelistenLogMake(Type Value) { return Make(Value); }

PIPELISTEN_LOG_INTEGERS(PIPELISTEN_LOG_OVERLOAD)
PIPELISTEN_LOG_READ(PIPELISTEN_LOG_OVERLOAD)
PIPELISTEN_LOG_OVERLOAD(bool, PIPELISTEN_LOG_I32, PipelistenLogOfI32)
PIPELISTEN_LOG_OVERLOAD(const volatile VOID *, PIPELISTEN_LOG_POINTER, PipelistenLogOfPointer)
#undef PIPELISTEN_LOG_OVERLOAD

/* A double would become an int. */
PIPELISTEN_LOG_ARGUMENT PipelistenLogMake(float) = delete;
PIPELISTEN_LOG_ARGUMENT PipelistenLogMake(double) = delete;
PIPELISTEN_LOG_ARGUMENT PipelistenLogMake(long double) = delete;
}

#define PIPELISTEN_LOG_MAKE(Value) PipelistenLogMake(Value)
#define PIPELISTEN_LOG_KIND(Value) sizeof(PipelistenLogKindOf(Value).Size)

#else

/* Not a pointer, and nothing else above: the function does not take it. */
#define PIPELISTEN_LOG_MAKE(Value)                                                                                \
    _Generic((Value), PIPELISTEN_LOG_INTEGERS(PIPELISTEN_LOG_MAKER) PIPELISTEN_LOG_READ(PIPELISTEN_LOG_MAKER)     \
             _Bool: PipelistenLogOfI32, default: PipelistenLogOfPointer)(Value)
#define PIPELISTEN_LOG_KIND(Value)                                                                                \
    _Generic((Value), PIPELISTEN_LOG_INTEGERS(PIPELISTEN_LOG_CONSTANT) PIPELISTEN_LOG_READ(PIPELISTEN_LOG_CONSTANT) \
             _Bool: PIPELISTEN_LOG_I32, default: PIPELISTEN_LOG_POINTER)
#define PIPELISTEN_LOG_MAKER(Type, Kind, Make) Type: Make,
#define PIPELISTEN_LOG_CONSTANT(Type, Kind, Make) Type: (Kind),

#endif

/* Microsoft's older preprocessor passes __VA_ARGS__ on as one argument, and splits it when the result is expanded again. */
#define PIPELISTEN_LOG_EXPAND(Text) Text

/* The first of the arguments, and how many follow it. */
#define PIPELISTEN_LOG_FORMAT(...) PIPELISTEN_LOG_EXPAND(PIPELISTEN_LOG_FIRST(__VA_ARGS__, 0))
#define PIPELISTEN_LOG_FIRST(First, ...) First
#define PIPELISTEN_LOG_COUNT(...) \
    PIPELISTEN_LOG_EXPAND(PIPELISTEN_LOG_LAST(__VA_ARGS__, TOO_MANY, TOO_MANY, TOO_MANY, TOO_MANY, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0))
#define PIPELISTEN_LOG_LAST(F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, Count, ...) Count

/* Evaluates the arguments and sends them: one macro a number of arguments. */
#define PIPELISTEN_LOG_SEND_0(Client, Entry, F) PipelistenLog((Client), (Entry), NULL, 0);
#define PIPELISTEN_LOG_SEND_1(Client, Entry, F, A1) \
    PIPELISTEN_LOG_BEGIN(1) PIPELISTEN_LOG_SET_1(A1) PIPELISTEN_LOG_END(Client, Entry, 1)
#define PIPELISTEN_LOG_SEND_2(Client, Entry, F, A1, A2) \
    PIPELISTEN_LOG_BEGIN(2) PIPELISTEN_LOG_SET_2(A1, A2) PIPELISTEN_LOG_END(Client, Entry, 2)
#define PIPELISTEN_LOG_SEND_3(Client, Entry, F, A1, A2, A3) \
    PIPELISTEN_LOG_BEGIN(3) PIPELISTEN_LOG_SET_3(A1, A2, A3) PIPELISTEN_LOG_END(Client, Entry, 3)
#define PIPELISTEN_LOG_SEND_4(Client, Entry, F, A1, A2, A3, A4) \
    PIPELISTEN_LOG_BEGIN(4) PIPELISTEN_LOG_SET_4(A1, A2, A3, A4) PIPELISTEN_LOG_END(Client, Entry, 4)
#define PIPELISTEN_LOG_SEND_5(Client, Entry, F, A1, A2, A3, A4, A5) \
    PIPELISTEN_LOG_BEGIN(5) PIPELISTEN_LOG_SET_5(A1, A2, A3, A4, A5) PIPELISTEN_LOG_END(Client, Entry, 5)
#define PIPELISTEN_LOG_SEND_6(Client, Entry, F, A1, A2, A3, A4, A5, A6) \
    PIPELISTEN_LOG_BEGIN(6) PIPELISTEN_LOG_SET_6(A1, A2, A3, A4, A5, A6) PIPELISTEN_LOG_END(Client, Entry, 6)
#define PIPELISTEN_LOG_SEND_7(Client, Entry, F, A1, A2, A3, A4, A5, A6, A7) \
    PIPELISTEN_LOG_BEGIN(7) PIPELISTEN_LOG_SET_7(A1, A2, A3, A4, A5, A6, A7) PIPELISTEN_LOG_END(Client, Entry, 7)
#define PIPELISTEN_LOG_SEND_8(Client, Entry, F, A1, A2, A3, A4, A5, A6, A7, A8) \
    PIPELISTEN_LOG_BEGIN(8) PIPELISTEN_LOG_SET_8(A1, A2, A3, A4, A5, A6, A7, A8) PIPELISTEN_LOG_END(Client, Entry, 8)
#define PIPELISTEN_LOG_SEND_9(Client, Entry, F, A1, A2, A3, A4, A5, A6, A7, A8, A9) \
    PIPELISTEN_LOG_BEGIN(9) PIPELISTEN_LOG_SET_9(A1, A2, A3, A4, A5, A6, A7, A8, A9) PIPELISTEN_LOG_END(Client, Entry, 9)
#define PIPELISTEN_LOG_SEND_10(Client, Entry, F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10) \
    PIPELISTEN_LOG_BEGIN(10) PIPELISTEN_LOG_SET_10(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10) PIPELISTEN_LOG_END(Client, Entry, 10)
#define PIPELISTEN_LOG_SEND_11(Client, Entry, F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11) \
    PIPELISTEN_LOG_BEGIN(11) PIPELISTEN_LOG_SET_11(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11) PIPELISTEN_LOG_END(Client, Entry, 11)
#define PIPELISTEN_LOG_SEND_12(Client, Entry, F, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12) \
    PIPELISTEN_LOG_BEGIN(12) PIPELISTEN_LOG_SET_12(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12) PIPELISTEN_LOG_END(Client, Entry, 12)
#define PIPELISTEN_LOG_BEGIN(Count) PIPELISTEN_LOG_ARGUMENT pipelistenArguments[Count];
#define PIPELISTEN_LOG_END(Client, Entry, Count) PipelistenLog((Client), (Entry), pipelistenArguments, (Count));
#define PIPELISTEN_LOG_SET(Index, Value) pipelistenArguments[Index] = PIPELISTEN_LOG_MAKE(Value);
#define PIPELISTEN_LOG_SET_1(A1) PIPELISTEN_LOG_SET(0, A1)
#define PIPELISTEN_LOG_SET_2(A1, A2) PIPELISTEN_LOG_SET_1(A1) PIPELISTEN_LOG_SET(1, A2)
#define PIPELISTEN_LOG_SET_3(A1, A2, A3) PIPELISTEN_LOG_SET_2(A1, A2) PIPELISTEN_LOG_SET(2, A3)
#define PIPELISTEN_LOG_SET_4(A1, A2, A3, A4) PIPELISTEN_LOG_SET_3(A1, A2, A3) PIPELISTEN_LOG_SET(3, A4)
#define PIPELISTEN_LOG_SET_5(A1, A2, A3, A4, A5) PIPELISTEN_LOG_SET_4(A1, A2, A3, A4) PIPELISTEN_LOG_SET(4, A5)
#define PIPELISTEN_LOG_SET_6(A1, A2, A3, A4, A5, A6) PIPELISTEN_LOG_SET_5(A1, A2, A3, A4, A5) PIPELISTEN_LOG_SET(5, A6)
#define PIPELISTEN_LOG_SET_7(A1, A2, A3, A4, A5, A6, A7) \
    PIPELISTEN_LOG_SET_6(A1, A2, A3, A4, A5, A6) PIPELISTEN_LOG_SET(6, A7)
#define PIPELISTEN_LOG_SET_8(A1, A2, A3, A4, A5, A6, A7, A8) \
    PIPELISTEN_LOG_SET_7(A1, A2, A3, A4, A5, A6, A7) PIPELISTEN_LOG_SET(7, A8)
#define PIPELISTEN_LOG_SET_9(A1, A2, A3, A4, A5, A6, A7, A8, A9) \
    PIPELISTEN_LOG_SET_8(A1, A2, A3, A4, A5, A6, A7, A8) PIPELISTEN_LOG_SET(8, A9)
#define PIPELISTEN_LOG_SET_10(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10) \
    PIPELISTEN_LOG_SET_9(A1, A2, A3, A4, A5, A6, A7, A8, A9) PIPELISTEN_LOG_SET(9, A10)
#define PIPELISTEN_LOG_SET_11(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11) \
    PIPELISTEN_LOG_SET_10(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10) PIPELISTEN_LOG_SET(10, A11)
#define PIPELISTEN_LOG_SET_12(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12) \
    PIPELISTEN_LOG_SET_11(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11) PIPELISTEN_LOG_SET(11, A12)

#endif

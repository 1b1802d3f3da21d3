/*
 * log_line_model.c: random calls of PipelistenLogLineWrite, and the bytes that pipelisten_event.h says they have to give.
 *
 *     log_line_model SEED CALLS
 *
 * Each string and block has memory of exactly its size, so that the sanitizer sees what is read beyond it; where the format does
 * not ask for memory, the pointer leads nowhere.
 */
#include "log_line.h"
#include <stdio.h>
#include <stdlib.h>

#define MAX_ARGUMENTS 12
#define NOWHERE 0xDEAD0000BEEF0000ull
#define ROOM_FOR_ONE 17 /* what is kept for each argument that follows a string */

static uint64_t state;

static uint32_t Below(uint32_t limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % limit);
}

typedef struct {
    UCHAR Expected[2 * PIPELISTEN_LOG_LINE_MAX];
    ULONG Length;
    ULONG End;
    char Format[1024];
    PIPELISTEN_LOG_ARGUMENT Arguments[MAX_ARGUMENTS];
    ULONG Count;
    ULONG Planned;
    void *Memory[2 * MAX_ARGUMENTS];
    ULONG Blocks;
} Call;

static void *Hold(Call *call, size_t size)
{
    void *memory = malloc(size);

    if (memory == NULL) {
        abort();
    }
    call->Memory[call->Blocks++] = memory;
    return memory;
}

static void Put(Call *call, const void *bytes, ULONG length)
{
    memcpy(call->Expected + call->Length, bytes, length);
    call->Length += length;
}

static void PutNumber(Call *call, ULONG kind, ULONGLONG value)
{
    const UCHAR byte = (UCHAR)kind;

    Put(call, &byte, 1);
    Put(call, &value, kind <= PIPELISTEN_LOG_U32 ? 4 : 8);
}

/* Length: MAXULONG where nobody looked for the end. */
static void PutBytes(Call *call, ULONG kind, const void *bytes, ULONG length, ULONG unit)
{
    const ULONG room = (call->End - call->Length - 5) / unit * unit;
    const USHORT stored = (USHORT)(length < room ? length : room);
    const USHORT said = (USHORT)(length < 0xFFFF ? length : 0xFFFF);
    const UCHAR byte = (UCHAR)kind;

    Put(call, &byte, 1);
    Put(call, &stored, 2);
    Put(call, &said, 2);
    Put(call, bytes, stored);
}

/* Adds an argument, and says where what follows it may end. */
static void Add(Call *call, ULONG kind, ULONGLONG value, ULONG length)
{
    call->Arguments[call->Count].Kind = kind;
    call->Arguments[call->Count].Length = length;
    call->Arguments[call->Count].Value = value;
    call->Count++;
    call->End = PIPELISTEN_LOG_LINE_MAX - (call->Planned - call->Count) * ROOM_FOR_ONE;
}

static void Append(Call *call, const char *text)
{
    strcat(call->Format, text);
}

static ULONG RandomLength(void)
{
    return Below(10) == 0 ? Below(70000) : Below(10) < 3 ? Below(1500) : Below(40);
}

static void Number(Call *call)
{
    static const char *const formats[] = {"%d", "%5u", "%-#8x", "%I64d", "%llu", "%p", "%c", "%!STATUS!", "%!WINERROR!", "%zu"};
    const ULONG kind = 1 + Below(5);
    const ULONGLONG value = (ULONGLONG)Below(0xFFFFFFFF) << 32 | Below(0xFFFFFFFF);

    Append(call, formats[Below(sizeof(formats) / sizeof(*formats))]);
    Add(call, kind, value, 0);
    PutNumber(call, kind, value);
}

/* What the format does not ask for is not read. */
static void Mismatch(Call *call)
{
    static const char *const formats[] = {"%d", "%p", "text only", "%!STATUS!", "%%", "%c", "%", "%5"};
    static const ULONG kinds[] = {PIPELISTEN_LOG_ANSI, PIPELISTEN_LOG_WIDE, PIPELISTEN_LOG_ANSI_STRING, PIPELISTEN_LOG_UNICODE_STRING,
                                  PIPELISTEN_LOG_GUID, PIPELISTEN_LOG_BINARY};
    const ULONG kind = kinds[Below(6)];

    if (kind == PIPELISTEN_LOG_GUID || kind == PIPELISTEN_LOG_BINARY) {
        Append(call, Below(2) == 0 ? "%s" : kind == PIPELISTEN_LOG_GUID ? "%!HEX!" : "%!GUID!");
    } else if (Below(2) == 0) {
        Append(call, Below(2) == 0 ? "%!HEX!" : "%!GUID!");
    } else {
        Append(call, formats[Below(3) == 0 ? 0 : 1]);
    }
    Add(call, kind, NOWHERE + call->Count, 100);
    PutNumber(call, PIPELISTEN_LOG_POINTER, NOWHERE + call->Count - 1);
}

static void Null(Call *call)
{
    static const struct {
        const char *Format;
        ULONG Kind;
    } nulls[] = {{"%s", PIPELISTEN_LOG_ANSI}, {"%ws", PIPELISTEN_LOG_WIDE}, {"%Z", PIPELISTEN_LOG_ANSI_STRING},
                 {"%wZ", PIPELISTEN_LOG_UNICODE_STRING}, {"%!GUID!", PIPELISTEN_LOG_GUID}, {"%!HEX!", PIPELISTEN_LOG_BINARY}};
    const ULONG which = Below(6);
    const UCHAR kind = PIPELISTEN_LOG_NULL;

    Append(call, nulls[which].Format);
    Add(call, nulls[which].Kind, 0, 9);
    Put(call, &kind, 1);
}

/* How a string is bounded: by a NUL, by a precision in the format, or by one that is an argument. */
typedef enum { BY_NUL, BY_FORMAT, BY_ARGUMENT, BY_WRONG_ARGUMENT } Bound;

static Bound RandomBound(Call *call)
{
    return call->Count + 2 <= call->Planned ? (Bound)Below(4) : (Bound)Below(2);
}

/* The conversion, and the argument that bounds it. Returns how many characters may be read at most. */
static ULONG PutBound(Call *call, Bound bound, ULONG precision, const char *type)
{
    char conversion[32];

    if (bound == BY_NUL) {
        snprintf(conversion, sizeof(conversion), "%%%s", type);
    } else if (bound == BY_FORMAT) {
        snprintf(conversion, sizeof(conversion), "%%-3.%u%s", precision, type);
    } else {
        snprintf(conversion, sizeof(conversion), "%%.*%s", type);
    }
    Append(call, conversion);
    if (bound == BY_ARGUMENT) {
        Add(call, PIPELISTEN_LOG_I32, precision, 0);
        PutNumber(call, PIPELISTEN_LOG_I32, precision);
    } else if (bound == BY_WRONG_ARGUMENT) {
        const ULONG kind = PIPELISTEN_LOG_I64 + Below(3);

        Add(call, kind, NOWHERE, 0);
        PutNumber(call, kind, NOWHERE);
        return 0;
    }
    return bound == BY_NUL ? MAXULONG : precision;
}

/* A string of any unit. It has a NUL only if nothing else bounds it, or at times. */
static void Text(Call *call, BOOLEAN isWide)
{
    const ULONG unit = isWide ? 2 : 1, kind = isWide ? PIPELISTEN_LOG_WIDE : PIPELISTEN_LOG_ANSI;
    const ULONG chars = RandomLength();
    const Bound bound = RandomBound(call);
    const BOOLEAN hasNul = bound == BY_NUL || Below(2) == 0;
    UCHAR *memory = Hold(call, (size_t)(chars + hasNul) * unit);
    ULONG limit, room, length;

    for (ULONG i = 0; i < chars * unit; i++) {
        memory[i] = (UCHAR)(1 + Below(255));
    }
    memset(memory + chars * unit, 0, hasNul * unit);
    limit = PutBound(call, bound, hasNul ? Below(chars + 50) : Below(chars + 1), isWide ? "ws" : "s");
    Add(call, kind, (ULONG_PTR)memory, 0);
    length = chars < limit ? chars : limit;
    room = (call->End - call->Length - 5) / unit;
    PutBytes(call, kind, memory, length > room ? MAXULONG : length * unit, unit);
}

static void Counted(Call *call, BOOLEAN isWide)
{
    const ULONG unit = isWide ? 2 : 1;
    const USHORT length = (USHORT)(RandomLength() % 0xFFFF);
    const ULONG precision = Below(2000);
    UNICODE_STRING *string = Hold(call, sizeof(*string)); /* an ANSI_STRING looks the same */
    ULONG limit, chars;

    string->Length = string->MaximumLength = length;
    string->Buffer = Below(10) == 0 ? NULL : Hold(call, length);
    limit = PutBound(call, Below(2) == 0 ? BY_NUL : BY_FORMAT, precision, isWide ? "wZ" : "Z");
    Add(call, isWide ? PIPELISTEN_LOG_UNICODE_STRING : PIPELISTEN_LOG_ANSI_STRING, (ULONG_PTR)string, 0);
    if (string->Buffer == NULL) {
        const UCHAR kind = PIPELISTEN_LOG_NULL;

        Put(call, &kind, 1);
        return;
    }
    memset(string->Buffer, 'y', length);
    chars = length / unit < limit ? length / unit : limit;
    PutBytes(call, isWide ? PIPELISTEN_LOG_WIDE : PIPELISTEN_LOG_ANSI, string->Buffer, chars * unit, unit);
}

static void Block(Call *call)
{
    const ULONG length = RandomLength();
    void *memory = Hold(call, length);

    memset(memory, (int)Below(256), length);
    Append(call, "%!HEX!");
    Add(call, PIPELISTEN_LOG_BINARY, (ULONG_PTR)memory, length);
    PutBytes(call, PIPELISTEN_LOG_BINARY, memory, length, 1);
}

static void Guid(Call *call)
{
    const UCHAR kind = PIPELISTEN_LOG_GUID;
    GUID *guid = Hold(call, sizeof(*guid));

    memset(guid, (int)Below(256), sizeof(*guid));
    Append(call, "%!GUID!");
    Add(call, PIPELISTEN_LOG_GUID, (ULONG_PTR)guid, 0);
    Put(call, &kind, 1);
    Put(call, guid, sizeof(*guid));
}

static void Try(void)
{
    static Call call;
    UCHAR *line = malloc(PIPELISTEN_LOG_LINE_MAX);
    ULONG length;
    const ULONG number = Below(0xFFFFFFFF);

    memset(&call, 0, sizeof(call));
    call.Planned = Below(MAX_ARGUMENTS + 1);
    Put(&call, &number, sizeof(number));
    while (call.Count < call.Planned) {
        static const char *const between[] = {"", " ", "%%", "!", "%% of "};

        Append(&call, between[Below(5)]);
        switch (Below(9)) {
        case 0: Null(&call); break;
        case 1: Mismatch(&call); break;
        case 2: Text(&call, FALSE); break;
        case 3: Text(&call, TRUE); break;
        case 4: Counted(&call, FALSE); break;
        case 5: Counted(&call, TRUE); break;
        case 6: Block(&call); break;
        case 7: Guid(&call); break;
        default: Number(&call); break;
        }
    }
    length = PipelistenLogLineWrite(line, number, call.Format, call.Arguments, call.Count);
    if (length > PIPELISTEN_LOG_LINE_MAX || length != call.Length || memcmp(line, call.Expected, length) != 0) {
        fprintf(stderr, "\"%s\" with %u arguments: %u bytes instead of %u, or others\n", call.Format, call.Count, length, call.Length);
        exit(1);
    }
    while (call.Blocks > 0) {
        free(call.Memory[--call.Blocks]);
    }
    free(line);
}

int main(int argc, char **argv)
{
    const long calls = argc > 2 ? atol(argv[2]) : 0;

    state = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    for (long i = 0; i < calls; i++) {
        Try();
    }
    printf("%ld lines\n", calls);
    return 0;
}

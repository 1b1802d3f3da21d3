/*
 * log_line.c: see log_line.h.
 */
#include "log_format.h"
#include "log_line.h"

/* The most that an argument takes up that is no string and no block: a GUID. So much is kept for each that follows a string. */
#define LINE_MAX_FIXED (1 + 16)
#define LINE_MAX_ARGUMENTS 12
/* In Length: that long or longer. */
#define LINE_AT_LEAST 0xFFFF

C_ASSERT(sizeof(GUID) == 16);
C_ASSERT(sizeof(ULONG) + LINE_MAX_ARGUMENTS * LINE_MAX_FIXED < PIPELISTEN_LOG_LINE_MAX / 2); /* a string always has room */

/* Without padding, and at any address. */
#pragma pack(push, 1)
typedef struct {
    ULONG Number;
} LineSite;
typedef struct {
    UCHAR Kind;
    ULONG Value;
} LineNumber32;
typedef struct {
    UCHAR Kind;
    ULONGLONG Value;
} LineNumber64;
typedef struct {
    UCHAR Kind;
    USHORT Stored;
    USHORT Length;
} LineBytes;
#pragma pack(pop)

typedef struct {
    PUCHAR Bytes;
    ULONG Length; /* so far */
    ULONG End;    /* where what is written now has to end */
} LogLine;

static VOID LineWriteMixed(_Inout_ LogLine *This, _In_ const char *Format,
                           _In_reads_opt_(Count) const PIPELISTEN_LOG_ARGUMENT *Arguments, _In_ ULONG Count);
static BOOLEAN LineReadsMemory(_In_reads_opt_(Count) const PIPELISTEN_LOG_ARGUMENT *Arguments, _In_ ULONG Count);
static VOID LineWriteMemory(_Inout_ LogLine *This, _In_ const PIPELISTEN_LOG_ARGUMENT *Argument, _In_ const LogUse *Use);
static VOID LineWriteText(_Inout_ LogLine *This, _In_ const PIPELISTEN_LOG_ARGUMENT *Argument, _In_ ULONG Precision);
static VOID LineWriteNumber(_Inout_ LogLine *This, _In_ ULONG Kind, _In_ ULONGLONG Value);
static VOID LineWriteAnsi(_Inout_ LogLine *This, _In_ const CHAR *Text, _In_ ULONG Precision);
static VOID LineWriteWide(_Inout_ LogLine *This, _In_ const WCHAR *Text, _In_ ULONG Precision);
static VOID LineWriteBytes(_Inout_ LogLine *This, _In_ UCHAR Kind, _In_reads_bytes_(Length) const VOID *Bytes,
                           _In_ ULONG Length, _In_ ULONG Unit);
static VOID LineWriteStored(_Inout_ LogLine *This, _In_ UCHAR Kind, _In_ ULONG Stored, _In_ ULONG Length);
static ULONG LineRoom(_In_ const LogLine *This, _In_ ULONG Unit);
static const VOID *LinePointer(_In_ const PIPELISTEN_LOG_ARGUMENT *Argument);

_Use_decl_annotations_
ULONG PipelistenLogLineWrite(PUCHAR Line, ULONG Number, const char *Format, const PIPELISTEN_LOG_ARGUMENT *Arguments,
                             ULONG Count)
{
    LogLine line;
    ULONG i;

    line.Bytes = Line;
    ((LineSite *)(PVOID)Line)->Number = Number;
    line.Length = sizeof(LineSite);
    if (LineReadsMemory(Arguments, Count)) {
        LineWriteMixed(&line, Format, Arguments, Count);
    } else {
        for (i = 0; i < Count; i++) {
            LineWriteNumber(&line, Arguments[i].Kind, Arguments[i].Value);
        }
    }
    return line.Length;
}

_Use_decl_annotations_
static VOID LineWriteMixed(LogLine *This, const char *Format, const PIPELISTEN_LOG_ARGUMENT *Arguments, ULONG Count)
{
    LogFormat format;
    LogUse use;
    ULONG i;

    PipelistenLogFormatBegin(&format, Format);
    for (i = 0; i < Count; i++) {
        const PIPELISTEN_LOG_ARGUMENT *argument = &Arguments[i];

        PipelistenLogFormatNext(&format, &use);
        if (use.IsPrecision) {
            /* Nothing is read where it is no number: what is there could be as well as none. */
            PipelistenLogFormatSetPrecision(&format, argument->Kind <= PIPELISTEN_LOG_U32 ? (LONG)argument->Value : 0);
        }
        if (argument->Kind <= PIPELISTEN_LOG_POINTER) {
            LineWriteNumber(This, argument->Kind, argument->Value);
        } else {
            This->End = PIPELISTEN_LOG_LINE_MAX - (Count - 1 - i) * LINE_MAX_FIXED;
            LineWriteMemory(This, argument, &use);
        }
    }
}

_Use_decl_annotations_
static BOOLEAN LineReadsMemory(const PIPELISTEN_LOG_ARGUMENT *Arguments, ULONG Count)
{
    ULONG i;

    for (i = 0; i < Count; i++) {
        if (Arguments[i].Kind > PIPELISTEN_LOG_POINTER) {
            return TRUE;
        }
    }
    return FALSE;
}

_Use_decl_annotations_
static VOID LineWriteMemory(LogLine *This, const PIPELISTEN_LOG_ARGUMENT *Argument, const LogUse *Use)
{
    const LogReads expected = Argument->Kind == PIPELISTEN_LOG_BINARY ? LogReadsBlock
                              : Argument->Kind == PIPELISTEN_LOG_GUID ? LogReadsGuid
                                                                      : LogReadsText;

    if (Use->Reads != expected) {
        LineWriteNumber(This, PIPELISTEN_LOG_POINTER, Argument->Value);
    } else if (Argument->Value == 0) {
        This->Bytes[This->Length++] = PIPELISTEN_LOG_NULL;
    } else if (expected == LogReadsBlock) {
        LineWriteBytes(This, PIPELISTEN_LOG_BINARY, LinePointer(Argument), Argument->Length, 1);
    } else if (expected == LogReadsGuid) {
        This->Bytes[This->Length++] = PIPELISTEN_LOG_GUID;
        RtlCopyMemory(This->Bytes + This->Length, LinePointer(Argument), sizeof(GUID));
        This->Length += sizeof(GUID);
    } else {
        LineWriteText(This, Argument, Use->Precision);
    }
}

/* Precision: in characters. */
_Use_decl_annotations_
static VOID LineWriteText(LogLine *This, const PIPELISTEN_LOG_ARGUMENT *Argument, ULONG Precision)
{
    if (Argument->Kind == PIPELISTEN_LOG_ANSI) {
        LineWriteAnsi(This, LinePointer(Argument), Precision);
    } else if (Argument->Kind == PIPELISTEN_LOG_WIDE) {
        LineWriteWide(This, LinePointer(Argument), Precision);
    } else {
        const BOOLEAN isWide = Argument->Kind == PIPELISTEN_LOG_UNICODE_STRING;
        const UNICODE_STRING *string = LinePointer(Argument); /* an ANSI_STRING has its members at the same places */
        const ULONG unit = isWide ? sizeof(WCHAR) : 1;
        ULONG chars = string->Length / unit;

        if (string->Buffer == NULL) {
            This->Bytes[This->Length++] = PIPELISTEN_LOG_NULL;
            return;
        }
        chars = chars < Precision ? chars : Precision;
        LineWriteBytes(This, isWide ? PIPELISTEN_LOG_WIDE : PIPELISTEN_LOG_ANSI, string->Buffer, chars * unit, unit);
    }
}

_Use_decl_annotations_
static VOID LineWriteNumber(LogLine *This, ULONG Kind, ULONGLONG Value)
{
    if (Kind <= PIPELISTEN_LOG_U32) {
        LineNumber32 *number = (LineNumber32 *)(PVOID)(This->Bytes + This->Length);

        number->Kind = (UCHAR)Kind;
        number->Value = (ULONG)Value;
        This->Length += sizeof(*number);
    } else {
        LineNumber64 *number = (LineNumber64 *)(PVOID)(This->Bytes + This->Length);

        number->Kind = (UCHAR)Kind;
        number->Value = Value;
        This->Length += sizeof(*number);
    }
}

/* Each character is read once: what comes after it is read only if it is no NUL, and no more than Precision asks for. */
_Use_decl_annotations_
static VOID LineWriteAnsi(LogLine *This, const CHAR *Text, ULONG Precision)
{
    PUCHAR target = This->Bytes + This->Length + sizeof(LineBytes);
    const ULONG room = LineRoom(This, 1);
    ULONG stored = 0;

    while (stored < Precision && stored < room && Text[stored] != 0) {
        target[stored] = (UCHAR)Text[stored];
        stored++;
    }
    LineWriteStored(This, PIPELISTEN_LOG_ANSI, stored,
                    stored < Precision && stored == room && Text[stored] != 0 ? LINE_AT_LEAST : stored);
}

_Use_decl_annotations_
static VOID LineWriteWide(LogLine *This, const WCHAR *Text, ULONG Precision)
{
    PUCHAR target = This->Bytes + This->Length + sizeof(LineBytes);
    const ULONG room = LineRoom(This, sizeof(WCHAR)) / sizeof(WCHAR);
    ULONG chars = 0;

    while (chars < Precision && chars < room) {
        const WCHAR character = Text[chars];

        if (character == 0) {
            break;
        }
        target[2 * chars] = (UCHAR)character;
        target[2 * chars + 1] = (UCHAR)(character >> 8);
        chars++;
    }
    LineWriteStored(This, PIPELISTEN_LOG_WIDE, chars * sizeof(WCHAR),
                    chars < Precision && chars == room && Text[chars] != 0 ? LINE_AT_LEAST : chars * sizeof(WCHAR));
}

/* Unit: how many bytes belong together. */
_Use_decl_annotations_
static VOID LineWriteBytes(LogLine *This, UCHAR Kind, const VOID *Bytes, ULONG Length, ULONG Unit)
{
    const ULONG room = LineRoom(This, Unit);
    const ULONG stored = Length < room ? Length : room;

    RtlCopyMemory(This->Bytes + This->Length + sizeof(LineBytes), Bytes, stored);
    LineWriteStored(This, Kind, stored, Length);
}

/* The bytes are in their place. */
_Use_decl_annotations_
static VOID LineWriteStored(LogLine *This, UCHAR Kind, ULONG Stored, ULONG Length)
{
    LineBytes *bytes = (LineBytes *)(PVOID)(This->Bytes + This->Length);

    bytes->Kind = Kind;
    bytes->Stored = (USHORT)Stored;
    bytes->Length = (USHORT)(Length < LINE_AT_LEAST ? Length : LINE_AT_LEAST);
    This->Length += (ULONG)sizeof(*bytes) + Stored;
}

/* For the bytes of a string or a block, in whole units. */
_Use_decl_annotations_
static ULONG LineRoom(const LogLine *This, ULONG Unit)
{
    const ULONG room = This->End - This->Length - (ULONG)sizeof(LineBytes);

    return room - room % Unit;
}

_Use_decl_annotations_
static const VOID *LinePointer(const PIPELISTEN_LOG_ARGUMENT *Argument)
{
    return (const VOID *)(ULONG_PTR)Argument->Value;
}

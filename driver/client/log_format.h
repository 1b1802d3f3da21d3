/*
 * log_format.h: what the conversions of a format do with the arguments, one after another. Plain C.
 *
 * It is asked only where an argument says that memory is to be read: the format has to agree.
 */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include "platform.h"

typedef enum {
    LogReadsNothing, /* a number, a pointer, a width, or there is no such conversion */
    LogReadsText,    /* %s, %S, %Z with any size */
    LogReadsBlock,   /* %!HEX! */
    LogReadsGuid     /* %!GUID! */
} LogReads;

#define LOG_NO_PRECISION MAXULONG

/* What is done with one argument. */
typedef struct {
    LogReads Reads;
    ULONG Precision;     /* of text: at most so many characters; or LOG_NO_PRECISION */
    BOOLEAN IsPrecision; /* it is the precision of the conversion that comes next: see PipelistenLogFormatSetPrecision */
} LogUse;

typedef struct {
    const char *At;
    ULONG Stars;              /* of the conversion that was begun, arguments before the one it prints */
    BOOLEAN IsBegun;
    BOOLEAN HasPrecisionStar; /* the last of them is its precision */
    LogUse Value;
} LogFormat;

VOID PipelistenLogFormatBegin(_Out_ LogFormat *This, _In_ const char *Format);

/* Of the next argument. */
VOID PipelistenLogFormatNext(_Inout_ LogFormat *This, _Out_ LogUse *Use);

/* The argument for which IsPrecision was said has this value; a negative one is none. */
VOID PipelistenLogFormatSetPrecision(_Inout_ LogFormat *This, _In_ LONG Value);

#endif

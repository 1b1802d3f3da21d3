/*
 * log_format.c: see log_format.h. The grammar of a conversion is printf's: %[flags][width][.precision][size]type, and WPP's %!NAME!.
 */
#include "log_format.h"

#define FORMAT_MAX_DIGITS 8 /* a number of more is as good as none: lines are shorter */

static VOID FormatParse(_Inout_ LogFormat *This);
static BOOLEAN FormatSkipNumber(_Inout_ LogFormat *This, _Out_ ULONG *Number);
static VOID FormatSkip(_Inout_ LogFormat *This, _In_ const char *Set);
static BOOLEAN FormatBegins(_In_ const char *Text, _In_ const char *Beginning);

_Use_decl_annotations_
VOID PipelistenLogFormatBegin(LogFormat *This, const char *Format)
{
    RtlZeroMemory(This, sizeof(*This));
    This->At = Format;
}

_Use_decl_annotations_
VOID PipelistenLogFormatNext(LogFormat *This, LogUse *Use)
{
    if (!This->IsBegun) {
        FormatParse(This);
    }
    if (This->Stars > 0) {
        This->Stars--;
        Use->Reads = LogReadsNothing;
        Use->Precision = LOG_NO_PRECISION;
        Use->IsPrecision = This->Stars == 0 && This->HasPrecisionStar;
        return;
    }
    This->IsBegun = FALSE;
    *Use = This->Value;
}

_Use_decl_annotations_
VOID PipelistenLogFormatSetPrecision(LogFormat *This, LONG Value)
{
    This->Value.Precision = Value < 0 ? LOG_NO_PRECISION : (ULONG)Value;
}

/* Begins the next conversion that takes an argument. At the end of the format there is one that reads nothing. */
_Use_decl_annotations_
static VOID FormatParse(LogFormat *This)
{
    ULONG width;

    This->IsBegun = TRUE;
    This->Stars = 0;
    This->HasPrecisionStar = FALSE;
    This->Value.Reads = LogReadsNothing;
    This->Value.Precision = LOG_NO_PRECISION;
    This->Value.IsPrecision = FALSE;
    while (*This->At != 0 && (This->At[0] != '%' || This->At[1] == '%')) {
        This->At += This->At[0] == '%' ? 2 : 1;
    }
    if (*This->At == 0) {
        return;
    }
    This->At++;
    if (*This->At == '!') {
        const BOOLEAN isBlock = FormatBegins(This->At, "!HEX!");

        This->Value.Reads = isBlock                              ? LogReadsBlock
                            : FormatBegins(This->At, "!GUID!") ? LogReadsGuid
                                                                 : LogReadsNothing;
        This->At++; /* its second ! is no conversion, and no % comes before it */
        return;
    }
    FormatSkip(This, "-+ #0");
    This->Stars += FormatSkipNumber(This, &width);
    if (*This->At == '.') {
        This->At++;
        This->HasPrecisionStar = FormatSkipNumber(This, &This->Value.Precision);
        This->Stars += This->HasPrecisionStar;
    }
    FormatSkip(This, "hlwIzt0123456789"); /* I64, I32 */
    if (*This->At == 's' || *This->At == 'S' || *This->At == 'Z') {
        This->Value.Reads = LogReadsText;
    }
    This->At += *This->At != 0;
}

/* A width or a precision; without digits a precision is 0. TRUE: it is an argument. */
_Use_decl_annotations_
static BOOLEAN FormatSkipNumber(LogFormat *This, ULONG *Number)
{
    ULONG digits = 0;

    *Number = 0;
    if (*This->At == '*') {
        This->At++;
        *Number = LOG_NO_PRECISION;
        return TRUE;
    }
    for (; *This->At >= '0' && *This->At <= '9'; This->At++) {
        *Number = *Number * 10 + (ULONG)(*This->At - '0');
        if (++digits > FORMAT_MAX_DIGITS) {
            *Number = 0;
        }
    }
    if (digits > FORMAT_MAX_DIGITS) {
        *Number = LOG_NO_PRECISION;
    }
    return FALSE;
}

/* After the characters of that set. */
_Use_decl_annotations_
static VOID FormatSkip(LogFormat *This, const char *Set)
{
    const char *found = Set;

    while (*found != 0) {
        found = Set;
        while (*found != 0 && *found != *This->At) {
            found++;
        }
        This->At += *found != 0;
    }
}

_Use_decl_annotations_
static BOOLEAN FormatBegins(const char *Text, const char *Beginning)
{
    while (*Beginning != 0 && *Text == *Beginning) {
        Text++;
        Beginning++;
    }
    return *Beginning == 0;
}

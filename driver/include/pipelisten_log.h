/*
 * pipelisten_log.h: logging as simple as DbgPrint. The kernel formats nothing: a line is the number of its call and the raw
 * arguments; the reader has the formats, because the client sends them first on each connection.
 *
 *     PIPELISTEN_LOG(Client, Info, "opened %wZ by %u, status %!STATUS!", &Name, ProcessId, Status);
 *     PIPELISTEN_LOG_KEYWORDS(Client, 0x4, Debug, "read %u bytes: %!HEX!", Length, PIPELISTEN_BLOCK(Buffer, Length));
 *
 *     PIPELISTEN_LOG           <= DISPATCH_LEVEL  copies one line into the ring; full: dropped and counted
 *     PipelistenSetLogFilter   <= DISPATCH_LEVEL  which lines pass
 *
 * Levels: Error, Warning, Info, Debug, Trace. Keywords: a bit mask of your own. A line passes if its level is at most the
 * filter's and it has no keywords or one of the filter's. Until you set another filter, Info and what is more severe passes,
 * with any keywords. Arguments of a line that does not pass are not evaluated. Client may be NULL: nothing is logged then.
 *
 * Conversions are those of the kernel's RtlStringCbPrintf, without floating point, and a few of WPP's:
 *
 *     %d %i %u %x %X %o %c   integers; 32 bits, or with ll, I64: 64 bits; with I, z, t: as wide as a pointer
 *     %p                     a pointer, of any type
 *     %s %hs                 CHAR *                    %Z     ANSI_STRING *
 *     %S %ws %ls             WCHAR *                   %wZ    UNICODE_STRING *
 *     %!STATUS!              an NTSTATUS, by name      %!WINERROR!  a Win32 error, by name
 *     %!GUID!                GUID *                    %!HEX! PIPELISTEN_BLOCK(pointer, length)
 *
 * Strings, blocks and GUIDs are read during the call, at the caller's IRQL: what is pageable is for calls below DISPATCH_LEVEL,
 * and CHAR * and WCHAR * end with a NUL or are bounded by a precision (%.8s, %.*s). They are read only if the argument's
 * type says what they are and the format asks for it; so a wrong format never makes the kernel read what is not there.
 * A line has at most PIPELISTEN_LOG_LINE_MAX bytes; longer strings are cut, and the reader shows that.
 *
 * A wrong format does not compile: in C++ (14 or newer), and in C with gcc or clang where the optimiser is on. Elsewhere the
 * types of arguments are checked, and the reader reports a format that does not fit. C needs C11. With gcc, not in inline
 * functions or templates of C++, whose data lies in sections of its own.
 */
#ifndef PIPELISTEN_LOG_H
#define PIPELISTEN_LOG_H

#include "pipelisten.h"
#include "pipelisten_log_argument.h"
#include "pipelisten_log_check.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PIPELISTEN_LEVEL_Error 1
#define PIPELISTEN_LEVEL_Warning 2
#define PIPELISTEN_LEVEL_Info 3
#define PIPELISTEN_LEVEL_Debug 4
#define PIPELISTEN_LEVEL_Trace 5

/* What stands at a call, once in the image. The section pllog has a pointer to each. */
typedef struct {
    const char *Format;
    const char *File;
    const char *Function;
    ULONG Line;
    ULONG Keywords; /* 0: none */
    ULONG Level;    /* PIPELISTEN_LEVEL_... */
} PIPELISTEN_LOG_SITE;

/* What passes at the moment; what a PPIPELISTEN_CLIENT points to begins with it. */
typedef struct {
    volatile ULONG Level; /* 0: nothing passes */
    volatile ULONG Keywords;
} PIPELISTEN_LOG_FILTER;

/*
 * Sets which lines pass. Where the client was opened with PIPELISTEN_LIVE_FILTER, a listener may set another filter for as long
 * as it is connected.
 */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenSetLogFilter(_Inout_ PPIPELISTEN_CLIENT Client, _In_ ULONG Level, _In_ ULONG Keywords);

/* For the macros. Entry: the site's pointer in the section pllog. Count: at most 12. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenLog(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const PIPELISTEN_LOG_SITE *const *Entry,
                   _In_reads_opt_(Count) const PIPELISTEN_LOG_ARGUMENT *Arguments, _In_ ULONG Count);

/* For the macros: whether the filter lets such a line pass. */
_IRQL_requires_max_(HIGH_LEVEL)
FORCEINLINE BOOLEAN PipelistenLogPasses(_In_opt_ PPIPELISTEN_CLIENT Client, _In_ ULONG Level, _In_ ULONG Keywords)
{
    const PIPELISTEN_LOG_FILTER *filter = (const PIPELISTEN_LOG_FILTER *)(const VOID *)Client;

    return filter != NULL && Level <= filter->Level && (Keywords == 0 || (Keywords & filter->Keywords) != 0);
}

#ifdef __cplusplus
}
#endif

/* The linker sorts what lies in pllog$ by what follows: the first and the last entry are the client's (client/log_sites.c). */
#if defined(_MSC_VER) && !defined(__GNUC__)
#pragma section("pllog$a", read)
#pragma section("pllog$m", read)
#pragma section("pllog$z", read)
#define PIPELISTEN_LOG_SECTION(Name) __declspec(allocate(Name))
#define PIPELISTEN_LOG_FUNCTION __FUNCTION__ /* a literal there; __func__ is none */
#else
#define PIPELISTEN_LOG_SECTION(Name) __attribute__((section(Name)))
#define PIPELISTEN_LOG_FUNCTION __func__
#endif

#define PIPELISTEN_LOG(Client, Level, ...) \
    PIPELISTEN_LOG_CALL(Client, 0, PIPELISTEN_LEVEL_##Level, PIPELISTEN_LOG_COUNT(__VA_ARGS__), __VA_ARGS__)

#define PIPELISTEN_LOG_KEYWORDS(Client, Keywords, Level, ...) \
    PIPELISTEN_LOG_CALL(Client, Keywords, PIPELISTEN_LEVEL_##Level, PIPELISTEN_LOG_COUNT(__VA_ARGS__), __VA_ARGS__)

/* Once more, so that Count is the number by then. */
#define PIPELISTEN_LOG_CALL(Client, Keywords, Level, Count, ...) \
    PIPELISTEN_LOG_EXPAND(PIPELISTEN_LOG_STATEMENT(Client, Keywords, Level, Count, __VA_ARGS__))

#define PIPELISTEN_LOG_STATEMENT(Client, Keywords, Level, Count, ...)                                                    \
    do {                                                                                                                 \
        static const PIPELISTEN_LOG_SITE pipelistenSite = {                                                              \
            PIPELISTEN_LOG_FORMAT(__VA_ARGS__) "", __FILE__, PIPELISTEN_LOG_FUNCTION, __LINE__, (Keywords), (Level)};    \
        PIPELISTEN_LOG_SECTION("pllog$m")                                                                                \
        static const PIPELISTEN_LOG_SITE *const pipelistenEntry = &pipelistenSite;                                       \
        const PPIPELISTEN_CLIENT pipelistenClient = (Client);                                                            \
                                                                                                                         \
        PIPELISTEN_LOG_CHECK(Count, __VA_ARGS__);                                                                        \
        if (PipelistenLogPasses(pipelistenClient, (Level), (Keywords))) {                                                \
            PIPELISTEN_LOG_EXPAND(PIPELISTEN_LOG_SEND_##Count(pipelistenClient, &pipelistenEntry, __VA_ARGS__))          \
        }                                                                                                                \
    } while (0)

#endif

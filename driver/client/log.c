/*
 * log.c: PIPELISTEN_LOG; see pipelisten_log.h.
 */
#include "client.h"
#include "log_line.h"

/* The line is on the stack: strings are read here, at the caller's IRQL, and the ring is filled under the lock. */
_Use_decl_annotations_
VOID PipelistenLog(PPIPELISTEN_CLIENT Client, const PIPELISTEN_LOG_SITE *const *Entry,
                   const PIPELISTEN_LOG_ARGUMENT *Arguments, ULONG Count)
{
    UCHAR line[PIPELISTEN_LOG_LINE_MAX];
    const ULONG length = PipelistenLogLineWrite(line, PipelistenLogNumberOf(Entry), (*Entry)->Format, Arguments, Count);

    PipelistenSendLine(Client, line, length);
}

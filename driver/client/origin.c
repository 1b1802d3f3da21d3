/*
 * origin.c: see origin.h.
 */
#include "origin.h"

static OriginClock OriginTickingClock;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, PipelistenOriginFindClock)
#endif

/* Looked up and not imported: Windows has it since version 8, Wine 10 has not, and would not load the driver. */
_Use_decl_annotations_
OriginClock *PipelistenOriginFindClock(VOID)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"KeQuerySystemTimePrecise");
    OriginClock *clock;

    PAGED_CODE();
    clock = (OriginClock *)(ULONG_PTR)MmGetSystemRoutineAddress(&name);
    return clock != NULL ? clock : OriginTickingClock;
}

_Use_decl_annotations_
VOID PipelistenOriginNow(OriginClock *Clock, EnvelopeOrigin *Origin)
{
    LARGE_INTEGER time;

    Clock(&time);
    Origin->Time = time.QuadPart;
    Origin->ProcessId = HandleToULong(PsGetCurrentProcessId());
    Origin->ThreadId = HandleToULong(PsGetCurrentThreadId());
    Origin->Processor = KeGetCurrentProcessorNumberEx(NULL);
}

/* A function, because KeQuerySystemTime is a macro on x64. It ticks every 0.5 to 15.6 ms. */
_Use_decl_annotations_
static VOID NTAPI OriginTickingClock(PLARGE_INTEGER Time)
{
    KeQuerySystemTime(Time);
}

/*
 * send.c: what a send may do, for clang's function effects (clang.llvm.org/docs/FunctionEffectAnalysis.html): compiled with
 * -Wfunction-effects, a function that is `nonblocking` may call only such functions, or ones whose body shows that they
 * could be. Below stand the kernel's routines that neither wait nor allocate, by their pages: those are all it may call.
 *
 * A spin lock counts as one of them: its holder runs at DISPATCH_LEVEL and is never preempted.
 */
#define NONBLOCKING __attribute__((nonblocking))

#include <ntifs.h>

VOID SimCopyMemory(PVOID Target, const VOID *Source, SIZE_T Length) NONBLOCKING;
VOID SimFillMemory(PVOID Target, SIZE_T Length, int Value) NONBLOCKING;
ULONG ReadULongAcquire(const volatile ULONG *Source) NONBLOCKING;
VOID WriteULongRelease(volatile ULONG *Target, ULONG Value) NONBLOCKING;
LONG InterlockedExchange(volatile LONG *Target, LONG Value) NONBLOCKING;
VOID KeMemoryBarrier(VOID) NONBLOCKING;
KIRQL KeGetCurrentIrql(VOID) NONBLOCKING;
VOID SimAcquireSpinLock(PKSPIN_LOCK Lock, PKIRQL OldIrql) NONBLOCKING;
VOID KeReleaseSpinLock(PKSPIN_LOCK Lock, KIRQL OldIrql) NONBLOCKING;
VOID KeEnterCriticalRegion(VOID) NONBLOCKING;
VOID KeLeaveCriticalRegion(VOID) NONBLOCKING;
ULONG KeGetCurrentProcessorNumberEx(PVOID Number) NONBLOCKING;
VOID KeQuerySystemTime(PLARGE_INTEGER Time) NONBLOCKING;
HANDLE PsGetCurrentProcessId(VOID) NONBLOCKING;
HANDLE PsGetCurrentThreadId(VOID) NONBLOCKING;
LONG KeSetEvent(PKEVENT Event, KPRIORITY Increment, BOOLEAN Wait) NONBLOCKING; /* "If Wait is FALSE, the caller's thread
                                                                                   doesn't wait" */

/* The clock of an event is called through a pointer, whose type has to say it; a null pointer's need not. */
#undef NTAPI
#define NTAPI NONBLOCKING
#undef NULL
#define NULL 0
#include "pipelisten.c"

NTSTATUS SendsFrame(PPIPELISTEN_CLIENT Client, const VOID *Frame, ULONG Length) NONBLOCKING;
NTSTATUS SendsEvent(PPIPELISTEN_CLIENT Client, const VOID *Payload, ULONG Length) NONBLOCKING;
VOID Counts(PPIPELISTEN_CLIENT Client, PIPELISTEN_COUNTERS *Counters) NONBLOCKING;
VOID Logs(PPIPELISTEN_CLIENT Client, const PIPELISTEN_LOG_SITE *const *Entry, const PIPELISTEN_LOG_ARGUMENT *Arguments,
          ULONG Count) NONBLOCKING;
VOID Filters(PPIPELISTEN_CLIENT Client, ULONG Level) NONBLOCKING;

NTSTATUS SendsFrame(PPIPELISTEN_CLIENT Client, const VOID *Frame, ULONG Length)
{
    return PipelistenSend(Client, Frame, Length);
}

NTSTATUS SendsEvent(PPIPELISTEN_CLIENT Client, const VOID *Payload, ULONG Length)
{
    return PipelistenSendEvent(Client, 1, Payload, Length);
}

VOID Counts(PPIPELISTEN_CLIENT Client, PIPELISTEN_COUNTERS *Counters)
{
    PipelistenQueryCounters(Client, Counters);
}

/* What PIPELISTEN_LOG calls; the macro itself has static constants, which clang takes for variables. */
VOID Logs(PPIPELISTEN_CLIENT Client, const PIPELISTEN_LOG_SITE *const *Entry, const PIPELISTEN_LOG_ARGUMENT *Arguments,
          ULONG Count)
{
    if (PipelistenLogPasses(Client, (*Entry)->Level, (*Entry)->Keywords)) {
        PipelistenLog(Client, Entry, Arguments, Count);
    }
}

VOID Filters(PPIPELISTEN_CLIENT Client, ULONG Level)
{
    PipelistenSetLogFilter(Client, Level, MAXULONG);
}

#ifdef FLUSHES
NTSTATUS Flushes(PPIPELISTEN_CLIENT Client) NONBLOCKING;
NTSTATUS Flushes(PPIPELISTEN_CLIENT Client)
{
    return PipelistenFlush(Client, NULL, NULL);
}
#endif

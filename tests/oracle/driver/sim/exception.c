/*
 * exception.c: memory that may be paged out or not be there, and what __try and __finally do then.
 *
 * Pageable memory is an arena of its own that nobody can touch while the running thread is at DISPATCH_LEVEL: the
 * processor reports it, as it would report the page fault. Of what vanishes, below DISPATCH_LEVEL, it raises an exception.
 */
#include "sim.h"
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#define ARENA_SIZE (1 << 20)

static char *Arena;
static SIZE_T Used;
static bool IsLocked;
static char *Vanished;
static SIZE_T VanishedSize;

static void Protect(void)
{
    mprotect(Arena, ARENA_SIZE, IsLocked ? PROT_NONE : PROT_READ | PROT_WRITE);
    if (!IsLocked && Vanished != NULL) {
        mprotect(Vanished, VanishedSize, PROT_NONE);
    }
}

static void Fault(int signal, siginfo_t *information, void *context)
{
    SimThread *const self = Sim.Current;
    const char *address = information->si_addr;

    (void)signal, (void)context;
    if (self == NULL || !SimIsPageable(address)) {
        SimBugCheck("Touches %p, where nothing is", information->si_addr);
    }
    if (self->Irql >= DISPATCH_LEVEL) {
        SimBugCheck("Touches pageable memory at IRQL %d", self->Irql);
    }
    if (self->Try == NULL) {
        SimBugCheck("Raises an exception that nobody handles");
    }
    longjmp(self->Try->Jump, 1);
}

void SimMemoryBegin(void)
{
    if (Arena == NULL) {
        struct sigaction action = {.sa_sigaction = Fault, .sa_flags = SA_SIGINFO | SA_NODEFER};

        Arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        sigaction(SIGSEGV, &action, NULL);
    }
    if (Used > 0) {
        IsLocked = false;
        Vanished = NULL;
        Used = 0;
        Protect();
    }
}

void SimMemoryIrqlChanged(void)
{
    const bool isLocked = Sim.Current != NULL && Sim.Current->Irql >= DISPATCH_LEVEL;

    if (Used > 0 && isLocked != IsLocked) {
        IsLocked = isLocked;
        Protect();
    }
}

void *SimPageable(SIZE_T size)
{
    char *memory = Arena + Used;

    SIM_CHECK(Sim.Current->Irql < DISPATCH_LEVEL && size <= ARENA_SIZE - Used);
    Used += (size + PAGE_SIZE - 1) & ~(SIZE_T)(PAGE_SIZE - 1);
    return memory;
}

bool SimIsPageable(const void *address)
{
    return (const char *)address >= Arena && (const char *)address < Arena + ARENA_SIZE;
}

void SimVanish(void *address, SIZE_T size)
{
    Vanished = address;
    VanishedSize = size;
    Protect();
}

void SimTryBegin(SimTry *Try)
{
    Try->Outer = Sim.Current->Try;
    Try->Passes = 0;
    Sim.Current->Try = Try;
}

/* True once, for the __finally block; after that the exception, if there is one, goes on to who called. */
int SimTryFinally(SimTry *Try)
{
    if (Try->Passes++ == 0) {
        Sim.Current->Try = Try->Outer;
        return TRUE;
    }
    if (Try->IsRaised) {
        if (Try->Outer == NULL) {
            SimBugCheck("Raises an exception that nobody handles");
        }
        longjmp(Try->Outer->Jump, 1);
    }
    return FALSE;
}

bool SimTryCall(void (*function)(void *), void *context)
{
    SimTry handler;

    SimTryBegin(&handler);
    handler.IsRaised = setjmp(handler.Jump);
    if (!handler.IsRaised) {
        function(context);
    }
    Sim.Current->Try = handler.Outer;
    return !handler.IsRaised;
}

/* wdm, RtlCopyMemory: any level, if both are resident. It is no point: what others can notice of it is at the commit. */
VOID SimCopyMemory(PVOID Target, const VOID *Source, SIZE_T Length)
{
    memcpy(Target, Source, Length);
}

/* wdm, RtlFillMemory and RtlZeroMemory: the same. */
VOID SimFillMemory(PVOID Target, SIZE_T Length, int Value)
{
    memset(Target, Value, Length);
}

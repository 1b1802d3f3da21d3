/*
 * schedule.c: threads, of which one runs at a time, each on a stack of its own; and the clock.
 *
 * Another thread may go on at each point, and that is at every routine of the kernel that others can notice, and at every
 * atomic operation. Each has a processor of its own, so one at DISPATCH_LEVEL only keeps its own from being switched. The
 * clock is one of those who may go on: usually only when nobody else can, for then time passes; as a deviation, earlier,
 * for then a thread was slow.
 */
#include "sim.h"
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>

static const void *MainBottom;
static size_t MainSize;
#endif

#define STACK_SIZE (256 * 1024)
#define MAX_POINTS 100000 /* of one run: more is a hang */

struct Sim Sim;

static SimThread Threads[SIM_MAX_THREADS];
static char *Stacks[SIM_MAX_THREADS];
static int ThreadCount;
static int Points;
static void *MainStackPointer;

/* Saves what a function must preserve (System V AMD64 ABI) and goes on where the other stack pointer was saved. */
void SimSwitchStack(void **from, void *to);
__asm__(".globl SimSwitchStack\n"
        "SimSwitchStack:\n"
        "push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n"
        "mov %rsp, (%rdi)\n mov %rsi, %rsp\n"
        "pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n"
        "ret\n");

static void SwitchTo(SimThread *next, bool isForGood)
{
    SimThread *const previous = Sim.Current;
    void **from = previous == NULL ? &MainStackPointer : &previous->StackPointer;
    void *to = next == NULL ? MainStackPointer : next->StackPointer;

    Sim.Current = next;
    SimMemoryIrqlChanged();
#ifdef __SANITIZE_ADDRESS__
    void *fake = NULL;

    __sanitizer_start_switch_fiber(isForGood ? NULL : &fake, next == NULL ? MainBottom : Stacks[next->Number - 1],
                                   next == NULL ? MainSize : STACK_SIZE);
    SimSwitchStack(from, to);
    __sanitizer_finish_switch_fiber(fake, NULL, NULL);
#else
    (void)isForGood;
    SimSwitchStack(from, to);
#endif
}

static void ThreadMain(void)
{
#ifdef __SANITIZE_ADDRESS__
    const bool isFirst = Sim.Current->Number == 1; /* comes from the main stack */

    __sanitizer_finish_switch_fiber(NULL, isFirst ? &MainBottom : NULL, isFirst ? &MainSize : NULL);
#endif
    Sim.Current->Start(Sim.Current->Context);
    SimEndThread();
}

SimThread *SimStart(const char *name, KSTART_ROUTINE *start, PVOID context)
{
    SimThread *thread;
    void **top;

    SIM_CHECK(ThreadCount < SIM_MAX_THREADS);
    if (Stacks[ThreadCount] == NULL) {
        Stacks[ThreadCount] = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
#ifdef __SANITIZE_ADDRESS__
    __asan_unpoison_memory_region(Stacks[ThreadCount], STACK_SIZE); /* a thread that ends leaves its frames behind */
#endif
    thread = &Threads[ThreadCount];
    memset(thread, 0, sizeof(*thread));
    thread->Object = (SimObject){.Type = SIM_THREAD, .References = 1};
    thread->Name = name;
    thread->Start = start;
    thread->Context = context;
    thread->Deadline = SIM_NEVER;
    thread->Satisfied = -1;
    top = (void **)(Stacks[ThreadCount] + STACK_SIZE);
    *--top = NULL; /* so that the stack is aligned as after a call */
    *--top = (void *)ThreadMain;
    top -= 6; /* the registers that SimSwitchStack pops */
    thread->StackPointer = top;
    thread->Number = ++ThreadCount;
    return thread;
}

static bool CanRun(const SimThread *thread)
{
    if (thread->HasEnded || (thread->IsToSuspend && thread->Irql == PASSIVE_LEVEL && thread->CriticalRegions == 0)) {
        return false;
    }
    return thread->IsReady == NULL || thread->IsTimedOut || thread->IsReady(thread->ReadyContext);
}

/* The one that waits least long. */
static SimThread *NextDeadline(void)
{
    SimThread *next = NULL;

    for (SimThread *thread = Threads; thread < Threads + ThreadCount; thread++) {
        if (!thread->HasEnded && thread->Deadline != SIM_NEVER && !CanRun(thread) &&
            (next == NULL || thread->Deadline < next->Deadline)) {
            next = thread;
        }
    }
    return next;
}

static void Stuck(void)
{
    char text[500] = "";

    for (SimThread *thread = Threads; thread < Threads + ThreadCount; thread++) {
        if (!thread->HasEnded) {
            snprintf(text + strlen(text), sizeof(text) - strlen(text), " %s", thread->Name);
        }
    }
    SimBugCheck("Nothing can go on; waiting for ever:%s", text);
}

/* Lets somebody go on, who may be the caller. */
static void Reschedule(void)
{
    SimThread *const self = Sim.Current;

    for (;;) {
        SimThread *able[SIM_MAX_THREADS + 1], *timed = NextDeadline();
        int count = 0, chosen;
        bool isAlive = false;

        for (int i = 0; i < ThreadCount; i++) { /* the running one first, then those after it */
            SimThread *thread = &Threads[((self == NULL ? 0 : self->Number - 1) + i) % ThreadCount];

            isAlive = isAlive || !thread->HasEnded;
            if (CanRun(thread)) {
                able[count++] = thread;
            }
        }
        if (!isAlive) {
            SwitchTo(NULL, true);
        }
        chosen = SimChoose(count + (timed != NULL));
        if (chosen < count) {
            if (able[chosen] != self) {
                SwitchTo(able[chosen], self != NULL && self->HasEnded);
            }
            return;
        }
        if (timed == NULL) {
            Stuck();
        }
        Sim.HasHurried = Sim.HasHurried || count > 0;
        Sim.Now = timed->Deadline > Sim.Now ? timed->Deadline : Sim.Now;
        timed->IsTimedOut = true;
    }
}

void SimPoint(const char *what)
{
    SimFlushStores();
    SimAtomicPoint(what);
}

void SimAtomicPoint(const char *what)
{
    if (++Points > MAX_POINTS) {
        SimBugCheck("Hangs: %d calls and no end, the last in %s at %s", Points, Sim.Current->Name, what);
    }
    if (Sim.IsTraced) {
        fprintf(stderr, "%10.3f ms  %-10s %d  %s\n", (double)Sim.Now / SIM_MS, Sim.Current->Name, Sim.Current->Irql, what);
    }
    Reschedule();
    SimDeliverCompletions();
}

/* False: the deadline has passed, and it still is not ready. */
bool SimBlock(const char *what, SimPredicate *ready, void *context, LONGLONG deadline)
{
    SimThread *const self = Sim.Current;
    bool isReady;

    self->IsReady = ready;
    self->ReadyContext = context;
    self->Deadline = deadline;
    self->IsTimedOut = false;
    SimPoint(what);
    isReady = ready(context);
    self->IsReady = NULL;
    self->Deadline = SIM_NEVER;
    self->IsTimedOut = false;
    return isReady;
}

bool SimThreadHasEnded(void *thread)
{
    return ((SimThread *)thread)->HasEnded;
}

void SimJoin(SimThread *thread)
{
    SimBlock("join", SimThreadHasEnded, thread, SIM_NEVER);
}

void SimEndThread(void)
{
    SimThread *const self = Sim.Current;

    SimFlushStores();
    if (self->Irql != PASSIVE_LEVEL || self->CriticalRegions != 0 || self->PendingWrites != 0) {
        SimBugCheck("%s ends at IRQL %d, in %d critical regions, with %d writes pending", self->Name, self->Irql,
                    self->CriticalRegions, self->PendingWrites);
    }
    self->HasEnded = true;
    SimThreadSignalled(self);
    SimRelease(&self->Object);
    Reschedule();
    __builtin_unreachable();
}

SimThread *SimThreadAt(int number)
{
    return number >= 1 && number <= ThreadCount ? &Threads[number - 1] : NULL;
}

void SimRun(KSTART_ROUTINE *test)
{
    ThreadCount = Points = Sim.Warnings = 0;
    Sim.Now = 0;
    Sim.Current = NULL;
    Sim.IsInitDiscarded = Sim.HasHurried = false;
    SimChoicesBegin();
    SimFaultsBegin();
    SimMemoryBegin();
    SimPoolBegin();
    SimObjectsBegin();
    SimStart("test", test, NULL);
    SwitchTo(SimThreadAt(1), false);
    SimPoolCheck();
    SimObjectsCheck();
}

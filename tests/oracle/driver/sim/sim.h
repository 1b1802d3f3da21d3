/*
 * sim.h: the simulated kernel, from inside.
 *
 *     choice.c     what happens next, where more than one thing may: by search, at random, or as replayed
 *     schedule.c   threads, of which one runs at a time, and the clock, which goes on when all wait
 *     irql.c       IRQLs, spin locks, critical regions, and where code lies that may be paged out
 *     atomic.c     what a processor does to the order of writes
 *     exception.c  memory that may be paged out or not be there, and __finally
 *     pool.c event.c object.c thread.c rtl.c registry.c npfs.c npfs_io.c   the routines, each with the rules of its page
 *     fault.c      the n-th call that can fail fails
 *     ledger.c     what was sent, what arrived, and whether the two agree
 *
 * Every rule that is broken ends the program with what was broken, where, and how to see it again.
 */
#ifndef SIM_H
#define SIM_H

#include <ntifs.h>
#include <stdbool.h>

typedef enum { SIM_EVENT = 1, SIM_THREAD, SIM_FILE, SIM_KEY } SimType;

/* What handles and references lead to. */
typedef struct {
    SimType Type;
    int References, Handles;
} SimObject;

#define SIM_MAX_THREADS 12
#define SIM_MAX_STORES 4

typedef struct {
    volatile ULONG *Target;
    ULONG Value;
} SimStore;

typedef bool SimPredicate(void *context);

struct SimThread {
    SimObject Object;
    int Number; /* from 1, in the order of creation */
    const char *Name;
    void *StackPointer;
    KSTART_ROUTINE *Start;
    PVOID Context;
    bool HasEnded;
    KIRQL Irql;
    int CriticalRegions;
    bool IsToSuspend; /* as soon as it is at PASSIVE_LEVEL and in no critical region */
    SimPredicate *IsReady; /* NULL: it can run */
    void *ReadyContext;
    LONGLONG Deadline; /* of what it waits for, in 100 ns; SIM_NEVER: none */
    bool IsTimedOut;
    PVOID *Objects; /* those it waits for in KeWait... */
    ULONG ObjectCount;
    int Satisfied; /* which of them ended the wait; -1: none yet */
    SimStore Stores[SIM_MAX_STORES]; /* written, but not seen by others yet */
    int StoreCount;
    SimTry *Try;
    int PendingWrites; /* I/O that the thread has issued and that is not complete */
    struct SimIrp *Completed; /* whose completion it has not seen yet: a special kernel APC */
};

typedef struct SimThread SimThread;

#define SIM_NEVER INT64_MAX
#define SIM_MS 10000LL /* in 100 ns */

/* The run that is going on. */
extern struct Sim {
    SimThread *Current;
    LONGLONG Now;
    bool IsInitDiscarded; /* DriverEntry has returned */
    bool HasHurried;      /* time has passed though somebody could go on: how long things take says nothing now */
    int Warnings; /* that the driver logged, of failures it repeats */
    bool IsTraced;
} Sim;

/* schedule.c */
void SimRun(KSTART_ROUTINE *test);
SimThread *SimStart(const char *name, KSTART_ROUTINE *start, PVOID context);
void SimPoint(const char *what);       /* in a routine, which is a barrier as well */
void SimAtomicPoint(const char *what); /* in what may be none */
bool SimBlock(const char *what, SimPredicate *ready, void *context, LONGLONG deadline);
bool SimThreadHasEnded(void *thread);
void SimJoin(SimThread *thread);
void SimEndThread(void) __attribute__((noreturn));
SimThread *SimThreadAt(int number); /* NULL: there are not so many */

/* choice.c: 0 is what happens when nothing special does. */
int SimChoose(int count);
void SimChoicesBegin(void);
const char *SimChoicesMade(void);

/* irql.c */
void SimAssertIrql(KIRQL max, const char *routine);
void SimAssertPassive(const char *routine);
void SimAssertNotPageableCode(const void *caller, const char *routine);
KIRQL SimRaiseIrql(KIRQL irql);
void SimLowerIrql(KIRQL irql);

/* atomic.c */
void SimFlushStores(void);

/* exception.c */
void SimMemoryBegin(void);
void SimMemoryIrqlChanged(void);
void *SimPageable(SIZE_T size); /* from the pageable arena, which is emptied at the end of a run */
bool SimIsPageable(const void *address);
void SimVanish(void *address, SIZE_T size); /* whole pages of the arena: reading them raises an exception from now on */
bool SimTryCall(void (*function)(void *), void *context); /* false: it raised an exception */

/* pool.c, object.c, thread.c, npfs.c: nothing may be left at the end of a run. */
void SimPoolBegin(void);
void SimPoolCheck(void);
void SimObjectsBegin(void);
void SimObjectsCheck(void);
SimObject *SimObjectOf(HANDLE handle, SimType type, const char *routine);
HANDLE SimHandleFor(SimObject *object, const OBJECT_ATTRIBUTES *attributes, const char *routine);
void SimRelease(SimObject *object);
void SimFileDelete(SimObject *file);

/* event.c */
void SimSignal(PKEVENT event);
void SimThreadSignalled(SimThread *thread);
PKEVENT SimEventOf(SimObject *object);
SimObject *SimEventObjectOf(PVOID event);
void SimEventDelete(SimObject *object);

/* npfs_io.c */
void SimDeliverCompletions(void);

/* fault.c: what this call is to fail with; STATUS_SUCCESS: it is not. */
NTSTATUS SimFault(const char *routine);
void SimFaultsBegin(void);
extern struct SimFaults {
    int Target, Status; /* which call fails, from 1 (0: none), and with which of its statuses */
    int Calls, Statuses; /* how many could fail; of the one that did, how many statuses there are */
    const char *Failed; /* which it was ... */
    NTSTATUS Given;     /* ... and its status */
} SimFaults;

/* report.c */
void SimBugCheck(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
#define SIM_CHECK(condition) \
    ((condition) ? (void)0 : SimBugCheck("%s:%d: does not hold: %s", __FILE__, __LINE__, #condition))

#endif

/*
 * event.c: events, and waiting for them and for threads. Setting an event satisfies who waits for it, as the kernel's
 * dispatcher does, and not only who looks at it in time.
 */
#include "sim.h"
#include <stdlib.h>

#define EVENT_MAGIC 0x544E5645u

typedef struct {
    SimObject Object;
    KEVENT Event;
} EventObject;

static SimThread *ThreadOf(PVOID object)
{
    SimThread *thread = object;

    return thread >= SimThreadAt(1) && thread < SimThreadAt(1) + SIM_MAX_THREADS ? thread : NULL;
}

static bool IsSignalled(PVOID object)
{
    const SimThread *thread = ThreadOf(object);

    SIM_CHECK(thread != NULL || ((PKEVENT)object)->Magic == EVENT_MAGIC);
    return thread != NULL ? thread->HasEnded : ((PKEVENT)object)->IsSignalled;
}

static void Consume(PVOID object)
{
    if (ThreadOf(object) == NULL && !((PKEVENT)object)->IsNotification) {
        ((PKEVENT)object)->IsSignalled = false;
    }
}

/* wdm, KeInitializeEvent: any level; the storage must be resident. */
VOID KeInitializeEvent(PKEVENT Event, EVENT_TYPE Type, BOOLEAN State)
{
    SIM_CHECK(!SimIsPageable(Event));
    *Event = (KEVENT){EVENT_MAGIC, Type == NotificationEvent, State};
}

/* Ends the waits for an object that has just become signalled. */
static void Satisfy(PVOID object)
{
    for (int number = 1; SimThreadAt(number) != NULL && IsSignalled(object); number++) {
        SimThread *thread = SimThreadAt(number);

        for (ULONG i = 0; thread->Satisfied < 0 && i < thread->ObjectCount; i++) {
            if (thread->Objects[i] == object) {
                thread->Satisfied = (int)i;
                Consume(object);
            }
        }
    }
}

void SimSignal(PKEVENT event)
{
    SIM_CHECK(event->Magic == EVENT_MAGIC);
    event->IsSignalled = true;
    Satisfy(event);
}

void SimThreadSignalled(SimThread *thread)
{
    Satisfy(thread);
}

/* wdm, KeSetEvent: <= DISPATCH_LEVEL if Wait is FALSE. */
LONG KeSetEvent(PKEVENT Event, KPRIORITY Increment, BOOLEAN Wait)
{
    LONG old;

    SIM_CHECK(Increment == IO_NO_INCREMENT && !Wait && !SimIsPageable(Event));
    SimAssertIrql(DISPATCH_LEVEL, "KeSetEvent");
    SimPoint("KeSetEvent");
    old = (LONG)Event->IsSignalled;
    SimSignal(Event);
    return old;
}

/* wdm, KeReadStateEvent: <= DISPATCH_LEVEL. */
LONG KeReadStateEvent(PKEVENT Event)
{
    SimAssertIrql(DISPATCH_LEVEL, "KeReadStateEvent");
    SimPoint("KeReadStateEvent");
    SIM_CHECK(Event->Magic == EVENT_MAGIC);
    return (LONG)Event->IsSignalled;
}

static bool IsSatisfied(void *thread)
{
    return ((SimThread *)thread)->Satisfied >= 0;
}

/* wdm, KeWaitForMultipleObjects: <= APC_LEVEL, DISPATCH_LEVEL if the timeout is zero. Negative: relative, in 100 ns. */
NTSTATUS KeWaitForMultipleObjects(ULONG Count, PVOID Objects[], WAIT_TYPE Type, KWAIT_REASON Reason,
                                  KPROCESSOR_MODE Mode, BOOLEAN Alertable, PLARGE_INTEGER Timeout, PVOID WaitBlocks)
{
    SimThread *const self = Sim.Current;
    LONGLONG deadline = SIM_NEVER;

    SIM_CHECK(Count >= 1 && Count <= 3 && WaitBlocks == NULL); /* THREAD_WAIT_OBJECTS */
    SIM_CHECK(Type == WaitAny && Reason == Executive && Mode == KernelMode && !Alertable);
    SimAssertIrql(Timeout != NULL && Timeout->QuadPart == 0 ? DISPATCH_LEVEL : APC_LEVEL, "KeWaitForMultipleObjects");
    if (Timeout != NULL) {
        SIM_CHECK(Timeout->QuadPart <= 0);
        deadline = Sim.Now - Timeout->QuadPart;
    }
    SimPoint("KeWait");
    self->Satisfied = -1;
    for (ULONG i = 0; i < Count && self->Satisfied < 0; i++) {
        if (IsSignalled(Objects[i])) {
            self->Satisfied = (int)i;
            Consume(Objects[i]);
        }
    }
    if (self->Satisfied < 0) {
        self->Objects = Objects;
        self->ObjectCount = Count;
        (void)SimBlock("... waits", IsSatisfied, self, deadline);
        self->ObjectCount = 0;
    }
    return self->Satisfied >= 0 ? STATUS_WAIT_0 + self->Satisfied : STATUS_TIMEOUT;
}

/* wdm, KeWaitForSingleObject: the same. */
NTSTATUS KeWaitForSingleObject(PVOID Object, KWAIT_REASON Reason, KPROCESSOR_MODE Mode, BOOLEAN Alertable,
                               PLARGE_INTEGER Timeout)
{
    return KeWaitForMultipleObjects(1, &Object, WaitAny, Reason, Mode, Alertable, Timeout, NULL);
}

/* ntifs, ZwWaitForSingleObject: PASSIVE_LEVEL. */
NTSTATUS ZwWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    SimAssertPassive("ZwWaitForSingleObject");
    return KeWaitForSingleObject(SimObjectOf(Handle, SIM_THREAD, "ZwWaitForSingleObject"), Executive, KernelMode,
                                 Alertable, Timeout);
}

/* ntifs, ZwCreateEvent: PASSIVE_LEVEL. */
NTSTATUS ZwCreateEvent(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes, EVENT_TYPE Type,
                       BOOLEAN State)
{
    EventObject *object;
    NTSTATUS status;

    SimAssertPassive("ZwCreateEvent");
    SIM_CHECK(Access == EVENT_ALL_ACCESS);
    SimPoint("ZwCreateEvent");
    status = SimFault("ZwCreateEvent");
    if (!NT_SUCCESS(status)) {
        return status;
    }
    object = malloc(sizeof(*object));
    object->Object = (SimObject){.Type = SIM_EVENT};
    KeInitializeEvent(&object->Event, Type, State);
    *Handle = SimHandleFor(&object->Object, Attributes, "ZwCreateEvent");
    return STATUS_SUCCESS;
}

PKEVENT SimEventOf(SimObject *object)
{
    return &((EventObject *)object)->Event;
}

SimObject *SimEventObjectOf(PVOID event)
{
    return &CONTAINING_RECORD(event, EventObject, Event)->Object;
}

void SimEventDelete(SimObject *object)
{
    SimEventOf(object)->Magic = 0;
    free(object);
}

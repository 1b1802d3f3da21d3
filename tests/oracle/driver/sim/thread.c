/* thread.c: system threads, and where and when a thread runs. */
#include "sim.h"

#define PROCESS_ID 4 /* the system process */
#define NUMBER_OF_PROCESSORS 4

/* wdm, PsCreateSystemThread: PASSIVE_LEVEL. */
NTSTATUS PsCreateSystemThread(PHANDLE Thread, ULONG Access, POBJECT_ATTRIBUTES Attributes, HANDLE Process,
                              PVOID ClientId, KSTART_ROUTINE *Start, PVOID Context)
{
    SimThread *thread;
    NTSTATUS status;

    SimAssertPassive("PsCreateSystemThread");
    SIM_CHECK(Access != 0 && Process == NULL && ClientId == NULL && Start != NULL);
    SimPoint("PsCreateSystemThread");
    status = SimFault("PsCreateSystemThread");
    if (!NT_SUCCESS(status)) {
        return status;
    }
    thread = SimStart("driver's", Start, Context);
    *Thread = SimHandleFor(&thread->Object, Attributes, "PsCreateSystemThread");
    SimPoint("... has created"); /* the thread may have run before its creator goes on */
    return STATUS_SUCCESS;
}

/* wdm, PsTerminateSystemThread: PASSIVE_LEVEL. */
NTSTATUS PsTerminateSystemThread(NTSTATUS Status)
{
    SimAssertPassive("PsTerminateSystemThread");
    SIM_CHECK(Status == STATUS_SUCCESS);
    SimEndThread();
}

/* ntddk, PsGetCurrentProcessId: any level. */
HANDLE PsGetCurrentProcessId(VOID)
{
    return (HANDLE)PROCESS_ID;
}

/* ntddk, PsGetCurrentThreadId: any level. */
HANDLE PsGetCurrentThreadId(VOID)
{
    return (HANDLE)(ULONG_PTR)(4 * Sim.Current->Number);
}

/* wdm, KeGetCurrentProcessorNumberEx: any level. */
ULONG KeGetCurrentProcessorNumberEx(PVOID Number)
{
    SIM_CHECK(Number == NULL);
    return (ULONG)Sim.Current->Number % NUMBER_OF_PROCESSORS;
}

/* wdm, KeQuerySystemTime: any level. It goes on in steps of 15.6 ms. */
VOID KeQuerySystemTime(PLARGE_INTEGER Time)
{
    Time->QuadPart = Sim.Now - Sim.Now % 156250;
}

/* wdm, KeQuerySystemTimePrecise: any level. */
static VOID KeQuerySystemTimePrecise(PLARGE_INTEGER Time)
{
    Time->QuadPart = Sim.Now;
}

/* wdm, MmGetSystemRoutineAddress: PASSIVE_LEVEL. Here it knows one name. */
PVOID MmGetSystemRoutineAddress(PUNICODE_STRING Name)
{
    UNICODE_STRING precise = RTL_CONSTANT_STRING(L"KeQuerySystemTimePrecise");

    SimAssertPassive("MmGetSystemRoutineAddress");
    SimPoint("MmGetSystemRoutineAddress");
    SIM_CHECK(RtlEqualUnicodeString(Name, &precise, FALSE));
    return SimFault("MmGetSystemRoutineAddress") == STATUS_SUCCESS ? (PVOID)(ULONG_PTR)KeQuerySystemTimePrecise : NULL;
}

/* pace.c: how soon things happen, as far as no clock was hurried: how often a listener is looked for, and what is logged. */
#include "../ledger.h"
#include "../scenario.h"
#include "scenarios.h"

/* The failures after which a listener may be there at any moment, or that say nothing about the pipe. */
static bool IsTriedSoon(NTSTATUS status)
{
    switch (status) {
    case STATUS_OBJECT_NAME_NOT_FOUND:
    case STATUS_OBJECT_PATH_NOT_FOUND:
    case STATUS_INSTANCE_NOT_AVAILABLE:
    case STATUS_PIPE_NOT_AVAILABLE:
    case STATUS_PIPE_BUSY:
    case STATUS_PIPE_BROKEN:
    case STATUS_PIPE_CLOSING:
    case STATUS_PIPE_DISCONNECTED:
        return true;
    default:
        return false;
    }
}

/* There is a listener, and nobody asks whose it is: what is sent arrives at once, or soon after one failure. */
VOID PlayAnyOwner(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024, .IsUsers = true}};
    PIPELISTEN_COUNTERS counters;
    SimThread *reader;
    LONGLONG begin;

    (void)context;
    reader = StageListen(&listener);
    StageWait(SIM_MS);
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        NpEnd();
        SimJoin(reader);
        return;
    }
    begin = Sim.Now;
    StageSend(0, 0, 100, PASSIVE_LEVEL, false);
    SIM_CHECK(PipelistenFlush(Client, NULL, NULL) == STATUS_SUCCESS);
    PipelistenQueryCounters(Client, &counters);
    if (!Sim.HasHurried && SimFaults.Failed == NULL) {
        SIM_CHECK(Sim.Now == begin && counters.Connects == 1 && counters.LastFailure == STATUS_SUCCESS);
    } else if (!Sim.HasHurried) {
        const NTSTATUS given = SimFaults.Given;
        const bool isShortage = given == STATUS_INSUFFICIENT_RESOURCES || given == STATUS_NO_MEMORY ||
                                given == STATUS_QUOTA_EXCEEDED;
        const bool isWrite = SimFaults.Failed[2] == 'W';

        SIM_CHECK(Sim.Now - begin <= 1000 * SIM_MS);
        SIM_CHECK(Sim.Now - begin <= 100 * SIM_MS || !(IsTriedSoon(given) || (isWrite && isShortage)));
        /* What says nothing about the pipe is no reason to give it up */
        SIM_CHECK(counters.Connects == 1 || (isWrite && !isShortage));
    }
    StageEnd(reader);
}

/* Nobody listens for ten seconds: it is looked for at least once a second and not all the time, and logged once. */
VOID PlayAbsent(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    PIPELISTEN_COUNTERS counters;
    SimThread *reader;
    LONGLONG begin;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    StageSend(0, 0, 100, PASSIVE_LEVEL, true);
    StageWait(10000 * SIM_MS);
    PipelistenQueryCounters(Client, &counters);
    SIM_CHECK(counters.Connects == 0 && counters.Written == 0);
    if (SimFaults.Failed == NULL && !Sim.HasHurried) {
        SIM_CHECK(counters.LastFailure == STATUS_OBJECT_NAME_NOT_FOUND && Sim.Warnings == 1);
        SIM_CHECK(SimFaults.Calls < 25); /* each attempt to open is one of them */
    }
    begin = Sim.Now;
    reader = StageListen(&listener);
    SIM_CHECK(PipelistenFlush(Client, NULL, NULL) == STATUS_SUCCESS);
    SIM_CHECK(Sim.HasHurried || SimFaults.Failed != NULL || Sim.Now - begin <= 1000 * SIM_MS);
    StageEnd(reader);
}

/* The client has nothing to send and sleeps: what is sent then leaves without waiting, each time. */
VOID PlayPrompt(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    SimThread *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    for (int i = 0; i < 4; i++) {
        LONGLONG begin;

        StageWait(i < 2 ? 3500 * SIM_MS : 10 * SIM_MS);
        begin = Sim.Now;
        StageSend(0, i, i % 2 == 0 ? 100 : 600, PASSIVE_LEVEL, i % 2 == 0);
        SIM_CHECK(PipelistenFlush(Client, NULL, NULL) == STATUS_SUCCESS);
        SIM_CHECK(Sim.Now == begin || Sim.HasHurried || SimFaults.Failed != NULL);
    }
    StageEnd(reader);
}

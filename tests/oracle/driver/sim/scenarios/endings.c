/* endings.c: flushes that end early, writes that are stuck, and clients that are closed at any moment. */
#include "../ledger.h"
#include "../scenario.h"
#include "scenarios.h"

/* Opened, and closed at some moment. */
VOID PlayOpen(PVOID context)
{
    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) != NULL) {
        StageClose(NULL);
    }
}

/* The same with a listener, and a message that may or may not get there. */
VOID PlayClose(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    SimThread *reader;
    LONGLONG begin;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    StageSend(0, 0, 100, PASSIVE_LEVEL, true);
    StageSend(0, 1, 600, PASSIVE_LEVEL, false);
    begin = Sim.Now;
    StageClose(reader);
    SIM_CHECK(Sim.Now == begin || Sim.HasHurried);
}

static VOID Cancel(PVOID event)
{
    KeSetEvent(event, IO_NO_INCREMENT, FALSE);
}

/* Nobody reads: a flush ends after its timeout or when it is cancelled, and says so. */
VOID PlayTimeout(PVOID context)
{
    Listener listener = {.Options = {.Quota = 50}, .Away = 400 * SIM_MS};
    LARGE_INTEGER timeout = {.QuadPart = -20 * SIM_MS};
    SimThread *canceller, *reader;
    NTSTATUS status;
    KEVENT cancel;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    KeInitializeEvent(&cancel, NotificationEvent, FALSE);
    SIM_CHECK(PipelistenFlush(Client, NULL, &timeout) == STATUS_SUCCESS); /* nothing was sent */
    StageSend(0, 0, 100, PASSIVE_LEVEL, true);
    SIM_CHECK(PipelistenFlush(Client, NULL, &timeout) == STATUS_IO_TIMEOUT);
    reader = StageListen(&listener);
    canceller = SimStart("canceller", Cancel, &cancel);
    status = PipelistenFlush(Client, &cancel, NULL);
    SIM_CHECK(status == STATUS_CANCELLED || status == STATUS_SUCCESS);
    SimJoin(canceller);
    status = PipelistenFlush(Client, &cancel, &timeout);
    SIM_CHECK(status == STATUS_CANCELLED || status == STATUS_SUCCESS);
    StageSend(0, 1, 700, PASSIVE_LEVEL, false);
    timeout.QuadPart = -3000 * SIM_MS;
    status = PipelistenFlush(Client, NULL, &timeout);
    SIM_CHECK(status == STATUS_SUCCESS || (status == STATUS_IO_TIMEOUT && (Sim.HasHurried || SimFaults.Failed != NULL)));
    StageEnd(reader);
}

static VOID FlushBriefly(PVOID context)
{
    LARGE_INTEGER timeout = {.QuadPart = -SIM_MS};
    const NTSTATUS status = PipelistenFlush(Client, NULL, &timeout);

    (void)context;
    SIM_CHECK(status == STATUS_SUCCESS || status == STATUS_IO_TIMEOUT);
}

/* Several wait at once, one of them not for long, while messages are written. */
VOID PlayFlushes(PVOID context)
{
    Listener listener = {.Options = {.Quota = 50}, .Pause = 2 * SIM_MS};
    SimThread *first, *second, *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    StageSend(0, 0, 100, PASSIVE_LEVEL, true);
    first = SimStart("flusher", FlushBriefly, NULL);
    second = SimStart("flusher", FlushBriefly, NULL);
    StageSend(0, 1, 100, PASSIVE_LEVEL, false);
    SIM_CHECK(PipelistenFlush(Client, NULL, NULL) == STATUS_SUCCESS);
    SimJoin(first);
    SimJoin(second);
    StageEnd(reader);
}

static VOID SendSteadily(PVOID context)
{
    (void)context;
    for (int i = 0; i < 30; i++) {
        StageSend(1, i, 100, PASSIVE_LEVEL, false);
        StageWait(SIM_MS);
    }
}

/* Others keep sending, so that the ring is never empty and a loss is not announced: a flush doesn't wait for that. */
VOID PlayFlushAmid(PVOID context)
{
    Listener listener = {.Options = {.Quota = 50}, .Pause = 2 * SIM_MS};
    SimThread *producer, *reader;
    LONGLONG begin;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    StageWait(2000 * SIM_MS); /* connected, unless something failed */
    producer = SimStart("producer", SendSteadily, NULL);
    StageWait(10 * SIM_MS);
    StageSend(0, 0, 8184, PASSIVE_LEVEL, true); /* with its envelope too long for the ring */
    begin = Sim.Now;
    SIM_CHECK(PipelistenFlush(Client, NULL, NULL) == STATUS_SUCCESS);
    SIM_CHECK(Sim.Now - begin <= 30 * SIM_MS || Sim.HasHurried || SimFaults.Failed != NULL);
    SimJoin(producer);
    StageEnd(reader);
}

/* The pipe is full and nobody reads until the client has gone, or somebody reads one message just then. */
VOID PlayStuck(PVOID context)
{
    Listener listener = {.Options = {.Quota = 10}, .Pause = 60000 * SIM_MS};
    SimThread *reader;
    LONGLONG begin;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    StageSend(0, 0, 100, PASSIVE_LEVEL, true);
    StageSend(0, 1, 100, PASSIVE_LEVEL, true);
    StageWait(2000 * SIM_MS); /* connected and writing, unless something failed */
    begin = Sim.Now;
    PipelistenClose(Client);
    SIM_CHECK(Sim.Now == begin || Sim.HasHurried);
    NpEnd();
    SimJoin(reader);
    NpCheck();
}

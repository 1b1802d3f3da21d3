/* traffic.c: producers at several IRQLs, a full ring, many events in a message, and listeners that come and go. */
#include "../ledger.h"
#include "../scenario.h"
#include "scenarios.h"

/* Everything at once, with room for all of it. */
VOID PlaySend(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    Producer producers[] = {
        {.Number = 0, .Count = 2, .Length = 100},
        {.Number = 1, .Count = 2, .Length = 65, .Irql = DISPATCH_LEVEL, .IsEvent = true},
        {.Number = 2, .Count = 1, .Length = 700, .Irql = APC_LEVEL},
    };
    SimThread *threads[RTL_NUMBER_OF(producers)], *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    for (ULONG i = 0; i < RTL_NUMBER_OF(producers); i++) {
        threads[i] = StageProduce(&producers[i]);
    }
    for (ULONG i = 0; i < RTL_NUMBER_OF(producers); i++) {
        SimJoin(threads[i]);
    }
    StageEnd(reader);
}

/* More than the ring holds, through a pipe that holds less than a message, to a slow listener. */
VOID PlayFull(PVOID context)
{
    Listener listener = {.Options = {.Quota = 4096}, .Pause = 5 * SIM_MS};
    Producer events = {.Number = 0, .Count = 3, .Length = 8000, .IsEvent = true};
    Producer frames = {.Number = 1, .Count = 2, .Length = 8184, .Irql = DISPATCH_LEVEL};
    SimThread *first, *second, *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    first = StageProduce(&events);
    second = StageProduce(&frames);
    SimJoin(first);
    SimJoin(second);
    StageEnd(reader);
}

/* The worker finds several events ready when it comes back from a write, and frames between them. */
VOID PlayBatch(PVOID context)
{
    Listener listener = {.Options = {.Quota = 300}, .Pause = 5 * SIM_MS};
    SimThread *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    StageSend(0, 0, 400, PASSIVE_LEVEL, false); /* the pipe is full with it */
    StageWait(SIM_MS);
    StageSend(0, 1, 61, PASSIVE_LEVEL, true);
    StageSend(0, 2, 8, DISPATCH_LEVEL, true);
    StageSend(0, 3, 515, PASSIVE_LEVEL, true);
    StageSend(0, 4, 20, PASSIVE_LEVEL, false);
    StageSend(0, 5, 33, PASSIVE_LEVEL, true);
    StageEnd(reader);
}

/* Events of a ring that holds more than the longest message of several: the rest goes into the next one. */
VOID PlayBatchLimit(PVOID context)
{
    Listener listener = {.Options = {.Quota = 300}, .Pause = 5 * SIM_MS};
    SimThread *reader;

    (void)context;
    if (StageOpen(256 * 1024, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    StageSend(0, 0, 400, PASSIVE_LEVEL, false);
    StageWait(SIM_MS);
    for (int i = 1; i <= 10; i++) {
        StageSend(0, i, 8001, PASSIVE_LEVEL, true);
    }
    StageEnd(reader);
}

static void Leave(Listener *listener)
{
    Producer producers[] = {
        {.Number = 0, .Count = 3, .Length = 100, .IsEvent = true},
        {.Number = 1, .Count = 2, .Length = 600, .Irql = DISPATCH_LEVEL},
    };
    SimThread *first, *second, *reader;

    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(listener);
    first = StageProduce(&producers[0]);
    second = StageProduce(&producers[1]);
    SimJoin(first);
    SimJoin(second);
    StageEnd(reader);
}

/* The listener reads one message, leaves, and comes again; then it reads all there is. */
VOID PlayRestart(PVOID context)
{
    Listener listener = {.Options = {.Quota = 400}, .Leaves = 2, .Reads = 1, .Away = 30 * SIM_MS, .MaxTaken = 2500 * SIM_MS};

    (void)context;
    Leave(&listener);
}

/* The same when it is killed, so that its pipe's name is taken until the driver lets go. */
VOID PlayKilled(PVOID context)
{
    Listener listener = {.Options = {.Quota = 400}, .Leaves = 2, .Reads = 1, .IsKilled = true, .MaxTaken = 2500 * SIM_MS};

    (void)context;
    Leave(&listener);
}

/* A client that has nothing to send finds out that its listener was killed, and the next one gets the name. */
VOID PlayIdle(PVOID context)
{
    Listener listener = {.Options = {.Quota = 400}, .Leaves = 1, .IsKilled = true, .MaxTaken = 2500 * SIM_MS};
    SimThread *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    StageWait(10000 * SIM_MS);
    StageSend(0, 0, 50, PASSIVE_LEVEL, true);
    StageEnd(reader);
}

/* So does one whose sends are all refused, though they wake its worker more than once a second. */
VOID PlayRefused(PVOID context)
{
    Listener listener = {.Options = {.Quota = 400}, .Leaves = 1, .IsKilled = true, .MaxTaken = 2500 * SIM_MS};
    SimThread *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    for (int i = 0; i < 12; i++) {
        StageSend(0, i, 8192, PASSIVE_LEVEL, false); /* too long for the ring */
        StageWait(400 * SIM_MS);
    }
    StageSend(0, 12, 50, PASSIVE_LEVEL, true);
    StageEnd(reader);
}

static volatile bool IsDone;

static VOID ReadCounters(PVOID context)
{
    PIPELISTEN_COUNTERS before = {0}, now;

    (void)context;
    while (!IsDone) {
        PipelistenQueryCounters(Client, &now);
        SIM_CHECK(now.Attempts == now.Queued + now.Dropped && now.Written <= now.Queued);
        SIM_CHECK(now.Attempts >= before.Attempts && now.Dropped >= before.Dropped && now.Written >= before.Written);
        SIM_CHECK(now.Bytes >= before.Bytes && now.Notices >= before.Notices && now.Connects >= before.Connects);
        before = now;
        StageWait(2 * SIM_MS);
    }
}

/* The counters of any moment agree with each other. */
VOID PlayCounters(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    Producer producer = {.Number = 0, .Count = 4, .Length = 8000, .IsEvent = true};
    SimThread *first, *second, *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    IsDone = false;
    reader = StageListen(&listener);
    first = SimStart("counters", ReadCounters, NULL);
    second = StageProduce(&producer);
    SimJoin(second);
    IsDone = true;
    SimJoin(first);
    StageEnd(reader);
}

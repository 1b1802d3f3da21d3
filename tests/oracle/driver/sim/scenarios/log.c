/* log.c: lines of a log at several IRQLs, the sites that each connection needs first, and filters. */
#include "../ledger.h"
#include "../scenario.h"
#include "scenarios.h"
#include <string.h>

static void LogAmongOthers(Listener *listener)
{
    Producer producers[] = {
        {.Number = 0, .Count = 3, .Length = 20, .IsLine = true},
        {.Number = 1, .Count = 2, .Length = 0, .Irql = DISPATCH_LEVEL, .IsLine = true},
        {.Number = 2, .Count = 1, .Length = 100},
    };
    SimThread *threads[RTL_NUMBER_OF(producers)], *reader;

    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(listener);
    for (ULONG i = 0; i < RTL_NUMBER_OF(producers); i++) {
        threads[i] = StageProduce(&producers[i]);
    }
    for (ULONG i = 0; i < RTL_NUMBER_OF(producers); i++) {
        SimJoin(threads[i]);
    }
    StageEnd(reader);
}

/* Two threads log while a third sends plain frames. */
VOID PlayLog(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};

    (void)context;
    LogAmongOthers(&listener);
}

/* Lines that the ring has no room for are dropped, counted, and reported when there is somebody to report it to. */
VOID PlayLogFull(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    const Producer producer = {.Number = 0, .Length = 980};
    PIPELISTEN_COUNTERS counters;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    for (int i = 0; i < 20; i++) {
        StageLog(&producer, i, true);
    }
    PipelistenQueryCounters(Client, &counters);
    SIM_CHECK(counters.Attempts == 20 && counters.Dropped > 0);
    StageEnd(StageListen(&listener));
}

/* Memory that is paged out, and memory that a format does not ask for. */
VOID PlayLogMemory(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    char *text = SimPageable(6);
    UNICODE_STRING *nowhere = (UNICODE_STRING *)(ULONG_PTR)0x10;
    PPIPELISTEN_CLIENT none = NULL;
    SimThread *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    memcpy(text, "aaaaa", 6);
    reader = StageListen(&listener);
    PIPELISTEN_LOG(none, Error, "nobody hears %u", 1u);
    PIPELISTEN_LOG(Client, Info, "producer %d, line %d: %s", 0, 0, text);
    LedgerSent(0, 0, 4 + 5 + 5 + 5 + 5, true, STATUS_SUCCESS);
    PIPELISTEN_LOG(Client, Debug, "not logged, and not read: %wZ", nowhere);
    StageEnd(reader);
    if (PipelistenOpen(&(PIPELISTEN_CONFIG){RTL_CONSTANT_STRING(L"pipelisten"), PIPELISTEN_RING_MIN, 0}, &Client) >= 0) {
        PIPELISTEN_LOG(Client, Info, "only the pointer: %p", nowhere);
        PipelistenClose(Client);
    }
}

/* The listener leaves twice, and is told the sites each time it comes. */
VOID PlayLogRestart(PVOID context)
{
    Listener listener = {.Options = {.Quota = 400}, .Leaves = 2, .Reads = 2, .Away = 30 * SIM_MS, .MaxTaken = 2500 * SIM_MS};

    (void)context;
    LogAmongOthers(&listener);
}

static const PIPELISTEN_FILTER Debug = {"PLCT", PIPELISTEN_FILTER_VERSION, sizeof(PIPELISTEN_FILTER), 4, 0x2};

/* Waits until lines of that kind pass, or do not. */
static void AwaitFilter(ULONG level, ULONG keywords, BOOLEAN passes)
{
    const LONGLONG begin = Sim.Now;

    while (PipelistenLogPasses(Client, level, keywords) != passes) {
        if (Sim.Now - begin > 3000 * SIM_MS && !Sim.HasHurried && SimFaults.Failed == NULL) {
            SimBugCheck("The filter is not that of level %u", level);
        }
        if (SimFaults.Failed != NULL && Sim.Now - begin > 3000 * SIM_MS) {
            return; /* the read of it failed, and it comes once */
        }
        StageWait(10 * SIM_MS);
    }
}

/* A listener sets the filter while it is connected; after it the one that the driver has set holds again. */
VOID PlayLogFilter(PVOID context)
{
    Listener listener = {.Options = {.Quota = 400}, .Leaves = 1, .Reads = 1, .Away = 30 * SIM_MS, .Filter = &Debug};
    Producer producer = {.Number = 0, .Count = 2, .Length = 5};
    SimThread *reader;

    (void)context;
    listener.MaxTaken = 2500 * SIM_MS;
    if (StageOpen(PIPELISTEN_RING_MIN, PIPELISTEN_LIVE_FILTER) == NULL) {
        return;
    }
    SIM_CHECK(PipelistenLogPasses(Client, 3, 0x8) && !PipelistenLogPasses(Client, 4, 0));
    PipelistenSetLogFilter(Client, 5, 0x1);
    SIM_CHECK(PipelistenLogPasses(Client, 5, 0x1) && PipelistenLogPasses(Client, 5, 0) && !PipelistenLogPasses(Client, 1, 0x2));
    SIM_CHECK(!PipelistenLogPasses(NULL, 1, 0));
    reader = StageListen(&listener);
    AwaitFilter(4, 0x2, TRUE);
    SIM_CHECK(SimFaults.Failed != NULL || Sim.HasHurried || !PipelistenLogPasses(Client, 5, 0x1));
    PipelistenSetLogFilter(Client, 2, MAXULONG); /* held back until the listener is gone */
    producer.Length = 20;
    StageSend(0, 0, producer.Length, PASSIVE_LEVEL, true);
    StageWait(3000 * SIM_MS);
    StageSend(0, 1, producer.Length, PASSIVE_LEVEL, true);
    StageEnd(reader);
    (void)producer;
}

/* Nothing can be read from an inbound pipe: the client writes to it all the same. */
VOID PlayLogInbound(PVOID context)
{
    Listener listener = {.Options = {.Quota = 400, .IsInbound = true}};
    Producer producer = {.Number = 0, .Count = 2, .Length = 5, .IsLine = true};
    SimThread *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, PIPELISTEN_LIVE_FILTER) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    SimJoin(StageProduce(&producer));
    StageEnd(reader);
}

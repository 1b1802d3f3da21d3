/* stage.c: see scenario.h. */
#include "ledger.h"
#include "scenario.h"
#include <string.h>

#define MESSAGE_MAX (80 * 1024)

PPIPELISTEN_CLIENT Client;

PPIPELISTEN_CLIENT StageOpen(ULONG ringSize, ULONG flags)
{
    const PIPELISTEN_CONFIG config = {RTL_CONSTANT_STRING(L"pipelisten"), ringSize, flags};
    NTSTATUS status;

    LedgerBegin();
    status = PipelistenOpen(&config, &Client);
    SIM_CHECK(NT_SUCCESS(status) == (Client != NULL));
    SIM_CHECK(Client != NULL || SimFaults.Failed != NULL);
    return Client;
}

static bool Never(void *context)
{
    (void)context;
    return false;
}

void StageWait(LONGLONG time)
{
    if (time > 0) {
        SimBlock("waits", Never, NULL, Sim.Now + time);
    }
}

static NpInstance *Create(const Listener *listener)
{
    const LONGLONG begin = Sim.Now;
    NpInstance *instance;

    while (!NT_SUCCESS(NpCreate(&listener->Options, true, &instance))) {
        if (Sim.Now - begin > listener->MaxTaken && !Sim.HasHurried) {
            SimBugCheck("The name of the pipe is taken for more than %.0f ms", (double)listener->MaxTaken / SIM_MS);
        }
        StageWait(100 * SIM_MS);
    }
    return instance;
}

static VOID Listen(PVOID context)
{
    static UCHAR bytes[MESSAGE_MAX];
    const Listener *listener = context;
    bool hasClient = true;

    for (int left = 0; hasClient; left++) {
        const int reads = left < listener->Leaves ? listener->Reads : INT32_MAX;
        NpInstance *instance;

        StageWait(listener->Away);
        instance = Create(listener);
        hasClient = NpAwaitClient(instance);
        LedgerConnects();
        if (hasClient && listener->Filter != NULL) {
            NpSend(instance, (const UCHAR *)listener->Filter, sizeof(*listener->Filter));
        }
        for (int i = 0; hasClient && i < reads; i++) {
            ULONG length;

            StageWait(listener->Pause);
            if (NpRead(instance, bytes, sizeof(bytes), &length, SIM_NEVER) != STATUS_SUCCESS) {
                break;
            }
            LedgerArrived(bytes, length);
        }
        if (!listener->IsKilled || left >= listener->Leaves) {
            NpDisconnect(instance);
        }
        NpClose(instance);
    }
}

SimThread *StageListen(Listener *listener)
{
    return SimStart("listener", Listen, listener);
}

void StageSend(int producer, int index, ULONG length, KIRQL irql, bool isEvent)
{
    UCHAR payload[8192];
    NTSTATUS status;
    KIRQL old;

    LedgerFill(payload, length, producer, index);
    old = SimRaiseIrql(irql);
    status = isEvent ? PipelistenSendEvent(Client, 7, payload, length) : PipelistenSend(Client, payload, length);
    SIM_CHECK(Sim.Current->Irql == irql);
    SimLowerIrql(old);
    LedgerSent(producer, index, length, isEvent, status);
}

void StageLog(const Producer *producer, int index, bool isAlone)
{
    PIPELISTEN_COUNTERS before, after;
    char text[1024] = {0};
    KIRQL old;

    memset(text, 'a' + index, producer->Length);
    PipelistenQueryCounters(Client, &before);
    old = SimRaiseIrql(producer->Irql);
    if (index % 2 == 0) {
        PIPELISTEN_LOG(Client, Info, "producer %d, line %d: %s", producer->Number, index, text);
    } else {
        PIPELISTEN_LOG_KEYWORDS(Client, 0x10, Error, "producer %d, line %d: %s, which is odd", producer->Number, index, text);
    }
    SimLowerIrql(old);
    PipelistenQueryCounters(Client, &after);
    LedgerSent(producer->Number, index, 4 + 5 + 5 + 5 + producer->Length, true,
               isAlone && after.Dropped > before.Dropped ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS);
}

static VOID Produce(PVOID context)
{
    const Producer *producer = context;

    for (int i = 0; i < producer->Count; i++) {
        if (producer->IsLine) {
            StageLog(producer, i, false);
            continue;
        }
        StageSend(producer->Number, i, producer->Length, producer->Irql, producer->IsEvent);
    }
}

SimThread *StageProduce(Producer *producer)
{
    return SimStart("producer", Produce, producer);
}

static void End(SimThread *listener, bool isFlushed)
{
    PIPELISTEN_COUNTERS *counters = SimPageable(sizeof(*counters)); /* as a caller's may be */

    PipelistenQueryCounters(Client, counters);
    if (isFlushed) {
        SIM_CHECK(counters->Written == counters->Queued);
    }
    PipelistenClose(Client);
    NpEnd();
    if (listener != NULL) {
        SimJoin(listener);
    }
    LedgerCheck(counters, isFlushed);
    NpCheck();
}

void StageEnd(SimThread *listener)
{
    SIM_CHECK(PipelistenFlush(Client, NULL, NULL) == STATUS_SUCCESS);
    End(listener, true);
}

void StageClose(SimThread *listener)
{
    End(listener, false);
}

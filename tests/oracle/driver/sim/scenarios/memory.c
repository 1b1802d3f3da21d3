/* memory.c: payloads that are pageable or vanish, senders that are suspended, and pipes that are not to be used. */
#include "../ledger.h"
#include "../scenario.h"
#include "scenarios.h"

/* Below DISPATCH_LEVEL, a payload may be pageable, short or long. */
VOID PlayPageable(PVOID context)
{
    static const ULONG lengths[] = {8, 512, 513, 5000};
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    SimThread *reader;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    for (int i = 0; i < (int)RTL_NUMBER_OF(lengths); i++) {
        PUCHAR payload = SimPageable(lengths[i]);
        const KIRQL old = SimRaiseIrql(i % 2 == 0 ? PASSIVE_LEVEL : APC_LEVEL);
        NTSTATUS status;

        LedgerFill(payload, lengths[i], 0, i);
        status = i < 2 ? PipelistenSend(Client, payload, lengths[i]) : PipelistenSendEvent(Client, 7, payload, lengths[i]);
        SimLowerIrql(old);
        LedgerSent(0, i, lengths[i], i >= 2, status);
    }
    StageEnd(reader);
}

#define VANISHING_LENGTH 5000
static struct {
    PUCHAR Payload;
    NTSTATUS Status;
} Vanishing;

static void SendVanishing(void *context)
{
    (void)context;
    Vanishing.Status = PipelistenSendEvent(Client, 7, Vanishing.Payload, VANISHING_LENGTH);
}

static VOID Vanish(PVOID context)
{
    (void)context;
    SimPoint("vanishes");
    SimVanish(Vanishing.Payload + PAGE_SIZE, PAGE_SIZE);
}

/* The second page of a payload goes away at some moment: the exception is the caller's, and the client goes on. */
VOID PlayVanish(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    SimThread *reader, *vanisher;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    Vanishing.Payload = SimPageable(VANISHING_LENGTH);
    LedgerFill(Vanishing.Payload, VANISHING_LENGTH, 0, 0);
    reader = StageListen(&listener);
    vanisher = SimStart("vanisher", Vanish, NULL);
    if (SimTryCall(SendVanishing, NULL)) {
        LedgerSent(0, 0, VANISHING_LENGTH, true, Vanishing.Status);
    } else {
        PIPELISTEN_COUNTERS counters;

        PipelistenQueryCounters(Client, &counters);
        SIM_CHECK(counters.Attempts == counters.Dropped);
        if (counters.Attempts == 1) {
            LedgerRaised(); /* the record was reserved */
        }
    }
    SIM_CHECK(Sim.Current->CriticalRegions == 0 && Sim.Current->Irql == PASSIVE_LEVEL);
    SimJoin(vanisher);
    StageSend(0, 1, 600, PASSIVE_LEVEL, true);
    StageSend(0, 2, 60, PASSIVE_LEVEL, false);
    StageEnd(reader);
}

static VOID Suspend(PVOID thread)
{
    SimPoint("suspends");
    ((SimThread *)thread)->IsToSuspend = true;
}

/* A sender that is suspended at some moment, and only resumed later, does not hold up the others. */
VOID PlaySuspend(PVOID context)
{
    Listener listener = {.Options = {.Quota = 64 * 1024}};
    Producer producer = {.Number = 1, .Count = 2, .Length = 600};
    SimThread *reader, *sender, *suspender;

    (void)context;
    if (StageOpen(PIPELISTEN_RING_MIN, 0) == NULL) {
        return;
    }
    reader = StageListen(&listener);
    sender = StageProduce(&producer);
    suspender = SimStart("suspender", Suspend, sender);
    SimJoin(suspender);
    StageSend(0, 0, 100, PASSIVE_LEVEL, true);
    SIM_CHECK(PipelistenFlush(Client, NULL, NULL) == STATUS_SUCCESS);
    sender->IsToSuspend = false;
    SimJoin(sender);
    StageEnd(reader);
}

/* A pipe that is not to be used is there first; nothing is written to it. */
static void Refuse(NpOptions refused, ULONG flags)
{
    const NpOptions good = {.Quota = 64 * 1024};
    Listener listener = {.Options = good};
    SimThread *reader;
    NpInstance *bad;
    ULONG length;

    if (StageOpen(PIPELISTEN_RING_MIN, flags) == NULL) {
        return;
    }
    SIM_CHECK(NpCreate(&refused, true, &bad) == STATUS_SUCCESS);
    StageSend(0, 0, 100, PASSIVE_LEVEL, false);
    StageWait(3000 * SIM_MS);
    SIM_CHECK(NpRead(bad, NULL, 0, &length, Sim.Now) != STATUS_SUCCESS);
    NpDisconnect(bad);
    NpClose(bad);
    reader = StageListen(&listener);
    listener.MaxTaken = 100 * SIM_MS;
    StageEnd(reader);
}

VOID PlayByteType(PVOID context)
{
    (void)context;
    Refuse((NpOptions){.Quota = 64 * 1024, .IsByteType = true}, 0);
}

VOID PlayOwner(PVOID context)
{
    (void)context;
    Refuse((NpOptions){.Quota = 64 * 1024, .IsUsers = true}, PIPELISTEN_TRUSTED_OWNER);
}

static const struct {
    PCWSTR Name;
    ULONG RingSize, Flags;
    NTSTATUS Status;
} Refused[] = {
    {L"pipelisten", PIPELISTEN_RING_MIN - 1, 0, STATUS_INVALID_PARAMETER},
    {L"pipelisten", PIPELISTEN_RING_MAX + 1, 0, STATUS_INVALID_PARAMETER},
    {L"pipelisten", PIPELISTEN_RING_MIN, 4, STATUS_INVALID_PARAMETER},
    {L"", PIPELISTEN_RING_MIN, 0, STATUS_OBJECT_NAME_INVALID},
    {L"\\a", PIPELISTEN_RING_MIN, 0, STATUS_OBJECT_NAME_INVALID},
    {L"a\\", PIPELISTEN_RING_MIN, 0, STATUS_OBJECT_NAME_INVALID},
    {L"a\\\\b", PIPELISTEN_RING_MIN, 0, STATUS_OBJECT_NAME_INVALID},
};

/* What cannot be opened is refused with its status, and what is too long with its own. */
VOID PlayRefuse(PVOID context)
{
    static UCHAR payload[PIPELISTEN_RING_MIN];
    static WCHAR longest[PIPELISTEN_NAME_MAX_CHARS + 1];
    PIPELISTEN_CONFIG config = {.RingSize = PIPELISTEN_RING_MIN};
    ULONG max;

    (void)context;
    for (ULONG i = 0; i < RTL_NUMBER_OF(Refused); i++) {
        config.RingSize = Refused[i].RingSize;
        config.Flags = Refused[i].Flags;
        RtlInitUnicodeString(&config.PipeName, Refused[i].Name);
        SIM_CHECK(PipelistenOpen(&config, &Client) == Refused[i].Status && Client == NULL);
    }
    RtlFillMemory(longest, sizeof(longest), 1);
    config = (PIPELISTEN_CONFIG){{sizeof(longest), sizeof(longest), longest}, PIPELISTEN_RING_MIN, 0};
    SIM_CHECK(PipelistenOpen(&config, &Client) == STATUS_OBJECT_NAME_INVALID);
    config.PipeName.Length -= sizeof(WCHAR);
    longest[5] = 0;
    SIM_CHECK(PipelistenOpen(&config, &Client) == STATUS_OBJECT_NAME_INVALID);
    longest[5] = '\\';
    config.RingSize = PIPELISTEN_RING_MIN + 1; /* is rounded up */
    SIM_CHECK(PipelistenOpen(&config, &Client) == STATUS_SUCCESS);
    max = 2 * PIPELISTEN_RING_MIN / 2 - 8;
    SIM_CHECK(PipelistenSend(Client, payload, max + 1) == STATUS_INVALID_BUFFER_SIZE);
    SIM_CHECK(PipelistenSend(Client, payload, MAXULONG) == STATUS_INVALID_BUFFER_SIZE);
    SIM_CHECK(PipelistenSendEvent(Client, 7, payload, MAXULONG) == STATUS_INVALID_BUFFER_SIZE);
    SIM_CHECK(PipelistenSendEvent(Client, 7, payload, max - 55) == STATUS_INVALID_BUFFER_SIZE);
    SIM_CHECK(PipelistenSend(Client, payload, max - 7) == STATUS_SUCCESS);
    SIM_CHECK(PipelistenSendEvent(Client, 7, payload, max - 56) == STATUS_SUCCESS);
    SIM_CHECK(PipelistenSend(Client, payload, 0) == STATUS_INSUFFICIENT_RESOURCES);
    PipelistenClose(Client);
}

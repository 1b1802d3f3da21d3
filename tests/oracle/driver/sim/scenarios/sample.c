/* sample.c: the sample driver, loaded, reporting, and unloaded. */
#include "../inputs.h"
#include "../ledger.h"
#include "../scenario.h"
#include "scenarios.h"
#include <report.h>
#include <string.h>

DRIVER_INITIALIZE DriverEntry;

static UNICODE_STRING Path = RTL_CONSTANT_STRING(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\pipelisten");
static const ULONG Two = 2, Ring = PIPELISTEN_RING_MIN, One = 1;

#define TEXT_VALUE(name, text) {name, REG_SZ, sizeof(text), text}
#define NUMBER_VALUE(name, number) {name, REG_DWORD, sizeof(number), &(number)}

static const SimValue All[] = {
    TEXT_VALUE(L"Report", L"hello,report,burst,log,processes,modules"),
    NUMBER_VALUE(L"Count", Two),
    NUMBER_VALUE(L"RingSize", Ring),
    TEXT_VALUE(L"Pipe", L"pipelisten"),
    {NULL, 0, 0, NULL},
};

/* The beginnings of the two lists; sample/processes.c and sample/modules.c say where they are described. */
static NTSTATUS FillList(ULONG class, PVOID information, ULONG length, PULONG needed)
{
    static const USHORT name[] = {'a', '.', 'e', 'x', 'e'};
    PUCHAR bytes = information;
    const ULONG next = 256, count = 2;

    *needed = class == 5 ? 2 * next : 8 + count * 296;
    SIM_CHECK(length >= *needed);
    memset(bytes, 0, *needed);
    if (class == 5) {
        const ULONG_PTR at = (ULONG_PTR)bytes + 240;
        const USHORT size = sizeof(name);

        memcpy(bytes, &next, 4);
        memcpy(bytes + 240, name, sizeof(name));
        memcpy(bytes + next + 56, &size, 2);
        memcpy(bytes + next + 64, &at, 8);
    } else {
        memcpy(bytes, &count, 4);
        memcpy(bytes + 8 + 40, "\\a.sys", 6);
    }
    return STATUS_SUCCESS;
}

static struct {
    int Frames, Events, Lines, Sites;
    bool HasText, HasReport;
} Got;

static void Take(const UCHAR *bytes, ULONG length)
{
    ULONG at = 0;

    if (memcmp(bytes, PIPELISTEN_EVENT_MAGIC, 4) != 0) {
        SIM_CHECK(length == REPORT_FRAME_SIZE);
        Got.HasText = Got.HasText || memcmp(bytes, "hello lyshark", 14) == 0;
        Got.HasReport = Got.HasReport || memcmp(bytes + 12, "hello lyshark", 14) == 0;
        Got.Frames++;
        return;
    }
    while (at < length) {
        PIPELISTEN_EVENT event;

        memcpy(&event, bytes + at, sizeof(event));
        Got.Lines += (event.Flags & PIPELISTEN_EVENT_LOG) != 0;
        Got.Sites += (event.Flags & PIPELISTEN_EVENT_LOG_SITE) != 0;
        Got.Events += (event.Flags & ~PIPELISTEN_EVENT_MORE) == 0;
        at += (ULONG)sizeof(event) + ((event.PayloadLength + 7) & ~7u);
    }
}

static NTSTATUS Load(DRIVER_OBJECT *driver, const SimValue *values)
{
    NTSTATUS status;

    memset(&Got, 0, sizeof(Got));
    LedgerBegin();
    LedgerTake(Take);
    SimInputs.Values = values;
    SimInputs.FillList = FillList;
    driver->DriverUnload = NULL;
    status = DriverEntry(driver, &Path);
    Sim.IsInitDiscarded = true;
    return status;
}

static void Unload(DRIVER_OBJECT *driver, SimThread *reader)
{
    driver->DriverUnload(driver);
    NpEnd();
    if (reader != NULL) {
        SimJoin(reader);
    }
    NpCheck();
}

/* All reports, read to the end. */
VOID PlaySample(PVOID context)
{
    Listener listener = {.Options = {.Quota = 5000}};
    DRIVER_OBJECT driver;
    SimThread *reader;

    (void)context;
    reader = StageListen(&listener);
    if (!NT_SUCCESS(Load(&driver, All))) {
        SIM_CHECK(SimFaults.Failed != NULL);
        NpEnd();
        SimJoin(reader);
        return;
    }
    StageWait(600000 * SIM_MS); /* all was read and the client is closed, unless the clock was fast */
    Unload(&driver, reader);
    if (SimFaults.Failed == NULL && Sim.Now >= 600000 * SIM_MS && Got.Frames + Got.Events == 10) {
        SIM_CHECK(Got.Frames == 4 && Got.HasText && Got.HasReport);
        SIM_CHECK(Got.Lines == 5 && Got.Sites > 0); /* started, Windows, two lines, stops */
    }
}

/* Unloaded at some moment, with a listener that is slow. */
VOID PlaySampleUnload(PVOID context)
{
    Listener listener = {.Options = {.Quota = 5000}, .Pause = 300 * SIM_MS};
    DRIVER_OBJECT driver;
    SimThread *reader;

    (void)context;
    reader = StageListen(&listener);
    if (!NT_SUCCESS(Load(&driver, All))) {
        SIM_CHECK(SimFaults.Failed != NULL);
        NpEnd();
        SimJoin(reader);
        return;
    }
    StageWait(SIM_MS);
    Unload(&driver, reader);
}

/* Without parameters, and without a listener. */
VOID PlaySampleDefaults(PVOID context)
{
    DRIVER_OBJECT driver;

    (void)context;
    if (!NT_SUCCESS(Load(&driver, NULL))) {
        SIM_CHECK(SimFaults.Failed != NULL);
        return;
    }
    StageWait(2000 * SIM_MS);
    Unload(&driver, NULL);
}

#define ONE_VALUE(...) (const SimValue[]){__VA_ARGS__, {NULL, 0, 0, NULL}}

/* Parameters that cannot be used: nothing is left of the attempt. */
VOID PlaySampleRefuses(PVOID context)
{
    static const ULONG zero = 0, six = 6;
    static WCHAR long_text[300];
    const SimValue *const refused[] = {
        ONE_VALUE(TEXT_VALUE(L"Report", L"nothing")),
        ONE_VALUE(TEXT_VALUE(L"Report", L"")),
        ONE_VALUE(TEXT_VALUE(L"Report", L" ,, ")),
        ONE_VALUE(TEXT_VALUE(L"Report", L"hello,hello,hello,hello,hello,hello,hello,hello,hello")),
        ONE_VALUE({L"Report", REG_DWORD, 4, &One}),
        ONE_VALUE({L"Report", REG_SZ, 3, L"hello"}),
        ONE_VALUE({L"Report", REG_SZ, sizeof(long_text), long_text}),
        ONE_VALUE({L"Report", REG_SZ, 500, long_text}),
        ONE_VALUE(NUMBER_VALUE(L"Count", zero)),
        ONE_VALUE({L"Count", REG_DWORD, 2, &One}),
        ONE_VALUE(NUMBER_VALUE(L"RingSize", One)),
        ONE_VALUE({L"AnyOwner", REG_SZ, 4, L"1"}),
        ONE_VALUE(NUMBER_VALUE(L"LogLevel", six)),
        ONE_VALUE({L"LogKeywords", REG_SZ, 4, L"1"}),
        ONE_VALUE({L"Pipe", REG_SZ, 500, long_text}),
    };
    DRIVER_OBJECT driver;

    (void)context;
    memset(long_text, 1, sizeof(long_text));
    for (ULONG i = 0; i < RTL_NUMBER_OF(refused); i++) {
        Sim.IsInitDiscarded = false;
        SIM_CHECK(Load(&driver, refused[i]) == STATUS_DEVICE_CONFIGURATION_ERROR && driver.DriverUnload == NULL);
    }
    Sim.IsInitDiscarded = false;
    SIM_CHECK(Load(&driver, ONE_VALUE(TEXT_VALUE(L"Pipe", L"a\\\\b"))) == STATUS_OBJECT_NAME_INVALID);
}

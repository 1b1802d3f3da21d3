/*
 * pipe_send_model.c: the loops of pipe_send.c with a pipe that is played, and a clock that goes on only when they wait.
 */
#include "check.h"
#include "pipe.h"

#define NEVER UINT64_MAX

/* The other end, and what has happened to it. */
static struct {
    uint64_t Now;      /* milliseconds */
    uint64_t Appears;  /* when the listener does */
    uint64_t StopsAt;  /* when Stop is set */
    NTSTATUS Absent;   /* what opening fails with before it appears */
    NTSTATUS Write;    /* what the next FailingWrites writes fail with */
    uint32_t FailingWrites;
    NTSTATUS State;    /* what a look at the state gives */
    NTSTATUS Kind;     /* what the next FailingKinds looks at the kind fail with */
    uint32_t FailingKinds;
    uint32_t Opens, Connects, Closes, Writes, Written;
    uint64_t MaxGap;   /* between attempts to open */
    uint64_t LastOpen;
} World;

static KEVENT Stop;
static PipeClient Pipe;

static void Begin(void)
{
    memset(&World, 0, sizeof(World));
    memset(&Pipe, 0, sizeof(Pipe));
    Stop.IsSet = 0;
    Pipe.Stop = &Stop;
    Pipe.RetryMs = PIPE_MIN_RETRY_MS;
    World.StopsAt = NEVER;
    World.Absent = STATUS_OBJECT_NAME_NOT_FOUND;
}

LONG KeReadStateEvent(PKEVENT Event)
{
    return Event->IsSet;
}

NTSTATUS KeWaitForSingleObject(PVOID Object, int WaitReason, int WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    const uint64_t until = World.Now + (uint64_t)(-Timeout->QuadPart / 10000);

    (void)WaitReason, (void)WaitMode, (void)Alertable;
    CHECK(Object == &Stop && Timeout->QuadPart < 0);
    World.Now = until < World.StopsAt ? until : World.StopsAt;
    Stop.IsSet = World.Now >= World.StopsAt;
    return Stop.IsSet ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

NTSTATUS PipelistenPipeOpen(PipeClient *This)
{
    CHECK(This->File == NULL);
    if (World.Opens++ > 0 && World.Now - World.LastOpen > World.MaxGap) {
        World.MaxGap = World.Now - World.LastOpen;
    }
    World.LastOpen = World.Now;
    if (World.Now < World.Appears) {
        return World.Absent;
    }
    World.Connects++;
    This->File = &World;
    return STATUS_SUCCESS;
}

NTSTATUS PipelistenPipeCheckKind(const PipeClient *This)
{
    CHECK(This->File != NULL && !This->Checked);
    if (World.FailingKinds > 0) {
        World.FailingKinds--;
        return World.Kind;
    }
    return STATUS_SUCCESS;
}

NTSTATUS PipelistenPipeWrite(const PipeClient *This, PVOID Message, ULONG Length)
{
    CHECK(This->File != NULL && This->Checked && Message != NULL && Length == 1);
    World.Writes++;
    if (World.FailingWrites > 0) {
        World.FailingWrites--;
        return World.Write;
    }
    World.Written++;
    return STATUS_SUCCESS;
}

NTSTATUS PipelistenPipeCheckState(const PipeClient *This, PULONG Readable)
{
    CHECK(This->File != NULL);
    *Readable = 0;
    return World.State;
}

VOID PipelistenPipeClose(PipeClient *This)
{
    CHECK(This->File != NULL);
    World.Closes++;
    This->File = NULL;
    This->Checked = FALSE;
}

/* As the worker does. */
static NTSTATUS Send(void)
{
    char message = 'x';
    NTSTATUS status;

    do {
        status = PipelistenPipeConnect(&Pipe);
        if (status == STATUS_SUCCESS) {
            status = PipelistenPipeSend(&Pipe, &message, 1);
        }
        CHECK(status != STATUS_RETRY || Pipe.File == NULL);
    } while (status == STATUS_RETRY);
    return status;
}

/* Whenever the listener comes, it is found within a second, and nobody asked much oftener than that meanwhile. */
static void TestWaitsForListener(void)
{
    for (uint64_t appears = 0; appears < 30000; appears += 37) {
        Begin();
        World.Appears = appears;
        CHECK(PipelistenPipeConnect(&Pipe) == STATUS_SUCCESS);
        CHECK(World.Now >= appears && World.Now - appears <= PIPE_MAX_RETRY_MS);
        CHECK(World.MaxGap <= PIPE_MAX_RETRY_MS);
        CHECK(World.Opens <= 5 + appears / PIPE_MAX_RETRY_MS);
    }
}

/* One that has just gone is looked for soon. */
static void TestLooksSoonAfterSuccess(void)
{
    Begin();
    World.Appears = 20000;
    CHECK(PipelistenPipeConnect(&Pipe) == STATUS_SUCCESS);
    World.Write = STATUS_PIPE_BROKEN;
    World.FailingWrites = 1;
    CHECK(Send() == STATUS_SUCCESS);
    CHECK(World.Connects == 2 && World.Closes == 1 && World.Written == 1);
    CHECK(World.LastOpen - World.Appears <= PIPE_MAX_RETRY_MS + PIPE_MIN_RETRY_MS);
}

/* What is wrong and no absence is not asked for often. */
static void TestOtherFailures(void)
{
    Begin();
    World.Appears = 10000;
    World.Absent = STATUS_OBJECT_TYPE_MISMATCH;
    CHECK(PipelistenPipeConnect(&Pipe) == STATUS_SUCCESS);
    CHECK(World.Opens <= 11 && (NTSTATUS)PipelistenAtomicReadAcquire(&Pipe.Failure) == STATUS_OBJECT_TYPE_MISMATCH);
}

/* A pipe of the wrong kind is left; one that could not be looked at for lack of memory is kept. */
static void TestKind(void)
{
    Begin();
    World.Kind = STATUS_OBJECT_TYPE_MISMATCH;
    World.FailingKinds = 3;
    CHECK(PipelistenPipeConnect(&Pipe) == STATUS_SUCCESS);
    CHECK(World.Connects == 4 && World.Closes == 3 && PipelistenAtomicReadAcquire(&Pipe.Connects) == 1);
    Begin();
    World.Kind = STATUS_INSUFFICIENT_RESOURCES;
    World.FailingKinds = 3;
    CHECK(PipelistenPipeConnect(&Pipe) == STATUS_SUCCESS);
    CHECK(World.Connects == 1 && World.Closes == 0 && World.Now <= 3 * PIPE_MAX_RETRY_MS);
}

/* Only Stop ends the loop: a filter may let an open fail with STATUS_CANCELLED. */
static void TestCancelledByOthers(void)
{
    Begin();
    World.Appears = 3000;
    World.Absent = STATUS_CANCELLED;
    CHECK(PipelistenPipeConnect(&Pipe) == STATUS_SUCCESS && World.Now <= 4000);
}

/* A write that failed for lack of memory is repeated on the same connection. */
static void TestShortage(void)
{
    static const NTSTATUS shortages[] = {STATUS_INSUFFICIENT_RESOURCES, STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED,
                                         STATUS_PAGEFILE_QUOTA, STATUS_COMMITMENT_LIMIT, STATUS_WORKING_SET_QUOTA};

    for (size_t i = 0; i < sizeof(shortages) / sizeof(shortages[0]); i++) {
        Begin();
        World.Write = shortages[i];
        World.FailingWrites = 5;
        CHECK(Send() == STATUS_SUCCESS);
        CHECK(World.Connects == 1 && World.Closes == 0 && World.Writes == 6 && World.Written == 1);
        CHECK(World.Now == 5 * PIPE_MIN_RETRY_MS);
        CHECK((NTSTATUS)PipelistenAtomicReadAcquire(&Pipe.Failure) == shortages[i]);
    }
}

/* ... but not for ever. */
static void TestLongShortage(void)
{
    Begin();
    World.Write = STATUS_INSUFFICIENT_RESOURCES;
    World.FailingWrites = 2 * (1 + 10) + 1; /* each connection has one try and ten more */
    CHECK(Send() == STATUS_SUCCESS);
    CHECK(World.Connects == 3 && World.Closes == 2 && World.Writes == 24 && World.Written == 1);
}

static void TestRefresh(void)
{
    Begin();
    PipelistenPipeRefresh(&Pipe);
    CHECK(World.Opens == 0 && World.Closes == 0);
    CHECK(PipelistenPipeConnect(&Pipe) == STATUS_SUCCESS);
    PipelistenPipeRefresh(&Pipe);
    CHECK(World.Connects == 1 && World.Closes == 0);
    World.State = STATUS_INSUFFICIENT_RESOURCES;
    PipelistenPipeRefresh(&Pipe);
    CHECK(World.Connects == 1 && World.Closes == 0);
    World.State = STATUS_PIPE_DISCONNECTED;
    PipelistenPipeRefresh(&Pipe);
    CHECK(World.Connects == 1 && World.Closes == 1 && World.Now == 0);
}

/* Stop ends each wait at once, and what it interrupts is not a failure. */
static void TestStop(void)
{
    for (uint64_t stops = 1; stops < 5000; stops += 41) {
        Begin();
        World.Appears = NEVER;
        World.StopsAt = stops;
        CHECK(Send() == STATUS_CANCELLED && World.Now == stops && World.Connects == 0);
        Begin();
        World.Write = STATUS_INSUFFICIENT_RESOURCES;
        World.FailingWrites = UINT32_MAX;
        World.StopsAt = stops;
        CHECK(Send() == STATUS_CANCELLED && World.Now == stops);
    }
    Begin();
    CHECK(PipelistenPipeConnect(&Pipe) == STATUS_SUCCESS);
    Stop.IsSet = 1;
    CHECK(Send() == STATUS_CANCELLED && World.Writes == 0);
    CHECK(PipelistenAtomicReadAcquire(&Pipe.Failure) == STATUS_SUCCESS);
}

int main(void)
{
    TestWaitsForListener();
    TestLooksSoonAfterSuccess();
    TestOtherFailures();
    TestKind();
    TestCancelledByOthers();
    TestShortage();
    TestLongShortage();
    TestRefresh();
    TestStop();
    return 0;
}

/*
 * log_sites.c: the calls of PIPELISTEN_LOG in this image, and how a reader is told of them; see pipelisten_event.h.
 *
 * Each call has a pointer in a section whose parts the linker sorts by name. Between parts of different object files it may
 * put zeros: a pointer that is NULL is no site, but has its number.
 */
#include "client.h"

/* Of each of a site's strings, its NUL included: longer ones are cut. */
#define SITE_MAX_TEXT 4096
#define SITE_MAX_SIZE (sizeof(PIPELISTEN_EVENT) + sizeof(PIPELISTEN_SITE) + 3 * SITE_MAX_TEXT)

C_ASSERT(SITE_MAX_SIZE + PIPELISTEN_EVENT_ALIGNMENT <= BATCH_MAX_SIZE);

extern const PIPELISTEN_LOG_SITE *const PipelistenLogFirst;
extern const PIPELISTEN_LOG_SITE *const PipelistenLogEnd;

PIPELISTEN_LOG_SECTION("pllog$a") const PIPELISTEN_LOG_SITE *const PipelistenLogFirst = NULL;
PIPELISTEN_LOG_SECTION("pllog$z") const PIPELISTEN_LOG_SITE *const PipelistenLogEnd = NULL;

/* Events back to back in the client's BatchBlock. */
typedef struct {
    PUCHAR Block;
    ULONG Length;
    PIPELISTEN_EVENT *Newest; /* NULL: there is none yet */
} SiteMessage;

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SitesFlush(_Inout_ PPIPELISTEN_CLIENT Client, _Inout_ SiteMessage *Message);
_IRQL_requires_max_(DISPATCH_LEVEL)
static VOID SitesAppend(_Inout_ SiteMessage *Message, _In_ const PIPELISTEN_LOG_SITE *Site, _In_ ULONG Number,
                        _In_ const EnvelopeOrigin *Origin, _In_ const EnvelopeCount *Count);
static ULONG SitesCopyText(_Out_writes_bytes_(SITE_MAX_TEXT) PUCHAR Target, _In_ const char *Text);

_Use_decl_annotations_
ULONG PipelistenLogNumberOf(const PIPELISTEN_LOG_SITE *const *Entry)
{
    return (ULONG)(((ULONG_PTR)Entry - (ULONG_PTR)&PipelistenLogFirst) / sizeof(*Entry));
}

_Use_decl_annotations_
BOOLEAN PipelistenLogSitesAreDue(PPIPELISTEN_CLIENT Client)
{
    BOOLEAN logs;
    KIRQL irql;

    if (Client->Introduced == PipelistenAtomicReadAcquire(&Client->Pipe.Connects)) {
        return FALSE;
    }
    KeAcquireSpinLock(&Client->Lock, &irql);
    logs = Client->Logs;
    KeReleaseSpinLock(&Client->Lock, irql);
    return logs;
}

_Use_decl_annotations_
NTSTATUS PipelistenLogSendSites(PPIPELISTEN_CLIENT Client)
{
    const PIPELISTEN_LOG_SITE *const *volatile entry = &PipelistenLogFirst; /* volatile: it is more than the one object */
    const ULONG end = PipelistenLogNumberOf(&PipelistenLogEnd);
    NTSTATUS status = STATUS_SUCCESS;
    EnvelopeOrigin origin;
    EnvelopeCount count;
    SiteMessage message;
    ULONG number;
    KIRQL irql;

    message.Block = Client->BatchBlock;
    message.Length = 0;
    message.Newest = NULL;
    PipelistenOriginNow(Client->Clock, &origin);
    KeAcquireSpinLock(&Client->Lock, &irql);
    count.Sequence = Client->Ring.Attempts;
    count.Dropped = Client->Ring.Dropped;
    KeReleaseSpinLock(&Client->Lock, irql);
    for (number = 0; number < end && NT_SUCCESS(status); number++) {
        const PIPELISTEN_LOG_SITE *site = entry[number];

        if (site == NULL) {
            continue;
        }
        if (message.Length > BATCH_MAX_SIZE - SITE_MAX_SIZE - PIPELISTEN_EVENT_ALIGNMENT) {
            status = SitesFlush(Client, &message);
        }
        if (NT_SUCCESS(status)) {
            SitesAppend(&message, site, number, &origin, &count);
        }
    }
    if (NT_SUCCESS(status)) {
        status = SitesFlush(Client, &message);
    }
    if (NT_SUCCESS(status)) {
        Client->Introduced = PipelistenAtomicReadAcquire(&Client->Pipe.Connects);
    }
    return status;
}

_Use_decl_annotations_
static NTSTATUS SitesFlush(PPIPELISTEN_CLIENT Client, SiteMessage *Message)
{
    const ULONG length = Message->Length;

    if (length == 0) {
        return STATUS_SUCCESS;
    }
    Message->Length = 0;
    Message->Newest = NULL;
    return PipelistenPipeSend(&Client->Pipe, Message->Block, length);
}

_Use_decl_annotations_
static VOID SitesAppend(SiteMessage *Message, const PIPELISTEN_LOG_SITE *Site, ULONG Number, const EnvelopeOrigin *Origin,
                        const EnvelopeCount *Count)
{
    const ULONG start = (Message->Length + PIPELISTEN_EVENT_ALIGNMENT - 1) & ~(ULONG)(PIPELISTEN_EVENT_ALIGNMENT - 1);
    PIPELISTEN_EVENT *event = (PIPELISTEN_EVENT *)(PVOID)(Message->Block + start);
    PIPELISTEN_SITE *site = (PIPELISTEN_SITE *)(PVOID)(event + 1);
    PUCHAR text = (PUCHAR)(site + 1);

    RtlZeroMemory(Message->Block + Message->Length, start - Message->Length);
    RtlZeroMemory(site, sizeof(*site));
    site->Number = Number;
    site->Line = Site->Line;
    site->Keywords = Site->Keywords;
    site->Level = (UCHAR)Site->Level;
    text += SitesCopyText(text, Site->Format);
    text += SitesCopyText(text, Site->File);
    text += SitesCopyText(text, Site->Function);
    PipelistenEnvelopeFill(event, Origin, Count, 0, (ULONG)(text - (PUCHAR)site));
    event->Flags = PIPELISTEN_EVENT_LOG_SITE;
    if (Message->Newest != NULL) {
        Message->Newest->Flags |= PIPELISTEN_EVENT_MORE;
    }
    Message->Newest = event;
    Message->Length = (ULONG)(text - Message->Block);
}

/* With a NUL. Returns how many bytes that are. */
_Use_decl_annotations_
static ULONG SitesCopyText(PUCHAR Target, const char *Text)
{
    ULONG length = 0;

    while (length < SITE_MAX_TEXT - 1 && Text[length] != 0) {
        Target[length] = (UCHAR)Text[length];
        length++;
    }
    Target[length] = 0;
    return length + 1;
}

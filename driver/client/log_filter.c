/*
 * log_filter.c: which lines pass; see pipelisten_log.h. Who logs reads Level and Keywords without the lock: for a moment it may see
 * the new one of the first and the old one of the second.
 */
#include "client.h"

_Requires_lock_held_(Client->Lock) _IRQL_requires_max_(DISPATCH_LEVEL)
static VOID FilterApply(_Inout_ PPIPELISTEN_CLIENT Client, _In_ ULONG Level, _In_ ULONG Keywords);

_Use_decl_annotations_
VOID PipelistenSetLogFilter(PPIPELISTEN_CLIENT Client, ULONG Level, ULONG Keywords)
{
    KIRQL irql;

    KeAcquireSpinLock(&Client->Lock, &irql);
    Client->Level = Level;
    Client->Keywords = Keywords;
    if (!Client->IsFiltered) {
        FilterApply(Client, Level, Keywords);
    }
    KeReleaseSpinLock(&Client->Lock, irql);
}

_Use_decl_annotations_
VOID PipelistenLogFilterReceive(PPIPELISTEN_CLIENT Client, const UCHAR *Bytes, ULONG Length)
{
    PIPELISTEN_FILTER filter;
    ULONG at;
    KIRQL irql;

    for (at = 0; Length - at >= sizeof(filter); at += sizeof(filter)) {
        RtlCopyMemory(&filter, Bytes + at, sizeof(filter));
        if (RtlCompareMemory(filter.Magic, PIPELISTEN_FILTER_MAGIC, sizeof(filter.Magic)) != sizeof(filter.Magic) ||
            filter.Version != PIPELISTEN_FILTER_VERSION || filter.Size != sizeof(filter)) {
            return; /* what follows may begin anywhere */
        }
        KeAcquireSpinLock(&Client->Lock, &irql);
        Client->IsFiltered = TRUE;
        FilterApply(Client, filter.Level, filter.Keywords);
        KeReleaseSpinLock(&Client->Lock, irql);
    }
}

_Use_decl_annotations_
VOID PipelistenLogFilterRestore(PPIPELISTEN_CLIENT Client)
{
    KIRQL irql;

    KeAcquireSpinLock(&Client->Lock, &irql);
    Client->IsFiltered = FALSE;
    FilterApply(Client, Client->Level, Client->Keywords);
    KeReleaseSpinLock(&Client->Lock, irql);
}

_Use_decl_annotations_
static VOID FilterApply(PPIPELISTEN_CLIENT Client, ULONG Level, ULONG Keywords)
{
    Client->Filter.Level = Level;
    Client->Filter.Keywords = Keywords;
}

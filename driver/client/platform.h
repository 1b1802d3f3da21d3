/*
 * platform.h: what differs between platforms: the headers, atomics, pool. Include it before any other header: the WDK
 * takes ntifs.h only if it comes before wdm.h.
 *
 * The plain C parts (ring.c, envelope.c) are also compiled for other systems, with the same few names in C11, so that
 * they are tested on any host, under sanitizers too.
 *
 * Atomics: an ATOMIC_ULONG is only ever touched through the functions below. MSVC's C has no
 * <stdatomic.h> in the kernel, hence the kernel's own functions there; mingw-w64, on the other hand, declares
 * no ReadULongAcquire.
 */
#ifndef PLATFORM_H
#define PLATFORM_H

#ifdef _WIN32
#include <ntifs.h>
#include <driverspecs.h>
#include <concurrencysal.h>
#else
#include "platform_host.h"
#endif

#ifdef _WIN32

/*
 * Uninitialized, because clearing a ring would be useless work; NULL if there is none. ExAllocatePool2 is there since
 * Windows 10 2004. For a driver that is to run on an older Windows, the WDK has an inline function instead; mingw-w64
 * has neither.
 */
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL)
FORCEINLINE PVOID PipelistenAllocateNonpaged(_In_ SIZE_T Size, _In_ ULONG Tag)
{
#if !defined(POOL_FLAG_UNINITIALIZED)
    return ExAllocatePoolWithTag(NonPagedPoolNx, Size, Tag);
#elif NTDDI_VERSION >= NTDDI_WIN10_VB
    return ExAllocatePool2(POOL_FLAG_NON_PAGED | POOL_FLAG_UNINITIALIZED, Size, Tag);
#else
    return ExAllocatePoolUninitialized(NonPagedPoolNx, Size, Tag);
#endif
}

_Must_inspect_result_ _IRQL_requires_max_(APC_LEVEL)
FORCEINLINE PVOID PipelistenAllocatePaged(_In_ SIZE_T Size, _In_ ULONG Tag)
{
#if !defined(POOL_FLAG_UNINITIALIZED)
    return ExAllocatePoolWithTag(PagedPool, Size, Tag);
#elif NTDDI_VERSION >= NTDDI_WIN10_VB
    return ExAllocatePool2(POOL_FLAG_PAGED | POOL_FLAG_UNINITIALIZED, Size, Tag);
#else
    return ExAllocatePoolUninitialized(PagedPool, Size, Tag);
#endif
}

#endif

#ifdef _MSC_VER

typedef volatile ULONG ATOMIC_ULONG;

FORCEINLINE ULONG PipelistenAtomicReadAcquire(_In_ const ATOMIC_ULONG *Value)
{
    return ReadULongAcquire(Value);
}

FORCEINLINE VOID PipelistenAtomicWriteRelease(_Out_ ATOMIC_ULONG *Value, _In_ ULONG New)
{
    WriteULongRelease(Value, New);
}

FORCEINLINE ULONG PipelistenAtomicExchange(_Inout_ ATOMIC_ULONG *Value, _In_ ULONG New)
{
    return (ULONG)InterlockedExchange((volatile LONG *)Value, (LONG)New);
}

/* Nothing before it is still to come, nothing after it has already happened. */
FORCEINLINE VOID PipelistenAtomicFence(VOID)
{
    KeMemoryBarrier();
}

#else
#include <stdatomic.h>

typedef _Atomic ULONG ATOMIC_ULONG;

static inline ULONG PipelistenAtomicReadAcquire(_In_ const ATOMIC_ULONG *Value)
{
    return atomic_load_explicit(Value, memory_order_acquire);
}

static inline VOID PipelistenAtomicWriteRelease(_Out_ ATOMIC_ULONG *Value, _In_ ULONG New)
{
    atomic_store_explicit(Value, New, memory_order_release);
}

static inline ULONG PipelistenAtomicExchange(_Inout_ ATOMIC_ULONG *Value, _In_ ULONG New)
{
    return atomic_exchange_explicit(Value, New, memory_order_seq_cst);
}

static inline VOID PipelistenAtomicFence(VOID)
{
    atomic_thread_fence(memory_order_seq_cst);
}

#endif
#endif

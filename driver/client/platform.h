/*
 * platform.h: what the plain C parts (ring.c, envelope.c) need of their platform. In a driver that is the
 * kernel's headers; anywhere else the same few names in C11, so that these parts are tested on any host,
 * under sanitizers too.
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

#ifdef _MSC_VER

typedef volatile ULONG ATOMIC_ULONG;

FORCEINLINE ULONG AtomicReadAcquire(_In_ const ATOMIC_ULONG *Value)
{
    return ReadULongAcquire(Value);
}

FORCEINLINE VOID AtomicWriteRelease(_Out_ ATOMIC_ULONG *Value, _In_ ULONG New)
{
    WriteULongRelease(Value, New);
}

FORCEINLINE ULONG AtomicExchange(_Inout_ ATOMIC_ULONG *Value, _In_ ULONG New)
{
    return (ULONG)InterlockedExchange((volatile LONG *)Value, (LONG)New);
}

/* Nothing before it is still to come, nothing after it has already happened. */
FORCEINLINE VOID AtomicFence(VOID)
{
    KeMemoryBarrier();
}

#else
#include <stdatomic.h>

typedef _Atomic ULONG ATOMIC_ULONG;

static inline ULONG AtomicReadAcquire(_In_ const ATOMIC_ULONG *Value)
{
    return atomic_load_explicit(Value, memory_order_acquire);
}

static inline VOID AtomicWriteRelease(_Out_ ATOMIC_ULONG *Value, _In_ ULONG New)
{
    atomic_store_explicit(Value, New, memory_order_release);
}

static inline ULONG AtomicExchange(_Inout_ ATOMIC_ULONG *Value, _In_ ULONG New)
{
    return atomic_exchange_explicit(Value, New, memory_order_seq_cst);
}

static inline VOID AtomicFence(VOID)
{
    atomic_thread_fence(memory_order_seq_cst);
}

#endif
#endif

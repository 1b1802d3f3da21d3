/*
 * stdatomic.h: the C11 atomics that platform.h uses where it is compiled as for mingw-w64, as calls into the simulated
 * kernel: on x64 these are the same instructions as the kernel's own functions.
 */
#ifndef SIM_STDATOMIC_H
#define SIM_STDATOMIC_H

#include "types.h"

#define _Atomic volatile
enum { memory_order_acquire, memory_order_release, memory_order_seq_cst };

ULONG ReadULongAcquire(const volatile ULONG *Source);
VOID WriteULongRelease(volatile ULONG *Target, ULONG Value);
LONG InterlockedExchange(volatile LONG *Target, LONG Value);
VOID KeMemoryBarrier(VOID);

#define atomic_load_explicit(address, order) ((void)(order), ReadULongAcquire(address))
#define atomic_store_explicit(address, value, order) ((void)(order), WriteULongRelease(address, value))
#define atomic_exchange_explicit(address, value, order) \
    ((void)(order), (ULONG)InterlockedExchange((volatile LONG *)(address), (LONG)(value)))
#define atomic_thread_fence(order) ((void)(order), KeMemoryBarrier())

#endif

/*
 * atomic.c: what a processor does to the order of writes, and what the kernel's atomics do against it.
 *
 * A write may wait in the processor's store buffer, where its own reads see it and others do not, until an instruction
 * that is a full barrier (Intel SDM volume 3, 8.2: loads may be reordered with older stores to different locations). That
 * a write waits is a deviation (choice.c). Whoever calls the kernel, or is switched from, has passed a barrier.
 */
#include "sim.h"

void SimFlushStores(void)
{
    SimThread *const self = Sim.Current;

    for (int i = 0; i < self->StoreCount; i++) {
        *self->Stores[i].Target = self->Stores[i].Value;
    }
    self->StoreCount = 0;
}

/* wdm, ReadULongAcquire. */
ULONG ReadULongAcquire(const volatile ULONG *Source)
{
    const SimThread *self = Sim.Current;

    SimAtomicPoint("ReadULongAcquire");
    for (int i = self->StoreCount - 1; i >= 0; i--) {
        if (self->Stores[i].Target == Source) {
            return self->Stores[i].Value;
        }
    }
    return *Source;
}

/* wdm, WriteULongRelease. */
VOID WriteULongRelease(volatile ULONG *Target, ULONG Value)
{
    SimThread *const self = Sim.Current;

    SimAtomicPoint("WriteULongRelease");
    if (self->StoreCount == SIM_MAX_STORES) {
        SimFlushStores();
    }
    self->Stores[self->StoreCount++] = (SimStore){Target, Value};
    if (SimChoose(2) == 0) {
        SimFlushStores();
    }
}

/* wdm, InterlockedExchange: a full barrier. */
LONG InterlockedExchange(volatile LONG *Target, LONG Value)
{
    LONG old;

    SimPoint("InterlockedExchange");
    old = *Target;
    *Target = Value;
    return old;
}

/* wdm, KeMemoryBarrier. */
VOID KeMemoryBarrier(VOID)
{
    SimPoint("KeMemoryBarrier");
}

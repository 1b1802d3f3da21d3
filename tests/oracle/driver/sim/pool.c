/*
 * pool.c: pool, which is never clear when it is allocated, and poisoned when it is freed. Nonpaged pool is also malloc's,
 * so that AddressSanitizer sees what is touched after that.
 */
#include "sim.h"
#include <stdlib.h>
#include <string.h>

#define POOL_MAX_BLOCKS 16
#define POOL_CANARY 0x9C /* after the block: somebody wrote too far */

static struct {
    PUCHAR Memory;
    SIZE_T Size;
    ULONG Tag;
    bool IsPaged, IsFreed;
} Blocks[POOL_MAX_BLOCKS];
static int BlockCount;

void SimPoolBegin(void)
{
    BlockCount = 0;
}

static PVOID Allocate(bool isPaged, SIZE_T size, ULONG tag, const char *routine)
{
    PUCHAR memory;

    /* wdm, ExAllocatePoolWithTag, ExAllocatePool2: nonpaged <= DISPATCH_LEVEL, paged <= APC_LEVEL */
    SimAssertIrql(isPaged ? APC_LEVEL : DISPATCH_LEVEL, routine);
    SimPoint(routine);
    SIM_CHECK(tag != 0 && size > 0 && BlockCount < POOL_MAX_BLOCKS);
    if (SimFault(routine) != STATUS_SUCCESS) {
        return NULL;
    }
    memory = isPaged ? SimPageable(size + 1) : malloc(size + 1);
    memset(memory, 0xA5, size);
    memory[size] = POOL_CANARY;
    Blocks[BlockCount++] = (typeof(Blocks[0])){memory, size, tag, isPaged, false};
    return memory;
}

PVOID ExAllocatePool2(ULONGLONG Flags, SIZE_T Size, ULONG Tag)
{
    const ULONGLONG kind = Flags & (POOL_FLAG_NON_PAGED | POOL_FLAG_PAGED);

    SIM_CHECK(kind == POOL_FLAG_NON_PAGED || kind == POOL_FLAG_PAGED);
    return Allocate(kind == POOL_FLAG_PAGED, Size, Tag, "ExAllocatePool2");
}

PVOID ExAllocatePoolWithTag(POOL_TYPE Type, SIZE_T Size, ULONG Tag)
{
    SIM_CHECK(Type == NonPagedPoolNx || Type == PagedPool); /* nonpaged pool that can be executed is a finding */
    return Allocate(Type == PagedPool, Size, Tag, "ExAllocatePoolWithTag");
}

/* wdm, ExFreePoolWithTag: <= DISPATCH_LEVEL, paged pool <= APC_LEVEL; "Tag" as in the allocation. */
VOID ExFreePoolWithTag(PVOID Block, ULONG Tag)
{
    int i = BlockCount - 1;

    while (i >= 0 && (Blocks[i].Memory != Block || Blocks[i].IsFreed)) {
        i--;
    }
    if (i < 0 || Blocks[i].Tag != Tag) {
        SimBugCheck("ExFreePoolWithTag: no block, or one that is free already, or another tag");
    }
    SimAssertIrql(Blocks[i].IsPaged ? APC_LEVEL : DISPATCH_LEVEL, "ExFreePoolWithTag");
    SimPoint("ExFreePoolWithTag");
    SIM_CHECK(Blocks[i].Memory[Blocks[i].Size] == POOL_CANARY);
    memset(Blocks[i].Memory, 0xDD, Blocks[i].Size);
    Blocks[i].IsFreed = true;
#ifdef __SANITIZE_ADDRESS__
    if (!Blocks[i].IsPaged) {
        free(Blocks[i].Memory);
    }
#endif
}

void SimPoolCheck(void)
{
    for (int i = 0; i < BlockCount; i++) {
        if (!Blocks[i].IsFreed) {
            SimBugCheck("%zu bytes of pool are left", Blocks[i].Size);
        }
#ifndef __SANITIZE_ADDRESS__
        if (!Blocks[i].IsPaged) { /* kept until now, to see whether somebody wrote to it */
            for (SIZE_T at = 0; at < Blocks[i].Size; at++) {
                if (Blocks[i].Memory[at] != 0xDD) {
                    SimBugCheck("Pool was written to after it was freed, at byte %zu of %zu", at, Blocks[i].Size);
                }
            }
            free(Blocks[i].Memory);
        }
#endif
    }
}

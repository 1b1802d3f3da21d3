/*
 * irql.c: IRQLs, spin locks, critical regions, and where code lies that may be paged out.
 *
 * The driver's functions in PAGE and INIT are gathered in sections of these names (code_sections.ts), and each reports
 * that it is entered (-finstrument-functions). A page fault at DISPATCH_LEVEL is a bugcheck, so none of them may run
 * there; nor may one of them call what raises the IRQL, for it returns there.
 */
#include "sim.h"

#define LOCK_MAGIC 0x4B434F4Cu

/* By the linker's script; the driver's alone. */
extern const char SimPageStart[], SimPageEnd[], SimInitStart[], SimInitEnd[];

static bool IsBetween(const void *code, const char *start, const char *end)
{
    return (const char *)code >= start && (const char *)code < end;
}

void SimAssertNotPageableCode(const void *caller, const char *routine)
{
    if (IsBetween(caller, SimPageStart, SimPageEnd) || IsBetween(caller, SimInitStart, SimInitEnd)) {
        SimBugCheck("Pageable code calls %s and goes on at DISPATCH_LEVEL", routine);
    }
}

/* Called by the driver's code at the entry of each of its functions. */
void __cyg_profile_func_enter(void *function, void *site)
{
    (void)site;
    if (IsBetween(function, SimInitStart, SimInitEnd) && Sim.IsInitDiscarded) {
        SimBugCheck("Code in INIT runs after DriverEntry has returned");
    }
    if (Sim.Current != NULL && Sim.Current->Irql > APC_LEVEL &&
        (IsBetween(function, SimPageStart, SimPageEnd) || IsBetween(function, SimInitStart, SimInitEnd))) {
        SimBugCheck("A function in PAGE or INIT is entered at IRQL %d", Sim.Current->Irql);
    }
}

void __cyg_profile_func_exit(void *function, void *site)
{
    (void)function, (void)site;
}

VOID SimPagedCode(VOID)
{
    SimAssertIrql(APC_LEVEL, "PAGED_CODE"); /* wdm: PAGED_CODE macro */
}

void SimAssertIrql(KIRQL max, const char *routine)
{
    if (Sim.Current->Irql > max) {
        SimBugCheck("%s is called at IRQL %d and allowed up to %d", routine, Sim.Current->Irql, max);
    }
}

/*
 * "Callers of ZwCreateFile must be running at IRQL = PASSIVE_LEVEL and with special kernel APCs enabled", and so the other
 * Zw routines for files: APC_LEVEL disables them.
 */
void SimAssertPassive(const char *routine)
{
    SimAssertIrql(PASSIVE_LEVEL, routine);
}

KIRQL SimRaiseIrql(KIRQL irql)
{
    const KIRQL old = Sim.Current->Irql;

    SIM_CHECK(irql >= old);
    Sim.Current->Irql = irql;
    SimMemoryIrqlChanged();
    return old;
}

void SimLowerIrql(KIRQL irql)
{
    SIM_CHECK(irql <= Sim.Current->Irql);
    Sim.Current->Irql = irql;
    SimMemoryIrqlChanged();
}

/* wdm, KeGetCurrentIrql: any level. */
KIRQL KeGetCurrentIrql(VOID)
{
    return Sim.Current->Irql;
}

/* wdm, KeInitializeSpinLock: any level; the storage must be resident. */
VOID KeInitializeSpinLock(PKSPIN_LOCK Lock)
{
    SIM_CHECK(!SimIsPageable(Lock));
    *Lock = (KSPIN_LOCK){LOCK_MAGIC, 0};
}

static bool IsFree(void *lock)
{
    return ((PKSPIN_LOCK)lock)->Owner == 0;
}

/* wdm, KeAcquireSpinLock: <= DISPATCH_LEVEL. "If the lock is held by the same thread, a deadlock". */
VOID SimAcquireSpinLock(PKSPIN_LOCK Lock, PKIRQL OldIrql)
{
    SimAssertIrql(DISPATCH_LEVEL, "KeAcquireSpinLock");
    SimAssertNotPageableCode(__builtin_return_address(0), "KeAcquireSpinLock");
    SIM_CHECK(Lock->Magic == LOCK_MAGIC && Lock->Owner != Sim.Current->Number);
    SimBlock("KeAcquireSpinLock", IsFree, Lock, SIM_NEVER);
    Lock->Owner = Sim.Current->Number;
    *OldIrql = SimRaiseIrql(DISPATCH_LEVEL);
}

/* wdm, KeReleaseSpinLock: DISPATCH_LEVEL. */
VOID KeReleaseSpinLock(PKSPIN_LOCK Lock, KIRQL OldIrql)
{
    SIM_CHECK(Lock->Magic == LOCK_MAGIC && Lock->Owner == Sim.Current->Number);
    SIM_CHECK(Sim.Current->Irql == DISPATCH_LEVEL && OldIrql <= DISPATCH_LEVEL);
    SimPoint("KeReleaseSpinLock");
    Lock->Owner = 0;
    SimLowerIrql(OldIrql);
}

/* ntddk, KeEnterCriticalRegion: <= APC_LEVEL. */
VOID KeEnterCriticalRegion(VOID)
{
    SimAssertIrql(APC_LEVEL, "KeEnterCriticalRegion");
    SimPoint("KeEnterCriticalRegion");
    Sim.Current->CriticalRegions++;
}

/* ntddk, KeLeaveCriticalRegion: <= APC_LEVEL. */
VOID KeLeaveCriticalRegion(VOID)
{
    SimAssertIrql(APC_LEVEL, "KeLeaveCriticalRegion");
    SIM_CHECK(Sim.Current->CriticalRegions > 0);
    Sim.Current->CriticalRegions--;
    SimPoint("KeLeaveCriticalRegion");
}

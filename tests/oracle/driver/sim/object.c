/* object.c: handles and references, which are counted, and what they lead to. */
#include "sim.h"

#define MAX_HANDLES 32
#define HANDLE_BASE 0x80000000u /* handles of the kernel's own table have it on 32-bit Windows, and look like none here */

static SimObject *Handles[MAX_HANDLES];
static int References; /* that ObReferenceObjectByHandle gave */

void SimObjectsBegin(void)
{
    References = 0;
    for (int i = 0; i < MAX_HANDLES; i++) {
        Handles[i] = NULL;
    }
}

void SimObjectsCheck(void)
{
    for (int i = 0; i < MAX_HANDLES; i++) {
        if (Handles[i] != NULL) {
            SimBugCheck("A handle is left, of type %d", Handles[i]->Type);
        }
    }
    if (References != 0) {
        SimBugCheck("%d references to objects are left", References);
    }
}

/* A driver that may run in any process needs a handle that no program can use: OBJ_KERNEL_HANDLE. */
HANDLE SimHandleFor(SimObject *object, const OBJECT_ATTRIBUTES *attributes, const char *routine)
{
    int i = 0;

    if (attributes->Length != sizeof(*attributes) || (attributes->Attributes & OBJ_KERNEL_HANDLE) == 0) {
        SimBugCheck("%s makes a handle without OBJ_KERNEL_HANDLE", routine);
    }
    while (i < MAX_HANDLES && Handles[i] != NULL) {
        i++;
    }
    SIM_CHECK(i < MAX_HANDLES);
    Handles[i] = object;
    object->Handles++;
    object->References++;
    return (HANDLE)(ULONG_PTR)(HANDLE_BASE + 4 * ((ULONG)i + 1));
}

static SimObject **EntryOf(HANDLE handle, const char *routine)
{
    const ULONG_PTR index = ((ULONG_PTR)handle - HANDLE_BASE) / 4 - 1;

    if (index >= MAX_HANDLES || Handles[index] == NULL) {
        SimBugCheck("%s: %p is not a handle", routine, handle);
    }
    return &Handles[index];
}

SimObject *SimObjectOf(HANDLE handle, SimType type, const char *routine)
{
    SimObject *object = *EntryOf(handle, routine);

    if (object->Type != type) {
        SimBugCheck("%s: the handle is of type %d and not %d", routine, object->Type, type);
    }
    return object;
}

void SimRelease(SimObject *object)
{
    SIM_CHECK(object->References > 0);
    if (--object->References > 0) {
        return;
    }
    switch (object->Type) {
    case SIM_EVENT:
        SimEventDelete(object);
        break;
    case SIM_FILE:
        SimFileDelete(object);
        break;
    case SIM_THREAD: /* its memory is the simulation's */
    case SIM_KEY:
        break;
    }
}

/* wdm, ZwClose: PASSIVE_LEVEL. */
NTSTATUS ZwClose(HANDLE Handle)
{
    SimObject **entry, *object;

    SimAssertPassive("ZwClose");
    SimPoint("ZwClose");
    entry = EntryOf(Handle, "ZwClose");
    object = *entry;
    *entry = NULL;
    object->Handles--;
    SimRelease(object);
    return STATUS_SUCCESS;
}

/* wdm, ObReferenceObjectByHandle: PASSIVE_LEVEL. "Object" is the body: of an event, the KEVENT. */
NTSTATUS ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK Access, POBJECT_TYPE Type, KPROCESSOR_MODE Mode,
                                   PVOID *Object, PVOID Information)
{
    SimObject *object;
    NTSTATUS status;

    SimAssertPassive("ObReferenceObjectByHandle");
    SIM_CHECK(Access != 0 && Type == NULL && Mode == KernelMode && Information == NULL);
    SimPoint("ObReferenceObjectByHandle");
    object = *EntryOf(Handle, "ObReferenceObjectByHandle");
    status = SimFault("ObReferenceObjectByHandle");
    if (!NT_SUCCESS(status)) {
        *Object = NULL;
        return status;
    }
    SIM_CHECK(object->Type == SIM_EVENT || object->Type == SIM_THREAD);
    object->References++;
    References++;
    *Object = object->Type == SIM_EVENT ? (PVOID)SimEventOf(object) : (PVOID)object;
    return STATUS_SUCCESS;
}

/* wdm, ObDereferenceObject: <= DISPATCH_LEVEL. */
VOID ObDereferenceObject(PVOID Object)
{
    SimThread *first = SimThreadAt(1);
    const bool isThread = (SimThread *)Object >= first && (SimThread *)Object < first + SIM_MAX_THREADS;

    SimAssertIrql(DISPATCH_LEVEL, "ObDereferenceObject");
    SimPoint("ObDereferenceObject");
    SIM_CHECK(References > 0);
    References--;
    SimRelease(isThread ? Object : SimEventObjectOf(Object));
}

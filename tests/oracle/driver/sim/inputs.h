/* inputs.h: what a scenario gives the driver to read. */
#ifndef INPUTS_H
#define INPUTS_H

#include <ntifs.h>

typedef struct {
    PCWSTR Name; /* NULL: after the last */
    ULONG Type, Length;
    const void *Data;
} SimValue;

extern struct SimInputs {
    const SimValue *Values; /* of the Parameters key; NULL: there is no such key */
    NTSTATUS (*FillList)(ULONG class, PVOID information, ULONG length, PULONG needed);
} SimInputs;

#endif

/*
 * report.h: what goes over the wire. The one definition of it: whoever sends or receives it in C is
 * compiled with this header, and whoever decodes it otherwise reads this file.
 *
 * One report is one message on the pipe, REPORT_FRAME_SIZE bytes long; what the report does not
 * fill is zero. Plain C for kernel and user mode: include <ntifs.h> or <windows.h> first.
 *
 * Windows types and not `int` or `unsigned long` alone: LONG and ULONG are 32 bits wide in every
 * Windows data model, so a 32-bit listener and a 64-bit driver mean the same bytes. No pointer may
 * ever stand here.
 */
#ifndef REPORT_H
#define REPORT_H

#define REPORT_FRAME_SIZE 4096

#ifdef _MSC_VER
#pragma warning(push)
#pragma warning(disable : 4200) /* a flexible array member is standard C99; MSVC warns anyway */
#endif

typedef struct {
    LONG type;
    ULONG address;
    ULONG buffer_data_len; /* bytes in buffer_data, no NUL counted */
    _Field_size_bytes_(buffer_data_len) CHAR buffer_data[];
} Networkreport;

#ifdef _MSC_VER
#pragma warning(pop)
#endif

C_ASSERT(sizeof(Networkreport) == 12);
C_ASSERT(FIELD_OFFSET(Networkreport, type) == 0);
C_ASSERT(FIELD_OFFSET(Networkreport, address) == 4);
C_ASSERT(FIELD_OFFSET(Networkreport, buffer_data_len) == 8);
C_ASSERT(FIELD_OFFSET(Networkreport, buffer_data) == 12);
C_ASSERT(sizeof(Networkreport) < REPORT_FRAME_SIZE);

#endif

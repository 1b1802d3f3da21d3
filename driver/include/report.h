/*
 * report.h: the structs that go over the wire. This is their only definition: the driver is compiled with this
 * header, and the listener reads this file.
 *
 * A Networkreport is a plain message on the pipe, REPORT_FRAME_SIZE bytes long; what the report does not
 * fill is zero. The others are events, as long as they are: the payload of a PIPELISTEN_EVENT whose
 * PayloadType is the REPORT_TYPE. The member names the struct it ends with, case and underscores aside:
 * REPORT_TYPE_PROCESSREPORT, Processreport. Plain C for kernel and user mode: include <wdm.h> or
 * <windows.h> first.
 *
 * Windows types and not `int` or `unsigned long` alone: LONG and ULONG are 32 bits wide in every
 * Windows data model, so a 32-bit listener and a 64-bit driver mean the same bytes. No pointer may
 * ever stand here.
 */
#ifndef REPORT_H
#define REPORT_H

#define REPORT_FRAME_SIZE 4096

typedef enum {
    REPORT_TYPE_PROCESSREPORT = 1,
    REPORT_TYPE_MODULEREPORT = 2,
    REPORT_TYPE_BURSTREPORT = 3
} REPORT_TYPE;

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

/* One process of a snapshot. */
typedef struct {
    ULONG process_id;
    ULONG parent_process_id; /* its creator, which may have ended and its number may be another's by now */
    ULONG session_id;
    ULONG thread_count;
    ULONG handle_count;
    ULONG image_name_len;      /* bytes in image_name, no NUL counted; 0 for the idle process */
    LARGE_INTEGER create_time; /* 100 ns since 1601 UTC */
    _Field_size_bytes_(image_name_len) WCHAR image_name[];
} Processreport;

/* One loaded driver, or the kernel itself. */
typedef struct {
    ULONGLONG image_base;
    ULONG image_size; /* bytes */
    ULONG flags;      /* LDRP_* flags of the loader, undocumented */
    USHORT load_order;
    USHORT index;   /* in the snapshot, from 0 */
    ULONG path_len; /* bytes in path, no NUL counted */
    _Field_size_bytes_(path_len) CHAR path[];
} Modulereport;

/* One of many, sent as fast as possible. */
typedef struct {
    ULONG index;      /* from 0 */
    ULONG count;      /* how many are sent */
    UCHAR data[4088]; /* every byte is the lowest of index */
} Burstreport;

#ifdef _MSC_VER
#pragma warning(pop)
#endif

C_ASSERT(sizeof(Networkreport) == 12);
C_ASSERT(FIELD_OFFSET(Networkreport, type) == 0);
C_ASSERT(FIELD_OFFSET(Networkreport, address) == 4);
C_ASSERT(FIELD_OFFSET(Networkreport, buffer_data_len) == 8);
C_ASSERT(FIELD_OFFSET(Networkreport, buffer_data) == 12);
C_ASSERT(sizeof(Networkreport) < REPORT_FRAME_SIZE);

C_ASSERT(sizeof(Processreport) == 32);
C_ASSERT(FIELD_OFFSET(Processreport, process_id) == 0);
C_ASSERT(FIELD_OFFSET(Processreport, parent_process_id) == 4);
C_ASSERT(FIELD_OFFSET(Processreport, session_id) == 8);
C_ASSERT(FIELD_OFFSET(Processreport, thread_count) == 12);
C_ASSERT(FIELD_OFFSET(Processreport, handle_count) == 16);
C_ASSERT(FIELD_OFFSET(Processreport, image_name_len) == 20);
C_ASSERT(FIELD_OFFSET(Processreport, create_time) == 24);
C_ASSERT(FIELD_OFFSET(Processreport, image_name) == 32);

C_ASSERT(sizeof(Modulereport) == 24);
C_ASSERT(FIELD_OFFSET(Modulereport, image_base) == 0);
C_ASSERT(FIELD_OFFSET(Modulereport, image_size) == 8);
C_ASSERT(FIELD_OFFSET(Modulereport, flags) == 12);
C_ASSERT(FIELD_OFFSET(Modulereport, load_order) == 16);
C_ASSERT(FIELD_OFFSET(Modulereport, index) == 18);
C_ASSERT(FIELD_OFFSET(Modulereport, path_len) == 20);
C_ASSERT(FIELD_OFFSET(Modulereport, path) == 24);

C_ASSERT(sizeof(Burstreport) == REPORT_FRAME_SIZE);
C_ASSERT(FIELD_OFFSET(Burstreport, index) == 0);
C_ASSERT(FIELD_OFFSET(Burstreport, count) == 4);
C_ASSERT(FIELD_OFFSET(Burstreport, data) == 8);

#endif

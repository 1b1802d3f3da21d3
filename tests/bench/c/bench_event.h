/*
 * bench_event.h: what the benchmark's driver sends: a few numbers, a string, and padding up to the size. The listener
 * decodes it by this header. Plain C: include <wdm.h> or <windows.h> first.
 */
#ifndef BENCH_EVENT_H
#define BENCH_EVENT_H

typedef struct {
    ULONG index;
    ULONG process_id;
    ULONGLONG address;
    LONG status;
    USHORT kind;
    UCHAR level;
    UCHAR flags;
    ULONGLONG time;
    CHAR name[32];
} Event64;

typedef struct {
    Event64 event;
    CHAR padding[512 - 64];
} Event512;

typedef struct {
    Event64 event;
    CHAR padding[4096 - 64];
} Event4096;

#endif

/*
 * pipelisten_event.h: the envelope that PipelistenSendEvent puts in front of a payload, so that a reader knows its type,
 * when and where it was sent, and how much is missing before it.
 *
 * A message on the pipe is one event, an envelope and its payload, or several. Plain C for kernel and user mode: include
 * <wdm.h> or <windows.h> first. All numbers are little-endian, as on every Windows. A message is an event if it is at
 * least sizeof(PIPELISTEN_EVENT) long, begins with PIPELISTEN_EVENT_MAGIC and is HeaderSize + PayloadLength long.
 *
 * In a message of several, each event begins at a multiple of PIPELISTEN_EVENT_ALIGNMENT, and the bytes before it are 0.
 * All but the last have PIPELISTEN_EVENT_MORE in Flags, and the last ends where the message ends. Any other message is a
 * plain frame as a whole, even if it begins with an event.
 *
 * A message whose write failed is repeated, and may arrive twice: a reader drops an event whose Sequence it has seen on
 * this connection and whose Time is no later than the latest it has seen there.
 */
#ifndef PIPELISTEN_EVENT_H
#define PIPELISTEN_EVENT_H

#define PIPELISTEN_EVENT_MAGIC "PLEV"
#define PIPELISTEN_EVENT_VERSION 1

/* In Flags: a notice, which only reports that messages were dropped. PayloadType and PayloadLength are 0. */
#define PIPELISTEN_EVENT_NOTICE 1
/* In Flags: another event follows in the same message. */
#define PIPELISTEN_EVENT_MORE 2
/* In Flags: the payload is a line of PIPELISTEN_LOG. PayloadType is 0. */
#define PIPELISTEN_EVENT_LOG 4
/*
 * In Flags: the payload describes a call of PIPELISTEN_LOG. PayloadType is 0. It is no attempt to send: Sequence and Dropped are
 * those of the last one so far.
 */
#define PIPELISTEN_EVENT_LOG_SITE 8

#define PIPELISTEN_EVENT_ALIGNMENT 8

typedef struct {
    UCHAR Magic[4];      /* PIPELISTEN_EVENT_MAGIC, without its NUL */
    USHORT Version;      /* PIPELISTEN_EVENT_VERSION */
    USHORT HeaderSize;   /* where the payload begins; a later version may be larger */
    ULONG PayloadType;   /* the sender's own number for what the payload is; 0: it gives none */
    ULONG PayloadLength; /* bytes */
    ULONGLONG Sequence;  /* 1, 2, 3, ...: the number of this attempt to send. Plain frames and frames that were
                            dropped have theirs, too. In a notice: the last one so far. */
    ULONGLONG Dropped;   /* attempts that were dropped before this one, since the client was opened */
    LONGLONG Time;       /* when it was sent: 100 ns since 1601 UTC (KeQuerySystemTimePrecise) */
    ULONG ProcessId;     /* the thread that was running when it was sent: at DISPATCH_LEVEL, anyone's */
    ULONG ThreadId;
    ULONG Processor;     /* 0 .. across all groups (KeGetCurrentProcessorNumberEx) */
    ULONG Flags;         /* PIPELISTEN_EVENT_NOTICE, ..._MORE, ..._LOG, ..._LOG_SITE */
} PIPELISTEN_EVENT;

C_ASSERT(sizeof(PIPELISTEN_EVENT) == 56);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, Magic) == 0);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, Version) == 4);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, HeaderSize) == 6);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, PayloadType) == 8);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, PayloadLength) == 12);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, Sequence) == 16);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, Dropped) == 24);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, Time) == 32);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, ProcessId) == 40);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, ThreadId) == 44);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, Processor) == 48);
C_ASSERT(FIELD_OFFSET(PIPELISTEN_EVENT, Flags) == 52);

/*
 * The payload of PIPELISTEN_EVENT_LOG_SITE begins with this. Three strings follow, each with a NUL at its end and nothing after
 * the third: the format, the file, the function. On each connection a client that logs sends all of its sites before its
 * first line.
 */
typedef struct {
    ULONG Number; /* within this connection */
    ULONG Line;
    ULONG Keywords;
    UCHAR Level; /* 1 error, 2 warning, 3 info, 4 debug, 5 trace */
    UCHAR Reserved[3];
} PIPELISTEN_SITE;

C_ASSERT(sizeof(PIPELISTEN_SITE) == 16);

/*
 * The payload of PIPELISTEN_EVENT_LOG: a ULONG, the number of its site, and then the arguments in the order of the call, without
 * padding. Each is a UCHAR, its kind, and
 *
 *     1, 2     LONG, ULONG             3, 4     LONGLONG, ULONGLONG          5   a pointer, as a ULONGLONG
 *     6, 7, 8  a string, a string of WCHARs, a block: USHORT Stored, USHORT Length, and that many bytes, Stored. Fewer than
 *              Length were stored where it was cut. Length 0xFFFF: that long or longer.
 *     9        a GUID                  10       nothing: a string, block or GUID whose pointer was NULL
 */
#define PIPELISTEN_LOG_LINE_MAX 1024 /* bytes of such a payload */

/* What a listener writes to the pipe to say which lines it wants, to a client that was opened with PIPELISTEN_LIVE_FILTER. */
#define PIPELISTEN_FILTER_MAGIC "PLCT"
#define PIPELISTEN_FILTER_VERSION 1

typedef struct {
    UCHAR Magic[4]; /* PIPELISTEN_FILTER_MAGIC, without its NUL */
    USHORT Version; /* PIPELISTEN_FILTER_VERSION */
    USHORT Size;    /* sizeof(PIPELISTEN_FILTER) */
    ULONG Level;    /* 0: none */
    ULONG Keywords;
} PIPELISTEN_FILTER;

C_ASSERT(sizeof(PIPELISTEN_FILTER) == 16);

#endif

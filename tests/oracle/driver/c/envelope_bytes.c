/*
 * envelope_bytes.c: the envelope as a reader finds it in a message, byte by byte; pipelisten_event.h documents the
 * offsets.
 */
#include <string.h>

#include "check.h"
#include "envelope.h"

static const EnvelopeOrigin Origin = {
    .Time = 0x0102030405060708,
    .ProcessId = 0x11121314,
    .ThreadId = 0x21222324,
    .Processor = 0x31323334,
};
static const EnvelopeCount Count = {.Sequence = 0x4142434445464748, .Dropped = 0x5152535455565758};

/* An event of type 0x61626364 with a payload of 0x71727374 bytes. */
static const uint8_t Event[] = {
    'P',  'L',  'E',  'V',                          /*  0 Magic */
    0x01, 0x00,                                     /*  4 Version */
    0x38, 0x00,                                     /*  6 HeaderSize: 56 */
    0x64, 0x63, 0x62, 0x61,                         /*  8 PayloadType */
    0x74, 0x73, 0x72, 0x71,                         /* 12 PayloadLength */
    0x48, 0x47, 0x46, 0x45, 0x44, 0x43, 0x42, 0x41, /* 16 Sequence */
    0x58, 0x57, 0x56, 0x55, 0x54, 0x53, 0x52, 0x51, /* 24 Dropped */
    0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, /* 32 Time */
    0x14, 0x13, 0x12, 0x11,                         /* 40 ProcessId */
    0x24, 0x23, 0x22, 0x21,                         /* 44 ThreadId */
    0x34, 0x33, 0x32, 0x31,                         /* 48 Processor */
    0x00, 0x00, 0x00, 0x00,                         /* 52 Flags */
};

int main(void)
{
    uint8_t notice[sizeof(Event)];
    PIPELISTEN_EVENT event;

    CHECK(sizeof(event) == sizeof(Event));
    memset(&event, 0xAA, sizeof(event));
    PipelistenEnvelopeFill(&event, &Origin, &Count, 0x61626364, 0x71727374);
    CHECK(memcmp(&event, Event, sizeof(Event)) == 0);

    memcpy(notice, Event, sizeof(Event));
    memset(notice + 8, 0, 8); /* no payload */
    notice[52] = 1;           /* PIPELISTEN_EVENT_NOTICE */
    memset(&event, 0xAA, sizeof(event));
    PipelistenEnvelopeFillNotice(&event, &Origin, &Count);
    CHECK(memcmp(&event, notice, sizeof(notice)) == 0);
    return 0;
}

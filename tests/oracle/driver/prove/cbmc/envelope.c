/* envelope.c: for CBMC: an envelope has what it is given, whatever that is, in all of its bytes. */
#include "envelope.h"

int main(void)
{
    PIPELISTEN_EVENT event, notice; /* any bytes */
    EnvelopeOrigin origin;
    EnvelopeCount count;
    ULONG type, length;

    PipelistenEnvelopeFill(&event, &origin, &count, type, length);
    __CPROVER_assert(event.Magic[0] == 'P' && event.Magic[1] == 'L' && event.Magic[2] == 'E' && event.Magic[3] == 'V' &&
                         event.Version == PIPELISTEN_EVENT_VERSION && event.HeaderSize == sizeof(event),
                     "it says what it is");
    __CPROVER_assert(event.PayloadType == type && event.PayloadLength == length && event.Flags == 0, "its payload");
    __CPROVER_assert(event.Sequence == count.Sequence && event.Dropped == count.Dropped, "its count");
    __CPROVER_assert(event.Time == origin.Time && event.ProcessId == origin.ProcessId &&
                         event.ThreadId == origin.ThreadId && event.Processor == origin.Processor,
                     "its origin");
    PipelistenEnvelopeFillNotice(&notice, &origin, &count);
    __CPROVER_assert(notice.Flags == PIPELISTEN_EVENT_NOTICE && notice.PayloadType == 0 && notice.PayloadLength == 0 &&
                         notice.Sequence == count.Sequence && notice.Dropped == count.Dropped,
                     "a notice has no payload");
    return 0;
}

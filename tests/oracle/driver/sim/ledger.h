/* ledger.h: what was sent, what arrived, what was lost in a pipe whose listener left, and whether all of it agrees. */
#ifndef LEDGER_H
#define LEDGER_H

#include "sim.h"
#include <pipelisten.h>

#define LEDGER_PRODUCERS 4
#define LEDGER_MESSAGES 32 /* of each */

void LedgerBegin(void);

/* Messages that are not this ledger's go to this function. */
void LedgerTake(void (*take)(const UCHAR *bytes, ULONG length));

/* Makes the payload of a message, at least 8 bytes. */
void LedgerFill(PUCHAR payload, ULONG length, int producer, int index);

/* What sending it gave. */
void LedgerSent(int producer, int index, ULONG length, bool isEvent, NTSTATUS status);

/* A send that raised an exception: it is dropped, and counted as soon as that is known. */
void LedgerRaised(void);

/* What arrives from now on comes by another connection. */
void LedgerConnects(void);

/* A message that the listener read, or that was in the pipe when it left. */
void LedgerArrived(const UCHAR *bytes, ULONG length);

/* Whether the counters say what happened. IsFlushed: all that was sent has left the ring. */
void LedgerCheck(const PIPELISTEN_COUNTERS *counters, bool isFlushed);

#endif

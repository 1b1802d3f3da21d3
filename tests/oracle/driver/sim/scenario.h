/* scenario.h: what is played with the driver, and what the players have in common. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "npfs.h"
#include <pipelisten.h>

typedef struct {
    const char *Name;
    KSTART_ROUTINE *Run;
    bool HasFaults; /* each of its calls may fail once */
} Scenario;

extern const Scenario Scenarios[]; /* up to one without a name */
extern const char *ScenarioName;   /* of the one that is played */

/* A program that creates the pipe, reads what comes, and may leave a few times. */
typedef struct {
    NpOptions Options;
    int Leaves;        /* how often it leaves and comes again */
    int Reads;         /* how many messages it reads before it leaves; when it comes for good it reads all */
    bool IsKilled;     /* it leaves without disconnecting */
    LONGLONG Away;     /* how long it is not there, and before it comes first */
    LONGLONG Pause;    /* before each read */
    LONGLONG MaxTaken; /* how long the name of a pipe may be taken when it comes again */
    const PIPELISTEN_FILTER *Filter; /* what it sends to each client; NULL: nothing */
} Listener;

/* A thread that sends. */
typedef struct {
    int Number, Count;
    ULONG Length;
    KIRQL Irql;
    bool IsEvent;
    bool IsLine; /* of a log */
} Producer;

/* The client of this run, or NULL if it could not be opened, which only a call that failed excuses. */
PPIPELISTEN_CLIENT StageOpen(ULONG ringSize, ULONG flags);
SimThread *StageListen(Listener *listener);
SimThread *StageProduce(Producer *producer);
void StageSend(int producer, int index, ULONG length, KIRQL irql, bool isEvent);
/* A line of a log, of Length characters and 19 bytes more. IsAlone: nobody else sends, so whether it was dropped can be seen. */
void StageLog(const Producer *producer, int index, bool isAlone);
void StageWait(LONGLONG time);
/* Flushes without limit, checks everything, closes, and waits for the listener, which may be NULL. */
void StageEnd(SimThread *listener);
/* The same without a flush. */
void StageClose(SimThread *listener);

extern PPIPELISTEN_CLIENT Client;

#endif

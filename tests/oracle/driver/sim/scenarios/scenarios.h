/* scenarios.h: one function a scenario; main.c has the table. */
#ifndef SCENARIOS_H
#define SCENARIOS_H

#include "../sim.h"

KSTART_ROUTINE PlaySend, PlayFull, PlayBatch, PlayBatchLimit, PlayRestart, PlayKilled, PlayIdle, PlayRefused;
KSTART_ROUTINE PlayCounters, PlayFlushAmid;
KSTART_ROUTINE PlayLog, PlayLogFull, PlayLogRestart, PlayLogFilter, PlayLogInbound, PlayLogMemory;
KSTART_ROUTINE PlayOpen, PlayClose, PlayTimeout, PlayFlushes, PlayStuck;
KSTART_ROUTINE PlayPageable, PlayVanish, PlaySuspend, PlayByteType, PlayOwner, PlayRefuse;
KSTART_ROUTINE PlayAnyOwner, PlayAbsent, PlayPrompt;
KSTART_ROUTINE PlaySample, PlaySampleUnload, PlaySampleDefaults, PlaySampleRefuses;

#endif

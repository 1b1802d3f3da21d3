/* search.h: how the runs of a scenario differ; see choice.c. */
#ifndef SEARCH_H
#define SEARCH_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { SIM_PLAIN, SIM_SYSTEMATIC, SIM_RANDOM, SIM_REPLAY } SimMode;

extern struct SimSearch {
    SimMode Mode;
    int Deviations;     /* of SIM_SYSTEMATIC: at most so many in a run */
    uint64_t Seed;      /* of SIM_RANDOM: what this run can be repeated with */
    const char *Replay; /* of SIM_REPLAY: what SimChoicesMade gave */
    uint64_t State;
    unsigned Calm; /* one choice in so many is a deviation */
} SimSearch;

void SimSearchBegin(void);

/* After a run: prepares the next one. False: all have been made. */
bool SimSearchNext(void);

#endif

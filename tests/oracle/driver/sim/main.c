/*
 * main.c: plays the scenarios.
 *
 *     list                                    their names
 *     search SCENARIO DEVIATIONS MAX          every run with at most so many deviations, or the first MAX
 *     random SCENARIO SEED RUNS               runs at random, each from a seed of its own: SEED, SEED + 1, ...
 *     faults SCENARIO SEED RUNS               each call fails once, with each status, in the plain run and so many others
 *     all DEVIATIONS MAX SEED RUNS            a search, runs at random, and each call fails once, of every scenario
 *     replay SCENARIO CALL STATUS CHOICES     one run, traced; as an earlier one said
 */
#include "scenarios/scenarios.h"
#include "scenario.h"
#include "search.h"
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const Scenario Scenarios[] = {
    {"log", PlayLog, true},
    {"log-full", PlayLogFull, true},
    {"log-memory", PlayLogMemory, true},
    {"log-restart", PlayLogRestart, true},
    {"log-filter", PlayLogFilter, true},
    {"log-inbound", PlayLogInbound, true},
    {"open", PlayOpen, true},
    {"send", PlaySend, true},
    {"full", PlayFull, true},
    {"batch", PlayBatch, true},
    {"batch-limit", PlayBatchLimit, true},
    {"restart", PlayRestart, true},
    {"killed", PlayKilled, true},
    {"idle", PlayIdle, true},
    {"refused", PlayRefused, true},
    {"counters", PlayCounters, true},
    {"close", PlayClose, true},
    {"timeout", PlayTimeout, true},
    {"flushes", PlayFlushes, true},
    {"flush-amid", PlayFlushAmid, true},
    {"stuck", PlayStuck, true},
    {"pageable", PlayPageable, true},
#ifdef SIM_HAS_FINALLY
    {"vanish", PlayVanish, false},
#endif
    {"suspend", PlaySuspend, true},
    {"byte-type", PlayByteType, true},
    {"owner", PlayOwner, true},
    {"any-owner", PlayAnyOwner, true},
    {"absent", PlayAbsent, true},
    {"prompt", PlayPrompt, true},
    {"refuse", PlayRefuse, false},
    {"sample", PlaySample, true},
    {"sample-unload", PlaySampleUnload, true},
    {"sample-defaults", PlaySampleDefaults, true},
    {"sample-refuses", PlaySampleRefuses, false},
    {NULL, NULL, false},
};

const char *ScenarioName;

static uint64_t Runs;

static void Play(const Scenario *scenario)
{
    NpBegin();
    SimRun(scenario->Run);
    Runs++;
}

static void Search(const Scenario *scenario, int deviations, uint64_t max)
{
    bool isExhausted = false;

    SimSearch.Mode = SIM_SYSTEMATIC;
    SimSearch.Deviations = deviations;
    SimSearchBegin();
    while (!isExhausted && Runs < max) {
        Play(scenario);
        isExhausted = !SimSearchNext();
    }
    printf("%s: %" PRIu64 " schedules with at most %d deviations%s\n", scenario->Name, Runs, deviations,
           isExhausted ? ", all there are" : "");
}

static void PlayAtRandom(const Scenario *scenario, uint64_t seed, uint64_t runs)
{
    SimSearch.Mode = SIM_RANDOM;
    for (uint64_t i = 0; i < runs; i++) {
        SimSearch.Seed = seed + i;
        Play(scenario);
    }
    printf("%s: %" PRIu64 " schedules at random, seeds from %" PRIu64 "\n", scenario->Name, Runs, seed);
}

/* Each call that can fail, with each of its statuses. False: there were not so many calls. */
static bool FailCall(const Scenario *scenario, int *failures)
{
    SimFaults.Status = 0;
    do {
        Play(scenario);
        if (SimFaults.Failed == NULL) {
            return false;
        }
        ++*failures;
    } while (++SimFaults.Status < SimFaults.Statuses);
    return true;
}

static void PlayFaults(const Scenario *scenario, uint64_t seed, uint64_t runs)
{
    int failures = 0, calls = 0;

    for (uint64_t i = 0; i <= runs; i++) {
        SimSearch.Mode = i == 0 ? SIM_PLAIN : SIM_RANDOM;
        SimSearch.Seed = seed + i;
        for (SimFaults.Target = 1; FailCall(scenario, &failures);) {
            SimFaults.Target++;
        }
        calls = i == 0 ? SimFaults.Target - 1 : calls;
    }
    printf("%s: %d calls that can fail, %d failures in %" PRIu64 " schedules\n", scenario->Name, calls, failures,
           runs + 1);
}

static void PlayAll(int deviations, uint64_t max, uint64_t seed, uint64_t runs)
{
    for (const Scenario *scenario = Scenarios; scenario->Name != NULL; scenario++) {
        ScenarioName = scenario->Name;
        Runs = 0;
        Search(scenario, deviations, max);
        Runs = 0;
        PlayAtRandom(scenario, seed, runs);
        if (scenario->HasFaults) {
            PlayFaults(scenario, seed, 0);
            SimFaults.Target = 0;
        }
    }
}

static const Scenario *Find(const char *name)
{
    const Scenario *scenario = Scenarios;

    while (scenario->Name != NULL && strcmp(scenario->Name, name) != 0) {
        scenario++;
    }
    if (scenario->Name == NULL) {
        fprintf(stderr, "Cannot find the scenario \"%s\"\n", name);
        exit(2);
    }
    ScenarioName = scenario->Name;
    return scenario;
}

int main(int argc, char **argv)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 26); /* pool is allocated and freed in every run: keep it */
    mallopt(M_TRIM_THRESHOLD, 1 << 26);
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        for (const Scenario *scenario = Scenarios; scenario->Name != NULL; scenario++) {
            printf("%s%s\n", scenario->Name, scenario->HasFaults ? " faults" : "");
        }
    } else if (argc == 5 && strcmp(argv[1], "search") == 0) {
        Search(Find(argv[2]), atoi(argv[3]), strtoull(argv[4], NULL, 10));
    } else if (argc == 5 && strcmp(argv[1], "random") == 0) {
        PlayAtRandom(Find(argv[2]), strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    } else if (argc == 5 && strcmp(argv[1], "faults") == 0) {
        PlayFaults(Find(argv[2]), strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    } else if (argc == 6 && strcmp(argv[1], "all") == 0) {
        PlayAll(atoi(argv[2]), strtoull(argv[3], NULL, 10), strtoull(argv[4], NULL, 10), strtoull(argv[5], NULL, 10));
    } else if (argc == 6 && strcmp(argv[1], "replay") == 0) {
        SimSearch.Mode = SIM_REPLAY;
        SimSearch.Replay = argv[5];
        SimFaults.Target = atoi(argv[3]);
        SimFaults.Status = atoi(argv[4]);
        Sim.IsTraced = true;
        Play(Find(argv[2]));
    } else {
        fprintf(stderr, "Cannot tell what to do: see main.c\n");
        return 2;
    }
    return 0;
}

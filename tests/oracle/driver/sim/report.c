/* report.c: ends the program with what is wrong and how to see it again. */
#include "search.h"
#include "sim.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include "scenario.h"

void SimBugCheck(const char *format, ...)
{
    const char *thread = Sim.Current == NULL ? "nobody" : Sim.Current->Name;
    va_list arguments;

    fflush(stdout);
    fprintf(stderr, "%s: ", ScenarioName);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, " (in the thread \"%s\", %.1f ms after the start)\n", thread, (double)Sim.Now / SIM_MS);
    if (SimFaults.Failed != NULL) {
        fprintf(stderr, "%s had failed, call %d, status %d\n", SimFaults.Failed, SimFaults.Target, SimFaults.Status);
    }
    if (SimSearch.Mode == SIM_RANDOM) {
        fprintf(stderr, "seed %" PRIu64 "\n", SimSearch.Seed);
    }
    fprintf(stderr, "To see it again: replay %s %d %d %s\n", ScenarioName, SimFaults.Target, SimFaults.Status,
            SimChoicesMade());
    _exit(1); /* not exit: nothing of the run is to be cleaned up */
}
